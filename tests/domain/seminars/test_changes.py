"""Moving, extending, postponing, cancelling: what changes, who is told, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import OLIVE, act, messages
from factories import ADA, make_registration, make_seminar, texts
from sqlalchemy import update

from seminars.database.units import write_unit
from seminars.domain.checks.invariants import find_violations
from seminars.domain.errors import (
    CancelledAlready,
    EditedMeanwhile,
    EndsBeforeStart,
    EndsNoLater,
    HasEnded,
    InThePast,
    NeedsEnd,
    NeedsNewDate,
    NothingChanged,
    NotPublished,
    PostponedAlready,
    TooFarAway,
)
from seminars.domain.openings import why_closed
from seminars.domain.people.sign_up import Person
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText, venue_of
from seminars.extensions import db
from seminars.models import (
    Activity,
    CalendarMethod,
    Change,
    ChangeKind,
    Invitation,
    MessageKind,
    Registration,
    Seminar,
    SeminarStatus,
    Standing,
    Status,
)

pytestmark = pytest.mark.usefixtures("inside")

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
START = datetime(2027, 3, 12, 7, 0, tzinfo=UTC)
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
BELA = Person(surname="Жук", given_name="Бэла", email=ADA.email)
PAPER = Person(surname="Paper", given_name="Peter", phone="+375 29 1")


@pytest.fixture
def seminar():
    return make_seminar(starts_at=START, created_at=NOW, changed_at=NOW)


def _stored() -> Seminar:
    return db.session.query(Seminar).populate_existing().one()


def _close_queue(seminar: Seminar) -> None:
    """Or whoever waits is offered one of the free places."""
    with write_unit():
        db.session.execute(update(Seminar).where(Seminar.id == seminar.id).values(queue_closed=True))
        db.session.commit()


def _set_status(registration: Registration, status: Status) -> None:
    with write_unit():
        db.session.execute(update(Registration).where(Registration.id == registration.id).values(status=status))
        db.session.commit()


def test_a_move_keeps_the_length_raises_sequence_and_is_logged(seminar):
    change = act(changes.move, seminar, starts_at=START + WEEK, reason=texts("Ice"), now=NOW)
    stored = _stored()
    assert (stored.starts_at, stored.ends_at) == (START + WEEK, START + WEEK + 5 * HOUR)
    assert (stored.ical_sequence, stored.version, stored.changed_at) == (1, 2, NOW + timedelta(seconds=1))
    assert (change.kind, change.at, change.told, change.reason) == (ChangeKind.MOVED, NOW, 0, texts("Ice"))
    assert (change.before.starts_at, change.after.starts_at) == (START, START + WEEK)
    (activity,) = db.session.query(Activity)
    assert (activity.kind, activity.actor, activity.details) == (
        "seminar_moved",
        OLIVE,
        {"change": change.id},
    )


def test_every_contact_is_told_in_their_language_and_only_places_have_a_calendar_part(seminar):
    ada = make_registration(seminar, language="pl", now=NOW)
    bela = make_registration(seminar, BELA, language="be", now=NOW)
    waiting = make_registration(seminar, replace(ADA, surname="Wait", email="w@example.org"), language="ru", now=NOW)
    gone = make_registration(seminar, replace(ADA, surname="Gone", email="g@example.org"), now=NOW)
    make_registration(seminar, PAPER, now=NOW)
    _set_status(waiting, Status.WAITING)
    _close_queue(seminar)
    _set_status(gone, Status.CANCELLED)
    before = len(messages())
    change = act(changes.move, seminar, venue=VenueText(name=texts("Library")), now=NOW)
    told = messages()[before:]
    request = CalendarMethod.REQUEST
    assert [(m.registration_id, m.kind, m.language, m.calendar_method, m.calendar_sequence) for m in told] == [
        (ada.id, MessageKind.MOVED, "pl", request, 1),
        (bela.id, MessageKind.MOVED, "be", request, 1),
        (waiting.id, MessageKind.MOVED, "ru", None, None),
    ]
    assert {message.change_id for message in told} == {change.id}
    assert change.told == 3
    assert db.session.query(Invitation.sequence).filter_by(email_key=ADA.email).scalar() == 1


def test_postponing_keeps_places_closes_registration_and_takes_entries_out(seminar):
    ada = make_registration(seminar, now=NOW)
    act(changes.postpone, seminar, now=NOW)
    stored = _stored()
    assert (stored.postponed_at, stored.status, stored.starts_at) == (NOW, SeminarStatus.PUBLISHED, START)
    assert why_closed(stored, now=NOW) == "postponed"
    assert not stored.is_over(START + 52 * WEEK)
    assert ada.status == Status.CONFIRMED
    last = messages()[-1]
    assert (last.kind, last.calendar_method, last.calendar_sequence) == (
        MessageKind.POSTPONED,
        CalendarMethod.CANCEL,
        1,
    )


def test_a_new_date_ends_a_postponement_even_if_it_is_the_old_one(seminar):
    make_registration(seminar, now=NOW)
    act(changes.postpone, seminar, now=NOW)
    change = act(changes.move, seminar, starts_at=START, now=NOW)
    assert _stored().postponed_at is None
    assert (change.kind, change.before.standing, change.after.standing) == (
        ChangeKind.MOVED,
        Standing.POSTPONED,
        Standing.TAKES_PLACE,
    )
    last = messages()[-1]
    assert (last.kind, last.calendar_method, last.calendar_sequence) == (MessageKind.MOVED, CalendarMethod.REQUEST, 2)


def test_a_cancelled_seminar_keeps_the_states_of_its_people(seminar):
    ada = make_registration(seminar, now=NOW)
    act(changes.postpone, seminar, now=NOW)
    act(changes.cancel, seminar, reason=texts("No money"), now=NOW)
    stored = _stored()
    assert (stored.status, stored.cancelled_at, stored.cancel_reason) == (
        SeminarStatus.CANCELLED,
        NOW,
        texts("No money"),
    )
    assert stored.postponed_at is None
    db.session.refresh(ada)
    assert ada.status == Status.CONFIRMED
    last = messages()[-1]
    assert (last.kind, last.calendar_method, last.calendar_sequence) == (
        MessageKind.SEMINAR_CANCELLED,
        CalendarMethod.CANCEL,
        2,
    )


def test_a_corrected_venue_changes_calendars_and_writes_to_nobody(seminar):
    make_registration(seminar, now=NOW)
    before = len(messages())
    act(changes.correct_venue, seminar, venue=replace(venue_of(seminar), name=texts("Hall 3a")), now=NOW)
    stored = _stored()
    assert stored.venue.name == texts("Hall 3a")
    assert (stored.ical_sequence, stored.changed_at, stored.version) == (1, NOW + timedelta(seconds=1), 2)
    assert (len(messages()), db.session.query(Change).count()) == (before, 0)


def test_directions_alone_raise_no_sequence(seminar):
    act(changes.correct_venue, seminar, venue=replace(venue_of(seminar), directions=texts("Bus 5")), now=NOW)
    assert (_stored().ical_sequence, _stored().changed_at) == (0, NOW + timedelta(seconds=1))


REFUSALS = [
    ({"starts_at": START + WEEK, "ends_at": START}, EndsBeforeStart),
    ({"ends_at": START}, EndsBeforeStart),
    ({"starts_at": NOW}, InThePast),
    ({"starts_at": NOW - WEEK}, InThePast),
    ({"starts_at": datetime(2100, 1, 1, tzinfo=UTC)}, TooFarAway),
    ({"starts_at": START}, NothingChanged),
    ({}, NothingChanged),
    ({"starts_at": START + WEEK, "version": 7}, EditedMeanwhile),
]


@pytest.mark.parametrize(("values", "refusal"), REFUSALS)
def test_what_cannot_be_is_refused_and_leaves_all_as_it_was(seminar, values, refusal):
    make_registration(seminar, now=NOW)
    before = (len(messages()), db.session.query(Change).count(), _stored().changed_at)
    with pytest.raises(refusal):
        act(changes.move, seminar, now=NOW, **values)
    assert (_stored().starts_at, _stored().ical_sequence, _stored().version) == (START, 0, 1)
    assert (len(messages()), db.session.query(Change).count(), _stored().changed_at) == before


def test_a_cancelled_finished_or_unpublished_seminar_stays(seminar):
    verbs = {
        changes.move: {"starts_at": START + WEEK},
        changes.extend: {"ends_at": START + WEEK},
        changes.postpone: {},
        changes.cancel: {"reason": texts("No")},
        changes.correct_venue: {"venue": VenueText(name=texts("Library"))},
    }
    cases = {
        CancelledAlready: (make_seminar(slug="off", status=SeminarStatus.CANCELLED), NOW),
        NotPublished: (make_seminar(slug="draft", status=SeminarStatus.DRAFT), NOW),
        HasEnded: (seminar, START + 6 * HOUR),
    }
    for refusal, (one, now) in cases.items():
        for verb, values in verbs.items():
            with pytest.raises(refusal):
                act(verb, one, now=now, **values)


def test_a_postponed_seminar_takes_a_new_date_or_its_end_and_nothing_else(seminar):
    act(changes.postpone, seminar, now=NOW)
    with pytest.raises(NeedsNewDate):
        act(changes.move, seminar, venue=VenueText(name=texts("Library")), now=NOW)
    with pytest.raises(NeedsNewDate):
        act(changes.extend, seminar, ends_at=START + WEEK, now=NOW)
    with pytest.raises(PostponedAlready):
        act(changes.postpone, seminar, now=NOW)
    long_after = START + 52 * WEEK
    act(changes.move, seminar, starts_at=long_after + WEEK, now=long_after)
    assert _stored().ends_at == long_after + WEEK + 5 * HOUR


def test_a_running_seminar_can_be_extended_and_moved_next_door_but_not_begin_anew(seminar):
    now = START + HOUR
    act(changes.extend, seminar, ends_at=START + 6 * HOUR, now=now)
    act(changes.move, seminar, venue=VenueText(name=texts("Library")), now=now)
    with pytest.raises(InThePast):
        act(changes.move, seminar, starts_at=START - HOUR, now=now)
    for earlier in (START + 6 * HOUR, START + 5 * HOUR):
        with pytest.raises(EndsNoLater):
            act(changes.extend, seminar, ends_at=earlier, now=now)


def test_hours_that_become_known_need_an_end():
    midnight = datetime(2027, 3, 11, 21, 0, tzinfo=UTC)
    seminar = make_seminar(starts_at=midnight, ends_at=midnight + timedelta(days=1), hours_known=False)
    with pytest.raises(NeedsEnd):
        act(changes.move, seminar, starts_at=START, hours_known=True, now=NOW)
    act(changes.move, seminar, starts_at=START, ends_at=START + HOUR, hours_known=True, now=NOW)
    assert (_stored().starts_at, _stored().ends_at, _stored().hours_known) == (START, START + HOUR, True)


def test_another_town_brings_its_zone(seminar):
    change = act(changes.move, seminar, town_code="bialystok", venue=VenueText(name=texts("Palace")), now=NOW)
    assert (_stored().town_code, _stored().timezone, _stored().starts_at) == ("bialystok", "Europe/Warsaw", START)
    assert change.before.place != change.after.place


def test_who_signs_up_after_a_change_knows_of_it(seminar):
    early = make_registration(seminar, now=NOW)
    change = act(changes.move, seminar, starts_at=START + WEEK, now=NOW)
    late = make_registration(seminar, replace(ADA, email="late@example.org"), now=NOW)
    assert (early.told_change_id, late.told_change_id) == (None, change.id)


def test_all_that_was_promised_is_in_the_outbox_and_a_lost_message_is_found(seminar):
    make_registration(seminar, now=NOW)
    act(changes.move, seminar, starts_at=START + WEEK, now=NOW)
    act(changes.postpone, seminar, now=NOW)
    assert find_violations(now=NOW) == []
    with write_unit():
        db.session.delete(messages()[-1])
        db.session.commit()
    assert [(each.invariant, each.what) for each in find_violations(now=NOW)] == [
        ("I6", "change 2 told 1 people, but has 0 messages"),
        ("I6", "registration 1 was not told of change 2"),
    ]
