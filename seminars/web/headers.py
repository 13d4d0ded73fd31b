"""Security headers and caching of every answer."""

from flask import Flask, Response, current_app, request

from seminars.crash import crash_point
from seminars.web.sessions import has_session

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; connect-src 'self'"
)


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    if request.method == "POST":
        crash_point("before-answer")
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    # `no-referrer` would take the Referer away from our own forms too, and CSRF over https needs it.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    # Werkzeug writes whole addresses, from a Host header that a proxy may have changed; ours stay paths.
    if response.location and response.location.lower().startswith(request.host_url.lower()):
        response.location = "/" + response.location[len(request.host_url) :].lstrip("/")
    if response.location:
        response.set_data("")  # which would repeat the address twice, a stranger's arguments with it
    if has_session(request.path):
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex"
    return response
