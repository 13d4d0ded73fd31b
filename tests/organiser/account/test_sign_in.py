from factories import PASSWORD, make_organiser

from seminars.domain.guard import throttle
from seminars.extensions import db
from seminars.models import Organiser
from seminars.web import passwords


def test_olive_signs_in_with_her_password(app, visitor):
    with app.app_context():
        make_organiser()
    answer = visitor.sign_in("OLIVE@example.org", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/organiser/")
    assert visitor.get("/organiser/seminars").status_code == 200


def test_an_address_that_olive_pasted_is_hers(app, visitor):
    with app.app_context():
        make_organiser()
    for pasted in ("Olive <olive@example.org>", "mailto:olive@example.org?subject=x", "olive@example.org;"):
        assert (pasted, visitor.sign_in(pasted, PASSWORD).status_code) == (pasted, 303)


def test_a_wrong_password_and_an_unknown_address_read_the_same(app, visitor):
    with app.app_context():
        make_organiser()
    known = visitor.sign_in("olive@example.org", "wrong wrong wrong")
    unknown = visitor.sign_in("nobody@example.org", "wrong wrong wrong")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "<h2>Увайсці не атрымалася</h2>" in known.text
    assert "не падыходзяць" in known.text
    assert "olive@example.org" in known.text
    assert len(known.text) - len("olive@example.org") == len(unknown.text) - len("nobody@example.org")


def test_an_account_that_was_closed_cannot_sign_in(app, visitor):
    with app.app_context():
        make_organiser(active=False)
    assert visitor.sign_in("olive@example.org", PASSWORD).status_code == 422


def test_an_old_cookie_is_worth_nothing_after_signing_out(app, olive, make_visitor):
    cookie = olive.client.get_cookie("__Host-seminars", domain="seminars.example.org")
    thief = make_visitor()
    thief.client.set_cookie("__Host-seminars", cookie.value, domain="seminars.example.org", secure=True)
    assert thief.get("/organiser/seminars").status_code == 200
    assert olive.post("/organiser/sign-out").status_code == 303
    thief.client.set_cookie("__Host-seminars", cookie.value, domain="seminars.example.org", secure=True)
    assert thief.get("/organiser/seminars").status_code == 303
    assert olive.get("/organiser/seminars").status_code == 303


def test_a_session_from_before_signing_in_is_not_carried_over(app, visitor):
    with app.app_context():
        make_organiser()
    visitor.get("/organiser/sign-in")
    with visitor.client.session_transaction("/organiser/sign-in", base_url="https://seminars.example.org") as session:
        session["planted"] = "by Mallory"
    visitor.sign_in("olive@example.org", PASSWORD)
    with visitor.client.session_transaction("/organiser/sign-in", base_url="https://seminars.example.org") as session:
        assert "planted" not in session


def test_after_signing_in_the_wanted_page_of_ours_opens(app, visitor):
    with app.app_context():
        make_organiser()
    away = visitor.get("/organiser/messages?state=failed")
    assert away.location == "/organiser/sign-in?next=/organiser/messages?state%3Dfailed"
    token = visitor.token()
    data = {"email": "olive@example.org", "password": PASSWORD, "csrf_token": token}
    assert visitor.client.post(away.location, data=data).location == "/organiser/messages?state=failed"


def test_signing_in_leads_to_no_other_site(app, visitor):
    with app.app_context():
        make_organiser()
    for foreign in (
        "https://evil.example", "//evil.example", "/\\evil.example", "/organiser/\\evil", "javascript:alert(1)",
        "/organiser/\r\nX: y", "\x00/organiser/", "/organiserX/",
    ):  # fmt: skip
        answer = visitor.post(
            "/organiser/sign-in", {"email": "olive@example.org", "password": PASSWORD}, query_string={"next": foreign}
        )
        assert (answer.status_code, answer.location) == (303, "/organiser/"), foreign


def test_too_many_tries_from_one_network_are_refused_before_anything_is_hashed(app, visitor, monkeypatch):
    with app.app_context():
        make_organiser()
    monkeypatch.setattr(throttle, "SIGN_IN_FROM_ONE_NETWORK", ((2, throttle.SIGN_IN[0][1]),))
    monkeypatch.setattr(passwords, "matches", lambda _password, _hash: False)
    for number in range(2):
        assert visitor.sign_in(f"somebody{number}@example.org", "wrong wrong wrong").status_code == 422
    monkeypatch.setattr(passwords, "matches", lambda *_: (_ for _ in ()).throw(AssertionError("hashed")))
    refused = visitor.sign_in("olive@example.org", PASSWORD)
    assert refused.status_code == 429
    assert 'value="olive@example.org"' in refused.text


def test_a_giant_password_is_refused_before_anything_is_hashed(visitor, monkeypatch):
    monkeypatch.setattr(passwords, "matches", lambda *_: (_ for _ in ()).throw(AssertionError("hashed")))
    assert visitor.sign_in("olive@example.org", "ж" * 257).status_code == 422
    assert visitor.sign_in("", "").status_code == 422


def test_a_link_signs_in_once_and_only_by_its_button(app, visitor, make_visitor, link_for):
    with app.app_context():
        make_organiser()
        token = link_for("olive@example.org")
    assert "olive@example.org" in visitor.get(f"/organiser/sign-in/{token}").text
    assert visitor.get("/organiser/seminars").status_code == 303
    assert visitor.post(f"/organiser/sign-in/{token}").status_code == 303
    assert visitor.get("/organiser/seminars").status_code == 200
    second = make_visitor()
    assert second.post(f"/organiser/sign-in/{token}").status_code == 404
    assert second.get(f"/organiser/sign-in/{token}").status_code == 404
    assert second.get("/organiser/seminars").status_code == 303


def test_a_newer_link_replaces_an_older_one(app, visitor, link_for):
    with app.app_context():
        make_organiser()
        older, newer = link_for("olive@example.org"), link_for("olive@example.org")
    assert visitor.get(f"/organiser/sign-in/{older}").status_code == 404
    assert visitor.get(f"/organiser/sign-in/{newer}").status_code == 200


def test_the_sign_in_page_speaks_the_browsers_language(visitor):
    page = visitor.get("/organiser/sign-in", headers={"Accept-Language": "pl"})
    assert '<html lang="pl">' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_new_password_ends_all_other_sessions_and_keeps_this_one(app, olive, make_visitor):
    other = make_visitor()
    assert other.sign_in("olive@example.org", PASSWORD).status_code == 303
    data = {"password": "a long new password", "again": "a long new password"}
    assert olive.post("/organiser/account/password", data).status_code == 303
    assert olive.get("/organiser/seminars").status_code == 200
    assert other.get("/organiser/seminars").status_code == 303
    assert other.sign_in("olive@example.org", PASSWORD).status_code == 422
    assert other.sign_in("olive@example.org", "a long new password").status_code == 303


def test_a_password_is_long_enough_and_typed_twice_alike(olive):
    for password, again in (
        ("short", "short"), ("long enough one", "long enough two"), ("", ""), ("x" * 513, "x" * 513),
    ):  # fmt: skip
        assert olive.post("/organiser/account/password", {"password": password, "again": again}).status_code == 422


def test_the_language_of_the_account_is_the_language_of_the_pages(app, olive):
    assert olive.post("/organiser/account", {"language": "be"}).status_code == 303
    assert '<html lang="be">' in olive.get("/organiser/seminars").text
    assert olive.post("/organiser/account", {"language": "xx"}).status_code == 422
    with app.app_context():
        assert db.session.query(Organiser).one().language == "be"
