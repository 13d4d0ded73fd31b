"""One seminar at a glance: what needs somebody, how it fills, who is new, and what comes by itself."""

from dataclasses import replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from seminars import clock
from seminars.domain.lists import search
from seminars.domain.notices import by_hand
from seminars.domain.organisers.roles import Act
from seminars.domain.outbox import messages
from seminars.domain.today.tour import Facts
from seminars.organiser.access import get_seminar, may
from seminars.organiser.overviews.due import what_is_due
from seminars.organiser.overviews.head import facts_of
from seminars.organiser.overviews.seats_over_time import seats_over_time
from seminars.organiser.seminars.news import OPENED_BY, RULES, News

NEWEST = 8

blueprint = Blueprint("overviews", __name__, url_prefix="/seminars/<slug>")


@blueprint.get("")
def show(slug: str) -> ResponseReturnValue:
    seminar, now = get_seminar(slug, Act.SEE_FIGURES), clock.now()
    facts = facts_of(seminar, now=now)
    return render_template(
        "organiser/overviews/show.html",
        seminar=seminar,
        counts=facts.counts,
        needs=_needs(facts),
        seats=seats_over_time(seminar, now=now),
        newest=search.latest(seminar, at_most=NEWEST) if may(Act.PEOPLE, seminar) else [],
        due=what_is_due(facts),
    )


def _needs(facts: Facts) -> list[News]:
    """What waits for somebody, and leads to a page that the organiser may open."""
    seminar = facts.seminar
    whole = replace(
        facts,
        to_be_told=by_hand.left_of([seminar], now=facts.now)[seminar.id],
        undelivered=messages.undelivered([seminar.id]).get(seminar.id, 0),
    )
    found = [news for act, rule in RULES if act in whole.acts and (news := rule(whole))]
    return [each for each in found if not each.is_quiet and OPENED_BY.get(each.leads_to) in whole.acts]
