"""The question about an address that was probably meant to be another one, alone on a page."""

from collections.abc import Iterable, Iterator

from flask import render_template
from wtforms import Field, FieldList, FormField

from seminars.domain.people.addresses.doubts import Doubt
from seminars.public.forms import AskingForm
from seminars.web.forms.addresses import reason_of

_ASKED_ANEW = ("csrf_token", "email", "asked_about")


def page(form: AskingForm, doubt: Doubt) -> str:
    """Its buttons send the whole form again, with the address that each of them names."""
    kept = {field.name: "y" if field.data is True else field.data or "" for field in _sent(form)}
    form.email.errors = ()  # the page says it above the buttons
    return render_template("public/asked_back.html", form=form, doubt=doubt, reason=reason_of(doubt), kept=kept)


def _sent(fields: Iterable[Field]) -> Iterator[Field]:
    """What a browser sends of these fields, empty ones too; ticks that are not set it does not."""
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _sent(field)
        elif field.data is not False and field.name not in _ASKED_ANEW:
            yield field
