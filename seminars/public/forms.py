"""Forms of visitors: whether the input is well formed, in words of our own."""

import unicodedata
from enum import StrEnum

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from seminars.domain.people.names import Flaw, Flawed, find_flaw
from seminars.i18n import gettext, lazy_gettext
from seminars.text import MOST_MARKS_IN_NAME
from seminars.web.forms import Check, TypedForm, Words, line
from seminars.web.forms.addresses import AsksBack, address_field

BRAILLE_BLANK = "\u2800"


def person_name(_form: FlaskForm, field: Field) -> None:
    flawed = find_flaw(field.data) if field.data else None
    if flawed:
        raise ValidationError(_words(flawed))


def _words(flawed: Flawed) -> str:
    if flawed.flaw == Flaw.MARKS:
        return gettext("There are too many accents on one letter here")
    if flawed.flaw == Flaw.LETTERS:
        return gettext("Write a name or surname here, with letters")
    # Not lazily: a lazy text counts as mark-up, and what was typed would not be escaped.
    return gettext(
        "Write the name or surname without “%(character)s”; a blank may stand in its place",
        character=_shown(flawed.character),
    )


def _shown(character: str) -> str:
    """The character, or its number where nobody would see it."""
    is_unseen = character == BRAILLE_BLANK or unicodedata.category(character)[0] in "CZ"
    return f"U+{ord(character):04X}" if is_unseen else character


def one_of(kinds: type[StrEnum]):
    def check(_form: FlaskForm, field: Field) -> None:
        if field.data and field.data not in list(kinds):
            raise ValidationError(lazy_gettext("Choose one from the list"))

    return check


def name_field(label: Words, *checks: Check) -> Field:
    return line(label, *checks, person_name, longest=100, most_marks=MOST_MARKS_IN_NAME)


class VisitorForm(TypedForm):
    """A form that tells whether it came too late."""

    @property
    def is_expired(self) -> bool:
        """Whether its protection against foreign forms has run out or found no cookie."""
        return "csrf_token" in self.errors


class AskingForm(AsksBack, VisitorForm):
    """A visitor's form with an address, about which it asks once if another one was probably meant."""


class AddressForm(AskingForm):
    email = address_field(lazy_gettext("Write your e-mail address"))


class LanguageForm(VisitorForm):
    language = line(lazy_gettext("Write to me in"), longest=20)

    def validate_language(self, field: Field) -> None:
        if field.data not in current_app.config["LANGUAGES"]:
            raise ValidationError(lazy_gettext("Choose one of the languages"))
