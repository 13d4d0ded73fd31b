"""The seminar itself: its date, place and state, its page, and lists that were taken away."""

from collections.abc import Mapping

from seminars.formats.log_words.event import Event, Group, Says
from seminars.i18n import lazy_gettext, ngettext


def _list_of_people(event: Event) -> str:
    return ngettext(
        "%(who)s downloaded the list of people (%(format)s, %(num)d row)",
        "%(who)s downloaded the list of people (%(format)s, %(num)d rows)",
        event.details.get("rows", 0),
        **_of_list(event),
    )


def _list_of_log(event: Event) -> str:
    return ngettext(
        "%(who)s downloaded this log (%(format)s, %(num)d row)",
        "%(who)s downloaded this log (%(format)s, %(num)d rows)",
        event.details.get("rows", 0),
        **_of_list(event),
    )


def _list_of_host(event: Event) -> str:
    return ngettext(
        "%(who)s downloaded the host list (%(format)s, %(num)d row)",
        "%(who)s downloaded the host list (%(format)s, %(num)d rows)",
        event.details.get("rows", 0),
        **_of_list(event),
    )


def _of_list(event: Event) -> dict[str, str]:
    formats = {"csv": "CSV", "xlsx": "Excel"}
    return {"who": "%(who)s", "format": formats.get(event.details.get("format", ""), "?")}


def _moved(event: Event) -> str:
    return str(_MOVED_TO if event.after else _MOVED)


def _extended(event: Event) -> str:
    return str(_EXTENDED_TO if event.after else _EXTENDED)


_MOVED_TO = lazy_gettext("%(who)s moved the seminar; now: %(now)s")
_MOVED = lazy_gettext("%(who)s moved the seminar")
_EXTENDED_TO = lazy_gettext("%(who)s extended the seminar; now: %(now)s")
_EXTENDED = lazy_gettext("%(who)s extended the seminar")

SENTENCES: Mapping[str, Says] = {
    "seminar_created": Says(Group.SEMINAR, lazy_gettext("%(who)s created the seminar as a draft")),
    "seminar_published": Says(Group.SEMINAR, lazy_gettext("%(who)s published the seminar")),
    "seminar_moved": Says(Group.SEMINAR, _moved),
    "seminar_extended": Says(Group.SEMINAR, _extended),
    "seminar_postponed": Says(
        Group.SEMINAR, lazy_gettext("%(who)s postponed the seminar; its new date was not known yet")
    ),
    "seminar_cancelled": Says(Group.SEMINAR, lazy_gettext("%(who)s cancelled the seminar")),
    "venue_corrected": Says(Group.SEMINAR, lazy_gettext("%(who)s corrected how the venue is written")),
    "town_renamed": Says(
        Group.SEMINAR, lazy_gettext("The name of the town is spelled differently now; calendars will follow")
    ),
    "seminar_edited": Says(Group.PAGE, lazy_gettext("%(who)s changed: %(fields)s")),
    "calendar_written_anew": Says(Group.PAGE, lazy_gettext("A new version of the program rewrote the calendar")),
    "exported": Says(Group.LISTS, _list_of_people),
    "host_list_exported": Says(Group.LISTS, _list_of_host),
    "log_exported": Says(Group.LISTS, _list_of_log),
}
