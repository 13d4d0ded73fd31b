"""Fields of the organisers' forms: what was typed is kept, and every refusal is in words of our own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import Field, Form, FormField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from seminars.domain.seminars.content import LONGEST_LINE, LONGEST_PARAGRAPHS
from seminars.i18n import BY_CODE, Texts, chosen_language, day, lazy_gettext
from seminars.text import MOST_MARKS, clean_line, cleaned_if_within, is_web_address, is_within
from seminars.web import forms
from seminars.web.forms import Given, Measured, NamesItsField, Paragraphs, TypedForm, leaves


class OrganiserForm(TypedForm):
    """A form that takes refusals that were found after its fields looked at themselves."""

    def add_error(self, name: str, message) -> None:
        """A group shows it at its first field."""
        field: Field = self[name]
        if isinstance(field, FormField):
            field = next(leaves(field)).field
        field.errors = [*field.errors, message]


class Parsed(Field):
    """A text that stands for a value; `parse` raises ValueError for others, and then `complaint` is shown."""

    widget = TextInput()
    longest, most_marks = 100, MOST_MARKS  # no number and no moment is written with more
    was = ""

    def __init__(
        self, label, *, parse: Callable[[str], Any], write: Callable[[Any], str] = str, complaint, **options
    ) -> None:
        super().__init__(label, **options)
        self.parse, self.write, self.complaint = parse, write, complaint

    @property
    def typed(self) -> str:
        """What stands in the field: as somebody typed it, else the stored value."""
        if self.raw_data:
            return self._clean(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = self._clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            if not is_within(valuelist[0], self.longest):
                raise ValueError
            self.data = self.parse(text)
        except (ValueError, OverflowError):
            raise ValueError(self.complaint) from None

    def _clean(self, typed: str) -> str:
        return cleaned_if_within(clean_line, self.longest)(typed)


class Removable(Parsed):
    """A value that may be missing but is not taken away unasked: browsers send a half-emptied date as an empty one.
    What stood in the field comes along as `<name>-was`; whoever means it ticks `<name>-removed`, beside which `removal`
    says what that does. Nothing is asked where `explains` says that the form tells why it is empty."""

    def __init__(self, label, *, removal, explains: Callable[[Form], bool] = lambda _form: False, **options) -> None:
        super().__init__(label, **options)
        self.removal, self.explains = removal, explains

    def process(self, formdata, *args: Any, **options: Any) -> None:
        super().process(formdata, *args, **options)
        sent = formdata or {}
        self.was = self._clean(sent.get(f"{self.name}-was", "")) or ("" if self.process_errors else self.typed)
        self.is_removed = f"{self.name}-removed" in sent

    @property
    def asks_back(self) -> bool:
        """Whether the page asks, or shows the answer that was given."""
        return self._is_emptied and bool(self.errors or self.is_removed)

    def pre_validate(self, form: Form) -> None:
        if self._is_emptied and not self.is_removed and not self.explains(form):
            words = lazy_gettext(
                "This was “%(was)s” and is empty now. Write it again, or tick that it is to be removed",
                was=_as_read(self.was),
            )
            raise StopValidation(words)

    @property
    def _is_emptied(self) -> bool:
        return bool(self.was) and not self.typed


def _as_read(typed: str) -> str:
    """A day or a moment, which browsers send as 2029-03-05 or 2029-03-05T12:00, as the page's language writes it."""
    on, at, time = typed.partition("T")
    try:
        return day(date.fromisoformat(on), chosen_language()) + (f", {time}" if at else "")
    except ValueError:
        return typed


class Choice(Given):
    """One of `allowed`, which the form sets; the page draws it as a list. The complaint names the field."""

    def __init__(self, label, *, complaint, allowed: tuple[str, ...] = (), **options) -> None:
        super().__init__(label=label, longest=100, **options)
        self.allowed, self.complaint = allowed, complaint

    def pre_validate(self, _form: Form) -> None:
        if self.data not in self.allowed:
            raise StopValidation(NamesItsField(self.complaint))


def line(label, *checks, longest: int = LONGEST_LINE) -> Measured:
    return forms.line(label, *checks, longest=longest)


def paragraphs(label, *checks, longest: int = LONGEST_PARAGRAPHS) -> Paragraphs:
    return forms.paragraphs(label, *checks, longest=longest)


def in_four_languages(label, *, rows: int = 0) -> FormField:
    """A group of four fields, one a language; several lines each when `rows` is given."""
    made = {code: (paragraphs if rows else line)(each.own_name) for code, each in BY_CODE.items()}
    return FormField(type("InFourLanguages", (Form,), made | {"rows": rows}), label)


def texts(field: FormField) -> Texts:
    return Texts(field.data)


def needed(message):
    """Like `required`, for parsed fields: keeps the complaint about what was typed."""

    def check(_form: Form, field: Parsed) -> None:
        if field.data is None and not field.errors:
            raise StopValidation(NamesItsField(message))

    return check


def web_address(_form: Form, field: Field) -> None:
    if field.data and not is_web_address(field.data):
        raise ValidationError(lazy_gettext("Write a whole address here, for example https://example.org/conference"))
