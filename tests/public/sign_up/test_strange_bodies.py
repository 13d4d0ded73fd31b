"""Bodies that no form sends: JSON where a form is due, files where a text is due, nesting without end."""

import io

import pytest
from factories import make_seminar
from visitors import hidden_fields

SIGN_UP = "/en/seminars/klichev/registrations"


@pytest.mark.parametrize(("method", "path"), [("GET", "/en/"), ("POST", SIGN_UP), ("POST", "/organiser/sign-in")])
def test_deep_json_breaks_no_page(app, client, method, path):
    with app.app_context():
        make_seminar()
    answer = client.open(path, method=method, data="[" * 100_000, content_type="application/json")
    assert answer.status_code in (200, 400, 422)


# JSON has no field for a token, which the second asks for.
@pytest.mark.parametrize(("path", "status"), [(f"{SIGN_UP}/new", 422), ("/organiser/sign-in", 400)])
def test_a_file_or_a_number_in_place_of_a_text_is_a_wrong_field(app, client, path, status):
    with app.app_context():
        make_seminar()
    hidden = hidden_fields(client.get(path).text)
    target = path.removesuffix("/new")
    file = client.post(target, data={**hidden, "email": (io.BytesIO(b"x"), "x.txt"), "password": "y"})
    number = client.post(target, json={**hidden, "email": 5}, headers={"X-CSRFToken": hidden["csrf_token"]})
    assert (file.status_code, number.status_code) == (422, status)
