"""A role that is offered by mail: who may take it, once, and until when."""

from collections import Counter
from datetime import timedelta

import pytest
from acts import messages, set_all, write
from at_once import at_once
from factories import make_organiser, make_seminar
from role_givers import (
    BELA,
    NOW,
    OLIVE,
    account,
    end,
    end_account,
    give,
    link,
    log,
    offer,
    roles_of,
    take,
)

from seminars import clock
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.refusals import (
    GiverMayNot,
    HeldAlready,
    OfferedAlready,
    OfferOver,
    OfferReplaced,
    OfferRevoked,
    OfferTaken,
    TooManyOffers,
    WrongLink,
)
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, Scope
from seminars.extensions import db
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Membership, MessageKind, MessageState, Organiser, Role, RoleOffer

HIDDEN = ("dana@example.org", "eva@example.org")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("inside", "olive")


@pytest.fixture
def olive(inside) -> Organiser:
    return make_organiser(OLIVE, name="Olive Orlova")


def send_again(offered: RoleOffer, *, by: str = OLIVE, now=NOW) -> None:
    row = offered.id
    write(lambda: role_offers.send_again(db.session.get_one(RoleOffer, row), by=account(by), now=now))


def revoke(offered: RoleOffer, *, by: str = OLIVE) -> None:
    row = offered.id
    write(lambda: role_offers.revoke(db.session.get_one(RoleOffer, row), by=account(by), now=NOW))


def test_whoever_takes_a_role_gets_an_account_in_the_language_of_the_offer():
    seminar = make_seminar()
    offered = offer(Role.ORGANISER, to="Bela@Example.org", scope=Scope(seminar=seminar), language="pl")
    assert (offered.email, offered.ends_at - offered.made_at) == (BELA, timedelta(days=7))
    taken = take(link(offered), now=NOW + 7 * DAY - HOUR)
    assert (taken.organiser.email, taken.organiser.language, taken.needs_no_password) == (BELA, "pl", True)
    (held,) = taken.organiser.memberships
    assert (held.role, held.series_id, held.seminar_id) == (Role.ORGANISER, None, seminar.id)
    assert (held.invited_by, held.wants_mail) == (account(OLIVE).id, True)
    steps = log("role_offered", "role_taken")
    assert [(each.kind, each.actor, each.seminar_id) for each in steps] == [
        ("role_offered", OLIVE, seminar.id),
        ("role_taken", BELA, seminar.id),
    ]
    assert steps[0].details == {"offer": offered.id, "role": "organiser"}
    assert steps[1].details == {
        **steps[0].details,
        "account": taken.organiser.id,
        "membership": held.id,
    }
    assert [(each.kind, each.to, each.language, each.seminar_id) for each in messages()] == [
        (MessageKind.ROLE_OFFERED, BELA, "pl", None),
        (MessageKind.RIGHTS_CHANGED, BELA, "pl", None),
    ]
    assert messages()[0].facts == {}


def test_a_link_works_once_for_seven_days_and_says_why_it_works_no_more():
    first = offer(Role.VIEWER)
    old = link(first)
    with pytest.raises(OfferOver):
        take(old, now=NOW + 7 * DAY)
    send_again(first, now=NOW + 8 * DAY)
    with pytest.raises(OfferReplaced):
        take(old, now=NOW + 8 * DAY)
    new = link(first)
    take(new, now=NOW + 15 * DAY - HOUR)
    for token in (new, old):
        with pytest.raises(OfferTaken):
            take(token, now=NOW + 8 * DAY)
    with pytest.raises(OfferTaken):
        send_again(first)
    second = offer(Role.VIEWER, to="cyd@example.org")
    revoke(second)
    for verb in (lambda: take(link(second)), lambda: send_again(second), lambda: revoke(second)):
        with pytest.raises(OfferRevoked):
            verb()
    for token in ("forged", f"{second.id}-{second.nonce}~forged", "", "ё"):
        with pytest.raises(WrongLink):
            take(token)
    assert [each.email for each in db.session.query(Organiser).order_by(Organiser.id)] == [OLIVE, BELA]


def test_what_waits_in_the_outbox_is_not_sent_once_the_offer_is_taken_back():
    now = clock.now()
    first, second = offer(Role.VIEWER, now=now), offer(Role.VIEWER, to="cyd@example.org", now=now)
    revoke(first)
    deliver_due()
    assert [(each.to, each.state) for each in messages()] == [
        (BELA, MessageState.SUPERSEDED),
        ("cyd@example.org", MessageState.SENT),
    ]
    assert role_offers.fates([first, second])[second.id].state == MessageState.SENT


def test_one_mailbox_gets_three_offers_an_hour_and_ten_a_day():
    offered = offer(Role.VIEWER)
    hour = NOW.replace(minute=0)
    for _ in range(2):
        send_again(offered, now=hour)
    with pytest.raises(TooManyOffers):
        send_again(offered, now=hour)
    for number in range(7):
        send_again(offered, now=hour + (1 + number // 3) * HOUR)
    with pytest.raises(TooManyOffers):
        send_again(offered, now=hour + 5 * HOUR)
    assert len(messages()) == 10
    assert link(offered) == link(db.session.get_one(RoleOffer, offered.id))


def test_nothing_is_offered_twice_or_to_whom_it_would_bring_nothing():
    seminar = make_seminar()
    offer(Role.HOST)
    with pytest.raises(OfferedAlready):
        offer(Role.VIEWER)
    offer(Role.VIEWER, scope=Scope(seminar=seminar))  # another place
    give(Role.ORGANISER, to="cyd@example.org")
    for role in (Role.ORGANISER, Role.VIEWER):
        with pytest.raises(HeldAlready):
            offer(role, to="cyd@example.org")
    offer(Role.OWNER, to="cyd@example.org")


def test_an_organiser_learns_nothing_of_roles_that_are_not_theirs_to_give():
    place = Scope(seminar=make_seminar())
    give(Role.ORGANISER, to="cyd@example.org", scope=place)
    give(Role.OWNER, to="dana@example.org", scope=place)
    offer(Role.OWNER, to="eva@example.org", scope=place)
    cyds = [offer(Role.VIEWER, to=hidden, scope=place, by="cyd@example.org") for hidden in HIDDEN]
    assert take(link(cyds[0])).role == Role.OWNER  # as before


def test_the_stronger_of_two_roles_stays_in_one_place():
    place = Scope(seminar=make_seminar())
    early = offer(Role.VIEWER, scope=place)
    viewer = take(link(early)).organiser.memberships[0]
    assert viewer.wants_mail is False
    assert take(link(offer(Role.ORGANISER, scope=place))).role == Role.ORGANISER
    assert roles_of(BELA) == [(Role.VIEWER, False), (Role.ORGANISER, True)]
    set_all(RoleOffer, taken_at=None)  # as if the first had been taken last
    assert take(link(early)).role == Role.ORGANISER
    assert roles_of(BELA) == [(Role.VIEWER, False), (Role.ORGANISER, True)]


def test_what_somebody_may_not_give_any_more_cannot_be_taken():
    place = Scope(seminar=make_seminar())
    cyd = give(Role.ORGANISER, to="cyd@example.org", scope=place)
    offered = offer(Role.VIEWER, scope=place, by="cyd@example.org")
    end(cyd)
    with pytest.raises(GiverMayNot):
        take(link(offered))
    with pytest.raises(NotTheirsToGive):
        send_again(offered, by="cyd@example.org")
    send_again(offered)  # Olive vouches for it now
    assert take(link(offered)).role == Role.VIEWER


def test_an_account_that_has_ended_is_opened_by_a_new_offer_and_by_no_old_one():
    give(Role.VIEWER)
    write(lambda: setattr(account(BELA), "password", "hash"))
    old = offer(Role.OWNER)
    end_account(BELA)
    with pytest.raises(OfferRevoked):
        take(link(old))
    before = account(BELA).fs_uniquifier
    taken = take(link(offer(Role.HOST)))
    assert (taken.organiser.active, taken.needs_no_password) == (True, False)
    assert taken.organiser.fs_uniquifier != before
    assert roles_of(BELA) == [(Role.VIEWER, False), (Role.HOST, True)]


def test_the_address_of_whoever_took_nothing_is_forgotten_a_month_after_the_end():
    now = clock.now()
    offer(Role.VIEWER, to="cyd@example.org", now=now)
    give(Role.VIEWER, now=now)
    deliver_due()

    def addresses(later) -> set[str]:
        write(lambda: role_offers.forget_old(now=later))
        return {each.email for each in db.session.query(RoleOffer)} | {each.to for each in messages()}

    assert addresses(now + 37 * DAY) == {BELA, "cyd@example.org"}
    assert addresses(now + 37 * DAY + HOUR) == {BELA, ""}


def test_an_old_offer_that_is_forgotten_takes_no_later_one_with_it_and_is_sent_to_nobody():
    now = clock.now()
    old = offer(Role.VIEWER, now=now - 38 * DAY)
    deliver_due()
    offer(Role.VIEWER, now=now)
    write(lambda: role_offers.forget_old(now=now))
    deliver_due()
    assert [(each.to, each.state) for each in messages()] == [("", MessageState.MISSED), (BELA, MessageState.SENT)]
    for verb in (send_again, revoke):
        with pytest.raises(OfferOver):
            verb(old)
    assert len(messages()) == 2


@pytest.mark.long
def test_of_two_who_take_at_once_one_gets_it(app):
    seen = Counter()
    for number in range(30):
        token = link(offer(Role.VIEWER, to=f"bela{number}@example.org"))
        db.session.rollback()
        done = at_once(app, *[lambda token=token: role_offers.take(token, now=NOW)] * 2)
        seen[tuple(sorted(str(type(each.exception()).__name__) for each in done))] += 1
    assert seen == {("NoneType", "OfferTaken"): 30}
    assert db.session.query(Membership).count() == 31


@pytest.mark.long
def test_two_roles_that_are_taken_at_once_make_one_account(app):
    place = Scope(seminar=make_seminar())
    for number in range(20):
        email = f"bela{number}@example.org"
        tokens = [link(offer(Role.VIEWER, to=email)), link(offer(Role.HOST, to=email, scope=place))]
        db.session.rollback()
        done = at_once(app, *(lambda token=token: role_offers.take(token, now=NOW) for token in tokens))
        assert [each.exception() for each in done] == [None, None]
        assert sorted(roles_of(email)) == [(Role.HOST, True), (Role.VIEWER, True)]
