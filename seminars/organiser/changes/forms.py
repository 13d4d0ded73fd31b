"""The forms that change a published seminar, each with the verb that does it; the one that moves is in `move_form`."""

from datetime import datetime
from functools import partial
from typing import Any

from wtforms import BooleanField, Field, FormField, SubmitField

from seminars.domain.errors import (
    ChangeRefused,
    EndsBeforeStart,
    EndsNoLater,
    InThePast,
    NeedsEnd,
    NothingChanged,
    TooFarAway,
)
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import as_written
from seminars.domain.seminars.preview import Act
from seminars.i18n import lazy_gettext
from seminars.models import Seminar
from seminars.organiser.fields import OrganiserForm, Parsed, in_four_languages, needed, texts
from seminars.organiser.seminars import times, when_and_where
from seminars.web.forms import NamesItsField, leaves


def reason() -> FormField:
    """Why it changes, as pages and mails say it."""
    return in_four_languages(lazy_gettext("Reason, which everybody reads"), rows=2)


class ChangeForm(OrganiserForm):
    """What all four have: `heading` names the `act`, `done` tells of it, `problem` says what is wrong as a whole."""

    class Meta(OrganiserForm.Meta):
        csrf = False  # a preview does nothing that needs protection, and the page looks before it carries out

    kind, heading, done = "", "", ""
    starts_in, ends_in = "reason", "reason"
    version = when_and_where.version()
    confirmed, again = SubmitField(), SubmitField()

    def __init__(self, seminar: Seminar, **options: Any) -> None:
        super().__init__(**options)
        self.seminar, self.problem = seminar, ""

    @staticmethod
    def present_values(seminar: Seminar) -> dict[str, Any]:
        """The values of its fields, as they are stored."""
        return {}

    def act(self) -> Act:
        """The verb with what it is told, to be shown and then to be called."""
        raise NotImplementedError

    def refuse(self, error: ChangeRefused) -> None:
        """Say why the domain refused; what no field can mend is said by the page, which tells the seminar's state."""
        match error:
            case NothingChanged():
                self.problem = self._words_if_nothing_changed()
            case InThePast():
                self.add_error(self._wrong_if_past(), lazy_gettext("This time has passed already"))
            case EndsBeforeStart():
                self.add_error(self.ends_in, times.ENDS_BEFORE_START)
            case NeedsEnd():
                self.add_error(self.ends_in, NamesItsField(lazy_gettext("Write the time at which it ends")))
            case EndsNoLater():
                self.add_error(self.ends_in, lazy_gettext("This is no later than it ends now; to end earlier, move it"))
            case TooFarAway():
                self.add_error(self.starts_in, lazy_gettext("This is too many years away; look at the year"))

    def _words_if_nothing_changed(self) -> str:
        return lazy_gettext("That is what is stored already")

    def _wrong_if_past(self) -> str:
        return self.ends_in

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Names and values of all that was typed, to be sent once more from a page that only shows it."""
        apart = ("csrf_token", "confirmed", "again")
        typed = [(leaf.field.name, _typed(leaf.field)) for leaf in leaves(self) if leaf.field.name not in apart]
        return [("kind", self.kind), *((name, value) for name, value in typed if value)]


def _typed(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    return field.typed if isinstance(field, Parsed) else field.data or ""


class ExtendForm(ChangeForm):
    kind, heading = "extend", lazy_gettext("Extend the seminar")
    done = lazy_gettext("The seminar ends later.")
    starts_in = "last_day"
    last_day = when_and_where.a_day(lazy_gettext("Last day"), needed(lazy_gettext("Write the day on which it ends")))
    ends = when_and_where.a_clock_time(lazy_gettext("Ends"))
    reason = reason()
    ends_at: datetime | None = None

    @staticmethod
    def present_values(seminar: Seminar) -> dict[str, Any]:
        return times.written_start_and_end(as_written(seminar)) | {"last_day": seminar.last_day}

    @property
    def ends_in(self) -> str:
        return "ends" if self.seminar.hours_known else "last_day"

    def validate(self, extra_validators=None) -> bool:
        """Whether all is well formed; the instant at which it ends is found on the way."""
        is_well_formed = super().validate(extra_validators)
        if is_well_formed:
            known = {"hours_known": self.seminar.hours_known, "zone": self.seminar.timezone}
            self.ends_at = times.find_end(self, **known)
        return is_well_formed and not self.wrong_fields

    def act(self) -> Act:
        return partial(changes.extend, ends_at=self.ends_at, reason=texts(self.reason))


class PostponeForm(ChangeForm):
    kind, heading = "postpone", lazy_gettext("Postpone the seminar")
    done = lazy_gettext("The seminar is postponed.")
    reason = reason()

    def act(self) -> Act:
        return partial(changes.postpone, reason=texts(self.reason))


class CancelForm(ChangeForm):
    kind, heading = "cancel", lazy_gettext("Cancel the seminar")
    done = lazy_gettext("The seminar is cancelled.")
    reason = reason()

    def validate(self, extra_validators=None) -> bool:
        """Whether there is a reason, in one language at least."""
        is_well_formed = super().validate(extra_validators)
        if is_well_formed and not texts(self.reason):
            self.add_error("reason", NamesItsField(lazy_gettext("Write the reason, in one language at least")))
        return is_well_formed and not self.wrong_fields

    def act(self) -> Act:
        return partial(changes.cancel, reason=texts(self.reason))
