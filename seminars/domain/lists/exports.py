"""Lists that organisers take away, and the note of who took them."""

import re
from datetime import datetime

from sqlalchemy import func, select

from seminars.domain import activity
from seminars.domain.lists import attendees as attendee_list
from seminars.domain.lists.twins import twins
from seminars.extensions import db
from seminars.formats.tables import Sheet
from seminars.formats.times.zones import moment, when
from seminars.i18n import force_locale, gettext, local_date
from seminars.models import Activity, Registration, Seminar


def attendees(seminar: Seminar, *, language: str, exported_by: str, now: datetime) -> Sheet:
    """The default sheet: everybody who ever registered and was not erased, oldest first, in words of `language`.

    Counts now. The rows are read while they are written, which needs an application context but no `seminar`;
    they are the rows counted here, even if somebody registers meanwhile.
    """
    count, last_id, erased = db.session.execute(
        select(func.count(), func.max(Registration.id), func.count(Registration.erased_at)).where(
            Registration.seminar_id == seminar.id
        )
    ).one()
    about = {"rows": count - erased, "erased": erased}
    with force_locale(language):
        return Sheet(
            title=gettext("Attendees"),
            columns=attendee_list.columns(),
            rows=attendee_list.rows(seminar.id, up_to=last_id or 0, language=language),
            row_count=count - erased,
            about=_about(seminar, language=language, exported_by=exported_by, now=now, **about),
            timezone=seminar.timezone,
            language=language,
            yes=gettext("Yes"),
            no=gettext("No"),
            about_title=gettext("About"),
        )


def _about(
    seminar: Seminar, *, language: str, exported_by: str, now: datetime, rows: int, erased: int
) -> list[tuple[str, str]]:
    zone = seminar.timezone
    title, town = seminar.title.in_language(language)[0], seminar.town.name.in_language(language)[0]
    takes_place = when(seminar.starts_at, seminar.ends_at, zone, seminar.hours_known, language)
    rule = gettext(
        "This list holds personal data. Use it only to hold this seminar, show it to nobody else, "
        "and delete it as soon as it is no longer needed."
    )
    return [
        (gettext("Seminar"), f"{title}, {town}"),
        (gettext("Date"), takes_place),
        (gettext("Filter"), gettext("All registrations")),
        (gettext("Exported by"), exported_by),
        (gettext("Exported at"), moment(now, zone, language)),
        (gettext("Rows"), str(rows)),
        *([(gettext("Left out, personal data removed"), str(erased))] if erased else []),
        *((gettext("Perhaps the same person"), ", ".join(each.code for each in people)) for people in twins(seminar)),
        (gettext("Data protection"), rule),
    ]


def file_name(seminar: Seminar, extension: str) -> str:
    """Such as "2027-03-12_Pinsk_attendees.xlsx": the day in the seminar's zone, the town's English name."""
    town = re.sub(r"\W+", "-", seminar.town.name["en"]).strip("-")
    return f"{local_date(seminar.starts_at, seminar.timezone)}_{town}_attendees.{extension}"


def record_export(seminar: Seminar, *, actor: str, fmt: str, rows: int, now: datetime) -> Activity:
    """Note who took the list away, in which format ("csv" or "xlsx") and how many rows it had."""
    return activity.record("exported", actor=actor, at=now, seminar=seminar, format=fmt, rows=rows)
