"""People take their data back: what they had goes to others, a last mail says so, and nothing is kept."""

import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_string

import pytest
from acts import cancel
from factories import ADA, make_registration, make_seminar
from planted import COMPANION, NEW_ADDRESS, PLANTED, in_the_database, in_the_folder, words_of
from post_office import Post, serving
from trusted_clock import trust_the_time
from visitors import ANSWERS, FORM, SIGN_UP, RowsRead, hidden_fields, letters, manage_page, post, rows, set_all, sign_up

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.errors import NotActive
from seminars.domain.people.sign_up import WhenShort
from seminars.domain.privacy import erasure
from seminars.domain.programme import personal_feeds
from seminars.domain.registrations import addresses, approvals, leaving, offers, self_service, waiting_list
from seminars.extensions import db
from seminars.mail.sending import claims, delivery
from seminars.mail.sending.connections import KeptConnection
from seminars.models import (
    CalendarMethod,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Party,
    PersonalFeed,
    Registration,
    Seminar,
    Status,
    Submission,
)
from seminars.worker import forgetting

BELA = replace(ADA, given_name="Bela", email="bela@example.org")
DONE = "/en/registrations/erased"


@pytest.fixture(autouse=True)
def _sound(app):
    yield
    with app.app_context():
        assert find_violations(now=clock.now()) == []
        assert find_violations(now=clock.now() + timedelta(hours=40)) == []


def erase(client, page: str) -> None:
    answer = post(client, f"{page}/erasure")
    assert (answer.status_code, answer.location) == (303, DONE)
    assert "Your data is removed." in client.get(DONE).text


def deliver(app) -> None:
    with app.app_context():
        delivery.deliver_due()
        forgetting.finish_erasures(threading.Event())


def deliver_through(office: Post, app) -> None:
    with serving(office) as way:
        app.extensions["mail"].server, app.extensions["mail"].port = way["MAIL_SERVER"], way["MAIL_PORT"]
        deliver(app)


def run_nightly(app) -> None:
    with app.app_context():
        trust_the_time()
        forgetting.remove_old_personal_data(threading.Event())


def mails(app) -> list[tuple]:
    return [(each.kind, each.to, each.state, each.calendar_method) for each in rows(app, Message)]


@pytest.fixture
def page(app) -> str:
    """Of a planted person with a companion; both have places, and their mail has come."""
    with app.app_context():
        make_registration(make_seminar(capacity=2), PLANTED, companions=(COMPANION,))
        make_registration(db.session.query(Seminar).one(), BELA)
        delivery.deliver_due()
    return manage_page(app)


def test_whoever_takes_their_data_back_is_found_nowhere_once_the_last_mail_is_out(app, client, page):
    post(client, f"{page}/address", email=NEW_ADDRESS)
    with app.app_context(), write_unit():
        addresses.change_address(db.session.get_one(Registration, 1), NEW_ADDRESS)
        self_service.send_links(NEW_ADDRESS, language="en", now=clock.now())
        db.session.commit()
    deliver(app)
    assert words_of(in_the_database(app)) > {"zzyzxsurname", "zzyzxfriend", "zzyzxmail", "zzyzxnew", "zzyzxneeds"}
    assert words_of(in_the_folder(app)) >= {"zzyzxsurname", "zzyzxmail", "zzyzxnew"}
    erase(client, manage_page(app, version=2))
    assert in_the_database(app) == {"message.to": {"zzyzxnew"}}
    deliver(app)
    assert in_the_database(app) == {}
    last = rows(app, Message)[-2:]
    assert [(each.kind, each.state, each.calendar_method) for each in last] == [
        (MessageKind.ERASED, MessageState.SENT, CalendarMethod.CANCEL),
        (MessageKind.OFFERED, MessageState.SENT, None),
    ]
    run_nightly(app)
    assert (in_the_database(app), in_the_folder(app)) == ({}, {})
    assert any("A place is offered to you." in letter for letter in letters(app))


def test_the_page_says_what_goes_and_the_seats_go_to_those_who_wait(app, client, page):
    assert [each.status for each in rows(app, Registration)][2] == Status.WAITING
    asked = client.get(f"{page}/erasure")
    assert asked.status_code == 200
    for words in ("Remove my data?", "Zzyzxgiven Plantedova-Zzyzxsurname, Zzyzxfriend Zzyzxfriendly", PLANTED.email):
        assert words in asked.text
    erase(client, page)
    assert [each.status for each in rows(app, Registration)] == [Status.CANCELLED, Status.CANCELLED, Status.OFFERED]


def test_afterwards_every_address_of_it_leads_nowhere(app, client, page):
    with app.app_context():
        proof = tokens.timed_token("new-address", [1, 1, NEW_ADDRESS])
        receipt = tokens.timed_token("receipt", 1)
    erase(client, page)
    ways = [page, f"{page}/erasure", f"{page}/data.json", f"{page}/answers/edit", f"{page}/address/new"]
    ways += [manage_page(app, version=2), f"{manage_page(app, version=2)}/erasure"]
    ways += [f"/en/registrations/new-address/{proof}", f"/en/registrations/received/{receipt}"]
    found = {way: client.get(way) for way in ways}
    assert {answer.status_code for answer in found.values()} == {404}
    for act in ("cancellation", "restoration", "message", "language", "disavowal", "acceptance", "calendar-link"):
        assert post(client, f"{page}/{act}", language="be").status_code == 404


def test_a_second_press_finds_it_done_and_strangers_learn_nothing(app, client, page):
    erase(client, page)
    before = mails(app)
    erase(client, page)
    assert mails(app) == before
    forged = page[:-1] + ("a" if page[-1] != "a" else "b")
    assert post(client, f"{forged}/erasure").status_code == 404


def _declined(registration: Registration) -> None:
    approvals.decline(registration, reason="Zzyzxdeclined", actor="olive@example.org")


def _cancelled(registration: Registration) -> None:
    leaving.cancel(registration, by="person")


def _expired(registration: Registration) -> None:
    """Approved into a seminar without a free place, and offered one twice in vain."""
    approvals.approve(registration, actor="olive@example.org")
    for _ in range(2):
        waiting_list.offer_out_of_turn(registration, actor="olive@example.org", may_exceed=True)
        registration.party.offer_ends_at = clock.now()
        offers.lapse_offers(registration.seminar)


ENDS = {Status.DECLINED: _declined, Status.CANCELLED: _cancelled, Status.EXPIRED: _expired}


@pytest.mark.parametrize("status", ENDS)
def test_what_has_ended_is_erased_without_another_mail(app, client, status):
    with app.app_context():
        seminar = make_seminar(needs_approval=True, capacity=0)
        make_registration(seminar, PLANTED)
        with write_unit():
            ENDS[status](db.session.get_one(Registration, 1))
            db.session.commit()
        delivery.deliver_due()
    count = len(mails(app))
    erase(client, manage_page(app))
    deliver(app)
    assert in_the_database(app) == {}
    assert ([each.status for each in rows(app, Registration)], len(mails(app))) == ([status], count)


def test_after_the_start_nobody_is_cancelled_but_names_are_gone(app, client, page):
    set_all(app, Seminar, starts_at=clock.now() - timedelta(minutes=1))
    count = len(mails(app))
    assert "The seminar has begun" in client.get(f"{page}/erasure").text
    erase(client, page)
    assert (in_the_database(app), len(mails(app))) == ({}, count)
    erase(client, manage_page(app, 3))
    assert [each.status for each in rows(app, Registration)] == [Status.CONFIRMED] * 2 + [Status.CANCELLED]


def test_an_open_offer_is_passed_on(app, client, page):
    with app.app_context():
        cancel(1, whole_party=True)
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(BELA, given_name="Cyd"))
        make_registration(db.session.query(Seminar).one(), replace(BELA, given_name="Dan"))
    assert [each.status for each in rows(app, Registration)][2:] == [Status.OFFERED, Status.CONFIRMED, Status.WAITING]
    erase(client, manage_page(app, 3))
    assert [each.status for each in rows(app, Registration)][2:] == [Status.CANCELLED, Status.CONFIRMED, Status.OFFERED]


def test_a_cancellation_that_still_waits_leaves_the_calendar_before_its_address_is_forgotten(app, client, page):
    post(client, f"{page}/party/cancellation")
    erase(client, page)
    assert in_the_database(app) == {"message.to": {"zzyzxmail"}}
    deliver(app)
    assert in_the_database(app) == {}
    assert (MessageKind.ERASED, "", MessageState.SENT, CalendarMethod.CANCEL) in mails(app)


def test_both_parties_that_one_form_made_are_erased_together(app, client):
    with app.app_context():
        split = {"companions": (COMPANION,), "when_short": WhenShort.SPLIT}
        make_registration(make_seminar(capacity=1), PLANTED, **split)
        assert db.session.query(Party).count() == 2
    assert "Zzyzxfriend Zzyzxfriendly" in client.get(f"{manage_page(app)}/erasure").text
    erase(client, manage_page(app))
    deliver(app)
    assert in_the_database(app) == {}


@pytest.mark.usefixtures("quick_fingers", "seminar")
def test_what_programs_and_others_sent_costs_nobody_who_takes_their_data_back_any_time(app, client):
    for given_name in ("Ada", "Bela", "Cyril"):
        sign_up(client, given_name=given_name, email=f"{given_name.lower()}@example.org")
        sign_up(client, extra_note="spam")
    page = manage_page(app, 2)
    with RowsRead(app, "FROM submission") as read:
        assert client.get(f"{page}/erasure").status_code == 200
    assert read == [1]
    with RowsRead(app, "FROM submission") as read:
        erase(client, page)
    assert read == [1, 1]
    assert [each.typed.get("given_name") for each in rows(app, Submission)] == [
        "Ada",
        "Ada",
        None,
        "Ada",
        "Cyril",
        "Ada",
    ]


def test_others_under_the_same_address_keep_what_they_have(app, client, page):
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), replace(PLANTED, given_name="Zzyzxother"))
        with write_unit():
            feed = personal_feeds.get_or_create("zzyzxmail@planted.example.org", now=clock.now()).id
            db.session.commit()
    erase(client, page)
    deliver(app)
    assert [each.given_name for each in rows(app, Registration) if each.surname] == ["Bela", "Zzyzxother"]
    with app.app_context():
        address = f"/en/calendar/mine/{tokens.feed_token(feed, 1)}.ics"
    assert client.get(address).status_code == 200


def test_the_calendar_ends_with_the_last_registration_and_its_link_is_never_anothers(app, client, page):
    with app.app_context(), write_unit():
        feed = personal_feeds.get_or_create("zzyzxmail@planted.example.org", now=clock.now()).id
        db.session.commit()
    with app.app_context():
        address = f"/en/calendar/mine/{tokens.feed_token(feed, 1)}.ics"
    assert client.get(address).status_code == 200
    erase(client, page)
    assert client.get(address).status_code == 404
    with app.app_context(), write_unit():
        assert personal_feeds.get_or_create(BELA.email, now=clock.now()).id != feed
        db.session.commit()
    assert client.get(address).status_code == 404
    assert [each.email_key for each in rows(app, PersonalFeed)] == [f"erased-{feed}", BELA.email]


def test_who_signs_up_again_gets_an_entry_that_calendars_believe(app, client, page):
    set_all(app, Seminar, capacity=20)
    erase(client, page)
    deliver(app)
    (last,) = [each for each in rows(app, Message) if each.calendar_method == CalendarMethod.CANCEL]
    assert "@" not in rows(app, Invitation)[0].email_key
    with app.app_context():
        cancel(3)
        make_registration(db.session.query(Seminar).one(), PLANTED)
    again = rows(app, Message)[-1]
    assert (again.calendar_method, again.calendar_sequence > last.calendar_sequence) == (
        CalendarMethod.REQUEST,
        True,
    )


def test_a_lost_link_of_an_erased_person_is_asked_for_in_vain_and_looks_alike(app, client, page):
    erase(client, page)
    known = len(mails(app))
    asked = post(client, "/en/registrations/find", email=PLANTED.email)
    assert (asked.status_code, asked.location) == (303, "/en/registrations/find?sent=1")
    assert len(mails(app)) == known


@pytest.mark.usefixtures("quick_fingers")
def test_the_form_on_the_back_button_is_not_taken_for_the_erased_one(app, client):
    with app.app_context():
        make_seminar()
    form = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    assert client.post(SIGN_UP, data=form).status_code == 303
    erase(client, manage_page(app))
    again = client.post(SIGN_UP, data=form)
    assert (again.status_code, "You have sent this form already" in again.text) == (409, True)
    assert [each.body_hash for each in rows(app, Submission)] == [""]


def test_a_mail_that_was_being_sent_is_forgotten_after_it(app, client, page):
    with app.app_context(), write_unit():
        self_service.send_links(PLANTED.email, language="en", now=clock.now())
        db.session.commit()
    with app.app_context():
        claimed = [claims.claim("worker")]
    post(client, f"{page}/message")
    with app.app_context():
        claimed.append(claims.claim("worker"))
    erase(client, page)
    assert in_the_database(app)["message.to"] == {"zzyzxmail"}
    with app.app_context():
        for each in filter(None, claimed):
            delivery._deliver(each, "worker", KeptConnection())
    deliver(app)
    run_nightly(app)
    assert in_the_database(app) == {}


def test_over_a_real_mail_server_the_acknowledgement_names_nobody_and_takes_the_entry_away(app, client, page):
    erase(client, page)
    office = Post()
    deliver_through(office, app)
    wire = {each.rcpt_tos[0]: each.content.decode() for each in office.envelopes}
    assert "METHOD:CANCEL" in _as_text(wire[PLANTED.email])
    assert "Zzyzxgiven" not in _as_text(wire[PLANTED.email])
    assert in_the_database(app) == {}


def _as_text(wire: str) -> str:
    parts = [part.get_payload(decode=True) or b"" for part in message_from_string(wire).walk()]
    return " ".join([wire, *(part.decode(errors="replace") for part in parts)])


def test_a_refusal_for_good_forgets_the_address_and_what_the_server_said_of_it(app, client, page):
    erase(client, page)
    deliver_through(Post(RCPT=f"550 <{PLANTED.email}> unknown"), app)
    (last,) = [each for each in rows(app, Message) if each.kind == MessageKind.ERASED]
    assert (last.state, last.to, last.last_error, last.facts) == (MessageState.FAILED, "", "", {})


def test_nothing_more_can_be_done_with_an_erased_registration(app, client, page):
    set_all(app, Seminar, starts_at=clock.now() - timedelta(minutes=1))
    erase(client, page)
    with app.app_context(), write_unit():
        registration = db.session.get_one(Registration, 1)
        assert registration.status == Status.CONFIRMED
        with pytest.raises(NotActive):
            leaving.cancel(registration, by="organiser", reason="x")
        assert not leaving.may_be_restored(registration)
        erasure.erase(registration)
    assert [each.kind for each in rows(app, Message)].count(MessageKind.ERASED) == 0
