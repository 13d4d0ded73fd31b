"""Errors as pages in the reader's language (problem+json for programs): what happened, what it means, what to do."""

import logging
import secrets
import sqlite3
from http import HTTPStatus
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, ServiceUnavailable, UnprocessableEntity
from werkzeug.sansio.response import Response

from seminars.database.gate import Busy
from seminars.extensions import db
from seminars.i18n import gettext, lazy_gettext
from seminars.web.protection.checking import SentFromElsewhere
from seminars.web.sessions import known_language
from seminars.web.site import is_worth_another_try

DISK_FULL = "53100"  # PostgreSQL's Appendix A
_WORDS = {
    400: (
        lazy_gettext("This request cannot be understood"),
        lazy_gettext("The address or the form arrived damaged. Go back, reload the page and try once more."),
    ),
    403: (
        lazy_gettext("This page is not for you"),
        lazy_gettext("You may not open it. If you think you should, write to the organisers."),
    ),
    404: (
        lazy_gettext("This page does not exist"),
        lazy_gettext("The address is mistyped, or the link has expired. All seminars are one step away."),
    ),
    405: (
        lazy_gettext("This address cannot be used in this way"),
        lazy_gettext("Go back to the page you came from and use its button."),
    ),
    409: (
        lazy_gettext("This was changed in the meantime"),
        lazy_gettext("Go back, reload the page and look at what it says now."),
    ),
    413: (
        lazy_gettext("This is too much at once"),
        lazy_gettext("What you sent is larger than this page takes. Shorten the longest text and send again."),
    ),
    414: (
        lazy_gettext("This address is too long"),
        lazy_gettext("No page has an address as long as this. All seminars are one step away."),
    ),
    422: (
        lazy_gettext("Something in the form is not right"),
        lazy_gettext("Go back, look at what you typed and send again."),
    ),
    429: (
        lazy_gettext("Too many requests"),
        lazy_gettext("Too much came from your address in a short time. Wait a few minutes and try again."),
    ),
    431: (
        lazy_gettext("Your browser sends too much along"),
        lazy_gettext("Mostly these are cookies. Delete those of this site, and open the page anew."),
    ),
    500: (
        lazy_gettext("Something went wrong on our side"),
        lazy_gettext(
            "Nothing you sent was half done. Try again in a minute; if it happens again, tell the organisers."
        ),
    ),
    503: (lazy_gettext("The site is busy for a moment"), lazy_gettext("Nothing is lost. Try again in half a minute.")),
}


def init_app(app: Flask) -> None:
    app.log_exception = log_failure  # type: ignore[method-assign] # Flask's own tells the address
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(CSRFError, show_form_too_old)
    app.register_error_handler(SentFromElsewhere, show_sent_from_elsewhere)
    app.register_error_handler(DataError, lambda _error: show_http_error(UnprocessableEntity()))
    app.register_error_handler(OperationalError, show_database_away)
    app.register_error_handler(DBAPIError, show_database_away)
    app.register_error_handler(Busy, show_busy)
    app.register_error_handler(PoolExhausted, lambda _error: show_http_error(ServiceUnavailable()))


def log_failure(exc_info: Any) -> None:
    """Write down with its traceback what no page foresaw."""
    current_app.logger.error("failed at %s", _asked(), exc_info=exc_info)


def show_http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response
    code = error.code or 500
    code = code if code in _WORDS else 500 if code >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
    heading, advice = _WORDS[code]
    response = _page(code, heading, advice, is_trusted_host=not isinstance(error, SecurityError))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if code in (429, 503):
        response.headers["Retry-After"] = "30"
    return response


def show_busy(error: Busy) -> Response:
    response = show_http_error(ServiceUnavailable())
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def show_form_too_old(_error: CSRFError) -> Response:
    advice = gettext(
        "The page was open for too long, or your browser keeps no cookies. Go back, reload it and send again."
    )
    return _page(400, gettext("This form has expired"), advice)


def show_sent_from_elsewhere(_error: SentFromElsewhere) -> Response:
    advice = gettext(
        "Your browser says that another site sent it, so nothing was done. Open our page and use its button."
    )
    return _page(403, gettext("This did not come from a page of ours"), advice)


def show_database_away(error: DBAPIError) -> Response:
    db.session.rollback()
    is_understood = isinstance(error, OperationalError) or error.connection_invalidated
    if not is_understood or is_worth_another_try(error):
        raise error
    current_app.logger.error("the database did not answer: %s", type(error.orig).__name__)
    return _no_room_left() if is_disk_full(error) else show_http_error(ServiceUnavailable())


def is_disk_full(error: DBAPIError) -> bool:
    """Whether the database has no room left for what it should write."""
    if getattr(error.orig, "sqlstate", None) == DISK_FULL:
        return True
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _no_room_left() -> Response:
    advice = gettext(
        "The disk is full, so what you sent could not be kept. Pages can be read as before; the rest works again "
        "when the operators have made room."
    )
    response = _page(503, gettext("The site has no room left"), advice)
    response.headers["Retry-After"] = "300"
    return response


def _page(code: int, heading: str, advice: str, *, is_trusted_host: bool = True) -> Response:
    _choose_language()
    # An error page is the same for everybody, and to look up who asks would need the database, which may be away.
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined] # Flask-Login puts it there
    facts: dict[str, Any] = {"code": code, "heading": heading, "advice": advice, "reference": secrets.token_hex(4)}
    current_app.logger.log(_severity(code), "answered %s to %s (reference %s)", code, _asked(), facts["reference"])
    if request.accept_mimetypes.best_match(["text/html", "application/problem+json"]) == "application/problem+json":
        response = _problem(**facts)
    else:
        # Without a trusted host there is no URL adapter, so this page links nowhere.
        template = "errors/error.html" if is_trusted_host else "errors/untrusted_host.html"
        response = current_app.make_response(render_template(template, **facts))
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _severity(code: int) -> int:
    """That the site is busy for a moment is nobody's mistake; what is broken then is logged where it is found."""
    if code == HTTPStatus.SERVICE_UNAVAILABLE:
        return logging.WARNING
    return logging.ERROR if code >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO


def _asked() -> str:
    """What was asked for, for the log: the route by its rule, since the address itself may be a secret link."""
    return f"{request.method!r} {request.url_rule.rule if request.url_rule else 'no route'}"


def _problem(*, code: int, heading: str, advice: str, reference: str) -> Response:
    """The same for programs (RFC 9457)."""
    response = current_app.json.response(
        {"type": "about:blank", "status": code, "title": str(heading), "detail": str(advice), "instance": reference}
    )
    response.mimetype = "application/problem+json"
    return response


def _choose_language() -> None:
    """The language of the address or of the account, else what the browser asks for, else the site's first."""
    if "language" in g:
        return
    languages = current_app.config["LANGUAGES"]
    first = request.path.split("/")[1] if "/" in request.path else ""
    g.language = first if first in languages else known_language()
