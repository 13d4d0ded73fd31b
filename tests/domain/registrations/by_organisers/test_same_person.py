"""Two registrations of one person become one: the better of them holds, and nobody but the right address is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from acts import OLIVE, act, cancel, erase, let_mails_fail, messages, set_all, write
from factories import ADA, NO_CONSENT, make_registration, make_seminar
from sqlalchemy import update

from seminars import clock, tokens
from seminars.domain.errors import NotActive, TooLate
from seminars.domain.people.sign_up import Person
from seminars.domain.privacy import own_data
from seminars.domain.registrations import approvals, self_service, waiting_list
from seminars.domain.registrations.by_organisers.mended_addresses import KnownThere
from seminars.domain.registrations.by_organisers.same_person import unite
from seminars.domain.registrations.by_organisers.unions import union_of
from seminars.domain.registrations.situations import situation_of
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import (
    Activity,
    CalendarMethod,
    Consent,
    ConsentKind,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Status,
    Submission,
)
from seminars.models.registrations.situation import Situation

pytestmark = pytest.mark.usefixtures("inside", "sound")
DAY = timedelta(days=1)
DEAD, RIGHT = "ada@dead.example.org", "ada@example.org"
BORIS, CARL = Person(given_name="Boris", surname="Klichevsky"), Person(given_name="Carl", surname="Klichevsky")
REQUEST = CalendarMethod.REQUEST
C, W, O, P, X = Status.CONFIRMED, Status.WAITING, Status.OFFERED, Status.PENDING, Status.CANCELLED  # noqa: E741


def register(seminar: Seminar, email: str, person: Person = ADA, **values) -> Registration:
    return make_registration(seminar, replace(person, email=email), **values)


def same(one: Registration, other: Registration, **values) -> Registration:
    """Both are looked up anew within the unit, as a page does it."""
    number = other.id
    return act(
        lambda row, *, actor, **more: unite(row, db.session.get_one(Registration, number), actor=actor, **more),
        one.id,
        **values,
    )


def states() -> list[tuple[Status, str]]:
    rows = db.session.query(Registration).order_by(Registration.id).populate_existing()
    return [(each.status, each.mail_address) for each in rows]


def unsent() -> list[tuple]:
    kept = (MessageState.SUPERSEDED, MessageState.SENT, MessageState.MERGED)
    return [(each.kind, each.to, each.calendar_method, each.state) for each in messages() if each.state not in kept]


@pytest.fixture
def ghost() -> Registration:
    """Ada, mistyped, in the only seat; all mail to her has failed."""
    ghost = register(make_seminar(capacity=1), DEAD)
    let_mails_fail(DEAD)
    return ghost


@pytest.fixture
def second(ghost: Registration) -> Registration:
    """Ada once more, who waits behind her own ghost."""
    return register(ghost.seminar, RIGHT, replace(ADA, given_name="ADA", organisation="", phone="+375 29 123-45-67"))


def test_the_first_keeps_seat_number_and_code_and_gets_address_and_answers_of_the_second(ghost, second):
    before = ghost.code, ghost.party.queue_no, ghost.registered_at
    assert same(ghost, second).id == ghost.id
    ghost, second = db.session.query(Registration).order_by(Registration.id).populate_existing()
    assert (ghost.code, ghost.party.queue_no, ghost.registered_at) == before
    assert states() == [(C, RIGHT), (X, RIGHT)]
    said = ghost.given_name, ghost.email_key, ghost.phone, ghost.organisation
    assert said == ("ADA", RIGHT, "+375 29 123-45-67", "Agro Klichev")
    assert (second.cancelled_by, second.cancel_reason) == ("same_person", "")
    assert situation_of(second, now=clock.now()) == Situation.UNITED


def test_one_mail_tells_it_to_the_right_address_and_nobody_is_told_of_the_end(ghost, second):
    same(ghost, second)
    assert unsent() == [(MessageKind.CONFIRMED, RIGHT, REQUEST, MessageState.QUEUED)]
    assert deliver_due() == 1


def test_who_did_it_stands_in_the_log_without_a_word_of_either_address(ghost, second):
    same(ghost, second)
    rows = db.session.query(Activity).order_by(Activity.id)[2:]
    assert [(each.kind, each.actor, each.registration_id, each.details) for each in rows] == [
        ("united", OLIVE, ghost.id, {"given_up": [second.id]}),
        ("cancelled", OLIVE, second.id, {"with": rows[0].id}),
    ]


def test_links_of_the_dead_address_end_and_those_of_the_right_one_lead_to_what_became_of_it(ghost, second):
    links = [tokens.manage_token(each.id, each.token_version) for each in (ghost, second)]
    same(ghost, second)
    versions = [row.token_version for row in db.session.query(Registration).order_by(Registration.id)]
    assert [tokens.read_manage_token(link)[1] == version for link, version in zip(links, versions, strict=True)] == [
        False,
        True,
    ]


def test_pressed_twice_or_from_either_page_it_is_done_once(ghost, second):
    assert [same(ghost, second).id, same(second, ghost).id] == [ghost.id, ghost.id]
    assert db.session.query(Activity).filter_by(kind="united").count() == 1


@pytest.mark.parametrize(("first", "later"), [(C, C), (C, O), (C, P), (O, O), (O, W), (W, W), (W, P), (P, P)])
def test_the_first_holds_where_it_is_as_good_or_better(first, later):
    with_states(first, later)
    one, other = db.session.query(Registration).order_by(Registration.id).limit(2)
    union = union_of(other, one)
    assert (union.kept.id, union.given_up.id, union.address) == (1, 2, RIGHT)
    assert same(one, other).id == 1
    assert states()[:2] == [(first, RIGHT), (X, RIGHT)]


@pytest.mark.parametrize(("first", "later"), [(O, C), (W, C), (P, C), (W, O), (P, O), (P, W)])
def test_nobody_loses_a_seat_or_a_turn_by_being_one_person(first, later):
    with_states(first, later)
    one, other = db.session.query(Registration).order_by(Registration.id).limit(2)
    assert same(one, other).id == 2
    assert states()[:2] == [(X, DEAD), (later, RIGHT)]


def with_states(*wanted: Status) -> None:
    """Ada twice in these states, registrations 1 and 2; somebody else has the only seat."""
    seminar = make_seminar(capacity=1, needs_approval=True)
    people = [register(seminar, address) for address in (DEAD, RIGHT)]
    act(approvals.approve, register(seminar, "bela@example.org", replace(ADA, given_name="Bela")))
    for person, status in zip(people, wanted, strict=True):
        if status != P:
            act(approvals.approve, person, may_exceed=status == C)
        if status == O:
            act(waiting_list.offer_out_of_turn, person, may_exceed=True)


def test_a_seat_that_is_given_up_goes_to_those_who_wait():
    seminar = make_seminar(capacity=2)
    one, other = register(seminar, DEAD), register(seminar, RIGHT)
    register(seminar, "bela@example.org", replace(ADA, given_name="Bela"))
    same(one, other)
    assert states() == [(C, RIGHT), (X, RIGHT), (O, "bela@example.org")]


def test_an_invitation_that_left_is_followed_by_a_higher_one_and_taken_back_by_none():
    seminar = make_seminar()
    one, other = register(seminar, DEAD), register(seminar, RIGHT)
    deliver_due()
    same(one, other)
    deliver_due()
    mails = [(each.to, each.calendar_method, each.calendar_sequence) for each in messages()]
    assert mails == [(DEAD, REQUEST, 0), (RIGHT, REQUEST, 0), (RIGHT, REQUEST, 1)]


def test_an_address_to_which_mails_fail_is_not_taken_over_though_it_was_said_last():
    seminar = make_seminar()
    right, mistyped = register(seminar, RIGHT), register(seminar, DEAD)
    version, old = right.token_version, mistyped.token_version
    let_mails_fail(DEAD)
    assert same(right, mistyped).id == right.id
    assert states() == [(C, RIGHT), (X, DEAD)]
    right, mistyped = db.session.query(Registration).order_by(Registration.id).populate_existing()
    assert (right.token_version, mistyped.token_version) == (version, old + 1)
    assert [mail.state for mail in messages() if mail.to == DEAD] == [MessageState.SUPERSEDED]


def test_what_was_agreed_to_last_holds_and_both_answers_stay_as_evidence():
    seminar, begin = make_seminar(), clock.now() - DAY
    yes = NO_CONSENT | {ConsentKind.PHOTO: True}
    one = register(seminar, DEAD, consents=yes, now=begin)
    other = register(seminar, RIGHT, consents=NO_CONSENT | {ConsentKind.NEWS: True}, language="be")
    same(one, other)
    kept, given_up = ({c.kind: (c.given, c.at) for c in rows} for rows in consents_of(one, other))
    assert kept == given_up
    assert {kind for kind, (given, _at) in kept.items() if given} == {ConsentKind.PROCESSING, ConsentKind.NEWS}
    assert db.session.get_one(Registration, one.id).language == "be"


def consents_of(*people: Registration) -> list[list[Consent]]:
    return [db.session.query(Consent).filter_by(registration_id=each.id).all() for each in people]


def test_a_gap_in_the_later_answers_is_filled_from_the_first_but_organisation_and_kind_go_together():
    seminar, first = make_seminar(), replace(ADA, organisation_kind="company", town="Klichev", needs="lift")
    one = register(seminar, DEAD, first)
    other = register(seminar, RIGHT, replace(ADA, organisation="School 1", town="Pinsk"))
    said = union_of(one, other).answers
    assert (said["organisation"], said["organisation_kind"], said["town"], said["needs"]) == (
        "School 1",
        "",
        "Pinsk",
        "lift",
    )


def test_whoever_was_added_without_an_address_gets_that_of_the_other(ghost):
    seminar = ghost.seminar
    set_all(Seminar, capacity=5)
    paper = register(seminar, "", replace(ADA, given_name="Zoe"))
    web = register(seminar, "zoe@example.org", replace(ADA, given_name="Zoe"))
    same(paper, web)
    assert states()[1:] == [(C, "zoe@example.org"), (X, "zoe@example.org")]
    row = db.session.query(Activity).filter_by(kind="united").one()
    assert row.details == {"given_up": [web.id], "first_address": True}


def test_two_without_an_address_are_one_and_nobody_is_written_to():
    seminar = make_seminar()
    one, other = register(seminar, "", replace(ADA, given_name="Zoe")), register(seminar, "", ADA)
    same(one, other)
    assert states() == [(C, ""), (X, "")]
    assert messages() == []


def test_a_couple_that_signed_up_twice_is_one_couple():
    seminar = make_seminar(capacity=2)
    dead, right = register(seminar, DEAD, companions=(BORIS,)), register(seminar, RIGHT, companions=(BORIS,))
    same(dead, right)
    assert states() == [(C, RIGHT), (C, RIGHT), (X, RIGHT), (X, RIGHT)]
    assert deliver_due() == 1


def test_those_who_came_with_the_second_alone_stay_with_its_address():
    seminar = make_seminar(capacity=2)
    dead = register(seminar, DEAD)
    register(seminar, "bela@example.org", replace(ADA, given_name="Bela"))
    right = register(seminar, RIGHT, companions=(CARL,))
    deliver_due()
    same(dead, right)
    assert states() == [(C, RIGHT), (C, "bela@example.org"), (X, RIGHT), (W, RIGHT)]
    carl = db.session.query(Registration).filter_by(given_name="Carl").one()
    assert (carl.is_contact, carl.party.contact.id) == (True, carl.id)
    assert unsent() == [(MessageKind.CONFIRMED, RIGHT, REQUEST, MessageState.QUEUED)]


def test_those_who_came_with_the_first_move_to_the_right_address_with_it():
    seminar = make_seminar(capacity=2)
    same(register(seminar, DEAD, companions=(BORIS,)), register(seminar, RIGHT))
    assert states() == [(C, RIGHT), (C, RIGHT), (X, RIGHT)]


def test_somebody_brought_along_who_has_a_place_gets_an_address_of_their_own():
    seminar = make_seminar(capacity=2)
    ada = register(seminar, RIGHT, companions=(BORIS,))
    _ada, brought = ada.party.members
    alone = register(seminar, "boris@example.org", BORIS)
    assert same(alone, brought).id == brought.id
    assert states() == [(C, RIGHT), (C, "boris@example.org"), (X, "boris@example.org")]
    boris = db.session.get_one(Registration, brought.id)
    assert (boris.is_contact, len(boris.party.members), boris.code) == (True, 1, brought.code)


def test_somebody_brought_along_who_waits_stays_with_their_party_and_its_contact_is_told():
    seminar = make_seminar(capacity=1)
    register(seminar, "bela@example.org", replace(ADA, given_name="Bela"))
    set_all(Seminar, capacity=2, queue_closed=False)
    register(seminar, "cyra@example.org", replace(ADA, given_name="Cyra"))
    brought = register(seminar, RIGHT, companions=(BORIS,)).party.members[1]
    alone = register(seminar, "boris@example.org", BORIS)
    deliver_due()
    assert same(alone, brought).id == brought.id
    assert states()[2:] == [(W, RIGHT), (W, RIGHT), (X, "boris@example.org")]
    assert unsent() == [(MessageKind.WAITING, RIGHT, None, MessageState.QUEUED)]


def test_a_third_registration_that_would_be_in_the_way_is_named_and_nothing_is_changed():
    seminar = make_seminar(capacity=2)
    dead = register(seminar, DEAD, companions=(BORIS,))
    right = register(seminar, RIGHT)
    third = register(seminar, RIGHT, BORIS)
    before = states()
    with pytest.raises(KnownThere) as refusal:
        same(dead, right)
    assert refusal.value.known.id == third.id
    db.session.rollback()
    assert states() == before


def test_one_that_has_ended_is_none_to_be_united_with(ghost, second):
    cancel(second)
    with pytest.raises(NotActive):
        same(ghost, second)


def test_after_the_seminar_both_stay_as_they_are(ghost, second):
    with pytest.raises(TooLate):
        same(ghost, second, now=ghost.seminar.ends_at)


def test_one_who_was_told_of_a_move_at_the_right_address_is_not_told_of_it_again(ghost, second):
    seminar = ghost.seminar
    act(changes.move, seminar, starts_at=seminar.starts_at + DAY)
    deliver_due()
    told = db.session.get_one(Registration, second.id).told_change_id
    same(ghost, second)
    assert (told, db.session.get_one(Registration, ghost.id).told_change_id) == (1, 1)


def test_the_receipt_of_the_second_sends_the_link_of_the_one_that_holds(ghost, second):
    same(ghost, second)
    deliver_due()
    form = db.session.query(Submission).filter(Submission.made.isnot(None)).order_by(Submission.id)[1]
    assert (form.registration_id, form.created) == (ghost.id, False)
    act(self_service.send_receipt_again, form, now=clock.now())
    assert unsent() == [(MessageKind.REPEATED, RIGHT, None, MessageState.QUEUED)]


def test_an_offer_that_went_to_the_dead_address_is_told_at_the_right_one():
    seminar = make_seminar(capacity=1)
    bela = register(seminar, "bela@example.org", replace(ADA, given_name="Bela"))
    dead, right = register(seminar, DEAD), register(seminar, RIGHT)
    cancel(bela)
    deliver_due()
    same(dead, right)
    assert states() == [(X, "bela@example.org"), (O, RIGHT), (X, RIGHT)]
    assert unsent() == [(MessageKind.OFFERED, RIGHT, None, MessageState.QUEUED)]


def test_whoever_takes_their_data_back_takes_that_of_the_second_registration_along(ghost, second):
    same(ghost, second)
    deliver_due()
    told = own_data.of_party(db.session.get_one(Registration, ghost.id).party)
    assert [(each["code"], each["status"]) for each in told["people"]] == [
        (ghost.code, "confirmed"),
        (second.code, "cancelled"),
    ]
    assert [step["kind"] for step in told["people"][0]["history"]] == ["registered", "united"]
    erase(ghost)
    rows = db.session.query(Registration).order_by(Registration.id).populate_existing()
    assert [(each.surname, each.email_key, bool(each.erased_at)) for each in rows] == [("", "", True)] * 2


def test_a_second_one_whose_address_was_the_dead_one_goes_along_too():
    seminar = make_seminar()
    right, mistyped = register(seminar, RIGHT), register(seminar, DEAD)
    let_mails_fail(DEAD)
    same(right, mistyped)
    erase(right)
    rows = db.session.query(Registration).populate_existing()
    assert [(each.surname, bool(each.erased_at)) for each in rows] == [("", True)] * 2


def test_whoever_takes_their_data_back_leaves_those_who_brought_their_second_registration_along():
    seminar = make_seminar(capacity=4)
    boris = register(seminar, "boris@example.org", BORIS)
    ada = register(seminar, RIGHT, companions=(BORIS,))
    same(boris, ada.party.members[1])
    assert states() == [(C, "boris@example.org"), (C, RIGHT), (X, RIGHT)]
    deliver_due()
    told = own_data.of_party(db.session.get_one(Registration, boris.id).party)
    assert RIGHT not in str(told)
    erase(boris)
    rows = db.session.query(Registration).order_by(Registration.id).populate_existing()
    assert [(each.status, each.email, bool(each.erased_at)) for each in rows] == [
        (X, "", True),
        (C, RIGHT, False),
        (X, "", True),
    ]
    assert db.session.get_one(Registration, ada.id).surname == ADA.surname


def test_two_without_an_address_are_not_called_again_if_one_of_them_was_told_by_hand():
    seminar = make_seminar()
    one, other = register(seminar, "", replace(ADA, given_name="Zoe")), register(seminar, "", ADA)
    act(changes.move, seminar, starts_at=seminar.starts_at + DAY)
    told = update(Registration).where(Registration.id == one.id).values(told_change_id=1)
    write(lambda: db.session.execute(told))
    same(one, other)
    assert db.session.get_one(Registration, one.id).told_change_id == 1


def test_nobody_is_called_what_another_of_their_party_is_called_already():
    seminar = make_seminar()
    ada = register(seminar, DEAD, companions=(BORIS,))
    boris = register(seminar, RIGHT, BORIS)
    before = states()
    with pytest.raises(KnownThere) as refusal:
        same(ada, boris)
    assert refusal.value.known.id == ada.party.members[1].id
    db.session.rollback()
    assert states() == before


def test_of_two_who_were_brought_along_the_contact_of_the_one_that_holds_is_told():
    seminar = make_seminar(capacity=4)
    ada = register(seminar, RIGHT, companions=(BORIS,))
    carl = register(seminar, "carl@example.org", CARL, companions=(replace(BORIS, given_name="Barys"),))
    deliver_due()
    same(ada.party.members[1], carl.party.members[1])
    assert states() == [(C, RIGHT), (C, RIGHT), (C, "carl@example.org"), (X, "carl@example.org")]
    assert unsent() == [(MessageKind.CONFIRMED, RIGHT, REQUEST, MessageState.QUEUED)]
