"""Correcting what one said at the sign-up; the page shows what is different now."""

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template
from wtforms import Field

from seminars import clock
from seminars.database.units import database_now, write_unit
from seminars.domain.errors import EditedMeanwhile, NotActive, RegistrationClosed, SignedUpAlready
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import answers
from seminars.domain.registrations.answers import Answers, Difference
from seminars.domain.registrations.self_service import prove_address
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.models import Party
from seminars.public.registrations.pages import get_registration
from seminars.public.sign_up.form import AnswersForm
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("answers", __name__, url_prefix="/registrations/<token>/answers")


@blueprint.get("/edit")
def edit(token: str) -> str:
    registration = get_registration(token)
    return _page(token, registration.party, AnswersForm(data=_stored(registration.party)))


@blueprint.post("")
@gives_back_its_form
def update(token: str) -> Response | str:
    form, party = AnswersForm(), get_registration(token).party
    if not form.validate():
        return make_response(_page(token, party, form), 422)
    try:
        with write_unit():
            registration = get_registration(token)
            found = answers.change(registration, _told(form))
            prove_address(registration, now=database_now())
            db.session.commit()
    except (EditedMeanwhile, SignedUpAlready, NotActive, RegistrationClosed) as refusal:
        party = get_registration(token).party
        return make_response(_page(token, party, form, problem=_words(refusal, form, party)), 409)
    party = get_registration(token).party
    form = AnswersForm(None, data=_stored(party))
    return _page(token, party, form, changed=[_in_words(each, form) for each in found])


def _words(refusal: Exception, form: AnswersForm, party: Party) -> str:
    form.seen.data = answers.version_of(party)
    if isinstance(refusal, EditedMeanwhile):
        return gettext("This was changed elsewhere meanwhile. Look at what you typed here, and save it once more.")
    if isinstance(refusal, SignedUpAlready):
        return gettext("Somebody with this name is registered under your address already.")
    return gettext("Registration has closed, so answers cannot be changed here any more. Write to the organisers.")


def _told(form: AnswersForm) -> Answers:
    return Answers(
        person=Person(**{name: form[name].data for name in answers.ANSWERS}),
        companions=[(row.form.given_name.data, row.form.surname.data) for row in form.companions],
        consents={kind: bool(form[kind.value].data) for kind in answers.MAY_BE_CHANGED},
        shares_organisation=bool(form.shares_organisation.data),
        seen=form.seen.data or "",
    )


def _stored(party: Party) -> dict[str, Any]:
    contact = party.contact
    others = [{"given_name": each.given_name, "surname": each.surname} for each in answers.companions_of(party)]
    given = {consent.kind.value: consent.given for consent in contact.consents}
    told = {name: getattr(contact, name) for name in answers.ANSWERS}
    shares = {answers.ORGANISATION: answers.shares_organisation(contact)}
    return {**told, **given, **shares, "companions": others, "seen": answers.version_of(party)}


def _in_words(difference: Difference, form: AnswersForm) -> tuple[str, str, str]:
    """(what, old, new) as people read it."""
    if difference.what == "companions":
        return gettext("Name"), difference.old, difference.new
    field: Field = form[difference.what]
    return str(field.label.text), *(_value(each, difference.what, form) for each in (difference.old, difference.new))


def _value(value: str | bool, what: str, form: AnswersForm) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(form.organisation_kinds[value]) if what == "organisation_kind" else value or "–"


def _page(
    token: str,
    party: Party,
    form: AnswersForm,
    *,
    problem: str = "",
    changed: list[tuple[str, str, str]] | None = None,
) -> str:
    g.form_page = ("public.answers.edit", {"token": token})
    return render_template(
        "public/answers/edit.html",
        token=token,
        seminar=party.contact.seminar,
        may_be_changed=answers.may_be_changed(party.contact, now=clock.now()),
        form=form,
        problem=problem,
        changed=changed,
    )
