"""What somebody who comes wants to know of the place, and whom they can ask: a table of rows, of which the empty ones
are not shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from seminars.i18n import Texts
from seminars.i18n import lazy_gettext as _
from seminars.models import RegistrationMode, Seminar

_SIGN_UP_TWICE = _("Please sign up both here and with the host event.")


@dataclass(frozen=True)
class Row:
    """A label and its value: a text, before it a telephone number or an address to write to, below it notes. `link`
    is where the text leads, `anchor` what the page itself may point to."""

    label: Any
    text: Texts = field(default_factory=Texts)
    phone: str = ""
    email: str = ""
    link: str = ""
    notes: tuple[Texts | Any, ...] = ()
    anchor: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.phone or self.email)


def on_the_spot(seminar: Seminar, *, now: datetime) -> list[Row]:
    """The rows with something in them, of one that comes, was called off, or is over."""
    return [row for make in _makers(seminar, now) if not (row := make(seminar)).is_empty]


def _makers(seminar: Seminar, now: datetime) -> "_Makers":
    if seminar.is_over(now):
        return _OF_A_PAST_ONE
    return _OF_A_CANCELLED_ONE if seminar.is_cancelled else _OF_ONE_TO_COME


def _getting_in(seminar: Seminar) -> Row:
    return Row(_("Getting in"), seminar.venue.directions if seminar.venue else Texts(), anchor="getting-in")


def _language(seminar: Seminar) -> Row:
    return Row(_("Language"), seminar.language_note)


def _part_of_what_comes(seminar: Seminar) -> Row:
    advice = (_SIGN_UP_TWICE,) if seminar.registration_mode == RegistrationMode.BOTH else ()
    return _part_of(seminar, *advice)


def _part_of(seminar: Seminar, *advice: Any) -> Row:
    dates = (seminar.host_event_dates,) if seminar.host_event_dates else ()
    return Row(_("Part of"), seminar.host_event_name, link=seminar.host_event_url, notes=(*dates, *advice))


def _host(seminar: Seminar) -> Row:
    return Row(_("Host"), seminar.host)


def _host_without_phone(seminar: Seminar) -> Row:
    return Row(_("Host"), Texts() if seminar.host_phone else seminar.host)


def _questions(seminar: Seminar) -> Row:
    """To the host on the spot; to the organisers where no number of the host is known."""
    if seminar.host_phone:
        return Row(_("Questions"), seminar.host, phone=seminar.host_phone)
    series = seminar.series
    if not (series.contact_phone or series.contact_email):
        return Row(_("Questions"))
    return Row(_("Questions"), series.organisation, phone=series.contact_phone, email=series.contact_email)


_Makers = tuple[Callable[[Seminar], Row], ...]
_OF_ONE_TO_COME: _Makers = (_getting_in, _language, _part_of_what_comes, _host_without_phone, _questions)
_OF_A_CANCELLED_ONE: _Makers = (_part_of, _host_without_phone, _questions)
_OF_A_PAST_ONE: _Makers = (_language, _part_of, _host)
