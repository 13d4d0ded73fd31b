"""Lists of names stand in the order of the reader's alphabet, whatever numbers its letters have in Unicode."""

import pytest

from seminars.places import load_places
from seminars.text.alphabets import in_order, sort_key

PLACES = load_places()


def ordered(language: str, *names: str) -> list[str]:
    return sorted(names, key=lambda name: sort_key(name, language))


def regions(language: str) -> list[str]:
    found = in_order(PLACES.regions.values(), language, name=lambda each: each.short)
    return [region.short.in_language(language)[0] for region in found]


def towns(language: str, region: str) -> list[str]:
    return [
        town.name.in_language(language)[0]
        for town in in_order(PLACES.towns_of(region), language, name=lambda each: each.name)
    ]


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("be", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
        ("ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
        ("pl", "aąbcćdeęfghijklłmnńoóprsśtuwyzźż"),
        ("en", "abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_letters_stand_as_children_learn_them(language, letters):
    assert ordered(language, *reversed(letters), *letters.upper()) == [
        each for letter in letters for each in (letter.upper(), letter)
    ]


def test_regions_are_found_where_readers_look_for_them():
    assert ", ".join(regions("be")) == (
        "Брэсцкая, Віцебская, Гомельская, Гродзенская, Люблінскае, Магілёўская, Мазавецкае, Малапольскае, "
        "Мінск, Мінская, Падкарпацкае, Падляскае"
    )
    assert ", ".join(regions("ru")) == (
        "Брестская, Витебская, Гомельская, Гродненская, Люблинское, Мазовецкое, Малопольское, Минск, Минская, "
        "Могилёвская, Подкарпатское, Подляское"
    )
    assert ", ".join(regions("pl")) == (
        "brzeski, grodzieński, homelski, lubelskie, małopolskie, mazowieckie, Mińsk, miński, mohylewski, "
        "podkarpackie, podlaskie, witebski"
    )
    assert ", ".join(regions("en")) == (
        "Brest, Gomel, Grodno, Lubelskie, Małopolskie, Mazowieckie, Minsk, Minsk region, Mogilev, "
        "Podkarpackie, Podlaskie, Vitebsk"
    )


def test_towns_of_brest_are_found_where_readers_look_for_them():
    assert ", ".join(towns("be", "brest")) == (
        "Баранавічы, Брэст, Бяроза, Ганцавічы, Драгічын, Жабінка, Іванава, Івацэвічы, Камянец, Кобрын, "
        "Лунінец, Ляхавічы, Маларыта, Пінск, Пружаны, Столін"
    )
    assert ", ".join(towns("ru", "brest")) == (
        "Барановичи, Берёза, Брест, Ганцевичи, Дрогичин, Жабинка, Иваново, Ивацевичи, Каменец, Кобрин, "
        "Лунинец, Ляховичи, Малорита, Пинск, Пружаны, Столин"
    )
    assert ", ".join(towns("pl", "brest")) == (
        "Baranowicze, Bereza, Brześć, Drohiczyn Poleski, Hancewicze, Iwacewicze, Janów Poleski, Kamieniec, "
        "Kobryń, Lachowicze, Łuniniec, Małoryta, Pińsk, Prużana, Stolin, Żabinka"
    )


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("be", ["2027", "Абрус", "Аб’ява", "Буда-Кашалёва", "Буда Кашалёва 2", "Будавічы"]),
        ("be", ["Елец", "Ёдкавічы", "Жодзіна", "Іванава", "Кобрын", "Узда", "Ўздым", "Фаніпаль"]),
        ("be", ["Горкі", "Ґмін", "Львоў", "Щучин", "Ы", "Łuniniec", "Warszawa"]),
        ("ru", ["2027", "Ежи", "Ель", "Ёлкино", "Заславль", "«Кластеры»", "Клецк", "Шумилино", "Щучин", "Lida"]),
        ("pl", ["Cisna", "Ćma", "Lwów", "Łuniniec", "Quebec", "Sopot", "Świr", "Zamość", "Źródło", "Żabinka", "Пінск"]),
        ("en", ["7 Hills", "d'Or", "Dora", "Łuniniec", "Lwow", "Oxford", "Ózd", "Zug", "Zurich", "Zürich", "Пінск"]),
    ],
)
def test_names_of_any_kind_have_a_place(language, names):
    assert ordered(language, *sorted(names)) == names


def test_what_only_marks_tell_apart_stays_in_one_order():
    names = ("Аб'ява", "Аб’ява", "абʼява", "Абява")
    assert ordered("be", *names) == ordered("be", *reversed(names))
