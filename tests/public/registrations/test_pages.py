"""One's own registration behind the mailed link: GET shows and changes nothing, POST acts."""

import re
from datetime import timedelta

import pytest
from factories import ADA, make_registration, make_seminar
from visitors import everything_stored, letters, manage_page, post, rows, set_all

from seminars import clock, create_app
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Activity, Message, MessageKind, Registration, Seminar, Status

BELA = Person(surname="Klichevsky", given_name="Bela", email=ADA.email)


def state_of(app) -> list[Status]:
    return [registration.status for registration in rows(app, Registration)]


def test_no_link_of_any_mail_changes_anything_when_scanners_follow_it(app, client):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        make_registration(seminar, BELA, language="be")
    post(client, f"{manage_page(app, 2)}/message")
    post(client, "/pl/registrations/find", email=ADA.email)
    with app.app_context():
        assert delivery.deliver_due() == 4
    post(client, f"{manage_page(app, 2)}/cancellation")
    with app.app_context():
        assert delivery.deliver_due() == 1
    found = {
        link for text in letters(app) for link in re.findall(r"https://seminars\.example\.org(/[^\s\"<>\\;#]+)", text)
    }
    # Of each of the two, the page itself and the page of "this was not me"; where links were asked for; undoing.
    assert len([link for link in found if "/registrations/" in link]) == 6
    before = everything_stored(app)
    for link in sorted(found):
        for ask in (client.get, client.head):
            assert (link, ask(link, follow_redirects=True).status_code) == (link, 200)
    assert everything_stored(app) == before


def test_the_page_shows_what_is_stored_and_only_to_its_own_link(app, client):
    with app.app_context():
        seminar = make_seminar()
        make_registration(seminar)
        make_registration(seminar, Person(surname="Malory", given_name="Mallory", email="mallory@example.org"))
    page = client.get(manage_page(app, 1))
    assert page.status_code == 200
    assert "Ada Klichevskaya" in page.text
    assert "mallory" not in page.text.lower()
    ours, theirs = manage_page(app, 1), manage_page(app, 2)
    mixed = theirs.partition("~")[0] + "~" + ours.partition("~")[2]
    before = everything_stored(app)
    for address in (mixed, manage_page(app, 99), manage_page(app, 1, version=2), f"{ours[:-1]}", ours.upper()):
        assert client.get(address).status_code == 404
        for act in ("cancellation", "message", "language"):
            assert post(client, f"{address}/{act}", language="pl").status_code == 404
    assert everything_stored(app) == before


@pytest.mark.usefixtures("ada")
def test_a_raised_version_revokes_the_link(app, client):
    set_all(app, Registration, token_version=2)
    assert client.get(manage_page(app)).status_code == 404
    assert client.get(manage_page(app, version=2)).status_code == 200


@pytest.mark.usefixtures("ada")
def test_links_of_an_older_secret_key_work_while_it_is_a_fallback(app, client, database, tmp_path):
    old = manage_page(app)
    for fallbacks, status in (("older,a-secret-of-the-tests-as-long-as-it-has-to-be", 200), ("older", 404)):
        environment = {
            "SEMINARS_INSTANCE": str(tmp_path),
            "SEMINARS_SQLALCHEMY_DATABASE_URI": database,
            "SEMINARS_SECRET_KEY": "a-newer-secret",
            "SEMINARS_SECRET_KEY_FALLBACKS": fallbacks,
        }
        rotated = create_app(environment)
        assert rotated.test_client().get(old).status_code == status
        assert manage_page(rotated) != old
        with rotated.app_context():
            db.engine.dispose()


@pytest.mark.usefixtures("ada")
def test_a_place_is_cancelled_once(app, client):
    page = manage_page(app, language="ru")
    assert client.post(f"{page}/cancellation").status_code == 422
    first = post(client, f"{page}/cancellation")
    assert (first.status_code, first.location) == (303, page)
    after = everything_stored(app)
    second = post(client, f"{page}/cancellation")
    assert second.status_code == 409
    assert '<html lang="ru">' in second.text
    assert everything_stored(app) == after
    assert state_of(app) == [Status.CANCELLED]
    assert rows(app, Registration)[0].email_proven_at is not None
    assert [each.kind for each in rows(app, Activity)] == ["registered", "cancelled"]


@pytest.mark.usefixtures("ada")
def test_a_place_cannot_be_cancelled_once_the_seminar_has_begun_unless_it_is_postponed(app, client):
    set_all(app, Seminar, starts_at=clock.now() - timedelta(minutes=1))
    before = everything_stored(app)
    answer = post(client, f"{manage_page(app)}/cancellation")
    assert (answer.status_code, everything_stored(app)) == (409, before)
    set_all(app, Seminar, postponed_at=clock.now())
    assert "Cancel my place" in client.get(f"{manage_page(app)}/cancellation").text
    assert post(client, f"{manage_page(app)}/cancellation").status_code == 303
    assert state_of(app) == [Status.CANCELLED]


@pytest.mark.usefixtures("ada")
def test_the_language_of_the_mails_is_one_of_the_site(app, client):
    app.config["LANGUAGES"] = ("be", "en")
    page = manage_page(app)
    for language in ("xx", "", "EN", "pl"):
        answer = post(client, f"{page}/language", language=language)
        assert (language, answer.status_code) == (language, 422)
        assert 'id="language-error"' in answer.text
    assert rows(app, Registration)[0].language == "en"
    answer = post(client, f"{page}/language", language="be")
    assert (answer.status_code, answer.location) == (303, f"{manage_page(app, language='be')}?done=language")
    assert rows(app, Registration)[0].language == "be"
    assert client.get(answer.location).status_code == 200


@pytest.mark.usefixtures("ada")
def test_the_mail_is_sent_again_three_times_an_hour_and_ten_times_a_day(app, client, monkeypatch):
    page, started = manage_page(app), clock.now().replace(hour=0, minute=5)
    moments = iter(started + timedelta(hours=hour, seconds=second) for hour in range(6) for second in range(5))
    for _attempt in range(30):
        now = next(moments)
        monkeypatch.setattr("seminars.public.registrations.pages.database_now", lambda now=now: now)
        assert post(client, f"{page}/message").status_code == 303
    sent = [each.created_at for each in rows(app, Message) if each.kind == MessageKind.REPEATED]
    assert [(each - started) // timedelta(hours=1) for each in sent] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]
    assert {each.calendar_method for each in rows(app, Message) if each.kind == MessageKind.REPEATED} == {None}
