"""What tests of public pages share."""

import pytest
from factories import make_registration, make_seminar
from flask import Flask

from seminars.public.sign_up import form_tokens


@pytest.fixture
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody in these tests takes the seconds that people need to type."""
    monkeypatch.setattr(form_tokens, "SHORTEST_TYPING", -1)


@pytest.fixture
def seminar(app: Flask) -> None:
    """The one in Klichev."""
    with app.app_context():
        make_seminar()


@pytest.fixture
def ada(app: Flask) -> None:
    """Ada's registration 1 in Klichev, with her mail in the outbox."""
    with app.app_context():
        make_registration(make_seminar())
