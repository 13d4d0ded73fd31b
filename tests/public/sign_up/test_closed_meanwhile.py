"""A form that was opened before nobody could sign up any more, and is sent afterwards."""

from datetime import timedelta

import pytest
from factories import texts
from sqlalchemy import update
from visitors import ANSWERS, FORM, SIGN_UP, headline, hidden_fields, rows

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Registration, Seminar

pytestmark = pytest.mark.usefixtures("quick_fingers")

PAST = clock.now() - timedelta(hours=1)
TIMES = {
    "closed": {"registration_closes_at": PAST},
    "begun": {"starts_at": PAST},
    "over": {"starts_at": PAST - timedelta(hours=1), "ends_at": PAST},
}
CANCELLED = "This seminar is cancelled."
POSTPONED = "This seminar is postponed. The new date will be announced here."


def becomes(app, what: str) -> None:
    with app.app_context(), write_unit():
        seminar = db.session.query(Seminar).one()
        if what == "cancelled":
            changes.cancel(seminar, reason=texts("Ice"), actor="olive@example.org")
        elif what == "postponed":
            changes.postpone(seminar, actor="olive@example.org")
        else:
            db.session.execute(update(Seminar).values(**TIMES[what]))
        db.session.commit()


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("cancelled", CANCELLED),
        ("postponed", POSTPONED),
        ("closed", "Registration closed"),
        ("begun", "The seminar has begun."),
        ("over", "The seminar has taken place."),
    ],
)
def test_who_sends_it_is_told_that_it_is_in_vain_and_not_to_send_it_again(app, client, what, words):
    opened = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    becomes(app, what)
    answer = client.post(SIGN_UP, data={**opened, "email": "no address"})
    assert (answer.status_code, headline(answer.text)) == (409, words)
    assert "<form" not in answer.text
    assert "nothing was stored" in answer.text
    assert client.post(SIGN_UP, data=opened).text == answer.text
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("what", ["cancelled", "postponed", "closed", "over"])
def test_a_form_that_was_accepted_gets_its_first_answer_all_the_same(app, client, what):
    sent = {**hidden_fields(client.get(FORM).text), **ANSWERS}
    receipts = [client.post(SIGN_UP, data=sent).status_code]
    becomes(app, what)
    receipts.append(client.post(SIGN_UP, data=sent).status_code)
    assert receipts == [303, 303]
    assert len(rows(app, Registration)) == 1


@pytest.mark.usefixtures("seminar")
def test_who_opens_the_form_of_a_postponed_seminar_is_not_told_that_it_is_for_ever(app, client):
    becomes(app, "postponed")
    page = client.get(FORM).text
    assert headline(page) == POSTPONED
    assert "Nobody can sign up until then." in page
    assert "any more" not in page
