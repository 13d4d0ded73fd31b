"""The rows of those who have a place, or may get one."""

from dataclasses import replace

from seminars.formats.registration_states import counted
from seminars.formats.registration_states.row import TO_OFFER, TO_OWN_PAGE, TO_PLACE, TO_REGISTRATION, Act, State
from seminars.i18n import gettext
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_LATE = frozenset({Act.CHANGE_ADDRESS, Act.CHANGE_LANGUAGE, Act.SEND_AGAIN, Act.NEW_CALENDAR_LINK})
_IN_TIME = _LATE | {Act.CHANGE_ANSWERS, Act.CANCEL, Act.DISOWN}

DO_NOT_TRAVEL = _("Please do not travel.")
_NOT_YET = _("It is not a place yet, please do not travel.")
_TILL_DECISION = _(
    "It is not a place yet, please do not travel. We write to you as soon as the organisers have decided."
)
_TILL_TURN = _(
    "It is not a place yet, please do not travel. As soon as it is your turn, we offer you a place by mail, "
    "and you answer in time."
)
_ANSWER_BY = _("Please answer by %(moment)s.")
_ASKED_AGAIN = _(
    "Your link was asked for again, or somebody signed you up once more. Nothing has changed; this is how things stand."
)
_LINKS_FOLLOW = _("Each person has a code and a link of their own, to see or cancel the registration:")
_THEY_STAY = _("The others of you are still registered; nothing changes for them.")
CANCEL_PLACE = _("Cancel my place")
_CANCEL_REGISTRATION = _("Cancel my registration")
_GIVE_UP = _("Your registration ends, and you lose your place on the waiting list."), _CANCEL_REGISTRATION


def _offered_until(num: int) -> str:
    return f"{counted.offered(num)} {_ANSWER_BY}"


def _freed(num: int) -> str:
    leaves_calendar = gettext("A mail from us should take the seminar out of your calendar.")
    return f"{counted.freed(num)} {leaves_calendar}"


def _begun(state: State) -> State:
    """Of those who have no place."""
    headline = _("The seminar has begun, and you have no place.")
    return replace(
        state,
        headline=headline,
        lead=DO_NOT_TRAVEL,
        acts=_LATE | {Act.SEE_REGION},
        receipt=headline,
        receipt_lead=DO_NOT_TRAVEL,
        mail=headline,
        mail_lead=DO_NOT_TRAVEL,
        mail_link=TO_OWN_PAGE,
        together=headline,
        if_ignored="",
    )


_PLACE = State(
    headline=counted.places,
    lead=_("Show this at the entrance. A screenshot is enough, also without internet."),
    tone="ok",
    acts=_IN_TIME | {Act.ADD_TO_CALENDAR, Act.RECONFIRM, Act.SEE_AGENDA},
    admits=True,
    member=_("has a place"),
    cancel=(_freed, CANCEL_PLACE),
    receipt=counted.places,
    others_wait=(counted.some_wait, counted.those_who_wait),
    others_stay_out=(
        counted.some_stay_out,
        _("Nobody can join the waiting list, so only those who have a place are registered."),
    ),
    mail=counted.places,
    mail_tone="ok",
    mail_link=TO_PLACE,
    news=counted.kept,
    repeated=_(
        "Your link was asked for again, or somebody signed you up once more. Nothing has changed; this is your place."
    ),
    together=counted.have_a_place,
    links_follow=_("Each person has a code and a link of their own, to see or cancel the place:"),
    attached=_("The seminar is attached for your calendar."),
    of_the_others=_THEY_STAY,
)
_PENDING = State(
    headline=_("Your registration awaits approval."),
    lead=_TILL_DECISION,
    acts=_IN_TIME | {Act.SEE_SEMINAR},
    member=_("awaits approval"),
    cancel=(_("Your registration ends."), _CANCEL_REGISTRATION),
    receipt=_("Your registration awaits approval."),
    receipt_lead=_NOT_YET,
    mail=_("Your registration awaits approval."),
    mail_lead=_TILL_DECISION,
    mail_link=TO_REGISTRATION,
    news=_("Your registration still awaits approval; it is not a place yet."),
    repeated=_ASKED_AGAIN,
    together=counted.await_approval,
    links_follow=_LINKS_FOLLOW,
    of_the_others=_THEY_STAY,
)
_WAITING = State(
    headline=_("You are number %(number)s on the waiting list."),
    lead=_TILL_TURN,
    acts=_IN_TIME | {Act.SEE_SEMINAR},
    member=_("on the waiting list"),
    cancel=_GIVE_UP,
    receipt=counted.waiting,
    receipt_lead=_NOT_YET,
    mail=counted.waiting,
    mail_lead=_TILL_TURN,
    mail_link=TO_REGISTRATION,
    news=_("You are still on the waiting list; it is not a place yet, please do not travel."),
    repeated=_ASKED_AGAIN,
    together=counted.are_waiting,
    links_follow=_LINKS_FOLLOW,
    of_the_others=_("The others of you are still on the waiting list; they have no place yet."),
)
_OFFERED = State(
    headline=counted.offered,
    lead=_ANSWER_BY,
    acts=_IN_TIME | {Act.ANSWER_OFFER, Act.SEE_AGENDA},
    member=_("a place is offered"),
    if_ignored=_("If you do not answer, the next one is asked, and you go to the end of the queue."),
    cancel=_GIVE_UP,
    mail=counted.offered,
    mail_lead=_ANSWER_BY,
    mail_link=TO_OFFER,
    news=_offered_until,
    repeated=_ASKED_AGAIN,
    of_the_others=_("A place is still offered to the others of you. Please answer by %(moment)s."),
)

ACTIVE = {
    Situation.PLACE: _PLACE,
    Situation.PLACE_BEGUN: replace(_PLACE, acts=_LATE | {Act.ADD_TO_CALENDAR, Act.SEE_AGENDA}, mail_link=TO_OWN_PAGE),
    Situation.PENDING: _PENDING,
    Situation.PENDING_BEGUN: _begun(_PENDING),
    Situation.WAITING: _WAITING,
    Situation.WAITING_BEGUN: _begun(_WAITING),
    Situation.LAPSED: replace(
        _WAITING,
        mail=_("Your offer has ended."),
        mail_lead=_(
            "It was not answered in time. You are on the waiting list again, at its end. It is not a place, "
            "please do not travel."
        ),
    ),
    Situation.OFFERED: _OFFERED,
    Situation.OFFERED_AGAIN: replace(
        _OFFERED, if_ignored=_("If you do not answer this time either, your registration ends.")
    ),
    Situation.OFFERED_BEGUN: _begun(_OFFERED),
}
