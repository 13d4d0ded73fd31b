"""Lost links: sent to the address alone, those of what has ended told apart."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr
from mailbox import Maildir
from pathlib import Path

from factories import ADA, make_registration, make_seminar
from flask import Flask
from sqlalchemy import update
from visitors import letters, post, rows

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain import activity
from seminars.domain.privacy import erasure
from seminars.domain.registrations import corrections, leaving, self_service
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar, Status, Submission

HOUR = timedelta(hours=1)


def test_the_lost_link_page_tells_strangers_nothing(app, client):
    with app.app_context():
        make_registration(make_seminar())
    answers = {}
    for address in ("ada@example.org", "eve@example.org", "ADA@EXAMPLE.ORG"):
        answer = post(client, "/en/registrations/find", email=address)
        answers[address] = (
            answer.status_code,
            answer.location,
            len(answer.text),
            len(client.get(answer.location).text),
        )
    assert len(set(answers.values())) == 1
    links = [each for each in rows(app, Message) if each.kind == MessageKind.LINKS]
    assert [(each.to, each.language, each.facts) for each in links] == [
        (ADA.email, "en", {"email_key": ADA.email, "registrations": [1], "feed": 1, "is_new_link": False})
    ] * 2
    for _attempt in range(4):
        assert post(client, "/en/registrations/find", email=ADA.email).status_code == 303
    assert len([each for each in rows(app, Message) if each.kind == MessageKind.LINKS]) == 3


def test_the_mail_with_links_tells_what_comes_from_what_has_ended(app):
    now = clock.now()
    slugs = ("coming", "left", "over", "postponed", "cancelled-later", "of-a-family", "not-hers")
    with app.app_context():
        for slug in slugs:
            make_registration(make_seminar(slug=slug, title={"en": slug}))
        with write_unit():
            of = {each.slug: each.id for each in db.session.query(Seminar)}
            long_ago = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=8)}
            for slug, values in (("over", long_ago), ("postponed", {**long_ago, "postponed_at": now})):
                db.session.execute(update(Seminar).where(Seminar.id == of[slug]).values(**values))
            by_seminar = {each.seminar_id: each for each in db.session.query(Registration)}
            by_seminar[of["left"]].status = Status.CANCELLED
            not_hers = by_seminar[of["not-hers"]]
            not_hers.status, not_hers.cancelled_by = Status.CANCELLED, activity.NOT_ME
            self_service.send_links(ADA.email, language="en", now=now)
            db.session.commit()
        links = db.session.query(Message).filter_by(kind=MessageKind.LINKS).one()
        assert links.facts == {
            "email_key": ADA.email,
            "registrations": [
                of[slug] for slug in ("postponed", "coming", "cancelled-later", "of-a-family", "left", "over")
            ],
            "feed": 1,
            "is_new_link": False,
        }
        with write_unit():
            db.session.execute(update(Message).where(Message.id != links.id).values(state=MessageState.HELD))
            db.session.get(Registration, by_seminar[of["cancelled-later"]].id).status = Status.CANCELLED
            db.session.commit()
        delivery.deliver_due()
        link_of = {slug: tokens.manage_token(by_seminar[of[slug]].id, 1) for slug in slugs}
    expected = ["postponed", "coming", "of-a-family"], ["cancelled-later", "left", "over"]
    for text in letters(app):
        parts = text.split("Earlier registrations")
        found = [re.findall(r"/en/registrations/(\d[\w~-]+)", part) for part in parts]
        assert found == [[link_of[slug] for slug in half] for half in expected]
        assert [part.count("See or remove your data") for part in parts] == [0, 3]
        assert parts[1].count("Ada Klichevskaya (cancelled)") == 2


def test_whose_registrations_have_all_ended_gets_their_links_but_no_calendar(app):
    now = clock.now()
    with app.app_context():
        make_registration(make_seminar(slug="left"))
        register_for_what_is_over("over", timedelta(days=2))
        with write_unit():
            leaving.cancel(db.session.get_one(Registration, 1), by="person")
            db.session.commit()
        delivery.deliver_due()
        asked = len(letters(app))
        ask_for_links(ADA.email, now)
        delivery.deliver_due()
    plain, _html = letters(app)[asked:]
    assert re.findall(r"/en/registrations/(\d)\D", plain) == ["1", "2"]
    assert "calendar" not in plain


def test_strangers_bring_no_more_than_one_mail_an_hour_and_three_a_day_about_what_has_ended(app):
    night = clock.now().replace(hour=0, minute=30)
    with app.app_context():
        register_for_what_is_over("over", timedelta(days=3))
        for half_an_hour in range(2 * 8):
            ask_for_links(ADA.email, night + half_an_hour * timedelta(minutes=30))
    assert [each.created_at for each in links_posted(app)] == [night, night + HOUR / 2, night + 3 * HOUR / 2]


def test_a_mail_lists_the_latest_twenty_of_those_that_are_over_and_none_that_is_erased(app):
    now = clock.now()
    with app.app_context():
        for number in range(1, 23):
            register_for_what_is_over(f"over-{number}", timedelta(days=60 - number))
        with write_unit():
            erasure.erase(db.session.get_one(Registration, 22))
            db.session.commit()
        ask_for_links(ADA.email, now)
    assert [each.facts["registrations"] for each in links_posted(app)] == [[*range(21, 1, -1)]]


def test_whom_somebody_else_signed_up_is_not_written_to_again_by_strangers(app):
    with app.app_context():
        make_registration(make_seminar())
        with write_unit():
            leaving.cancel(db.session.get_one(Registration, 1), by="not_me")
            db.session.commit()
        ask_for_links(ADA.email, clock.now())
    assert links_posted(app) == []


def test_a_stranger_sees_no_difference_between_no_registration_and_one_that_has_ended(app, client):
    with app.app_context():
        register_for_what_is_over("over", timedelta(days=2))
    answers = [post(client, "/en/registrations/find", email=email) for email in (ADA.email, "eve@example.org")]
    assert len({(each.status_code, each.location, each.text) for each in answers}) == 1
    assert len(links_posted(app)) == 1


def register_for_what_is_over(slug: str, since: timedelta) -> None:
    seminar = make_seminar(slug=slug)
    make_registration(seminar)
    with write_unit():
        ended = clock.now() - since
        db.session.execute(
            update(Seminar).where(Seminar.id == seminar.id).values(starts_at=ended - 5 * HOUR, ends_at=ended)
        )
        db.session.commit()


def ask_for_links(address: str, now: datetime) -> None:
    with write_unit():
        self_service.send_links(address, language="en", now=now)
        db.session.commit()


def links_posted(app: Flask) -> list[Message]:
    return [each for each in rows(app, Message) if each.kind == MessageKind.LINKS]


def test_the_link_of_a_corrected_address_does_not_go_to_the_old_one(app):
    with app.app_context():
        make_registration(make_seminar())
        with write_unit():
            self_service.send_links(ADA.email, language="en", now=clock.now())
            db.session.commit()
        with write_unit():
            corrections.correct_address(db.session.get_one(Submission, 1), "right@example.org")
            db.session.commit()
        delivery.deliver_due()
        new_link = tokens.manage_token(1, 2)
    folder = Maildir(Path(app.config["INSTANCE"]) / "mail")
    plain = {parseaddr(mail["To"])[1]: next(part for part in mail.walk() if not part.is_multipart()) for mail in folder}
    told = {address: new_link in part.get_payload(decode=True).decode() for address, part in plain.items()}
    assert told == {"right@example.org": True, ADA.email: False}
