"""Addresses that lead nowhere, and what strangers write behind the question mark."""

import pytest
from visitors import FORM, manage_page


@pytest.mark.usefixtures("ada")
def test_unknown_addresses_do_not_exist_in_the_language_of_the_address(app, client):
    unknown = (
        "/pl/seminars/nowhere", "/pl/seminars/nowhere.ics", "/pl/seminars/a%00b", "/pl/seminars/a%00b.ics",
        "/pl/seminars/%ED%A0%80", f"/pl/seminars/{'x' * 5000}", "/pl/seminars/nowhere/registrations/new",
        "/pl/registrations/1-1", "/pl/registrations/1-1~forged", f"{manage_page(app, language='pl')}x",
        "/pl/registrations/received/forged", "/pl/registrations/a%00b", "/pl/?region=nowhere", "/pl/?town=a%00b",
        "/pl/past?series=nowhere", "/pl/?series=a%00b", "/pl/calendar/nowhere.ics",
    )  # fmt: skip
    for address in unknown:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 404)
        assert '<html lang="pl">' in answer.text
    assert client.get("/xx/").status_code == 404


@pytest.mark.usefixtures("seminar")
def test_what_stands_behind_the_question_mark_breaks_no_page(client):
    for query in ("endpoint=x", "_method=POST", "_scheme=javascript&_external=1", "_anchor=x", "lang=xx", "slug=x",
                  "self=1", "values=1", "done=%00%ff", "sent=&" * 300):  # fmt: skip
        for address in ("/en/", "/en/seminars/klichev", FORM, "/en/registrations/find", "/en/nowhere"):
            answer = client.get(f"{address}?{query}")
            assert (query, address, answer.status_code) == (query, address, 404 if "nowhere" in address else 200)
            assert "javascript:" not in answer.text
