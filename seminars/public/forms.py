"""Forms of visitors: whether the input is well formed, in words of our own."""

from enum import StrEnum

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from seminars.i18n import lazy_gettext
from seminars.web.forms import TypedForm, line
from seminars.web.forms.addresses import AsksBack, address_field


def one_of(kinds: type[StrEnum]):
    def check(_form: FlaskForm, field: Field) -> None:
        if field.data and field.data not in list(kinds):
            raise ValidationError(lazy_gettext("Choose one from the list"))

    return check


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
