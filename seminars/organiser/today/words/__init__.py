"""What needs the organiser, in words: who or where, how many, since when, and the deed. WORDS is the whole of it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from seminars.domain.today.need import Kind, Need
from seminars.organiser.today.words import of_people, of_seminars
from seminars.organiser.today.words.sentences import Place, Said

WORDS: Mapping[Kind, Callable[[Need, Place], Said]] = {
    Kind.BROKEN: of_seminars.broken,
    Kind.BY_PHONE: of_people.by_phone,
    Kind.UNDELIVERED: of_people.undelivered,
    Kind.PENDING: of_people.pending,
    Kind.HOARDING: of_people.hoarding,
    Kind.GROUP: of_people.group,
    Kind.PUT_OFF: of_seminars.put_off,
    Kind.DRAFT: of_seminars.draft,
    Kind.RECAP: of_seminars.recap,
    Kind.OFFERED: of_people.offered,
    Kind.FULL: of_seminars.full,
    Kind.CHANGED: of_seminars.changed,
}


def said(need: Need, *, now: datetime) -> Said:
    return WORDS[need.kind](need, Place(need, now))
