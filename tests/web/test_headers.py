"""Headers and cookies of every route there is."""

import pytest
from factories import make_registration, make_seminar
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter
from werkzeug.routing.converters import NumberConverter

from seminars import tokens
from seminars.web.headers import CONTENT_SECURITY_POLICY

BASE_URL = "https://seminars.example.org"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"}


def addresses(app: Flask) -> dict[str, set[str]]:
    """An address for every rule, with values that lead nowhere where there is a choice; and its methods."""
    known = {"lang": "be", "filename": "favicon.svg", "slug": "klichev"}
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        values = {name: known.get(name, allowed_by(rule._converters[name])) for name in rule.arguments}
        found.setdefault(rule.build({**(rule.defaults or {}), **values})[1], set()).update(rule.methods)
    return found


def allowed_by(converter: BaseConverter) -> str | int:
    if isinstance(converter, NumberConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "nowhere"


@pytest.fixture
def ada(app: Flask) -> None:
    with app.app_context():
        make_registration(make_seminar())


@pytest.mark.usefixtures("ada")
def test_every_route_carries_the_security_headers(app, client):
    for address, methods in addresses(app).items():
        answer = client.open(address, method="GET" if "GET" in methods else "POST")
        answer.close()
        assert (address, answer.status_code < 500) == (address, True)
        assert {name: answer.headers.get(name) for name in ("Content-Security-Policy", "X-Content-Type-Options",
                "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security")} == {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Strict-Transport-Security": "max-age=31536000",
        }  # fmt: skip
    assert "unsafe-inline" not in CONTENT_SECURITY_POLICY


@pytest.mark.usefixtures("ada")
def test_no_route_of_the_map_takes_another_method(app, client):
    for address, methods in addresses(app).items():
        for method in METHODS - methods:
            answer = client.open(address, method=method, headers={"Accept-Language": "be"})
            assert (address, method, answer.status_code) == (address, method, 405)
            assert set(answer.headers["Allow"].split(", ")) == methods
            assert method == "HEAD" or '<html lang="be">' in answer.text


@pytest.mark.usefixtures("ada")
def test_pages_without_a_form_know_no_cookie(app, client):
    cookie = {"Cookie": "__Host-seminars=eyJhIjoxfQ.x.y; other=1"}
    plain = ("/", "/healthz", "/readyz", "/watchz", "/be/", "/be/past", "/be/seminars/klichev",
             "/be/seminars/klichev.ics", "/be/seminars/klichev.png", "/be/seminars/klichev/poster.pdf",
             "/be/calendar", "/be/calendar/all.ics", "/be/privacy", "/static/public.css",
             "/be/nowhere")  # fmt: skip
    for address in plain:
        answer = client.get(address, headers=cookie)
        assert (address, "Cookie" in answer.headers.get("Vary", "")) == (address, False)
        assert answer.headers.getlist("Set-Cookie") == []
        assert answer.headers.get("X-Robots-Tag") is None
    for address in ("/be/", "/be/past", "/be/seminars/klichev", "/be/calendar", "/be/privacy"):
        assert client.get(address).headers["Cache-Control"] == "public, max-age=15"


@pytest.mark.usefixtures("ada")
def test_pages_with_a_form_are_neither_kept_nor_found(app, client):
    with app.app_context():
        manage, receipt = tokens.manage_token(1, 1), tokens.timed_token("receipt", 1)
    pages = ("seminars/klichev/registrations/new", "registrations/find", f"registrations/{manage}",
             f"registrations/received/{receipt}", "registrations/1-1~forged-and-unknown")  # fmt: skip
    for page in pages:
        answer = client.get(f"/be/{page}")
        assert answer.status_code == (404 if "forged" in page else 200)
        kept = {name: answer.headers.get(name) for name in ("Cache-Control", "X-Robots-Tag", "ETag")}
        assert kept == {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "ETag": None}
    cookies = client.get("/be/registrations/find").headers.getlist("Set-Cookie")
    cookies = cookies or app.test_client().get("/be/registrations/find", base_url=BASE_URL).headers.getlist(
        "Set-Cookie"
    )
    (cookie,) = cookies
    assert cookie.startswith("__Host-seminars=")
    assert set(cookie.split("; ")[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_redirects_are_paths(client):
    for address, languages, target in (
        ("/", "pl,en;q=0.5", "/pl/"),
        ("/", "xx", "/be/"),
        ("/", "*;q=;garbage", "/be/"),
        ("/en", "be", "/en/"),
        ("/en?region=brest", "be", "/en/?region=brest"),
        ("/en//past", "be", "/en/past"),
    ):
        answer = client.get(address, headers={"Accept-Language": languages})
        assert (address, answer.status_code // 100, answer.location) == (address, 3, target)
    assert client.get("//evil.example/en").status_code in (308, 404)
