"""What people type as their town, in four languages and as they please."""

import pytest
from installations import settings

from seminars import create_app
from seminars.domain.people.home_towns import Gazetteer
from seminars.places import current_places


@pytest.fixture(scope="module")
def recognise(request):
    app = create_app(settings(request.getfixturevalue("tmp_path_factory").mktemp("places")))
    with app.app_context():
        yield Gazetteer().recognise


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Пінск", "pinsk"), ("Пинск", "pinsk"), ("Pińsk", "pinsk"), ("PINSK", "pinsk"), (" пинск ", "pinsk"),
        ("г. Пинск", "pinsk"), ("г.Пинск", "pinsk"), ("горад Пінск", "pinsk"), ("m. Pińsk", "pinsk"),
        ("Пинск, Брестская область", "pinsk"), ("Пинск (Брестская обл.)", "pinsk"), ("Клічаў", "klichev"),
        ("Кличев", "klichev"), ("Klichau", "klichev"), ("Могилёв", "mogilev"), ("Могилев", "mogilev"),
        ("Belostok", "bialystok"), ("Białystok", "bialystok"), ("Гродна", "grodno"),
        ("", ""), ("-", ""), ("Plantedova-Zzyzx", ""), ("г.", ""), ("Paris", ""), ("п", ""),
    ],
)  # fmt: skip
def test_a_town_is_recognised_however_it_is_spelt(recognise, typed, code):
    assert recognise(typed) == code


def test_every_name_in_the_file_leads_to_its_town_or_to_nobody_elses(recognise):
    wrong = {
        name: recognise(name)
        for town in current_places().towns.values()
        for name in town.name.values()
        if recognise(name) not in (town.code, "")
    }
    assert wrong == {}
