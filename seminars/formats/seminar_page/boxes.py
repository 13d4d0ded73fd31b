"""What the box beside a seminar says and where its button leads, by the state of the seminar (see Listed)."""

from dataclasses import dataclass
from typing import Literal

from seminars.formats.sentences import Sentence
from seminars.formats.times import deadlines
from seminars.i18n import gettext
from seminars.i18n import lazy_gettext as _
from seminars.models import Seminar

_NO_ACCOUNT = _("Free of charge, no account: a name and an e-mail address are enough.")
_WE_DECIDE = _("The organisers decide who takes part. You will hear from them by mail.")
_NO_PLACE_YET = _("The waiting list is not a place yet: we write to you when one opens up.")
_WITH_THE_HOST = _("One signs up with the organisers of the host event.")


@dataclass(frozen=True, kw_only=True)
class Box:
    """`button` is "" where nobody can do anything; `deadline` is what is said last, if its moment is set."""

    sentences: tuple[Sentence, ...] = ()
    deadline: Literal["", "opens", "closes"] = ""
    button: Sentence = ""
    leads_to: Literal["", "form", "host event"] = ""
    has_state: bool = True
    has_meter: bool = False


_OPEN = Box(sentences=(_NO_ACCOUNT,), deadline="closes", button=_("Sign up"), leads_to="form", has_meter=True)
_QUEUE = Box(
    sentences=(_NO_PLACE_YET, _NO_ACCOUNT),
    deadline="closes",
    button=_("Join the waiting list"),
    leads_to="form",
    has_meter=True,
)
_FOR_APPLICATIONS = Box(
    sentences=(_WE_DECIDE, _NO_ACCOUNT), deadline="closes", button=_("Sign up"), leads_to="form", has_meter=True
)
_WITHOUT_ADDRESS = Box(sentences=(_WITH_THE_HOST,))
# The banner above says it, with the reason.
_CALLED_OFF = Box(has_state=False)

BOXES = {
    "open": _OPEN,
    "few": _OPEN,
    "queue": _QUEUE,
    "full": Box(has_meter=True),
    "not_open": Box(deadline="opens"),
    "closed": Box(),
    "elsewhere": Box(sentences=(_WITH_THE_HOST,), button=_("To the host event"), leads_to="host event"),
    "over": Box(),
    "postponed": _CALLED_OFF,
    "cancelled": _CALLED_OFF,
}


def box_of(seminar: Seminar, state: str) -> Box:
    """The box of a seminar in this state."""
    box = BOXES[state]
    if box.leads_to == "form" and seminar.needs_approval:
        return _FOR_APPLICATIONS
    if box.leads_to == "host event" and not seminar.host_event_url:
        return _WITHOUT_ADDRESS
    return box


def words_of(box: Box, seminar: Seminar, language: str) -> str:
    """What the box says below its button, in the present language."""
    said = [str(sentence) for sentence in box.sentences]
    if box.deadline == "closes" and seminar.registration_closes_at:
        closes = deadlines.moment(seminar.registration_closes_at, seminar, language)
        said.append(gettext("Sign up by %(moment)s.", moment=closes))
    if box.deadline == "opens" and seminar.registration_opens_at:
        opens = deadlines.moment(seminar.registration_opens_at, seminar, language)
        said.append(gettext("Registration opens on %(moment)s.", moment=opens))
    return " ".join(said)


def until(box: Box, seminar: Seminar, language: str) -> str:
    """The same deadline where there is room for a day alone: beside the button at the foot of a phone's screen."""
    if box.deadline != "closes" or not seminar.registration_closes_at:
        return ""
    return gettext("until %(day)s", day=deadlines.day(seminar.registration_closes_at, seminar, language))
