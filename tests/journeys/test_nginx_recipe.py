"""docs/nginx.conf is the one recipe for a proxy, and what nginx writes down by it tells no secret link."""

import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from attacks_on_logs import attacks, leaks, request_bytes, secret_links, send
from grown_up import DOCS, nginx, running
from post_office import CERTIFICATE, free_port

from seminars import create_app

TLS = ssl.create_default_context(cafile=str(CERTIFICATE))


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Where nginx speaks HTTP and HTTPS. No site answers behind it, so that it has much to complain of."""
    http, https = free_port(), free_port()
    command = nginx(tmp_path, web=(free_port(), free_port()), http=http, https=https)
    with running(command, environ={}, log=tmp_path / "started"):
        while not (tmp_path / "nginx.pid").exists():
            sleep(0.05)
        yield http, https


def test_nothing_that_nginx_writes_tells_a_secret(ports: tuple[int, int], tmp_path: Path):
    http, https = ports
    secrets = secret_links(create_app({"SEMINARS_INSTANCE": str(tmp_path)}))
    (tmp_path / "client_body").rmdir()
    (tmp_path / "client_body").write_text("a large form cannot be put here, as on a full disk")
    for place, secret in secrets.items():
        for attack in (*attacks(place, secret), large_form(place + secret)):
            assert send(https, attack, tls=TLS) in (0, 400, 405, 413, 414, 500, 503)
            send(http, attack)
    for path in tmp_path.glob("*.log"):
        written = path.read_text(encoding="utf-8", errors="surrogateescape")
        assert (path.name, [place for place, secret in secrets.items() if leaks(secret, written)]) == (path.name, [])
    log = (tmp_path / "seminars.log").read_text()
    for told in ('"GET /en/registrations/***" 503', '"POST /organiser/digest/***" 500', '"GET /en/seminars/***" 503'):
        assert told in log


def large_form(path: str) -> bytes:
    return request_bytes("POST", path, "x" * 100_000, Referer=f"https://localhost{path}")


def test_whoever_asks_for_a_secret_calendar_in_clear_is_refused_however_it_is_written(ports: tuple[int, int]):
    secret = "/calendar/mine/1-1~abcdefghijklmnopqrstuvwxyz.ics"
    for path in (f"/en{secret}", f"/EN{secret.upper()}", f"//en/{secret}", f"/en{secret.replace('mine', '%6dine')}"):
        assert (path, send(ports[0], request_bytes("GET", path))) == (path, 403)
    assert send(ports[0], request_bytes("GET", "/en/calendar/all.ics")) == 301


def test_the_authority_that_renews_the_certificate_finds_its_proof_in_clear(ports: tuple[int, int], tmp_path: Path):
    proof = tmp_path / "html" / ".well-known" / "acme-challenge" / "a-name-from-the-authority"
    proof.parent.mkdir(parents=True)
    proof.write_text("proof")
    assert send(ports[0], request_bytes("GET", f"/{proof.relative_to(tmp_path / 'html')}")) == 200
    assert send(ports[0], request_bytes("GET", "/.well-known/security.txt")) == 301


def test_the_guide_gives_this_recipe_and_no_other():
    assert "(nginx.conf)" in (DOCS / "operating.md").read_text(encoding="utf-8")
    for guide in (DOCS.parent / "README.md", *DOCS.glob("*.md")):
        snippets = re.findall(r"```nginx|proxy_\w+ |access_log|location ", guide.read_text(encoding="utf-8"))
        assert (guide.name, snippets) == (guide.name, [])
