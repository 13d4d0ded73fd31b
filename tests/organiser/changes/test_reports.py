"""The report of a change: its numbers are those of the outbox, whatever the mail server says."""

import re
from dataclasses import replace

import pytest
from acts import act, tell_everybody, write
from factories import ADA, make_registration, make_seminar
from post_office import Post, serving
from sqlalchemy import func, select
from visitors import Counted

from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.mail.sending.delivery import deliver_due
from seminars.models import Change, Membership, Message, MessageState, Organiser, Registration, Role, Seminar

CHANGES = "/organiser/seminars/klichev/changes"
REPORT, PART = f"{CHANGES}/1", f"{CHANGES}/1?part=progress"
FAILING = "cyd@example.org"


class PostWithoutCyd(Post):
    """A mail server that does not know Cyd."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd finds it by this name
        return (
            "550 5.1.1 no such mailbox"
            if address == FAILING
            else await super().handle_RCPT(server, session, envelope, address, options)
        )


@pytest.fixture
def klichev(app) -> None:
    """Five have places: Ada, Bela and Cyd by mail, Dana and Eva without an address; their confirmations have left."""
    with app.app_context():
        seminar = make_seminar()
        for name in ("Ada", "Bela", "Cyd"):
            make_registration(seminar, replace(ADA, given_name=name, email=f"{name.lower()}@example.org"))
        for name in ("Dana", "Eva"):
            make_registration(seminar, replace(ADA, given_name=name, email=""))
        write(lambda: [setattr(each, "state", MessageState.SENT) for each in db.session.query(Message)])


def postpone(app) -> None:
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        write(lambda: changes.postpone(db.session.merge(seminar), reason=Texts(en="Ice"), actor="olive@example.org"))


def deliver(app) -> None:
    with serving(PostWithoutCyd()) as way, app.app_context():
        app.extensions["mail"].server, app.extensions["mail"].port = way["MAIL_SERVER"], way["MAIL_PORT"]
        deliver_due()


def numbers(page: str) -> list[int]:
    """Sent, waiting to leave, failed, to be told by phone."""
    return [int(number) for number in re.findall(r"<dt>[^<]+</dt><dd>(\d+)</dd>", page)]


def of_the_outbox(app) -> dict[MessageState, int]:
    with app.app_context():
        counted = select(Message.state, func.count()).where(Message.change_id == 1).group_by(Message.state)
        return dict(db.session.execute(counted).all())


def test_the_report_follows_the_outbox_until_nothing_waits_any_more(app, olive, klichev):
    postpone(app)
    assert (numbers(olive.get(REPORT).text), of_the_outbox(app)) == ([0, 3, 0, 2], {})
    with app.app_context():
        tell_everybody()
    assert (numbers(olive.get(REPORT).text), of_the_outbox(app)) == ([0, 3, 0, 2], {MessageState.QUEUED: 3})
    page = olive.get(REPORT).text
    assert ("data-settled" in page, "Show again" in page, "0 of 3 mails have left." in page) == (False, True, True)
    deliver(app)
    assert of_the_outbox(app) == {MessageState.SENT: 2, MessageState.FAILED: 1}
    page = olive.get(REPORT).text
    # Who is to be phoned is also whom the mail did not reach.
    assert numbers(page) == [2, 0, 1, 3]
    assert ("data-settled" in page, "Show again" in page) == (True, False)
    assert "3 people are still to be told of the last change" in page
    with app.app_context():
        cyd = db.session.query(Registration).filter_by(email=FAILING).one().code
    assert f'href="/organiser/seminars/klichev/registrations/{cyd}/address"' in page
    assert '<rect width="2" height="1"/><rect class="progress-waiting" x="2" width="0" height="1"/>' in page
    assert '<rect class="progress-failed" x="2" width="1" height="1"/>' in page
    part = olive.get(PART).text
    assert (part.strip() in page, "<html" in part, numbers(part)) == (True, False, [2, 0, 1, 3])


def test_a_mail_that_is_sent_again_reaches_one_person_once(app, olive, klichev):
    postpone(app)
    with app.app_context():
        tell_everybody()
    deliver(app)
    with app.app_context():
        failed = db.session.query(Message).filter_by(state=MessageState.FAILED).one().id
    olive.post(f"/organiser/messages/{failed}/repetition")
    assert of_the_outbox(app) == {MessageState.SENT: 2, MessageState.SUPERSEDED: 1, MessageState.QUEUED: 1}
    assert numbers(olive.get(REPORT).text)[:3] == [2, 1, 0]


def test_all_changes_are_listed_with_who_did_them_the_last_one_first(app, olive, klichev):
    assert "Nothing has changed since it was published." in olive.get(CHANGES).text
    postpone(app)
    with app.app_context():
        tell_everybody()
        write(lambda: setattr(db.session.query(Organiser).one(), "name", "Olive Tree"))
    with Counted(app) as few:
        olive.get(CHANGES)
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        act(changes.move, seminar, starts_at=seminar.starts_at, actor="system:root")
        act(changes.cancel, seminar, reason=Texts(en="No hall"))
    with Counted(app) as many:
        page = olive.get(CHANGES).text
    assert len(few) == len(many)
    assert re.findall(r'changes/(\d)">([^<]+)</a>', page) == [("3", "Cancelled"), ("2", "New date"), ("1", "Postponed")]
    assert (page.count("Olive Tree"), page.count("The operator")) == (3, 1)
    assert "that is final" in page
    assert olive.get(f"{CHANGES}/4").status_code == 404


def test_one_button_for_each_change_that_is_possible(app, olive, klichev):
    ways = re.compile(r'changes/new\?kind=(\w+)">([^<]+)</a>')
    assert ways.findall(olive.get(CHANGES).text) == [
        ("move", "Move"), ("extend", "Extend"), ("postpone", "Postpone"), ("cancel", "Cancel the seminar"),
    ]  # fmt: skip
    postpone(app)
    assert ways.findall(olive.get(CHANGES).text) == [("move", "Give it a new date"), ("cancel", "Cancel the seminar")]


def test_a_viewer_reads_reports_and_finds_no_deed(app, mallory, klichev):
    postpone(app)
    with app.app_context():
        account = db.session.query(Organiser).filter_by(email="mallory@example.org").one().id
        seminar_id = db.session.query(Change).one().seminar_id
        viewer = Membership(organiser_id=account, role=Role.VIEWER, seminar_id=seminar_id)
        write(lambda: db.session.add(viewer))
        tell_everybody()
    deliver(app)
    report, listed = mallory.get(REPORT), mallory.get(CHANGES)
    assert (report.status_code, listed.status_code, mallory.get(f"{CHANGES}/new").status_code) == (200, 200, 403)
    assert numbers(report.text) == [2, 0, 1, 3]
    assert ("/address" in report.text, "/changes/new" in listed.text) == (False, False)
