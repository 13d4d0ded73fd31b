"""A series file: loaded whole or not at all, loaded again without doubling, every mistake named with its place."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from factories import make_registration
from series_file import SMALL
from sqlalchemy import func, select

import seminars
from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.loading.series import LoadReport, WrongSeriesFile, load_series
from seminars.extensions import db
from seminars.models import Activity, Seminar, SeminarStatus, Series, Session, Speaker, Venue

pytestmark = pytest.mark.usefixtures("inside")

DATA = Path(seminars.__file__).parent / "data"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday
MINSK = ZoneInfo("Europe/Minsk")


def load(text: str, now: datetime = NOW) -> LoadReport:
    with write_unit():
        report = load_series(tomllib.loads(text), now=now, domain="example.org")
        db.session.commit()
    return report


def mistakes_of(text: str) -> list[str]:
    with pytest.raises(WrongSeriesFile) as refusal:
        load(text)
    return list(refusal.value.mistakes)


def packaged(name: str) -> str:
    return (DATA / f"{name}.toml").read_text(encoding="utf-8")


def get(slug: str) -> Seminar:
    return db.session.scalars(select(Seminar).filter_by(slug=slug)).one()


def test_a_file_becomes_a_series_with_all_its_parts():
    report = load(SMALL)
    seminar = get("pinsk")
    assert report == LoadReport("tour", created=["pinsk"])
    assert seminar.series.name["en"] == "A tour"
    assert seminar.status == SeminarStatus.PUBLISHED
    assert seminar.starts_at == datetime(2027, 3, 10, 10, tzinfo=MINSK)
    assert seminar.ends_at == datetime(2027, 3, 10, 15, 30, tzinfo=MINSK)
    assert seminar.registration_closes_at == datetime(2027, 3, 8, 18, tzinfo=MINSK)
    assert seminar.venue.name["en"] == "Hall 1"
    assert [(each.title["en"], [who.name for who in each.speakers]) for each in seminar.sessions] == [
        ("Opening", ["Ada Example"])
    ]
    assert seminar.uid.endswith("@example.org")


def test_the_seminars_of_2019_are_past_days_without_hours():
    load(packaged("series-2019"))
    found = db.session.scalars(select(Seminar).order_by(Seminar.starts_at)).all()
    assert [f"{each.starts_at.astimezone(MINSK):%Y-%m-%d %H:%M}" for each in found] == [
        f"2019-{day} 00:00" for day in ("10-09", "10-10", "10-11", "11-04", "11-05", "11-06")
    ]
    assert {each.ends_at - each.starts_at for each in found} == {timedelta(days=1)}
    assert {each.hours_known for each in found} == {False}
    assert all(set(each.recap) == {"be", "ru", "pl", "en"} for each in found)
    assert found[1].host_event_name["en"].startswith("International conference")


def test_the_sample_is_three_to_twelve_weeks_away_on_its_weekdays_and_one_of_it_is_over():
    load(packaged("series-sample"))
    over, *found = db.session.scalars(select(Seminar).order_by(Seminar.starts_at)).all()
    assert timedelta(weeks=4) <= NOW - over.ends_at <= timedelta(weeks=5)
    assert f"{over.starts_at.astimezone(MINSK):%a %H:%M}" == "Thu 10:00"
    local = [each.starts_at.astimezone(MINSK) for each in found]
    assert [f"{each:%a %H:%M}" for each in local] == [
        "Wed 10:00", "Thu 11:00", "Tue 10:00", "Wed 10:00", "Tue 09:30", "Thu 10:30", "Wed 10:00"
    ]  # fmt: skip
    assert all(timedelta(weeks=3) <= each.starts_at - NOW <= timedelta(weeks=12) for each in found)
    assert min(each.capacity for each in found) == 20
    assert max(each.capacity for each in found) == 100
    assert [each.slug for each in found if each.status == SeminarStatus.DRAFT] == ["clusters-and-colleges-lida"]


@pytest.mark.parametrize("text", [SMALL, packaged("series-2019"), packaged("series-sample")])
def test_loading_again_doubles_and_touches_nothing(text: str):
    load(text)
    counts = [select(func.count()).select_from(each) for each in (Series, Seminar, Speaker, Session, Venue, Activity)]
    before = [db.session.scalar(count) for count in counts]
    stamps = select(Seminar.id, Seminar.changed_at, Seminar.version, Seminar.starts_at).order_by(Seminar.id)
    first_stamps = db.session.execute(stamps).all()
    report = load(text, NOW + timedelta(days=9))
    assert (report.created, report.updated) == ([], [])
    assert [db.session.scalar(count) for count in counts] == before
    assert db.session.execute(stamps).all() == first_stamps


def test_a_changed_title_raises_the_version_but_not_the_calendars_sequence():
    load(SMALL)
    before = get("pinsk").changed_at
    report = load(SMALL.replace('"Clusters"', '"Better clusters"'), NOW + timedelta(hours=1))
    seminar = get("pinsk")
    assert report.updated == ["pinsk"]
    assert seminar.title["en"] == "Better clusters"
    assert (seminar.version, seminar.ical_sequence) == (2, 0)
    assert seminar.changed_at > before


def test_another_hour_raises_the_calendars_sequence():
    load(SMALL)
    load(SMALL.replace("T10:00:00", "T11:00:00"), NOW + timedelta(hours=1))
    assert get("pinsk").ical_sequence == 1


def test_a_renamed_speaker_touches_the_seminars_where_they_speak():
    load(SMALL)
    assert load(SMALL.replace("Ada Example", "Ada Sample")).updated == ["pinsk"]


def test_a_changed_agenda_replaces_the_old_one():
    load(SMALL)
    load(SMALL.replace('"Opening"', '"Welcome"'))
    assert [each.title["en"] for each in get("pinsk").sessions] == ["Welcome"]
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("2027-03-10T10", "2027-03-11T10", "ends and starts"),
        ("ends = 15:30:00", "ends = 16:30:00", "ends"),
        ('town = "pinsk"', 'town = "brest"', "town"),
        ('"Hall 1"', '"Hall 2"', "venue.name"),
    ],
)
def test_once_somebody_is_registered_when_and_where_stay(old: str, new: str, keys: str):
    load(SMALL, clock.now())
    make_registration(get("pinsk"))
    assert mistakes_of(SMALL.replace(old, new)) == [
        f'seminars[1] "pinsk": people are registered, so {keys} of this published seminar cannot change here; '
        "`seminars move pinsk` changes it and writes to everybody"
    ]
    assert load(SMALL.replace("capacity = 20", "capacity = 30")).updated == ["pinsk"]


def test_the_log_tells_how_many_seats_a_file_took_away():
    load(SMALL)
    load(SMALL.replace("capacity = 20", "capacity = 10"))
    edited = select(Activity.details).filter_by(kind="seminar_edited")
    assert db.session.scalars(edited).one() == {"fields": ["capacity"], "capacity": [20, 10]}


def test_days_before_and_after_the_day_of_loading_are_today_another_day_where_one_is_named():
    text = SMALL.replace("starts = 2027-03-10T10:00:00", 'starts = "first thursday from 5 weeks ago, 10:00"')
    with write_unit():
        read = tomllib.loads(text)
        read["seminars"][0].pop("closes", None)
        load_series(read, now=NOW - timedelta(weeks=8), today=NOW, domain="example.org")
        db.session.commit()
    seminar = get("pinsk")
    assert seminar.starts_at == datetime(2026, 10, 22, 10, tzinfo=MINSK)
    assert seminar.created_at == seminar.published_at == NOW - timedelta(weeks=8)


def test_a_sample_with_people_in_it_can_be_loaded_on_another_day():
    load(packaged("series-sample"), clock.now())
    make_registration(get("small-towns-and-clusters-klichev"))
    report = load(packaged("series-sample"), clock.now() + timedelta(days=20))
    assert (report.created, report.updated) == ([], [])


def test_a_file_with_a_mistake_is_not_loaded_at_all():
    assert mistakes_of(SMALL.replace('["ada"]', '["adda"]')) == [
        'seminars[1] "pinsk" agenda[1]: the speaker "adda" is unknown; did you mean "ada"?'
    ]
    assert db.session.scalar(select(func.count()).select_from(Series)) == 0


def test_control_and_bidi_characters_are_taken_out_of_texts():
    load(SMALL.replace('"Clusters"', '"Clus\\u202eters\\u0007"'))
    assert get("pinsk").title["en"] == "Clusters"


def test_the_slug_of_another_series_is_refused():
    load(SMALL)
    assert mistakes_of(SMALL.replace('"tour"', '"other"')) == [
        'seminars[1] "pinsk": this slug belongs to a seminar of the series "tour"; choose another'
    ]


def test_a_published_seminar_never_becomes_a_draft():
    load(SMALL)
    assert mistakes_of(SMALL.replace('"published"', '"draft"')) == [
        'seminars[1] "pinsk": status is "draft", but the seminar is published already and stays so'
    ]
