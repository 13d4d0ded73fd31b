"""The page with which an organiser's day begins."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from seminars import clock, i18n
from seminars.domain.organisers.roles import Act
from seminars.domain.today import lately
from seminars.domain.today.needs import needs_of
from seminars.domain.today.tour import Facts
from seminars.models import Seminar
from seminars.organiser import access
from seminars.organiser.seminars.rows import rows_of
from seminars.organiser.today import headlines, words

blueprint = Blueprint("today", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    now = clock.now()
    tour, may_create = access.tour(now=now), access.may_create()
    needs, since = needs_of(tour, is_owner=access.is_owner()), _yesterday(now)
    return render_template(
        "organiser/today/index.html",
        day=i18n.local_date(now, current_app.config["TIMEZONE"]),
        head=headlines.head(tour, needs, may_create=may_create),
        needs=[words.said(need, now=now) for need in needs],
        rows=rows_of(tour, now=now),
        may_create=may_create,
        since=since,
        lately=lately.happened(tour, since=since),
        to_take=_next(
            facts for facts in tour if facts.seminar.takes_place and facts.counts and Act.PEOPLE in facts.acts
        ),
        to_spread=_next(facts for facts in tour if facts.seminar.is_public and facts.entry.takes_registrations),
    )


def _next(those: Iterable[Facts]) -> Seminar | None:
    coming = (facts for facts in those if facts.seminar.takes_place and not facts.seminar.is_over(facts.now))
    return next((facts.seminar for facts in coming), None)


def _yesterday(now: datetime) -> datetime:
    """When the day before began by the clocks of the installation."""
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime.combine(now.astimezone(zone).date() - timedelta(days=1), time(), zone)
