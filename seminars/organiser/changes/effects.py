"""What a change does to people, in one breath: what stands first on the page that shows it before it is done."""

from collections.abc import Iterator

from seminars import i18n
from seminars.domain.seminars.consequences import Consequences
from seminars.domain.seminars.preview import Preview
from seminars.i18n import chosen_language, gettext, lazy_gettext, ngettext
from seminars.models import Standing, Status

# How somebody reads or is shown a text.
IN_LANGUAGE = {
    "be": lazy_gettext("in Belarusian"),
    "ru": lazy_gettext("in Russian"),
    "pl": lazy_gettext("in Polish"),
    "en": lazy_gettext("in English"),
}


def sentences(preview: Preview, consequences: Consequences) -> list[str]:
    if preview.is_correction:
        return [gettext("Nobody will be written to: the place is the same. Pages and calendars will follow.")]
    return list(_sentences(preview, consequences))


def _sentences(preview: Preview, consequences: Consequences) -> Iterator[str]:
    recipients = preview.recipients
    if recipients.told:
        yield ngettext(
            "We will write to %(num)d person: %(whom)s.",
            "We will write to %(num)d people: %(whom)s.",
            recipients.told,
            whom=", ".join(_number_in_state(status, number) for status, number in recipients.by_status.items()),
        )
    else:
        yield gettext("Nobody is written to.")
    if recipients.unreachable:
        yield ngettext(
            "%(num)d person gave no e-mail address: please phone them.",
            "%(num)d people gave no e-mail address: please phone them.",
            len(recipients.unreachable),
        )
    if recipients.by_status[Status.CONFIRMED]:
        yield _about_reminders(preview, consequences)
    if preview.after.appointment.standing == Standing.TAKES_PLACE:
        yield gettext("Pages, calendars and feeds will follow by themselves.")


def _number_in_state(status: Status, number: int) -> str:
    if status == Status.CONFIRMED:
        return ngettext("%(num)d with a place", "%(num)d with a place", number)
    if status == Status.OFFERED:
        return ngettext("%(num)d with an offer of a place", "%(num)d with an offer of a place", number)
    if status == Status.PENDING:
        return ngettext("%(num)d awaiting approval", "%(num)d awaiting approval", number)
    return ngettext("%(num)d on the waiting list", "%(num)d on the waiting list", number)


def _about_reminders(preview: Preview, consequences: Consequences) -> str:
    after = preview.after.appointment
    if after.standing != Standing.TAKES_PLACE:
        return gettext("There will be no reminders.")
    due = [i18n.moment(each.due_at, after.timezone, chosen_language()) for each in consequences.reminders]
    if not due:
        return gettext(
            "There will be no separate reminder: this mail comes so close to the start that it serves as one."
        )
    return ngettext(
        "The reminder will go out: %(moments)s.",
        "The reminders will go out: %(moments)s.",
        len(due),
        moments="; ".join(due),
    )


def gaps(preview: Preview) -> list[str]:
    """Whom the reason reaches in a language that is not theirs."""
    return [
        ngettext(
            "%(num)d person reads %(theirs)s and will see your words %(found)s.",
            "%(num)d people read %(theirs)s and will see your words %(found)s.",
            each.readers,
            theirs=str(IN_LANGUAGE[each.language]),
            found=str(IN_LANGUAGE[each.found]),
        )
        for each in preview.unwritten
    ]


def to_be_told_by_hand(preview: Preview, consequences: Consequences, *, has_host: bool) -> str:
    """Speakers and host, whom no mail tells; "" if there are none, or the place is the same."""
    number = len(consequences.speakers)
    if preview.is_correction or not (number or has_host):
        return ""
    if not number:
        return gettext("Please tell the host yourself.")
    if has_host:
        return ngettext(
            "Please tell %(num)d speaker and the host yourself.",
            "Please tell %(num)d speakers and the host yourself.",
            number,
        )
    return ngettext("Please tell %(num)d speaker yourself.", "Please tell %(num)d speakers yourself.", number)
