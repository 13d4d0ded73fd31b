"""How each seminar of an organiser stands: every number that their pages tell of it is counted here, once, in as many
queries for forty seminars as for one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select

from seminars.domain import openings
from seminars.domain.lists import counts
from seminars.domain.notices import by_hand
from seminars.domain.organisers import roles
from seminars.domain.organisers.roles import Act
from seminars.domain.outbox import messages
from seminars.domain.programme import listings
from seminars.domain.programme.listings import Listed
from seminars.models import Membership, Seminar, Status


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Of one seminar; `acts` are what the reader may do with it, `counts` are registrations by their state."""

    entry: Listed
    acts: frozenset[Act]
    counts: Mapping[Status, int]
    now: datetime
    to_be_told: int = 0
    undelivered: int = 0

    @property
    def seminar(self) -> Seminar:
        return self.entry.seminar

    @property
    def is_coming(self) -> bool:
        """Whether it is announced and may still take place, if only once it has a date again."""
        return self.seminar.is_public and not self.seminar.is_cancelled and not self.seminar.is_over(self.now)

    @property
    def may_be_decided(self) -> bool:
        return not self.seminar.is_cancelled and not openings.has_begun(self.seminar, now=self.now)

    def number(self, status: Status) -> int:
        return self.counts.get(status, 0) if self.may_be_decided else 0


def facts_of(statement: Select, held: Iterable[Membership], *, now: datetime) -> list[Facts]:
    """In the order of the statement, for the organiser who holds these roles."""
    entries, roles_held = listings.listed(statement, now=now), list(held)
    ids = [entry.seminar.id for entry in entries]
    by_status, undelivered = counts.counts_by_status_of(ids), messages.undelivered(ids)
    to_be_told = by_hand.left_of([entry.seminar for entry in entries], now=now)
    return [
        Facts(
            entry=entry,
            acts=roles.acts_with(roles_held, entry.seminar),
            counts=by_status.get(entry.seminar.id, {}),
            now=now,
            to_be_told=to_be_told[entry.seminar.id],
            undelivered=undelivered.get(entry.seminar.id, 0),
        )
        for entry in entries
    ]
