"""A letter under endless accents takes quadratic time to put in order, so no text is cleaned before it was measured."""

import re
import unicodedata
from html import unescape

import pytest
from factories import PASSWORD, make_organiser, make_seminar, texts
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields, post

from seminars.public.sign_up import form_tokens

ENDLESS = "a" + "\u0301" * 15_000 + "\u0323" * 15_000
PARTED = "a" + ("\u0301" * 15 + "\u200b" + "\u0323" * 15) * 6  # cleaning drops what parts them
FIELDS = ("given_name", "surname", "patronymic", "email", "phone", "organisation", "position", "town", "needs")


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


@pytest.fixture
def longest_cleaned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all texts that are normalized."""
    found, normalize = [0], unicodedata.normalize

    def note(form: str, text: str) -> str:
        found.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", note)
    return found


@pytest.mark.parametrize("text", [ENDLESS, PARTED], ids=["long", "parted"])
@pytest.mark.parametrize("field", [*FIELDS, "companions-0-surname", "organisation_kind", "language"])
def test_a_sign_up_form_measures_before_it_cleans(app, client, longest_cleaned, field, text):
    with app.app_context():
        make_seminar()
    answer = client.post(SIGN_UP, data={**hidden_fields(client.get(FORM).text), **ANSWERS, field: text})
    assert answer.status_code == (303 if field == "language" else 422)
    assert max(longest_cleaned) <= 1000


@pytest.mark.parametrize("address", ["/en/registrations/find", "/organiser/sign-in"])
def test_so_do_the_forms_with_an_address(client, longest_cleaned, address):
    answer = post(client, address, email=ENDLESS, password="y")
    assert answer.status_code == 422
    assert max(longest_cleaned) <= 254


def test_too_many_accents_are_named_and_thirty_are_taken(app, client):
    with app.app_context():
        make_seminar()
    answer = client.post(
        SIGN_UP, data={**hidden_fields(client.get(FORM).text), **ANSWERS, "organisation": "a" + 31 * "\u0323"}
    )
    assert "There are too many accents on one letter here" in answer.text
    taken = client.post(SIGN_UP, data={**hidden_fields(answer.text), **ANSWERS, "organisation": "a" + 30 * "\u0323"})
    assert taken.status_code == 303


@pytest.fixture
def olive(app, client):
    with app.app_context():
        make_organiser()
    post(client, "/organiser/sign-in", email="olive@example.org", password=PASSWORD)
    return client


@pytest.mark.parametrize(
    "field", ["title-en", "capacity", "starts-day", "latitude", "slug", "host_phone", "sessions-0-title-en"]
)
def test_the_form_of_a_seminar(olive, longest_cleaned, field):
    page = olive.get("/organiser/seminars/new").text
    assert olive.post("/organiser/seminars/new", data={**hidden_fields(page), field: ENDLESS}).status_code == 422
    assert max(longest_cleaned) <= 10_000


def test_the_search_of_organisers(app, olive, longest_cleaned):
    with app.app_context():
        make_seminar()
    answer = olive.get("/organiser/seminars/klichev/registrations", query_string={"q": "a" + "\u0301\u0323" * 650})
    assert answer.status_code == 200
    assert max(longest_cleaned) <= 200


def test_of_what_is_far_too_long_the_beginning_comes_back_and_all_of_what_is_a_little_too_long(app, client):
    with app.app_context():
        make_seminar()
    for length, shown in ((1_100, 1_100), (4_000, 4_000), (40_000, 4_000)):
        sent = {**hidden_fields(client.get(FORM).text), **ANSWERS, "needs": "ʘ" * length}
        assert client.post(SIGN_UP, data=sent).text.count("ʘ") == shown
    assert (
        "This is far too long, so only its beginning is left; 1000 characters fit here"
        in client.post(SIGN_UP, data=sent).text
    )


def test_a_name_has_four_accents_in_a_row_at_most(app, client):
    with app.app_context():
        make_seminar()
    for number, status in ((5, 422), (4, 303)):
        hidden = hidden_fields(client.get(FORM).text)
        answer = client.post(SIGN_UP, data={**hidden, **ANSWERS, "surname": "A" + "\u0323" * number})
        assert answer.status_code == status


def test_what_is_longer_in_nfkc_or_nfc_is_refused_at_its_field_on_both_databases(app, client):
    with app.app_context():
        make_seminar()
    for field, text in (("surname", "\ufdfa" * 6), ("organisation", "\ufb2d" * 67), ("needs", "\ufdfa" * 56)):
        answer = client.post(SIGN_UP, data={**hidden_fields(client.get(FORM).text), **ANSWERS, field: text})
        assert (answer.status_code, f'id="{field}-error">This is too long' in answer.text) == (422, True)


def test_a_text_of_before_that_is_too_long_now_is_shown_and_refused_at_its_field(app, olive):
    with app.app_context():
        make_seminar(title=texts("x" * 290))
    edit = "/organiser/seminars/klichev/edit"
    page = olive.get(edit).text
    assert f'value="{"x" * 290} (en)"' in page
    answer = olive.post(edit, data=hidden_fields(page) | {"title-en": "x" * 290, "host_phone": "+375 29 000-00-02"})
    assert 'id="title-en-error">This is too long; 200 characters fit here' in answer.text
    assert 'value="+375 29 000-00-02"' in answer.text


def test_a_seminar_with_every_text_full_in_four_languages_is_taken(app, olive):
    with app.app_context():
        make_seminar()
    edit = "/organiser/seminars/klichev/edit"
    page = olive.get(edit).text
    sent = {
        name: unescape(value)
        for name, value in re.findall(r'<input [^>]*name="([^"]+)" type="\w+" value="([^"]*)"', page)
    }
    sent |= hidden_fields(page) | {"town": "klichev", "series": "1", "registration_mode": "own"}
    for language in ("be", "ru", "pl", "en"):
        sent |= {f"{name}-{language}": "Ж" * 20_000 for name in ("description", "recap", "directions")}
        sent |= {f"{name}-{language}": "Ж" * 200 for name in ("title", "language_note", "host", "host_event_name")}
        sent |= {f"agenda-{row}-title-{language}": "Ж" * 200 for row in range(60)}
    answer = olive.post(edit, data=sent)
    assert answer.status_code == 303
    assert olive.get(edit).text.count("Ж" * 20_000) == 12
