"""An address names its town, or something that is called like it."""

from urllib.parse import quote

import pytest
from factories import make_seminar

from seminars.formats.calendars.seminar_event import address, calendar_event
from seminars.formats.towns import names_town
from seminars.i18n import LANGUAGES, Texts
from seminars.models import Venue
from seminars.places import Places, load_places

NAMED = {
    "brest": """
        г. Брест, ул. Ленина, 1 | г.Брест, ул. Ленина | город Брест, ул. Ленина | Брест, ул. Ленина, 1
        ул. Ленина, 1, Брест | ул. Ленина, 1, г. Брест | ул. Ленина, 1; Брест | ул. Ленина, 1 (Брест) | БРЕСТ, вокзал
        224000, г. Брест, ул. Ленина | 224000 Брест, ул. Ленина | ул. Ленина 1, Брест 224000 | ул. Ленина, 1 Брест
        г. Брест ул. Ленина, 1 | Брест ул. Ленина, 1 | Брест пр-т Машерова 1 | Брест – ул. Ленина, 1 | Брест. | Брест
        Брэст, вул. Леніна, 1 | г. Брэст, вул. Леніна | горад Брэст, вул. Леніна | вул. Брэсцкая, 1, Брэст
        Lenin Street 1, Brest | Brest, Belarus | city of Brest, Lenin Street 1 | 1 Brest Street, Brest
        Brześć, ul. Lenina 1 | ul. Brzeska 1, Brześć | ul. Lenina 1, Brześć nad Bugiem | m. Brześć, ul. Lenina
        ул. Брестских Дивизий, 19, г. Брест | Брестская обл., г. Брест, ул. Ленина
    """,
    "pinsk": "Pińsk, ul. Lenina 1 | вул. Пінская, 1, Пінск | г. Пінск, вул. Пінская | Брестская обл., г. Пинск, ул. Х",
    "mogilev": "г. Могилев, ул. Ленина | Могилёв, ул. Ленина | МОГИЛЁВ",
    "maryina-gorka": "г. Мар'іна Горка, вул. Леніна | Марʼіна Горка | ул. Ленина 1, Марьина Горка",
    "buda-koshelevo": "Буда‑Кашалёва, вул. Леніна | г. Буда-Кошелево | Buda Koszelewska, ul. X",
    "bialystok": "ul. Główna 1, 15-001 Białystok | 15-001 Białystok, ul. Główna 1 | m. Białystok",
}
NOT_NAMED = {
    "brest": """
        ул. Брестских Дивизий, 19 | ул. Брестская, 1 | вул. Брэсцкая, 1 | ul. Brzeska 1 | Brest Street 1
        1 Brest Street | Lenin Street 1 | ул. Брест, 1 | вул. Брэст | площадь Брест, 2 | гостиница «Брест» | Брест-Южный
        гостиница Брест, ул. Ленина | Брестский район, д. Тельмы | ул. Брестчины | Hotel Brest, Lenin Street 1 | |
    """,
    "pinsk": "вул. Пінская, 5 | ул. Пинская, 5 | вул. Пінск, 5 | Пинский район, д. Купятичи | ul. Pińska 3 | Брест",
    "minsk": "пр. Победителей, 111, Минск-Арена | ул. Минская | Mińsk Mazowiecki | Мінскае шаша, 3",
    "mogilev": "ул. Могилёвская, 1 | Могилевское шоссе, 5",
}
PARTED = {
    names: [(code, each.strip()) for code, lines in table.items() for each in lines.replace("\n", "|").split("|")]
    for names, table in ((True, NAMED), (False, NOT_NAMED))
}


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


@pytest.mark.parametrize(("code", "written"), [pair for pair in PARTED[True] if pair[1]])
def test_an_address_that_names_its_town_is_left_as_it_is(places, code, written):
    assert names_town(written, places.get_town(code))


@pytest.mark.parametrize(("code", "written"), PARTED[False])
def test_what_is_called_like_the_town_is_not_the_town(places, code, written):
    assert not names_town(written, places.get_town(code))


def test_every_town_is_found_in_every_language_and_in_no_street_that_is_called_like_it(places):
    wrong = [
        name
        for town in places.towns.values()
        for name in town.name.values()
        if not names_town(f"вул. Леніна, 1, г. {name}", town) or not names_town(name, town)
        or names_town(f"вул. {name}, 1", town) or names_town(f"{name} Street 1", town)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.usefixtures("inside")
def test_calendar_page_and_linked_data_keep_the_town_and_name_it_once(client):
    streets = {"be": "вул. Пінская, 5", "ru": "г. Пинск, ул. Пинская, 5", "pl": "ul. Pińska 5", "en": "5 Pinsk Street"}
    hall = Venue(name=Texts({"be": "Дом", "ru": "Дом", "pl": "Dom", "en": "Hall"}), address=Texts(streets))
    seminar = make_seminar(slug="pinsk", town_code="pinsk", venue=hall)
    whole = {
        "be": "вул. Пінская, 5, Пінск",
        "ru": "г. Пинск, ул. Пинская, 5",
        "pl": "ul. Pińska 5, Pińsk",
        "en": "5 Pinsk Street, Pinsk",
    }
    assert {language: address(seminar, language) for language in LANGUAGES} == whole
    for language, street in whole.items():
        place = f"{hall.name[language]}, {street}"
        assert calendar_event(seminar, language).location == place
        assert f'"address": "{place}"' in client.get(f"/{language}/seminars/pinsk").text
        page = client.get(f"/{language}/calendar?seminar=pinsk").text
        assert page.count(f"location={quote(place, safe='')}&") == 2  # the links into calendars on the web
