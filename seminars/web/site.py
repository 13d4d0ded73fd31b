"""The application: Flask, but for the hosts that it answers, a second try of what somebody reads, and one more press of
what came too late."""

from flask import Flask, Request, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import SecurityError
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from seminars import hosts
from seminars.web.protection import given_back

_TRIED_AGAIN = "seminars.tried_again"  # stands in the environ of a request that is answered for the second time


class Site(Flask):
    """Answers the hosts in `config["HOSTS_ANSWERED"]`, however they are written.

    Flask's own list compares capital letters, knows no dot at the end and cannot hold an IPv6 address.
    """

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        if request is not None:
            host = get_host(request.environ)  # empty if it is missing or no host at all
            if not host or not hosts.is_among(hosts.plain(host), self.config["HOSTS_ANSWERED"]):
                raise SecurityError(f"Host {host!r} is not answered.")
        return super().create_url_adapter(request)

    def dispatch_request(self) -> ResponseReturnValue:
        """Behind all guards and before any view: what only a button asked for is not done if it came too late."""
        return given_back.page_instead() or super().dispatch_request()

    def full_dispatch_request(self) -> Response:
        """What is only read, and lost its connection to the database meanwhile, is answered once more from the
        beginning, as if it came anew: with contexts, a session and a connection of its own."""
        try:
            return super().full_dispatch_request()
        except DBAPIError as error:
            if not is_worth_another_try(error):
                raise
            self.logger.warning("a page is tried once more, as its connection died: %s", type(error.orig).__name__)
        environ = request.environ | {_TRIED_AGAIN: True}
        with self.app_context(), self.request_context(environ):
            return super().full_dispatch_request()


def is_worth_another_try(error: DBAPIError) -> bool:
    """Whether the present request may simply be answered anew. A database that is away is not asked twice."""
    is_reading = request.method in ("GET", "HEAD")
    return error.connection_invalidated and is_reading and _TRIED_AGAIN not in request.environ
