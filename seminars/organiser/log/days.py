"""What happened, by days as the clocks of the seminar's town count them."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from seminars.domain.lists.log import Happened
from seminars.formats import log_words
from seminars.i18n import chosen_language, clock_time, local_date
from seminars.models import Registration, Seminar


class Told(NamedTuple):
    """One sentence; `iso` is the moment for programs, `clock` for people."""

    iso: str
    clock: str
    sentence: Markup


def by_day(
    rows: Iterable[Happened], seminar: Seminar, *, on_page_of: Registration | None = None
) -> list[tuple[date, list[Told]]]:
    """Days and rows in the order in which they come. A name is a link to the person's page, unless it stands there."""
    days = groupby(rows, key=lambda each: local_date(each.at, seminar.timezone))
    return [(day, [_told(each, seminar, on_page_of) for each in some]) for day, some in days]


def _told(each: Happened, seminar: Seminar, on_page_of: Registration | None) -> Told:
    line, person = log_words.line_of(each.event, chosen_language()), each.registration
    values = dict(line.values)
    if person and person is not on_page_of and not each.event.is_erased:
        values["person"] = _link(seminar, person, values["person"])
    local = seminar.in_zone(each.at)
    return Told(each.at.isoformat(timespec="seconds"), clock_time(local), escape(line.pattern) % values)


def _link(seminar: Seminar, person: Registration, name: str) -> Markup:
    address = url_for("organiser.registrations.show", slug=seminar.slug, code=person.code)
    return Markup('<a href="{}">{}</a>').format(address, name)
