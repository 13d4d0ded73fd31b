"""The news of a seminar in the list: what needs the organiser comes first, and no row tells more than two."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.domain import openings
from seminars.domain.organisers.roles import Act
from seminars.domain.programme.listings import Listed
from seminars.domain.today.tour import Facts
from seminars.formats.seat_steps import Waiting
from seminars.i18n import Texts
from seminars.models import RegistrationMode, Seminar, SeminarStatus, Status
from seminars.organiser.seminars import fullness
from seminars.organiser.seminars.fullness import Bar
from seminars.organiser.seminars.news import news_of

NOW = datetime(2026, 12, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TITLE = Texts(en="Small towns and clusters")
OVER = {"starts_at": NOW - 2 * DAY, "ends_at": NOW - 2 * DAY}
CANCELLED, DRAFT = {"status": SeminarStatus.CANCELLED}, {"status": SeminarStatus.DRAFT}
PENDING, WAITING, OFFERED, CONFIRMED = Status.PENDING, Status.WAITING, Status.OFFERED, Status.CONFIRMED
TWO_WAIT = {CONFIRMED: 20, WAITING: 2}
PEOPLE, EDIT = "organiser.registrations.index", "organiser.seminars.edit"


def facts(counts=None, *, acts=frozenset(Act), to_be_told=0, undelivered=0, **values) -> Facts:
    """Of a seminar with 20 places in a month; no row of the database."""
    counts = counts or {}
    plain = {"starts_at": NOW + 30 * DAY, "ends_at": NOW + 30 * DAY, "capacity": 20, "title": TITLE, "recap": Texts()}
    plain |= {"timezone": "Europe/Minsk", "registration_mode": RegistrationMode.OWN}
    status = values.pop("status", SeminarStatus.PUBLISHED)
    seminar = Seminar(**plain | values)
    for each in (SeminarStatus.DRAFT, SeminarStatus.PUBLISHED, SeminarStatus.CANCELLED):
        seminar.status = each
        if each == status:
            break
    taken = counts.get(CONFIRMED, 0) + counts.get(OFFERED, 0)
    state = openings.why_closed(seminar, now=NOW) or "open"
    entry = Listed(seminar, taken, None, Waiting.NOBODY, state)
    waits = {"to_be_told": to_be_told, "undelivered": undelivered}
    return Facts(entry=entry, acts=acts, counts=counts, now=NOW, **waits)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (facts(), []),
        (facts({CONFIRMED: 18}), []),
        (facts(**DRAFT), [("Draft, ready to be published", "few")]),
        (facts(**DRAFT, title=Texts()), [("Draft: the title is missing", "few")]),
        (facts(**DRAFT, capacity=None), [("Draft: the number of places is missing", "few")]),
        (facts(**DRAFT, title=Texts(), capacity=None), [("Draft: title and number of places are missing", "few")]),
        (facts(**DRAFT, registration_closes_at=NOW), [("Draft, ready to be published", "few")]),
        (facts(TWO_WAIT, **CANCELLED), [("Cancelled", "bad")]),
        (facts(TWO_WAIT, **CANCELLED, to_be_told=41), [("Cancelled", "bad"), ("41 people to be told by phone", "bad")]),
        (facts(postponed_at=NOW), [("Postponed", "few")]),
        (facts({PENDING: 2}, postponed_at=NOW), [("Postponed", "few"), ("2 await your decision", "few")]),
        (facts(to_be_told=1), [("1 person to be told by phone", "bad")]),
        (facts(undelivered=1), [("1 mail did not arrive", "bad")]),
        (facts({PENDING: 1}), [("1 awaits your decision", "few")]),
        (facts({PENDING: 1}, starts_at=NOW), [("It has begun", "off")]),
        (facts({CONFIRMED: 22}), [("Over by 2", "few")]),
        (facts({CONFIRMED: 19, OFFERED: 1, WAITING: 1}), [("1 offered, 1 waiting", "few")]),
        (facts({CONFIRMED: 18, OFFERED: 2}), [("2 offered", "few")]),
        (facts(TWO_WAIT), [("2 waiting", "few")]),
        (facts({CONFIRMED: 17, OFFERED: 2, WAITING: 3}), [("3 waiting, places free: 1", "few")]),
        (facts(TWO_WAIT, **OVER), [("No recap yet", "few")]),
        (facts(**OVER, recap=TITLE), []),
        (facts(registration_closes_at=NOW + DAY), [("Registration closes tomorrow", "few")]),
        (facts(registration_closes_at=NOW + timedelta(hours=8)), [("Registration closes today", "few")]),
        (facts(registration_closes_at=NOW + timedelta(hours=10)), [("Registration closes tomorrow", "few")]),
        (facts(registration_closes_at=NOW + 2 * DAY), []),
        (facts(registration_closes_at=NOW), [("Registration closed", "off")]),
        (facts(registration_opens_at=NOW + DAY), [("Registration opens on 31 Dec", "off")]),
        (facts(registration_opens_at=NOW + 2 * DAY), [("Registration opens on 1 Jan 2027", "off")]),
        (facts(registration_mode=RegistrationMode.THEIRS), [("Registration with the host", "off")]),
    ],
)
def test_each_state_tells_its_news(known, told):
    assert [(each.words, each.tone) for each in news_of(known)] == told


def test_the_more_important_is_told_first_and_no_more_than_two():
    everything = {"to_be_told": 3, "undelivered": 4, "registration_closes_at": NOW + DAY}
    counts = {PENDING: 1, CONFIRMED: 21, WAITING: 2}
    order = ["3 people to be told by phone", "4 mails did not arrive", "1 awaits your decision", "Over by 1"]
    order += ["2 waiting", "Registration closes tomorrow"]
    done = (everything, "to_be_told"), (everything, "undelivered"), (counts, PENDING), (counts, CONFIRMED)
    for number, (those, name) in enumerate(done):
        assert [each.words for each in news_of(facts(counts, **everything))] == order[number : number + 2]
        those[name] = 20 if name == CONFIRMED else 0
    assert [each.words for each in news_of(facts(counts, **everything))] == order[4:]


@pytest.mark.parametrize(
    ("known", "leads_to", "values"),
    [
        (facts(to_be_told=1), PEOPLE, {"_anchor": "by-hand"}),
        (facts({PENDING: 1}), PEOPLE, {"status": "pending"}),
        (facts(TWO_WAIT), PEOPLE, {"status": "waiting", "sort": "queue"}),
        (facts({OFFERED: 1}), PEOPLE, {"status": "offered"}),
        (facts(**DRAFT), EDIT, {}),
        (facts(**OVER), EDIT, {}),
        (facts(**CANCELLED), "", {}),
    ],
)
def test_news_lead_to_where_something_can_be_done(known, leads_to, values):
    [news] = news_of(known)
    assert (news.leads_to, news.values) == (leads_to, values)


def test_who_may_decide_nothing_reads_no_call_to_decide_and_finds_no_way_to_it():
    seen, people = frozenset({Act.SEE_FIGURES}), frozenset({Act.SEE_FIGURES, Act.PEOPLE})
    counts, waits = {PENDING: 1, CONFIRMED: 21, WAITING: 2}, {"to_be_told": 3, "undelivered": 4}
    for acts, ways in ((seen, ["", ""]), (people, [PEOPLE, PEOPLE])):
        found = news_of(facts(counts, acts=acts, **waits))
        assert ([each.words for each in found], [each.leads_to for each in found]) == (["Over by 1", "2 waiting"], ways)
    assert news_of(facts(acts=people, **OVER)) == []
    assert [each.leads_to for each in news_of(facts(acts=people, **DRAFT))] == [""]


@pytest.mark.parametrize(
    ("known", "words", "bar"),
    [
        (facts(), "0 of 20 places taken", Bar(20, 0, 0)),
        (facts({CONFIRMED: 17, OFFERED: 1}), "18 of 20 places taken", Bar(20, 17, 1)),
        (facts({CONFIRMED: 1}, capacity=1), "1 of 1 place taken", Bar(1, 1, 0)),
        (facts({CONFIRMED: 19, OFFERED: 3}), "22 of 20 places taken", Bar(20, 19, 1)),
        (facts({CONFIRMED: 25, OFFERED: 3}), "28 of 20 places taken", Bar(20, 20, 0)),
        (facts(**DRAFT), "20 places", None),
        (facts(**DRAFT, capacity=None), "", None),
        (facts({CONFIRMED: 5, WAITING: 2}, postponed_at=NOW), "5 keep their places", None),
        (facts({PENDING: 2}, postponed_at=NOW), "2 signed up", None),
        (facts({CONFIRMED: 40, WAITING: 2, Status.CANCELLED: 9}, **CANCELLED), "42 signed up", None),
        (facts(**CANCELLED), "", None),
        (facts(capacity=None), "", None),
    ],
)
def test_how_full_it_is_stands_in_words_and_in_a_bar(known, words, bar):
    assert (fullness.in_words(known), fullness.bar(known)) == (words, bar)
