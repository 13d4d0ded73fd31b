"""The agenda inside the seminar's form: the rows there are and a few empty ones."""

from typing import Any

from wtforms import Form, FormField
from wtforms.validators import ValidationError

from seminars.domain.seminars.content import MOST_SESSIONS, SessionText
from seminars.i18n import gettext, lazy_gettext
from seminars.organiser.fields import Parsed, Removable, in_four_languages, texts
from seminars.organiser.seminars import when_and_where
from seminars.parsers import whole_number
from seminars.web.forms import Rows

MOST_ROWS = 12
EMPTY_ROWS = 3
_EMPTY = {"id": None, "starts": None, "ends": None, "title": {}}


def _time(label) -> Removable:
    """An emptied row is left out, which needs no question."""
    removal = lazy_gettext("Remove this time")
    return Removable(label, removal=removal, explains=lambda row: row.is_empty, **when_and_where.CLOCK_TIME)


class AgendaRow(Form):
    id = Parsed("", parse=whole_number(1, 2**31 - 1), complaint=lazy_gettext("Open this page anew"))
    starts = _time(lazy_gettext("From"))
    ends = _time(lazy_gettext("To"))
    title = in_four_languages(lazy_gettext("What"))

    def validate_ends(self, field: Parsed) -> None:
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(lazy_gettext("It ends before it begins"))

    def validate_starts(self, _field: Parsed) -> None:
        if (self.starts.data or self.ends.data) and not texts(self.title):
            raise ValidationError(lazy_gettext("Write what happens at this time, in at least one language"))

    @property
    def is_empty(self) -> bool:
        return not (self.starts.data or self.ends.data or texts(self.title))


def agenda_field() -> Rows:
    too_many = lazy_gettext("At most %(most)s rows fit into the agenda", most=MOST_SESSIONS)
    return Rows(
        FormField(AgendaRow), lazy_gettext("Agenda"), max_entries=MOST_SESSIONS, too_many=too_many, row_name=_row_name
    )


def _row_name(number: int) -> str:
    return gettext("Row %(number)s", number=number)


def agenda_rows(sessions: tuple[SessionText, ...]) -> list[dict[str, Any]]:
    """The rows a page shows: those of the seminar, and empty ones as long as few are used."""
    rows = [{"id": each.id, "starts": each.starts, "ends": each.ends, "title": dict(each.title)} for each in sessions]
    return rows + [_EMPTY] * max(0, min(EMPTY_ROWS, MOST_ROWS - len(rows)))


def written_agenda(field: Rows, *, in_order_of_time: bool) -> tuple[SessionText, ...]:
    """The rows in which something was typed; on one day an added row moves to its time."""
    rows = [
        SessionText(id=row.id.data, starts=row.starts.data, ends=row.ends.data, title=texts(row.title))
        for row in (entry.form for entry in field)
        if not row.is_empty
    ]
    if in_order_of_time and all(row.starts for row in rows):
        rows.sort(key=lambda row: row.starts)
    return tuple(rows)
