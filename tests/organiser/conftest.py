"""Olive owns everything, Mallory has an account and no membership; both are signed in by a link."""

import re
from collections.abc import Callable

import pytest
from factories import make_organiser
from flask import Flask
from flask.testing import FlaskClient
from tour_of_roles import Asker, make_tour

from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Organiser


class Visitor:
    """Somebody with a browser: gets pages, and posts forms with the protection the pages gave out."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **values):
        return self.client.get(address, **values)

    def post(self, address: str, data: dict | None = None, **values):
        return self.client.post(address, data={"csrf_token": self.token(), **(data or {})}, **values)

    def token(self) -> str:
        page = self.client.get("/organiser/account", follow_redirects=True).text
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def sign_in(self, email: str, password: str, **values):
        return self.post("/organiser/sign-in", {"email": email, "password": password}, **values)


@pytest.fixture
def make_visitor(app: Flask, client: FlaskClient) -> Callable[[], Visitor]:
    """Makes people with browsers of their own; `client` has told the application what kind of browser."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def visitor(make_visitor: Callable[[], Visitor]) -> Visitor:
    """Nobody has signed in."""
    return make_visitor()


@pytest.fixture
def olive(app: Flask, make_visitor: Callable[[], Visitor]) -> Visitor:
    return _signed_in(app, make_visitor(), "olive@example.org", is_owner=True)


@pytest.fixture
def mallory(app: Flask, make_visitor: Callable[[], Visitor]) -> Visitor:
    return _signed_in(app, make_visitor(), "mallory@example.org", is_owner=False)


@pytest.fixture
def link_for() -> Callable[[str], str]:
    """Makes the token of a sign-in link for an address."""
    return _link_for


@pytest.fixture
def tour(app: Flask) -> dict[str, dict[str, str | int]]:
    """By seminar, the parts of addresses about it; there is somebody for each role."""
    with app.app_context():
        return make_tour()


@pytest.fixture
def signed_in(app: Flask, tour: dict, make_visitor: Callable[[], Visitor]) -> Callable[[str], Asker]:
    """Signs one of them in."""

    def sign_in(email: str) -> Asker:
        visitor = make_visitor()
        with app.app_context():
            token = _link_for(email)
        assert visitor.post(f"/organiser/sign-in/{token}").status_code == 303
        return Asker(visitor, email)

    return sign_in


def _signed_in(app: Flask, visitor: Visitor, email: str, *, is_owner: bool) -> Visitor:
    with app.app_context():
        make_organiser(email, is_owner=is_owner)
        token = _link_for(email)
    assert visitor.post(f"/organiser/sign-in/{token}").status_code == 303
    return visitor


def _link_for(email: str) -> str:
    with write_unit():
        token = accounts.new_sign_in_link(db.session.query(Organiser).filter_by(email=email).one())
        db.session.commit()
    return token
