"""Mails that are kept on disk: found without being read, whatever the sender's domain, and told by `seminars check`."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from acts import erase
from factories import make_registration, make_seminar
from flask import Flask

from seminars import clock
from seminars.domain.checks.invariants import find_violations
from seminars.domain.privacy import retention
from seminars.mail import maildir
from seminars.mail.render import message_id
from seminars.mail.sending.delivery import deliver_due

DAYS = timedelta(days=1)


def keep(*dedups: str) -> None:
    """A mail for each of these, as they would be sent now."""
    folder = maildir.folder()
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for dedup in dedups:
        maildir.keep(folder, f"Message-ID: {message_id(dedup)}\r\n\r\n{dedup}\r\n".encode())


def kept() -> list[str]:
    return sorted(file.read_text().split()[-1] for file, _message in maildir.files())


def written_by_an_earlier_version(file: Path, *, marks: str = "") -> Path:
    return file.rename(file.with_name(file.name.partition(",M=")[0] + marks))


@pytest.mark.usefixtures("inside")
def test_a_mail_is_found_among_many_without_reading_any(app, monkeypatch):
    keep(*(f"mail-{number}" for number in range(50)))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda *_: pytest.fail("a file was read"))
        file, missing = maildir.find("mail-7"), maildir.find("mail-50")
    assert file.read_text().split()[-1] == "mail-7"
    assert missing is None


@pytest.mark.usefixtures("inside")
def test_mails_are_forgotten_by_name_whatever_domain_the_sender_had_and_whoever_read_them(app):
    keep("one", "two", "three", "four", "five")
    written_by_an_earlier_version(maildir.find("two"))
    written_by_an_earlier_version(maildir.find("three"), marks=":2,S")
    maildir.find("four").rename(maildir.folder() / "cur" / f"{maildir.find('four').name}:2,RS")
    app.config["MAIL_DEFAULT_SENDER"] = "office@another.example.org"
    assert maildir.find("two") is not None
    assert maildir.forget(["one", "two", "four", "unknown"]) == 3
    assert kept() == ["five", "three"]
    # What had to be read this time carries its name from now on, and its marks.
    assert maildir.find("three").name.endswith(":2,S")
    assert ",M=" in maildir.find("three").name


@pytest.mark.usefixtures("inside")
def test_mails_that_are_not_ours_and_files_that_vanish_do_no_harm(app, monkeypatch):
    keep("ours")
    for name, text in (("foreign", "Message-ID: <x@y.example.org>\r\n\r\n"), ("empty", ""), ("odd,M=:2,", "\0")):
        (maildir.folder() / "new" / name).write_text(text)
    (maildir.folder() / "cur" / "vanished").symlink_to(maildir.folder() / "nowhere")
    assert maildir.forget(["ours"]) == 1
    assert maildir.find("ours") is None


@pytest.fixture
def ada_was_erased(app: Flask, inside: None) -> None:
    """Four days ago, and her mails are still there."""
    make_registration(make_seminar())
    deliver_due()
    erase(1)
    let_days_pass()


def let_days_pass() -> None:
    for file, _message in maildir.files():
        moment = (clock.now() - 4 * DAYS).timestamp()
        os.utime(file, (moment, moment))


def found(*, after: timedelta) -> list[str]:
    return [each.what for each in find_violations(now=clock.now() + after) if "the file" in each.what]


@pytest.mark.usefixtures("ada_was_erased")
def test_the_check_names_what_is_left_over_of_erased_people_once_two_nights_have_passed():
    files = sorted(file for file, _message in maildir.files())
    assert found(after=timedelta(0)) == []
    assert found(after=3 * DAYS) == [f"the file {file} is a mail about somebody who was erased" for file in files]
    written_by_an_earlier_version(files[0])
    assert len(found(after=3 * DAYS)) == len(files)
    maildir.forget(retention.forgotten_dedups())
    assert found(after=3 * DAYS) == []


@pytest.mark.usefixtures("inside")
def test_the_check_names_mails_of_which_no_message_is_known(app):
    make_registration(make_seminar())
    deliver_due()
    keep("after-the-backup")
    stray = maildir.find("after-the-backup")
    assert found(after=timedelta(0)) == []
    let_days_pass()
    assert found(after=timedelta(0)) == [f"the file {stray} is a mail of which no message is known any more"]
