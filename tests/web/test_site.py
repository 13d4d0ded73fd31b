"""Which hosts the site answers, behind a proxy and without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from factories import make_seminar
from flask import Flask
from installations import settings

from seminars import create_app
from seminars.extensions import db

OURS = ("seminars.example.org", "SEMINARS.Example.ORG", "seminars.example.org.", "Seminars.example.org.:443",
        "LOCALHOST:5000", "localhost.:5000", "127.0.0.1:80")  # fmt: skip
FORGED = ("evil.example", "seminars.example.org.evil.example", "seminars.example.org..", "localhost.evil",
          "xlocalhost", "", "[::1]", "127.0.0.1.evil", "example.org", "пример.бел")  # fmt: skip
PAGES = ("/en/", "/en/seminars/klichev/registrations/new", "/en/registrations/find", "/en/calendar/all.ics",
         "/en/news.atom", "/organiser/sign-in", "/static/favicon.svg", "/healthz")  # fmt: skip


def statuses(app: Flask, header: str, host: str) -> list[int]:
    headers = {"Host": "127.0.0.1", header: host.encode().decode("latin-1")}
    answers = [app.test_client().get(page, headers=headers) for page in PAGES]
    for answer in answers:
        answer.close()
    return [answer.status_code for answer in answers]


def test_hosts_compare_without_case_and_the_dot_at_the_end(app: Flask):
    with app.app_context():
        make_seminar()
    for host in OURS:
        assert (host, statuses(app, "Host", host)) == (host, [200] * len(PAGES))
    for host in FORGED:
        assert (host, statuses(app, "Host", host)) == (host, [400] * len(PAGES))


@contextmanager
def site_with(database: str, tmp_path: Path, **more: str) -> Iterator[Flask]:
    app = create_app(settings(tmp_path, database, **more))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def behind_a_proxy(database: str, tmp_path: Path) -> Iterator[Flask]:
    with site_with(database, tmp_path, SEMINARS_PROXY_HOPS="1") as app:
        yield app


def test_the_same_holds_of_the_host_that_a_proxy_tells(behind_a_proxy: Flask):
    with behind_a_proxy.app_context():
        make_seminar()
    for host in OURS:
        assert (host, statuses(behind_a_proxy, "X-Forwarded-Host", host)) == (host, [200] * len(PAGES))
    for host in FORGED:
        expected = [400 if host else 200] * len(PAGES)  # an empty one tells nothing, so the Host header counts
        assert (host, statuses(behind_a_proxy, "X-Forwarded-Host", host)) == (host, expected)


def test_names_outside_ascii_and_ipv6_addresses_are_hosts_as_well(database: str, tmp_path: Path):
    hosts = {"SEMINARS_TRUSTED_HOSTS": "пример.бел,::1,.Example.org", "SEMINARS_PUBLIC_BASE_URL": "https://Пример.бел"}
    known = ("xn--e1afmkfd.xn--90ais", "XN--E1AFMKFD.xn--90ais.:443", "[::1]:5000", "[0:0::1]", "a.example.org")
    with site_with(database, tmp_path, **hosts) as app:
        assert app.config["PUBLIC_BASE_URL"] == "https://xn--e1afmkfd.xn--90ais"
        for host, status in (
            *((each, 200) for each in known),
            ("[::2]", 400),
            ("localhost", 400),
            ("xn--e1afmkfd", 400),
        ):
            assert (host, app.test_client().get("/healthz", headers={"Host": host}).status_code) == (host, status)


def test_redirects_stay_paths_and_forms_are_taken_however_the_host_is_written(app: Flask):
    for host in OURS:
        browser, site = app.test_client(), f"https://{host.removesuffix(':443')}"  # browsers leave the usual port out
        assert browser.get("/en//past", base_url=site).location == "/en/past"
        page = browser.get("/en/registrations/find", base_url=site).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        form = {"csrf_token": token, "email": "ada@example.org"}
        answer = browser.post("/en/registrations/find", base_url=site, data=form, headers={"Referer": f"{site}/en/"})
        assert (host, answer.status_code) == (host, 303)
