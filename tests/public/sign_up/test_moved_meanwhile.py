"""A form that is on its way while the seminar is moved: nobody is signed up for a date that they never saw."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from acts import OLIVE
from factories import make_seminar
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields, rows

from seminars.database.units import write_unit
from seminars.domain.seating import seats
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Registration, Seminar
from seminars.public.sign_up import page

START = datetime(2088, 3, 12, 7, 0, tzinfo=UTC)


@pytest.fixture
def just_before_the_lock(app, monkeypatch) -> Callable[[Callable[[], None]], None]:
    """Lets somebody else act in the last instant in which they still come first: whoever writes waits for others at the
    lock of the seats on PostgreSQL, and before they read anything on SQLite."""
    is_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    module, name = (page, "act_unit") if is_sqlite else (seats, "hold")
    wait = getattr(module, name)

    def let(act: Callable[[], None]) -> None:
        def act_and_wait(*args: Any, **values: Any) -> Any:
            monkeypatch.setattr(module, name, wait)
            with ThreadPoolExecutor(1) as other:
                other.submit(act).result()
            return wait(*args, **values)

        monkeypatch.setattr(module, name, act_and_wait)

    return let


@pytest.mark.usefixtures("quick_fingers")
def test_a_move_between_the_look_at_a_form_and_the_lock_is_shown_and_nothing_is_lost(app, client, just_before_the_lock):
    def move() -> None:
        with app.app_context(), write_unit():
            changes.move(db.session.query(Seminar).one(), starts_at=START + timedelta(days=1), actor=OLIVE)
            db.session.commit()

    with app.app_context():
        make_seminar(starts_at=START)
    typed = {**ANSWERS, "companions-0-given_name": "Bela", "companions-0-surname": "Klichevsky", "needs": "A ramp"}
    opened = hidden_fields(client.get(FORM).text)
    just_before_the_lock(move)
    answer = client.post(SIGN_UP, data={**opened, **typed})
    assert (answer.status_code, rows(app, Registration)) == (422, [])
    assert "The seminar has changed while you were typing." in answer.text
    assert "Saturday 13 March 2088" in answer.text
    assert "Friday 12 March 2088" not in answer.text
    for value in ('value="ada@example.org"', 'value="Klichevsky"', ">A ramp</textarea>"):
        assert value in answer.text
    assert client.post(SIGN_UP, data={**hidden_fields(answer.text), **typed}).status_code == 303
    assert [each.given_name for each in rows(app, Registration)] == ["Ada", "Bela"]
