"""Several people on one form: all get a place, or they choose what to do; the page never tells who was there before."""

import re
from dataclasses import replace

import pytest
from factories import ADA, make_registration, make_seminar
from visitors import ANSWERS, FORM, SIGN_UP, everything_stored, hidden_fields, rows, set_all, sign_up

from seminars.extensions import db
from seminars.models import Message, MessageKind, OrganisationKind, Party, Registration, Seminar, Status, Submission

pytestmark = pytest.mark.usefixtures("quick_fingers", "sound")
NAMES = ("Bela", "Cyril", "Dana", "Eva")
SPLIT = "As many of us as fit, in the order of the form; the others wait"
TOGETHER = "All of us wait, so that we come together"


def bringing(*given_names: str) -> dict[str, str]:
    pairs = [(f"companions-{number}", name) for number, name in enumerate(given_names)]
    return {f"{row}-given_name": name for row, name in pairs} | {f"{row}-surname": "Klichevskaya" for row, _ in pairs}


def again(client, page: str, **answers: str):
    """The page as it came back, sent with what stands in it."""
    return client.post(SIGN_UP, data={**hidden_fields(page), **ANSWERS, **bringing(*NAMES), **answers})


def headline(client, answer) -> str:
    assert answer.status_code == 303
    return " ".join(re.search("<h1[^>]*>(.*?)</h1>", client.get(answer.location).text, re.DOTALL)[1].split())


def states(app) -> list[tuple[str, Status, int]]:
    return [(each.given_name, each.status, each.party_id) for each in rows(app, Registration)]


@pytest.mark.usefixtures("seminar")
def test_five_people_get_their_places_with_one_form_and_one_mail(app, client):
    answer = sign_up(client, **bringing(*NAMES), organisation_kind="school")
    assert headline(client, answer) == "You have 5 places."
    page = client.get(answer.location).text
    assert "Bela Klichevskaya, Cyril Klichevskaya, Dana Klichevskaya, Eva Klichevskaya" in page
    assert states(app) == [(name, Status.CONFIRMED, 1) for name in ("Ada", *NAMES)]
    assert [(each.kind, each.to) for each in rows(app, Message)] == [(MessageKind.CONFIRMED, "ada@example.org")]
    assert [each.organisation_kind for each in rows(app, Registration)] == [OrganisationKind.SCHOOL, "", "", "", ""]


def test_when_only_some_fit_they_choose_and_what_they_typed_stays(app, client):
    with app.app_context():
        make_seminar(capacity=3)
    asked = sign_up(client, **bringing(*NAMES))
    assert (asked.status_code, rows(app, Registration), rows(app, Submission)) == (422, [], [])
    assert "Not all of you fit. Nothing is lost: choose below, and send it again." in asked.text
    assert SPLIT in asked.text
    assert TOGETHER not in asked.text  # there will never be five places
    assert [f'value="{name}"' in asked.text for name in ("Ada", *NAMES)] == [True] * 5
    answer = again(client, asked.text, when_short="split")
    assert headline(client, answer) == "You have 3 places. 2 of you are on the waiting list."
    assert "one about the places, one about the waiting list.</li>" in client.get(answer.location).text
    assert states(app) == [
        ("Ada", Status.CONFIRMED, 1),
        ("Bela", Status.CONFIRMED, 1),
        ("Cyril", Status.CONFIRMED, 1),
        ("Dana", Status.WAITING, 2),
        ("Eva", Status.WAITING, 2),
    ]
    assert again(client, asked.text, when_short="split").status_code == 303
    assert len(rows(app, Registration)) == 5
    assert again(client, asked.text, when_short="together").status_code == 409


def test_they_may_all_wait_together_while_seats_are_left(app, client):
    with app.app_context():
        make_seminar(capacity=5)
        make_registration(db.session.scalars(db.select(Seminar)).one(), ADA)
    asked = sign_up(client, **bringing(*NAMES), email="olga@example.org")
    assert TOGETHER in asked.text
    answer = again(client, asked.text, when_short="together", email="olga@example.org")
    assert headline(client, answer) == "All 5 of you are on the waiting list."
    assert {(status, party) for _name, status, party in states(app)} == {(Status.CONFIRMED, 1), (Status.WAITING, 2)}


def test_a_choice_holds_though_fewer_fit_by_then_and_the_form_that_asks_tells_no_number(app, client):
    with app.app_context():
        make_seminar(capacity=4)
    asked = sign_up(client, **bringing(*NAMES))
    set_all(app, Seminar, capacity=3)
    asked_later = sign_up(client, **bringing(*NAMES))
    assert unnumbered(asked_later.text) == unnumbered(asked.text)
    wrong = again(client, asked.text, when_short="split", email="nobody")
    assert 'value="split" checked' in wrong.text
    answer = again(client, wrong.text, when_short="split")
    assert headline(client, answer) == "You have 3 places. 2 of you are on the waiting list."


def unnumbered(page: str) -> str:
    """The page without the ids that each form has of its own, and without the step, which the capacity bounds."""
    return re.sub(r'name="(csrf_token|token)" value="[^"]+"|<span class="state [^<]+<', "", page)


def test_all_who_chose_to_be_split_wait_if_nobody_fits_by_then(app, client):
    with app.app_context():
        make_seminar(capacity=5)
        make_registration(db.session.scalars(db.select(Seminar)).one(), replace(ADA, email="first@example.org"))
    asked = sign_up(client, **bringing(*NAMES))
    with app.app_context():
        others = tuple(replace(ADA, given_name=name, email="") for name in ("Fedor", "Gleb", "Ilya"))
        contact = replace(ADA, email="second@example.org")
        make_registration(db.session.scalars(db.select(Seminar)).one(), contact, companions=others)
    answer = again(client, asked.text, when_short="split")
    assert headline(client, answer) == "All 5 of you are on the waiting list."


def test_where_the_queue_is_closed_as_many_as_fit_may_come_and_the_receipt_names_them(app, client):
    with app.app_context():
        make_seminar(capacity=3, queue_closed=True)
    asked = sign_up(client, **bringing(*NAMES))
    assert asked.status_code == 422
    assert "Not all of you fit, and nobody can join the waiting list" in asked.text
    assert re.findall('name="when_short" value="([^"]*)"', asked.text) == ["split"]
    answer = again(client, asked.text, when_short="split")
    assert headline(client, answer) == "You have 3 places. 2 of you have no place."
    page = " ".join(client.get(answer.location).text.split())
    placed = "Bela Klichevskaya, Cyril Klichevskaya"
    assert f"<p>Together with {placed}, Dana Klichevskaya (no place), Eva Klichevskaya (no place)</p>" in page
    assert "Nobody can join the waiting list, so only those who have a place are registered." in page
    assert states(app) == [(name, Status.CONFIRMED, 1) for name in ("Ada", "Bela", "Cyril")]
    assert [(each.kind, each.to) for each in rows(app, Message)] == [(MessageKind.CONFIRMED, "ada@example.org")]


def test_who_chose_to_wait_is_asked_once_more_if_the_queue_was_closed_by_then(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=5)
        make_registration(seminar, replace(ADA, email="first@example.org"))
    asked = sign_up(client, **bringing(*NAMES))
    set_all(app, Seminar, queue_closed=True)
    once_more = again(client, asked.text, when_short="together")
    assert (once_more.status_code, len(rows(app, Registration))) == (422, 1)
    assert re.findall('name="when_short" value="([^"]*)"', once_more.text) == ["split"]


def test_a_hall_that_is_too_small_for_all_who_would_wait_is_said_at_once(app, client):
    with app.app_context():
        make_seminar(capacity=3)
    small = sign_up(client, **bringing(*NAMES), when_short="together")
    assert small.status_code == 422
    assert "This seminar has 3 places in all" in small.text
    assert everything_stored(app)["registration"] == []


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (bringing("https://example.by"), "Write the name or surname without “:”; a blank may stand in its place"),
        (bringing("ADA"), "The same name stands here twice; write each person once"),
        (bringing(*NAMES, "Fedor"), "At most 5 people can sign up together"),
        (bringing(*(f"P{chr(97 + number)}" for number in range(26))), "At most 5 people can sign up together"),
        ({"organisation_kind": "circus"}, "Choose one from the list"),
        ({"when_short": "perhaps"}, "Choose one from the list"),
    ],
)
def test_what_is_wrong_with_others_is_said_and_nothing_is_lost(app, client, wrong, words):
    answer = sign_up(client, **wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<details" not in answer.text or "companions" not in str(wrong) or 'id="companions" open' in answer.text
    names = [value for field, value in wrong.items() if field.startswith("companions")]
    assert [value in answer.text for value in names] == [True] * len(names)
    assert rows(app, Registration) == []


def test_a_party_with_somebody_who_is_registered_gets_the_same_page_and_one_row_each(app, client):
    with app.app_context():
        make_registration(make_seminar(), ADA)
    answer = sign_up(client, **bringing("Bela"))
    assert headline(client, answer) == "You have 2 places."
    assert sorted(name for name, _status, _party in states(app)) == ["Ada", "Bela"]


def test_where_organisers_decide_the_whole_party_waits_for_them(app, client):
    with app.app_context():
        make_seminar(needs_approval=True)
    assert "The organisers decide who takes part." in client.get("/en/seminars/klichev").text
    answer = sign_up(client, **bringing("Bela"))
    assert headline(client, answer) == "Your registration awaits approval."
    assert {status for _name, status, _party in states(app)} == {Status.PENDING}
    assert len(rows(app, Party)) == 1


def test_a_program_is_told_what_a_person_would_get(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=1)
    assert headline(client, sign_up(client, extra_note="spam")) == "You have a place."
    with app.app_context():
        make_registration(db.session.merge(seminar), ADA)
    answer = sign_up(client, extra_note="spam", **bringing(*NAMES, *NAMES))
    assert headline(client, answer) == "All 5 of you are on the waiting list."
    assert len(rows(app, Registration)) == 1


@pytest.mark.usefixtures("seminar")
def test_the_others_stand_in_a_fold_that_opens_without_a_script(client):
    page = client.get(FORM).text
    assert '<details class="fold" id="companions">' in page
    assert page.count("<legend>Person") == 4


def test_the_receipt_names_those_who_wait_and_only_those(app, client):
    with app.app_context():
        make_seminar(capacity=3)
    asked = sign_up(client, **bringing(*NAMES))
    page = " ".join(client.get(again(client, asked.text, when_short="split").location).text.split())
    placed, waiting = "Bela Klichevskaya, Cyril Klichevskaya", "Dana Klichevskaya (on the waiting list)"
    assert f"<p>Together with {placed}, {waiting}, Eva Klichevskaya (on the waiting list)</p>" in page


def test_the_receipt_names_the_same_people_whoever_was_registered_before(app, client):
    with app.app_context():
        seminar = make_seminar(capacity=2)
        make_registration(seminar, ADA)
    asked = sign_up(client, **bringing("Bela", "Cyril"))
    fields = {name: value for name, value in bringing(*NAMES).items() if name[11] > "1"}
    answer = again(client, asked.text, when_short="split", **dict.fromkeys(fields, ""))
    page = " ".join(client.get(answer.location).text.split())
    waiting = "Bela Klichevskaya (on the waiting list), Cyril Klichevskaya (on the waiting list)"
    assert f"<p>Together with {waiting}</p>" in page
