"""Why something could not be done with one's own registration, in words: what is the case and what can be done."""

from seminars.domain import errors
from seminars.i18n import gettext


def in_words(refusal: errors.DomainError) -> str:
    words = {
        errors.TooLate: gettext("The seminar has begun; a place cannot be cancelled any more."),
        errors.NotActive: gettext("This registration has ended already; you need do nothing more."),
        errors.NotOffered: gettext("No place is offered to you at the moment. This page shows how things stand."),
        errors.OfferEnded: gettext("The time to answer was over, and the offer has ended."),
        errors.NotRestorable: gettext("This cannot be undone any more. This page shows how things stand."),
        errors.SeatGone: gettext("Your place is not free any more. You can sign up again and wait for one."),
        errors.SignedUpAlready: gettext("You have signed up again meanwhile; that registration holds."),
    }
    return words[type(refusal)]
