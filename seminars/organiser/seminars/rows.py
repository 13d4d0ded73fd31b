"""The rows of the list of seminars, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from seminars.domain.lists import counts
from seminars.domain.notices import by_hand
from seminars.domain.outbox import messages
from seminars.domain.programme import listings
from seminars.models import Seminar
from seminars.organiser.seminars import fullness
from seminars.organiser.seminars.fullness import Bar
from seminars.organiser.seminars.news import Facts, News, news_of


@dataclass(frozen=True)
class Row:
    seminar: Seminar
    places: str
    bar: Bar | None
    news: list[News]


@dataclass(frozen=True)
class Rows:
    """`past` begins with the latest; what is postponed has no date by which it could stand among the others."""

    upcoming: list[Row]
    put_off: list[Row]
    past: list[Row]


def rows_of(statement: Select, *, now: datetime) -> Rows:
    facts = _facts(statement, now)
    dated = [each for each in facts if not each.seminar.is_postponed]
    return Rows(
        upcoming=_rows(each for each in dated if not each.seminar.is_over(now)),
        put_off=_rows(each for each in facts if each.seminar.is_postponed),
        past=_rows(each for each in reversed(dated) if each.seminar.is_over(now)),
    )


def _facts(statement: Select, now: datetime) -> list[Facts]:
    entries = listings.listed(statement, now=now)
    ids = [entry.seminar.id for entry in entries]
    by_status, undelivered = counts.counts_by_status_of(ids), messages.undelivered(ids)
    to_be_told = by_hand.left_of([entry.seminar for entry in entries], now=now)
    return [
        Facts(
            entry=entry,
            counts=by_status.get(entry.seminar.id, {}),
            now=now,
            to_be_told=to_be_told[entry.seminar.id],
            undelivered=undelivered.get(entry.seminar.id, 0),
        )
        for entry in entries
    ]


def _rows(found: Iterable[Facts]) -> list[Row]:
    return [Row(each.seminar, fullness.in_words(each), fullness.bar(each), news_of(each)) for each in found]
