"""The one form that creates, edits and publishes a seminar."""

from datetime import datetime
from typing import Any

from wtforms import BooleanField, SubmitField

from seminars.domain.errors import DomainError, FixedOnceRegistered, NotReady, SlugFrozen, SlugTaken
from seminars.domain.people.addresses import reading
from seminars.domain.seminars.content import MOST_SEATS, SeminarChanges, SessionText
from seminars.i18n import lazy_gettext
from seminars.models import RegistrationMode, Series
from seminars.organiser.fields import (
    Choice,
    OrganiserForm,
    Parsed,
    in_four_languages,
    line,
    needed,
    texts,
    web_address,
)
from seminars.organiser.seminars import times, when_and_where
from seminars.organiser.seminars.agenda import agenda_field, agenda_rows, written_agenda
from seminars.parsers import whole_number
from seminars.places import current_places
from seminars.web.forms import NamesItsField, mail_address, phone_field

FIXED = lazy_gettext(
    "People are registered, so this is fixed here; the page “Changes” changes it and writes to everybody"
)
# Where the page shows what has another name in the domain.
_SHOWN_AT = {
    "starts_at": "first_day",
    "ends_at": "ends",
    "hours_known": "hours_unknown",
    "timezone": "town",
    "town_code": "town",
}
_SWITCHES = ("needs_approval", "queue_closed", "smaller_party_may_pass")
_PLAIN = ("latitude", "longitude", "capacity", "host_phone", "host_email", "host_event_url", *_SWITCHES)
_TEXTS = (
    "title", "description", "recap", "language_note", "venue_name", "venue_address", "directions", "host",
    "host_event_name", "host_event_dates",
)  # fmt: skip


class SeminarForm(OrganiserForm):
    version = when_and_where.version()
    series = Choice(lazy_gettext("Series"), complaint=lazy_gettext("Choose a series"))
    series_name = line(lazy_gettext("Name of a new series"))
    slug = line(lazy_gettext("Address of the page"), longest=80)
    title = in_four_languages(lazy_gettext("Title"))
    description = in_four_languages(lazy_gettext("Description"), rows=5)
    language_note = in_four_languages(lazy_gettext("In which languages it is held"))
    town = when_and_where.town()
    venue_name = in_four_languages(lazy_gettext("Venue"))
    venue_address = in_four_languages(lazy_gettext("Street and number"))
    directions = in_four_languages(lazy_gettext("How to get there"), rows=2)
    latitude = when_and_where.latitude()
    longitude = when_and_where.longitude()
    first_day = when_and_where.a_day(lazy_gettext("Date"), needed(lazy_gettext("Write the day on which it begins")))
    begins = when_and_where.a_clock_time(lazy_gettext("Begins"))
    ends = when_and_where.a_clock_time(lazy_gettext("Ends"))
    last_day = when_and_where.last_day()
    hours_unknown = when_and_where.hours_unknown()
    registration_mode = Choice(
        lazy_gettext("Where people sign up"),
        allowed=tuple(RegistrationMode),
        complaint=lazy_gettext("Choose where people sign up"),
    )
    capacity = Parsed(
        lazy_gettext("Capacity"),
        parse=whole_number(1, MOST_SEATS),
        complaint=NamesItsField(lazy_gettext("Capacity is a whole number from 1 to %(most)s", most=MOST_SEATS)),
    )
    opens = when_and_where.a_moment(
        lazy_gettext("Opens"), removal=lazy_gettext("Remove it: registration opens at once")
    )
    closes = when_and_where.a_moment(
        lazy_gettext("Closes"), removal=lazy_gettext("Remove the deadline: registration closes at the start")
    )
    needs_approval = BooleanField(lazy_gettext("An organiser decides on each sign-up; nobody has a place before that"))
    queue_closed = BooleanField(
        lazy_gettext("The waiting list is closed: nobody joins it, and free places are not offered")
    )
    smaller_party_may_pass = BooleanField(
        lazy_gettext(
            "Free places go to the next people who fit into them, even if a larger party has waited for longer"
        )
    )
    host = in_four_languages(lazy_gettext("Host"))
    host_phone = phone_field(lazy_gettext("Phone of the host"))
    host_email = line(lazy_gettext("E-mail of the host"), mail_address, longest=reading.LONGEST)
    host_event_name = in_four_languages(lazy_gettext("Event of which it is a part"))
    host_event_dates = in_four_languages(lazy_gettext("Days of that event"))
    host_event_url = line(lazy_gettext("Address of that event"), web_address, longest=500)
    agenda = agenda_field()
    publish = SubmitField()
    recap = in_four_languages(lazy_gettext("Recap, shown when it is over"), rows=5)

    def __init__(self, *, series: list[Series], may_add_series: bool, **options: Any) -> None:
        super().__init__(**options)
        self.town.allowed = tuple(current_places().towns)
        self.series.allowed = tuple(str(each.id) for each in series) + (("",) if may_add_series else ())
        self.instants: dict[str, datetime | None] = {}

    def validate(self, extra_validators=None) -> bool:
        """Whether all is well formed; the instants its times mean are found on the way."""
        is_well_formed = super().validate(extra_validators)
        if not self.series.data and not self.series_name.data and not self.series.errors:
            self.add_error("series_name", NamesItsField(lazy_gettext("Write the name of the new series")))
        if self.slug.data and set(self.slug.data) - set("abcdefghijklmnopqrstuvwxyz0123456789-"):
            self.add_error("slug", lazy_gettext("An address holds the small letters a to z, digits and hyphens"))
        if is_well_formed and not self.wrong_fields:
            self.instants = times.find_instants(self)
        return is_well_formed and not self.wrong_fields

    def changes(self, series_id: int) -> SeminarChanges:
        """What was typed, as the domain takes it; only after `validate`."""
        town = current_places().get_town(self.town.data)
        return SeminarChanges(
            series_id=series_id,
            slug=self.slug.data,
            town_code=town.code,
            timezone=town.timezone,
            hours_known=not self.hours_unknown.data,
            **self.instants,
            **{name: texts(self[name]) for name in _TEXTS},
            **{name: self[name].data for name in _PLAIN},
            registration_mode=RegistrationMode(self.registration_mode.data),
            sessions=self._sessions(),
        )

    def _sessions(self) -> tuple[SessionText, ...]:
        return written_agenda(self.agenda, in_order_of_time=self.last_day.data in (None, self.first_day.data))

    def refuse(self, error: DomainError) -> None:
        """Say at the fields why the domain refused."""
        match error:
            case FixedOnceRegistered(fields=fields):
                for name in dict.fromkeys(_SHOWN_AT.get(each, each) for each in fields):
                    self.add_error(name, FIXED)
            case NotReady(fields=fields):
                for name in fields:
                    self.add_error(name, lazy_gettext("This is needed before the seminar can be published"))
            case SlugTaken():
                self.add_error("slug", lazy_gettext("Another seminar has this address; choose another one"))
            case SlugFrozen():
                self.add_error("slug", lazy_gettext("The seminar was published, so its address stays"))
            case _:
                raise error


def written(changes: SeminarChanges, *, version: int) -> dict[str, Any]:
    """The values of the form's fields for a seminar as it is stored."""
    return {
        "version": version,
        "series": str(changes.series_id),
        "slug": changes.slug,
        "town": changes.town_code,
        **times.written_times(changes),
        **{name: dict(getattr(changes, name)) for name in _TEXTS},
        **{name: getattr(changes, name) for name in _PLAIN},
        "registration_mode": changes.registration_mode.value,
        "agenda": agenda_rows(changes.sessions),
    }


def new_values() -> dict[str, Any]:
    """The values of the empty form."""
    return {"registration_mode": RegistrationMode.OWN.value, "agenda": agenda_rows(())}
