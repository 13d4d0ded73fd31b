"""Sentences that depend on how many people they speak of."""

from seminars.i18n import ngettext


def places(num: int) -> str:
    return ngettext("You have a place.", "You have %(num)d places.", num)


def kept(num: int) -> str:
    return ngettext("Your place is kept.", "Your %(num)d places are kept.", num)


def kept_without_date(num: int) -> str:
    return ngettext(
        "This seminar is postponed, your place is kept.",
        "This seminar is postponed, your %(num)d places are kept.",
        num,
    )


def kept_till_new_date(num: int) -> str:
    return ngettext(
        "The seminar is postponed, and your place is kept; we will write to you as soon as there is a new date.",
        "The seminar is postponed, and your %(num)d places are kept; we will write to you as soon as there is a new "
        "date.",
        num,
    )


def freed(num: int) -> str:
    return ngettext("Somebody else can have your place.", "Others can have your %(num)d places.", num)


def no_place_this_time(num: int) -> str:
    return ngettext(
        "There was no place for you this time. We are sorry.",
        "There were no places for you this time. We are sorry.",
        num,
    )


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
        "Whoever waits has no place yet and should not travel.",
        "Those who wait have no place yet and should not travel.",
        num,
    )


def have_a_place(num: int) -> str:
    return ngettext("%(num)d person has a place.", "%(num)d people have a place.", num)


def await_approval(num: int) -> str:
    return ngettext("%(num)d person awaits approval.", "%(num)d people await approval.", num)


def are_waiting(num: int) -> str:
    return ngettext("%(num)d person is on the waiting list.", "%(num)d people are on the waiting list.", num)
