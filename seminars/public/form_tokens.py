"""The signed one-time id of a sign-up form: it makes a repeated form known, and tells how long somebody typed."""

import secrets

from seminars import tokens
from seminars.installation import FORM_LIFETIME

SHORTEST_TYPING = 3  # seconds; nobody fills in the form faster, programs do


def new_form_token(seminar_id: int) -> str:
    return tokens.timed_token("form", [seminar_id, secrets.token_urlsafe(16)])


def read_form_token(seminar_id: int, token: str) -> tuple[str, bool] | None:
    """(form id, whether it came back too quickly), or None for a foreign or expired token."""
    read = tokens.read_timed_token("form", token, int(FORM_LIFETIME.total_seconds()))
    if read is None or not isinstance(read[0], list) or read[0][:1] != [seminar_id] or len(read[0]) != 2:  # noqa: PLR2004
        return None
    (_seminar_id, form_id), age = read
    return form_id, age < SHORTEST_TYPING
