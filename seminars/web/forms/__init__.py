"""What every form of ours has in common: it takes text alone, and refuses in words of our own."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from seminars.domain.people.addresses import reading
from seminars.formats.state_words import ORGANISATION_KIND_WORDS
from seminars.i18n import lazy_gettext
from seminars.text import (
    LONGEST_PHONE,
    MOST_MARKS,
    SHOWN_AGAIN,
    Excess,
    clean_line,
    clean_paragraphs,
    clean_phone,
    cleaned_if_within,
    excess,
    is_phone_number,
    is_within,
    shown_again,
)
from seminars.web.forms.leaves import Check, Leaf, NamesItsField, Rows, Words, leaves

__all__ = ["Check", "NamesItsField", "Rows", "Words", "leaves"]  # for the rooms above; the rest is defined here

ORGANISATION_KINDS = {"": "–", **ORGANISATION_KIND_WORDS}

LONGEST_TOKEN = 2_000  # characters; the proof of work has a third of that


class TypedForm(FlaskForm):
    """A form that takes only what was typed: Flask-WTF would take files and JSON too, and those need not be text."""

    problem: Words = ""  # what is wrong with the form as a whole

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: object) -> MultiDict | None:
            """Nothing where the caller says so with None: such a form shows what is stored."""
            return request.form if request.method == "POST" and formdata is not None else None

    @property
    def wrong_leaves(self) -> list[Leaf]:
        """The fields that can be corrected, in the order of the form, with what they stand in."""
        return [leaf for leaf in leaves(self) if leaf.field.errors and leaf.field.name != "csrf_token"]

    @property
    def wrong_fields(self) -> list[Field]:
        return [leaf.field for leaf in self.wrong_leaves]


class Measured(StringField):
    """A text field that judges what was sent before anything else looks at it; see `text.excess`. What is too much is
    refused, and its beginning stands in the field."""

    def __init__(
        self,
        label: Words,
        checks: Sequence[Check],
        *,
        clean: Callable[[str], str],
        longest: int,
        most_marks: int = MOST_MARKS,
        **options: Any,
    ) -> None:
        self.longest, self.most_marks = longest, most_marks
        filters = [cleaned_if_within(clean, longest, most_marks)]
        super().__init__(label, validators=[not_too_much, *checks], filters=filters, **options)

    def shown_again(self, sent: str) -> str:
        return shown_again(sent, self.longest, self.most_marks)


class Paragraphs(Measured, TextAreaField):
    pass


class Given(StringField):
    """What a page of ours gave to its form, a token or the choices of a list; what is longer it did not."""

    widget = HiddenInput()

    def __init__(self, *checks: Check, longest: int = LONGEST_TOKEN, **options: Any) -> None:
        self.longest, self.most_marks = longest, MOST_MARKS
        super().__init__(**{"label": ""} | options, validators=checks, filters=[self.shown_again])

    def shown_again(self, sent: str | None) -> str | None:
        """None where nothing was sent, so that a list shows its default."""
        return sent if sent is None else nothing_beyond(sent, self.longest)


def nothing_beyond(sent: str, longest: int = LONGEST_TOKEN) -> str:
    return sent if is_within(sent, longest) else ""


def line(label: Words, *checks: Check, longest: int, **options: Any) -> Measured:
    """One line of clean text."""
    return Measured(label, checks, clean=clean_line, longest=longest, **options)


def paragraphs(label: Words, *checks: Check, longest: int) -> Paragraphs:
    """Clean text that keeps its line breaks."""
    return Paragraphs(label, checks, clean=clean_paragraphs, longest=longest)


def not_too_much(_form: Form, field: Field) -> None:
    sent = field.raw_data[0] if field.raw_data else field.data or ""
    match excess(sent, field.longest, field.most_marks):
        case Excess.MARKS:
            raise StopValidation(lazy_gettext("There are too many accents on one letter here"))
        case Excess.LENGTH if len(sent) > SHOWN_AGAIN * field.longest:
            words = lazy_gettext(
                "This is far too long, so only its beginning is left; %(length)s characters fit here",
                length=field.longest,
            )
            raise StopValidation(words)
        case Excess.LENGTH:
            raise StopValidation(lazy_gettext("This is too long; %(length)s characters fit here", length=field.longest))


def required(message: Words) -> Check:
    """What it says of an empty field names the field."""

    def check(_form: Form, field: Field) -> None:
        if not field.data:
            field.errors = []
            raise StopValidation(NamesItsField(message))

    return check


def mail_address(_form: Form, field: Field) -> None:
    if not field.data:
        return
    address = reading.understood(field.data)
    stored, letters = reading.well_formed(address), reading.letters_that_cannot_be_mailed(address)
    if letters:
        raise StopValidation(unmailable(letters))
    if stored is None:
        raise StopValidation(lazy_gettext("Write an e-mail address here, for example anna@example.org"))
    field.data = stored


def unmailable(letters: str) -> LazyString:
    """Why no mail reaches an address with these letters before the @."""
    return lazy_gettext(
        "Mail takes only Latin letters before the @; these are different: %(letters)s", letters=", ".join(letters)
    )


def pasted_address(_form: Form, field: Field) -> None:
    """Take the address alone out of what was pasted; whether there is such a one is not judged."""
    field.data = reading.understood(field.data or "")


def phone_field(label: Words) -> Measured:
    """One or more telephone numbers, with whatever somebody writes beside them."""
    return Measured(label, [_phone_number], clean=clean_phone, longest=LONGEST_PHONE)


def _phone_number(_form: Form, field: Field) -> None:
    if field.data and not is_phone_number(field.data):
        raise ValidationError(lazy_gettext("Write a phone number here, for example +375 29 123-45-67"))
