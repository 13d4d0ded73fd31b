"""What is left of people whose personal data was removed: how many there were, by what statistics keep."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from seminars.domain.people.home_towns import find_home_town
from seminars.extensions import db
from seminars.models import Registration, Seminar

KEPT = (
    Registration.home_town_code,
    Registration.status,
    Registration.language,
    Registration.organisation_kind,
)


@dataclass(frozen=True)
class Removed:
    """How many registrations of a seminar were erased, when the last of them was, and how many are left. `counts` are
    those erased by "town" and "region" (codes, "" where it is not known), "status", "language" and
    "organisation_kind", the most frequent first."""

    total: int
    last_at: datetime
    left: int
    counts: Mapping[str, dict[str, int]]


def find_removed(seminar: Seminar) -> Removed | None:
    """None if nobody was erased; two queries."""
    own = Registration.seminar_id == seminar.id
    total, last_at, everybody = db.session.execute(
        select(func.count(Registration.erased_at), func.max(Registration.erased_at), func.count()).where(own)
    ).one()
    if not total or last_at is None:
        return None
    groups = select(*KEPT, func.count()).where(own, Registration.erased_at.is_not(None)).group_by(*KEPT)
    return Removed(total, last_at, everybody - total, _counted(db.session.execute(groups)))


def _counted(groups: Iterable[Any]) -> dict[str, dict[str, int]]:
    counters: dict[str, Counter[str]] = {
        name: Counter() for name in ("town", "region", "status", "language", "organisation_kind")
    }
    for town_code, status, language, organisation_kind, count in groups:
        town = find_home_town(town_code)
        counters["town"][town.code if town else ""] += count
        counters["region"][town.region.code if town else ""] += count
        counters["status"][status] += count
        counters["language"][language] += count
        counters["organisation_kind"][organisation_kind] += count
    return {name: dict(counter.most_common()) for name, counter in counters.items()}
