"""What a request may carry, beyond Flask's own limits of its size."""

from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Request, abort, request, session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from seminars.text import beginning, is_within

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_HEADERS = 16 * 1024  # bytes of all headers of a request together
MOST_QUERY = 8 * 1024  # bytes behind the question mark
LONGEST_OF_FEW = 300  # characters of a header that is read even from a request that is refused
LONGEST_PATH = 2_000  # characters; our longest links have 500
LONGEST_NAME = 100  # characters in the name of a field or argument
LONGEST_ARGUMENT = 1_000  # characters of what is asked for behind the question mark
MOST_FIELDS = 1000  # half as many again as our largest form has, that of a seminar with a full agenda
# That form with each of its texts as long as it may be: 300,000 letters, of 6 bytes each where they are Cyrillic.
LARGEST_FORM_OF_ORGANISERS = 2 * 1024 * 1024
URLENCODED = "application/x-www-form-urlencoded"
REFUSED_WITH = "seminars.refused_with"


class Bounded:
    """Takes from a request whatever is too much about its head, before anything reads that, and notes what to answer
    instead: 431 (RFC 6585, section 5), 414 (RFC 9110, section 15.5.15), or 404 for a path that no page has."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        refused_with = _excess_of_head(environ)
        if refused_with:
            environ = _bare(environ) | {REFUSED_WITH: refused_with}
        return self.application(environ, start_response)


def _excess_of_head(environ: "WSGIEnvironment") -> HTTPStatus | None:
    if sum(len(name) + len(value) for name, value in environ.items() if _is_header(name)) > MOST_HEADERS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if len(environ.get("QUERY_STRING", "")) > MOST_QUERY:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    return None if is_within(path, LONGEST_PATH) else HTTPStatus.NOT_FOUND


def _is_header(name: str) -> bool:
    return name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")


def _bare(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """With what the page needs that says so: whether the host is ours, and the language, which begins the path."""
    kept = {name: value for name, value in environ.items() if not _is_header(name)}
    few = {name: environ.get(name, "")[:LONGEST_OF_FEW] for name in ("HTTP_HOST", "HTTP_ACCEPT_LANGUAGE")}
    return kept | few | {"PATH_INFO": environ.get("PATH_INFO", "")[: len("/en/")], "QUERY_STRING": ""}


class FewFields(FormDataParser):
    """Refuses a urlencoded body of endless fields before they are taken apart; MAX_FORM_PARTS covers the others. Leaves
    out what has a longer name than any field of ours."""

    def parse(self, stream: IO[bytes], mimetype: str, *args: Any, **options: Any) -> Any:
        if mimetype == URLENCODED:
            body = stream.read()
            if body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        rest, form, files = super().parse(stream, mimetype, *args, **options)
        return rest, self.cls(_well_named(form)), self.cls(_well_named(files))


def _well_named(fields: MultiDict[str, Any]) -> list[tuple[str, Any]]:
    # A part of a multipart body may have no name at all, and is no field then.
    return [(name, value) for name, value in fields.items(multi=True) if name and is_within(name, LONGEST_NAME)]


class BoundedRequest(Request):
    form_data_parser_class = FewFields

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The arguments behind the question mark, of each no more than its `beginning`."""
        asked = _well_named(super().args)
        return self.parameter_storage_class([(name, beginning(value, LONGEST_ARGUMENT)) for name, value in asked])


def init_app(app: Flask) -> None:
    """Before the extensions, since the protection against foreign forms reads the body."""
    app.request_class = BoundedRequest
    app.wsgi_app = Bounded(app.wsgi_app)  # type: ignore[method-assign] # the place that Flask's documentation names
    app.before_request(_refuse_excess)
    app.before_request(_widen_for_organisers)


def _refuse_excess() -> None:
    if REFUSED_WITH in request.environ:
        abort(request.environ[REFUSED_WITH])


def _widen_for_organisers() -> None:
    # Only we can sign the cookie that says so; whether the account is still open is asked before anything is done.
    if request.path.startswith("/organiser/") and "_user_id" in session:
        request.max_content_length = request.max_form_memory_size = LARGEST_FORM_OF_ORGANISERS
        request.max_form_parts = MOST_FIELDS
