"""Which seminar the programme opens with, and what its button says."""

from dataclasses import dataclass

import pytest

from seminars.public.programme.opening import act_of, next_of


@dataclass(frozen=True)
class Seminar:
    takes_place: bool = True
    needs_approval: bool = False


@dataclass(frozen=True)
class Entry:
    state: str
    seminar: Seminar = Seminar()

    @property
    def takes_registrations(self) -> bool:
        return self.state in ("open", "few", "queue")


CALLED_OFF, PUT_OFF = (Entry(state, Seminar(takes_place=False)) for state in ("cancelled", "postponed"))
BEGUN, FULL, CLOSED, NOT_OPEN, ELSEWHERE, OPEN, FEW, QUEUE = map(
    Entry, ("over", "full", "closed", "not_open", "elsewhere", "open", "few", "queue")
)


@pytest.mark.parametrize(
    ("entries", "following"),
    [
        ([], None),
        ([OPEN, FEW], OPEN),
        ([BEGUN, CALLED_OFF, QUEUE, OPEN], QUEUE),
        ([FULL, CLOSED, FEW], FEW),
        ([BEGUN, CALLED_OFF, NOT_OPEN, ELSEWHERE, PUT_OFF], NOT_OPEN),
        ([ELSEWHERE, FULL], ELSEWHERE),
        ([BEGUN, CALLED_OFF, PUT_OFF], None),
    ],
)
def test_the_next_one_takes_registrations_or_else_is_the_first_to_take_place(entries, following):
    assert next_of(entries) is following


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("entry", "act"),
    [
        (OPEN, ("public.sign_up.new", "Sign up")),
        (FEW, ("public.sign_up.new", "Sign up")),
        (QUEUE, ("public.sign_up.new", "Join the waiting list")),
        (Entry("queue", Seminar(needs_approval=True)), ("public.sign_up.new", "Sign up")),
        (FULL, ("public.seminars.show", "Details")),
        (NOT_OPEN, ("public.seminars.show", "Details")),
        (ELSEWHERE, ("public.seminars.show", "Details")),
    ],
)
def test_its_button_says_what_it_does(entry, act):
    assert (act_of(entry).endpoint, act_of(entry).words) == act
