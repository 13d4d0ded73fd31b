"""The rows of those whose registration has ended."""

from dataclasses import replace

from seminars.formats.registration_states.row import TO_SEMINAR, Act, Reason, State
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_ELSEWHERE = frozenset({Act.SEE_SEMINAR, Act.SEE_REGION})
_CANCELLED_ON = _("Cancelled on %(moment)s.")
_PLACE_ENDED = _("Your place is cancelled.")
_ENDED = _("Your registration is cancelled.")
_LAPSED_TWICE = _("It was not answered in time once more, so your registration has ended.")
_SIGN_UP_AGAIN = _("If you would still like to come, sign up again.")
_DISOWNED = _("The registration is ended. We write to you no more about it.")
_WAS_CANCELLED = _("%(names)s: the registration is cancelled.")


def _lapsed_twice(_num: int) -> str:
    return f"{_LAPSED_TWICE} {_SIGN_UP_AGAIN}"


def _called_off(state: State, *, reason: Reason = "") -> State:
    """There is nothing to be had any more; only those who were refused before still read why."""
    return replace(state, headline=_("This seminar is cancelled."), lead="", reason=reason, acts=_ELSEWHERE)


_DECLINED = State(
    headline=_("Your registration was declined."),
    reason="of its end",
    acts=_ELSEWHERE,
    member=_("declined"),
    mail=_("Your registration was declined."),
    mail_lead=_("You have no place, please do not travel. If you have questions, answer this mail."),
    of_somebody=_WAS_CANCELLED,
)
_EXPIRED = State(
    headline=_("Your offer has ended."),
    lead=_lapsed_twice,
    acts=_ELSEWHERE,
    member=_("the offer has ended"),
    mail=_("Your offer has ended."),
    mail_lead=_lapsed_twice,
    mail_link=TO_SEMINAR,
    of_somebody=_WAS_CANCELLED,
)
_LEFT = State(
    headline=_ENDED,
    lead=_CANCELLED_ON,
    reason="of its end",
    acts=_ELSEWHERE,
    member=_("cancelled"),
    return_later=_("Changed your mind? Sign up again while there are places:"),
    mail=_ENDED,
    mail_lead=_("You cancelled it yourself. Thank you for telling us."),
    of_somebody=_WAS_CANCELLED,
)
_GIVEN_BACK = State(
    headline=_PLACE_ENDED,
    lead=_CANCELLED_ON,
    reason="of its end",
    acts=_ELSEWHERE | {Act.RESTORE},
    member=_("cancelled"),
    return_later=_("Your place is not free any more. You can sign up again and wait for one."),
    mail=_PLACE_ENDED,
    mail_lead=_("You gave it back yourself; somebody else can have it now. Thank you for telling us."),
    of_somebody=_WAS_CANCELLED,
)
_NOT_MINE = State(
    headline=_DISOWNED,
    lead=_CANCELLED_ON,
    reason="of its end",
    acts=_ELSEWHERE,
    member=_("cancelled"),
    mail=_DISOWNED,
    mail_subject=_ENDED,
    of_somebody=_WAS_CANCELLED,
)
_WITHDRAWN = State(
    headline=_ENDED,
    lead=_CANCELLED_ON,
    reason="of its end",
    acts=_ELSEWHERE,
    member=_("cancelled"),
    mail=_("Your registration was cancelled by the organisers."),
    mail_lead=_("You have no place any more, please do not travel. If you have questions, answer this mail."),
    of_somebody=_("%(names)s: the organisers have cancelled the registration."),
)
_UNITED = State(
    headline=_("Your two registrations are one now."),
    lead=_(
        "You had signed up twice, so the organisers have joined this registration with the other one. That one holds, "
        "and we have sent you a mail about it. Did you sign up only once? Then please tell the organisers."
    ),
    acts=_ELSEWHERE,
    member=_("was registered twice"),
    mail=_("Your two registrations are one now."),
    of_somebody=_("%(names)s: the organisers have joined this registration with another one, which holds."),
)
_PLACE_WITHDRAWN = replace(_WITHDRAWN, headline=_PLACE_ENDED)

ENDED = {
    Situation.DECLINED: _DECLINED,
    Situation.DECLINED_CALLED_OFF: _called_off(_DECLINED, reason=_DECLINED.reason),
    Situation.EXPIRED: _EXPIRED,
    Situation.EXPIRED_LATE: replace(_EXPIRED, lead=_LAPSED_TWICE, mail_lead=_LAPSED_TWICE),
    Situation.EXPIRED_CALLED_OFF: _called_off(_EXPIRED),
    Situation.GIVEN_BACK: _GIVEN_BACK,
    Situation.GIVEN_BACK_LATE: replace(_GIVEN_BACK, acts=_ELSEWHERE),
    Situation.GIVEN_BACK_CALLED_OFF: _called_off(_GIVEN_BACK),
    Situation.LEFT: _LEFT,
    Situation.LEFT_CALLED_OFF: _called_off(_LEFT),
    Situation.DISOWNED: _NOT_MINE,
    Situation.DISOWNED_CALLED_OFF: _called_off(_NOT_MINE),
    Situation.PLACE_WITHDRAWN: _PLACE_WITHDRAWN,
    Situation.PLACE_WITHDRAWN_CALLED_OFF: _called_off(_PLACE_WITHDRAWN),
    Situation.WITHDRAWN: _WITHDRAWN,
    Situation.WITHDRAWN_CALLED_OFF: _called_off(_WITHDRAWN),
    Situation.UNITED: _UNITED,
    # No page is left, and one last mail says so.
    Situation.ERASED: State(
        headline=_("Your data is removed."),
        mail=_("Your data is removed."),
        mail_lead=_(
            "Your registration has ended, and everything that told who you are is deleted. This is the last mail "
            "about it; the address is deleted as soon as it has been sent."
        ),
    ),
}
