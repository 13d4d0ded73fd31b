"""What the public is told of seminars, one after another, and at which instant it could first read it."""

import pytest
from acts import act, set_all
from at_noon import DAY, HOUR, NOW, START, seminar_with
from factories import make_seminar, texts

from seminars.domain.programme import announcements
from seminars.domain.seminars import changes
from seminars.i18n import Texts
from seminars.models import Seminar, SeminarStatus

pytestmark = pytest.mark.usefixtures("inside")
PUBLISHED = NOW - 9 * DAY


def told(now=NOW) -> list[tuple]:
    """(when, of which seminar, the kind of change or whether it is a recap), the newest first."""
    found = announcements.latest(now=now)
    return [(each.at, each.seminar.slug, each.change.kind.value if each.change else each.is_recap) for each in found]


def test_publications_and_changes_are_told_when_they_happened_and_drafts_never():
    seminar = seminar_with(1, published_at=PUBLISHED)
    make_seminar(slug="draft", status=SeminarStatus.DRAFT, starts_at=START)
    act(changes.move, seminar, starts_at=START + DAY, now=NOW - DAY)
    act(changes.cancel, seminar, reason=texts("Ice"), now=NOW - HOUR)
    assert told() == [
        (NOW - HOUR, "klichev", "cancelled"),
        (NOW - DAY, "klichev", "moved"),
        (PUBLISHED, "klichev", False),
    ]


def test_a_recap_is_told_from_the_end_on_and_one_written_later_when_it_came():
    seminar = seminar_with(1, published_at=PUBLISHED, recap=texts("Good"), recap_at=NOW)
    end = seminar.ends_at
    before = [(PUBLISHED, "klichev", False)]
    assert told(end - HOUR) == before
    assert told(end) == [(end, "klichev", True), *before]
    set_all(Seminar, recap_at=end + DAY)
    assert told(end + DAY) == [(end + DAY, "klichev", True), *before]
    set_all(Seminar, postponed_at=NOW)
    assert told(end + DAY) == before
    set_all(Seminar, postponed_at=None, recap=Texts())
    assert told(end + DAY) == before


def test_what_was_over_when_it_was_published_is_told_of_by_its_recap_alone():
    seminar_with(1, published_at=START + DAY)
    assert told(START + 2 * DAY) == []


def test_the_latest_fifty_are_told():
    for number in range(51):
        make_seminar(slug=f"seminar-{number}", starts_at=START, published_at=PUBLISHED + number * HOUR)
    assert [slug for _at, slug, _what in told()] == [f"seminar-{number}" for number in range(50, 0, -1)]
