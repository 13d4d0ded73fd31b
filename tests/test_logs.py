"""What went wrong is logged; the secret in its address is not."""

import logging
import subprocess
import sys
from time import process_time

import pytest

from seminars import tokens
from seminars.logs import MaskTokens, in_one_line, mask
from seminars.worker import jobs

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
    assert log.count("failed at 'GET' /<any(be, ru, pl, en):lang>/registrations/<token>\n") == 2
    assert [secret for secret in secrets.values() if secret in log] == []
    assert [secret for secret in secrets.values() if secret.partition("~")[2][:20] in log and "~" in secret] == []


def test_masking_leaves_everything_else(app):
    for line in (
        "GET /en/registrations/find 200",
        "GET /en/registrations/received 404",
        "/en/seminars/klichev/registrations/new",
        "calendar https://seminars.example.org/be/calendar/series/development.ics is cut",
        "database: postgresql 15.14 (Debian 15.14-0+deb12u1)",
        "sqlalchemy.exc.OperationalError: no such table: registrations.token_version",
        *(rule.rule for rule in app.url_map.iter_rules()),
        *(f"job {job.__name__.replace('_', ' ')} failed" for _rhythm, job in jobs.JOBS),
    ):
        assert mask(line) == line
    assert mask(f"'GET {MANAGE}1-1~{'x' * 43}/message HTTP/1.1'") == f"'GET {MANAGE}***/message HTTP/1.1'"
    assert mask(f"a {RECEIVED}MQ.{'x' * 20}.s?done=sent b") == f"a {RECEIVED}***?done=sent b"
    assert mask(f"/be/calendar/mine/{'x' * 30}.ics") == "/be/calendar/mine/***"


def test_a_long_text_is_masked_in_linear_time():
    for text in ("a." * 500_000, "a" * 1_000_000, "%." * 500_000, ("x" * 19 + "/") * 50_000):
        started_at = process_time()
        in_one_line(mask(text))
        assert process_time() - started_at < 2


def test_a_record_is_one_line_whatever_it_holds(written):
    for end in ("\n", "\r\n", "\x0b", "\x1b[2J", "\x85", "\u2028", "\u202e", "\udc80"):
        logging.getLogger("anybody").error("before %s", f"{end}2026-01-01 forged")
    assert len(written) == 8
    assert [line for line in written if not line.isprintable() or not line.endswith("2026-01-01 forged")] == []


def test_a_traceback_keeps_our_names_and_masks_what_every_error_of_the_chain_says(written):
    secret, logger = "x" * 43, logging.getLogger("anybody")
    try:
        raise_an_error_from_another_one(secret)
    except RuntimeError as error:
        error.add_note(f"note of {secret}\nforged")
        logger.error("failed", exc_info=True)
    (record,) = written
    told = [line for line in record.splitlines() if not line.startswith("  ")]
    assert told[1:] == [
        "Traceback (most recent call last):",
        "ValueError: first ***",
        "Traceback (most recent call last):",
        r"RuntimeError: second\n***\nnote of ***\nforged",
    ]
    assert "in raise_an_error_from_another_one" in record


def raise_an_error_from_another_one(secret: str) -> None:
    try:
        raise ValueError(f"first {secret}")
    except ValueError as error:
        raise RuntimeError(f"second\n{secret}") from error


def test_a_traceback_that_another_handler_kept_is_not_repeated(written, capfd):
    other = logging.StreamHandler()
    logger = logging.getLogger("anybody")
    logger.addHandler(other)
    try:
        raise_an_error_from_another_one("x" * 43)
    except RuntimeError:
        logger.exception("failed")
    logger.removeHandler(other)
    assert "x" * 43 in capfd.readouterr().err
    assert "x" * 43 not in written[0]


DYING = """
import threading, warnings
from seminars.cli import main
from seminars.cli.frame import Commands

class Vanishing:
    def __del__(self):
        raise ValueError("x" * 43 + chr(10) + "forged")

def die(*_args):
    Vanishing()
    warnings.warn("of " + "x" * 43 + chr(10) + "forged")
    thread = threading.Thread(target=lambda: {}["x" * 43])
    thread.start()
    thread.join()
    raise RuntimeError("x" * 43 + chr(10) + "forged")

Commands.invoke = die
main(prog_name="seminars")
"""


def test_a_process_tells_masked_what_nobody_caught():
    ended = subprocess.run([sys.executable, "-c", DYING, "worker"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "x" * 20 not in ended.stderr
    assert [line for line in ended.stderr.splitlines() if line.startswith("forged")] == []
    for told in ("UserWarning: of ***", "KeyError: '***'", "RuntimeError: ***", "the process ends", "a thread ends",
                 "ValueError: ***", "an error was ignored"):  # fmt: skip
        assert told in ended.stderr
