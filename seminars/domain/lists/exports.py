"""Lists that are taken away, and the note of who took them."""

import re
from datetime import datetime

from sqlalchemy import func, select

from seminars.domain import activity
from seminars.domain.lists import attendees as attendee_list
from seminars.domain.lists import host_list as list_of_host
from seminars.domain.lists.twins import twins
from seminars.extensions import db
from seminars.formats.tables import Sheet
from seminars.formats.times.zones import moment, when
from seminars.i18n import force_locale, gettext, local_date
from seminars.models import Activity, Registration, Seminar


def attendees(seminar: Seminar, *, language: str, exported_by: str, now: datetime, with_notes: bool = True) -> Sheet:
    """The default sheet: everybody who ever registered and was not erased, oldest first, in words of `language`.

    Counts now. The rows are read while they are written, which needs an application context but no `seminar`;
    they are the rows counted here, even if somebody registers meanwhile. Notes are for those who may read them.
    """
    count, last_id, erased = _counted(seminar)
    with force_locale(language):
        told = {"language": language, "exported_by": exported_by, "chosen": gettext("All registrations")}
        return Sheet(
            title=gettext("Attendees"),
            columns=attendee_list.columns(with_notes=with_notes),
            rows=attendee_list.rows(seminar.id, up_to=last_id, language=language, with_notes=with_notes),
            row_count=count - erased,
            about=about(seminar, *_left_out(seminar, erased), **told, rows=count - erased, now=now),
            timezone=seminar.timezone,
            language=language,
            yes=gettext("Yes"),
            no=gettext("No"),
            about_title=gettext("About"),
        )


def _counted(seminar: Seminar) -> tuple[int, int, int]:
    """How many registrations there are, the last one's id, and of how many the personal data was removed."""
    counted = select(func.count(), func.coalesce(func.max(Registration.id), 0), func.count(Registration.erased_at))
    return db.session.execute(counted.where(Registration.seminar_id == seminar.id)).one()


def host_list(seminar: Seminar, *, language: str, exported_by: str, now: datetime) -> Sheet:
    """The host's sheet, by name, in words of `language`; `domain.lists.host_list` says who is on it."""
    people = db.session.execute(list_of_host.of_seminar(seminar)).all()
    agreed, confirmed = list_of_host.count(seminar)
    with force_locale(language):
        chosen = gettext("%(agreed)s of %(all)s agreed", agreed=agreed, all=confirmed)
        told = {"language": language, "exported_by": exported_by, "chosen": chosen}
        return Sheet(
            title=gettext("Host list"),
            columns=list_of_host.columns(),
            rows=iter([(number, *person) for number, person in enumerate(people, start=1)]),
            row_count=len(people),
            about=about(seminar, **told, rows=len(people), now=now),
            timezone=seminar.timezone,
            language=language,
            about_title=gettext("About"),
        )


def about(
    seminar: Seminar,
    *besides: tuple[str, str],
    language: str,
    exported_by: str,
    chosen: str,
    rows: int,
    now: datetime,
) -> list[tuple[str, str]]:
    """What a list says of itself, in the present locale; `chosen` is which rows it holds."""
    rule = gettext(
        "This list holds personal data. Use it only to hold this seminar, show it to nobody else, "
        "and delete it as soon as it is no longer needed."
    )
    return [
        *_about_seminar(seminar, language),
        (gettext("Filter"), chosen),
        (gettext("Exported by"), exported_by),
        (gettext("Exported at"), moment(now, seminar.timezone, language)),
        (gettext("Rows"), str(rows)),
        *besides,
        (gettext("Data protection"), rule),
    ]


def _about_seminar(seminar: Seminar, language: str) -> list[tuple[str, str]]:
    title, town = seminar.title.in_language(language)[0], seminar.town.name.in_language(language)[0]
    takes_place = when(seminar.starts_at, seminar.ends_at, seminar.timezone, seminar.hours_known, language)
    return [(gettext("Seminar"), f"{title}, {town}"), (gettext("Date"), takes_place)]


def _left_out(seminar: Seminar, erased: int) -> list[tuple[str, str]]:
    return [
        *([(gettext("Left out, personal data removed"), str(erased))] if erased else []),
        *((gettext("Perhaps the same person"), ", ".join(each.code for each in people)) for people in twins(seminar)),
    ]


def file_name(seminar: Seminar, extension: str, *, what: str = "attendees") -> str:
    """Such as "2027-03-12_Pinsk_attendees.xlsx": the day in the seminar's zone, the town's English name."""
    town = re.sub(r"\W+", "-", seminar.town.name["en"]).strip("-")
    return f"{local_date(seminar.starts_at, seminar.timezone)}_{town}_{what}.{extension}"


def record_export(
    seminar: Seminar, *, kind: str = "exported", actor: str, fmt: str, rows: int, now: datetime
) -> Activity:
    """Note who took the list away, in which format ("csv" or "xlsx") and how many rows it had."""
    return activity.record(kind, actor=actor, at=now, seminar=seminar, format=fmt, rows=rows)
