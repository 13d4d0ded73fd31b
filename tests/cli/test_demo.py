"""demo: a site with something to see on it, made by the verbs by which everything happens."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from acts import act, tell_everybody, write
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from post_office import Post
from sqlalchemy import func, select
from strict_post import sending_to

from seminars import clock
from seminars.cli import demo
from seminars.domain.checks.invariants import find_violations
from seminars.domain.loading.sample import parties
from seminars.domain.organisers import alerts
from seminars.domain.programme import listings
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.mail import maildir
from seminars.mail.sending.delivery import deliver_due
from seminars.models import (
    Change,
    ChangeKind,
    Message,
    MessageKind,
    MessageState,
    Registration,
    Seminar,
    Series,
    Status,
)

# Of each seminar of the sample: its state, and how many have a place, wait, were offered one and await a decision.
LIFE = {
    "cluster-first-steps-novopolotsk": ("open", 23, 0, 0, 0),
    "clusters-in-metalworking-mogilev": ("open", 27, 0, 0, 0),
    "small-towns-and-clusters-klichev": ("queue", 18, 6, 2, 0),
    "managing-cluster-initiatives-gomel": ("open", 4, 0, 0, 7),
    "good-and-bad-examples-pinsk": ("open", 19, 0, 0, 0),
    "cross-border-cooperation-grodno": ("postponed", 8, 0, 0, 0),
    "local-food-one-brand-slutsk": ("over", 26, 0, 0, 0),
    "clusters-and-colleges-lida": ("draft", 0, 0, 0, 0),
}
TOLD = {
    MessageKind.CONFIRMED,
    MessageKind.PENDING,
    MessageKind.WAITING,
    MessageKind.OFFERED,
    MessageKind.DECLINED,
    MessageKind.CANCELLED_BY_PERSON,
    MessageKind.CANCELLED_BY_ORGANISER,
    MessageKind.ERASED,
    MessageKind.REPEATED,
    MessageKind.LINKS,
    MessageKind.NEW_ADDRESS,
    MessageKind.ADDRESS_CHANGED,
    MessageKind.MOVED,
    MessageKind.POSTPONED,
    MessageKind.NOTICE,
}


def life() -> dict[str, tuple[str, int, int, int, int]]:
    now = clock.now()
    seminars = db.session.scalars(select(Seminar).join(Series).where(Series.is_sample)).all()
    wanted = (Status.CONFIRMED, Status.WAITING, Status.OFFERED, Status.PENDING)
    rows = select(Registration.seminar_id, Registration.status)
    counts = Counter(tuple(row) for row in db.session.execute(rows))
    return {
        each.slug: (
            listings.as_listed(each, now=now).state if each.is_public else each.status.value,
            *(counts[each.id, status] for status in wanted),
        )
        for each in seminars
    }


def work() -> None:
    """What the worker does until there is nothing to do."""
    tell_everybody()
    write(lambda: alerts.post_due(now=clock.now()))
    deliver_due()


def fill() -> None:
    for _said in demo.fill():
        pass


def rows() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(each)) for each in (Seminar, Registration, Message)]


def test_the_sample_lives_and_holds_and_a_second_call_adds_nothing(run, app: Flask):
    first = run("demo")
    assert first.exit_code == 0, first.output
    assert "small-towns-and-clusters-klichev 28" in first.stdout
    with app.app_context():
        assert life() == LIFE
        assert find_violations(now=clock.now()) == []
        moved, postponed = db.session.scalars(select(Change).order_by(Change.id))
        assert (moved.kind, postponed.kind) == (ChangeKind.MOVED, ChangeKind.POSTPONED)
        made = rows()
    again = run("demo")
    assert (again.exit_code, "Invented people are there already." in again.stdout) == (0, True), again.output
    with app.app_context():
        assert (life(), rows()) == (LIFE, made)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_mails_of_all_kinds_are_kept_and_each_says_what_is_so(run, app: Flask):
    run("demo")
    with app.app_context():
        make_organiser()
        work()
        fates = db.session.execute(select(Message.kind, Message.state).distinct()).all()
        assert {kind for kind, state in fates if state == MessageState.SENT} == TOLD
        kept = [message_from_bytes(file.read_bytes()) for file, _name in maildir.files()]
        sent = db.session.scalar(select(func.count()).select_from(Message).filter_by(state=MessageState.SENT))
        assert len(kept) == sent
        domains = {mail["To"].rpartition("@")[2].rstrip(">") for mail in kept}
        assert domains == {"post.invalid", "mail.invalid", "box.invalid", "new.invalid", "example.org"}
        assert find_violations(now=clock.now()) == []


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mail_server_hears_of_nobody_who_was_invented(app: Flask, inside):
    post = Post()
    with sending_to(app, post):
        fill()
        work()
    assert post.envelopes == []
    assert set(db.session.scalars(select(Message.state))) == {MessageState.MISSED}


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_cut_short_goes_on_at_the_next_start(app: Flask, inside):
    assert demo.is_wanted()
    said = demo.fill()
    next(said)
    said.close()
    assert demo.is_wanted()
    fill()
    assert (life(), demo.is_wanted()) == (LIFE, False)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("inside")
def test_what_a_newcomer_changes_in_the_sample_stays():
    fill()
    postponed = db.session.scalars(select(Seminar).filter_by(slug=parties.POSTPONED)).one()
    act(changes.move, postponed, starts_at=postponed.starts_at + timedelta(days=30))
    changed = rows()
    assert not demo.is_wanted()
    fill()
    assert (postponed.takes_place, rows()) == (True, changed)


def test_demo_refuses_a_database_that_has_people_in_it(run, app: Flask):
    run("load", "series-sample")
    with app.app_context():
        make_registration(db.session.scalars(select(Seminar).filter_by(town_code="pinsk")).one())
        assert not demo.is_wanted()
    refused = run("demo")
    assert refused.exit_code == 1
    assert "People are registered in this database" in refused.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


@pytest.mark.usefixtures("inside")
def test_whoever_has_seminars_of_their_own_is_left_alone():
    make_seminar()
    assert not demo.is_wanted()
