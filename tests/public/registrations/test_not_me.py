"""After "this was not me": what the page says, and what ends it; nobody else learns of it."""

import pytest
from factories import make_seminar
from visitors import manage_page, post, sign_up

from seminars import clock
from seminars.domain.guard import mailboxes
from seminars.extensions import db
from seminars.models import Mailbox

pytestmark = pytest.mark.usefixtures("quick_fingers")
SAID = "our answers come together in one mail a day at most, for 30 days"
OTHER = {"given_name": "Bela", "email": "Ada@Example.org"}


@pytest.fixture
def page(app, client) -> str:
    """Of a registration that somebody has just ended because it was not theirs; another one of the address holds."""
    with app.app_context():
        make_seminar()
    for answers in ({}, OTHER):
        sign_up(client, **answers)
    page = manage_page(app)
    assert post(client, f"{page}/disavowal").status_code == 303
    return page


def is_quiet(app) -> bool:
    with app.app_context():
        return mailboxes.is_quiet("ada@example.org", now=clock.now())


def test_the_page_says_so_and_one_press_is_enough_to_be_written_to_again(app, client, page):
    assert SAID in client.get(page).text
    assert is_quiet(app)
    answer = post(client, f"{page}/resumption")
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    assert "From now on we write to you as before." in shown
    assert SAID not in shown
    assert not is_quiet(app)


@pytest.mark.parametrize("act", ["message", "language", "cancellation", "calendar-link", "address", "reconfirmation"])
def test_any_other_act_from_a_mailed_link_of_the_mailbox_ends_it_too(app, client, page, act):
    said = {"language": "ru", "email": "new@example.org", "seen": "0"}
    assert post(client, f"{manage_page(app, 2)}/{act}", **said).status_code == 303
    assert not is_quiet(app)


def test_the_receipt_tells_everybody_the_same(app, client, page):
    said = [client.get(sign_up(client, given_name=name).location).text for name in ("Cyril", "Cyril")]
    said.append(client.get(sign_up(client, given_name="Dana", email="dana@example.org").location).text)
    for each in said:
        assert ", usually within a minute.</li>" in each
        assert "If many mails were sent to this address lately, it comes within a day." in each
        assert SAID not in each


def test_the_link_of_another_persons_registration_says_nothing_of_it(app, client, page):
    assert SAID not in client.get(manage_page(app, 2)).text


def test_who_takes_their_data_along_finds_what_is_known_of_the_mailbox(app, client, page):
    (kept,) = client.get(f"{page}/data.json").json["mailbox"]
    with app.app_context():
        row = db.session.get_one(Mailbox, mailboxes.key_of("ada@example.org"))
    assert kept == {
        "answers": 2,
        "answered_at": row.answered_at.isoformat(),
        "acted_at": row.acted_at.isoformat(),
        "quiet_until": row.quiet_until.isoformat(),
    }
