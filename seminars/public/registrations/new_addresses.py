"""Another e-mail address for one's registration: asked for on one's own page, confirmed from a mail to the new one."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for

from seminars import tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.errors import DomainError, NotActive, SameAddress, TooManyCorrections
from seminars.domain.guard.suspicion import TooManySignUps
from seminars.domain.registrations import addresses, admission
from seminars.domain.registrations.self_service import prove_address
from seminars.extensions import db
from seminars.i18n import gettext
from seminars.models import Registration
from seminars.public import asked_back
from seminars.public.forms import AddressForm
from seminars.public.registrations.pages import get_registration
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("new_addresses", __name__, url_prefix="/registrations")

LIFETIME = 48 * 3600  # seconds


@blueprint.get("/<token>/address/new")
def new(token: str) -> str:
    return _form_page(token, AddressForm())


@blueprint.post("/<token>/address")
@gives_back_its_form
def create(token: str) -> Response:
    form = AddressForm()
    if not form.validate():
        return make_response(_form_page(token, form), 422)
    try:
        with write_unit():
            registration = get_registration(token)
            admission.ask_for_address(registration, form.email.data, network=visitors_network(), now=database_now())
            prove_address(registration, now=database_now())
            db.session.commit()
    except TooManySignUps:
        abort(429)
    except (NotActive, SameAddress, TooManyCorrections) as refusal:
        form.email.errors = [_words(refusal)]
        return make_response(_form_page(token, form), 422)
    return redirect(url_for("public.registrations.show", token=token, done="address"), 303)


@blueprint.get("/new-address/<proof>")
def show(proof: str) -> str:
    return _confirmation_page(proof, *registration_and_address(proof))


@blueprint.post("/new-address/<proof>")
def confirm(proof: str) -> Response:
    try:
        with write_unit():
            registration, address = registration_and_address(proof)
            addresses.change_address(registration, address)
            prove_address(registration.party.contact, now=database_now())
            db.session.commit()
    except DomainError as refusal:
        return make_response(_confirmation_page(proof, *registration_and_address(proof), problem=_words(refusal)), 409)
    return make_response(render_template("public/new_addresses/changed.html", address=address))


def registration_and_address(proof: str) -> tuple[Registration, str]:
    """The registration and the address that this link is for, or the same page for every wrong, old or used one."""
    read = tokens.read_timed_token("new-address", proof, LIFETIME)
    registration_id, version, address = read[0] if read else (0, 0, "")
    registration = db.session.get(Registration, registration_id)
    if registration is None or registration.token_version != version or registration.erased_at:
        abort(make_response(render_template("public/new_addresses/gone.html"), 404))
    return registration, address


def _words(refusal: Exception) -> str:
    if isinstance(refusal, TooManyCorrections):
        return gettext("Several mails went out for this already. Look for the last one, or try again in an hour.")
    if isinstance(refusal, SameAddress):
        return gettext("This is the address that we write to already")
    return gettext("This registration has ended, so its address stays as it is.")


def _form_page(token: str, form: AddressForm) -> str:
    g.form_page = ("public.new_addresses.new", {"token": token})
    registration = get_registration(token)
    if form.doubt:
        return asked_back.page(form, form.doubt)
    return render_template("public/new_addresses/new.html", token=token, registration=registration, form=form)


def _confirmation_page(proof: str, registration: Registration, address: str, *, problem: str = "") -> str:
    g.form_page = ("public.new_addresses.show", {"proof": proof})
    values = {"proof": proof, "registration": registration, "address": address, "problem": problem}
    return render_template("public/new_addresses/show.html", **values)
