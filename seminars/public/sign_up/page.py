"""The sign-up form and what comes of sending it."""

import secrets

from flask import Blueprint, Response, redirect, url_for

from seminars import clock, tokens
from seminars.database.gate import Busy
from seminars.database.units import begin_snapshot, database_now
from seminars.domain.errors import DomainError
from seminars.domain.guard import suspicion
from seminars.domain.programme import listings
from seminars.domain.registrations import admission, self_service
from seminars.public.seminars import get_public
from seminars.public.sign_up import busy, refusals, wish
from seminars.public.sign_up.form import FormTooOld, NotWellFormed, SignUpForm
from seminars.public.sign_up.form_tokens import FormToken, is_ours, read_form_token
from seminars.public.sign_up.rendering import closed_page, form_page
from seminars.web.acts import act_unit
from seminars.web.forms import proofs
from seminars.web.networks import visitors_network
from seminars.web.protection.given_back import gives_back_its_form

blueprint = Blueprint("sign_up", __name__, url_prefix="/seminars/<slug>/registrations")
blueprint.before_request(busy.send_away_if_late)


@blueprint.get("/new")
def new(slug: str) -> Response | str:
    begin_snapshot()  # the date on the page and the last change that its form has seen are of one moment
    seminar = get_public(slug)
    entry = listings.as_listed(seminar, now=clock.now())
    if entry.takes_registrations:
        return form_page(seminar, SignUpForm())
    return closed_page(seminar)


@blueprint.post("")
@gives_back_its_form
def create(slug: str) -> Response:
    form = SignUpForm()
    try:
        return redirect(_pretend(slug, form) if form.is_from_bot else _accept(slug, form), 303)
    except (NotWellFormed, DomainError, Busy) as refusal:
        return refusals.answer(slug, form, refusal)


def _accept(slug: str, form: SignUpForm) -> str:
    """Sign the people up and return the address of the receipt."""
    seminar = get_public(slug, whole=False)
    token = read_form_token(seminar.id, form.token.data or "")
    admission.refuse_in_vain(seminar, token and token.form_id, now=clock.now())
    _refuse_malformed(form, token)
    sign_up, sent = wish.wish(form, token), wish.sent_form(form, token, proof=proofs.find(form, str(seminar.id)))
    admission.refuse_unproven(sent, network=visitors_network(), email=sign_up.person.email, now=database_now())
    with act_unit():
        seminar = get_public(slug, whole=False)
        return receipt_address(admission.admit(seminar, sign_up, sent, network=visitors_network()).id)


def _refuse_malformed(form: SignUpForm, token: FormToken | None) -> None:
    """Say what is wrong with its fields at each of them, and raise what is wrong with the form as a whole."""
    is_well_formed = form.validate()
    if token is None and not is_ours(form.token.data or ""):
        raise suspicion.ProofNeeded
    if token is None or form.is_expired:
        raise FormTooOld
    if not is_well_formed:
        raise NotWellFormed


def _pretend(slug: str, form: SignUpForm) -> str:
    """Let a program believe that it succeeded; the beginning of what it sent is recorded and signs nobody up."""
    with act_unit():
        now = database_now()
        suspicion.note_sign_up(network=visitors_network(), email="", now=now)
        submission = self_service.record_bot(
            get_public(slug, whole=False),
            wish.wish(form, None, longest=wish.LONGEST_RECORD),
            form_id=secrets.token_urlsafe(16),
            now=now,
        )
        return receipt_address(submission.id)


def receipt_address(submission_id: int) -> str:
    return url_for("public.receipts.show", receipt=tokens.timed_token("receipt", submission_id))
