"""What is left of people whose personal data was removed: numbers."""

from dataclasses import replace

import pytest
from acts import act
from at_noon import HOUR, NOW, seminar_with
from factories import ADA, make_registration

from seminars.domain.lists import statistics
from seminars.domain.privacy import erasure
from seminars.models import OrganisationKind

KINDS = list(OrganisationKind)


@pytest.mark.usefixtures("inside")
def test_those_who_were_erased_are_counted_by_what_statistics_keep_the_most_frequent_first():
    seminar = seminar_with(10)
    assert statistics.find_removed(seminar) is None
    people = [
        ("be", "Мінск", KINDS[0]),
        ("ru", "Пинск", KINDS[0]),
        ("ru", "г. Пинск", KINDS[1]),
        ("ru", "somewhere", ""),
    ]
    made = []
    for number, (language, town, kind) in enumerate(people):
        person = replace(ADA, email=f"ada{number}@example.org", town=town, organisation_kind=kind)
        made.append(make_registration(seminar, person, language=language, now=NOW))
    for number, person in enumerate(made[1:]):
        act(erasure.erase, person, now=NOW + number * HOUR)
    found = statistics.find_removed(seminar)
    assert (found.total, found.left, found.last_at) == (3, 1, NOW + 2 * HOUR)
    assert found.counts == {
        "town": {"pinsk": 2, "": 1},
        "region": {"brest": 2, "": 1},
        "status": {"cancelled": 3},
        "language": {"ru": 3},
        "organisation_kind": {KINDS[0]: 1, KINDS[1]: 1, "": 1},
    }
    assert next(iter(found.counts["town"])) == "pinsk"
