"""Databases of earlier versions are brought up to date with everything that is in them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask_migrate
import psycopg
import pytest
import role_givers
from acts import set_all, write
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from factories import make_organiser, make_registration, make_seminar, texts
from flask import Flask
from installations import settings
from sqlalchemy import MetaData, Table, func, insert, inspect, select, text

from seminars import clock, create_app
from seminars.database import trusted_time
from seminars.domain.checks.invariants import find_violations
from seminars.domain.jobs import beats
from seminars.domain.organisers import accounts, lost_passwords
from seminars.extensions import db
from seminars.models import (
    KINDS,
    UNTIL_GATHERED,
    Activity,
    Beat,
    Consent,
    JobRun,
    Membership,
    Message,
    MessageKind,
    MessageState,
    Organiser,
    Registration,
    Role,
    Seminar,
    SignIn,
    Urgency,
)

YEAR = timedelta(days=365)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application with today's tables and a registration, its database then taken back to the first version."""
    address = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS earlier WITH (FORCE)")
            connection.execute("CREATE DATABASE earlier")
        address = server.get_uri(database="earlier")
    app = create_app(settings(tmp_path, address))
    with app.app_context():
        flask_migrate.upgrade()
        make_registration(make_seminar(recap=texts("It was good")))
        flask_migrate.downgrade(revision="0001")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("app")
def test_an_old_database_keeps_its_rows_and_gets_the_new_columns():
    flask_migrate.upgrade()
    counts = {model: db.session.scalar(select(func.count()).select_from(model)) for model in (Registration, Consent)}
    assert counts == {Registration: 1, Consent: 4}
    assert db.session.scalars(select(Registration.told_change_id)).all() == [None]
    assert db.session.scalars(select(Message.change_id)).all() == [None]
    assert db.session.scalars(select(Seminar)).one().recap_at is not None


@pytest.mark.usefixtures("app")
def test_the_migrations_make_the_tables_that_the_models_describe():
    flask_migrate.upgrade()
    connection = db.session.connection()
    assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
    assert {"change", "personal_feed", "shown_town"} <= set(inspect(connection).get_table_names())


@pytest.mark.usefixtures("app")
def test_telephone_numbers_get_longer_without_a_row_written_anew_and_are_cut_on_the_way_back():
    flask_migrate.upgrade()
    set_all(Registration, phone="5" * 60)
    flask_migrate.downgrade(revision="0004")
    flask_migrate.upgrade()
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert len(db.session.scalars(select(Registration.phone)).one()) == (60 if is_sqlite else 40)
    if is_sqlite:
        assert db.session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]


# `dedup` as the version before wrote it, and the row of the log that it names: the log has the rows 1 to 3.
NAMED = {
    "confirmed-1-1": 1,
    "pending-7-1": 1,
    "waiting-7-2": 2,
    "offered-7-3": 3,
    "declined-7-1": 1,
    "expired-7-2": 2,
    "cancelled-7-3": 3,
    "address-7-1": 1,
    "old-address-7-1": 1,
    "again-8-2": 2,
    "confirmed-1-9": None,
    "confirmed-1-9999999999": None,
    "confirmed-1-99999999999999": None,
    "changed-1-2-3": None,
    "invited-1-2": None,
    "reminded-1-1800000000.000001": None,
    "new-address-1-1800000000.000002": None,
    "links-1-1800000000.000003": None,
    "together-1": None,
    "reminder_week-1-2027-03-12T07:00:00+00:00": None,
    "digest-1-20270301": None,
    "notice-changed-1-2-3": None,
    "written by somebody else-1-2": None,
    "Confirmed-1-2": None,
}


def _old(name: str) -> Table:
    return Table(name, MetaData(), autoload_with=db.engine)


@pytest.mark.usefixtures("app")
def test_messages_get_the_row_that_their_name_ends_with_and_no_other():
    flask_migrate.upgrade(revision="0003")
    at = clock.now()
    with db.engine.begin() as connection:
        for _ in range(3 - connection.scalar(select(func.count()).select_from(_old("activity")))):
            connection.execute(insert(_old("activity")).values(kind="x", actor="x", at=at, details={}))
        connection.execute(_old("message").delete())
        row = {"kind": "registration_confirmed", "state": "sent", "to": "ada@example.org", "language": "be"}
        more = {"facts": {}, "created_at": at, "due_at": at, "sent_at": at, "attempts": 1, "last_error": ""}
        connection.execute(insert(_old("message")), [{"dedup": dedup, **row, **more} for dedup in NAMED])
    flask_migrate.upgrade()
    assert dict(db.session.execute(select(Message.dedup, Message.activity_id)).all()) == NAMED
    assert db.session.scalars(select(Message.mailbox).distinct()).all() == [None]


@pytest.mark.usefixtures("app")
def test_messages_are_as_urgent_as_their_kind_is():
    kinds = set(MessageKind) - {MessageKind.NO_PLACE}  # which is younger than the column
    flask_migrate.upgrade(revision="0003")
    at = clock.now()
    row = {"state": "queued", "to": "ada@example.org", "language": "be", "facts": {}, "created_at": at, "due_at": at}
    rows = [{"dedup": f"of-{kind}", "kind": kind.value, "attempts": 0, "last_error": "", **row} for kind in kinds]
    with db.engine.begin() as connection:
        connection.execute(_old("message").delete())
        connection.execute(insert(_old("message")), rows)
    flask_migrate.upgrade()
    found = dict(db.session.execute(select(Message.kind, Message.urgency)).all())
    assert found == {kind: KINDS[kind].urgency for kind in kinds}
    assert set(found.values()) == set(Urgency)


@pytest.mark.usefixtures("app")
def test_what_old_processes_wrote_since_then_gets_its_urgency_while_it_has_not_left():
    flask_migrate.upgrade(revision="0008")
    at = clock.now()
    plain = {"to": "ada@example.org", "language": "be", "facts": {}, "created_at": at, "due_at": at}
    kinds = (MessageKind.CONFIRMED, MessageKind.MOVED, MessageKind.THANKS)
    rows = [
        {"dedup": f"{kind}-{state}", "kind": kind.value, "state": state, "attempts": 0, "last_error": "", **plain}
        for kind in kinds
        for state in ("queued", "held", "failed", "sent")
    ]
    with db.engine.begin() as connection:
        connection.execute(_old("message").delete())
        connection.execute(insert(_old("message")), rows)
    flask_migrate.upgrade()
    found = dict(db.session.execute(select(Message.dedup, Message.urgency)).all())
    assert found == {
        each["dedup"]: Urgency.NOW if each["state"] == "sent" else KINDS[each["kind"]].urgency for each in rows
    }


@pytest.mark.usefixtures("app")
def test_what_an_earlier_version_left_keeps_its_promises():
    flask_migrate.upgrade()
    assert db.session.scalars(select(Message.activity_id)).all() == [1]
    assert find_violations(now=clock.now()) == []
    flask_migrate.downgrade(revision="0003")
    columns = {each["name"] for each in inspect(db.engine).get_columns("message")}
    assert not {"activity_id", "urgency", "mailbox"} & columns


@pytest.mark.usefixtures("app")
def test_what_waited_for_others_leaves_one_by_one_under_the_version_before():
    flask_migrate.upgrade()
    (message,) = db.session.scalars(select(Message)).all()
    written = message.created_at
    set_all(Message, state=MessageState.QUEUED, due_at=UNTIL_GATHERED)
    db.session.remove()
    flask_migrate.downgrade(revision="0007")
    with db.engine.connect() as connection:
        assert connection.scalars(text("SELECT count(*) FROM message WHERE due_at = created_at")).all() == [1]
    flask_migrate.upgrade()
    assert db.session.scalars(select(Message.due_at)).all() == [written]


@pytest.mark.usefixtures("app")
def test_mails_about_a_new_password_do_not_stay_for_a_version_that_knows_none():
    flask_migrate.upgrade()
    set_all(Message, kind=MessageKind.PASSWORD_SET)
    db.session.remove()
    flask_migrate.downgrade(revision="0005")
    with db.engine.connect() as connection:
        assert connection.scalars(text("SELECT count(*) FROM message")).all() == [0]


@pytest.mark.usefixtures("app")
def test_the_time_until_the_worker_of_the_version_before_ran_last_is_believed():
    flask_migrate.upgrade(revision="0008")
    now = clock.now()
    rows = [(now - timedelta(minutes=9), "end_offers"), (now - timedelta(days=1), "remind"), (now + YEAR, "digests")]
    with db.engine.begin() as connection:
        for began_at, name in rows:
            connection.execute(insert(_old("job_run")).values(name=name, began_at=began_at, ended_at=began_at))
    flask_migrate.upgrade()
    (beat,) = db.session.scalars(select(Beat))
    assert (beat.began_at, beat.at, beat.accepted) == (rows[0][0], rows[0][0], True)
    assert beats.last(now=now) is None
    assert trusted_time.is_settled(now=now)
    assert not trusted_time.is_settled(now=now + YEAR)
    assert trusted_time.proven_until(now=now + YEAR) == beat.at


@pytest.mark.usefixtures("app")
def test_jobs_were_done_last_when_they_ended_or_else_began():
    flask_migrate.upgrade(revision="0009")
    began_at, ended_at = datetime(2027, 3, 1, 12, tzinfo=UTC), datetime(2027, 3, 1, 13, tzinfo=UTC)
    rows = [
        {"name": "ended", "began_at": began_at, "ended_at": ended_at},
        {"name": "left", "began_at": began_at, "ended_at": None},
    ]
    with db.engine.begin() as connection:
        connection.execute(insert(_old("job_run")), rows)
    flask_migrate.upgrade()
    assert dict(db.session.execute(select(JobRun.name, JobRun.done_at)).all()) == {"ended": ended_at, "left": began_at}


@pytest.mark.usefixtures("app")
def test_roles_offers_and_sign_ins_leave_nothing_that_the_version_before_does_not_know():
    flask_migrate.upgrade()
    now = clock.now()
    olive = make_organiser()
    viewer, former = (make_organiser(f"{name}@example.org", is_owner=False) for name in ("viewer", "former"))
    rows = [
        Membership(organiser_id=viewer.id, role=Role.VIEWER, invited_by=olive.id),
        Membership(organiser_id=former.id, role=Role.OWNER, ended_at=now),
        SignIn(organiser_id=olive.id, key="key", made_at=now, seen_at=now),
    ]
    write(lambda: db.session.add_all(rows))
    role_givers.offer(Role.HOST, to="bela@example.org", now=now)
    role_givers.give(Role.OWNER, to="cyd@example.org", now=now)
    write(lambda: accounts.set_password(olive, "hash", now=now))
    write(lambda: lost_passwords.send_link("viewer@example.org", now=now))
    assert find_violations(now=clock.now()) == []
    db.session.remove()
    flask_migrate.downgrade(revision="0013")
    with db.engine.connect() as connection:
        assert connection.scalars(text("SELECT kind FROM message ORDER BY id")).all() == [
            "registration_confirmed",
            "password_set",
        ]
        owners = "SELECT email FROM membership JOIN organiser ON organiser.id = organiser_id ORDER BY email"
        assert connection.scalars(text(owners)).all() == ["cyd@example.org", "olive@example.org"]
    flask_migrate.upgrade()
    acted = select(Activity.actor).where(Activity.organiser_id == Organiser.id)
    assert set(db.session.scalars(acted)) == {"olive@example.org", "cyd@example.org"}
    assert find_violations(now=clock.now()) == []
