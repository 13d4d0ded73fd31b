"""Sender, site and recipient may live under names outside ASCII: over SMTP and into calendars go their A-labels."""

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest
from acts import tell_everybody, write
from factories import ADA, make_organiser, make_registration, make_seminar
from flask import Flask
from icalendar import Calendar
from installations import settings
from outside import needs_checkers, run
from post_office import Post, serving
from sqlalchemy import select

from seminars import clock, config, links
from seminars.domain.organisers import digests
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState, Seminar, new_uid

SITE, POST = "xn--80aa2ae1aeh8e.xn--90ais", "xn--80a1acn3a.xn--90ais"  # кластары.бел, пошта.бел
STORED_UID = "stored@кластары.бел"
NAMES = {
    "PUBLIC_BASE_URL": "https://кластары.бел",
    "TRUSTED_HOSTS": "кластары.бел",
    "MAIL_DEFAULT_SENDER": "info@кластары.бел",
    "CALENDAR_ORGANIZER": "cal@Кластары.бел",
}
WRITTEN = {f"SEMINARS_{name}": written for name, written in NAMES.items()}


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def site(app: Flask, tmp_path: Path, post: Post) -> Iterator[Flask]:
    """A site under a Unicode name that sends by real SMTP."""
    settled = config.load(settings(tmp_path, **WRITTEN))
    app.config.update({name: settled[name] for name in (*NAMES, "CONTROLLER_EMAIL")})
    app.config["HOSTS_ANSWERED"] = settled["TRUSTED_HOSTS"]
    with serving(post) as server, app.app_context():
        app.extensions["mail"].server, app.extensions["mail"].port = server["MAIL_SERVER"], server["MAIL_PORT"]
        yield app


@pytest.fixture
def mails(site: Flask, post: Post) -> list[EmailMessage]:
    """Ada is signed up, the seminar is moved, and Olive gets her daily mail."""
    ada = replace(ADA, given_name="Ада", email="ada@пошта.бел")
    seminar = make_seminar(uid=new_uid(links.domain()), host_email="host@пошта.бел")
    make_organiser("olive@пошта.бел", language="be")
    make_registration(seminar, ada, language="be")
    deliver_due()
    later, moves = seminar.starts_at + timedelta(days=1), {"actor": "olive@пошта.бел"}
    write(lambda: changes.move(db.session.get_one(Seminar, seminar.id), starts_at=later, **moves))
    tell_everybody()
    write(lambda: digests.post_due(now=clock.now()))
    deliver_due()
    assert set(db.session.scalars(select(Message.state))) == {MessageState.SENT}
    assert {envelope.mail_from for envelope in post.envelopes} == {f"info@{SITE}"}
    return [email.message_from_bytes(envelope.content, policy=policy.default) for envelope in post.envelopes]


def calendars(mail: EmailMessage) -> list[Calendar]:
    return [
        Calendar.from_ical(part.get_payload(decode=True)) for part in mail.walk() if "/calendar" in part["Content-Type"]
    ]


def test_every_mail_of_a_site_under_a_unicode_name_leaves(mails, post):
    confirmation, moved, daily = mails
    assert [envelope.rcpt_tos for envelope in post.envelopes] == [[f"ada@{POST}"]] * 2 + [[f"olive@{POST}"]]
    for mail in mails:
        assert parseaddr(mail["From"])[1] == f"info@{SITE}"
        assert re.fullmatch(rf"<[0-9a-f]{{32}}@{re.escape(SITE)}>", mail["Message-ID"])
        assert {parseaddr(str(mail[name]))[1] for name in ("Reply-To",) if mail[name]} <= {f"host@{POST}"}
    assert moved["In-Reply-To"] == moved["References"] == confirmation["Message-ID"]
    assert daily["List-Unsubscribe"].strip().startswith(f"<https://{SITE}/organiser/digest/")


def test_the_attendee_is_the_recipient_letter_by_letter(mails):
    for mail in mails[:2]:
        (calendar,) = calendars(mail)
        (event,) = calendar.events
        assert event["ATTENDEE"] == f"mailto:{parseaddr(mail['To'])[1]}" == f"mailto:ada@{POST}"
        assert event["ORGANIZER"] == f"mailto:cal@{SITE}"
        assert event["UID"].endswith(f"@{SITE}")
        assert event["URL"] == f"https://{SITE}/be/seminars/klichev"


def test_no_domain_is_left_in_other_letters(mails):
    for mail in mails:
        texts = [part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()]
        assert [text for text in texts if ".бел" in text] == []
        assert all(f"https://{SITE}/" in text for text in texts[:2])


def test_feeds_and_pages_name_the_site_in_ascii_and_a_stored_uid_as_it_is(site):
    make_seminar(uid=STORED_UID)
    client = site.test_client()
    host = {"base_url": f"https://{SITE}"}
    feed, one = (client.get(f"/be/{path}", **host).text for path in ("calendar/all.ics", "seminars/klichev.ics"))
    for text in (feed, one):
        assert f"\r\nUID:{STORED_UID}\r\n" in text
        assert text.count(".бел") == 1
    news, page, privacy = (
        client.get(f"/be/{path}", **host).text for path in ("news.atom", "seminars/klichev", "privacy")
    )
    assert [".бел" in text for text in (news, page)] == [False, False]
    assert f'<a href="mailto:info@{SITE}">info@кластары.бел</a>' in privacy


@pytest.mark.parametrize("sender", ["seminars@seminars.example.org", "Office@Example.ORG", "a@xn--80a1acn3a.xn--90ais"])
def test_the_id_of_a_mail_is_the_one_that_every_version_gave_it(tmp_path, sender):
    """Under a name in ASCII mails have left before, and one that is tried again must be the same mail."""
    told = Flask("told")
    told.config.update(config.load(settings(tmp_path, SEMINARS_MAIL_DEFAULT_SENDER=sender)))
    with told.app_context():
        assert message_id("registration-1") == f"<e63271b40a0b487be77e1a2af5f20349@{sender.partition('@')[2]}>"


@pytest.mark.long
@needs_checkers
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_readers_of_others_find_no_fault(mails, post, tmp_path):
    files = [tmp_path / f"{number}.eml" for number in range(len(mails))]
    for file, envelope in zip(files, post.envelopes, strict=True):
        file.write_bytes(envelope.content)
    for kind, sent in (("transactional", files[:2]), ("bulk", files[2:])):
        print(run("check_mail", "--domain", SITE, "--kind", kind, *map(str, sent)))
