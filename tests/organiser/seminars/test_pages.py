import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from error_summaries import summary
from factories import ADA, make_registration, make_seminar, make_series
from series_file import SMALL

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.loading.series import load_series
from seminars.extensions import db
from seminars.models import Message, Seminar, SeminarStatus, Series, Session

NEW = "/organiser/seminars/new"
PINSK = {
    "version": "0", "series": "", "series_name": "Кластары", "slug": "", "town": "pinsk", "title-be": "Першыя крокі",
    "first_day": "2027-03-12", "begins": "10:00", "ends": "15:30", "capacity": "50", "registration_mode": "own",
    "opens": "2027-01-10T09:00", "venue_name-pl": "Uniwersytet", "latitude": "52,1115", "longitude": "26.1025",
    "agenda-0-starts": "10:00", "agenda-0-title-be": "Прывітанне", "agenda-1-starts": "", "agenda-1-title-be": "",
}  # fmt: skip
KLICHEV = "/organiser/seminars/klichev/edit"
EDIT = "/organiser/seminars/pinsk-klastary/edit"


def _stored(app):
    with app.app_context():
        return db.session.query(Seminar).one()


@pytest.fixture
def pinsk(olive):
    """The draft that Olive made of PINSK."""
    assert olive.post(NEW, PINSK).status_code == 303


def test_olive_creates_and_publishes_her_first_seminar(app, olive):
    answer = olive.post(NEW, {**PINSK, "publish": "y"})
    assert (answer.status_code, answer.location) == (303, EDIT)
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        assert seminar.status == SeminarStatus.PUBLISHED
        assert seminar.starts_at == datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
        assert seminar.registration_opens_at == datetime(2027, 1, 10, 6, 0, tzinfo=UTC)
        assert (seminar.title["be"], seminar.capacity, seminar.venue.latitude) == ("Першыя крокі", 50, 52.1115)
        assert [session.title["be"] for session in seminar.sessions] == ["Прывітанне"]
        assert dict(seminar.series.name) == {"en": "Кластары"}
        assert seminar.uid.endswith("@seminars.example.org")
    page = olive.get(EDIT).text
    assert 'value="2027-03-12"' in page
    assert 'value="2027-01-10T09:00"' in page
    assert page.count('name="agenda-') > 3 * 6
    assert "Першыя крокі" in olive.client.get("/be/seminars/pinsk-klastary").text


def test_what_is_postponed_stands_last_without_a_date_and_with_its_old_one_struck(app, olive):
    with app.app_context():
        starts_at = datetime(2088, 3, 12, 7, tzinfo=UTC)
        for slug, values in {"put-off": {"postponed_at": clock.now()}, "dated": {}}.items():
            make_seminar(slug=slug, starts_at=starts_at, **values)
        make_seminar(slug="over", starts_at=starts_at - timedelta(days=36500))
    page = olive.get("/organiser/seminars").text
    assert re.findall(r'<table[^>]*aria-label="([^"]*)"', page) == ["Coming seminars", "Past seminars"]
    slugs = re.findall(r'<h2>|<th scope="row"><a[^>]* href="/organiser/seminars/([\w-]+)"', page)
    assert slugs == ["dated", "put-off", "", "over"]
    assert re.findall(r'<s>\s*<time datetime="([^"]+)" title="([^"]+)">([^<]+)</time>', page) == [
        ("2088-03-12", "Friday 12 March 2088", "12 Mar 2088")
    ]
    assert page.count("no date") == 1


def test_a_row_tells_its_news_and_where_they_are_looked_into(app, olive):
    with app.app_context():
        seminar = make_seminar(capacity=1, needs_approval=True)
        make_registration(seminar)
    page = olive.get("/organiser/seminars").text
    row = page[page.index('<td class="row-state">') : page.index('<td class="row-acts">')]
    assert re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)).strip() == "0 of 1 place taken 1 awaits your decision"
    assert 'href="/organiser/seminars/klichev/registrations?status=pending"' in row


def test_a_draft_is_not_public(app, olive, pinsk):
    assert olive.client.get("/be/seminars/pinsk-klastary").status_code == 404
    assert "Draft" in olive.get("/organiser/seminars").text


def test_hours_may_be_unknown(app, olive):
    data = {**PINSK, "begins": "", "ends": "", "hours_unknown": "y", "last_day": "2027-03-13"}
    assert olive.post(NEW, data).status_code == 303
    seminar = _stored(app)
    assert not seminar.hours_known
    assert seminar.starts_at == datetime(2027, 3, 11, 21, 0, tzinfo=UTC)
    assert seminar.ends_at == datetime(2027, 3, 13, 21, 0, tzinfo=UTC)
    assert 'value="2027-03-13"' in olive.get(EDIT).text


def test_what_is_missing_for_publishing_is_said_at_the_fields(app, olive):
    answer = olive.post(NEW, {**PINSK, "title-be": "", "capacity": "", "publish": "y"})
    assert answer.status_code == 422
    assert answer.text.count("needed before the seminar can be published") == 4
    assert 'value="pinsk" selected' in answer.text
    with app.app_context():
        assert db.session.query(Seminar).count() == 0
        assert db.session.query(Series).count() == 0


def test_what_is_not_well_formed_is_refused_and_kept(app, olive):
    for field, values in {
        "town": ("atlantis", "\x00"), "series": ("999",), "series_name": ("",), "version": ("x",),
        "first_day": ("", "2027-02-30", "0001-01-01"), "begins": ("25:00", ""), "ends": ("09:00",),
        "capacity": ("many", "0", "9" * 30, "١٢"), "opens": ("2027-13-01T00:00",), "closes": ("2026-01-01T09:00",),
        "latitude": ("91", "nan"), "slug": ("Пінск", "x" * 81), "host_email": ("a@b, c@d",), "host_phone": ("call me",),
        "host_event_url": ("javascript:alert(1)",), "registration_mode": ("free",),
        "agenda-0-starts": ("noon",), "agenda-0-title-be": ("x" * 301,), "agenda-5-starts": ("11:00",),
    }.items():  # fmt: skip
        for value in values:
            answer = olive.post(NEW, {**PINSK, field: value})
            assert answer.status_code == 422, (field, value)
            assert "field-error" in answer.text or field == "version"
            assert "Першыя крокі" in answer.text
    with app.app_context():
        assert db.session.query(Seminar).count() == 0


def test_the_title_of_the_tab_tells_of_errors_once_there_are_some(olive):
    pages = [olive.get("/organiser/seminars/new"), olive.post(NEW, {**PINSK, "capacity": "many"})]
    titles = [(page.status_code, re.search("<title>(.*?) · ", page.text)[1]) for page in pages]
    assert titles == [(200, "New seminar"), (422, "Error: New seminar")]


def test_the_list_of_mistakes_names_each_field_with_its_row_or_group(olive):
    long = "x" * 301
    rows = {"agenda-0-ends": "9:59", "agenda-1-starts": "noon", "agenda-1-title-pl": long}
    answer = olive.post(NEW, {**PINSK, "title-be": long, "capacity": "many", "venue_name-pl": long, **rows})
    assert summary(answer.text) == [
        ("title-be", "Title, Беларуская: this is too long; 200 characters fit here"),
        ("venue_name-pl", "Venue, Polski: this is too long; 200 characters fit here"),
        ("capacity", "Capacity is a whole number from 1 to 100000"),
        ("agenda-0-ends", "Row 1, To: it ends before it begins"),
        ("agenda-1-starts", "Row 2, From: write a time such as 10:00"),
        ("agenda-1-title-pl", "Row 2, What, Polski: this is too long; 200 characters fit here"),
    ]


def test_registration_neither_opens_nor_closes_after_the_seminar_began(olive):
    for field, words in (("opens", "opens after"), ("closes", "closes after")):
        answer = olive.post(NEW, {**PINSK, "opens": "", field: "2027-03-12T10:01"})
        assert answer.status_code == 422
        assert f"Registration {words} the seminar begins" in answer.text
        assert 'value="2027-03-12T10:01"' in answer.text
    assert olive.post(NEW, {**PINSK, "closes": "2027-03-12T10:00"}).status_code == 303


def test_ten_thousand_characters_and_control_characters_never_break_a_field(app, olive):
    for field in PINSK:
        for value in ("x" * 10_000, "\x00\u202e\ufeff", "\ud83d\ude00", "<script>"):
            data = {**PINSK, field: value.encode("utf-16", "surrogatepass").decode("utf-16")}
            assert olive.post(NEW, data).status_code in (303, 422), field
    with app.app_context():
        assert not any("\x00" in title for each in db.session.query(Seminar) for title in each.title.values())


def test_a_summer_time_gap_is_asked_back(olive):
    for day, words in (("2027-03-28", "jump over"), ("2027-10-31", "twice")):
        answer = olive.post(NEW, {**PINSK, "town": "bialystok", "first_day": day, "begins": "02:30"})
        assert answer.status_code == 422
        assert words in answer.text


def test_the_second_of_two_editors_sees_both_versions(app, olive, pinsk):
    version = str(_stored(app).version)
    first = {**PINSK, "series": "1", "version": version, "slug": "pinsk-klastary", "agenda-0-id": "1"}
    assert olive.post(EDIT, {**first, "capacity": "60"}).status_code == 303
    answer = olive.post(EDIT, {**first, "capacity": "70"})
    assert answer.status_code == 409
    assert "Somebody else saved" in answer.text
    assert '<td data-label="Stored now">60</td><td data-label="You typed">70</td>' in answer.text
    assert _stored(app).capacity == 60
    assert olive.post(EDIT, {**first, "capacity": "70", "version": str(int(version) + 1)}).status_code == 303
    assert _stored(app).capacity == 70


def test_what_is_fixed_is_refused_at_its_field_with_the_reason(app, olive):
    with app.app_context():
        seminar = make_seminar(starts_at=datetime(2027, 3, 12, 7, 0, tzinfo=UTC), capacity=2)
        for email in ("ada@example.org", "bea@example.org"):
            make_registration(seminar, replace(ADA, email=email))
        messages = db.session.query(Message).count()
    page = olive.get(KLICHEV).text
    assert "People are registered" in page
    assert olive.post(KLICHEV, {**_typed(page), "capacity": "1", "title-en": "New"}).status_code == 303
    page = olive.get(KLICHEV).text
    assert ("2 of 1 place taken" in page, "Over by 1" in page) == (True, True)
    moved = {"town": "pinsk", "begins": "09:00", "first_day": "2027-03-11", "venue_name-en": "X", "slug": "x"}
    for field, value in moved.items():
        answer = olive.post(KLICHEV, {**_typed(page), field: value})
        assert answer.status_code == 422, field
        assert "the page “Changes” changes it" in answer.text or "its address stays" in answer.text
    with app.app_context():
        assert db.session.query(Message).count() == messages


def test_a_stolen_row_of_another_seminars_agenda_stays_where_it_is(app, olive, pinsk):
    with app.app_context():
        make_seminar(slug="klichev", series_id=make_series().id)
    data = {**_typed(olive.get(KLICHEV).text), "agenda-0-id": "1", "agenda-0-title-be": "Stolen"}
    assert olive.post(KLICHEV, data).status_code == 303
    assert "Прывітанне" in olive.get(EDIT).text


def _typed(page):
    """What a browser would send of the page's form."""
    page = re.sub(r'<input type="checkbox"(?![^>]* checked)[^>]*>', "", page)
    fields = dict(re.findall(r'<input [^>]*name="([^"]+)"[^>]*? value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    fields.pop("csrf_token")
    return {name: value for name, value in fields.items() if name != "hours_unknown"}


def test_rows_that_are_none_are_left_out(app, olive):
    odd = {f"agenda-{number}-title-be": "x" for number in ("²", "٣", "9" * 5000, "-1", "", "1e3")}
    assert olive.post(NEW, {**PINSK, **odd, "agenda-9999-title-be": "Апошняе"}).status_code == 303
    assert [session.title["be"] for session in _sessions(app)] == ["Прывітанне", "Апошняе"]


def test_more_rows_than_an_agenda_has_are_refused_at_their_place_and_not_left_out(app, olive):
    many = {f"agenda-{number}-title-be": "Апошняе" for number in range(61)}
    answer = olive.post(NEW, {**PINSK, **many})
    assert (answer.status_code, _sessions(app)) == (422, [])
    assert summary(answer.text) == [("agenda", "Agenda: at most 60 rows fit into the agenda")]
    assert '<p class="field-error" id="agenda-error">At most 60 rows fit into the agenda</p>' in answer.text
    assert answer.text.count('value="Апошняе"') == 60


def test_numbers_too_large_for_a_database_are_refused(app, olive):
    for field in ("capacity", "version", "agenda-0-id", "series"):
        assert olive.post(NEW, {**PINSK, field: "99999999999"}).status_code == 422, field


def test_whatever_a_file_may_say_the_form_takes_back(app, olive):
    session = '[[seminars.agenda]]\ntitle.en = "One more"\n'
    long = SMALL.replace("capacity = 20", "capacity = 100000").replace('"Clusters"', f'"{"x" * 200}"')
    long = long.replace('title.en = "x', f'description.en = "{"y" * 20_000}"\ntitle.en = "x', 1)
    with app.app_context(), write_unit():
        load_series(tomllib.loads(long + session * 59), now=clock.now(), domain="example.org")
        db.session.commit()
    edit = "/organiser/seminars/pinsk/edit"
    answer = olive.post(edit, _typed(olive.get(edit).text))
    assert answer.status_code == 303
    assert len(_sessions(app)) == 60
    assert _stored(app).version == 1


def _sessions(app):
    with app.app_context():
        return db.session.query(Session).order_by(Session.position).all()


def test_regions_and_towns_are_offered_in_the_order_of_the_readers_alphabet(app, olive):
    olive.post("/organiser/account", {"language": "pl"})
    page = olive.get(NEW).text
    groups = dict(re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', page, re.S))
    assert list(groups)[:3] == ["miasto Mińsk", "obwód brzeski", "obwód grodzieński"]
    towns = re.findall(r"<option[^>]*>([^<]*)</option>", groups["obwód brzeski"])
    assert towns[-6:] == ["Łuniniec", "Małoryta", "Pińsk", "Prużana", "Stolin", "Żabinka"]
