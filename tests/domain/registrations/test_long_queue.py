"""However long the queue, a sign-up looks neither along it nor through those who are registered, and a worker not
through the mails that wait."""

import shutil
from pathlib import Path

from factories import make_registration, make_seminar
from installations import settings
from sqlalchemy import event
from waiting_mails import let_wait

from seminars import create_app
from seminars.domain.people import sign_up
from seminars.domain.seating import queue
from seminars.extensions import db
from seminars.mail.sending import claims
from seminars.mail.sending.order import Slot
from seminars.models import Urgency


def test_it_is_known_by_an_index_who_is_registered_and_whether_somebody_waits(migrated_sqlite: Path, tmp_path: Path):
    """On SQLite, which tells its plan without regard to how many rows there are."""
    app = create_app(settings(tmp_path, f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}"))
    with app.app_context():
        seminar = make_seminar(capacity=1)
        ada = make_registration(seminar)
        known = {"email_key": ada.email_key, "surname": ada.surname, "given_name": ada.given_name}
        asked: list[tuple] = []
        event.listen(db.engine, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
        assert sign_up.find_active(seminar.id, **known) == ada
        assert sign_up.find_active(seminar.id, **known | {"surname": "Łukasz"}) is None
        assert not queue.somebody_waits(seminar)
        plans = [_plan(*each) for each in list(asked) if each[0].startswith("SELECT")]
        last_asked, _parameters = asked[-1]
        db.session.remove()
        db.engine.dispose()
    assert "uq_registration_active_person (seminar_id=? AND email_key=? AND name_key=?)" in plans[-2]
    assert "ix_registration_seminar_id_registration_status (seminar_id=? AND status=?)" in plans[-1]
    assert "LIMIT" in last_asked


def test_the_next_mail_is_found_by_an_index_and_the_queue_is_not_sorted(migrated_sqlite: Path, tmp_path: Path):
    app = create_app(settings(tmp_path, f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}"))
    with app.app_context():
        make_registration(make_seminar())
        asked: list[tuple] = []
        event.listen(db.engine, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
        assert claims.claim("worker") is not None
        plans = [_plan(*each) for each in list(asked) if "FROM message" in each[0]]
        db.session.remove()
        db.engine.dispose()
    assert len(plans) == 5
    # Whose sender died, and what waits, are asked for twice; at last what is about the same registration, a few rows.
    orphaned, waiting, of_one = plans[0:3:2], plans[1:4:2], plans[4]
    assert all("INDEX ix_message_state_message_due_at (state=?)" in plan for plan in orphaned)
    assert all("INDEX ix_message_by_age (state=? AND urgency=? AND due_at<?)" in plan for plan in waiting)
    assert "INDEX ix_message_registration_id (registration_id=? AND rowid<?)" in of_one
    assert not any("TEMP B-TREE" in plan for plan in plans)


def test_the_mail_of_the_seminar_that_begins_first_is_found_without_a_look_at_those_of_others(
    migrated_sqlite: Path, tmp_path: Path
):
    app = create_app(settings(tmp_path, f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}"))
    with app.app_context():
        let_wait({"urgency": Urgency.SOON, "seminar_id": make_seminar().id})
        asked: list[tuple] = []
        event.listen(db.engine, "before_cursor_execute", lambda *each: asked.append(each[2:4]))
        assert claims.claim("worker", Slot.PATIENT) is not None
        of_seminars, of_one = [
            _plan(*each) for each in list(asked) if "seminar_id =" in each[0] and "FROM message" in each[0]
        ]
        db.session.remove()
        db.engine.dispose()
    assert "INDEX ix_message_by_seminar (seminar_id=? AND state=? AND urgency=? AND due_at<?)" in of_seminars
    assert "INDEX ix_message_by_seminar (seminar_id=? AND state=? AND urgency=? AND due_at<?)" in of_one
    assert "TEMP B-TREE" not in of_one


def _plan(statement: str, parameters: tuple) -> str:
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return " / ".join(row[3] for row in rows)
