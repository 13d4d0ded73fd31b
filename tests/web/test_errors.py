"""Errors as pages in the reader's language, even where there is no address to link to."""

import logging
import re

import pytest
from factories import make_seminar
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import Conflict, Forbidden, ServiceUnavailable, TooManyRequests, UnprocessableEntity

from seminars.public.programme import pages as programme


def raising(error):
    def view(**_filters):
        raise error

    return view


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "[::1]", "x" * 5000, "seminars.example.org:99999",
                                  "seminars.example.org@evil.example", "é.example"])  # fmt: skip
def test_a_forged_host_is_refused_with_a_page_that_links_nowhere(app, host):
    for address in ("/pl/", "/pl/registrations/find", "/static/public.css"):
        answer = app.test_client().get(address, headers={"Host": host, "Accept-Language": "pl"})
        assert answer.status_code == 400
        assert '<html lang="pl">' in answer.text
        assert re.findall(r"href=|evil", answer.text) == []


def test_every_error_is_told_with_its_status_and_without_a_trace(app, client, monkeypatch, caplog):
    app.testing = False
    away = OperationalError("SELECT secret", {}, Exception("password of the database"))
    told = {Forbidden(): 403, Conflict(): 409, UnprocessableEntity(): 422, TooManyRequests(): 429,
            ServiceUnavailable(): 503, away: 503, PoolExhausted("secret"): 503, KeyError("secret"): 500}  # fmt: skip
    for error, status in told.items():
        monkeypatch.setattr(programme.listings, "upcoming", raising(error))
        answer = client.get("/ru/")
        assert (repr(error), answer.status_code) == (repr(error), status)
        assert '<html lang="ru">' in answer.text
        assert re.findall("secret|Traceback|password", answer.text) == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers.get("Retry-After") == ("30" if status in (429, 503) else None)
        if status >= 500:
            (reference,) = re.findall(r"<code>(\w{8})</code>", answer.text)
            (logged,) = [record for record in caplog.records if reference in record.getMessage()]
            assert logged.levelname == ("WARNING" if status == 503 else "ERROR")


def test_programs_get_a_problem_document(client):
    answer = client.get("/pl/nowhere", headers={"Accept": "application/problem+json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert set(answer.json) == {"type", "status", "title", "detail", "instance"}
    assert answer.json["status"] == 404


def test_the_language_of_an_error_is_that_of_the_address_then_of_the_browser(app, client):
    assert '<html lang="pl">' in client.get("/pl/nowhere", headers={"Accept-Language": "ru"}).text
    assert '<html lang="ru">' in client.get("/nowhere", headers={"Accept-Language": "ru"}).text
    assert '<html lang="be">' in client.get("/nowhere", headers={"Accept-Language": "xx"}).text
    app.config["LANGUAGES"] = ("be", "en")
    page = client.get("/pl/")
    assert page.status_code == 404
    assert '<html lang="be">' in page.text
    assert re.findall(r'href="/(?:pl|ru)/', page.text) == []


def test_every_link_of_an_error_page_leads_somewhere(app, client, caplog):
    caplog.set_level(logging.CRITICAL)
    with app.app_context():
        make_seminar()
    pages = [
        client.get("/en/seminars/klichev/nowhere"),
        client.post("/en/registrations/1-1~x/cancellation", headers={"Origin": "https://evil.example"}),
        client.post("/en/seminars/klichev/registrations", data={"needs": "x" * 263_000}),
        client.post("/en/seminars/klichev/registrations"),
        client.put("/en/"),
    ]
    assert [page.status_code for page in pages] == [404, 403, 413, 422, 405]
    for page in pages:
        links = [link for link in re.findall(r'href="(/[^"]*)"', page.text) if not link.startswith("/static")]
        assert len(links) > 4
        assert [link for link in links if client.get(link).status_code != 200] == []
