"""Browsers that signed in to an account before: each carries a signed cookie for it until the password changes."""

import hashlib
from datetime import timedelta

from flask import Response, after_this_request, current_app, request

from seminars import tokens
from seminars.models import Organiser

LIFETIME = timedelta(days=365)  # after the last sign-in with it
PATH = "/organiser/sign-in"  # no other page is told


def remember(organiser: Organiser) -> None:
    """Let the answer to this request carry the cookie."""
    name, value = _name(organiser), tokens.timed_token("known-browser", _claim(organiser))

    @after_this_request
    def _set_cookie(response: Response) -> Response:
        response.set_cookie(
            name,
            value,
            max_age=LIFETIME,
            path=PATH,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",
        )
        return response


def is_known(organiser: Organiser | None) -> bool:
    """Whether the browser that asks has signed in to this account with its present password, or by a link since."""
    if organiser is None:
        return False
    read = tokens.read_timed_token(
        "known-browser", request.cookies.get(_name(organiser), ""), int(LIFETIME.total_seconds())
    )
    return read is not None and read[0] == _claim(organiser)


def _name(organiser: Organiser) -> str:
    return f"{'__Secure-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}seminars-known-{organiser.id}"


def _claim(organiser: Organiser) -> list[int | str]:
    """The account and its password, of which only a hash of the salted hash is told."""
    return [organiser.id, hashlib.sha256((organiser.password or "").encode()).hexdigest()[:32]]
