"""The rows of the tour, as the list of seminars and Today show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from seminars.domain.organisers.roles import Act
from seminars.domain.today.tour import Facts
from seminars.models import Seminar
from seminars.organiser.seminars import fullness
from seminars.organiser.seminars.fullness import Bar
from seminars.organiser.seminars.news import News, news_of

# Where a row leads whoever may go there: to the seminar itself, else nowhere.
SHOWN_AT, SHOWN_TO = "organiser.overviews.show", Act.SEE_FIGURES
_DONE_FROM_ROWS = {Act.PEOPLE, Act.EDIT, Act.ANNOUNCE, Act.HOST_LIST}


@dataclass(frozen=True)
class Row:
    """`shown_at` is the endpoint to which the town's name leads, "" where the reader may not go there; `has_acts` is
    whether anything can be done from the row."""

    seminar: Seminar
    places: str
    bar: Bar | None
    news: list[News]
    shown_at: str
    has_acts: bool


@dataclass(frozen=True)
class Rows:
    """`coming` ends with what is postponed, which has no date by which it could stand among the others; `past` begins
    with the latest."""

    coming: list[Row]
    past: list[Row]


def rows_of(tour: Sequence[Facts], *, now: datetime) -> Rows:
    """Of seminars in the order of their dates."""
    coming = [each for each in tour if not each.seminar.is_over(now)]
    return Rows(
        coming=_rows(sorted(coming, key=lambda each: each.seminar.is_postponed)),
        past=_rows(each for each in reversed(tour) if each.seminar.is_over(now)),
    )


def _rows(found: Iterable[Facts]) -> list[Row]:
    return [_row(each) for each in found]


def _row(facts: Facts) -> Row:
    return Row(
        seminar=facts.seminar,
        places=fullness.in_words(facts),
        bar=fullness.bar(facts),
        news=news_of(facts),
        shown_at=SHOWN_AT if SHOWN_TO in facts.acts else "",
        has_acts=not facts.acts.isdisjoint(_DONE_FROM_ROWS),
    )
