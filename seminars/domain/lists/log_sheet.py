"""The log of one seminar to take away, in the same sentences as on its page."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func

from seminars.domain.lists import exports, log
from seminars.extensions import db
from seminars.formats import log_words
from seminars.formats.log_words import Group
from seminars.formats.tables import Column, Row, Sheet
from seminars.i18n import force_locale, gettext
from seminars.models import Activity, Registration, Seminar


def sheet_of(
    seminar: Seminar,
    *,
    group: Group | None = None,
    about: Registration | None = None,
    language: str,
    exported_by: str,
    now: datetime,
) -> Sheet:
    """What the page shows with the same choice, the latest first. Counts now; the rows are read while they are
    written."""
    statement = log.rows_of(seminar, group=group, about=about)
    count, last_id = _counted(statement)
    with force_locale(language):
        told = {"language": language, "exported_by": exported_by, "chosen": _chosen(group, about)}
        return Sheet(
            title=gettext("Log"),
            columns=_columns(),
            rows=_rows(statement.where(Activity.id <= last_id), language),
            row_count=count,
            about=exports.about(seminar, **told, rows=count, now=now),
            timezone=seminar.timezone,
            language=language,
            about_title=gettext("About"),
        )


def _counted(statement: Select[Activity]) -> tuple[int, int]:
    """How many rows there are now, and the last one's id."""
    counts = statement.with_only_columns(func.count(), func.coalesce(func.max(Activity.id), 0)).order_by(None)
    return db.session.execute(counts).one()


def _chosen(group: Group | None, about: Registration | None) -> str:
    words = [log_words.groups_in_words()[group]] if group else []
    return ", ".join([*words, *([about.code] if about else [])]) or gettext("Everything")


def _columns() -> list[Column]:
    return [
        Column(gettext("When"), "moment", 22),
        Column(gettext("What it is about"), "text", 24),
        Column(gettext("What happened"), "text", 90),
        Column(gettext("Code"), "text", 9),
    ]


def _rows(statement: Select[Activity], language: str) -> Iterator[Row]:
    for block in log.read_through(statement):
        yield from _in_words(block, language)


def _in_words(block: list[log.Happened], language: str) -> list[Row]:
    with force_locale(language):
        groups = log_words.groups_in_words()
        return [
            (
                each.at,
                groups[log_words.group_of(each.event.kind)],
                str(log_words.line_of(each.event, language)),
                each.registration.code if each.registration and not each.event.is_erased else "",
            )
            for each in block
        ]
