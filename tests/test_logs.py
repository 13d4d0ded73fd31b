"""What went wrong is logged; the secret in its address is not."""

import logging

import pytest

from seminars import tokens
from seminars.logs import MaskTokens, mask

MANAGE = "/en/registrations/"
RECEIVED = "/en/registrations/received/"


class Kept(logging.Handler):
    """Keeps the lines that a handler of the application would write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def written(app):
    """The lines written by a handler set up as the application sets up its own."""
    handler = Kept()
    handler.setFormatter(
        next(each.formatter for each in logging.getLogger().handlers if isinstance(each.formatter, MaskTokens))
    )
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)


def test_no_line_of_the_log_holds_a_secret_link_that_failed(app, client, written, monkeypatch):
    app.testing = False
    with app.app_context():
        secrets = {
            MANAGE: tokens.manage_token(1, 1),
            RECEIVED: tokens.timed_token("receipt", 1),
            "/en/calendar/mine/": tokens.feed_token(1, 1) + ".ics",
            "/organiser/sign-in/": tokens.timed_token("sign-in", [1, "nonce"]),
        }

    def fail(*_args, **_values):
        raise RuntimeError("out of order")

    with_secrets = ("public.registrations.", "public.receipts.", "public.calendars.mine", "organiser")
    for endpoint in list(app.view_functions):
        if endpoint.startswith(with_secrets):
            monkeypatch.setitem(app.view_functions, endpoint, fail)
    for place, secret in secrets.items():
        for end in ("", "?next=" + place + secret, "/message", "/cancellation"):
            assert client.get(f"{place}{secret}{end}").status_code in (500, 405, 404)
    log = "\n".join(written)
    assert log.count("RuntimeError: out of order") == 8
    assert log.count("/en/registrations/***") == 4
    assert log.count("/en/calendar/mine/***") == 4
    assert [secret for secret in secrets.values() if secret in log] == []
    assert [secret for secret in secrets.values() if secret.partition("~")[2][:20] in log and "~" in secret] == []


def test_masking_leaves_everything_else():
    for line in (
        "GET /en/registrations/find 200",
        "GET /en/registrations/received 404",
        "/en/seminars/klichev/registrations/new",
    ):
        assert mask(line) == line
    assert mask(f"'GET {MANAGE}1-1~{'x' * 43}/message HTTP/1.1'") == f"'GET {MANAGE}***/message HTTP/1.1'"
    assert mask(f"a {RECEIVED}{'x' * 30}?done=sent b") == f"a {RECEIVED}***?done=sent b"
    assert mask(f"/be/calendar/mine/{'x' * 30}.ics") == "/be/calendar/mine/***"
