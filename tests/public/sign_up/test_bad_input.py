"""Whatever is sent to a form: a clear answer, what was typed still there, nothing half-stored, never a 500."""

import io
import re
from datetime import timedelta

import pytest
from error_summaries import summary
from factories import make_seminar
from visitors import ANSWERS, FORM, SIGN_UP, csrf, everything_stored, hidden_fields, manage_page, rows, sign_up
from wtforms import StringField

from seminars.models import Registration, Submission
from seminars.public.forms import AddressForm, LanguageForm
from seminars.public.sign_up import form_tokens
from seminars.public.sign_up.form import CompanionForm, SignUpForm

pytestmark = pytest.mark.usefixtures("quick_fingers")

SURROGATES = b"\xed\xa0\x80"
HOSTILE = {
    "long": b"x" * 10_000,
    "nul": b"a\x00b",
    "control": "a\x07\x1b\x85b".encode(),
    "bidi": "a\u202eb\u2066c\u200bd".encode(),
    "surrogates": SURROGATES,
    "not utf-8": b"\xff\xfe",
    "line breaks": b"a\r\nBcc: eve@example.org",
    "mark-up": b"<script>alert('1')</script>\"{{7*7}}",
}
NAMES = ("given_name", "surname", "patronymic")
FREE_TEXT = ("organisation", "position", "town", "needs")
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]")


def encoded(fields: dict[str, str | bytes]) -> bytes:
    """A urlencoded body, octet by octet, as a hostile client would write it."""
    as_bytes = {name: value.encode() if isinstance(value, str) else value for name, value in fields.items()}
    return b"&".join(
        name.encode() + b"=" + b"".join(b"%%%02x" % octet for octet in value) for name, value in as_bytes.items()
    )


def post(client, address: str, fields: dict[str, str | bytes]):
    return client.post(address, data=encoded(fields), content_type="application/x-www-form-urlencoded")


def names_of(app, form: type) -> list[str]:
    with app.test_request_context():
        return [field.name for field in form(meta={"csrf": False})]


@pytest.mark.usefixtures("seminar")
def test_what_a_field_refuses_stores_nothing_and_keeps_the_other_answers(app, client):
    hidden = hidden_fields(client.get(FORM).text)
    before = everything_stored(app)
    refused = {
        **{(name, "nothing"): b"" for name in ("email", "processing")},
        **{(name, "long"): HOSTILE["long"] for name in (*NAMES, *FREE_TEXT, "email", "phone")},
        **{(name, what): HOSTILE[what] for name in ("email", "phone") for what in HOSTILE},
        **{(name, "line breaks"): HOSTILE["line breaks"] for name in NAMES},
    }
    for (name, what), octets in refused.items():
        answer = post(client, SIGN_UP, {**hidden, **ANSWERS, "position": "Director", name: octets})
        assert (name, what, answer.status_code) == (name, what, 422)
        assert name == "position" or 'value="Director"' in answer.text
        assert re.findall(r'<li><a href="#(\w+)">', answer.text) == [name]
    assert everything_stored(app) == before


@pytest.mark.usefixtures("seminar")
def test_the_list_of_mistakes_names_each_field_and_whose_it_is(client):
    long = "x" * 101
    wrong = {"surname": long, "town": long, "needs": "x" * 1001, "processing": ""}
    names = {"0-given_name": "Bela", "1-given_name": "", "2-given_name": long, "2-surname": long, "3-surname": ""}
    companions = {f"companions-{name}": typed for name, typed in names.items()}
    assert summary(sign_up(client, **wrong, **companions).text) == [
        ("surname", "Surname: this is too long; 100 characters fit here"),
        ("town", "Your town: this is too long; 100 characters fit here"),
        ("needs", "What do you need on the spot? This is too long; 1000 characters fit here"),
        ("companions-2-given_name", "Person 4, Given name: this is too long; 100 characters fit here"),
        ("companions-2-surname", "Person 4, Surname: this is too long; 100 characters fit here"),
        ("processing", "Without your consent to the use of your data we cannot sign you up"),
    ]


@pytest.mark.usefixtures("seminar")
def test_what_is_wrong_with_all_companions_is_said_of_none_of_them(client):
    namesakes = {f"companions-{number}-given_name": "Bela" for number in range(2)}
    assert summary(sign_up(client, **namesakes).text) == [
        ("companions", "The same name stands here twice; write each person once")
    ]


@pytest.mark.usefixtures("seminar")
def test_what_is_accepted_is_stored_without_harm(app, client):
    for what in ("nul", "control", "bidi", "mark-up", "line breaks", "surrogates", "not utf-8"):
        hidden = hidden_fields(client.get(FORM).text)
        names = dict.fromkeys(NAMES, HOSTILE[what]) if what in ("nul", "control", "bidi") else {}
        texts = dict.fromkeys((*FREE_TEXT, "asked_about", "photo"), HOSTILE[what])
        answer = post(client, SIGN_UP, {**hidden, **ANSWERS, "given_name": what.rstrip("-8"), **names, **texts})
        assert (what, answer.status_code) == (what, 303)
        assert "<script>alert" not in client.get(answer.location).text
    for registration in rows(app, Registration):
        stored = [getattr(registration, name) for name in (*NAMES, *FREE_TEXT)]
        assert [text for text in stored if HARMFUL.search(text)] == []
    assert len(rows(app, Registration)) == 7


@pytest.mark.usefixtures("seminar")
def test_each_required_field_is_asked_for_at_its_place(app, client):
    answer = client.post(SIGN_UP, data=hidden_fields(client.get(FORM).text))
    assert answer.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', answer.text) == ["given_name", "email", "processing"]
    assert re.findall(r'id="(\w+)-error"', answer.text) == ["given_name", "email", "processing"]
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("ada")
def test_the_smaller_forms_refuse_the_same(app, client):
    page, hidden = manage_page(app), csrf(client)
    received = client.get(sign_up(client, given_name="Bela", email="bela@example.org").location).request.path
    forms = {
        "/en/registrations/find": AddressForm,
        f"{received}/address": AddressForm,
        f"{page}/language": LanguageForm,
    }
    before = everything_stored(app)
    for address, form in forms.items():
        for name in set(names_of(app, form)) - {"csrf_token"}:
            for what, octets in {"nothing": b"", **HOSTILE}.items():
                answer = post(client, address, {**hidden, name: octets})
                assert (address, what, answer.status_code) == (address, what, 422)
    assert everything_stored(app) == before


@pytest.mark.usefixtures("seminar")
def test_files_and_json_are_no_answers(app, client):
    hidden = hidden_fields(client.get(FORM).text)
    file = client.post(SIGN_UP, data={**hidden, **ANSWERS, "email": (io.BytesIO(b"ada@example.org"), "ada.txt")})
    assert file.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', file.text) == ["email"]
    for body in ('{"given_name": 5}', "[1]", '{"asked_about": "\\ud800"}', "null", "{"):
        assert client.post(SIGN_UP, data=body, content_type="application/json").status_code == 422
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("seminar")
def test_a_form_of_another_seminar_signs_nobody_up_and_keeps_what_was_typed(app, client):
    with app.app_context():
        make_seminar(slug="pinsk", town_code="pinsk")
    foreign = hidden_fields(client.get("/en/seminars/pinsk/registrations/new").text)
    answer = client.post(SIGN_UP, data={**foreign, **ANSWERS})
    assert answer.status_code == 422
    assert 'value="Klichevskaya"' in answer.text
    assert rows(app, Registration) == []
    again = client.post(SIGN_UP, data={**hidden_fields(answer.text), **ANSWERS})
    assert again.status_code == 303
    assert [each.seminar_id for each in rows(app, Registration)] == [1]


@pytest.mark.usefixtures("seminar")
def test_a_form_that_was_open_for_too_long_is_answered_with_a_fresh_one(app, client, monkeypatch):
    hidden = hidden_fields(client.get(FORM).text)
    with monkeypatch.context() as later:
        later.setattr(form_tokens, "FORM_LIFETIME", timedelta(seconds=-1))
        answer = client.post(SIGN_UP, data={**hidden, **ANSWERS})
    assert (answer.status_code, rows(app, Registration)) == (422, [])
    assert 'value="ada@example.org"' in answer.text
    assert "checked" in answer.text
    assert client.post(SIGN_UP, data={**hidden_fields(answer.text), **ANSWERS}).status_code == 303


@pytest.mark.usefixtures("seminar")
def test_more_than_256_kilobytes_are_refused_and_so_are_many_small_fields(app, client):
    before = everything_stored(app)
    for address in (SIGN_UP, "/ru/registrations/find", "/pl/registrations/x/cancellation"):
        assert client.post(address, data={"needs": "x" * 262_200}).status_code == 413
    assert client.post(SIGN_UP, data={"needs": "x" * 250_000}).status_code == 422
    many = client.post(SIGN_UP, data="a=&" * 80_000, content_type="application/x-www-form-urlencoded")
    part = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
    parts = client.post(SIGN_UP, data=part * 300 + b"--x--", content_type="multipart/form-data; boundary=x")
    deep = client.post(SIGN_UP, data="a" + "[a]" * 50_000 + "=1", content_type="application/x-www-form-urlencoded")
    assert (many.status_code, parts.status_code, deep.status_code) == (413, 413, 422)
    assert everything_stored(app) == before


def test_no_page_takes_a_thousand_fields_apart_and_none_of_ours_has_nearly_as_many(app, client):
    with app.app_context():
        make_seminar()
    urlencoded = "application/x-www-form-urlencoded"
    whole = hidden_fields(client.get(FORM).text) | ANSWERS
    for address in (SIGN_UP, "/ru/registrations/find", "/organiser/sign-in", "/pl/registrations/x/cancellation"):
        many = client.post(address, data="&" * 1000, content_type=urlencoded)
        assert (address, many.status_code, "<h1>" in many.text) == (address, 413, True)
    fewer = client.post(SIGN_UP, data=encoded(whole) + b"&a=" * (999 - len(whole)), content_type=urlencoded)
    assert (fewer.status_code, len(rows(app, Registration))) == (303, 1)


@pytest.mark.usefixtures("seminar")
def test_a_body_without_a_length_is_bounded_too(app, client):
    """As programs that do not know its length beforehand send it."""
    whole = encoded(hidden_fields(client.get(FORM).text) | ANSWERS)
    answers = []
    for body in (b"a=&" * 1001, whole):
        streamed = {"wsgi.input_terminated": True, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": ""}
        kind = "application/x-www-form-urlencoded"
        answers.append(client.post(SIGN_UP, content_type=kind, environ_overrides=streamed).status_code)
    assert answers == [413, 303]


@pytest.mark.usefixtures("seminar")
def test_broken_bodies_are_4xx(app, client):
    bodies = [
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"--y"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"given_name=a"),
        ("text/plain; \xff", b"given_name=a"),
    ]
    answers = [client.post(SIGN_UP, data=body, content_type=kind).status_code for kind, body in bodies]
    assert {status // 100 for status in answers} == {4}
    assert rows(app, Registration) == []


def test_a_program_that_floods_the_hidden_field_is_recorded_shortly_and_then_refused(app, client):
    with app.app_context():
        make_seminar()
    answer = sign_up(client, extra_note="spam", organisation="x" * 9000)
    (submission,) = rows(app, Submission)
    assert (answer.status_code, max(map(len, submission.typed.values()))) == (303, 250)


def test_every_text_field_of_every_form_is_cleaned_and_bounded(app):
    hidden = {"token", "proof", "patience", "asked_about", "extra_note", "when_short"}
    with app.test_request_context("/en/", method="POST", data={"given_name": "a\u202eb\x00"}):
        for made in (SignUpForm(meta={"csrf": False}), AddressForm(meta={"csrf": False}), CompanionForm()):
            texts = [field for field in made if isinstance(field, StringField) and field.name not in hidden]
            assert [field.name for field in texts if not field.filters] == []
        assert SignUpForm(meta={"csrf": False}).given_name.data == "ab"
