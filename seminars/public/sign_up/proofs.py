"""The proof that a suspicious sign-up form asks for: of work, which a script does in a second or two (ALTCHA), or of
patience, for people without scripts: the same form once more after ten seconds. Each serves once."""

import base64
import json
import secrets
from datetime import datetime, timedelta

import altcha
from flask import request

from seminars import clock, tokens
from seminars.database.units import database_now
from seminars.domain.guard import spent_proofs, suspicion, throttle
from seminars.domain.registrations import signing_up
from seminars.i18n import ngettext
from seminars.models import Seminar
from seminars.public.sign_up.form import SignUpForm
from seminars.public.sign_up.form_tokens import SentForm

PATIENCE = 10  # seconds
LIFETIME = timedelta(hours=1)
# Each step takes about 1 ms here and 5 ms on a slow phone; the number of steps is drawn from this range.
COST, FEWEST_STEPS, MOST_STEPS = 5_000, 100, 300


def reason_to_wait(form: SignUpForm, sent: SentForm, seminar: Seminar, *, is_new: bool) -> str:
    """What a form that looks like a program's is told if it brings no proof; "" lets it pass. One that `is_new` was not
    accepted yet."""
    if form.errors or (not form.patience.data and not _is_suspicious(form, sent, is_new=is_new)):
        return ""
    return "" if _signature(form, seminar) else ask(form, seminar)


def ask(form: SignUpForm, seminar: Seminar) -> str:
    """Put a new task into the form, and say so."""
    read = _read_patience(form, seminar)
    waited = int(read[1]) if read else PATIENCE
    if waited >= PATIENCE:
        form.patience.data = tokens.timed_token("patience", [seminar.id, secrets.token_urlsafe(16)])
        waited = 0
    form.proof.data = ""
    form.task = {"challenge": _new_challenge(seminar).to_dict(), "steps": MOST_STEPS}
    return ngettext(
        "A program could have sent this. Nothing is lost: send it once more in %(num)d second.",
        "A program could have sent this. Nothing is lost: send it once more in %(num)d seconds.",
        PATIENCE - waited,
    )


def hand_in(form: SignUpForm, form_id: str, seminar: Seminar, *, now: datetime) -> None:
    """Spend the proof, if the form brings one and was not accepted before. Raises ProofSpent."""
    signature = _signature(form, seminar)
    if signature and not signing_up.was_accepted(form_id):
        spent_proofs.spend(signature, expires_at=now + LIFETIME)


def visitors_network() -> str:
    return throttle.network(request.remote_addr or "")


def _is_suspicious(form: SignUpForm, sent: SentForm, *, is_new: bool) -> bool:
    if sent.is_too_quick:
        return True
    # A form that was accepted gets its first answer again, however often it is sent.
    return is_new and suspicion.looks_odd(network=visitors_network(), email=form.email.data, now=database_now())


def _signature(form: SignUpForm, seminar: Seminar) -> str | None:
    """Under which the proof that the form brings is known; None if it brings none that holds."""
    if form.proof.data and _is_solved(form.proof.data, seminar):
        return json.loads(base64.b64decode(form.proof.data))["challenge"]["signature"]
    read = _read_patience(form, seminar)
    return f"patience-{read[0]}" if read and read[1] >= PATIENCE else None


def _is_solved(proof: str, seminar: Seminar) -> bool:
    secret, key_secret = _secrets(seminar)
    return altcha.verify_solution(proof, secret, hmac_key_secret=key_secret).verified


def _read_patience(form: SignUpForm, seminar: Seminar) -> tuple[str, float] | None:
    """(number, seconds since it was given) of the form's token of patience, or None."""
    read = tokens.read_timed_token("patience", form.patience.data or "", int(LIFETIME.total_seconds()))
    if read is None or read[0][0] != seminar.id:
        return None
    return read[0][1], read[1]


def _new_challenge(seminar: Seminar) -> altcha.Challenge:
    secret, key_secret = _secrets(seminar)
    return altcha.create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=FEWEST_STEPS + secrets.randbelow(MOST_STEPS - FEWEST_STEPS),
        expires_at=clock.now() + LIFETIME,
        hmac_secret=secret,
        hmac_key_secret=key_secret,
    )


def _secrets(seminar: Seminar) -> tuple[str, str]:
    """A proof serves for one seminar."""
    return tokens.fingerprint("proof", str(seminar.id)), tokens.fingerprint("proof-key", str(seminar.id))
