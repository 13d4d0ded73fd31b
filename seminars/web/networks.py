"""Where on the net a request comes from, as it is counted."""

from flask import request

from seminars.domain.guard import throttle


def visitors_network() -> str:
    """The network of whoever asks; a proxy's own only where PROXY_HOPS does not tell of it."""
    return throttle.network(request.remote_addr or "")
