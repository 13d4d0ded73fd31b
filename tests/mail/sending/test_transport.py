"""Mails on their way to real SMTP servers on this machine, and into the Maildir."""

import smtplib
import socket
import ssl
import stat
from contextlib import closing
from email.header import decode_header, make_header
from mailbox import Maildir
from time import monotonic

import pytest
from aiosmtpd.smtp import AuthResult
from authority import Authority
from bare_mailer import blamed, make_app, send
from flask_mail import BadHeaderError, Message
from letters import OFFICE, make_mail
from post_office import CERTIFICATE, Post, free_port, serving, tls

from seminars.mail.encoding import UndeliverableAddress
from seminars.mail.sending.refusals.answers import Blame
from seminars.mail.sending.transport import mailer


def test_a_mail_arrives_with_bare_addresses_on_its_envelope_and_twice_with_one_id(tmp_path):
    post, mail = Post(), make_mail(recipients=[("Ада; Лавлейс", "ada@почта.бел")])
    with serving(post) as settings:
        send(mail, tmp_path, **settings)
        send(mail, tmp_path, **settings)
    for envelope in post.envelopes:
        assert (envelope.mail_from, envelope.rcpt_tos) == (OFFICE[1], ["ada@xn--80a1acny.xn--90ais"])
        assert envelope.content.count(b"\r\nMessage-ID: <registration-1@seminars.example.org>\r\n") == 1
        assert b"\n" not in envelope.content.replace(b"\r\n", b"")
    assert len(post.envelopes) == 2
    assert not (tmp_path / "mail").exists()


def test_the_sender_of_the_settings_keeps_its_name_and_address(tmp_path):
    app = make_app(tmp_path, MAIL_SERVER="", MAIL_DEFAULT_SENDER="Клуб; Минск, РБ <office@example.by>")
    with app.app_context():
        mailer.send(make_mail(sender=None))
    [kept] = Maildir(tmp_path / "mail", create=False)
    assert str(make_header(decode_header(kept["From"]))) == "Клуб; Минск, РБ <office@example.by>"


@pytest.mark.parametrize("server", [{}, {"MAIL_SERVER": None}, {"MAIL_SERVER": ""}])
def test_without_a_server_the_mail_is_a_new_file_that_mail_programs_open(server, tmp_path):
    for _ in range(2):
        send(make_mail(), tmp_path / "instance", **server)
    folder = tmp_path / "instance" / "mail"
    kept = list(Maildir(folder, create=False))
    assert [letter["Message-ID"] for letter in kept] == ["<registration-1@seminars.example.org>"] * 2
    assert [letter.get_subdir() for letter in kept] == ["new", "new"]
    assert list((folder / "tmp").iterdir()) == []
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(OSError, match="mail") as error:
        send(make_mail(), tmp_path)
    assert blamed(error.value) == Blame.LATER


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"MAIL": "451 later"}, Blame.LATER),
        ({"MAIL": "550 never"}, Blame.SENDER),
        ({"MAIL": "530 sign in first"}, Blame.SENDER),
        ({"RCPT": "450 greylisted"}, Blame.LATER),
        ({"RCPT": "550 no such user"}, Blame.RECIPIENT),
        ({"DATA": "452 disk full"}, Blame.LATER),
        ({"DATA": "554 spam"}, Blame.MAIL),
        ({"DATA": "421 closing"}, Blame.LATER),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(answers, verdict, tmp_path):
    with serving(Post(**answers)) as settings, pytest.raises(smtplib.SMTPException) as error:
        send(make_mail(), tmp_path, **settings)
    [answer] = answers.values()
    assert answer.split(maxsplit=1)[1] in str(error.value)
    assert blamed(error.value) == verdict


def test_a_good_bye_that_gets_lost_does_not_undo_the_delivery(tmp_path):
    post = Post(lost=True)
    with serving(post) as settings:
        send(make_mail(), tmp_path, **settings)
    assert len(post.envelopes) == 1


def test_nobody_listening_is_tried_again(tmp_path):
    with pytest.raises(ConnectionError) as error:
        send(make_mail(), tmp_path, MAIL_SERVER="127.0.0.1", MAIL_PORT=free_port())
    assert blamed(error.value) == Blame.LATER


def test_a_server_that_says_nothing_is_left_in_time(tmp_path):
    start = monotonic()
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": silent.getsockname()[1], "MAIL_TIMEOUT": 0.3}
        with pytest.raises((OSError, smtplib.SMTPException)) as error:
            send(make_mail(), tmp_path, **settings)
    assert monotonic() - start < 2
    assert blamed(error.value) == Blame.LATER


def test_slow_answers_share_one_time(tmp_path):
    post = Post(pause=0.7)
    with serving(post) as settings, pytest.raises(smtplib.SMTPException) as error:
        send(make_mail(), tmp_path, **settings | {"MAIL_TIMEOUT": 1})
    assert blamed(error.value) == Blame.LATER
    assert post.envelopes == []


@pytest.mark.parametrize(
    ("client", "server"),
    [
        ({"MAIL_USE_TLS": True}, lambda: {"tls_context": tls()}),
        ({"MAIL_USE_SSL": True}, lambda: {"ssl_context": tls()}),
    ],
)
def test_a_certificate_that_nobody_vouches_for_gets_no_mail(client, server, tmp_path, monkeypatch):
    post = Post()
    with serving(post, **server()) as settings:
        with pytest.raises(ssl.SSLCertVerificationError, match="self-signed") as error:
            send(make_mail(), tmp_path, **settings | client)
        assert (blamed(error.value), post.envelopes) == (Blame.LATER, [])
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        send(make_mail(), tmp_path, **settings | client)
        assert len(post.envelopes) == 1
        with pytest.raises(ssl.SSLCertVerificationError, match="certificate is not valid for"):
            send(make_mail(), tmp_path, **settings | client | {"MAIL_SERVER": "127.0.0.1"})


@pytest.mark.parametrize(("client", "server"), [("MAIL_USE_TLS", "tls_context"), ("MAIL_USE_SSL", "ssl_context")])
def test_a_server_whose_certificate_comes_from_ones_own_authority_gets_mail(client, server, tmp_path):
    ours, strange, post = Authority(tmp_path, "ours"), Authority(tmp_path, "strange"), Post()
    with serving(post, **{server: ours.server()}) as settings:
        for trusted in ({}, {"MAIL_CA_FILE": str(strange.file)}):
            with pytest.raises(ssl.SSLCertVerificationError):
                send(make_mail(), tmp_path, **settings, **{client: True}, **trusted)
        send(make_mail(), tmp_path, **settings, **{client: True}, MAIL_CA_FILE=str(ours.file))
        assert len(post.envelopes) == 1
        settings["MAIL_SERVER"] = "127.0.0.1"
        with pytest.raises(ssl.SSLCertVerificationError, match="certificate is not valid for"):
            send(make_mail(), tmp_path, **settings, **{client: True}, MAIL_CA_FILE=str(ours.file))


def test_other_extensions_send_through_the_same_checks(tmp_path):
    post = Post()
    with serving(post, tls_context=tls()) as settings:
        app = make_app(tmp_path, **settings, MAIL_USE_TLS=True)
        mail = Message("Sign-in link", ["ada@example.by"], "x", sender=OFFICE[1])
        with app.app_context(), pytest.raises(ssl.SSLCertVerificationError):
            app.extensions["mail"].send(mail)
    assert post.envelopes == []


def test_a_server_without_starttls_gets_no_mail_in_clear(tmp_path):
    post = Post()
    with serving(post) as settings, pytest.raises(smtplib.SMTPNotSupportedError) as error:
        send(make_mail(), tmp_path, **settings, MAIL_USE_TLS=True)
    assert (blamed(error.value), post.envelopes) == (Blame.LATER, [])


def test_a_wrong_password_loses_no_mail(tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    post = Post()

    def knows(server, session, envelope, mechanism, login) -> AuthResult:
        return AuthResult(success=login.password == b"right", handled=False)

    with serving(post, tls_context=tls(), authenticator=knows, auth_required=True) as settings:
        settings |= {"MAIL_USE_TLS": True, "MAIL_USERNAME": "office"}
        for password, refusal in (
            ("wrong", smtplib.SMTPAuthenticationError),
            ("", smtplib.SMTPSenderRefused),
        ):
            with pytest.raises(refusal) as error:
                send(make_mail(), tmp_path, **settings, MAIL_PASSWORD=password)
            assert (blamed(error.value), post.envelopes) == (Blame.SENDER, [])
        send(make_mail(), tmp_path, **settings, MAIL_PASSWORD="right")
    assert len(post.envelopes) == 1


def test_suppressed_mails_are_recorded_and_checked_but_not_sent(tmp_path):
    app = make_app(tmp_path, MAIL_SUPPRESS_SEND=True)
    bad_mails = [
        (BadHeaderError, make_mail(subject="Hi\r\nBcc: mallory@example.pl")),
        (UndeliverableAddress, make_mail(recipients=["ада@example.by"])),
        (UndeliverableAddress, make_mail(sender=("Olive", "olive@example.pl, mallory@example.pl"))),
    ]
    with app.app_context(), mailer.record_messages() as outbox:
        mailer.send(make_mail())
        for refusal, bad in bad_mails:
            with pytest.raises(refusal) as error:
                mailer.send(bad)
            assert isinstance(error.value, refusal)
    assert [bytes(mail)[:13] for mail in outbox] == [b"Content-Type:"]
    assert not (tmp_path / "mail").exists()
