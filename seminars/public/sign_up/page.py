"""The sign-up form and what comes of sending it."""

import secrets

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for

from seminars import clock, tokens
from seminars.database.gate import Busy
from seminars.database.units import database_now, write_unit
from seminars.domain import change_log, openings
from seminars.domain.errors import PartlyFits, PartyTooLarge, RegistrationClosed, SeminarFull, SentAlready
from seminars.domain.guard import suspicion
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.programme import listings
from seminars.domain.registrations import self_service, signing_up
from seminars.extensions import csrf, db
from seminars.formats.seminar_event import location
from seminars.i18n import chosen_language, gettext
from seminars.models import Seminar
from seminars.public.seminars import get_public
from seminars.public.sign_up import proofs, refusals, wish
from seminars.public.sign_up.form import SignUpForm
from seminars.public.sign_up.form_tokens import SentForm, is_ours, new_form_token, read_form_token

blueprint = Blueprint("sign_up", __name__, url_prefix="/seminars/<slug>/registrations")
blueprint.before_request(refusals.send_away_if_late)


@blueprint.get("/new")
def new(slug: str) -> Response | str:
    seminar = get_public(slug)
    entry = listings.as_listed(seminar, now=clock.now())
    if entry.takes_registrations:
        return _form_page(seminar, SignUpForm())
    return _closed_page(seminar)


# The form checks its CSRF token itself, so that an expired one loses nothing that was typed.
@csrf.exempt
@blueprint.post("")
def create(slug: str) -> Response:
    form = SignUpForm()
    seminar = get_public(slug, whole=False)
    sent = read_form_token(seminar.id, form.token.data or "")
    if form.is_from_bot:
        return redirect(_pretend(slug, form), 303)
    try:
        _refuse_in_vain(seminar, sent)
        problem = _problem_with_form(form, sent, seminar)
        if problem or form.errors:
            return _answer(_form_page(seminar, form, problem), 422)
        return redirect(_accept(slug, form, sent.form_id), 303)
    except (Busy, ProofSpent, SentAlready) as refusal:
        return _not_taken(seminar, form, refusal)
    except (PartlyFits, PartyTooLarge) as refusal:
        return _answer(_form_page(seminar, form, refusals.ask_party(form, refusal), is_new=False), 422)
    except (SeminarFull, RegistrationClosed) as refusal:
        return _closed(slug, form, refusal)


def _not_taken(seminar: Seminar, form: SignUpForm, refusal: Exception) -> Response:
    if isinstance(refusal, ProofSpent):
        return _answer(_form_page(seminar, form, proofs.ask(form, seminar)), 422)
    if isinstance(refusal, SentAlready):
        return _answer(_form_page(seminar, form, refusals.sent_already()), 409)
    # The same form with the same id: should it arrive after all, it is taken once.
    form.sent_away = refusals.sent_away_token()
    return refusals.sent_away(make_response(_form_page(seminar, form, refusals.busy(), is_new=False)), refusal)


def _closed(slug: str, form: SignUpForm, refusal: SeminarFull | RegistrationClosed) -> Response:
    seminar = get_public(slug)
    if isinstance(refusal, RegistrationClosed) and refusal.why == "not_open":
        return _answer(_form_page(seminar, form, refusals.not_open_yet(seminar), is_new=False), 409)
    return _answer(_closed_page(seminar), 409)


def _refuse_in_vain(seminar: Seminar, sent: SentForm | None) -> None:
    """Raise RegistrationClosed if sending it again would change nothing, unless it was accepted before."""
    why = openings.why_closed(seminar, now=clock.now())
    if why not in (None, "not_open") and not (sent and signing_up.was_accepted(sent.form_id)):
        raise RegistrationClosed(why, seminar.registration_opens_at)


def _problem_with_form(form: SignUpForm, sent: SentForm | None, seminar: Seminar) -> str:
    """What is wrong with the form as a whole; what is wrong with its fields stands at them."""
    form.validate()
    if sent is None and not is_ours(form.token.data or ""):
        return proofs.ask(form, seminar)
    if sent is None or form.is_expired:
        return gettext(
            "This form was open for too long, or your browser keeps no cookies. Nothing is lost: send it again."
        )
    is_new = not signing_up.was_accepted(sent.form_id)
    if is_new and sent.seen_change_id != change_log.last_change_id(seminar):
        return gettext(
            "The seminar has changed while you were typing. Look at when and where it is now, and send again."
        )
    return proofs.reason_to_wait(form, sent, seminar, is_new=is_new)


def _accept(slug: str, form: SignUpForm, form_id: str) -> str:
    """Sign the person up and return the address of the receipt."""
    sign_up = wish.wish(form)
    with write_unit():
        seminar = get_public(slug, whole=False)
        _refuse_flood(form.email.data)
        proofs.hand_in(form, form_id, seminar, now=database_now())
        try:
            submission = signing_up.register(seminar, sign_up, form_id=form_id, body_hash=wish.body_hash(form))
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
        _refuse_flood("")
        submission = self_service.record_bot(
            get_public(slug, whole=False),
            wish.wish(form, longest=wish.LONGEST_RECORD),
            form_id=secrets.token_urlsafe(16),
            now=database_now(),
        )
        address = receipt_address(submission.id)
        db.session.commit()
    return address


def _refuse_flood(email: str) -> None:
    if not suspicion.note_sign_up(network=proofs.visitors_network(), email=email, now=database_now()):
        abort(429)


def receipt_address(submission_id: int) -> str:
    return url_for("public.receipts.show", receipt=tokens.timed_token("receipt", submission_id))


def _form_page(seminar: Seminar, form: SignUpForm, problem: str = "", *, is_new: bool = True) -> str:
    g.form_page = ("public.sign_up.new", {"slug": seminar.slug})
    if (problem and is_new) or not form.token.data:
        form.token.data = new_form_token(seminar.id, change_log.last_change_id(seminar))
    if form.when_short.data:
        form.seats_left = form.seats_seen_before
    return render_template(
        "public/sign_up/new.html",
        entry=listings.as_listed(seminar, now=clock.now()),
        seminar=seminar,
        place=location(seminar, chosen_language())[0],
        form=form,
        problem=problem,
    )


def _closed_page(seminar: Seminar) -> str:
    g.form_page = ("public.seminars.show", {"slug": seminar.slug})
    now = clock.now()
    entry = listings.as_listed(seminar, now=now)
    return render_template(
        "public/sign_up/closed.html", seminar=seminar, entry=entry, next_entry=listings.next_in_region(seminar, now=now)
    )


def _answer(page: str, status: int) -> Response:
    return make_response(page, status)
