"""What needs somebody, the most urgent first: FINDERS is the whole of it. Each looks through the seminars with which
the reader may do what has to be done, in one query at most, however many there are."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from seminars.domain.guard import groups, suspicion
from seminars.domain.organisers.roles import Act
from seminars.domain.seating import seats
from seminars.domain.seminars.editing import what_is_missing
from seminars.domain.today import looked_up
from seminars.domain.today.need import Kind, Need
from seminars.domain.today.tour import Facts
from seminars.models import SeminarStatus, Status

DRAFT_IS_NEAR = timedelta(days=21)
RECAP_IS_AWAITED = timedelta(days=90)  # after that nobody waits for it any more
GROUP_IS_NEWS = timedelta(days=7)
CHANGE_IS_NEWS = timedelta(days=14)


Tour = Sequence[Facts]


def needs_of(tour: Tour, *, is_owner: bool) -> list[Need]:
    """What needs the organiser whose tour it is; `is_owner` where the whole installation is theirs. Somebody may act
    between two of the queries: what has been done meanwhile is left out."""
    found = list(_broken()) if is_owner else []
    for act, find in FINDERS:
        found += find([facts for facts in tour if act in facts.acts])
    return found


def _broken() -> Iterable[Need]:
    since = looked_up.last_check_found_something()
    if since:
        yield Need(Kind.BROKEN, since=since)


def _by_phone(tour: Tour) -> Iterable[Need]:
    for facts in tour:
        if facts.to_be_told:
            yield Need(Kind.BY_PHONE, facts.seminar, number=facts.to_be_told)


def _undelivered(tour: Tour) -> Iterable[Need]:
    """Once a seminar is over, or called off and told, nobody waits for its mails."""
    failed = looked_up.failed_mails([facts.seminar.id for facts in tour])
    for facts in tour:
        if facts.seminar.id in failed and facts.undelivered and not facts.seminar.is_over(facts.now):
            since, to_correct = failed[facts.seminar.id]
            yield Need(Kind.UNDELIVERED, facts.seminar, number=facts.undelivered, since=since, to_correct=to_correct)


def _pending(tour: Tour) -> Iterable[Need]:
    since = looked_up.pending_since([facts.seminar.id for facts in tour])
    for facts in tour:
        if number := facts.number(Status.PENDING):
            left = seats.seats_left(facts.seminar, facts.entry.taken)
            yield Need(Kind.PENDING, facts.seminar, number=number, since=since.get(facts.seminar.id), places_left=left)


def _hoarding(tour: Tour) -> Iterable[Need]:
    coming = {facts.seminar.id: facts.seminar for facts in tour if facts.is_coming}
    for seminar_id, found in suspicion.hoarding_of(list(coming)).items():
        for address, number in found.items():
            yield Need(Kind.HOARDING, coming[seminar_id], number=number, who=address)


def _groups(tour: Tour) -> Iterable[Need]:
    coming = {facts.seminar.id: facts for facts in tour if facts.is_coming}
    for group in groups.of_seminars(list(coming)):
        facts = coming[group.seminar_id]
        if group.last_at > facts.now - GROUP_IS_NEWS:
            yield Need(Kind.GROUP, facts.seminar, number=group.people, since=group.first_at, group=group)


def _put_off(tour: Tour) -> Iterable[Need]:
    for facts in tour:
        if facts.seminar.is_postponed:
            yield Need(Kind.PUT_OFF, facts.seminar, number=facts.entry.taken, since=facts.seminar.postponed_at)


def _drafts(tour: Tour) -> Iterable[Need]:
    for facts in tour:
        is_draft, starts_at = facts.seminar.status == SeminarStatus.DRAFT, facts.seminar.starts_at
        if is_draft and facts.now < starts_at <= facts.now + DRAFT_IS_NEAR:
            missing = tuple(what_is_missing(facts.seminar))
            yield Need(Kind.DRAFT, facts.seminar, until=starts_at, missing=missing)


def _recaps(tour: Tour) -> Iterable[Need]:
    for facts in tour:
        ends_at = facts.seminar.ends_at
        is_over = facts.seminar.takes_place and facts.now - RECAP_IS_AWAITED < ends_at <= facts.now
        if is_over and not facts.seminar.recap:
            yield Need(Kind.RECAP, facts.seminar, number=facts.entry.taken, since=ends_at)


def _offers(tour: Tour) -> Iterable[Need]:
    offers = looked_up.first_offers([facts.seminar.id for facts in tour])
    for facts in tour:
        number = facts.number(Status.OFFERED)
        if number and facts.seminar.id in offers:
            who, until = offers[facts.seminar.id]
            yield Need(
                Kind.OFFERED, facts.seminar, number=number, who=who, until=until, waiting=facts.number(Status.WAITING)
            )


def _full(tour: Tour) -> Iterable[Need]:
    for facts in _of_hosts(tour):
        taken, capacity = facts.entry.taken, facts.seminar.capacity
        if facts.seminar.takes_place and facts.may_be_decided and capacity and taken >= capacity:
            yield Need(Kind.FULL, facts.seminar, number=taken)


def _changes(tour: Tour) -> Iterable[Need]:
    of_hosts = {facts.seminar.id: facts for facts in _of_hosts(tour) if not facts.seminar.is_over(facts.now)}
    for change in looked_up.last_changes(list(of_hosts)):
        facts = of_hosts[change.seminar_id]
        if change.at > facts.now - CHANGE_IS_NEWS:
            yield Need(Kind.CHANGED, facts.seminar, since=change.at, change=change)


def _of_hosts(tour: Tour) -> list[Facts]:
    """Whoever sees the people reads the same in the list of seminars."""
    return [facts for facts in tour if Act.PEOPLE not in facts.acts]


FINDERS: tuple[tuple[Act, Callable[[Tour], Iterable[Need]]], ...] = (
    (Act.DECIDE, _by_phone),
    (Act.DECIDE, _undelivered),
    (Act.DECIDE, _pending),
    (Act.DECIDE, _hoarding),
    (Act.DECIDE, _groups),
    (Act.ANNOUNCE, _put_off),
    (Act.ANNOUNCE, _drafts),
    (Act.EDIT, _recaps),
    (Act.PEOPLE, _offers),
    (Act.HOST_LIST, _full),
    (Act.HOST_LIST, _changes),
)
