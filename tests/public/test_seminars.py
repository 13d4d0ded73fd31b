"""One seminar's page: for people, for search engines, in every state, with any title."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from acts import act, set_all
from factories import ADA, make_registration, make_seminar, texts
from visitors import rows, sign_up

from seminars import clock
from seminars.domain.registrations import approvals
from seminars.domain.seminars import changes
from seminars.i18n import Texts
from seminars.models import Registration, Seminar, SeminarStatus, Session, Speaker, Status

BASE_URL = "https://seminars.example.org"
HOSTILE = 'Clusters\' "day" </script><script>alert(1)</script> & <b>{{ 7*7 }}</b>'


def linked_data(page) -> dict:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    return json.loads(block)


def meta(page) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', page.text))


def test_the_page_tells_search_engines_the_seminar_and_its_seats(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=3)
        make_registration(seminar)
        starts = seminar.in_zone(seminar.starts_at).isoformat()
    page = client.get("/pl/seminars/klichev")
    data = linked_data(page)
    assert data["@type"] == "Event"
    assert data["name"] == "Small towns and clusters (pl)"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["startDate"] == starts
    assert data["url"] == f"{BASE_URL}/pl/seminars/klichev"
    assert data["offers"] == {
        "@type": "Offer",
        "price": 0,
        "availability": "https://schema.org/LimitedAvailability",
        "url": f"{BASE_URL}/pl/seminars/klichev",
    }
    assert [name for name in data if "Capacity" in name] == []
    assert {name: meta(page)[name] for name in ("og:type", "og:locale", "og:url")} == {
        "og:type": "event",
        "og:locale": "pl_PL",
        "og:url": f"{BASE_URL}/pl/seminars/klichev",
    }
    assert meta(page)["og:title"].startswith("Small towns and clusters (pl), ")


def test_why_it_is_put_off_stands_at_the_top_of_its_page_until_there_is_a_new_date(app, client):
    with app.app_context():
        seminar = make_seminar()
        starts_at = seminar.starts_at
        act(changes.postpone, seminar, reason=texts("Burst pipe"))
    page = client.get("/en/seminars/klichev")
    assert '<p lang="en">Burst pipe (en)</p>' in page.text.partition('<article class="seminar">')[0]
    assert meta(page)["description"].startswith("Date to be announced, ")
    assert meta(page)["og:description"] == meta(page)["description"]
    with app.app_context():
        act(changes.move, rows(app, Seminar)[0], starts_at=starts_at + timedelta(days=7))
    page = client.get("/en/seminars/klichev")
    assert "Burst pipe" not in page.text.partition('<article class="seminar">')[0]
    assert "Date to be announced" not in page.text


@pytest.mark.parametrize(
    ("values", "availability"),
    [
        ({"capacity": 7}, "InStock"),
        ({"capacity": 6}, "LimitedAvailability"),
        ({"capacity": 1}, "SoldOut"),
        ({"capacity": 1, "queue_closed": True}, "SoldOut"),
        ({"capacity": 7, "status": SeminarStatus.CANCELLED}, None),
        ({"capacity": 7, "registration_closes_at": clock.now() - timedelta(hours=1)}, None),
    ],
)
def test_search_engines_are_told_of_seats_in_one_word_while_people_can_sign_up(app, client, values, availability):
    with app.app_context():
        make_registration(make_seminar(capacity=7))
        set_all(Seminar, **values)
    data = linked_data(client.get("/en/seminars/klichev"))
    assert data.get("offers", {}).get("availability") == (availability and f"https://schema.org/{availability}")


def test_the_bar_beside_the_words_is_drawn_from_the_step_and_the_capacity(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=30)
        for number in range(8):
            make_registration(seminar, replace(ADA, email=f"{number}@example.org"))
    page = client.get("/en/seminars/klichev").text
    assert "More than 20 places left" in page
    assert "30 places in all" in page
    assert re.search(r'viewBox="0 0 (\d+) 1".*?<rect width="(\d+)"', page).groups() == ("30", "9")


def test_own_address_and_translations_never_come_from_the_host_header(app, client):
    with app.app_context():
        make_seminar()
    for path in ("/", "/past", "/seminars/klichev", "/calendar", "/privacy"):
        page = client.get(f"/ru{path}", base_url="http://localhost:5000", headers={"X-Forwarded-Host": "evil.example"})
        assert re.findall(r'rel="canonical" href="([^"]+)"', page.text) == [f"{BASE_URL}/ru{path}"]
        assert dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', page.text)) == {
            language: f"{BASE_URL}/{language}{path}" for language in ("be", "ru", "pl", "en")
        }
        assert [each for each in ("localhost", "evil.example") if each in page.text] == []


def test_a_hostile_title_ends_no_element(app, client):
    hostile = Texts(en=HOSTILE, ru=HOSTILE)
    session = Session(
        position=1, title=hostile, description=hostile, speakers=[Speaker(slug="eve", name=HOSTILE, role=hostile)]
    )
    with app.app_context():
        make_seminar(title=hostile, description=hostile, host=hostile, host_event_name=hostile, sessions=[session])
    for address in ("/en/seminars/klichev", "/pl/seminars/klichev", "/en/", "/en/seminars/klichev/registrations/new"):
        page = client.get(address)
        assert (address, page.status_code) == (address, 200)
        # Our own scripts and the block of data may stand there, and nothing else.
        ours = r'<script(?= type="application/ld\+json"| src="/static/)'
        assert re.findall(r"<script|<b>|alert\(1\)</script>", re.sub(ours, "", page.text)) == []
        assert "49" not in re.findall(r"<h1>.*?</h1>", page.text, re.S)[0]
    assert linked_data(client.get("/en/seminars/klichev"))["name"] == HOSTILE
    calendar = client.get("/en/seminars/klichev.ics")
    assert calendar.status_code == 200


@pytest.mark.parametrize(
    ("state", "words", "event_status"),
    [
        ("cancelled", "This seminar is cancelled.", "EventCancelled"),
        ("postponed", "This seminar is postponed.", "EventPostponed"),
    ],
)
def test_a_seminar_that_does_not_take_place_keeps_its_page_and_names_the_next(app, client, state, words, event_status):
    now = clock.now()
    changed = {"status": SeminarStatus.CANCELLED} if state == "cancelled" else {"postponed_at": now}
    with app.app_context():
        make_seminar(**changed)
        make_seminar(slug="other-region", town_code="pinsk", starts_at=now + timedelta(days=1))
        make_seminar(slug="draft", status=SeminarStatus.DRAFT, starts_at=now + timedelta(days=2))
        make_seminar(slug="also-cancelled", status=SeminarStatus.CANCELLED, starts_at=now + timedelta(days=2))
        make_seminar(slug="after", town_code="mogilev", starts_at=now + timedelta(days=9))
        make_seminar(slug="next", town_code="mogilev", starts_at=now + timedelta(days=8))
    page = client.get("/en/seminars/klichev")
    assert page.status_code == 200
    (banner,) = re.findall(r'<div class="notice[^>]*role="note">.*?</div>', page.text, re.S)
    assert words in banner
    assert re.findall(r'href="([^"]+)"', banner) == ["/en/seminars/next"]
    assert linked_data(page)["eventStatus"] == f"https://schema.org/{event_status}"
    assert "registrations/new" not in page.text
    form = client.get("/en/seminars/klichev/registrations/new")
    assert "<form" not in form.text


def test_a_draft_is_nowhere(app, client):
    with app.app_context():
        make_seminar(status=SeminarStatus.DRAFT)
    asked = [client.get(f"/en/seminars/klichev{end}") for end in ("", ".ics", "/registrations/new")]
    asked.append(client.post("/en/seminars/klichev/registrations", data={"given_name": "Ada", "extra_note": ""}))
    asked.append(client.post("/en/seminars/klichev/registrations", data={"given_name": "Ada", "extra_note": "x"}))
    assert {answer.status_code for answer in asked} == {404}
    assert [
        address for address in ("/en/", "/en/past", "/en/calendar/all.ics") if "klichev" in client.get(address).text
    ] == []


def test_a_full_seminar_says_on_the_form_that_no_place_is_left_and_claims_no_mail(app, client):
    with app.app_context():
        make_seminar(capacity=0)
    page = client.get("/en/seminars/klichev/registrations/new")
    assert (page.status_code, "All places are taken." in page.text, "just sent" in page.text) == (200, True, False)


@pytest.mark.parametrize("queue_closed", [False, True])
def test_a_full_seminar_that_asks_for_approval_invites_to_no_waiting_list_and_takes_applications(
    app, client, queue_closed, quick_fingers
):
    with app.app_context():
        ada = make_registration(make_seminar(capacity=1, needs_approval=True, queue_closed=queue_closed))
        act(approvals.approve, ada, actor="olive@example.org")
    seminar, programme = client.get("/en/seminars/klichev").text, client.get("/en/").text
    for page in (seminar, programme):
        assert "No places left, applications are taken" in page
        assert "waiting list" not in page
    assert re.search(r'registrations/new">Sign up</a>', seminar)
    sign_up(client, email="bela@example.org", given_name="Bela")
    assert [each.status for each in rows(app, Registration)] == [Status.CONFIRMED, Status.PENDING]


def test_unknown_hours_are_shown_nowhere(app, client):
    midnight = clock.now().replace(hour=21, minute=0, second=0, microsecond=0) + timedelta(days=9)
    with app.app_context():
        make_seminar(hours_known=False, starts_at=midnight)
        set_all(Seminar, ends_at=midnight + timedelta(days=1))
    page = client.get("/en/seminars/klichev")
    day = (midnight + timedelta(hours=3)).date().isoformat()
    assert [linked_data(page)[each] for each in ("startDate", "endDate")] == [day, day]
    assert re.findall(r'<time datetime="([^"]+)"', page.text) == [day]
    assert re.findall(r"\b00:00\b", page.text) == []


def test_a_text_in_another_language_says_so(app, client):
    with app.app_context():
        make_seminar(description=Texts(ru="Только по-русски"), title=texts("Town"))
    page = client.get("/en/seminars/klichev")
    assert '<p class="only-in">Only available in Russian</p>' in page.text
    assert '<p lang="ru">Только по-русски</p>' in page.text
