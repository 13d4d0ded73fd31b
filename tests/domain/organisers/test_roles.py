"""Which act each role allows, written out as it was promised, asked in Python and of the database."""

from itertools import combinations, product

import pytest
from acts import write
from factories import make_organiser, make_seminar, make_series
from sqlalchemy import select

from seminars import clock
from seminars.domain.organisers import memberships, roles
from seminars.domain.organisers.roles import Act
from seminars.extensions import db
from seminars.models import Membership, Organiser, Role, Seminar

pytestmark = pytest.mark.usefixtures("inside")

OWNER, ORGANISER, VIEWER, REVIEWER, HOST, DOOR = Role
TABLE = {
    Act.SEE_FIGURES: {OWNER, ORGANISER, VIEWER, HOST},
    Act.PEOPLE: {OWNER, ORGANISER, VIEWER},
    Act.READ_NOTES: {OWNER, ORGANISER},
    Act.HOST_LIST: {OWNER, ORGANISER, VIEWER, HOST},
    Act.STATISTICS: {OWNER, ORGANISER, VIEWER, HOST},
    Act.EDIT: {OWNER, ORGANISER},
    Act.EDIT_SERIES: {OWNER, ORGANISER},
    Act.ANNOUNCE: {OWNER, ORGANISER},
    Act.DECIDE: {OWNER, ORGANISER},
    Act.CHECK_IN: {OWNER, ORGANISER, DOOR},
    Act.REVIEW: {OWNER, ORGANISER, REVIEWER},
    Act.DECIDE_APPLICATIONS: {OWNER, ORGANISER},
    Act.INVITE: {OWNER, ORGANISER},
}
GIVEN_BY = {OWNER: set(Role), ORGANISER: {VIEWER, HOST, DOOR}, VIEWER: set(), REVIEWER: set(), HOST: set(), DOOR: set()}
SERIES_OF = {"n1": "north", "n2": "north", "s1": "south"}
# (series, seminar) in which a role is held, and the seminars that it reaches
REACH = {(None, None): {"n1", "n2", "s1"}, ("north", None): {"n1", "n2"}, (None, "n1"): {"n1"}, (None, "s1"): {"s1"}}


@pytest.fixture
def seminars():
    series = {slug: make_series(slug=slug).id for slug in ("north", "south")}
    return {slug: make_seminar(slug=slug, series_id=series[of]) for slug, of in SERIES_OF.items()}


def holder(seminars, *held, **values):
    """Somebody with these roles: (role, where)."""
    series = {SERIES_OF[slug]: seminar.series_id for slug, seminar in seminars.items()}
    organiser = make_organiser(f"o{db.session.query(Organiser).count()}@example.org", is_owner=False)
    rows = [
        Membership(
            organiser_id=organiser.id,
            role=role,
            series_id=series.get(of_series),
            seminar_id=of_seminar and seminars[of_seminar].id,
            **values,
        )
        for role, (of_series, of_seminar) in held
    ]
    write(lambda: db.session.add_all(rows))
    return organiser


def reached_by_query(organiser, act):
    return {each.slug for each in db.session.scalars(memberships.seminars_of(organiser, act))}


def test_the_table_is_the_promised_one():
    assert {act: set(allowed) for act, allowed in roles.MAY.items()} == TABLE
    assert set(TABLE) == set(Act)
    assert {role: set(roles.MAY_GIVE.get(role, ())) for role in Role} == GIVEN_BY


def test_python_and_both_queries_allow_the_same_to_each_role_wherever_it_is_held(seminars):
    held = {holder(seminars, each).id: each for each in product(Role, REACH)}
    for act, allowed in TABLE.items():
        reached = {number: REACH[where] if role in allowed else set() for number, (role, where) in held.items()}
        for number, mine in reached.items():
            organiser = db.session.get_one(Organiser, number)
            assert reached_by_query(organiser, act) == mine, (act, held[number])
            roles_held = memberships.held_by(organiser)
            assert {slug for slug in seminars if roles.allow(roles_held, act, seminars[slug])} == mine
        told = {(each.id, slug) for slug in seminars for each in memberships.organisers_of(seminars[slug], act)}
        assert told == {(number, slug) for number, mine in reached.items() for slug in mine}, act


def test_of_two_roles_each_allows_its_own_wherever_the_other_reaches(seminars):
    """The wider and the stronger win: no role takes anything away that another gives."""
    for (one, here), (other, there) in combinations(product((OWNER, VIEWER, HOST, DOOR), list(REACH)[:3]), 2):
        if here == there:
            continue
        both = holder(seminars, (one, here), (other, there))
        for act in (Act.SEE_FIGURES, Act.PEOPLE, Act.DECIDE, Act.CHECK_IN):
            parts = [REACH[where] for role, where in ((one, here), (other, there)) if role in TABLE[act]]
            assert reached_by_query(both, act) == set().union(*parts), (one, here, other, there, act)


def test_a_role_that_has_ended_and_an_account_that_has_allow_nothing(seminars):
    ended = holder(seminars, (OWNER, (None, None)), ended_at=clock.now())
    closed = holder(seminars, (OWNER, (None, None)))
    write(lambda: setattr(db.session.get_one(Organiser, closed.id), "active", False))
    for act in Act:
        assert (reached_by_query(ended, act), memberships.held_by(ended)) == (set(), [])
        assert memberships.organisers_of(seminars["n1"], act) == memberships.owners() == []
    assert db.session.scalars(memberships.visible_to(ended)).all() == []


def test_whoever_has_any_role_in_a_seminar_knows_that_it_exists(seminars):
    for role, (where, slugs) in product(Role, REACH.items()):
        visible = db.session.scalars(memberships.visible_to(holder(seminars, (role, where))))
        assert {each.slug for each in visible} == slugs


def test_a_series_is_theirs_who_may_do_it_with_all_that_is_to_come_in_it(seminars):
    for role, where in product(Role, REACH):
        found = db.session.scalars(memberships.series_of(holder(seminars, (role, where)), Act.EDIT))
        widest = {(None, None): {"north", "south"}, ("north", None): {"north"}}.get(where, set())
        assert {each.slug for each in found} == (widest if role in (OWNER, ORGANISER) else set()), (role, where)


def test_the_installation_is_an_owners_of_everything(seminars):
    for role, where in product(Role, REACH):
        organiser = holder(seminars, (role, where))
        owns = (role, where) == (OWNER, (None, None))
        assert memberships.is_owner(organiser) == (organiser in memberships.owners()) == owns
        assert any(roles.owns_all(each) for each in memberships.held_by(organiser)) == owns


NOTICES = ("full", "changed", "late_cancellation", "approval_wanted", "undecided", "delivery_failed")


def test_who_is_written_to(seminars):
    """Owners and organisers of everything, viewers who want it, hosts of what becomes of their seminar; each once."""
    told = {
        (role, wants): holder(seminars, (role, (None, "n1")), wants_mail=wants) for role in Role for wants in (0, 1)
    }
    twice = holder(seminars, (HOST, (None, "n1")), (OWNER, ("north", None)))
    names = {each.id: key for key, each in told.items()} | {twice.id: "twice"}
    wanted = {"twice", (VIEWER, 1), *product((OWNER, ORGANISER), (0, 1))}
    hosts = {(HOST, 0), (HOST, 1)}
    for notice in NOTICES:
        found = [names[each.id] for each in memberships.told_of(seminars["n1"], notice)]
        assert len(found) == len(set(found))
        assert set(found) == (wanted | hosts if notice in ("full", "changed") else wanted), notice
        assert [names[each.id] for each in memberships.told_of(seminars["n2"], notice)] == ["twice"]
    for key, organiser in told.items():
        followed = [each.slug for each in db.session.scalars(memberships.followed_by(organiser))]
        assert followed == (["n1"] if key in wanted else []), key
    followed = select(Seminar.slug).where(Seminar.id.in_(memberships.followed_by(twice).with_only_columns(Seminar.id)))
    assert set(db.session.scalars(followed)) == {"n1", "n2"}
