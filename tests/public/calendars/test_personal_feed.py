"""The calendar "mine": the seminars of one e-mail address, behind a link that only a mail tells."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from factories import ADA, make_registration, make_seminar, texts
from icalendar import Calendar
from sqlalchemy import update
from visitors import everything_stored, letters, manage_page, post, rows, set_all
from werkzeug.http import http_date, parse_date

from seminars import clock, create_app, tokens
from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.programme import feeds, personal_feeds
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.formats.calendars import ical
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, PersonalFeed, Registration, Seminar

LONG_AGO = datetime(2026, 3, 29, 8, 30, 5, tzinfo=UTC)
BELA = replace(ADA, given_name="Bela")
MALLORY = Person(surname="Malory", given_name="Mallory", email="mallory@example.org")
LINKS_OF_ADA = {"email_key": ADA.email, "registrations": [1], "feed": 1}
LINK = r"https://seminars\.example\.org(/\w\w/calendar/mine/[\w~-]+\.ics)"


@pytest.fixture
def feed(app) -> str:
    """The address of Ada's calendar; she has a place in Klichev and in Gomel, Mallory in Pinsk."""
    with app.app_context():
        make_registration(make_seminar(changed_at=LONG_AGO, host_phone="+375 29 111-11-11"))
        make_registration(make_seminar(slug="gomel", town_code="gomel", changed_at=LONG_AGO))
        make_registration(make_seminar(slug="pinsk", town_code="pinsk", changed_at=LONG_AGO), MALLORY)
        with write_unit():
            personal_feeds.get_or_create(ADA.email, now=LONG_AGO)
            db.session.execute(update(Registration).values(changed_at=LONG_AGO))
            db.session.commit()
        return address()


def address(version: int = 1, feed_id: int = 1) -> str:
    return f"/en/calendar/mine/{tokens.feed_token(feed_id, version)}.ics"


def shown(answer) -> dict[str, str]:
    """Title by address of everything in the calendar."""
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    events = Calendar.from_ical(answer.data).events
    return {str(each["URL"]).rpartition("/")[2]: str(each["SUMMARY"]) for each in events}


def told(app) -> list[str]:
    """The addresses of the calendar in all mails that were sent, each as often as a text part tells it."""
    with app.app_context():
        delivery.deliver_due()
    return [found for text in letters(app) for found in re.findall(LINK, text)]


@pytest.mark.usefixtures("quick_fingers")
def test_the_whole_way_from_signing_up_to_a_renewed_link(app, client):
    with app.app_context():
        make_registration(make_seminar())
    assert told(app) == []
    post(client, "/en/registrations/find", email="Ada@Example.org")
    assert rows(app, Message)[-1].facts == {**LINKS_OF_ADA, "is_new_link": False}
    old, in_html = told(app)
    assert (old, in_html) == (address_in(app, 1), old)
    assert shown(client.get(old)) == {"klichev": "Small towns and clusters (en)"}
    page = client.get(manage_page(app)).text
    assert "Calendar of my seminars" in page
    assert tokens_in(page) == []
    answer = post(client, f"{manage_page(app)}/calendar-link")
    assert (answer.status_code, answer.location) == (303, f"{manage_page(app)}?done=calendar")
    assert client.get(old).status_code == 404
    assert "A mail with the new one is on its way to ada@example.org." in client.get(answer.location).text
    assert set(told(app)) == {old, address_in(app, 2)}
    assert shown(client.get(address_in(app, 2))) == {"klichev": "Small towns and clusters (en)"}
    assert rows(app, Registration)[0].email_proven_at is not None


def address_in(app, version: int) -> str:
    with app.app_context():
        return address(version)


def tokens_in(text: str) -> list[str]:
    return re.findall(r"calendar/mine/[^\s\"<]+", text)


def test_the_mail_tells_the_address_as_plain_https_and_no_mail_keeps_it(app, client):
    with app.app_context():
        make_registration(make_seminar(), language="be")
    post(client, "/pl/registrations/find", email=ADA.email)
    (plain, _html) = told(app)
    mail = letters(app)[-2:]
    for text in mail:
        assert f"https://seminars.example.org{plain}" in text
        assert "webcal" not in text
        assert "Wszystkie Twoje seminaria w jednym kalendarzu" in text
    assert plain.startswith("/pl/")
    assert f'href="https://seminars.example.org{plain}' not in mail[1]
    stored = repr(everything_stored(app))
    assert [plain.split("~")[1].removesuffix(".ics") in stored, rows(app, Message)[-1].facts] == [False, {}]


def test_the_mail_tells_the_link_of_the_present_and_of_nobody_else(app, client):
    with app.app_context():
        make_registration(make_seminar())
    post(client, "/en/registrations/find", email=ADA.email)
    with app.app_context(), write_unit():
        personal_feeds.renew(db.session.get_one(PersonalFeed, 1), now=clock.now())
        db.session.commit()
    assert set(told(app)) == {address_in(app, 2)}
    post(client, "/en/registrations/find", email=ADA.email)
    set_all(app, PersonalFeed, email_key=MALLORY.email)
    assert set(told(app)) == {address_in(app, 2)}
    assert "All your seminars in one calendar" not in letters(app)[-1]


def test_a_mail_that_was_posted_before_there_were_calendars_is_sent_without_one(app, client):
    with app.app_context():
        make_registration(make_seminar())
    post(client, "/en/registrations/find", email=ADA.email)
    with app.app_context(), write_unit():
        message = db.session.query(Message).filter_by(kind=MessageKind.LINKS).one()
        message.facts = {"email_key": ADA.email, "registrations": [1]}
        db.session.commit()
    assert told(app) == []
    assert letters(app)[-1].count("/en/registrations/1-1~") == 1


def test_the_link_stops_working_even_when_the_mail_is_held_back(app, client, feed):
    for _mail in range(3):
        assert post(client, f"{manage_page(app)}/calendar-link").location.endswith("?done=calendar")
    answer = post(client, f"{manage_page(app)}/calendar-link")
    assert (answer.status_code, answer.location) == (303, f"{manage_page(app)}?done=calendar-later")
    page = client.get(answer.location).text
    assert "The new one is not on its way" in page
    assert client.get(feed).status_code == 404
    assert len([each for each in rows(app, Message) if each.kind == MessageKind.LINKS]) == 3


def test_strangers_who_ask_for_lost_links_do_not_use_up_what_its_owner_may_ask_for(app, client, feed):
    for _mail in range(4):
        post(client, "/en/registrations/find", email=ADA.email)
    assert post(client, f"{manage_page(app)}/calendar-link").location.endswith("?done=calendar")
    assert len([each for each in rows(app, Message) if each.kind == MessageKind.LINKS]) == 4


def test_a_link_is_renewed_also_from_a_seminar_that_is_over(app, client, feed):
    with app.app_context(), write_unit():
        over = clock.now() - timedelta(days=1)
        db.session.execute(update(Seminar).values(starts_at=over - timedelta(hours=1), ends_at=over))
        db.session.commit()
    assert post(client, f"{manage_page(app)}/calendar-link").location.endswith("?done=calendar")
    (message,) = [each for each in rows(app, Message) if each.kind == MessageKind.LINKS]
    assert message.facts == {**LINKS_OF_ADA, "is_new_link": True}
    assert client.get(feed).status_code == 404


def test_nobody_renews_a_link_by_a_wrong_registration_or_by_looking(app, client, feed):
    before = everything_stored(app)
    for wrong in (manage_page(app, version=2), manage_page(app, 77), feed.removesuffix(".ics")):
        assert post(client, f"{wrong}/calendar-link").status_code == 404
    assert client.get(f"{manage_page(app)}/calendar-link").status_code == 405
    assert client.post(f"{manage_page(app)}/calendar-link").status_code == 422
    with app.app_context(), write_unit():
        db.session.execute(update(Registration).where(Registration.id == 3).values(email="", email_key=""))
        db.session.commit()
    assert post(client, f"{manage_page(app, 3)}/calendar-link").status_code == 404
    assert "Calendar of my seminars" not in client.get(manage_page(app, 3)).text
    assert everything_stored(app)["personal_feed"] == before["personal_feed"]


def test_it_is_private_and_says_so(client, feed):
    answer = client.get(feed)
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Content-Disposition", "Vary",
             "Access-Control-Allow-Origin", "Set-Cookie")  # fmt: skip
    assert [answer.headers.get(name) for name in names] == [
        "private, no-cache", "noindex", "no-referrer", 'inline; filename="my-seminars.ics"', "Accept-Encoding",
        None, None,
    ]  # fmt: skip
    calendar = Calendar.from_ical(answer.data)
    assert (calendar["NAME"], calendar.get("SOURCE")) == ("My seminars: Cluster seminars", None)
    assert calendar["URL"] == "https://seminars.example.org/en/calendar"


def test_its_events_are_those_of_all_feeds_and_tell_of_no_person(app, client, feed):
    def events(body: bytes) -> set[bytes]:
        return set(re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", body, re.DOTALL))

    mine, everything = client.get(feed).data, client.get("/en/calendar/all.ics").data
    assert (len(events(mine)), len(events(everything))) == (2, 3)
    assert events(mine) < events(everything)
    codes = [each.code.encode() for each in rows(app, Registration)]
    secret = feed.rpartition("/")[2].removesuffix(".ics").encode()
    whole = mine.replace(b"\r\n ", b"")
    forbidden = [secret, secret.partition(b"~")[2], b"ada@example.org", b"Klichevskaya", b"111-11-11", b"mine/",
                 b"/registrations/", *codes]  # fmt: skip
    assert [each for each in forbidden if each in whole] == []


def test_a_seminar_that_is_called_off_stays_and_one_that_is_left_goes(app, client, feed):
    with app.app_context(), write_unit():
        gomel = db.session.query(Seminar).filter_by(slug="gomel").one()
        changes.cancel(gomel, reason=texts("No hall"), actor="olive@example.org")
        db.session.commit()
    assert shown(client.get(feed)) == {
        "klichev": "Small towns and clusters (en)",
        "gomel": "CANCELLED: Small towns and clusters (en)",
    }
    post(client, f"{manage_page(app)}/cancellation")
    assert set(shown(client.get(feed))) == {"gomel"}


def test_two_people_of_one_address_share_one_calendar(app, client, feed):
    with app.app_context():
        make_registration(db.session.query(Seminar).filter_by(slug="klichev").one(), BELA)
    post(client, "/en/registrations/find", email=ADA.email)
    assert set(told(app)) == {feed}
    for registration, left in ((1, {"klichev", "gomel"}), (4, {"gomel"})):
        post(client, f"{manage_page(app, registration)}/cancellation")
        assert set(shown(client.get(feed))) == left


def test_it_is_fetched_again_and_again_like_any_feed(app, client, feed):
    first, packed = client.get(feed), client.get(feed, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == first.data == client.get(feed).data
    settled = http_date(LONG_AGO + feeds.SETTLED_AFTER)
    assert (first.headers["Last-Modified"], packed.headers["ETag"]) == (
        settled, first.headers["ETag"][:-1] + '-gzip"',
    )  # fmt: skip
    head = client.head(feed)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    rendered = ical._rendered.cache_info()
    same = ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": settled})
    for headers in same:
        assert (client.get(feed, headers=headers).status_code, client.head(feed, headers=headers).status_code) == (
            304, 304,
        )  # fmt: skip
    assert ical._rendered.cache_info() == rendered
    assert client.get(feed, headers={"If-Modified-Since": "garbage"}).status_code == 200
    post(client, f"{manage_page(app)}/cancellation")
    for headers in same:
        changed = client.get(feed, headers=headers)
        assert (changed.status_code, parse_date(changed.headers["Last-Modified"]) > LONG_AGO) == (200, True)


def test_every_link_that_is_wrong_revoked_or_of_another_purpose_gets_the_same_404(app, client, feed):
    right = feed.rpartition("/")[2].removesuffix(".ics")
    elsewhere = create_app({"SEMINARS_INSTANCE": app.config["INSTANCE"], "SEMINARS_SECRET_KEY": "another"})
    with app.app_context():
        made_here = [tokens.feed_token(1, 2), tokens.feed_token(1, 0), tokens.feed_token(2, 1),
                     tokens.manage_token(1, 1), tokens.timed_token("receipt", 1)]  # fmt: skip
    with elsewhere.app_context():
        made_elsewhere = [tokens.feed_token(1, 1)]
    mangled = [right[:-1], right + "x", right.swapcase(), right.replace("1-1", "1-2"), "1-1", "~", "x", "1-1~",
               "Ж" * 40, "\U0001f642", "%FF%FE", "a" * 1_900, right + "%00", "1-1~" + "é" * 43]  # fmt: skip
    answers = set()
    for token in [*made_here, *made_elsewhere, *mangled]:
        answer = client.get(f"/en/calendar/mine/{quote(token, safe='%')}.ics")
        page = re.sub(r"<code>\w{8}</code>", "", answer.text)
        kept = {name: value for name, value in answer.headers if name != "Content-Length"}
        answers.add((answer.status_code, page, *sorted(kept.items())))
        assert client.head(f"/en/calendar/mine/{quote(token, safe='%')}.ics").status_code == 404
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert tokens_in(next(iter(answers))[1]) == []
    assert client.get(feed).status_code == 200


def test_a_link_outlives_a_change_of_the_secret_key_as_long_as_the_old_one_is_known(app, client, feed):
    old_key = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "a-new-secret"
    assert client.get(feed).status_code == 404
    app.config["SECRET_KEY_FALLBACKS"] = (old_key,)
    assert client.get(feed).status_code == 200
    with app.app_context():
        assert address() != feed
        assert client.get(address()).status_code == 200
