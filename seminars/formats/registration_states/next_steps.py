"""What happens next, as the receipt says it line by line: where the mail goes, what follows, when to come."""

from seminars.formats.sentences import Sentence, in_words
from seminars.i18n import lazy_gettext as _
from seminars.models.registrations.situation import Situation

_MAIL = _("A mail with your code and the link to your own page goes to %(address)s, usually within a minute.")
_TWO_MAILS = _(
    "Two mails go to %(address)s, usually within a minute: one about the places, one about the waiting list."
)
_REMINDER = _(
    "We remind you the day before. If you cannot come, cancel by the link in the mail, so that somebody else can."
)
_NO_REMINDER = _("If you cannot come, cancel by the link in the mail, so that somebody else can.")
_COME = _("Nothing needs to be printed: the code on your phone is enough at the entrance.")
_DECISION = _("The organisers decide who takes part, and we write to you as soon as they have.")
_TURN = _("As soon as it is your turn, we offer you a place by mail; please answer in time.")
_TURN_OF_OTHERS = _(
    "As soon as places for the others are free, we offer them by mail. Until then they should not travel."
)
_ONLY_WITH_A_PLACE = _("Please do not travel before you have a place.")

_STEPS: dict[Situation, tuple[Sentence, ...]] = {
    Situation.PLACE: (_REMINDER, _COME),
    Situation.PLACE_BEGUN: (_COME,),
    Situation.PENDING: (_DECISION, _ONLY_WITH_A_PLACE),
    Situation.WAITING: (_TURN, _ONLY_WITH_A_PLACE),
}
_SOME_WAIT = {**_STEPS, Situation.PLACE: (_REMINDER, _TURN_OF_OTHERS)}
_OVER = {Situation.PLACE_OVER, Situation.NO_PLACE_OVER}


def next_steps(situation: Situation, address: str, *, some_wait: bool, is_reminded: bool) -> list[str]:
    """The lines for what a form brought, the first of which is where the mail goes; none once the seminar is over.
    `some_wait` is where only some got a place; `is_reminded` says whether there is time for a reminder the day before.
    """
    if situation in _OVER:
        return []
    follow = (_SOME_WAIT if some_wait else _STEPS).get(situation, ())
    said = [_NO_REMINDER if step is _REMINDER and not is_reminded else step for step in follow]
    return [in_words(_TWO_MAILS if some_wait else _MAIL, address=address), *map(in_words, said)]
