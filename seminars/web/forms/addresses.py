"""The field of an address, and the question about one that was probably meant to be another one."""

from collections.abc import Callable
from typing import Any

from wtforms import Field, Form

from seminars.domain.people.addresses.doubts import Doubt, Reason, doubt_about
from seminars.domain.people.addresses.reading import LONGEST
from seminars.i18n import gettext, lazy_gettext
from seminars.web.forms import Given, Words, line, mail_address, required, unmailable

_WORDS: dict[Reason, Callable[[str], str]] = {
    Reason.UNMAILABLE: lambda letters: str(unmailable(letters)),
    Reason.LOOKALIKES: lambda letters: gettext(
        "Letters of two alphabets are mixed in it. These only look like the right ones: %(letters)s",
        letters=", ".join(letters),
    ),
    Reason.ENDING: lambda ending: gettext("We know of no addresses that end in “.%(ending)s”", ending=ending),
    Reason.PROVIDER: lambda provider: gettext("It is almost an address at %(provider)s", provider=provider),
}


def address_field(when_empty: Words) -> Field:
    return line(lazy_gettext("E-mail"), required(when_empty), mail_address, longest=LONGEST)


def reason_of(doubt: Doubt) -> str:
    """A sentence without its full stop."""
    return _WORDS[doubt.reason](doubt.subject)


class AsksBack(Form):
    """A form with an address, about which it asks once if another one was probably meant."""

    email: Field
    wrong_fields: list[Field]
    asked_about = Given()  # the address that somebody said is right

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self.doubt is None

    @property
    def doubt(self) -> Doubt | None:
        """What is to be asked about the address, once nothing else is wrong with the form."""
        if any(field is not self.email for field in self.wrong_fields):
            return None
        doubt = doubt_about(self.email.data or "")
        if doubt and doubt.may_stand and (self.email.errors or self.asked_about.data == self.email.data):
            return None
        return doubt
