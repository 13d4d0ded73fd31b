"""Whatever is sent to whichever address: no text beyond its limit and no endless accents are worked on.

Which fields a form has is learnt from what the program asks of the request, so a new address is looked at as well; one
with a part that nobody can fill in, or with a longer field than a line has, fails until it is named here.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import pytest
from acts import act, write
from every_route import PARTS, address, asked_names, rules
from factories import PASSWORD, make_organiser, make_registration, make_seminar
from flask import Flask
from flask.testing import FlaskClient
from visitors import csrf, post
from watched import Seen, Watch
from werkzeug.routing import Rule

from seminars import clock
from seminars.domain.organisers.giving import role_offers
from seminars.domain.organisers.giving.scopes import Scope
from seminars.domain.seminars import changes
from seminars.models import Role
from seminars.public.sign_up import form_tokens

# Texts are measured before a database sees them, so that one database is enough.
pytestmark = [pytest.mark.long, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

LINE, TOKEN, ARGUMENT, SHOWN, SEARCH = 200, 2_000, 1_000, 4, 200
NAMES = ("given_name", "surname", "patronymic")
FILLED_IN_BY_US = ("token", "proof", "patience", "asked_about", "seen", "sent_away", "csrf_token", "when_short")
LIMITS = {
    **dict.fromkeys(FILLED_IN_BY_US, TOKEN),
    **dict.fromkeys(("password", "present", "again"), 512),
    **dict.fromkeys(("description", "recap", "directions", "reason"), 20_000),
    "needs": 1_000, "email": 254, "host_email": 254, "host_event_url": 500,
}  # fmt: skip
VALID = {
    "given_name": "Ada", "surname": "Klichevskaya", "processing": "y", "language": "en", "town": "klichev",
    "title-en": "Clusters", "series_name": "Clusters", "registration_mode": "own", "first_day": "2031-03-12",
    "begins": "10:00", "ends": "15:00", "reason-en": "Because", "reason": "Because", "last_day": "2031-03-12",
}  # fmt: skip
KINDS = {"organiser.changes.create": ("move", "extend", "postpone", "cancel")}
LETTER = "ʘ"  # which nothing else on the site has
ENDLESS = "a" + "\u0301" * 20 + "\u200b" + "\u0323" * 20 + "\uff9e\u0489" * 20
IN_OTHER_ROWS = re.compile("-(be|ru|pl)$|-[1-9]-")
# Their links are not known here, and the one sign-in there is cannot end itself.
NOT_TO_BE_FOUND = ("organiser.sign_in_links.create", "organiser.role_offers.create", "organiser.sign_ins.end")
TEXT_PARTS = {name for name in PARTS if " " not in name} - {"bundle", "extension", "lang", "number", "script"}
LAST = ["organiser.changes.create", "organiser.account.set_password", "organiser.sign_out.create"]


@pytest.fixture
def olive(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)
    with app.app_context():
        olive = make_organiser()
        offered = {"to": "bela@example.org", "scope": Scope(), "language": "en", "by": olive, "now": clock.now()}
        write(lambda: role_offers.offer(Role.VIEWER, **offered))
        seminar = make_seminar(capacity=100_000)
        make_registration(seminar)
        act(changes.move, seminar, starts_at=seminar.starts_at + timedelta(days=1))  # of which people are told by hand
    post(client, "/organiser/sign-in", email="olive@example.org", password=PASSWORD)
    return client


def limit_of(name: str) -> int:
    *_, kind = re.sub("-(be|ru|pl|en)$", "", name).split("-")
    return 100 if kind in NAMES else LIMITS.get(kind, LINE)


def runs_of_accents(text: str) -> int:
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    kinds = "".join("m" if unicodedata.category(c)[0] == "M" or c in "\uff9e\uff9f" else "." for c in seen)
    return max(map(len, kinds.split(".")))


def beyond(seen: Seen, page: str, limit: int) -> list[tuple[str, int, int]]:
    """(where, letters, accents in a row) of what should not have got there; a page may show a few times the limit."""
    texts = [*seen, *(("page", text) for text in re.split("[<>]", page))]
    found = [(where, text.count(LETTER), runs_of_accents(text)) for where, text in set(texts) if not text.isascii()]
    shown = {"template": SHOWN, "page": SHOWN}
    return [each for each in found if each[1] > limit * shown.get(each[0], 1) or each[2] > 30]


@pytest.fixture
def watch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(app, monkeypatch)


def test_no_form_works_on_what_is_beyond_its_limit(app, olive, monkeypatch, watch):
    found, asked_for = [], {}
    for rule, kind in sorted(forms(app), key=in_order):
        valid = csrf(olive) | {"kind": kind}
        with asked_names(monkeypatch) as asked:
            answer = olive.post(address(app, rule), data=valid)
        assert (rule.endpoint, answer.status_code in (404, 405)) == (rule.endpoint, rule.endpoint in NOT_TO_BE_FOUND)
        names = asked_for[rule.endpoint] = {name for name in asked if not IN_OTHER_ROWS.search(name)}
        valid |= {name: VALID[name] for name in names & VALID.keys()}
        for fields in hostile_fields(names):
            page = address(app, rule)
            with watch.texts() as seen:
                answer = olive.post(page, data=valid | fields)
            assert (rule, [*fields], answer.status_code < 500) == (rule, [*fields], True)
            found += [(rule.endpoint, *fields, *each) for each in beyond(seen, written(answer), most_of(fields))]
    assert found == []
    assert {"given_name", "companions-0-surname", "sent_away", "proof"} <= asked_for["public.sign_up.create"]
    assert {"agenda-0-title-en", "recap-en", "publish"} <= asked_for["organiser.seminars.update"]


def forms(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address that takes a form, with each kind of form that it takes."""
    for rule in rules(app, "POST"):
        yield from ((rule, kind) for kind in KINDS.get(rule.endpoint, ("",)))


def in_order(form: tuple[Rule, str]) -> tuple[int, str]:
    """What ends the seminar or the session comes last."""
    endpoint = form[0].endpoint
    return (LAST.index(endpoint) if endpoint in LAST else -1), endpoint


def hostile_fields(names: set[str]) -> Iterator[dict[str, str]]:
    """One field too long by a letter beside one with endless accents, each once in both ways; at last all of them."""
    in_turn = sorted(names)
    for name, other in zip(in_turn, in_turn[1:] + in_turn[:1], strict=True):
        yield {name: LETTER * (limit_of(name) + 1)} | {other: ENDLESS}
    yield dict.fromkeys(names, LETTER * (TOKEN + 1))
    yield dict.fromkeys(names, ENDLESS)


def most_of(fields: dict[str, str]) -> int:
    """The limit of the fields that are too long."""
    return max((limit_of(name) for name, text in fields.items() if LETTER in text), default=LINE)


def test_no_search_works_on_what_is_beyond_its_limit(app, olive, monkeypatch, watch):
    found, asked_for = [], set()
    for rule in rules(app, "GET"):
        page = address(app, rule)
        with asked_names(monkeypatch) as asked:
            olive.get(page)
        asked_for |= asked
        for name, text in [(name, text) for name in sorted(asked) for text in (LETTER * (ARGUMENT + 1), ENDLESS)]:
            with watch.texts() as seen:
                answer = olive.get(page, query_string={name: text})
            assert (rule, name, answer.status_code in (200, 303, 404)) == (rule, name, True)
            limit = SEARCH if name == "q" else ARGUMENT
            found += [(rule.endpoint, name, *each) for each in beyond(seen, written(answer), limit)]
    assert found == []
    assert {"q", "region", "series", "speaker", "state", "kind"} <= asked_for


def test_no_address_works_on_a_part_that_is_beyond_its_limit(app, olive, watch):
    found = []
    protected = csrf(olive)
    parts = [(rule, name) for rule in app.url_map.iter_rules() for name in rule.arguments & TEXT_PARTS]
    for rule, name, text in [(*part, text) for part in parts for text in (LETTER * (TOKEN + 1), ENDLESS)]:
        page = address(app, rule, **{name: text})
        with watch.texts() as seen:
            answer = olive.open(page, method="POST" if "POST" in rule.methods else "GET", data=protected)
        assert (rule, answer.status_code) == (rule, 404)
        found += [(rule.endpoint, name, *each) for each in beyond(seen, written(answer), TOKEN)]
    assert found == []


def test_the_watch_sees_a_text_wherever_it_is_worked_on(app, olive, watch):
    by_name = {rule.endpoint: rule for rule in rules(app, "GET")}
    olive.get(address(app, by_name["organiser.registrations.show"]))
    with watch.texts() as seen:
        olive.get(address(app, by_name["organiser.registrations.index"]), query_string={"q": "Ełk"})
    assert {where for where, text in seen if "Ełk" in text} == {"normalize", "casefold", "re", "template"}


def written(answer) -> str:
    """Of a paper, too, which is no text."""
    return answer.data.decode(errors="replace")
