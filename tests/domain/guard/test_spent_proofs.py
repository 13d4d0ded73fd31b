"""A proof that somebody handed in serves once, as long as it could be handed in again."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.database.units import write_unit
from seminars.domain.guard import spent_proofs
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.extensions import db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("inside")


def spend(signature: str) -> None:
    with write_unit():
        spent_proofs.spend(signature, now=NOW)
        db.session.commit()


def forget(now: datetime) -> None:
    with write_unit():
        spent_proofs.forget_old(now=now)
        db.session.commit()


def test_each_proof_serves_once():
    spend("one")
    with pytest.raises(ProofSpent):
        spend("one")
    spend("another")


def test_it_is_remembered_for_the_hour_in_which_it_is_worth_anything():
    spend("one")
    forget(NOW + HOUR)
    with pytest.raises(ProofSpent):
        spend("one")
    forget(NOW + HOUR + SECOND)
    spend("one")
