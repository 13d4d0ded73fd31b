"""What the programme opens with: whose tour it is, the next seminar, and where the line of stops begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from seminars.domain.programme import tours
from seminars.domain.programme.listings import Listed
from seminars.domain.programme.tours import Stop
from seminars.i18n import Texts, chosen_language, gettext
from seminars.models import Series
from seminars.public.programme.groups import Group, by_month
from seminars.text.excerpts import first_paragraph

# Of a longer lead only the beginning and no button would stand on a phone's first screen.
LONG_LEAD = 130


@dataclass(frozen=True)
class Section:
    """The stops to come of one series; `tour` is its whole way."""

    series: Series
    tour: list[Stop]
    groups: list[Group]

    @property
    def lead(self) -> Texts:
        return first_paragraph(self.series.description)


@dataclass(frozen=True)
class Act:
    """The page's one filled button: where it leads, and its words."""

    endpoint: str
    words: str


@dataclass(frozen=True)
class Opening:
    """`series` is None where several run at once, or none; then each section has its own headline and map."""

    series: Series | None
    next_entry: Listed | None
    sections: list[Section]

    @property
    def lead(self) -> Texts:
        return first_paragraph(self.series.description) if self.series else Texts()

    @property
    def has_long_lead(self) -> bool:
        return len(self.lead.in_language(chosen_language())[0]) > LONG_LEAD

    @property
    def tour(self) -> list[Stop]:
        return self.sections[0].tour if self.series and self.sections else []


def opening_of(everything: Sequence[Listed], entries: Sequence[Listed], *, now: datetime) -> Opening:
    """The opening of a page of these entries; where a filter finds none, of everything that is to come.

    In one series' line the next seminar is the beginning, so it does not stand there once more.
    """
    running = {entry.seminar.series_id: entry.seminar.series for entry in entries or everything}
    is_one = len(running) == 1
    following = next_of(entries)
    listed = entries[1:] if is_one and entries and entries[0] is following else entries
    stops = tours.tour_of(list(running), now=now)
    sections = [_section(each, listed, stops) for each in running.values()]
    return Opening(sections[0].series if is_one else None, following, sections)


def _section(series: Series, entries: Sequence[Listed], stops: Sequence[Stop]) -> Section:
    tour = [stop for stop in stops if stop.series_id == series.id]
    return Section(series, tour, by_month([entry for entry in entries if entry.seminar.series_id == series.id]))


def next_of(entries: Sequence[Listed]) -> Listed | None:
    """The first that takes registrations; else the first that will take place."""
    to_come = [entry for entry in entries if entry.seminar.takes_place and entry.state != "over"]
    return next((entry for entry in to_come if entry.takes_registrations), next(iter(to_come), None))


def act_of(entry: Listed) -> Act:
    if not entry.takes_registrations:
        return Act("public.seminars.show", gettext("Details"))
    waits = entry.state == "queue" and not entry.seminar.needs_approval
    return Act("public.sign_up.new", gettext("Join the waiting list") if waits else gettext("Sign up"))
