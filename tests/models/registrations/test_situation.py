"""Every status, however it came about, and everything that can become of a seminar: one situation each."""

from itertools import product

import pytest

from seminars import clock
from seminars.models import Party, Registration, Status
from seminars.models.registrations.situation import Outlook, Situation, as_planned, given

# Written down a second time on purpose: what it is while the seminar is to come, and with every other outlook.
OUTLOOKS = "coming, begun, over, postponed, called_off"
TABLE = """
    confirmed          | place place_begun place_over place_postponed place_called_off
    pending            | pending pending_begun no_place_over pending_postponed pending_called_off
    waiting            | waiting waiting_begun no_place_over waiting_postponed waiting_called_off
    offered            | offered offered_begun no_place_over offered_postponed offered_called_off
    offered once more  | offered_again offered_begun no_place_over offered_postponed offered_called_off
    declined           | declined declined declined_over declined declined_called_off
    expired            | expired expired_late expired_over expired_late expired_called_off
    given back         | given_back given_back_late given_back_over given_back_late given_back_called_off
    left               | left left left_over left left_called_off
    not theirs, placed | disowned disowned disowned_over disowned disowned_called_off
    not theirs         | disowned disowned disowned_over disowned disowned_called_off
    withdrawn, placed  | place_withdrawn place_withdrawn place_withdrawn_over place_withdrawn place_withdrawn_called_off
    withdrawn          | withdrawn withdrawn withdrawn_over withdrawn withdrawn_called_off
    united, placed     | united united united united united
    united             | united united united united united
    erased             | erased erased erased erased erased
"""
EXPECTED = {name.strip(): cells.split() for name, cells in (line.split("|") for line in TABLE.strip().splitlines())}
HOW = {
    "offered once more": {"status": Status.OFFERED, "lapses": 1},
    "given back": {"status": Status.CANCELLED, "cancelled_by": "person", "had_place": True},
    "left": {"status": Status.CANCELLED, "cancelled_by": "person"},
    "not theirs, placed": {"status": Status.CANCELLED, "cancelled_by": "not_me", "had_place": True},
    "not theirs": {"status": Status.CANCELLED, "cancelled_by": "not_me"},
    "withdrawn, placed": {"status": Status.CANCELLED, "cancelled_by": "organiser", "had_place": True},
    "withdrawn": {"status": Status.CANCELLED, "cancelled_by": "organiser"},
    "united, placed": {"status": Status.CANCELLED, "cancelled_by": "same_person", "had_place": True},
    "united": {"status": Status.CANCELLED, "cancelled_by": "same_person"},
    "erased": {"status": Status.CONFIRMED, "erased_at": clock.now()},
}


def planned(name: str) -> Situation:
    how = {"status": name, "lapses": 0, "had_place": False, "cancelled_by": "", **HOW.get(name, {})}
    had_place, lapses = how.pop("had_place"), how.pop("lapses")
    row = Registration(party=Party(lapses=lapses))
    vars(row).update(how)
    return as_planned(row, had_place=had_place)


@pytest.mark.parametrize(("name", "outlook"), [*product(EXPECTED, Outlook)])
def test_each_registration_and_outlook_is_one_situation(name, outlook):
    assert given(planned(name), outlook) == EXPECTED[name][list(Outlook).index(outlook)]


def test_whose_offer_has_just_lapsed_waits_like_the_others():
    assert [given(Situation.LAPSED, outlook) for outlook in Outlook][1:] == EXPECTED["waiting"][1:]


def test_every_status_is_in_the_table_and_every_situation_but_that_of_a_mail_alone_is_reached():
    assert {HOW.get(name, {"status": name})["status"] for name in EXPECTED} == set(Status)
    assert list(Outlook) == OUTLOOKS.split(", ")
    assert {cell for row in EXPECTED.values() for cell in row} == set(Situation) - {Situation.LAPSED}
