"""What organisers and operators did with messages, and whom they told without one."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Event, Group, Says
from seminars.i18n import lazy_gettext, ngettext


def _released(event: Event) -> str:
    return ngettext(
        "%(who)s released %(num)d message that was held back",
        "%(who)s released %(num)d messages that were held back",
        event.details.get("number", 0),
        who="%(who)s",
    )


def _discarded(event: Event) -> str:
    return ngettext(
        "%(who)s discarded %(num)d message that was held back",
        "%(who)s discarded %(num)d messages that were held back",
        event.details.get("number", 0),
        who="%(who)s",
    )


def _failed_again(event: Event) -> str:
    return ngettext(
        "%(who)s sent %(num)d failed message again",
        "%(who)s sent %(num)d failed messages again",
        event.details.get("number", 0),
        who="%(who)s",
    )


SENTENCES: Mapping[str, Says] = {
    "message_sent_again": Says(Group.MESSAGES, lazy_gettext("%(who)s sent a message to %(person)s again")),
    "messages_released": Says(Group.MESSAGES, _released),
    "messages_discarded": Says(Group.MESSAGES, _discarded),
    "failed_sent_again": Says(Group.MESSAGES, _failed_again),
    "telling_released": Says(
        Group.MESSAGES, lazy_gettext("%(who)s released the mails about a change that were held back")
    ),
    "telling_discarded": Says(
        Group.MESSAGES, lazy_gettext("%(who)s decided that nobody else is written to about a change")
    ),
    "told_by_hand": Says(Group.MESSAGES, lazy_gettext("%(who)s told %(person)s of a change in person or by phone")),
    "told_by_hand_undone": Says(
        Group.MESSAGES, lazy_gettext("%(who)s unticked %(person)s, who has not been told of a change")
    ),
}
