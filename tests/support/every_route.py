"""Every address of the site, and the names of the fields and arguments that it asks for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from factories import make_registration
from flask import Flask
from sqlalchemy import func
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from seminars import tokens
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.models import Change, Message, Registration, Seminar, Submission
from seminars.web.form_limits import BoundedRequest
from seminars.web.forms import Rows

# What a rule needs in its place; rooms that name other things by the same word stand before them.
PARTS: dict[str, Callable[[Callable[[], Registration]], Any]] = {
    "organiser.digests token": lambda _: tokens.digest_token(1),
    "organiser.messages number": lambda mine: db.session.query(Message).filter_by(registration_id=mine().id).one().id,
    "organiser.changes number": lambda _: db.session.query(func.max(Change.id)).scalar() or 1,
    "organiser.told_by_hand number": lambda _: db.session.query(func.max(Change.id)).scalar() or 1,
    "organiser.sign_in_links token": lambda _: "no-link",
    "organiser.role_offers token": lambda _: "no-link",
    "organiser.team_offers number": lambda _: 1,
    "organiser.team_roles number": lambda _: 1,
    "organiser.team_accounts number": lambda _: 1,
    "code": lambda mine: mine().code,
    "bundle": lambda _: "public",
    "extension": lambda _: "csv",
    "feed_token": lambda _: "no-feed",
    "filename": lambda _: "favicon.svg",
    "lang": lambda _: "en",
    "number": lambda mine: mine().id,
    "other": lambda _: _new_registration().code,
    "proof": lambda mine: tokens.timed_token("new-address", [mine().id, mine().token_version, "new@example.org"]),
    "receipt": lambda mine: tokens.timed_token(
        "receipt", db.session.query(Submission).filter_by(registration_id=mine().id).one().id
    ),
    "region_code": lambda _: "mogilev",
    "script": lambda _: "copy",
    "series_slug": lambda _: "clusters",
    "slug": lambda _: "klichev",
    "speaker_slug": lambda _: "nobody",
    "token": lambda mine: tokens.manage_token(mine().id, mine().token_version),
    "town_code": lambda _: "klichev",
}


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]


def address(app: Flask, rule: Rule, **instead: str) -> str:
    """The address of a page, about a new registration in Klichev where it is about one, or with parts `instead`."""
    with app.test_request_context():
        mine = cache(_new_registration)
        values = {name: _part(rule, name)(mine) for name in rule.arguments} | instead
        return app.url_map.bind("", "/").build(
            rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"}))
        )


def _part(rule: Rule, name: str) -> Callable[[Callable[[], Registration]], Any]:
    of_its_room = f"{rule.endpoint.rpartition('.')[0]} {name}"
    assert of_its_room in PARTS or name in PARTS, f"{rule} has a part that PARTS does not know"
    return PARTS.get(of_its_room) or PARTS[name]


def _new_registration() -> Registration:
    seminar = db.session.query(Seminar).filter_by(slug="klichev").one()
    number = db.session.query(Registration).count()
    return make_registration(seminar, Person(surname="Nowak", given_name="Ada", email=f"ada{number}@example.org"))


class Asked(ImmutableMultiDict[str, str]):
    """Notes by which names it is asked."""

    names: set[str]

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)

    def get(self, name: str, *default: Any, **named: Any) -> Any:
        self.names.add(name)
        return super().get(name, *default, **named)


@contextmanager
def asked_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of fields and arguments that are asked for inside `with`; every list of rows has one."""
    asked: set[str] = set()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(BoundedRequest, "parameter_storage_class", type("Noting", (Asked,), {"names": asked}))
        meanwhile.setattr(Rows, "_extract_indices", lambda *_: {0})
        yield asked
