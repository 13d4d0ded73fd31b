"""Every pair of states is either in the table of what may happen, or refused whoever assigns it."""

from itertools import product

import pytest

from seminars.models import (
    ACTIVE,
    KINDS,
    TAKES_A_SEAT,
    IllegalTransition,
    MessageKind,
    Registration,
    Seminar,
    SeminarStatus,
    Status,
)

# As the product's rules have it, written down a second time on purpose.
ALLOWED = """
    - confirmed, - pending, - waiting,
    pending confirmed, pending waiting, pending declined, pending cancelled,
    waiting offered, waiting cancelled,
    offered confirmed, offered waiting, offered expired, offered cancelled,
    confirmed cancelled, cancelled confirmed
"""
PAIRS = {tuple(pair.split()) for pair in ALLOWED.split(",")}
SEMINAR_PAIRS = {("-", "draft"), ("draft", "published"), ("published", "cancelled")}


def in_state(model: type, state) -> Registration | Seminar:
    """A row that is in this state already, as if it had been read from the database."""
    row = model()
    if state is not None:
        vars(row)["status"] = state
    return row


@pytest.mark.parametrize(
    ("model", "states", "pairs"), [(Registration, Status, PAIRS), (Seminar, SeminarStatus, SEMINAR_PAIRS)]
)
def test_every_pair_of_states_is_allowed_by_the_table_or_refused(model, states, pairs):
    for before, after in product((None, *states), states):
        row = in_state(model, before)
        if before == after or (before.value if before else "-", after.value) in pairs:
            row.status = after
            assert row.status == after
        else:
            with pytest.raises(IllegalTransition, match=f"cannot go from {before} to {after}"):
                row.status = after
            assert row.status == before


def test_no_state_is_unreachable_and_the_ended_ones_hold_no_seat():
    assert {after for _before, after in PAIRS} == {state.value for state in Status}
    assert set(TAKES_A_SEAT) == {Status.CONFIRMED, Status.OFFERED}
    assert set(Status) - set(ACTIVE) == {Status.DECLINED, Status.EXPIRED, Status.CANCELLED}


def test_a_row_made_with_a_state_goes_through_the_same_gate():
    for status in (Status.CANCELLED, Status.OFFERED, Status.DECLINED, Status.EXPIRED):
        with pytest.raises(IllegalTransition):
            Registration(status=status)
    with pytest.raises(IllegalTransition):
        Seminar(status=SeminarStatus.PUBLISHED)


def test_every_message_about_a_registration_knows_when_it_is_true():
    of_any_state = {kind for kind, row in KINDS.items() if not row.still_true_in}
    of_accounts = {MessageKind.PASSWORD_SET, MessageKind.SIGN_IN_LINK, MessageKind.SIGNED_IN_ANEW}
    about_roles = {MessageKind.ROLE_OFFERED, MessageKind.RIGHTS_CHANGED}
    to_organisers = {MessageKind.NOTICE, MessageKind.DIGEST, *of_accounts, *about_roles}
    assert of_any_state == {MessageKind.LINKS, *to_organisers}
