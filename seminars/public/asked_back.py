"""The question about an address that was probably meant to be another one, alone on a page."""

from collections.abc import Callable, Iterable, Iterator

from flask import render_template
from wtforms import Field, FieldList, FormField

from seminars.domain.people.addresses.doubts import Doubt, Reason
from seminars.i18n import gettext
from seminars.public.forms import AskingForm
from seminars.web.forms import unmailable

_WORDS: dict[Reason, Callable[[str], str]] = {
    Reason.UNMAILABLE: lambda letters: str(unmailable(letters)),
    Reason.LOOKALIKES: lambda letters: gettext(
        "Letters of two alphabets are mixed in it. These only look like the right ones: %(letters)s",
        letters=", ".join(letters),
    ),
    Reason.ENDING: lambda ending: gettext("We know of no addresses that end in “.%(ending)s”", ending=ending),
    Reason.PROVIDER: lambda provider: gettext("It is almost an address at %(provider)s", provider=provider),
}
_ASKED_ANEW = ("csrf_token", "email", "asked_about")


def page(form: AskingForm, doubt: Doubt) -> str:
    """Its buttons send the whole form again, with the address that each of them names."""
    kept = {field.name: "y" if field.data is True else field.data or "" for field in _sent(form)}
    reason = _WORDS[doubt.reason](doubt.subject)
    form.email.errors = ()  # the page says it above the buttons
    return render_template("public/asked_back.html", form=form, doubt=doubt, reason=reason, kept=kept)


def _sent(fields: Iterable[Field]) -> Iterator[Field]:
    """What a browser sends of these fields, empty ones too; ticks that are not set it does not."""
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _sent(field)
        elif field.data is not False and field.name not in _ASKED_ANEW:
            yield field
