"""Units of work: only a write unit changes anything, writers queue, and nobody opens one inside another."""

import os
import stat
import threading
from pathlib import Path

import pytest
from factories import make_seminar
from installations import settings
from sqlalchemy import delete, func, insert, select, text, update

from seminars import clock, create_app
from seminars.database.units import WriteOutsideUnit, database_now, write_unit
from seminars.extensions import db
from seminars.models import Activity, Seminar


def add_activity(kind: str) -> None:
    db.session.add(Activity(kind=kind, actor="test", at=clock.now()))


def kinds() -> list[str]:
    return sorted(db.session.scalars(select(Activity.kind)))


def test_a_flush_in_a_read_unit_is_refused(app):
    with app.app_context():
        make_seminar()
        add_activity("x")
        for act in (db.session.flush, db.session.commit):
            with pytest.raises(WriteOutsideUnit):
                act()
        db.session.rollback()
        seminar = db.session.scalars(select(Seminar)).one()
        seminar.capacity = 1
        with pytest.raises(WriteOutsideUnit):
            db.session.flush()
        db.session.rollback()
        db.session.delete(db.session.scalars(select(Seminar)).one())
        with pytest.raises(WriteOutsideUnit):
            db.session.flush()
        db.session.rollback()
        assert kinds() == []


def test_a_writing_statement_in_a_read_unit_is_refused(app):
    activity = {"kind": "x", "actor": "test", "at": clock.now()}
    statements = (update(Seminar).values(capacity=1), delete(Activity), insert(Activity).values(**activity),
                  update(Seminar.__table__).values(capacity=1))  # fmt: skip
    with app.app_context():
        make_seminar()
        for statement in statements:
            with pytest.raises(WriteOutsideUnit):
                db.session.execute(statement)
        assert db.session.scalars(select(Seminar.capacity)).all() == [20]


def test_a_unit_inside_a_unit_is_refused_and_the_outer_one_goes_on(app):
    with app.app_context():
        with write_unit():
            add_activity("outer")
            with pytest.raises(RuntimeError, match="open already"), write_unit():
                add_activity("inner")
            db.session.commit()
        assert kinds() == ["outer"]


def fail_halfway() -> None:
    with write_unit():
        add_activity("failed")
        db.session.flush()
        raise KeyError


def test_leaving_without_a_commit_undoes_all_and_opens_the_gate(app):
    with app.app_context():
        with write_unit():
            add_activity("forgotten")
            db.session.flush()
        with pytest.raises(KeyError):
            fail_halfway()
        with write_unit():
            add_activity("kept")
            db.session.commit()
        assert kinds() == ["kept"]
        with pytest.raises(WriteOutsideUnit):
            db.session.execute(update(Seminar).values(capacity=1))


def test_a_write_unit_sees_what_another_committed_before_it(app):
    with app.app_context():
        seminar_id = make_seminar().id
        read = db.session.get(Seminar, seminar_id)
        assert read.capacity == 20
        in_another_thread(app, lambda: db.session.execute(update(Seminar).values(capacity=7)))
        with write_unit():
            assert db.session.get(Seminar, seminar_id).capacity == 7
        assert abs((database_now() - clock.now()).total_seconds()) < 60


def in_another_thread(app, act) -> None:
    def run() -> None:
        with app.app_context(), write_unit():
            act()
            db.session.commit()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_two_threads_that_read_then_write_never_meet_a_locked_database(app):
    with app.app_context():
        seminar_id = make_seminar(capacity=0).id
    failures: list[Exception] = []

    def raise_capacity() -> None:
        try:
            for _round in range(15):
                with app.app_context():
                    db.session.get_one(Seminar, seminar_id)
                    with write_unit():
                        seminar = db.session.get_one(Seminar, seminar_id, with_for_update=True)
                        seminar.capacity += 1
                        db.session.commit()
        except Exception as error:  # the test looks at every kind
            failures.append(error)

    threads = [threading.Thread(target=raise_capacity) for _thread in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    with app.app_context():
        assert db.session.scalar(select(func.max(Seminar.capacity))) == 45


def test_a_new_sqlite_file_and_its_log_are_their_owners_alone_and_an_old_one_stays_as_it_is(tmp_path: Path):
    (tmp_path / "old.sqlite").touch()
    (tmp_path / "old.sqlite").chmod(0o644)
    modes, before = {}, os.umask(0o022)
    for name in ("new.sqlite", "old.sqlite"):
        with create_app(settings(tmp_path, f"sqlite:///{tmp_path}/{name}")).app_context():
            with db.engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE people (name)")
            modes |= {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in tmp_path.glob(f"{name}*")}
            db.engine.dispose()
    os.umask(before)
    ends = ("", "-wal", "-shm")
    assert modes == {f"new.sqlite{end}": "0o600" for end in ends} | {f"old.sqlite{end}": "0o644" for end in ends}


def test_what_is_committed_to_sqlite_is_on_the_disk_and_what_is_deleted_is_off_it(tmp_path: Path):
    promised = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000, "secure_delete": 1}
    with create_app(settings(tmp_path)).app_context():
        with db.engine.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in promised}
        db.engine.dispose()
    assert found == promised


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_gives_up_who_is_slow_also_after_a_transaction_was_undone(app):
    promised = {"statement_timeout": "30s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "20s",
                "timezone": "UTC"}  # fmt: skip
    with app.app_context():
        for _ in range(2):
            assert {name: db.session.scalar(text(f"SHOW {name}")) for name in promised} == promised
            db.session.rollback()
