"""A link in somebody's mailbox ends with the address that the mailbox belongs to."""

import re

import pytest
from acts import cancel
from factories import make_registration, make_seminar
from visitors import letters, manage_page, post, rows

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import addresses
from seminars.extensions import db
from seminars.mail.sending import delivery
from seminars.models import CalendarMethod, Message, MessageKind, MessageState, Registration, Status

BORIS = Person(given_name="Boris", surname="Klichevsky")
OLD, NEW = "ada@example.org", "boris@example.org"


@pytest.fixture
def heir(app) -> None:
    """Ada has left, Boris has her address, and then his own; all mails are sent."""
    with app.app_context():
        ada = make_registration(make_seminar(), companions=(BORIS,)).id
        cancel(ada)
        delivery.deliver_due()
        with write_unit():
            addresses.change_address(db.session.get_one(Registration, ada + 1), NEW)
            db.session.commit()
        delivery.deliver_due()
    yield
    with app.app_context():
        assert find_violations(now=clock.now()) == []


@pytest.mark.usefixtures("heir")
def test_who_reads_the_old_mailbox_neither_sees_nor_ends_what_is_under_the_new_address(app, client):
    for old in (manage_page(app, 1), manage_page(app, 2)):
        assert [client.get(f"{old}{page}").status_code for page in ("", "/data.json")] == [404, 404]
        assert post(client, f"{old}/party/cancellation").status_code == 404
    assert [each.status for each in rows(app, Registration)] == [Status.CANCELLED, Status.CONFIRMED]


@pytest.mark.usefixtures("heir")
def test_the_links_that_the_new_address_got_work(app, client):
    link = re.findall(r"https://seminars\.example\.org(/en/registrations/[\w~-]+)", "".join(letters(app)))[-1]
    assert link == manage_page(app, 2, version=2)
    assert [client.get(f"{link}{page}").status_code for page in ("", "/data.json")] == [200, 200]


@pytest.mark.usefixtures("heir")
def test_who_comes_back_to_a_party_is_told_so_at_its_new_address(app, client):
    assert post(client, f"{manage_page(app, 1, version=2)}/restoration").status_code == 303
    with app.app_context():
        delivery.deliver_due()
    told = [(each.kind, each.to, each.calendar_method, each.state) for each in rows(app, Message)]
    assert told[2:] == [
        (MessageKind.ADDRESS_CHANGED, OLD, CalendarMethod.CANCEL, MessageState.SENT),
        (MessageKind.CONFIRMED, NEW, CalendarMethod.REQUEST, MessageState.SENT),
        (MessageKind.CONFIRMED, NEW, None, MessageState.SENT),
    ]
