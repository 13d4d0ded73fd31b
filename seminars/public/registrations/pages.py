"""One's own registration, behind the link that only a mail tells. GET shows, POST acts: mail scanners follow links."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, make_response, redirect, render_template, request, url_for

from seminars import tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.errors import DomainError, EditedMeanwhile, NotActive, TooLate
from seminars.domain.notices import participants
from seminars.domain.privacy import own_data
from seminars.domain.registrations import leaving, self_service
from seminars.extensions import db
from seminars.i18n import chosen_language
from seminars.models import Registration
from seminars.public import asked_back
from seminars.public.forms import AddressForm, LanguageForm
from seminars.public.registrations import own_page, refusals
from seminars.web.acts import act_unit
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")


@blueprint.get("/find")
def find() -> str:
    return render_template("public/registrations/find.html", form=AddressForm(), sent="sent" in request.args)


@blueprint.post("/find")
@gives_back_its_form
def send_links() -> Response:
    g.form_page = ("public.registrations.find", {})
    form = AddressForm()
    if not form.validate():
        if form.doubt:
            return make_response(asked_back.page(form, form.doubt), 422)
        return make_response(render_template("public/registrations/find.html", form=form, sent=False), 422)
    with write_unit():
        self_service.send_links(form.email.data, language=chosen_language(), now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.find", sent="1"), 303)


@blueprint.get("/<token>")
def show(token: str) -> str | Response:
    """One's own page; those who have left others of a party behind see how things stand with these."""
    registration = get_registration(token)
    theirs = registration.spokesperson
    if theirs is registration:
        return own_page.show(registration)
    done = request.args.get("done")
    return redirect(url_for("public.registrations.show", token=_token(theirs), done=done, left=registration.id))


@blueprint.get("/<token>/data.json")
def export(token: str) -> Response:
    """Everything that is kept about the people of this registration, as a file."""
    answer = jsonify(own_data.of_party(get_registration(token).party))
    answer.headers["Content-Disposition"] = 'attachment; filename="my-registration.json"'
    return answer


@blueprint.post("/<token>/restoration")
def restore(token: str) -> Response:
    return act_on(token, leaving.restore)


@blueprint.post("/<token>/reconfirmation")
def reconfirm(token: str) -> Response:
    try:
        with write_unit():
            registration = get_registration(token)
            leaving.reconfirm(registration, seen=request.form.get("seen", 0, int))
            self_service.prove_address(registration, now=database_now())
            db.session.commit()
    # The page says what is the case now, and asks once more if it has moved again.
    except (NotActive, TooLate, EditedMeanwhile):
        return redirect(url_for("public.registrations.show", token=token), 303)
    return redirect(url_for("public.registrations.show", token=token, done="reconfirmed"), 303)


@blueprint.post("/<token>/message")
def send_again(token: str) -> Response:
    with write_unit():
        registration = get_registration(token).spokesperson
        done = "sent" if participants.may_be_reminded(registration, now=database_now()) else None
        participants.remind(registration, now=database_now(), what="own-remind")
        self_service.prove_address(registration, now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.show", token=token, done=done), 303)


@blueprint.post("/<token>/language")
@gives_back_its_form
def change_language(token: str) -> Response:
    form = LanguageForm()
    if not form.validate():
        return make_response(own_page.show(get_registration(token).spokesperson, form=form), 422)
    with write_unit():
        registration = get_registration(token).spokesperson
        self_service.change_language(registration, form.language.data, now=database_now())
        self_service.prove_address(registration, now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.show", lang=form.language.data, token=token, done="language"), 303)


@blueprint.post("/<token>/calendar-link")
def renew_calendar_link(token: str) -> Response:
    with write_unit():
        registration = get_registration(token)
        if not registration.email:
            abort(404)
        is_sent = self_service.renew_calendar_link(registration, now=database_now())
        self_service.prove_address(registration, now=database_now())
        db.session.commit()
    done = "calendar" if is_sent else "calendar-later"
    return redirect(url_for("public.registrations.show", token=token, done=done), 303)


@blueprint.post("/<token>/resumption")
def resume(token: str) -> Response:
    """Whoever wanted to be left in peace is written to as before; so they are after any other act."""
    with write_unit():
        self_service.prove_address(get_registration(token), now=database_now())
        db.session.commit()
    return redirect(url_for("public.registrations.show", token=token, done="resumed"), 303)


def get_registration(token: str) -> Registration:
    """The registration this link was made for, or the same 404 for every wrong, foreign or revoked one."""
    read = tokens.read_manage_token(token)
    registration = db.session.get(Registration, read[0]) if read else None
    if registration is None or registration.token_version != read[1] or registration.erased_at:
        abort(404)
    return registration


def act_on(
    token: str, verb: Callable[..., object], *, noted: Callable[..., None] = self_service.prove_address, **values: Any
) -> Response:
    """Let the person do one thing with their registration; if it cannot be, the page says what is the case now. `noted`
    is what it tells of their address."""
    try:
        with act_unit():
            registration = get_registration(token)
            verb(registration, **values)
            noted(registration, now=database_now())
    except DomainError as refusal:
        return _refused(token, refusal)
    return redirect(url_for("public.registrations.show", token=token), 303)


def _refused(token: str, refusal: DomainError) -> Response:
    return make_response(own_page.show(get_registration(token).spokesperson, refusal=refusals.in_words(refusal)), 409)


def _token(registration: Registration) -> str:
    return tokens.manage_token(registration.id, registration.token_version)
