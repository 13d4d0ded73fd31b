"""The rows of those who have a place, or may get one."""

from dataclasses import replace

from seminars.formats.registration_states import counted
from seminars.formats.registration_states.row import TO_OFFER, TO_PLACE, TO_REGISTRATION, Act, State
from seminars.formats.sentences import Sentence
from seminars.i18n import gettext
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_LATE = frozenset({Act.CHANGE_ADDRESS, Act.CHANGE_LANGUAGE, Act.SEND_AGAIN, Act.NEW_CALENDAR_LINK})
_IN_TIME = _LATE | {Act.CHANGE_ANSWERS, Act.CANCEL, Act.DISOWN}
_PUT_OFF = frozenset({Act.SEE_SEMINAR, Act.CHANGE_LANGUAGE, Act.NEW_CALENDAR_LINK, Act.CANCEL, Act.DISOWN})
_CALLED_OFF = frozenset({Act.SEE_SEMINAR, Act.SEE_REGION, Act.DISOWN})

_DO_NOT_TRAVEL = _("Please do not travel.")
_NOT_YET = _("It is not a place yet, please do not travel.")
_NEW_DATE_FOLLOWS = _("This seminar is postponed. The new date will be announced here.")
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
_GIVE_UP = _("Your registration ends, and your place in the queue is given up."), _("Cancel my registration")


def _offered_until(num: int) -> str:
    return f"{counted.offered(num)} {_ANSWER_BY}"


def _until_new_date(_num: int) -> str:
    return f"{_DO_NOT_TRAVEL} {gettext('We will write to you as soon as there is a new date.')}"


def _begun(state: State) -> State:
    headline = _("The seminar has begun, and you have no place.")
    return replace(state, headline=headline, lead=_DO_NOT_TRAVEL, acts=_LATE)


def _postponed(state: State, *, news: Sentence, headline: Sentence = _NEW_DATE_FOLLOWS) -> State:
    return replace(_without_date(state, headline), lead=_until_new_date, acts=_PUT_OFF, news=news)


def _called_off(state: State, *, news: Sentence) -> State:
    off = _("This seminar is cancelled.")
    return replace(
        _without_date(state, off), lead=_DO_NOT_TRAVEL, acts=_CALLED_OFF, member="", news=news, of_the_others=off
    )


def _without_date(state: State, headline: Sentence) -> State:
    """Page and receipt begin with the same sentence, and nothing is said of those who wait."""
    return replace(
        state,
        headline=headline,
        reason="of the change",
        tone="",
        receipt=headline,
        receipt_lead=_DO_NOT_TRAVEL,
        others_wait=("", ""),
        others_stay_out=("", ""),
    )


_PLACE = State(
    title=counted.places,
    headline=counted.places,
    tone="ok",
    acts=_IN_TIME | {Act.ADD_TO_CALENDAR, Act.RECONFIRM},
    member=_("has a place"),
    cancel=(
        _("Somebody else can have your place, and a mail from us takes the seminar out of your calendar."),
        _("Cancel my place"),
    ),
    receipt=counted.places,
    others_wait=(counted.some_wait, counted.those_who_wait),
    others_stay_out=(
        counted.some_stay_out,
        _("Nobody can join the waiting list, so only those who have a place are registered."),
    ),
    mail=counted.places,
    mail_tone="ok",
    mail_link=TO_PLACE,
    news=_("Your place is kept."),
    repeated=_(
        "Your link was asked for again, or somebody signed you up once more. Nothing has changed; this is your place."
    ),
    together=counted.have_a_place,
    links_follow=_("Each person has a code and a link of their own, to see or cancel the place:"),
    attached=_("The seminar is attached for your calendar."),
    of_the_others=_THEY_STAY,
)
_PLACE_LATE = replace(_PLACE, acts=_LATE | {Act.ADD_TO_CALENDAR})
_PLACE_POSTPONED = replace(
    _postponed(_PLACE, headline=_("This seminar is postponed, your place is kept."), news=_PLACE.news),
    mail_lead=_(
        "The seminar is postponed, and your place is kept; we will write to you as soon as there is a new date."
    ),
    attached="",
)
_PENDING = State(
    title=_("Your registration awaits approval."),
    headline=_("Your registration awaits approval."),
    lead=_TILL_DECISION,
    acts=_IN_TIME,
    member=_("awaits approval"),
    cancel=_GIVE_UP,
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
    title=_("You are on the waiting list."),
    headline=_("You are number %(number)s on the waiting list."),
    lead=_TILL_TURN,
    acts=_IN_TIME,
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
    title=counted.offered,
    headline=counted.offered,
    lead=_ANSWER_BY,
    acts=_IN_TIME | {Act.ANSWER_OFFER},
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
_QUEUE_KEPT = _("Your place in the queue is kept.")
_QUEUE_ENDS = _("You were on the waiting list; it ends with the seminar.")

ACTIVE = {
    Situation.PLACE: _PLACE,
    Situation.PLACE_BEGUN: _PLACE_LATE,
    Situation.PLACE_OVER: _PLACE_LATE,
    Situation.PLACE_POSTPONED: _PLACE_POSTPONED,
    Situation.PLACE_CALLED_OFF: _called_off(
        _PLACE, news=_("You had a place; please do not travel. There is nothing for you to do.")
    ),
    Situation.PENDING: _PENDING,
    Situation.PENDING_BEGUN: _begun(_PENDING),
    Situation.PENDING_POSTPONED: _postponed(_PENDING, news=_("Your registration is kept and still awaits approval.")),
    Situation.PENDING_CALLED_OFF: _called_off(
        _PENDING, news=_("Your registration awaited approval; that is not needed any more.")
    ),
    Situation.WAITING: _WAITING,
    Situation.WAITING_BEGUN: _begun(_WAITING),
    Situation.WAITING_POSTPONED: _postponed(_WAITING, news=_QUEUE_KEPT),
    Situation.WAITING_CALLED_OFF: _called_off(_WAITING, news=_QUEUE_ENDS),
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
    Situation.OFFERED_POSTPONED: _postponed(_OFFERED, news=_QUEUE_KEPT),
    Situation.OFFERED_CALLED_OFF: _called_off(_OFFERED, news=_QUEUE_ENDS),
}
