"""What people who have given a place back, or say that they never wanted one, read."""

import re

import pytest
from factories import make_registration, make_seminar
from visitors import letters, manage_page, post, rows, set_all

from seminars import clock
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import Message, MessageKind, Registration, Seminar, Status

pytestmark = pytest.mark.usefixtures("sound")

BELA = Person(given_name="Bela", surname="Klichevskaya")
DANA = Person(given_name="Dana", surname="Klichevskaya", email="dana@example.org")
UNDO = "Cancelled by mistake?"
ENDED = "The registration is ended. We write to you no more about it."


@pytest.fixture
def party(app) -> str:
    """The page of Ada, who has both places together with Bela; all mails are sent."""
    with app.app_context():
        make_registration(make_seminar(capacity=2), companions=(BELA,))
        delivery.deliver_due()
    return manage_page(app)


def somebody_waits(app) -> None:
    with app.app_context():
        make_registration(db.session.query(Seminar).one(), DANA)
        delivery.deliver_due()


def told_ada(app) -> list[str]:
    """The two parts of the last mail to her."""
    with app.app_context():
        delivery.deliver_due()
    found = [" ".join(text.split()) for text in letters(app)]
    return [text for text in found if re.search(r"Bela Klichevskaya: the|is cancelled|is ended", text)][-2:]


def test_one_of_a_party_can_be_taken_back_while_the_place_is_free(app, client, party):
    post(client, f"{party}/members/2/cancellation")
    assert [UNDO in part for part in told_ada(app)] == [True, True]
    assert "Undo for Bela Klichevskaya" in client.get(party).text


def test_where_others_wait_neither_mail_nor_page_offers_the_place_back(app, client, party):
    somebody_waits(app)
    post(client, f"{party}/members/2/cancellation")
    assert [UNDO in part for part in told_ada(app)] == [False, False]
    page = " ".join(client.get(party).text.split())
    assert "Undo for Bela Klichevskaya" not in page
    assert "the place is taken already" in page


def test_who_leaves_alone_where_others_wait_is_told_to_wait_as_well(app, client, party):
    somebody_waits(app)
    post(client, f"{party}/party/cancellation")
    words = "Your place is not free any more. You can sign up again and wait for one."
    assert [(UNDO in part, words in part) for part in told_ada(app)] == [(False, True), (False, True)]


@pytest.mark.parametrize("put_off", ["postponed_at", "cancelled_at"])
def test_a_seminar_that_was_put_off_before_the_mail_left_gives_no_place_back(app, client, party, put_off):
    post(client, f"{party}/members/2/cancellation")
    status = "cancelled" if put_off == "cancelled_at" else "published"
    set_all(app, Seminar, status=status, **{put_off: clock.now()})
    assert [UNDO in part for part in told_ada(app)] == [False, False]


def test_who_never_signed_up_is_neither_thanked_nor_offered_the_place(app, client, party):
    post(client, f"{party}/disavowal")
    page = " ".join(client.get(party).text.split())
    assert f"<h1>{ENDED}</h1>" in page
    assert "/restoration" not in page
    assert post(client, f"{party}/restoration").status_code == 409
    parts = told_ada(app)
    wrong = (UNDO, "You gave it back yourself", "Thank you for telling us", "Sign up again")
    assert [(ENDED in part, [words for words in wrong if words in part]) for part in parts] == [(True, [])] * 2
    assert {each.status for each in rows(app, Registration)} == {Status.CANCELLED}
    assert [each.kind for each in rows(app, Message)][1:] == [MessageKind.CANCELLED_BY_PERSON]
