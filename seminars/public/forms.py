"""Forms of visitors: whether the input is well formed, in words of our own."""

import re

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from seminars.forms import TypedForm, at_most, mail_address, phone_number, required
from seminars.i18n import lazy_gettext
from seminars.public.mail_domains import meant_address
from seminars.text import clean_line, clean_paragraphs

_LINK_IN_NAME = re.compile(r"://|www\.|@|\w{2,}\.(by|ru|pl|com|net|org)\b", re.IGNORECASE)


def person_name(_form: FlaskForm, field: Field) -> None:
    if field.data and (_LINK_IN_NAME.search(field.data) or not any(letter.isalpha() for letter in field.data)):
        raise ValidationError(lazy_gettext("Write a name here, with letters and without addresses"))


def line(label, *checks, **options) -> StringField:
    return StringField(label, validators=checks, filters=[lambda typed: clean_line(typed or "")], **options)


def address_field(when_empty) -> StringField:
    return line(lazy_gettext("E-mail"), required(when_empty), at_most(254), mail_address)


class VisitorForm(TypedForm):
    """A form that tells which of its errors a person can correct."""

    @property
    def wrong_fields(self) -> list[Field]:
        """The fields that a person can correct, in the order of the form."""
        return [field for field in self if field.errors and field.name != "csrf_token"]

    @property
    def is_expired(self) -> bool:
        """Whether its protection against foreign forms has run out or found no cookie."""
        return "csrf_token" in self.errors


class AddressForm(VisitorForm):
    email = address_field(lazy_gettext("Write your e-mail address"))


class LanguageForm(VisitorForm):
    language = line(lazy_gettext("Write to me in"))

    def validate_language(self, field: Field) -> None:
        if field.data not in current_app.config["LANGUAGES"]:
            raise ValidationError(lazy_gettext("Choose one of the languages"))


class SignUpForm(VisitorForm):
    given_name = line(
        lazy_gettext("Given name"), required(lazy_gettext("Write your given name")), at_most(100), person_name
    )
    surname = line(lazy_gettext("Surname"), required(lazy_gettext("Write your surname")), at_most(100), person_name)
    email = address_field(lazy_gettext("Write your e-mail address, so that we can send you your place"))
    patronymic = line(lazy_gettext("Patronymic"), at_most(100), person_name)
    phone = line(lazy_gettext("Phone"), at_most(40), phone_number)
    organisation = line(lazy_gettext("Organisation"), at_most(200))
    position = line(lazy_gettext("Position"), at_most(200))
    town = line(lazy_gettext("Your town"), at_most(100))
    needs = TextAreaField(
        lazy_gettext("What do you need on the spot?"),
        validators=[at_most(1000)],
        filters=[lambda typed: clean_paragraphs(typed or "")],
    )
    processing = BooleanField(
        validators=[required(lazy_gettext("Without your consent to the use of your data we cannot sign you up"))]
    )
    photo = BooleanField(lazy_gettext("I may be seen in photos of the seminar."))
    sharing = BooleanField(lazy_gettext("The host may see my name on the list of participants."))
    news = BooleanField(lazy_gettext("I want to know about other seminars in my region."))
    extra_note = StringField()
    token = HiddenField()
    asked_about = HiddenField()

    @property
    def is_from_bot(self) -> bool:
        """The field that people neither see nor hear is filled in."""
        return bool(self.extra_note.data)

    def validate_email(self, field: Field) -> None:
        """Ask back once about an address that looks mistyped; sent again unchanged, it is taken as it is."""
        meant = meant_address(field.data)
        if meant and self.asked_about.data != field.data:
            self.asked_about.data = field.data
            raise ValidationError(
                lazy_gettext("Did you mean %(address)s? If yours is right, simply send again", address=meant)
            )
