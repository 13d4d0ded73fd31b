"""Many who came from one network at once, or within a day under one domain of their own: an organiser sees them as a
group. Nobody is refused for it; a company, a hall or a mobile provider can look so.

Which network a form came from is kept for a day, as a keyed hash. Which group somebody was seen in stays with the
registration, until its personal data is removed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import func, select, update

from seminars import tokens
from seminars.database.ids import written_out
from seminars.domain.people import mailboxes
from seminars.domain.seating import seats
from seminars.extensions import db
from seminars.models import Group, GroupKind, Registration, Seminar

MANY = 20
WITHIN = {GroupKind.NETWORK: timedelta(minutes=10), GroupKind.DOMAIN: timedelta(days=1)}
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Arrival:
    """One person's registration; `domain` is "" for a large provider's."""

    registration_id: int
    at: datetime
    network: str
    domain: str
    group: Group | None = None


@dataclass(frozen=True)
class Crowd:
    """Those of one network or domain, in the order in which they came, of whom each came as one of MANY."""

    kind: GroupKind
    domain: str
    arrivals: list[Arrival]

    @property
    def newcomers(self) -> list[Arrival]:
        return [each for each in self.arrivals if each.group is None]

    def may_have(self, arrival: Arrival) -> bool:
        """Whether it does not stand in a group of another kind."""
        group = arrival.group
        return group is None or (group.kind, group.domain) == (self.kind, self.domain)


def hashed(network: str) -> str:
    """What is kept of a network."""
    return tokens.fingerprint("network", network)


def seminars_to_look_at(*, now: datetime) -> list[int]:
    """Ids of those for which somebody has to be put into a group, or a network to be forgotten."""
    lately = select(Registration.seminar_id, func.min(Registration.registered_at)).where(Registration.network != "")
    found = db.session.execute(lately.group_by(Registration.seminar_id)).all()
    return [seminar_id for seminar_id, oldest in found if oldest < now - REMEMBERED or _growing(seminar_id)]


def note(seminar: Seminar, *, now: datetime | None = None) -> None:
    """Put those who came as one of many into groups, and forget the networks of those who came a day ago."""
    held = seats.hold(seminar, now=now)
    for crowd in _growing(seminar.id):
        _join(seminar, crowd)
    old = Registration.seminar_id == seminar.id, Registration.registered_at < held.now - REMEMBERED
    db.session.execute(update(Registration).where(*old, Registration.network != "").values(network=""))


def of_seminar(seminar: Seminar) -> list[Group]:
    """The groups that were seen, the largest first."""
    return of_seminars([seminar.id])


def of_seminars(seminar_ids: Sequence[int]) -> list[Group]:
    """Those of all these seminars, the largest first."""
    found = select(Group).where(Group.seminar_id.in_(seminar_ids))
    return list(db.session.scalars(found.order_by(Group.people.desc(), Group.number)))


def crowds(arrivals: Sequence[Arrival]) -> list[Crowd]:
    """The largest first. Each arrival stands in one, and those whom others leave to a crowd must still be MANY."""
    found, taken = [], set[int]()
    for crowd in sorted(_crowds(arrivals), key=lambda each: len(each.arrivals), reverse=True):
        left = [each for each in crowd.arrivals if each.registration_id not in taken and crowd.may_have(each)]
        if len(left) >= MANY:
            found.append(Crowd(crowd.kind, crowd.domain, left))
            taken.update(each.registration_id for each in left)
    return found


def _crowds(arrivals: Sequence[Arrival]) -> Iterator[Crowd]:
    for kind in GroupKind:
        alike = defaultdict(list)
        for each in sorted(arrivals, key=lambda arrival: (arrival.at, arrival.registration_id)):
            alike[each.domain if kind is GroupKind.DOMAIN else each.network].append(each)
        alike.pop("", None)
        for common, those in alike.items():
            for run in _runs(those, WITHIN[kind]):
                yield Crowd(kind, common if kind is GroupKind.DOMAIN else "", run)


def _runs(those: list[Arrival], span: timedelta) -> Iterator[list[Arrival]]:
    """The longest stretches in which everybody has MANY within a span."""
    begin = end = first = 0
    for last, each in enumerate(those):
        while each.at - those[first].at > span:
            first += 1
        if last - first + 1 < MANY:
            continue
        if first >= end:
            yield from [those[begin:end]] if end else []
            begin = first
        end = last + 1
    if end:
        yield those[begin:end]


def _growing(seminar_id: int) -> list[Crowd]:
    """Crowds in which somebody stands in no group yet."""
    lately = (
        select(Registration.id, Registration.registered_at, Registration.network, Registration.email_key, Group)
        .outerjoin(Group, Group.number == Registration.group_no)
        .where(Registration.seminar_id == seminar_id, Registration.network != "")
    )
    arrivals = [
        Arrival(number, at, network, _own_domain(key.rpartition("@")[2]), group)
        for number, at, network, key, group in db.session.execute(lately)
    ]
    return [crowd for crowd in crowds(arrivals) if crowd.newcomers]


# A crowd has few domains, and to read an address takes longer than to read its row.
@lru_cache(maxsize=1000)
def _own_domain(domain: str) -> str:
    return mailboxes.own_domain(f"anybody@{domain}")


def _join(seminar: Seminar, crowd: Crowd) -> None:
    """Everybody who stands in no group yet comes to the others, or all begin one."""
    newcomers = crowd.newcomers
    first_at, last_at = newcomers[0].at, newcomers[-1].at
    group = next((each.group for each in crowd.arrivals if each.group), None) or Group(
        seminar_id=seminar.id, kind=crowd.kind, domain=crowd.domain, people=0, first_at=first_at, last_at=last_at
    )
    group.people += len(newcomers)
    group.first_at, group.last_at = min(group.first_at, first_at), max(group.last_at, last_at)
    db.session.add(group)
    db.session.flush()
    these = Registration.id.in_(written_out([each.registration_id for each in newcomers]))
    db.session.execute(update(Registration).where(these).values(group_no=group.number))
