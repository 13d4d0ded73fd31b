"""What the log calls the fields that were changed. It names them and never says what they held; only the number of
places is told, which is about nobody."""

from collections.abc import Mapping
from typing import Any

from flask_babel.speaklater import LazyString

from seminars import i18n
from seminars.i18n import gettext, lazy_gettext

_PLACE_ON_THE_MAP = lazy_gettext("Place on the map")
FIELDS: Mapping[str, LazyString] = {
    # of a seminar
    "series_id": lazy_gettext("Series"),
    "slug": lazy_gettext("Address of the page"),
    "title": lazy_gettext("Title"),
    "description": lazy_gettext("Description"),
    "recap": lazy_gettext("Recap"),
    "language_note": lazy_gettext("Languages of the seminar"),
    "starts_at": lazy_gettext("Start"),
    "ends_at": lazy_gettext("End"),
    "hours_known": lazy_gettext("Hours"),
    "timezone": lazy_gettext("Time zone"),
    "town_code": lazy_gettext("Town"),
    "venue_name": lazy_gettext("Venue"),
    "venue_address": lazy_gettext("Street and number"),
    "directions": lazy_gettext("How to get there"),
    "latitude": _PLACE_ON_THE_MAP,
    "longitude": _PLACE_ON_THE_MAP,
    "host": lazy_gettext("Who hosts it"),
    "host_phone": lazy_gettext("Phone of the host"),
    "host_email": lazy_gettext("E-mail of the host"),
    "host_event_name": lazy_gettext("Event of which it is a part"),
    "host_event_dates": lazy_gettext("Days of that event"),
    "host_event_url": lazy_gettext("Address of that event"),
    "registration_mode": lazy_gettext("Where people sign up"),
    "capacity": lazy_gettext("Capacity"),
    "registration_opens_at": lazy_gettext("Opening of registration"),
    "registration_closes_at": lazy_gettext("Close of registration"),
    "needs_approval": lazy_gettext("Whether organisers decide on sign-ups"),
    "queue_closed": lazy_gettext("Whether the waiting list is closed"),
    "smaller_party_may_pass": lazy_gettext("Order of the waiting list"),
    "sessions": lazy_gettext("Agenda"),
    "speakers": lazy_gettext("Speakers"),
    "status": lazy_gettext("Publication"),
    "is_sample": lazy_gettext("Whether it is a sample"),
    # of its series, as a file that was loaded says them
    "name": lazy_gettext("Name of the series"),
    "notice": lazy_gettext("Notice about personal data"),
    "contact_email": lazy_gettext("E-mail of the organisers"),
    "contact_phone": lazy_gettext("Phone of the organisers"),
    "retention_days": lazy_gettext("How long personal data is kept"),
    # of a person
    "given_name": lazy_gettext("Given name"),
    "surname": lazy_gettext("Surname"),
    "patronymic": lazy_gettext("Patronymic"),
    "phone": lazy_gettext("Phone"),
    "organisation": lazy_gettext("Organisation"),
    "organisation_kind": lazy_gettext("Kind of organisation"),
    "position": lazy_gettext("Position"),
    "town": lazy_gettext("Town"),
    "needs": lazy_gettext("Needs"),
    "companions": lazy_gettext("Names of those who come along"),
    "photo": lazy_gettext("Consent to photos"),
    "sharing": lazy_gettext("Consent to the list for the host"),
    "news": lazy_gettext("Wish for news"),
}


def named(details: Mapping[str, Any]) -> str:
    """ "title, capacity (from 40 to 50)", in the present locale, each once."""
    words = [_word(name, details) for name in details.get("fields", ())]
    return ", ".join(dict.fromkeys(words))


def _word(name: str, details: Mapping[str, Any]) -> str:
    word = i18n.small(str(FIELDS[name] if name in FIELDS else gettext("Something else")))
    seats = details.get("capacity")
    return f"{word} {_from_to(*seats)}" if name == "capacity" and seats else word


def _from_to(before: int | None, after: int | None) -> str:
    old, new = (gettext("no limit") if seats is None else seats for seats in (before, after))
    return gettext("(from %(old)s to %(new)s)", old=old, new=new)
