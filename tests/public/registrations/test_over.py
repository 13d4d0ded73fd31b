"""After the seminar: its page, receipt and mails promise nothing any more, and show what it has left behind."""

import re
from datetime import timedelta

import pytest
from acts import write
from factories import ADA, make_seminar, texts
from sqlalchemy import select
from visitors import headline, letters, manage_page, post, rows, set_all, sign_up

from seminars import clock
from seminars.domain.registrations import addresses, leaving
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.render import as_mail
from seminars.mail.sending import delivery
from seminars.models import CalendarMethod, Message, MessageKind, Registration, Seminar, Status

pytestmark = pytest.mark.usefixtures("quick_fingers")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVER = "The seminar has taken place."
SORRY = "There was no place for you this time. We are sorry."
RECAP = "It was good"


def let_it_be_over(app) -> None:
    now = clock.now()
    set_all(app, Seminar, starts_at=now - 2 * HOUR, ends_at=now - HOUR)


@pytest.fixture
def page(app, ada) -> str:
    """Ada's, who had a place; her confirmation has gone out."""
    with app.app_context():
        delivery.deliver_due()
    let_it_be_over(app)
    return manage_page(app)


def test_the_page_says_so_and_has_no_button_for_what_is_too_late(app, client, page):
    shown = client.get(page).text
    assert headline(shown) == OVER
    assert "<title>The seminar has taken place · " in shown
    ways = ("add", ".ics", "/cancellation", "/disavowal", "/message", "/address/new", "/answers/edit", "We are sorry")
    assert [way for way in ways if f'{way}"' in shown] == []
    assert re.findall(r'class="button button--main" href="([^"]+)"', shown) == ["/en/seminars/klichev"]
    for right in ("/data.json", "/erasure"):
        assert f'{page}{right}"' in shown


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("status", [Status.PENDING, Status.WAITING, Status.OFFERED])
def test_those_who_hoped_for_a_place_are_told_kindly(app, client, status):
    set_all(app, Registration, status=status)
    shown = client.get(manage_page(app)).text
    assert (headline(shown), f'<p class="lead">{SORRY}</p>' in shown) == (OVER, True)


def test_what_happened_and_what_comes_next_in_the_region_are_shown(app, client, page):
    with app.app_context():
        for day in (4, 1, 3, 2):
            starts_at = clock.now() + day * DAY
            make_seminar(slug=f"day-{day}", town_code="bobruisk", starts_at=starts_at, title=texts(f"Day {day}"))
        make_seminar(slug="elsewhere", town_code="pinsk", title=texts("Elsewhere"))
        make_seminar(slug="off", town_code="bobruisk", postponed_at=clock.now(), title=texts("Off"))
    set_all_recap(app, RECAP)
    shown = client.get(page).text
    assert f"{RECAP} (en)" in shown
    assert re.findall(r"<br>([^<]+)</li>", shown) == ["Day 1 (en)", "Day 2 (en)", "Day 3 (en)"]


def set_all_recap(app, said: str) -> None:
    with app.app_context():
        write(lambda: setattr(db.session.query(Seminar).filter_by(slug="klichev").one(), "recap", Texts(texts(said))))


def test_nothing_is_shown_of_what_there_is_not(client, page):
    shown = client.get(page).text
    assert ("What happened" in shown, "Next in this region" in shown) == (False, False)


@pytest.mark.usefixtures("ada")
def test_a_recap_written_before_is_shown_once_it_is_over(app, client):
    set_all_recap(app, RECAP)
    assert RECAP not in client.get(manage_page(app)).text
    let_it_be_over(app)
    assert RECAP in client.get(manage_page(app)).text


def test_send_again_on_an_old_page_sends_nothing_and_says_nothing_of_it(app, client, page):
    answer = post(client, f"{page}/message")
    assert (answer.status_code, answer.location) == (303, page)
    assert [each.kind for each in rows(app, Message)] == [MessageKind.CONFIRMED]


@pytest.mark.usefixtures("ada")
def test_while_it_is_to_come_the_mail_is_sent_again(app, client):
    answer = post(client, f"{manage_page(app)}/message")
    assert answer.location == f"{manage_page(app)}?done=sent"
    assert [each.kind for each in rows(app, Message)][1:] == [MessageKind.REPEATED]


def test_a_mail_written_afterwards_promises_no_place_and_fills_no_calendar(app, page):
    with app.app_context():
        write(lambda: addresses.change_address(db.session.get_one(Registration, 1), "ada@new.example.org"))
        last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        mail = as_mail(last)
    assert (last.to, last.calendar_method, mail.calendar) == ("ada@new.example.org", CalendarMethod.REQUEST, None)
    assert mail.subject.startswith("The seminar has taken place: ")
    assert mail.body.startswith(f"{OVER}\n")
    for part in (mail.body, mail.html):
        assert [words for words in ("You have a place", "attached for your calendar", "cancel") if words in part] == []
        assert manage_page(app, version=2) in part


def test_whom_an_organiser_takes_off_the_list_afterwards_is_not_asked_to_stay_at_home(app, page):
    with app.app_context():
        withdraw = {"by": "organiser", "actor": "olive@example.org", "reason": "Was not there"}
        write(lambda: leaving.cancel(db.session.get_one(Registration, 1), **withdraw))
        assert delivery.deliver_due() == 1
    said = letters(app)[-2]
    assert ("If you have questions, answer this mail." in said, "travel" in said) == (True, False)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("late", ["begun", "over"])
def test_who_waits_and_is_written_to_after_the_start_is_not_told_to_wait(app, late):
    now = clock.now()
    set_all(app, Registration, status=Status.WAITING)
    set_all(app, Seminar, starts_at=now - 2 * HOUR, ends_at=now + (HOUR if late == "begun" else -HOUR))
    with app.app_context():
        write(lambda: addresses.change_address(db.session.get_one(Registration, 1), "ada@new.example.org"))
        mail = as_mail(db.session.scalars(select(Message).order_by(Message.id.desc())).first())
    says = {"begun": ("The seminar has begun, and you have no place.", "Please do not travel."), "over": (OVER, SORRY)}
    assert mail.body.startswith("\n\n".join(says[late]))


@pytest.mark.usefixtures("seminar")
def test_the_receipt_promises_nothing_either(app, client):
    receipt = sign_up(client).location
    before = client.get(receipt).text
    assert "<title>You have a place · " in before
    assert f"goes to {ADA.email}, usually within a minute." in before
    let_it_be_over(app)
    shown = client.get(receipt).text
    assert headline(shown) == OVER
    gone = (".ics", "/registrations/new", f"{receipt}/message", f"{receipt}/address")
    assert [way for way in gone if f'{way}"' in shown] == []
    assert ("What happens next" in shown, '<p class="lead">' in shown) == (False, False)
    answer = post(client, f"{receipt}/message")
    assert answer.status_code == 303
    assert [each.kind for each in rows(app, Message)] == [MessageKind.CONFIRMED]
