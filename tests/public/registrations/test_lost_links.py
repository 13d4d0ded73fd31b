"""Lost links: sent to the address alone, and only those that live."""

import re
from datetime import timedelta
from email.utils import parseaddr
from mailbox import Maildir
from pathlib import Path

from factories import ADA, make_registration, make_seminar
from sqlalchemy import update
from visitors import letters, post, rows

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.registrations import corrections, self_service
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, MessageState, Registration, Seminar, Status, Submission


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


def test_the_mail_with_links_holds_only_registrations_that_live(app):
    now = clock.now()
    with app.app_context():
        for slug in ("coming", "left", "over", "postponed", "cancelled-later", "of-a-family"):
            make_registration(make_seminar(slug=slug, title={"en": slug}))
        with write_unit():
            of = {each.slug: each.id for each in db.session.query(Seminar)}
            long_ago = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=8)}
            for slug, values in (("over", long_ago), ("postponed", {**long_ago, "postponed_at": now})):
                db.session.execute(update(Seminar).where(Seminar.id == of[slug]).values(**values))
            by_seminar = {each.seminar_id: each for each in db.session.query(Registration)}
            by_seminar[of["left"]].status = Status.CANCELLED
            self_service.send_links(ADA.email, language="en", now=now)
            db.session.commit()
        links = db.session.query(Message).filter_by(kind=MessageKind.LINKS).one()
        assert links.facts == {
            "email_key": ADA.email,
            "registrations": [of[slug] for slug in ("postponed", "coming", "cancelled-later", "of-a-family")],
            "feed": 1,
            "is_new_link": False,
        }
        with write_unit():
            db.session.execute(update(Message).where(Message.id != links.id).values(state=MessageState.HELD))
            db.session.get(Registration, by_seminar[of["cancelled-later"]].id).status = Status.CANCELLED
            db.session.commit()
        delivery.deliver_due()
        expected = {tokens.manage_token(by_seminar[of[slug]].id, 1) for slug in ("postponed", "coming", "of-a-family")}
    plain, html = letters(app)
    for text in (plain, html):
        assert set(re.findall(r"/en/registrations/(\d[\w~-]+)", text)) == expected


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
