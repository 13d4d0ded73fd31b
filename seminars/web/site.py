"""The application: Flask, but for the hosts that it answers."""

from flask import Flask, Request
from werkzeug.exceptions import SecurityError
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from seminars import hosts


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
