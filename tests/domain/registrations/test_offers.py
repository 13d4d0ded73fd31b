"""What becomes of an offer whose mail did not leave at once."""

from datetime import UTC, datetime, timedelta

import pytest
from acts import act, cancel, lapse, let_mails_leave, sign_up
from factories import make_seminar

from seminars.domain.errors import OfferEnded
from seminars.domain.registrations import offers
from seminars.models import Registration

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)  # noon in Minsk
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FIRST_END = NOW + 48 * HOUR


@pytest.fixture
def bela(app):
    """Bela has the offer of the only seat until FIRST_END; its mail has not left yet."""
    with app.app_context():
        seminar = make_seminar(starts_at=NOW + 480 * HOUR, created_at=NOW - 480 * HOUR, capacity=1)
        (ada,) = sign_up(seminar, "Ada", now=NOW - HOUR)
        (bela,) = sign_up(seminar, "Bela", now=NOW - HOUR)
        let_mails_leave()
        cancel(ada, now=NOW)
        assert bela.party.offer_ends_at == FIRST_END
        yield bela


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_an_offer_whose_mail_left_within_an_hour_ends_when_it_said(bela: Registration, late: timedelta):
    let_mails_leave(later=late)
    with pytest.raises(OfferEnded):
        act(offers.accept, bela, now=FIRST_END)
    assert bela.party.lapses == 1


def test_an_offer_whose_mail_left_later_lasts_48_hours_from_then_on(bela: Registration):
    late = HOUR + SECOND
    let_mails_leave(later=late)
    assert lapse(bela.seminar, now=FIRST_END) == 0
    assert bela.party.offer_ends_at == NOW + late + 48 * HOUR
    assert lapse(bela.seminar, now=FIRST_END + late - SECOND) == 0
    assert lapse(bela.seminar, now=FIRST_END + late) == 1
