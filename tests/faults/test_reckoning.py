"""The reckoning after the kills finds what it is there to find: else its silence would prove nothing."""

from dataclasses import dataclass, field, replace

import pytest
from aiosmtpd.smtp import Envelope
from factories import ADA, make_registration, make_seminar
from flask import Flask
from people import Crowd
from post_office import Post
from reckoning import no_traceback, same_acts, same_mails, same_people
from sqlalchemy import delete, update

from seminars import tokens
from seminars.database.units import database_now, write_unit
from seminars.domain.registrations import leaving
from seminars.extensions import db
from seminars.mail.render import message_id
from seminars.models import Activity, Message, MessageState, Registration

BELA = replace(ADA, given_name="Bela", email="bela@example.org")
TO_ADA, TO_BELA = (ADA.email, "Ada"), (BELA.email, "Bela")  # what they were told: the address and the name


@dataclass
class Ended:
    """What is left of a site: the mails that arrived, and what its processes said."""

    post: Post = field(default_factory=Post)
    log: str = ""


@pytest.fixture
def site(app: Flask):
    """Ada and Bela have signed up, and their mails were sent and arrived."""
    with app.app_context():
        seminar, ended = make_seminar(), Ended()
        make_registration(seminar)
        make_registration(seminar, BELA)
        for message in db.session.query(Message).order_by(Message.id):
            ended.post.envelopes.append(envelope(message))
        write(update(Message).values(state=MessageState.SENT, sent_at=database_now(), facts={}))
        yield ended


def envelope(message: Message, *, to: str = "") -> Envelope:
    arrived = Envelope()
    arrived.rcpt_tos = [to or message.to]
    arrived.content = f"Message-ID: {message_id(message.dedup)}\r\n\r\nYou have a place.\r\n".encode()
    return arrived


def write(statement) -> None:
    with write_unit():
        db.session.execute(statement.execution_options(synchronize_session=False))
        db.session.commit()


def crowd(*signed_up: tuple[str, str], did=()) -> Crowd:
    known = Crowd((5000,))
    known.signed_up.extend(signed_up)
    known.did.extend(did)
    return known


def test_what_is_right_passes(site):
    same_people(crowd(TO_ADA, TO_BELA))
    same_mails(site, repeated_at_most=0)
    no_traceback(site)


@pytest.mark.parametrize("told", [(TO_ADA,), (TO_ADA, TO_BELA, ("cyril@example.org", "Cyril"))])
def test_somebody_who_was_told_yes_and_is_not_there_is_missed_and_so_is_the_other_way_round(site, told):
    with pytest.raises(AssertionError):
        same_people(crowd(*told))


def test_somebody_who_is_there_twice_is_found(site):
    write(update(Registration).where(Registration.email == BELA.email).values(email_key=ADA.email, given_name="Ada"))
    with pytest.raises(AssertionError):
        same_people(crowd(TO_ADA, TO_ADA))


def test_a_mail_that_was_marked_and_never_arrived_is_missed(site):
    site.post.envelopes.pop()
    with pytest.raises(AssertionError):
        same_mails(site, repeated_at_most=0)


def test_a_mail_to_another_address_is_found(site):
    site.post.envelopes.append(envelope(db.session.query(Message).first(), to="mallory@example.org"))
    with pytest.raises(AssertionError):
        same_mails(site, repeated_at_most=9)


def test_a_mail_that_came_more_often_than_there_were_kills_is_found(site):
    site.post.envelopes.append(envelope(db.session.query(Message).first()))
    same_mails(site, repeated_at_most=1)
    with pytest.raises(AssertionError):
        same_mails(site, repeated_at_most=0)


def test_a_mail_that_nobody_sends_any_more_is_found(site):
    write(update(Message).where(Message.to == BELA.email).values(state=MessageState.SENDING))
    with pytest.raises(AssertionError):
        same_mails(site, repeated_at_most=9)


def test_an_act_that_was_answered_and_left_no_step_is_found(site):
    with write_unit():
        registration = db.session.query(Registration).filter_by(email=ADA.email).one()
        leaving.cancel(registration, by="person")
        token = tokens.manage_token(registration.id, registration.token_version)
        db.session.commit()
    told = crowd(did=[("cancellation", f"/en/registrations/{token}")])
    same_acts(told)
    write(update(Message).values(activity_id=None))
    write(delete(Activity).where(Activity.kind == "cancelled"))
    with pytest.raises(AssertionError):
        same_acts(told)


def test_a_traceback_in_any_log_is_found(site):
    site.log = "ready\nTraceback (most recent call last):\n"
    with pytest.raises(AssertionError):
        no_traceback(site)
