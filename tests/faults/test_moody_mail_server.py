"""A mail server in every mood, one after the other: each mail arrives or is told as refused, and one that arrived twice
was the same mail both times."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes

import pytest
from factories import ADA, make_registration, make_seminar
from post_office import Post
from running_site import site_on
from sqlalchemy import select, update

from seminars.database.units import database_now, write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Message, MessageState

MOODS = ("451 later", "hangs after it took the mail", "550 5.1.1 no such mailbox", "250 OK")


class MoodyPost(Post):
    """Answers the mails in turn by MOODS; once it is in good mood it takes each."""

    is_well = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd finds it by this name
        mood = "250 OK" if self.is_well else MOODS[len(self.envelopes) % len(MOODS)]
        self.envelopes.append(envelope)
        if mood.startswith("hangs"):
            await asyncio.sleep(3)
        return mood if mood[:3].isdecimal() else "250 OK"


@pytest.mark.long
def test_no_mail_is_lost_on_a_mail_server_that_refuses_hangs_and_puts_off(database, tmp_path):
    post = MoodyPost()
    with (
        site_on(tmp_path, database, post=post, SEMINARS_MAIL_TIMEOUT="1") as site,
        site.app.app_context(),
    ):
        seminar = make_seminar()
        for number in range(len(MOODS)):
            make_registration(seminar, replace(ADA, email=f"ada{number}@example.org"))
        assert deliver_due() == 1
        first = states()
        assert first == ["queued", "queued", "failed", "sent"]
        post.is_well = True
        with write_unit():
            queued = update(Message).where(Message.state == MessageState.QUEUED)
            db.session.execute(queued.values(due_at=database_now() - timedelta(seconds=1)))
            db.session.commit()
        assert deliver_due() == 2
        assert states() == ["sent", "sent", "failed", "sent"]
        assert find_violations(now=database_now()) == []
    mails = Counter(
        (each.rcpt_tos[0], message_from_bytes(each.content)["Message-ID"].strip()) for each in post.envelopes
    )
    assert sorted((address, count) for (address, _id), count in mails.items()) == [
        ("ada0@example.org", 2),
        ("ada1@example.org", 2),
        ("ada2@example.org", 1),
        ("ada3@example.org", 1),
    ]


def states() -> list[str]:
    db.session.rollback()
    return [str(state) for state in db.session.scalars(select(Message.state).order_by(Message.id))]
