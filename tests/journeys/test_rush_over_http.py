"""The rush of bench/rush.py with fewer people, on both databases: the same must hold, whatever the speed."""

import pytest
import rush
from rush_findings import Findings

from seminars.models import Status

PEOPLE, SEATS = 400, 40


def rushed(*words: str) -> Findings:
    return rush.rush(rush.arguments([*words, "--seats", str(SEATS), "--processes", "2", "--quiet"]))


def what_does_not_hold(found: Findings) -> list[str]:
    """All of it but how long a try took, which is this machine's affair."""
    return [each for each in found.problems if not each.startswith("of 100 tries")]


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_as_many_as_there_are_seats_get_one_the_others_wait_in_order_and_nobody_meets_an_error(database):
    found = rushed("--database", database, "--people", str(PEOPLE), "--clients", "150")
    assert what_does_not_hold(found) == []
    people = found.course.people
    assert sum(person.told == Status.CONFIRMED for person in people) == SEATS
    assert sum(person.told == Status.WAITING for person in people) == PEOPLE - SEATS
    assert {status for person in people for status in person.statuses} <= {303, 503}
    assert {status for status, _seconds in found.course.reads} == {200}


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_when_all_come_for_the_form_at_the_moment_of_opening_the_same_holds(database):
    found = rushed("--database", database, "--people", "150", "--clients", "100", "--open-late")
    assert what_does_not_hold(found) == []
    people = found.course.people
    assert sum(person.told == Status.CONFIRMED for person in people) == SEATS
