"""Whoever's page comes back with something wrong reads so in the title of its tab, before anything else."""

import re

import pytest
from visitors import ANSWERS, csrf, hidden_fields, manage_page

pytestmark = pytest.mark.usefixtures("quick_fingers")

WORDS = {"be": "Памылка:", "ru": "Ошибка:", "pl": "Błąd:", "en": "Error:"}


def is_wrong(page: str, language: str = "en") -> bool:
    title = re.search("<title>(.*?)</title>", page, re.DOTALL)
    assert title
    return title[1].startswith(f"{WORDS[language]} ")


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("language", WORDS)
def test_each_form_of_visitors_tells_of_its_errors(app, client, language):
    page, protected = manage_page(app, language=language), csrf(client)
    form = f"/{language}/seminars/klichev/registrations"
    doors = {f"{form}/new": form, f"/{language}/registrations/find": "", f"{page}/answers/edit": f"{page}/answers"}
    for shown, sent_to in doors.items():
        first = client.get(shown)
        answer = client.post(sent_to or shown, data={**hidden_fields(first.text), **protected})
        assert (shown, is_wrong(first.text, language)) == (shown, False)
        assert (shown, answer.status_code, is_wrong(answer.text, language)) == (shown, 422, True)


@pytest.mark.usefixtures("seminar")
def test_what_is_wrong_with_a_form_as_a_whole_counts_and_a_question_back_does_not(client):
    form = "/en/seminars/klichev/registrations"
    hidden = hidden_fields(client.get(f"{form}/new").text)
    too_old = client.post(form, data={**hidden, **ANSWERS, "token": "x"})
    asked = client.post(form, data={**hidden, **ANSWERS, "email": "ada@gmial.com"})
    assert [answer.status_code for answer in (too_old, asked)] == [422, 422]
    assert [is_wrong(answer.text) for answer in (too_old, asked)] == [True, False]
