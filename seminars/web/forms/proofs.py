"""The proof that a form asks for which a program could have sent: of work, which a script does in a second or two
(ALTCHA), or of patience, for people without scripts: the same form once more after ten seconds. Each serves once."""

import base64
import json
import secrets
from typing import Any

import altcha

from seminars import clock, tokens
from seminars.domain.guard.spent_proofs import LIFETIME
from seminars.web.forms import Given, TypedForm

PATIENCE = 10  # seconds
# Each step takes about 1 ms here and 5 ms on a slow phone; the number of steps is drawn from this range.
COST, FEWEST_STEPS, MOST_STEPS = 5_000, 100, 300


class ProvenForm(TypedForm):
    """A form that can be asked for a proof."""

    task: dict[str, Any] | None = None  # what a script has to solve before this form is sent again
    asked_of_script = ""  # what the page says where a script can run, instead of how long to wait

    proof = Given()
    patience = Given()


def find(form: ProvenForm, what_for: str) -> str:
    """The signature under which the proof that the form brings is known; "" if it brings none that holds for this."""
    if form.proof.data and _is_solved(form.proof.data, what_for):
        return json.loads(base64.b64decode(form.proof.data))["challenge"]["signature"]
    read = _read_patience(form, what_for)
    return f"patience-{read[0]}" if read and read[1] >= PATIENCE else ""


def ask(form: ProvenForm, what_for: str) -> int:
    """Put a new task into the form, and tell after how many seconds it is taken without one."""
    read = _read_patience(form, what_for)
    waited = int(read[1]) if read else PATIENCE
    if waited >= PATIENCE:
        form.patience.data = tokens.timed_token("patience", [what_for, secrets.token_urlsafe(16)])
        waited = 0
    form.proof.data = ""
    form.task = {"challenge": _new_challenge(what_for).to_dict(), "steps": MOST_STEPS}
    return PATIENCE - waited


def _is_solved(proof: str, what_for: str) -> bool:
    secret, key_secret = _secrets(what_for)
    return altcha.verify_solution(proof, secret, hmac_key_secret=key_secret).verified


def _read_patience(form: ProvenForm, what_for: str) -> tuple[str, float] | None:
    """(number, seconds since it was given) of the form's token of patience, or None."""
    read = tokens.read_timed_token("patience", form.patience.data or "", int(LIFETIME.total_seconds()))
    if read is None or read[0][0] != what_for:
        return None
    return read[0][1], read[1]


def _new_challenge(what_for: str) -> altcha.Challenge:
    secret, key_secret = _secrets(what_for)
    return altcha.create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=FEWEST_STEPS + secrets.randbelow(MOST_STEPS - FEWEST_STEPS),
        expires_at=clock.now() + LIFETIME,
        hmac_secret=secret,
        hmac_key_secret=key_secret,
    )


def _secrets(what_for: str) -> tuple[str, str]:
    """A proof serves for one thing."""
    return tokens.fingerprint("proof", what_for), tokens.fingerprint("proof-key", what_for)
