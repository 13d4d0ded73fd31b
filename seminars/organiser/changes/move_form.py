"""The form that gives a published seminar another time or place, or corrects how its place is written."""

from datetime import datetime
from functools import partial
from typing import Any

from wtforms import BooleanField

from seminars.domain.errors import ChangeRefused, NeedsHall
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText, as_written
from seminars.domain.seminars.preview import Act
from seminars.i18n import lazy_gettext
from seminars.models import Seminar
from seminars.organiser.changes.forms import ChangeForm, reason
from seminars.organiser.fields import Parsed, in_four_languages, needed, texts
from seminars.organiser.seminars import times, when_and_where
from seminars.places import current_places

_VENUE = {"name": "venue_name", "address": "venue_address", "directions": "directions"}


def _a_date_unless_it_stays_open(form: "MoveForm", field: Parsed) -> None:
    if not form.leaves_date_open:
        needed(lazy_gettext("Write the day on which it begins"))(form, field)


class MoveForm(ChangeForm):
    kind, done = "move", lazy_gettext("The seminar is moved.")
    starts_in = "first_day"
    same_place = BooleanField(
        lazy_gettext(
            "The place is the same; only its name or address is written otherwise, or its directions are better. "
            "Nobody is written to."
        )
    )
    first_day = when_and_where.a_day(lazy_gettext("Date"), _a_date_unless_it_stays_open)
    begins = when_and_where.a_clock_time(lazy_gettext("Begins"))
    ends = when_and_where.a_clock_time(lazy_gettext("Ends"))
    last_day = when_and_where.last_day()
    hours_unknown = when_and_where.hours_unknown()
    town = when_and_where.town()
    venue_name = in_four_languages(lazy_gettext("Venue"))
    venue_address = in_four_languages(lazy_gettext("Street and number"))
    directions = in_four_languages(lazy_gettext("How to get there"), rows=2)
    latitude = when_and_where.latitude()
    longitude = when_and_where.longitude()
    reason = reason()

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(seminar, **options)
        self.town.allowed = tuple(current_places().towns)
        self.heading = lazy_gettext("Give it a new date") if seminar.is_postponed else lazy_gettext("Move the seminar")
        self.instants: dict[str, datetime | None] = {}

    @staticmethod
    def present_values(seminar: Seminar) -> dict[str, Any]:
        """A postponed seminar has no days, only hours."""
        written = as_written(seminar)
        when = times.written_start_and_end(written)
        if seminar.is_postponed:
            when |= {"first_day": None, "last_day": None}
        venue = {field: dict(getattr(written, field)) for field in _VENUE.values()}
        degrees = {"latitude": written.latitude, "longitude": written.longitude}
        return {"town": written.town_code, **when, **venue, **degrees}

    @property
    def ends_in(self) -> str:
        return "last_day" if self.hours_unknown.data else "ends"

    @property
    def leaves_date_open(self) -> bool:
        """Whether the place of a postponed seminar is corrected, which has no date to be kept."""
        is_empty = not (self.first_day.typed or self.last_day.typed)
        return bool(self.same_place.data and self.seminar.is_postponed and is_empty)

    def validate(self, extra_validators=None) -> bool:
        """Whether all is well formed; the instants its times mean are found on the way."""
        is_well_formed = super().validate(extra_validators)
        if is_well_formed and not self.leaves_date_open:
            self.instants = times.find_start_and_end(self)
        if is_well_formed and not self.wrong_fields and self.same_place.data and self._is_moved():
            self.add_error(
                "same_place",
                lazy_gettext("With this tick date, hours and town stay: put them back, or take the tick away"),
            )
        return is_well_formed and not self.wrong_fields

    def _is_moved(self) -> bool:
        if self.seminar.is_postponed:
            return not self.leaves_date_open or self.town.data != self.seminar.town_code
        stays = (self.town.data, self._hours_known()) == (self.seminar.town_code, self.seminar.hours_known)
        return not stays or self._when() != _when(self.seminar)

    def act(self) -> Act:
        if self.same_place.data:
            return partial(changes.correct_venue, venue=self._venue())
        return partial(
            changes.move,
            **self._when(),
            hours_known=self._hours_known(),
            town_code=self.town.data,
            venue=self._venue(),
            reason=texts(self.reason),
        )

    def refuse(self, error: ChangeRefused) -> None:
        if isinstance(error, NeedsHall):
            self.add_error("venue_name", lazy_gettext("Another town has another hall: write it, or empty these fields"))
        super().refuse(error)

    def _hours_known(self) -> bool:
        return not self.hours_unknown.data

    def _when(self) -> dict[str, datetime]:
        """Forms know whole minutes, so a time of the same minute is the stored one."""
        stored = _when(self.seminar)
        return {name: _unless_same_minute(when, stored[name]) for name, when in self.instants.items()}

    def _venue(self) -> VenueText:
        names = {column: texts(self[field]) for column, field in _VENUE.items()}
        return VenueText(**names, latitude=self.latitude.data, longitude=self.longitude.data)

    def _words_if_nothing_changed(self) -> str:
        if self.same_place.data:
            return super()._words_if_nothing_changed()
        return lazy_gettext(
            "This is when and where it takes place already. If you corrected directions or degrees alone, tick that "
            "the place is the same."
        )

    def _wrong_if_past(self) -> str:
        return self.ends_in if self._when().get("starts_at") == self.seminar.starts_at else self.starts_in


def _when(seminar: Seminar) -> dict[str, datetime]:
    return {"starts_at": seminar.starts_at, "ends_at": seminar.ends_at}


def _unless_same_minute(typed: datetime, stored: datetime) -> datetime:
    return stored if typed == stored.replace(second=0, microsecond=0) else typed
