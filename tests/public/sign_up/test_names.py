"""Whoever has a name gets through the form with it; what would make our mail carry a link does not."""

import re

import pytest
from markupsafe import escape
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields, rows, sign_up

from seminars.extensions import db
from seminars.models import Registration
from seminars.text import clean_line

pytestmark = pytest.mark.usefixtures("seminar", "quick_fingers", "sound")

BOTH = ("given_name", "surname")
REAL = [
    "prof. Jan", "mgr inż. Anna", "инж. Пётр", "И. О.", "И.О.", "И.О.Иванов", "А.С.", "Sammy Davis, Jr.", "Gal·la",
    "Luc(as)", "Shaw!", "Dʼяченко", "Ул'яна", "Ул’яна", "Ул‘яна", "Улʼяна", "Улʹяна", "Улʻяна", "Ул`яна", "Ул´яна",
    "Ул′яна", "Ул‛яна", "Ул＇яна", "O’Connor", "Нью-Йорк", "Анна-Мария", "Анна\N{EN DASH}Мария", "Анна—Мария",
    "Анна\N{NON-BREAKING HYPHEN}Мария", "ал. Кірыл", "Żółć-Łękołodzka", "Mª José", "Ó Súilleabháin", "d’Arc",
    "Nguyễn Thị Ánh", "Nguyê\N{COMBINING TILDE}n", "ნინო ბერიძე", "Արամ Խաչատրյան", "محمد", "عبد الرَّحْمٰن",
    "יִצְחָק", "צ׳ארלי", "李小龙", "ジョン・スミス", "さくら", "김수현", "प्रियंका श्री", "क्‍ष",
    "สมศักดิ์ น้ำทิพย์", "မောင်ကျော်", "བསྒྲུབས", "தமிழ்ச்செல்வி", "Ｊａｎ", "ﬁlip", "ﻣﺤﻤﺪ",
]  # fmt: skip

REFUSED = {
    "Вам начислено 500 руб. Получить": "5",
    "t.me/prize_by": "/",
    "x.com/prize": "/",
    "bit.ly/3xYz": "/",
    "https:evil.top": ":",
    "http：evil": "：",
    "evil／x": "／",
    "a@evil": "@",
    "a＠evil": "＠",
    "a\\b": "\\",
    "<b>": "<",
    "a=b": "=",
    "a_b": "_",
    "Jan II\N{SUPERSCRIPT TWO}": "\N{SUPERSCRIPT TWO}",
    "Jan ٣": "٣",
    "⒈ место": "⒈",
    "℀": "℀",
    "Ax:son": ":",
    "Anna \N{GRINNING FACE}": "\N{GRINNING FACE}",
    "Anna\N{TAG LATIN SMALL LETTER A}": "U+E0061",
    "Anna\N{BRAILLE PATTERN BLANK}": "U+2800",
}
INVISIBLE = ["\u3164", "\u115f", "\u1160", "\uffa0", "\u3164.\u3164", "...", "-", "ʼ", "’", "\u0301", "\u034f", "(!)"]


def errors(page: str) -> dict[str, str]:
    """What is wrong, by field."""
    found = re.findall(r'class="field-error" id="([\w-]+)-error">(.*?)</p>', page, re.DOTALL)
    return {field: " ".join(words.split()) for field, words in found}


FIELDS = ["given_name", "surname", "patronymic", *(f"companions-{row}-{name}" for row in range(4) for name in BOTH)]


def test_every_real_name_is_taken_in_every_field(app, client):
    told = []
    forms = -(-len(REAL) // len(FIELDS))
    for start in range(forms):
        names = dict(zip(FIELDS, REAL[start::forms], strict=False))
        answer = sign_up(client, email=f"p{start}@example.org", **names)
        told.append((answer.status_code, errors(answer.text)))
    assert told == [(303, {})] * len(told)
    stored = {name for each in rows(app, Registration) for name in (each.given_name, each.surname, each.patronymic)}
    assert {clean_line(name) for name in REAL} - stored == set()


def test_a_name_is_stored_as_it_was_typed(app, client):
    sign_up(client, given_name="Ｊａｎ", surname="Ул＇яна И.О.Ёлкин", patronymic="Nguye\u0302\u0303n")
    with app.app_context():
        ada = db.session.scalars(db.select(Registration)).one()
        stored = ada.given_name, ada.surname, ada.patronymic
    assert stored == ("Ｊａｎ", "Ул＇яна И.О.Ёлкин", "Nguyễn")


@pytest.mark.parametrize("field", ["given_name", "surname", "patronymic", "companions-0-given_name"])
def test_what_cannot_stand_in_a_name_is_told_with_the_character_and_what_may_stand_instead(app, client, field):
    hidden = hidden_fields(client.get(FORM).text)
    for name, character in REFUSED.items():
        answer = client.post(SIGN_UP, data={**hidden, **ANSWERS, field: name})
        said = f"Write the name or surname without “{escape(character)}”; a blank may stand in its place"
        assert (answer.status_code, errors(answer.text)) == (422, {field: said})
        assert f'value="{escape(clean_line(name))}"' in answer.text
    assert rows(app, Registration) == []


def test_ax_son_gets_through_with_a_blank(client):
    assert sign_up(client, surname="Ax son").status_code == 303


def test_a_name_has_a_letter_that_can_be_seen(app, client):
    told = [errors(sign_up(client, given_name=name).text) for name in INVISIBLE]
    assert told == [{"given_name": "Write a name or surname here, with letters"}] * len(INVISIBLE)
    assert rows(app, Registration) == []


def test_five_marks_in_a_row_are_no_spelling(app, client):
    assert sign_up(client, given_name="Ada" + 4 * "\N{COMBINING CANDRABINDU}").status_code == 303
    answer = sign_up(client, given_name="Bela" + 5 * "\N{COMBINING CANDRABINDU}")
    assert errors(answer.text) == {"given_name": "There are too many accents on one letter here"}
    thai = sign_up(client, given_name="ก" + 5 * "\N{THAI CHARACTER SARA I}")
    assert errors(thai.text) == {"given_name": "There are too many accents on one letter here"}
    assert len(rows(app, Registration)) == 1
