"""Whatever else is asked of a form that was open while the seminar moved, its sender is told of the move first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from acts import act
from factories import make_seminar
from visitors import ANSWERS, FORM, SIGN_UP, hidden_fields, proven, rows

from seminars import clock
from seminars.domain import change_log
from seminars.domain.seminars import changes
from seminars.models import Registration, Seminar
from seminars.public.sign_up import form_tokens

CHANGED = "The seminar has changed while you were typing."


@pytest.fixture
def old_form(app, client) -> dict[str, str]:
    """What a form holds that was open while the seminar moved."""
    with app.app_context():
        seminar = make_seminar()
        fields = hidden_fields(client.get(FORM).text)
        act(changes.move, seminar, starts_at=clock.now() + timedelta(days=40))
    return fields


def test_a_proof_that_is_asked_for_does_not_stand_for_having_read_of_it(app, client, old_form):
    asked = client.post(SIGN_UP, data={**old_form, **ANSWERS})  # sooner than anybody types
    assert "That was quick." in asked.text
    told = client.post(SIGN_UP, data={**proven(asked.text), **ANSWERS})
    assert (told.status_code, CHANGED in told.text) == (422, True)
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("quick_fingers")
def test_nor_does_a_form_that_was_open_for_too_long(app, client, old_form, monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(form_tokens, "FORM_LIFETIME", timedelta(seconds=-1))
        late = client.post(SIGN_UP, data={**old_form, **ANSWERS})
    assert "This page was open for too long" in late.text
    told = client.post(SIGN_UP, data={**hidden_fields(late.text), **ANSWERS})
    assert (told.status_code, CHANGED in told.text) == (422, True)
    assert client.post(SIGN_UP, data={**hidden_fields(told.text), **ANSWERS}).status_code == 303


@pytest.mark.usefixtures("quick_fingers")
def test_a_page_that_shows_the_old_date_has_not_seen_a_move_that_comes_while_it_is_made(app, client, monkeypatch):
    with app.app_context():
        seminar = make_seminar()
    last_change_id = change_log.last_change_id

    def move() -> None:
        with app.app_context():
            act(changes.move, seminar, starts_at=clock.now() + timedelta(days=40))

    def look_after_a_move(of: Seminar) -> int | None:
        monkeypatch.setattr(change_log, "last_change_id", last_change_id)
        with ThreadPoolExecutor(1) as other:
            other.submit(move).result()
        return last_change_id(of)

    monkeypatch.setattr(change_log, "last_change_id", look_after_a_move)
    told = client.post(SIGN_UP, data={**hidden_fields(client.get(FORM).text), **ANSWERS})
    assert (told.status_code, CHANGED in told.text) == (422, True)
    assert rows(app, Registration) == []


@pytest.mark.usefixtures("quick_fingers")
def test_beside_a_wrong_field_the_move_is_told_at_once(client, old_form):
    told = client.post(SIGN_UP, data={**old_form, **ANSWERS, "email": "no address"})
    assert "Write an e-mail address here" in told.text
    assert CHANGED in told.text
    assert client.post(SIGN_UP, data={**hidden_fields(told.text), **ANSWERS}).status_code == 303
