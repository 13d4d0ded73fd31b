"""While every web process is away, nginx by docs/nginx.conf says so kindly; what the site itself says is untouched."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from grown_up import DOCS, nginx, running
from post_office import CERTIFICATE, free_port

from seminars.i18n import LANGUAGES

TLS = ssl.create_default_context(cafile=str(CERTIFICATE))
LARGEST_WORD_OF_NGINX = 4096  # bytes of one parameter in its settings (NGX_CONF_BUFFER)
SIGN_UP = "/en/seminars/klichev/registrations"


class Web(BaseHTTPRequestHandler):
    """A web process that answers with the status that the address names, or breaks off."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/dies":
            self.close_connection = True
            return
        words = b"the site's own words"
        self.send_response(int(self.path.rpartition("/")[2] or 200))
        self.send_header("Retry-After", "4")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    do_POST = do_GET  # noqa: N815 - called by this name

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def web_process(port: int) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", port), Web)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def web() -> tuple[int, int]:
    """The ports of two web processes of which none runs yet."""
    return free_port(), free_port()


@pytest.fixture
def proxy(web: tuple[int, int], tmp_path: Path) -> Iterator[int]:
    """Where nginx speaks HTTPS."""
    https = free_port()
    command = nginx(tmp_path, web=web, http=free_port(), https=https)
    with running(command, environ={}, log=tmp_path / "started"):
        while not (tmp_path / "nginx.pid").exists():
            sleep(0.05)
        yield https


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[HTTPResponse, str]:
    connection = HTTPSConnection("localhost", port, context=TLS, timeout=20)
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer, said


def is_away(answer: HTTPResponse) -> bool:
    kept = {name: answer.getheader(name) for name in ("Retry-After", "Cache-Control", "Content-Type")}
    away = {"Retry-After": "30", "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8"}
    return (answer.status, kept) == (503, away)


def test_everybody_is_told_to_come_back(proxy: int):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    pages = [ask(proxy, "GET", "/ru/")[1], ask(proxy, "POST", SIGN_UP, "surname=" + "x" * 100_000, **form)[1]]
    assert pages[0] == pages[1] != ""
    for method, path in (
        ("GET", "/"),
        ("HEAD", "/en/"),
        ("POST", SIGN_UP),
        ("GET", "/be/calendar/all.ics"),
        ("GET", "/pl/calendar/mine/1-1~abcdefghijklmnopqrstuvwxyz.ics"),
        ("GET", "/static/public.css?v=1"),
        ("GET", "/readyz"),
    ):
        answer, _page = ask(proxy, method, path)
        assert is_away(answer), (method, path, answer.status, answer.getheaders())


def test_the_page_says_the_same_in_all_languages_of_the_site(proxy: int):
    page = ask(proxy, "GET", "/")[1]
    assert re.search(r'<html lang="(\w+)">', page)[1] == LANGUAGES[0]
    told = re.findall(r'<h[12](?: lang="(\w+)")?>([^<]{15,})</h[12]>\s*<p(?: lang="(\w+)")?>([^<]{60,})</p>', page)
    assert [(heading, words) for heading, _, words, _ in told] == [("", ""), *((each, each) for each in LANGUAGES[1:])]
    assert len({text for _, heading, _, words in told for text in (heading, words)}) == 2 * len(LANGUAGES)
    assert re.search("[ўі]", told[0][3])
    assert re.findall(r"(?:src|href|url)\b", page) == []


def test_the_page_is_no_longer_than_nginx_can_read():
    written = (DOCS / "nginx.conf").read_text(encoding="utf-8")
    (page,) = re.findall(r"return 503 '([^']+)';", written)
    assert len(page.encode()) < LARGEST_WORD_OF_NGINX - 200
    assert "$" not in page


def test_what_the_site_says_itself_goes_through(proxy: int, web: tuple[int, int]):
    with web_process(web[0]):
        for status in (200, 404, 429, 500, 502, 503, 504):
            for method in ("GET", "POST"):
                answer, said = ask(proxy, method, f"/en/{status}", "x=1" if method == "POST" else "")
                assert (answer.status, said, answer.getheader("Retry-After")) == (status, "the site's own words", "4")


def test_a_process_that_dies_over_a_form_leaves_a_page_that_says_to_send_it_again(proxy: int, web: tuple[int, int]):
    with web_process(web[0]):
        assert is_away(ask(proxy, "POST", "/dies", "x=1")[0])


@pytest.mark.long
def test_the_site_is_back_as_soon_as_one_process_is(proxy: int, web: tuple[int, int], tmp_path: Path):
    assert is_away(ask(proxy, "GET", "/en/200")[0])
    with web_process(web[1]):
        back_at = monotonic()
        while ask(proxy, "POST", "/en/200", "x=1")[0].status == 503:
            assert monotonic() < back_at + 10
            sleep(0.2)
    log = (tmp_path / "seminars.log").read_text()
    assert re.search(r'"GET /en/200" 503 \d+ [\d.]+ .* 502$', log, re.MULTILINE)
