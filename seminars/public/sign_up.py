"""The sign-up form and what comes of sending it."""

import hashlib
import json
import secrets

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from seminars import clock, tokens
from seminars.domain import consequences, listings, registrations, self_service, throttle
from seminars.domain.errors import RegistrationClosed, SeminarFull, SentAlready
from seminars.domain.people import Person, SignUp
from seminars.extensions import csrf, db
from seminars.formats.seminar_event import location
from seminars.i18n import chosen_language, gettext
from seminars.models import ConsentKind, Seminar
from seminars.public.form_tokens import SentForm, new_form_token, read_form_token
from seminars.public.forms import SignUpForm
from seminars.public.seminars import get_public
from seminars.units import database_now, write_unit

blueprint = Blueprint("sign_up", __name__, url_prefix="/seminars/<slug>/registrations")

LONGEST_RECORD = 250  # characters of a field that only a program would send


@blueprint.get("/new")
def new(slug: str) -> Response | str:
    seminar = get_public(slug)
    entry = listings.as_listed(seminar, now=clock.now())
    if entry.state in ("open", "few"):
        return _form_page(seminar, SignUpForm())
    return _closed_page(seminar)


# The form checks its CSRF token itself, so that an expired one loses nothing that was typed.
@csrf.exempt
@blueprint.post("")
def create(slug: str) -> Response:
    form = SignUpForm()
    seminar = get_public(slug)
    sent = read_form_token(seminar.id, form.token.data or "")
    problem = _problem_with_form(form, sent, seminar)
    if form.is_from_bot:
        return redirect(_pretend(slug, form), 303)
    if problem or form.errors:
        return _answer(_form_page(seminar, form, problem), 422)
    try:
        return redirect(_accept(slug, form, sent.form_id), 303)
    except SentAlready:
        return _answer(_form_page(seminar, form, _sent_already()), 409)
    except (SeminarFull, RegistrationClosed):
        return _answer(_closed_page(get_public(slug)), 409)


def _sent_already() -> str:
    return gettext(
        "You have sent this form already, with other answers, and that was accepted. "
        "To sign up one more person, send it again."
    )


def _problem_with_form(form: SignUpForm, sent: SentForm | None, seminar: Seminar) -> str:
    """What is wrong with the form as a whole; what is wrong with its fields stands at them."""
    form.validate()
    if sent is None or form.is_expired:
        return gettext(
            "This form was open for too long, or your browser keeps no cookies. Nothing is lost: send it again."
        )
    if sent.is_too_quick:
        return gettext("That was faster than people type. Nothing is lost: wait a few seconds and send it again.")
    is_new = not registrations.was_accepted(sent.form_id)
    if is_new and sent.seen_change_id != consequences.last_change_id(seminar):
        return gettext(
            "The seminar has changed while you were typing. Look at when and where it is now, and send again."
        )
    return ""


def _accept(slug: str, form: SignUpForm, form_id: str) -> str:
    """Sign the person up and return the address of the receipt."""
    sign_up = SignUp(person=_person(form), consents=_consents(form), language=chosen_language())
    with write_unit():
        seminar = get_public(slug)
        _refuse_flood()
        try:
            submission = registrations.register(seminar, sign_up, form_id=form_id, body_hash=_hash(form))
        except SeminarFull:
            # Somebody who has a place already is told so by mail, and that mail must not be undone.
            db.session.commit()
            raise
        address = receipt_address(submission.id)
        db.session.commit()
    return address


def _pretend(slug: str, form: SignUpForm) -> str:
    """Let a program believe that it succeeded; the beginning of what it sent is recorded and signs nobody up."""
    with write_unit():
        _refuse_flood()
        submission = self_service.record_bot(
            get_public(slug),
            person=Person(**{name: typed[:LONGEST_RECORD] for name, typed in _person(form).__dict__.items()}),
            form_id=secrets.token_urlsafe(16),
            language=chosen_language(),
            now=database_now(),
        )
        address = receipt_address(submission.id)
        db.session.commit()
    return address


def _refuse_flood() -> None:
    if not throttle.may(
        "sign-up", throttle.network(request.remote_addr or ""), limits=throttle.FROM_ONE_NETWORK, now=database_now()
    ):
        abort(429)


def receipt_address(submission_id: int) -> str:
    return url_for("public.receipts.show", receipt=tokens.timed_token("receipt", submission_id))


def _person(form: SignUpForm) -> Person:
    return Person(**{name: form[name].data for name in Person.__dataclass_fields__})


def _consents(form: SignUpForm) -> dict[ConsentKind, bool]:
    return {kind: bool(form[kind.value].data) for kind in ConsentKind}


def _hash(form: SignUpForm) -> str:
    """What was sent, in short: the same for the same answers, whatever their order."""
    answers = {**_person(form).__dict__, **{kind.value: given for kind, given in _consents(form).items()}}
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _form_page(seminar: Seminar, form: SignUpForm, problem: str = "") -> str:
    g.form_page = ("public.sign_up.new", {"slug": seminar.slug})
    if problem or not form.token.data:
        form.token.data = new_form_token(seminar.id, consequences.last_change_id(seminar))
    place = location(seminar, chosen_language())[0]
    return render_template("public/sign_up/new.html", seminar=seminar, place=place, form=form, problem=problem)


def _closed_page(seminar: Seminar) -> str:
    g.form_page = ("public.seminars.show", {"slug": seminar.slug})
    now = clock.now()
    entry = listings.as_listed(seminar, now=now)
    return render_template(
        "public/sign_up/closed.html", seminar=seminar, entry=entry, next_entry=listings.next_in_region(seminar, now=now)
    )


def _answer(page: str, status: int) -> Response:
    return make_response(page, status)
