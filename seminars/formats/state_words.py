"""The words for states of registrations and of their messages, and for kinds of organisations, the same in lists to
take away and on pages."""

from flask_babel.speaklater import LazyString

from seminars.i18n import lazy_gettext
from seminars.models import INVENTED_ADDRESS, MessageState, OrganisationKind, Status

STATUS_WORDS = {
    Status.PENDING: lazy_gettext("Awaits approval"),
    Status.CONFIRMED: lazy_gettext("Confirmed"),
    Status.WAITING: lazy_gettext("On the waiting list"),
    Status.OFFERED: lazy_gettext("Place offered"),
    Status.DECLINED: lazy_gettext("Declined"),
    Status.EXPIRED: lazy_gettext("Offer expired"),
    Status.CANCELLED: lazy_gettext("Cancelled"),
}
DELIVERY_WORDS = {
    MessageState.QUEUED: lazy_gettext("Waiting"),
    MessageState.SENDING: lazy_gettext("Being sent"),
    MessageState.SENT: lazy_gettext("Sent"),
    MessageState.FAILED: lazy_gettext("Failed"),
    MessageState.HELD: lazy_gettext("Held back"),
    MessageState.MISSED: lazy_gettext("Not sent: too late or an invented address"),
    MessageState.SUPERSEDED: lazy_gettext("Not sent: no longer true"),
    MessageState.MERGED: lazy_gettext("Sent with another message"),
}
# What "missed" means for one message, by its `last_error`.
MISSED_WORDS = {
    "": lazy_gettext("Not sent: too late"),
    INVENTED_ADDRESS: lazy_gettext("Not sent: an invented address"),
}
# What "sent" means where no mail server is set.
KEPT_ON_DISK = lazy_gettext("Kept on disk")
CANCELLED_BY_WORDS = {
    "person": lazy_gettext("The person"),
    "not_me": lazy_gettext("“This was not me”"),  # whoever owns the address, and signed nobody up
    "organiser": lazy_gettext("An organiser"),
    "same_person": lazy_gettext("An organiser: the same person"),
}
ORGANISATION_KIND_WORDS: dict[str, LazyString] = {
    OrganisationKind.COMPANY: lazy_gettext("Company"),
    OrganisationKind.PUBLIC_BODY: lazy_gettext("Public authority or institution"),
    OrganisationKind.SCHOOL: lazy_gettext("University or school"),
    OrganisationKind.ASSOCIATION: lazy_gettext("Association or foundation"),
    OrganisationKind.SELF_EMPLOYED: lazy_gettext("Self-employed"),
    OrganisationKind.OTHER: lazy_gettext("Something else"),
}
SOURCE_WORDS = {"web": lazy_gettext("Website")}
