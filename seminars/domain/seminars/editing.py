"""What organisers do with a seminar itself: create, edit, publish. None of it writes to anybody."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from seminars.database.units import database_now
from seminars.domain import activity, change_log
from seminars.domain.errors import EditedMeanwhile, FixedOnceRegistered, NotReady, SlugFrozen, SlugTaken
from seminars.domain.people import transliteration
from seminars.domain.registrations import waiting_list
from seminars.domain.seating import seats
from seminars.domain.seminars.content import (
    VENUE_COLUMNS,
    WHEN_AND_WHERE,
    SeminarChanges,
    SessionText,
    changed_fields,
    plain_fields,
    record_edit,
)
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import (
    Registration,
    RegistrationMode,
    Seminar,
    SeminarStatus,
    Series,
    Session,
    Venue,
    new_uid,
)


def create_series(name: Texts, *, actor: str, now: datetime | None = None) -> Series:
    """A new series of this name, its address made of the name."""
    series = Series(name=name)
    wish = transliteration.slug(next(iter(name.values()))) or "series"
    while not series.id:
        # Somebody else may take the same slug at the same moment; then the next one is free.
        series.slug = _free_slug(Series, wish)
        with suppress(IntegrityError):
            _add(series)
    activity.record("series_created", actor=actor, at=now or database_now(), series=series.slug)
    return series


def create_seminar(changes: SeminarChanges, *, uid_domain: str, actor: str, now: datetime | None = None) -> Seminar:
    """A new draft; its calendar UID is `<uuid4>@<uid_domain>` for ever. Raises SlugTaken."""
    now = now or database_now()
    seminar = Seminar(uid=new_uid(uid_domain), status=SeminarStatus.DRAFT, created_at=now, changed_at=now)
    _write(seminar, changes, list(plain_fields()))
    seminar.slug = changes.slug or propose_slug(changes)
    _add_under_its_slug(seminar)
    activity.record("seminar_created", actor=actor, at=now, seminar=seminar)
    return seminar


def edit_seminar(
    seminar: Seminar, *, version: int, changes: SeminarChanges, actor: str, now: datetime | None = None
) -> int:
    """Write what differs from `version`, which the editor saw; returns how many places that offers to those who wait.

    Raises EditedMeanwhile, FixedOnceRegistered, SlugFrozen, SlugTaken, and NotReady if something public would lose
    what it was published with. Lowering the capacity cancels nobody.
    """
    held = seats.hold(seminar, now=now)
    if seminar.version != version:
        raise EditedMeanwhile
    changed = changed_fields(seminar, changes)
    if not changed:
        return 0
    refuse_fixed_changes(seminar, changes)
    _refuse_losses(seminar, changes, changed)
    if "slug" in changed:
        _change_slug(seminar, changes)
    known, capacity = change_log.as_known(seminar), seminar.capacity
    _write(seminar, changes, changed)
    seminar.version += 1
    # Nobody is registered, and whoever edits the name of a hall in the same town mostly corrects it.
    change_log.note_change(seminar, known, now=held.now, is_correction="town_code" not in changed)
    record_edit(seminar, changed, capacity_before=capacity, actor=actor, at=held.now)
    return _offer_freed_places(seminar, held)


def _offer_freed_places(seminar: Seminar, held: seats.Hold) -> int:
    taken_before = seats.seats_taken(seminar.id)
    waiting_list.serve_waiting_list(seminar, held)
    return seats.seats_taken(seminar.id) - taken_before


def publish(seminar: Seminar, *, actor: str, now: datetime | None = None) -> None:
    """Show a draft to the public; its address is frozen from now on. Raises NotReady with the missing fields.

    A seminar that is public already stays as it is.
    """
    held = seats.hold(seminar, now=now)
    if seminar.is_public:
        return
    if missing := what_is_missing(seminar):
        raise NotReady(missing)
    seminar.status = SeminarStatus.PUBLISHED
    seminar.published_at = held.now
    seminar.version += 1
    change_log.note_change(seminar, None, now=held.now)
    activity.record("seminar_published", actor=actor, at=held.now, seminar=seminar)


def _refuse_losses(seminar: Seminar, changes: SeminarChanges, changed: list[str]) -> None:
    lost = set(what_is_missing(changes)).intersection(changed)
    if seminar.is_public and lost:
        raise NotReady(sorted(lost))


def what_is_missing(content: Seminar | SeminarChanges) -> list[str]:
    """Names of the fields without which it cannot be published."""
    missing = [] if content.title else ["title"]
    if content.capacity is None and content.registration_mode != RegistrationMode.THEIRS:
        missing.append("capacity")
    return missing


def refuse_fixed_changes(seminar: Seminar, changes: SeminarChanges) -> None:
    """Raise FixedOnceRegistered if `changes` would move a public seminar that only `changes.move` may move."""
    fixed = [name for name in changed_fields(seminar, changes) if name in WHEN_AND_WHERE]
    if fixed and is_fixed(seminar):
        raise FixedOnceRegistered(fixed)


def is_fixed(seminar: Seminar) -> bool:
    """Whether when and where are fixed: it is put off or called off, or public and somebody registered, even if they
    left again."""
    if seminar.is_cancelled or seminar.is_postponed:
        return True
    return seminar.is_public and bool(db.session.scalar(select(exists().where(Registration.seminar_id == seminar.id))))


def propose_slug(changes: SeminarChanges) -> str:
    """A free address made of town and series, without a date because seminars move."""
    series = db.session.get_one(Series, changes.series_id)
    return _free_slug(Seminar, transliteration.slug(changes.town_code, series.slug) or "seminar")


def _free_slug(model: type[Seminar | Series], wish: str) -> str:
    taken = set(db.session.scalars(select(model.slug).where(model.slug.startswith(wish[:70], autoescape=True))))
    candidates = (wish, *(f"{wish[:75]}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in candidates if each not in taken)


def _write(seminar: Seminar, changes: SeminarChanges, changed: list[str]) -> None:
    for name in set(changed).intersection(plain_fields()):
        setattr(seminar, name, getattr(changes, name))
    place = {column: getattr(changes, name) for name, column in VENUE_COLUMNS.items()}
    if seminar.venue is None:
        seminar.venue = Venue(**place) if any(place.values()) else None
    elif not set(changed).isdisjoint(VENUE_COLUMNS):
        # Another seminar may take place in the same hall; its page must not change.
        seminar.venue = Venue(**place)
    if seminar.id is None or "sessions" in changed:
        _write_agenda(seminar, changes.sessions)


def _write_agenda(seminar: Seminar, rows: tuple[SessionText, ...]) -> None:
    """A session that stays keeps its description and speakers, which the form does not show."""
    known: dict[int | None, Session] = {each.id: each for each in seminar.sessions if each.id}
    agenda = []
    for position, row in enumerate(rows, 1):
        session = known.pop(row.id, None) or Session()
        session.position, session.starts, session.ends, session.title = position, row.starts, row.ends, row.title
        agenda.append(session)
    seminar.sessions = agenda


def _change_slug(seminar: Seminar, changes: SeminarChanges) -> None:
    if seminar.published_at:
        raise SlugFrozen
    seminar.slug = changes.slug or propose_slug(changes)
    _add_under_its_slug(seminar)


def _add_under_its_slug(seminar: Seminar) -> None:
    with db.session.no_autoflush:
        taken = select(exists().where(Seminar.slug == seminar.slug, Seminar.id != (seminar.id or 0)))
        if db.session.scalar(taken):
            raise SlugTaken
    try:
        _add(seminar)
    except IntegrityError:
        raise SlugTaken from None


def _add(row: Seminar | Series) -> None:
    """Raises IntegrityError, after which the transaction goes on."""
    with db.session.begin_nested():
        db.session.add(row)
