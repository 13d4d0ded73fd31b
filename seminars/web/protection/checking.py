"""Each request that may change something is looked at before anything else reads what it brings."""

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import Forbidden
from wtforms import ValidationError

from seminars.tokens import FOR_EVER
from seminars.web.protection import given_back
from seminars.web.protection.doors import Token, Verdict, door, verdict
from seminars.web.protection.origins import Origin, origin

FIELD = "csrf_token"
_CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS", "TRACE")


class SentFromElsewhere(Forbidden):
    """Another site let the browser send this."""


def init_app(app: Flask) -> None:
    """Before whatever else looks at a request. Flask-WTF makes the tokens; its forms ask whether they were taken."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.before_request(_check)
    app.after_request(given_back.say_so_by_status)
    app.jinja_env.globals |= {
        "given_back_marker": given_back.marker,
        "given_back_words": given_back.words,
    }


def _check() -> None:
    g.csrf_valid, g.given_back = False, None
    is_checked = current_app.config["WTF_CSRF_ENABLED"] and request.endpoint
    if request.method in _CHANGES_NOTHING or not is_checked:
        return
    came_from, token = origin(), _token()
    match verdict(door().asks, came_from, token):
        case Verdict.TAKEN:
            g.csrf_valid = True
        case Verdict.GIVEN_BACK:
            g.given_back = token
        case Verdict.REFUSED:
            raise SentFromElsewhere if came_from is Origin.FOREIGN else CSRFError


def _token() -> Token:
    written = request.form.get(FIELD, "")
    if FIELD not in session or not _is_valid(written, FOR_EVER):
        return Token.WRONG
    return Token.FRESH if _is_valid(written, current_app.config["WTF_CSRF_TIME_LIMIT"]) else Token.EXPIRED


def _is_valid(written: str, seconds: int) -> bool:
    try:
        validate_csrf(written, time_limit=seconds)
    except ValidationError:
        return False
    return True
