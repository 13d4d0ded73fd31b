"""An address that looks mistyped is asked about once, alone on the page; wherever somebody types one."""

import re
from html import unescape

import pytest
from factories import make_registration, make_seminar
from visitors import ANSWERS, FORM, SIGN_UP, csrf, everything_stored, hidden_fields, manage_page, rows, sign_up

from seminars.database.gate import Busy
from seminars.models import Message, Registration, Submission
from seminars.public.sign_up import busy, form_tokens
from seminars.web.forms import proofs

pytestmark = pytest.mark.usefixtures("quick_fingers")

LOOKS_LIKE_LATIN = "anna@mаil.ru"  # with a Cyrillic а
LIVED_IN = {
    **ANSWERS,
    "email": LOOKS_LIKE_LATIN,
    "patronymic": "Ivanauna",
    "organisation": 'Agro "Klichev" & <sons>',
    "organisation_kind": "company",
    "needs": "\r\nA ramp.\r\nNo nuts.",
    "photo": "y",
    **{f"companions-{row}-{name}": "" for row in range(4) for name in ("given_name", "surname")},
    "companions-0-given_name": "Bela",
    "companions-0-surname": "Mahileŭskaja",
    "companions-3-given_name": "Cyril",
    "companions-3-surname": "Nalewajek",
}
USUAL = (
    "ada@example.org", "anna@mail.ru", "anna@bk.ru", "anna@inbox.ru", "anna@inbox.lv", "anna@list.ru", "anna@tut.by",
    "anna@yandex.by", "anna@ya.ru", "anna@gmail.com", "anna@yahoo.com", "anna@yahoo.co.uk", "anna@wp.pl", "anna@o2.pl",
    "anna@student.pb.edu.pl", "anna@bsu.by", "anna@minsk.gov.by", "anna@cluster.technology", "anna@firma.museum",
    "anna@21vek.by", "anna@x.com", "anna@t.me", "anna@ukr.net", "anna@proton.me", "anna.o'neil+news@sub.mail.ru",
    "anna@пошта.бел", "anna@почта.рф", "anna@xn--80a1acn3a.xn--90ais", "anna@łódź.pl", "anna@москва.com",
    "anna@例え.jp", "anna@bücher.de",
)  # fmt: skip


def buttons(page: str) -> list[tuple[str, str]]:
    """(what it sends as the address, its words) of each button that is seen at once."""
    shown = re.sub(r"<details.*?</details>", "", page.partition("<main")[2], flags=re.DOTALL)
    found = re.findall(r'<button type="submit" class="button"(?: name="email" value="([^"]*)")?>(.*?)</button>', shown)
    assert len(found) == shown.count("<button"), "a button is of another kind than the others"
    return [(unescape(value), unescape(words)) for value, words in found]


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form with the buttons."""
    form = re.search(r"<main.*?<form.*?</form>", page, re.DOTALL)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def words(page: str) -> set[str]:
    """The texts of the page that have Latin letters."""
    return set(re.findall(r">\s*([^<>]*[a-z]{3,}[^<>]*?)\s*<", page.partition("<main")[2]))


def is_question(answer) -> bool:
    return answer.status_code == 422 and 'class="errors"' not in answer.text and len(buttons(answer.text)) > 0


def refuse(*_arguments, **_options) -> None:
    raise Busy


def choose(client, address: str, page: str, button: int):
    return client.post(address, data={**fields(page), "email": buttons(page)[button][0]})


@pytest.mark.usefixtures("seminar")
def test_letters_that_only_look_right_are_asked_about_alone_with_two_equal_buttons(app, client):
    before = everything_stored(app)
    asked = sign_up(client, **LIVED_IN)
    assert asked.status_code == 422
    assert buttons(asked.text) == [
        ("anna@mail.ru", "Use anna@mail.ru"),
        (LOOKS_LIKE_LATIN, "It is right as typed"),
    ]
    assert "These only look like the right ones: а." in asked.text
    assert 'name="given_name" type="text"' not in asked.text
    assert everything_stored(app) == before


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(("button", "stored"), [(0, "anna@mail.ru"), (1, LOOKS_LIKE_LATIN)])
def test_either_button_signs_up_with_all_that_was_typed(app, client, button, stored):
    asked = sign_up(client, **LIVED_IN)
    assert choose(client, SIGN_UP, asked.text, button).status_code == 303
    people = rows(app, Registration)
    assert [(each.given_name, each.email) for each in people] == [("Ada", stored), ("Bela", ""), ("Cyril", "")]
    ada = people[0]
    assert (ada.patronymic, ada.organisation, ada.organisation_kind) == (
        "Ivanauna",
        'Agro "Klichev" & <sons>',
        "company",
    )
    assert ada.needs == "A ramp.\nNo nuts."
    (typed,) = (each.typed for each in rows(app, Submission))
    assert typed["email"] == stored
    assert [each.to for each in rows(app, Message)] == [stored]


@pytest.mark.usefixtures("seminar")
def test_enter_has_no_field_to_be_pressed_in(client):
    """HTML, 4.10.21.2: a form is submitted by Enter only from a field that is typed into."""
    asked = sign_up(client, **LIVED_IN).text
    form = re.search(r"<main.*?<form.*?</form>", asked, re.DOTALL)[0]
    assert set(re.findall(r'<input type="(\w+)"', form)) == {"hidden"}
    assert "autofocus" not in re.sub(r"<h1[^>]*>", "", asked)


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "ada@gmail.com"),
        ("anna@yahoo.con", "anna@yahoo.com"),
        ("anna@bk.r", "anna@bk.ru"),
        ("anna@inbox.ry", "anna@inbox.ru"),
        ("anna@mail.ру", "anna@mail.ru"),
        ("anna@TUТ.BY", "anna@tut.by"),
        ("anna@пoшта.бел", "anna@пошта.бел"),
    ],
)
def test_what_was_meant_is_offered(client, typed, meant):
    assert buttons(sign_up(client, email=typed).text)[0] == (meant, f"Use {meant}")


@pytest.mark.usefixtures("seminar")
def test_an_unknown_ending_is_asked_about_and_never_refused(app, client):
    asked = sign_up(client, email="anna@firma.intranet")
    assert "We know of no addresses that end in “.intranet”." in asked.text
    assert buttons(asked.text) == [("anna@firma.intranet", "It is right as typed"), ("", "Use this address")]
    assert choose(client, SIGN_UP, asked.text, 0).status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["anna@firma.intranet"]


@pytest.mark.usefixtures("seminar")
def test_letters_before_the_at_that_cannot_be_mailed_leave_the_meant_address_and_the_field(app, client):
    asked = sign_up(client, **{**LIVED_IN, "email": "аnna@mаil.ru"})
    assert asked.status_code == 422
    assert "Mail takes only Latin letters before the @; these are different: а." in asked.text
    assert buttons(asked.text) == [("anna@mail.ru", "Use anna@mail.ru"), ("", "Use this address")]
    assert 'name="email" type="text" value="аnna@mаil.ru"' in asked.text
    assert client.post(SIGN_UP, data={**fields(asked.text), "email": "аnna@mail.ru"}).status_code == 422
    assert choose(client, SIGN_UP, asked.text, 0).status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["anna@mail.ru", "", ""]


@pytest.mark.usefixtures("seminar")
def test_letters_before_the_at_that_look_like_no_others_leave_the_field_alone(app, client):
    asked = sign_up(client, **{**LIVED_IN, "email": "анна@mail.ru"})
    assert asked.status_code == 422
    assert "Mail takes only Latin letters before the @; these are different: а, н." in asked.text
    assert buttons(asked.text) == [("", "Use this address")]
    assert client.post(SIGN_UP, data={**fields(asked.text), "email": "anna@mail.ru"}).status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["anna@mail.ru", "", ""]


@pytest.mark.usefixtures("seminar")
def test_an_honest_address_is_never_asked_about(client):
    """Whoever has one of these is not asked, and not one press is more than before."""
    asked = {address: sign_up(client, email=address).status_code for address in USUAL}
    assert asked == dict.fromkeys(USUAL, 303)


@pytest.mark.usefixtures("seminar")
def test_a_pasted_address_is_taken_out_of_what_stands_around_it(app, client):
    pasted = (
        "Анна <a1@mail.ru>", "mailto:a2@mail.ru?subject=x", "a3@mail.ru.", "a4@mail.ru,", " a5@mail.ru; ",
        '"a6@mail.ru"', "<a7@mail.ru>", "a8@ma\u2060il\u00ad.ru\ufe0f", "«a9@mail.ru»",
        '"Ivanova, Anna" <a10@mail.ru>;',
    )  # fmt: skip
    for address in pasted:
        assert (address, sign_up(client, email=address).status_code) == (address, 303)
    assert [each.email for each in rows(app, Registration)] == [f"a{n}@mail.ru" for n in range(1, 11)]


@pytest.mark.usefixtures("seminar")
def test_other_mistakes_are_told_first_and_the_address_is_asked_about_when_they_are_mended(client):
    told = sign_up(client, email=LOOKS_LIKE_LATIN, surname="1")
    assert re.findall(r'<li><a href="#(\w+)">', told.text) == ["surname"]
    assert buttons(sign_up(client, email=LOOKS_LIKE_LATIN).text)[0][0] == "anna@mail.ru"


@pytest.mark.usefixtures("seminar")
def test_letters_that_cannot_be_mailed_are_told_at_the_field_beside_other_mistakes(client):
    told = sign_up(client, email="аnna@mail.ru", surname="1")
    assert re.findall(r'<li><a href="#(\w+)">', told.text) == ["surname", "email"]
    (why,) = re.findall(r'id="email-error">(.*?)</p>', told.text)
    assert why == "Mail takes only Latin letters before the @; these are different: а"


@pytest.mark.usefixtures("seminar")
def test_a_choice_that_is_sent_away_in_a_rush_comes_back_as_it_was_made(app, client, monkeypatch):
    asked = sign_up(client, **LIVED_IN)
    with monkeypatch.context() as rush:
        rush.setattr(busy, "refuse_late", refuse)
        away = choose(client, SIGN_UP, asked.text, 1)
    assert away.status_code == 503
    assert client.post(SIGN_UP, data=fields(away.text)).status_code == 303
    assert [each.email for each in rows(app, Registration)] == [LOOKS_LIKE_LATIN, "", ""]


@pytest.mark.usefixtures("seminar")
def test_another_mistake_is_asked_about_again_and_the_same_one_is_not(client):
    asked = sign_up(client, email=LOOKS_LIKE_LATIN)
    kept = fields(asked.text)
    again = client.post(SIGN_UP, data={**kept, "email": "anna@yahoo.con"})
    assert buttons(again.text)[0][0] == "anna@yahoo.com"
    assert client.post(SIGN_UP, data={**kept, "email": LOOKS_LIKE_LATIN}).status_code == 303


@pytest.mark.usefixtures("seminar")
def test_who_is_asked_for_a_proof_too_is_asked_once_about_the_address(app, client, monkeypatch):
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", 60)
    monkeypatch.setattr(proofs, "PATIENCE", 0)
    asked = sign_up(client, **LIVED_IN)
    assert is_question(asked)
    told = choose(client, SIGN_UP, asked.text, 1)
    assert (told.status_code, "data-proof" in told.text) == (422, True)
    assert client.post(SIGN_UP, data={**LIVED_IN, **hidden_fields(told.text)}).status_code == 303
    assert [each.email for each in rows(app, Registration)] == [LOOKS_LIKE_LATIN, "", ""]


@pytest.mark.usefixtures("seminar")
def test_a_proof_that_was_asked_for_first_is_kept_through_the_question(app, client, monkeypatch):
    monkeypatch.setattr(proofs, "PATIENCE", 0)
    told = client.post(SIGN_UP, data={**LIVED_IN, "token": "of a program"})
    assert "data-proof" in told.text
    asked = client.post(SIGN_UP, data={**LIVED_IN, **hidden_fields(told.text)})
    assert is_question(asked)
    assert fields(asked.text)["patience"] == hidden_fields(told.text)["patience"]
    assert choose(client, SIGN_UP, asked.text, 0).status_code == 303
    assert [each.email for each in rows(app, Registration)] == ["anna@mail.ru", "", ""]


def test_who_chooses_for_a_party_too_is_asked_once_about_the_address(app, client):
    with app.app_context():
        make_registration(make_seminar(capacity=3))
    asked = sign_up(client, **LIVED_IN)
    told = choose(client, SIGN_UP, asked.text, 1)
    assert (told.status_code, 'name="when_short"' in told.text) == (422, True)
    again = {**LIVED_IN, **hidden_fields(told.text), "when_short": "together"}
    mistyped = client.post(SIGN_UP, data={**again, "email": "anna@yahoo.con"})
    assert fields(mistyped.text)["when_short"] == "together"
    assert client.post(SIGN_UP, data=again).status_code == 303
    assert [each.email for each in rows(app, Registration)][1:] == [LOOKS_LIKE_LATIN, "", ""]


@pytest.fixture
def doors(app, client) -> dict[str, str]:
    """Where a visitor types an address, besides the form itself."""
    with app.app_context():
        make_registration(make_seminar())
    receipt = sign_up(client, given_name="Bela", email="bela@example.org").location
    return {
        "a receipt": f"{receipt}/address",
        "one's own page": f"{manage_page(app)}/address",
        "a lost link": "/en/registrations/find",
    }


@pytest.mark.parametrize("door", ["a receipt", "one's own page", "a lost link"])
def test_every_door_asks_once(app, client, doors, door):
    for number, address in enumerate((LOOKS_LIKE_LATIN, "anna@inbox.ry")):
        asked = client.post(doors[door], data={**csrf(client), "email": address})
        assert is_question(asked)
        assert buttons(asked.text)[1] == (address, "It is right as typed")
        before = everything_stored(app)
        assert choose(client, doors[door], asked.text, 1 - number).status_code == 303
        assert door == "a lost link" or everything_stored(app) != before


@pytest.mark.parametrize("door", ["a receipt", "one's own page", "a lost link"])
def test_every_door_says_why_letters_before_the_at_cannot_be_mailed(client, doors, door):
    asked = client.post(doors[door], data={**csrf(client), "email": "аnna@mail.ru"})
    assert buttons(asked.text) == [("anna@mail.ru", "Use anna@mail.ru"), ("", "Use this address")]
    assert choose(client, doors[door], asked.text, 0).status_code == 303


@pytest.mark.parametrize("door", ["a receipt", "one's own page"])
def test_the_question_tells_nothing_of_a_link_that_does_not_hold(client, doors, door):
    wrong = doors[door].replace("address", "").rstrip("/")[:-1] + "/address"
    assert client.post(wrong, data={**csrf(client), "email": LOOKS_LIKE_LATIN}).status_code == 404


def test_a_receipt_whose_address_was_right_as_typed_is_shown(client, seminar):
    asked = sign_up(client, email=LOOKS_LIKE_LATIN)
    receipt = choose(client, SIGN_UP, asked.text, 1)
    page = client.get(receipt.location)
    assert (page.status_code, "It is right as typed" in page.text) == (200, False)


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("language", ["be", "ru", "pl"])
def test_no_word_of_the_question_is_left_in_english(client, language):
    form = f"/{language}/seminars/klichev/registrations"
    for address in (LOOKS_LIKE_LATIN, "ada@gmial.com", "anna@firma.intranet", "анна@mail.ru", "аnna@mail.ru"):
        english = sign_up(client, email=address).text
        hidden = hidden_fields(client.get(f"{form}/new").text)
        translated = client.post(form, data={**hidden, **ANSWERS, "email": address}).text
        assert words(english) & words(translated) <= {address, "E-mail"}


@pytest.mark.usefixtures("seminar")
def test_from_the_question_one_comes_to_the_form_in_another_language(client):
    asked = sign_up(client, email=LOOKS_LIKE_LATIN)
    assert f'href="{FORM.replace("/en/", "/be/")}"' in asked.text
