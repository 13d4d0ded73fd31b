"""Who may give, change and end which roles, and that the installation always has an owner."""

from collections import Counter
from itertools import product

import pytest
from acts import messages
from at_once import at_once
from factories import make_organiser, make_seminar, make_series
from role_givers import BELA, EVERYWHERE, NOW, OLIVE, account, change, end, end_account, give, log, offer, roles_of

from seminars.domain.organisers import memberships
from seminars.domain.organisers.giving import role_changes, scopes
from seminars.domain.organisers.giving.role_changes import LastOwner, RoleEnded
from seminars.domain.organisers.giving.scopes import NotTheirsToGive, Scope
from seminars.extensions import db
from seminars.models import Membership, MessageKind, Organiser, Role

pytestmark = pytest.mark.usefixtures("inside", "olive")
OWNER, ORGANISER, VIEWER, REVIEWER, HOST, DOOR = Role


@pytest.fixture
def olive(inside) -> Organiser:
    return make_organiser(OLIVE, name="Olive Orlova")


@pytest.fixture
def places(inside) -> dict[str, Scope]:
    """Two series; one of them has two seminars."""
    series, other = make_series(), make_series(slug="other")
    mine, beside = make_seminar(slug="mine", series_id=series.id), make_seminar(slug="beside", series_id=series.id)
    return {
        "site": EVERYWHERE,
        "series": Scope(series=series),
        "other": Scope(series=other),
        "mine": Scope(seminar=mine),
        "beside": Scope(seminar=beside),
    }


# What each may give where, written out: all others nothing.
ALL, LESSER = set(Role), {VIEWER, HOST, DOOR}
MAY_GIVE = {
    ("site", OWNER): dict.fromkeys(("site", "series", "other", "mine", "beside"), ALL),
    ("site", ORGANISER): dict.fromkeys(("series", "other", "mine", "beside"), LESSER),
    ("series", OWNER): dict.fromkeys(("series", "mine", "beside"), ALL),
    ("series", ORGANISER): dict.fromkeys(("series", "mine", "beside"), LESSER),
    ("mine", OWNER): {"mine": ALL},
    ("mine", ORGANISER): {"mine": LESSER},
}


def test_each_gives_what_the_table_says_and_sees_roles_where_they_may_invite(places):
    bystander = {name: give(VIEWER, to=f"{name}@example.org", scope=scope).id for name, scope in places.items()}
    for where, role in product(("site", "series", "mine"), Role):
        email = f"{where}-{role}@example.org"
        held = [give(role, to=email, scope=places[where])]
        given = {name: {each for each in Role if scopes.may_give(held, each, scope)} for name, scope in places.items()}
        assert given == {name: MAY_GIVE.get((where, role), {}).get(name, set()) for name in places}, email
        seen = scopes.in_reach_of(account(email), Membership)
        ids = set(db.session.query(Membership.id).filter(seen, Membership.id.in_(bystander.values())))
        invites = set(given) if where == "site" and role in (OWNER, ORGANISER) else {n for n in given if given[n]}
        assert ids == {(bystander[name],) for name in invites}


def test_nobody_changes_what_they_could_not_give(places):
    cyd = give(ORGANISER, to="cyd@example.org", scope=places["mine"])
    dana = give(OWNER, to="dana@example.org", scope=places["mine"])
    elsewhere = give(VIEWER, scope=places["beside"])
    viewer = give(VIEWER, scope=places["mine"])
    for verb in (
        lambda: change(cyd, OWNER, by="cyd@example.org"),
        lambda: change(viewer, ORGANISER, by="cyd@example.org"),
        lambda: change(dana, VIEWER, by="cyd@example.org"),
        lambda: end(dana, by="cyd@example.org"),
        lambda: end(elsewhere, by="cyd@example.org"),
        lambda: offer(OWNER, to="cyd@example.org", by="dana@example.org"),
        lambda: offer(VIEWER, scope=places["series"], by="dana@example.org"),
        lambda: end_account("cyd@example.org", by="dana@example.org"),
    ):
        with pytest.raises(NotTheirsToGive):
            verb()
    change(viewer, HOST, by="cyd@example.org")
    end(cyd, by="dana@example.org")
    assert roles_of("cyd@example.org") == [(ORGANISER, False)]


def test_a_change_keeps_the_history_ends_sign_ins_and_is_told_by_mail(places):
    was = give(VIEWER, scope=places["mine"])
    cookie = account(BELA).fs_uniquifier
    change(was, ORGANISER)
    assert roles_of(BELA) == [(VIEWER, False), (ORGANISER, True)]
    now = role_changes.held_there(account(BELA), places["mine"])
    assert account(BELA).fs_uniquifier != cookie
    (step,) = log("role_changed")
    assert (step.actor, step.seminar_id) == (OLIVE, places["mine"].seminar.id)
    assert step.details == {"account": now.organiser_id, "was": "viewer", "role": "organiser", "membership": now.id}
    told = messages()[-1]
    facts = {"series": None, "seminar": now.seminar_id, "was": "viewer", "role": "organiser", "by": "Olive Orlova"}
    assert (told.kind, told.to, told.facts) == (MessageKind.RIGHTS_CHANGED, BELA, {"what": "role_changed", **facts})
    for verb in (lambda: change(was, HOST), lambda: end(was)):
        with pytest.raises(RoleEnded):
            verb()
    cookie, written = account(BELA).fs_uniquifier, len(messages())
    change(now, ORGANISER)  # is what it is
    assert (account(BELA).fs_uniquifier, len(messages())) == (cookie, written)
    end(now)
    assert roles_of(BELA) == [(VIEWER, False), (ORGANISER, False)]
    assert account(BELA).fs_uniquifier != cookie
    assert [step.details["role"] for step in log("role_ended")] == ["organiser"]


def test_the_last_owner_stays_whatever_somebody_tries(places):
    (olives,) = account(OLIVE).memberships
    give(OWNER, scope=places["series"])
    give(ORGANISER, to="cyd@example.org")
    for verb in (lambda: end(olives), lambda: change(olives, ORGANISER), lambda: end_account(OLIVE)):
        with pytest.raises(LastOwner):
            verb()
    dana = give(OWNER, to="dana@example.org")
    end_account("dana@example.org")
    with pytest.raises(LastOwner):
        end(olives)
    assert [each.email for each in memberships.owners()] == [OLIVE]
    assert dana.ended_at is not None
    give(OWNER, to="dana@example.org")
    end(olives)
    assert [each.email for each in memberships.owners()] == ["dana@example.org"]


def test_an_ended_account_has_nothing_and_stays(places):
    give(VIEWER, scope=places["mine"])
    give(ORGANISER, scope=places["series"])
    offer(HOST)
    cookie = account(BELA).fs_uniquifier
    end_account(BELA)
    bela = account(BELA)
    assert (bela.active, bela.fs_uniquifier == cookie) == (False, False)
    assert roles_of(BELA) == [(VIEWER, False), (ORGANISER, False)]
    assert [step.details for step in log("account_ended")] == [{"account": bela.id}]
    assert messages()[-1].facts["what"] == "account_ended"
    end_account(BELA)
    assert len(log("account_ended")) == 1


@pytest.mark.long
@pytest.mark.parametrize("way", ["end", "change", "end the account"])
def test_of_two_owners_who_remove_each_other_at_once_one_stays(app, way):
    seen = Counter()
    for _ in range(25):
        owners = [each.email for each in memberships.owners()]
        new = [f"{way.replace(' ', '')}{len(seen)}{sum(seen.values())}{letter}@example.org" for letter in "ab"]
        for email in new:
            give(OWNER, to=email, by=owners[0])
        for email in owners:
            end_account(email, by=new[0])
        pair = [(account(email).id, account(email).memberships[0].id) for email in new]
        db.session.rollback()
        done = at_once(app, *(_removal(way, by, whom) for by, whom in (pair, reversed(pair))))
        seen[tuple(sorted(type(each.exception()).__name__ for each in done))] += 1
        assert len(memberships.owners()) == 1
    assert set(seen) <= {("LastOwner", "NoneType"), ("NoneType", "NotTheirsToGive")}


@pytest.mark.long
def test_of_two_owners_who_leave_at_once_one_stays(app):
    for number in range(25):
        first = memberships.owners()[0]
        second = account(give(OWNER, to=f"o{number}@example.org", by=first.email) and f"o{number}@example.org")
        pair = [(each.id, role_changes.held_there(each, EVERYWHERE).id) for each in (first, second)]
        db.session.rollback()
        done = at_once(app, *(_removal("end", own, own) for own in pair))
        assert sorted(type(each.exception()).__name__ for each in done) == ["LastOwner", "NoneType"]
        assert len(memberships.owners()) == 1


def _removal(way: str, by: tuple[int, int], whom: tuple[int, int]):
    """By one account, of the role of one; each a pair of their ids."""

    def remove() -> None:
        acting = db.session.get_one(Organiser, by[0])
        if way == "end the account":
            role_changes.end_account(db.session.get_one(Organiser, whom[0]), by=acting, now=NOW)
        elif way == "change":
            role_changes.change_role(db.session.get_one(Membership, whom[1]), VIEWER, by=acting, now=NOW)
        else:
            role_changes.end_role(db.session.get_one(Membership, whom[1]), by=acting, now=NOW)

    return remove
