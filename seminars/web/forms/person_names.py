"""The field for what somebody is called, with refusals in words of our own."""

import unicodedata

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from seminars.domain.people.names import Flaw, Flawed, find_flaw
from seminars.i18n import gettext
from seminars.text import MOST_MARKS_IN_NAME
from seminars.web.forms import Check, Words, line

BRAILLE_BLANK = "\u2800"


def name_field(label: Words, *checks: Check) -> Field:
    return line(label, *checks, person_name, longest=100, most_marks=MOST_MARKS_IN_NAME)


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
