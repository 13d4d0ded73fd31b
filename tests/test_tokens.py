"""How long each signed text is taken for what it says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from itsdangerous import TimestampSigner

from seminars import tokens
from seminars.database.units import write_unit
from seminars.domain.organisers import accounts
from seminars.extensions import db
from seminars.models import Organiser
from seminars.public.sign_up import form_tokens

SIGNED_AT = 1_800_000_000
HOUR = timedelta(hours=1)


class Signing:
    """What the clock shows to whoever signs a text or reads one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = SIGNED_AT
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: self.now)

    def lasts(self, is_read: Callable[[], object]) -> timedelta:
        """How long it is read, to the second, when that is a whole number of hours."""
        for hours in range(1, 100):
            self.now = SIGNED_AT + 3600 * hours + 1
            if not is_read():
                self.now -= 1
                assert is_read()
                return hours * HOUR
        return timedelta.max


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Signing:
    return Signing(monkeypatch)


def test_a_form_can_be_sent_for_12_hours_and_is_too_quick_for_3_seconds(app: Flask, clock: Signing):
    with app.app_context():
        token = form_tokens.new_form_token(1, None)
        assert clock.lasts(lambda: form_tokens.read_form_token(1, token)) == 12 * HOUR
        quick = {}
        for seconds in (0, 2, 3, 4):
            clock.now = SIGNED_AT + seconds
            quick[seconds] = form_tokens.read_form_token(1, token).is_too_quick
        assert quick == {0: True, 2: True, 3: False, 4: False}
    assert app.config["WTF_CSRF_TIME_LIMIT"] == 12 * 3600


def test_a_receipt_tells_its_details_for_an_hour(app: Flask, client, clock: Signing):
    with app.app_context():
        make_registration(make_seminar())
        receipt = f"/en/registrations/received/{tokens.timed_token('receipt', 1)}"
    assert clock.lasts(lambda: client.get(receipt).status_code == 200) == HOUR


def test_a_new_address_can_be_confirmed_for_48_hours(app: Flask, client, clock: Signing):
    with app.app_context():
        registration = make_registration(make_seminar())
        proof = tokens.timed_token("new-address", [registration.id, registration.token_version, "new@example.org"])
    address = f"/en/registrations/new-address/{proof}"
    assert clock.lasts(lambda: client.get(address).status_code == 200) == 48 * HOUR


def test_a_sign_in_link_lasts_a_day(app: Flask, clock: Signing):
    with app.app_context():
        make_organiser()
        with write_unit():
            token = accounts.new_sign_in_link(db.session.query(Organiser).one())
            db.session.commit()
        assert clock.lasts(lambda: accounts.find_by_link(token)) == 24 * HOUR
