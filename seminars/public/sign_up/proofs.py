"""The proof that a suspicious sign-up form asks for: of work, which a script does in a second or two (ALTCHA), or of
patience, for people without scripts: the same form once more after ten seconds. Each serves once."""

import base64
import json
import secrets

import altcha

from seminars import clock, tokens
from seminars.domain.guard.spent_proofs import LIFETIME
from seminars.i18n import ngettext
from seminars.models import Seminar
from seminars.public.sign_up.form import SignUpForm

PATIENCE = 10  # seconds
# Each step takes about 1 ms here and 5 ms on a slow phone; the number of steps is drawn from this range.
COST, FEWEST_STEPS, MOST_STEPS = 5_000, 100, 300


def find(form: SignUpForm, seminar: Seminar) -> str:
    """The signature under which the proof that the form brings is known; "" if it brings none that holds."""
    if form.proof.data and _is_solved(form.proof.data, seminar):
        return json.loads(base64.b64decode(form.proof.data))["challenge"]["signature"]
    read = _read_patience(form, seminar)
    return f"patience-{read[0]}" if read and read[1] >= PATIENCE else ""


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
