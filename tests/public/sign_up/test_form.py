"""Every error that a form can show is told in the reader's language and never in English."""

import re
from html import unescape

import pytest
from factories import make_seminar
from visitors import ANSWERS, csrf, hidden_fields, manage_page, sign_up

from seminars.public.sign_up import form_tokens

WRONG = {
    "nothing": dict.fromkeys(ANSWERS, ""),
    "too long": dict.fromkeys(
        ("given_name", "surname", "patronymic", "email", "phone", "organisation", "position", "town", "needs"),
        "x" * 1001,
    ),
    "no names": dict.fromkeys(("given_name", "surname", "patronymic"), "https://example.by")
    | {"email": "ada", "phone": "call me"},
    "other answers": {"given_name": "Bela"},
    "expired": {"csrf_token": "", "token": ""},
}


def errors(page) -> list[str]:
    """The messages at the fields, and what the summary says of the form as a whole."""
    found = re.findall(r'class="field-error"[^>]*>(.*?)</p>', page.text, re.S)
    found += re.findall(r'role="alert".*?<h2>(.*?)</h2>', page.text, re.S)
    found += re.findall(r'role="alert"[^>]*>(?:\s*<h2>.*?</h2>)?\s*<p>(.*?)</p>', page.text, re.S)
    return [unescape(each).strip() for each in found]


def all_errors(app, client, language: str, monkeypatch) -> dict[str, list[str]]:
    """Every error of every form, by what caused it."""
    form = f"/{language}/seminars/klichev/registrations"
    hidden = hidden_fields(client.get(f"{form}/new").text)
    client.post(form, data={**hidden, **ANSWERS, "email": f"{language}@example.org"})
    found = {what: errors(client.post(form, data={**hidden, **ANSWERS, **wrong})) for what, wrong in WRONG.items()}
    with monkeypatch.context() as hurry:
        hurry.setattr(form_tokens, "SHORTEST_TYPING", 60)
        fresh = hidden_fields(client.get(f"{form}/new").text)
        found["too fast"] = errors(client.post(form, data={**fresh, **ANSWERS}))
    protected, manage = csrf(client), manage_page(app, language=language)
    find = f"/{language}/registrations/find"
    found["lost link"] = errors(client.post(find, data=protected)) + errors(
        client.post(find, data={**protected, "email": "x"})
    )
    found["language"] = errors(client.post(f"{manage}/language", data=protected))
    receipt = sign_up(client, email=f"of-{language}@example.org").location.replace("/en/", f"/{language}/")
    corrections = [
        client.post(f"{receipt}/address", data={**protected, "email": f"c{n}@example.org"}) for n in range(4)
    ]
    found["corrections"] = errors(corrections[-1])
    return found


@pytest.mark.usefixtures("quick_fingers")
def test_no_error_of_any_form_is_left_in_english(app, client, monkeypatch):
    with app.app_context():
        make_seminar()
    sign_up(client, email="first@example.org")
    english = all_errors(app, client, "en", monkeypatch)
    assert {what: len(texts) for what, texts in english.items()} == {
        "nothing": 4, "too long": 10, "no names": 6, "other answers": 2, "expired": 4, "too fast": 2,
        "lost link": 4, "language": 1, "corrections": 1,
    }  # fmt: skip
    for language in ("be", "ru", "pl"):
        translated = all_errors(app, client, language, monkeypatch)
        assert {what: len(texts) for what, texts in translated.items()} == {
            what: len(texts) for what, texts in english.items()
        }
        left = {text for what, texts in translated.items() for text in texts if text in english[what]}
        assert (language, left) == (language, set())


@pytest.mark.usefixtures("seminar", "quick_fingers")
@pytest.mark.parametrize(
    ("language", "surname"), [("be", "прозвішча"), ("ru", "фамилию"), ("pl", "nazwisko"), ("en", "surname")]
)
def test_who_wrote_something_else_as_a_surname_is_asked_for_a_surname(client, language, surname):
    form = f"/{language}/seminars/klichev/registrations"
    hidden = hidden_fields(client.get(f"{form}/new").text)
    answer = client.post(form, data={**hidden, **ANSWERS, "surname": "https://example.by"})
    (told,) = re.findall(r'id="surname-error"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert surname in told
