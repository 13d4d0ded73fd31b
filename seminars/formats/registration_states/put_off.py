"""The rows of those whose seminar has lost its date, or is called off."""

from dataclasses import replace

from seminars.formats.registration_states import counted
from seminars.formats.registration_states.active import ACTIVE, CANCEL_PLACE, DO_NOT_TRAVEL
from seminars.formats.registration_states.row import Act, State
from seminars.formats.sentences import Sentence
from seminars.i18n import gettext
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_POSTPONED = frozenset({Act.SEE_SEMINAR, Act.CHANGE_LANGUAGE, Act.NEW_CALENDAR_LINK, Act.CANCEL, Act.DISOWN})
_CALLED_OFF = frozenset({Act.SEE_SEMINAR, Act.SEE_REGION, Act.DISOWN})

_NEW_DATE_FOLLOWS = _("This seminar is postponed. The new date will be announced here.")
_QUEUE_KEPT = _("Your place in the queue is kept.")
_QUEUE_ENDS = _("You were on the waiting list; it ends with the seminar.")


def _until_new_date(_num: int) -> str:
    return f"{DO_NOT_TRAVEL} {gettext('We will write to you as soon as there is a new date.')}"


def _postponed(state: State, *, news: Sentence, headline: Sentence = _NEW_DATE_FOLLOWS) -> State:
    return replace(_without_date(state, headline), lead=_until_new_date, acts=_POSTPONED, news=news)


def _called_off(state: State, *, news: Sentence) -> State:
    off = _("This seminar is cancelled.")
    return replace(
        _without_date(state, off), lead=DO_NOT_TRAVEL, acts=_CALLED_OFF, member="", news=news, of_the_others=off
    )


def _without_date(state: State, headline: Sentence) -> State:
    """Page and receipt begin with the same sentence, and nothing is said of those who wait."""
    return replace(
        state,
        headline=headline,
        reason="of the change",
        tone="",
        admits=False,
        receipt=headline,
        receipt_lead=DO_NOT_TRAVEL,
        others_wait=("", ""),
        others_stay_out=("", ""),
    )


_PLACE, _PENDING, _WAITING, _OFFERED = (
    ACTIVE[situation] for situation in (Situation.PLACE, Situation.PENDING, Situation.WAITING, Situation.OFFERED)
)
PUT_OFF = {
    Situation.PLACE_POSTPONED: replace(
        _postponed(_PLACE, headline=counted.kept_without_date, news=_PLACE.news),
        cancel=(counted.freed, CANCEL_PLACE),
        mail_lead=counted.kept_till_new_date,
        attached="",
    ),
    Situation.PLACE_CALLED_OFF: _called_off(
        _PLACE, news=_("You had a place; please do not travel. There is nothing for you to do.")
    ),
    Situation.PENDING_POSTPONED: _postponed(_PENDING, news=_("Your registration is kept and still awaits approval.")),
    Situation.PENDING_CALLED_OFF: _called_off(
        _PENDING, news=_("Your registration awaited approval; that is not needed any more.")
    ),
    Situation.WAITING_POSTPONED: _postponed(_WAITING, news=_QUEUE_KEPT),
    Situation.WAITING_CALLED_OFF: _called_off(_WAITING, news=_QUEUE_ENDS),
    Situation.OFFERED_POSTPONED: _postponed(_OFFERED, news=_QUEUE_KEPT),
    Situation.OFFERED_CALLED_OFF: _called_off(_OFFERED, news=_QUEUE_ENDS),
}
