"""Every route of the organisers, found in the URL map, for everybody who might ask: each role in each scope about their
own seminars and those of others, whoever has no role any more, no account any more, or never had one.

What is expected stands in who_may.py, one line a route. It is written out, not read from the roles' own table."""

import re
from collections.abc import Iterator

import pytest
from tour_of_roles import ELSEWHERE, ENDED, EVERYBODY, FORMER, KLICHEV, NEIGHBOUR, SURNAME, TITLES, Asker, Held
from visitors import everything_stored
from who_may import ANYBODY, OWNER, Route, guarded_routes_of

from seminars.database.units import write_unit
from seminars.extensions import db
from seminars.models import Organiser

# About which seminars each is asked, and whether there is anything of theirs.
ASKED = {
    "installation": {KLICHEV: True, ELSEWHERE: True},
    "series": {KLICHEV: True, ELSEWHERE: False},
    "seminar": {KLICHEV: True, NEIGHBOUR: False},
}
LONG = pytest.mark.long  # hundreds of pages, and test_roles.py asks the same of each query in a second
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


@pytest.fixture
def routes(app) -> list[Route]:
    return guarded_routes_of(app)


def refuses_without_words(answer, *, own: str = "") -> None:
    """Nobody's name, address or seminar is told."""
    assert addresses_in(answer, own) == []
    assert not any(word in answer.text for word in (*TITLES.values(), SURNAME))


def addresses_in(answer, own: str) -> list[str]:
    """Those of others than the reader's own, which stands at the top of each page."""
    return [each for each in ADDRESS.findall(answer.text) if each != own]


def test_nobody_gets_in_without_an_account_that_goes_on(app, routes, tour, signed_in, visitor):
    ended = signed_in(ENDED)
    with app.app_context(), write_unit():
        db.session.query(Organiser).filter_by(email=ENDED).one().active = False
        db.session.commit()
    before = everything_stored(app)
    for route in routes:
        for asker in (Asker(visitor), ended):
            answer = asker.ask(route.method, route.address(app, tour[KLICHEV]))
            assert answer.status_code == 303, (route.key, asker.email)
            assert answer.location.startswith("/organiser/sign-in"), (route.key, asker.email)
            refuses_without_words(answer)
    assert everything_stored(app) == before


def answers_of(route: Route, held: Held) -> Iterator[tuple[str, int]]:
    """About which seminar they are asked, and what is answered; 200 stands for whatever lets them in."""
    assert route.who
    if not route.who.about_one:
        yield KLICHEV, 200 if route.who.lets_in(held.role, held.scope) else route.who.refusal
        return
    for slug, is_theirs in ASKED[held.scope].items():
        yield slug, (200 if route.who.lets_in(held.role, held.scope) else route.who.refusal) if is_theirs else 404


@pytest.mark.parametrize("scope", [each if each == "seminar" else pytest.param(each, marks=LONG) for each in ASKED])
def test_each_role_gets_in_where_it_may_and_nowhere_else(app, routes, tour, signed_in, scope):
    askers = {held: signed_in(held.email) for held in EVERYBODY if held.scope == scope}
    expected = [
        (held, route, slug, status) for route in routes for held in askers for slug, status in answers_of(route, held)
    ]
    before = everything_stored(app)
    for held, route, slug, status in expected:
        if status != 200:
            answer = askers[held].ask(route.method, route.address(app, tour[slug]))
            assert answer.status_code == status, (route.key, held, slug)
            if status == 404:
                refuses_without_words(answer, own=held.email)
            else:
                assert addresses_in(answer, held.email) == [], (route.key, held)
                assert "Owner of the installation" in answer.text, (route.key, held)
    assert everything_stored(app) == before
    for held, route, slug, status in expected:
        if status == 200 and route.endpoint != "organiser.sign_out.create":
            answer = askers[held].ask(route.method, route.address(app, tour[slug]))
            assert answer.status_code in (200, 303, 409, 422), (route.key, held, slug)
            assert not (answer.location or "").startswith("/organiser/sign-in"), (route.key, held, slug)
            assert answer.headers["Cache-Control"] == "no-store", route.key


def test_whose_role_has_ended_finds_nothing(app, routes, tour, signed_in):
    former = signed_in(FORMER)
    before = everything_stored(app)
    for route in routes:
        if route.who != ANYBODY:
            answer = former.ask(route.method, route.address(app, tour[KLICHEV]))
            assert answer.status_code == (404 if route.who.about_one else route.who.refusal), route.key
            refuses_without_words(answer, own=FORMER)
        elif route.method == "GET":
            refuses_without_words(former.ask(route.method, route.address(app, tour[KLICHEV])), own=FORMER)
    assert everything_stored(app) == before


def test_what_belongs_to_another_seminar_is_not_found_under_ones_own(app, routes, tour, signed_in):
    """Whoever owns both finds it under its own seminar alone."""
    owner = signed_in(Held(OWNER, "installation").email)
    before, asked = everything_stored(app), 0
    for route in routes:
        for name in sorted(route.arguments - {"slug", "extension"}) if "slug" in route.arguments else ():
            key = route.key_of(name, tour[NEIGHBOUR])
            mixed = {**tour[KLICHEV], key: tour[NEIGHBOUR][key]}
            assert owner.ask(route.method, route.address(app, mixed)).status_code == 404, (route.key, name)
            asked += 1
    assert everything_stored(app) == before
    assert asked > 10
