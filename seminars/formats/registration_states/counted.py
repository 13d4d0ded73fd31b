"""Sentences that depend on how many people they speak of."""

from seminars.i18n import ngettext


def places(num: int) -> str:
    return ngettext("You have a place.", "You have %(num)d places.", num)


def waiting(num: int) -> str:
    return ngettext("You are on the waiting list.", "All %(num)d of you are on the waiting list.", num)


def offered(num: int) -> str:
    return ngettext("A place is offered to you.", "%(num)d places are offered to you.", num)


def some_wait(num: int) -> str:
    return ngettext("%(num)d of you is on the waiting list.", "%(num)d of you are on the waiting list.", num)


def some_stay_out(num: int) -> str:
    return ngettext("%(num)d of you has no place.", "%(num)d of you have no place.", num)


def those_who_wait(num: int) -> str:
    return ngettext(
        "Who waits has no place yet and should not travel.",
        "Those who wait have no place yet and should not travel.",
        num,
    )


def have_a_place(num: int) -> str:
    return ngettext("%(num)d person has a place.", "%(num)d people have a place.", num)


def await_approval(num: int) -> str:
    return ngettext("%(num)d person awaits approval.", "%(num)d people await approval.", num)


def are_waiting(num: int) -> str:
    return ngettext("%(num)d person is on the waiting list.", "%(num)d people are on the waiting list.", num)
