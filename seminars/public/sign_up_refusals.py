"""Why a sign-up form was not taken, in words."""

from seminars.domain.errors import PartlyFits, PartyTooLarge
from seminars.i18n import gettext, ngettext
from seminars.public.person_forms import SignUpForm


def ask_party(form: SignUpForm, refusal: PartlyFits | PartyTooLarge) -> str:
    """Why people who sign up together cannot all be taken; what they can choose goes into the form."""
    form.when_short.data = ""
    if isinstance(refusal, PartyTooLarge):
        return ngettext(
            "This seminar has %(num)d place in all, so you cannot wait for places together. Sign up one by one.",
            "This seminar has %(num)d places in all, so you cannot wait for places together. Sign up fewer at once.",
            refusal.capacity,
        )
    if refusal.queue_closed:
        return ngettext(
            "Only %(num)d place is left, and nobody can join the waiting list. Sign up one person.",
            "Only %(num)d places are left, and nobody can join the waiting list. Sign up no more people than that.",
            refusal.left,
        )
    form.seats_left = refusal.left
    return gettext("Not all of you fit. Nothing is lost: choose below, and send it again.")


def sent_already() -> str:
    return gettext(
        "You have sent this form already, with other answers, and that was accepted. "
        "To sign up one more person, send it again."
    )
