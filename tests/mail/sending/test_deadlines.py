"""A mail server has its time, and no more, whatever it does meanwhile; and hardly any once the worker is to end."""

import contextlib
import smtplib
import ssl
import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from bare_mailer import blamed, make_app, send
from letters import make_mail
from post_office import CERTIFICATE, Post, serving, tls
from slow_server import drip, line, polite, scripted

from seminars.mail.sending import deadlines
from seminars.mail.sending.refusals.answers import Blame
from seminars.mail.sending.transport import HurriedClient, mailer

SENDER, RECIPIENT = "office@example.org", "ada@example.org"
LARGE = b"x" * 20_000_000


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """An error of the network comes, and in time."""
    start = monotonic()
    with pytest.raises((OSError, smtplib.SMTPException)) as error:
        yield
    assert monotonic() - start < seconds
    assert blamed(error.value) == Blame.LATER


def greets_for_ever(connection) -> None:
    drip(connection, b"220-one moment please\r\n")


def says_byte_after_byte(connection) -> None:
    drip(connection, b"2")


def answers_ehlo_for_ever(connection) -> None:
    polite(connection, until=b"EHLO")
    drip(connection, b"250-and another thing\r\n")


def thinks_about_the_recipient(connection) -> None:
    polite(connection, until=b"RCPT")
    drip(connection, b"250-well\r\n")


def answers_data_for_ever(connection) -> None:
    polite(connection, until=b"DATA")
    connection.sendall(b"354 go on\r\n")
    while line(connection) != b".\r\n":
        pass
    drip(connection, b"250-queued\r\n")


@pytest.mark.parametrize(
    "script",
    [
        greets_for_ever,
        pytest.param(says_byte_after_byte, marks=pytest.mark.long),
        pytest.param(answers_ehlo_for_ever, marks=pytest.mark.long),
        pytest.param(thinks_about_the_recipient, marks=pytest.mark.long),
        answers_data_for_ever,
    ],
)
def test_a_server_that_keeps_talking_is_left_in_time(script, tmp_path):
    with scripted(script) as settings, within(2.5):
        send(make_mail(), tmp_path, **settings, MAIL_TIMEOUT=1)


@pytest.mark.long
def test_a_server_that_says_goodbye_for_ever_has_taken_the_mail_all_the_same(tmp_path):
    def stays(connection) -> None:
        polite(connection, until=b"DATA")
        connection.sendall(b"354 go on\r\n")
        while line(connection) != b".\r\n":
            pass
        connection.sendall(b"250 queued\r\n")
        drip(connection, b"221-oh, and before you go\r\n")

    start = monotonic()
    with scripted(stays) as settings:
        send(make_mail(), tmp_path, **settings, MAIL_TIMEOUT=1)
    assert monotonic() - start < 4


@pytest.mark.parametrize("how", [pytest.param("MAIL_USE_SSL", marks=pytest.mark.long), "MAIL_USE_TLS"])
def test_a_tls_handshake_that_goes_on_for_ever_is_left_in_time(how, tmp_path):
    def stands_still(connection) -> None:
        if how == "MAIL_USE_TLS":
            polite(connection, until=b"STARTTLS")
            connection.sendall(b"220 go on\r\n")
        # The head of a TLS record of 16 kB, and then its content, byte after byte.
        connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
        drip(connection, b"\x00")

    with scripted(stands_still) as settings, within(2.5):
        send(make_mail(), tmp_path, **settings, MAIL_TIMEOUT=1, **{how: True})


def does_not_read(connection) -> None:
    polite(connection, until=b"DATA")
    connection.sendall(b"354 go on\r\n")
    sleep(10)


def test_a_server_that_does_not_read_the_mail_is_left_in_time():
    with scripted(does_not_read) as settings, within(2.5):
        client = HurriedClient(host=settings["MAIL_SERVER"], port=settings["MAIL_PORT"], timeout=1)
        client.sendmail(SENDER, [RECIPIENT], LARGE)


@pytest.mark.long
def test_a_server_that_reads_the_mail_byte_after_byte_over_tls_is_left_in_time():
    def reads_slowly(connection) -> None:
        polite(connection, until=b"STARTTLS")
        connection.sendall(b"220 go on\r\n")
        with tls().wrap_socket(connection, server_side=True) as secure:
            polite_in_secret = iter((b"EHLO", b"MAIL", b"RCPT", b"DATA"))
            for _command in polite_in_secret:
                line(secure)
                secure.sendall(b"354 go on\r\n" if _command == b"DATA" else b"250 OK\r\n")
            for _ in range(1000):
                secure.recv(16384)
                sleep(0.05)

    context = ssl.create_default_context(cafile=CERTIFICATE)
    context.check_hostname = False
    with scripted(reads_slowly) as settings, within(3.5):
        client = HurriedClient(host=settings["MAIL_SERVER"], port=settings["MAIL_PORT"], timeout=1)
        client.starttls(context=context)
        client.sendmail(SENDER, [RECIPIENT], LARGE)


@pytest.mark.long
def test_each_mail_over_one_connection_has_the_whole_time(tmp_path):
    post = Post(pause=0.3)
    with serving(post) as settings, make_app(tmp_path, **settings, MAIL_TIMEOUT=1).app_context():
        with mailer.connect() as connection:
            for _ in range(3):
                connection.send(make_mail())
                sleep(0.5)  # nobody waits for the server meanwhile
        assert len(post.envelopes) == 3


@pytest.mark.long
def test_no_thread_stays_behind(tmp_path):
    with serving(Post()) as settings:
        send(make_mail(), tmp_path, **settings)
    with scripted(greets_for_ever) as settings, contextlib.suppress(smtplib.SMTPException):
        send(make_mail(), tmp_path, **settings, MAIL_TIMEOUT=1)
    sleep(2 * deadlines.GLANCE)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("deadline")] == []


def test_once_the_worker_is_to_end_a_server_that_keeps_talking_has_seconds(tmp_path, monkeypatch):
    monkeypatch.setattr(deadlines, "LAST_SECONDS", 0.5)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with scripted(greets_for_ever) as settings, deadlines.cut_short_by(stop), within(3):
        send(make_mail(), tmp_path, **settings, MAIL_TIMEOUT=20)
