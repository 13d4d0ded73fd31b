"""A letter under endless accents takes quadratic time to put in order, so no text is cleaned before it was measured."""

import unicodedata

import pytest
from factories import PASSWORD, make_organiser, make_seminar
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
