"""After many wrong passwords for an account a proof of work is asked of strangers, and nobody is locked out."""

import re
from functools import cache

import pytest
from factories import PASSWORD, make_organiser
from rotation import rotate
from visitors import hidden_fields, proven

from seminars import tokens
from seminars.domain.guard import throttle
from seminars.extensions import db
from seminars.models import KnownNetwork, Organiser, SpentProof
from seminars.web import passwords

OLIVE = "olive@example.org"
WRONG = "wrong wrong wrong"
HOME, AWAY = "198.51.100.7", "192.0.2.1"
SIGN_IN = "/organiser/sign-in"


@pytest.fixture(autouse=True)
def accounts(app, monkeypatch) -> None:
    """Olive has an account, Mallory has one too; each password is compared once."""
    monkeypatch.setattr(passwords, "matches", cache(passwords.matches))
    with app.app_context():
        make_organiser(OLIVE)
        make_organiser("mallory@example.org", is_owner=False)


def send(visitor, password: str, *, network: str = AWAY, email: str = OLIVE, **more: str):
    data = {"csrf_token": visitor.token(), "email": email, "password": password, **more}
    where = {"environ_base": {"REMOTE_ADDR": network}, "headers": {"Accept-Language": "en"}}
    return visitor.client.post(SIGN_IN, data=data, **where)


def fail(make_visitor, times: int, *, email: str = OLIVE, network: str = "203.0.113.{}"):
    """So many wrong passwords, each from a network and with a browser of its own; the last answer."""
    return [send(make_visitor(), WRONG, network=network.format(n), email=email) for n in range(times)][-1]


def is_asked(answer) -> bool:
    return "data-proof" in answer.text


def proof_in(page: str) -> dict[str, str]:
    return {name: value for name, value in proven(page).items() if name in ("proof", "patience")}


def known_cookies(visitor) -> list:
    return [each for each in visitor.client._cookies.values() if "known" in each.key]


def test_the_eleventh_try_within_a_quarter_of_an_hour_brings_a_proof_or_is_not_looked_at(make_visitor, visitor):
    assert not is_asked(fail(make_visitor, 9))
    tenth = fail(make_visitor, 1)
    assert is_asked(tenth)
    assert "do not fit together" in tenth.text
    asked = send(visitor, PASSWORD)
    assert (asked.status_code, is_asked(asked), f'value="{OLIVE}"' in asked.text) == (422, True, True)
    assert "Many wrong passwords were typed for this address" in asked.text
    assert PASSWORD not in asked.text
    assert send(visitor, PASSWORD, **proof_in(asked.text)).status_code == 303


def test_a_wrong_password_costs_its_proof_and_brings_the_next_task(app, make_visitor, visitor):
    proof = proof_in(fail(make_visitor, 10).text)
    wrong = send(visitor, WRONG, **proof)
    assert (wrong.status_code, is_asked(wrong), "do not fit together" in wrong.text) == (422, True, True)
    spent = send(visitor, PASSWORD, **proof)
    assert (spent.status_code, is_asked(spent)) == (422, True)
    assert send(visitor, PASSWORD, **proof_in(wrong.text)).status_code == 303
    with app.app_context():
        assert db.session.query(SpentProof).count() == 2


def test_a_proof_for_another_account_is_worth_nothing(make_visitor, visitor):
    asked = fail(make_visitor, 10, email="mallory@example.org")
    fail(make_visitor, 10)
    assert is_asked(send(visitor, PASSWORD, **proof_in(asked.text)))


def test_without_a_script_the_form_is_taken_after_ten_seconds(make_visitor, visitor, monkeypatch):
    asked = fail(make_visitor, 10)
    assert "Type yours and send it in 10 seconds" in asked.text
    patience = {"patience": hidden_fields(asked.text)["patience"]}
    assert is_asked(send(visitor, PASSWORD, **patience))
    read = tokens.read_timed_token

    def aged(purpose: str, token: str, max_age: int):
        found = read(purpose, token, max_age)
        return found and (found[0], found[1] + 10)

    monkeypatch.setattr(tokens, "read_timed_token", aged)
    assert send(visitor, PASSWORD, **patience).status_code == 303


def test_an_address_without_an_account_is_asked_at_the_same_try_in_the_same_words(make_visitor):
    shown = []
    for email in (OLIVE, "nobody@example.org", "closed@example.org"):
        answers = [fail(make_visitor, 1, email=email, network=f"203.0.113.{n}") for n in range(12)]
        pages = [re.sub(r"value=\"[^\"]*\"|data-proof='[^']*'", "", each.text).replace(email, "") for each in answers]
        shown.append([(each.status_code, page) for each, page in zip(answers, pages, strict=True)])
    assert shown[0] == shown[1] == shown[2]
    assert ["data-instead" in page for _status, page in shown[0]] == [False] * 9 + [True] * 3


def test_a_browser_that_has_signed_in_before_is_not_asked_from_wherever_it_comes(make_visitor, visitor):
    assert send(visitor, PASSWORD, network=HOME).status_code == 303
    assert visitor.post("/organiser/sign-out").status_code == 303
    fail(make_visitor, 12)
    wrong = send(visitor, WRONG)
    assert (wrong.status_code, is_asked(wrong)) == (422, False)
    assert send(visitor, PASSWORD).status_code == 303


def test_the_cookie_of_a_known_browser_is_for_the_sign_in_alone_and_no_script_reads_it(visitor):
    (cookie,) = [each for each in send(visitor, PASSWORD).headers.getlist("Set-Cookie") if "known" in each]
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/organiser/sign-in", "Max-Age=31536000"):
        assert part in cookie
    assert OLIVE not in cookie


def test_a_cookie_serves_for_its_account_until_the_password_changes(app, make_visitor, visitor):
    mallory = make_visitor()
    assert send(mallory, PASSWORD, email="mallory@example.org").status_code == 303
    assert send(visitor, PASSWORD, network=HOME).status_code == 303
    (known,) = known_cookies(visitor)
    with app.app_context():
        numbers = {each.email: each.id for each in db.session.query(Organiser)}
    forged, old = make_visitor(), make_visitor()
    (hers,) = known_cookies(mallory)
    forged.client.set_cookie(
        f"__Secure-seminars-known-{numbers[OLIVE]}", hers.value, domain="seminars.example.org", secure=True
    )
    old.client.set_cookie(known.key, known.value, domain="seminars.example.org", secure=True)
    new = {"present": PASSWORD, "password": "a long new password", "again": "a long new password"}
    assert visitor.post("/organiser/account/password", new).status_code == 303
    fail(make_visitor, 10)
    assert is_asked(send(forged, "a long new password"))
    assert is_asked(send(old, "a long new password"))
    assert visitor.post("/organiser/sign-out").status_code == 303
    assert send(visitor, "a long new password").status_code == 303


def test_a_known_browser_stays_known_after_a_new_secret_key(app, make_visitor, visitor):
    assert send(visitor, PASSWORD, network=HOME).status_code == 303
    assert visitor.post("/organiser/sign-out").status_code == 303
    fail(make_visitor, 6)
    rotate(app)
    assert is_asked(fail(make_visitor, 4))
    assert send(visitor, PASSWORD).status_code == 303


def test_strangers_are_no_burden_for_a_network_that_signed_in_before_which_is_asked_for_its_own_mistakes(
    make_visitor, visitor
):
    assert send(visitor, PASSWORD, network=HOME).status_code == 303
    fail(make_visitor, 12)
    assert not is_asked(send(make_visitor(), WRONG, network=HOME))
    assert send(make_visitor(), PASSWORD, network=HOME).status_code == 303
    assert is_asked(fail(make_visitor, 9, network=HOME))


def test_a_sign_in_link_is_never_asked_and_makes_browser_and_network_known(app, make_visitor, visitor, link_for):
    fail(make_visitor, 12)
    with app.app_context():
        token = link_for(OLIVE)
    assert visitor.post(f"/organiser/sign-in/{token}", environ_base={"REMOTE_ADDR": HOME}).status_code == 303
    assert visitor.post("/organiser/sign-out").status_code == 303
    assert send(visitor, PASSWORD).status_code == 303
    assert send(make_visitor(), PASSWORD, network=HOME).status_code == 303


def test_neither_the_limit_of_the_network_nor_strangers_in_it_stop_a_known_browser(make_visitor, visitor, monkeypatch):
    assert send(visitor, PASSWORD).status_code == 303
    assert visitor.post("/organiser/sign-out").status_code == 303
    monkeypatch.setattr(throttle, "SIGN_IN_FROM_ONE_NETWORK", ((3, throttle.SIGN_IN[0][1]),))
    assert fail(make_visitor, 4, network=AWAY).status_code == 429
    assert send(visitor, PASSWORD).status_code == 303


def test_no_network_is_kept_that_could_be_read(app, visitor):
    assert send(visitor, PASSWORD, network=HOME).status_code == 303
    with app.app_context():
        (kept,) = db.session.query(KnownNetwork)
        assert (len(kept.network), HOME in kept.network) == (40, False)
