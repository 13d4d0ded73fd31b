"""What the page says first: how many things need the organiser, or what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from seminars.domain.today.need import Need
from seminars.domain.today.tour import Facts
from seminars.i18n import chosen_language, day, gettext, lazy_gettext, local_date, ngettext, small
from seminars.organiser.seminars import fullness

IN_WORDS = (
    lazy_gettext("One thing needs you."),
    lazy_gettext("Two things need you."),
    lazy_gettext("Three things need you."),
    lazy_gettext("Four things need you."),
    lazy_gettext("Five things need you."),
    lazy_gettext("Six things need you."),
    lazy_gettext("Seven things need you."),
    lazy_gettext("Eight things need you."),
    lazy_gettext("Nine things need you."),
    lazy_gettext("Ten things need you."),
)


@dataclass(frozen=True)
class Head:
    """`lead` is "" where the headline says it all."""

    headline: str
    lead: str


def head(tour: Sequence[Facts], needs: Sequence[Need], *, may_create: bool) -> Head:
    if not tour:
        return _without_seminars(may_create=may_create)
    number = sum(not need.is_quiet for need in needs)
    if number:
        return Head(_need_you(number), _whether_invented(tour))
    return Head(gettext("Nothing needs you today."), f"{_what_is_next(tour)} {_whether_invented(tour)}".strip())


def _without_seminars(*, may_create: bool) -> Head:
    if may_create:
        lead = gettext("Say where and when it is; once it is published, people can sign up.")
        return Head(gettext("Begin with the first seminar."), lead)
    lead = gettext("Whoever invited you can give you a role in a seminar.")
    return Head(gettext("No seminar is yours to look after yet."), lead)


def _need_you(number: int) -> str:
    if number <= len(IN_WORDS):
        return str(IN_WORDS[number - 1])
    return ngettext("%(num)d thing needs you.", "%(num)d things need you.", number)


def _what_is_next(tour: Sequence[Facts]) -> str:
    coming = (facts for facts in tour if facts.seminar.takes_place and not facts.seminar.is_over(facts.now))
    facts = next(coming, None)
    if facts is None:
        return ""  # The tour says so.
    seminar, language = facts.seminar, chosen_language()
    town = seminar.town.name.in_language(language)[0]
    when = day(local_date(seminar.starts_at, seminar.timezone), language)
    places = fullness.in_words(facts)
    if not places:
        return gettext("Next: %(town)s, %(day)s.", town=town, day=when)
    return gettext("Next: %(town)s, %(day)s; %(places)s.", town=town, day=when, places=small(places))


def _whether_invented(tour: Sequence[Facts]) -> str:
    if all(facts.seminar.series.is_sample for facts in tour):
        return gettext("All of this is invented, for you to look around; nobody here is real.")
    return ""
