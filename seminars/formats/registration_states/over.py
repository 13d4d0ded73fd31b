"""The rows of those whose seminar is over: nothing is promised any more, and nobody is asked to do anything."""

from dataclasses import replace

from seminars.formats.registration_states import counted
from seminars.formats.registration_states.ended import ENDED
from seminars.formats.registration_states.row import TO_OWN_PAGE, Act, State
from seminars.formats.sentences import Sentence
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_HAS_TAKEN_PLACE = _("The seminar has taken place.")
_LOOK_AROUND = frozenset({Act.SEE_SEMINAR, Act.SEE_REGION})
_PLACE_CANCELLED = _("Your place was cancelled on %(moment)s.")
_CANCELLED = _("The registration was cancelled on %(moment)s.")
_DECLINED = _("Your registration was declined.")
_NOT_TAKEN = _("The offered place was not taken in time.")
_ASK_US = _("If you have questions, answer this mail.")

_PLACE = State(
    headline=_HAS_TAKEN_PLACE,
    acts=_LOOK_AROUND | {Act.CHANGE_LANGUAGE, Act.NEW_CALENDAR_LINK},
    member=_("had a place"),
    receipt=_HAS_TAKEN_PLACE,
    mail=_HAS_TAKEN_PLACE,
    mail_link=TO_OWN_PAGE,
    together=_HAS_TAKEN_PLACE,
    links_follow=_("Each person has a link of their own:"),
    of_the_others=_("Nothing changes for the others of you."),
)


def _ended(situation: Situation, lead: Sentence) -> State:
    """Only what became of the registration is said of it, and not how to sign up again."""
    return replace(ENDED[situation], headline=_HAS_TAKEN_PLACE, lead=lead, acts=_LOOK_AROUND, return_later="")


OVER = {
    Situation.PLACE_OVER: _PLACE,
    Situation.NO_PLACE_OVER: replace(
        _PLACE,
        lead=counted.no_place_this_time,
        member=_("no place"),
        receipt_lead=counted.no_place_this_time,
        mail_lead=counted.no_place_this_time,
    ),
    Situation.DECLINED_OVER: replace(_ended(Situation.DECLINED, _DECLINED), mail_lead=_ASK_US),
    Situation.EXPIRED_OVER: replace(_ended(Situation.EXPIRED, _NOT_TAKEN), mail_lead=_NOT_TAKEN),
    Situation.GIVEN_BACK_OVER: _ended(Situation.GIVEN_BACK, _PLACE_CANCELLED),
    Situation.LEFT_OVER: _ended(Situation.LEFT, _CANCELLED),
    Situation.DISOWNED_OVER: _ended(Situation.DISOWNED, _CANCELLED),
    Situation.PLACE_WITHDRAWN_OVER: replace(_ended(Situation.PLACE_WITHDRAWN, _PLACE_CANCELLED), mail_lead=_ASK_US),
    Situation.WITHDRAWN_OVER: replace(_ended(Situation.WITHDRAWN, _CANCELLED), mail_lead=_ASK_US),
}
