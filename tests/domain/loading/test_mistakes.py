"""Every mistake in a series file is named, with its place and with the values that are valid."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from series_file import SMALL

from seminars import create_app
from seminars.domain.loading.document import read_series

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _with_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with create_app({"SEMINARS_INSTANCE": str(tmp_path_factory.mktemp("instance"))}).app_context():
        yield


def mistakes_of(text: str) -> list[str]:
    return read_series(tomllib.loads(text), now=NOW, known_speakers=set()).mistakes


def test_a_right_file_has_none():
    assert mistakes_of(SMALL) == []


def test_all_mistakes_are_named_with_their_places():
    wrong = (
        SMALL.replace('town = "pinsk"', 'town = "pinks"')
        .replace("capacity = 20", 'capacity = "20"\ncapasity = 20')
        .replace('speakers = ["ada"]', 'speakers = ["adda"]')
        .replace('name = "Ada Example"', "")
        .replace('title.en = "Clusters"', 'title.de = "Cluster"')
    )
    assert mistakes_of(wrong) == [
        'speakers[1] "ada": name is missing',
        'seminars[1] "pinsk": town "pinks" is unknown; did you mean "pinsk" or "minsk"?',
        'seminars[1] "pinsk" title: the key "de" is unknown; valid keys are be, en, pl, ru',
        'seminars[1] "pinsk": title is empty in every language',
        'seminars[1] "pinsk": capacity takes a whole number from 1 to 100000, without quotes',
        'seminars[1] "pinsk" agenda[1]: the speaker "adda" is unknown; did you mean "ada"?',
        'seminars[1] "pinsk": the key "capasity" is unknown; did you mean "capacity"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("starts = 2027-03-10T10:00:00", "", "starts is missing"),
        ("T10:00:00", "T16:00:00", "ends is not later than starts"),
        ("ends = 15:30:00", "", "ends is missing"),
        ("2 days before, 18:00", "0 days before, 18:00", "closes is later than starts"),
        ("2 days before, 18:00", "2 days before, 25:00", "closes takes a time of day such as 10:00:00"),
        ("2027-03-10T10:00:00", "9999-12-31T10:00:00", "starts takes a year from 1990 to 2099"),
        ("2027-03-10T10:00:00", '"tomorrow"', "starts takes a date and time such as"),
        ('"pinsk"\ntown', '"Pinsk!"\ntown', 'slug "Pinsk!" takes 1 to 80 of the characters'),
        (
            'status = "published"',
            'status = "cancelled"',
            'status "cancelled" is unknown; valid values are draft, published',
        ),
        ('title.en = "Clusters"', 'title = "Clusters"', "title takes a text per language"),
        ("capacity = 20", "capacity = 99999999999", "capacity takes a whole number from 1 to 100000"),
        ('"Clusters"', f'"{"x" * 201}"', " title: en has 201 characters; at most 200 fit"),
        ("capacity = 20", "capacity = 0", "capacity takes a whole number from 1 to 100000"),
        ("capacity = 20", "capacity = true", "capacity takes a whole number from 1 to 100000"),
        ("capacity = 20", 'host_email = "ada@"', 'host_email "ada@" is not an e-mail address'),
        ("capacity = 20", 'host_event.url = "javascript:alert(1)"', "host_event: url"),
        ("capacity = 20", "venue.latitude = 100", "venue: latitude takes a number of degrees"),
        ("capacity = 20", "agenda = 3", "agenda is a list of tables"),
    ],
)
def test_a_wrong_value_says_what_is_right(old: str, new: str, mistake: str):
    text = SMALL.replace(old, new) if "agenda" not in new else SMALL[: SMALL.index("[[seminars.agenda")] + new
    found = mistakes_of(text)
    assert any(mistake in each for each in found), found


@pytest.mark.parametrize("document", ["", "series = 3", "seminars = [1]", 'series.slug = 1\nspeakers = "x"'])
def test_a_file_of_another_shape_is_refused(document: str):
    assert mistakes_of(document)


def test_a_local_time_that_never_happens_is_asked_back():
    text = SMALL.replace('"pinsk"\nstatus', '"bialystok"\nstatus').replace("2027-03-10T10:00:00", "2027-03-28T02:30:00")
    assert "happens never in Europe/Warsaw" in mistakes_of(text)[0]


def test_an_agenda_has_no_more_sessions_than_its_form_shows():
    session = '[[seminars.agenda]]\ntitle.en = "One more"\n'
    assert mistakes_of(SMALL + session * 59) == []
    assert mistakes_of(SMALL + session * 60) == ['seminars[1] "pinsk": agenda has 61 sessions; at most 60 fit']
