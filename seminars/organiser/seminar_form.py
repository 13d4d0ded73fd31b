"""The one form that creates, edits and publishes a seminar."""

from datetime import datetime
from typing import Any

from wtforms import BooleanField, SubmitField

from seminars.domain.errors import DomainError, FixedOnceRegistered, NotReady, SlugFrozen, SlugTaken
from seminars.domain.seminar_changes import MOST_SEATS, SeminarChanges, SessionText
from seminars.forms import mail_address, phone_number
from seminars.i18n import lazy_gettext
from seminars.models import RegistrationMode, Series
from seminars.organiser import seminar_times
from seminars.organiser.agenda_form import agenda_field, agenda_rows, written_agenda
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
from seminars.organiser.parsers import clock_time, day, degrees, local_moment, whole_number
from seminars.places import current_places

_A_DAY = lazy_gettext("Write a day such as 2027-03-12")
_A_TIME = lazy_gettext("Write a time such as 10:00")
_A_MOMENT = lazy_gettext("Write a day and a time such as 2027-03-12 10:00")
_A_DEGREE = lazy_gettext("Write degrees such as 52.1115")
FIXED = lazy_gettext(
    "People are registered, so this is fixed here: moving comes with its own step that writes to everybody"
)
# Where the page shows what the domain calls otherwise.
_SHOWN_AT = {
    "starts_at": "first_day",
    "ends_at": "ends",
    "hours_known": "hours_unknown",
    "timezone": "town",
    "town_code": "town",
}
_TEXTS = (
    "title", "description", "recap", "language_note", "venue_name", "venue_address", "directions", "host",
    "host_event_name", "host_event_dates",
)  # fmt: skip


def _time(label, parse, complaint, *checks) -> Parsed:
    shapes = {day: "%Y-%m-%d", clock_time: "%H:%M", local_moment: "%Y-%m-%dT%H:%M"}
    return Parsed(
        label, parse=parse, write=lambda when: when.strftime(shapes[parse]), complaint=complaint, validators=checks
    )


class SeminarForm(OrganiserForm):
    version = Parsed("", parse=whole_number(0, 10**9), complaint=lazy_gettext("Open this page anew"), default=0)
    series = Choice(lazy_gettext("Series"), complaint=lazy_gettext("Choose a series"))
    series_name = line(lazy_gettext("Name of a new series"))
    slug = line(lazy_gettext("Address of the page"), longest=80)
    title = in_four_languages(lazy_gettext("Title"))
    description = in_four_languages(lazy_gettext("Description"), rows=5)
    language_note = in_four_languages(lazy_gettext("In which languages it is held"))
    town = Choice(lazy_gettext("Town"), complaint=lazy_gettext("Choose a town from the list"))
    venue_name = in_four_languages(lazy_gettext("Venue"))
    venue_address = in_four_languages(lazy_gettext("Street and number"))
    directions = in_four_languages(lazy_gettext("How to get there"), rows=2)
    latitude = Parsed(lazy_gettext("Degrees north"), parse=degrees(90), complaint=_A_DEGREE)
    longitude = Parsed(lazy_gettext("Degrees east"), parse=degrees(180), complaint=_A_DEGREE)
    first_day = _time(lazy_gettext("Date"), day, _A_DAY, needed(lazy_gettext("Write the day on which it begins")))
    begins = _time(lazy_gettext("Begins"), clock_time, _A_TIME)
    ends = _time(lazy_gettext("Ends"), clock_time, _A_TIME)
    last_day = _time(lazy_gettext("Last day"), day, _A_DAY)
    hours_unknown = BooleanField(lazy_gettext("The hours are not known yet"))
    registration_mode = Choice(
        lazy_gettext("Where people sign up"),
        allowed=tuple(RegistrationMode),
        complaint=lazy_gettext("Choose where people sign up"),
    )
    capacity = Parsed(
        lazy_gettext("Capacity"),
        parse=whole_number(1, MOST_SEATS),
        complaint=lazy_gettext("Capacity is a whole number from 1 to %(most)s", most=MOST_SEATS),
    )
    opens = _time(lazy_gettext("Opens"), local_moment, _A_MOMENT)
    closes = _time(lazy_gettext("Closes"), local_moment, _A_MOMENT)
    host = in_four_languages(lazy_gettext("Host"))
    host_phone = line(lazy_gettext("Phone of the host"), phone_number, longest=40)
    host_email = line(lazy_gettext("E-mail of the host"), mail_address, longest=254)
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
            self.add_error("series_name", lazy_gettext("Write the name of the new series"))
        if self.slug.data and set(self.slug.data) - set("abcdefghijklmnopqrstuvwxyz0123456789-"):
            self.add_error("slug", lazy_gettext("An address holds the small letters a to z, digits and hyphens"))
        if is_well_formed and not self.wrong_fields:
            self.instants = seminar_times.find_instants(self)
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
            **{
                name: self[name].data
                for name in ("latitude", "longitude", "capacity", "host_phone", "host_email", "host_event_url")
            },
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
        **seminar_times.written_times(changes),
        **{name: dict(getattr(changes, name)) for name in _TEXTS},
        **{name: getattr(changes, name) for name in ("latitude", "longitude", "capacity")},
        **{name: getattr(changes, name) for name in ("host_phone", "host_email", "host_event_url")},
        "registration_mode": changes.registration_mode.value,
        "agenda": agenda_rows(changes.sessions),
    }


def new_values() -> dict[str, Any]:
    """The values of the empty form."""
    return {"registration_mode": RegistrationMode.OWN.value, "agenda": agenda_rows(())}
