"""Loads a series with seminars, agenda and speakers from a document; docs/series-file.md is its format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from seminars.domain import activity, change_log
from seminars.domain.errors import DomainError
from seminars.domain.loading.document import Columns, SeminarPart, SeriesFile, read_series
from seminars.domain.loading.permitted import FIELDS_OF_VENUE, columns_to_store, note_impossible_changes
from seminars.domain.seating import seats
from seminars.domain.seminars.content import record_edit
from seminars.extensions import db
from seminars.models import Seminar, SeminarStatus, Series, Session, Speaker, Venue, new_uid


class WrongSeriesFile(DomainError):
    """A document cannot be loaded. `mistakes` are all of them, one sentence each, with their places."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class LoadReport:
    """What became of a document: its series, and its seminars' slugs."""

    series: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    @property
    def slugs(self) -> list[str]:
        return [*self.created, *self.updated, *self.unchanged]


def load_series(
    document: Mapping[str, Any], *, now: datetime, domain: str, actor: str = "system", today: datetime | None = None
) -> LoadReport:
    """Create what the document (as tomllib gives it) says, or bring what is stored up to it; all or nothing.

    Series, seminars and speakers are known by their slugs. What is stored and not in the document stays.
    `domain` ends the calendar UIDs of new seminars. What the document counts from the day of loading is counted
    from that of `today`, where that is another. Raises WrongSeriesFile.
    """
    speakers = {each.slug: each for each in db.session.scalars(select(Speaker))}
    file = read_series(document, now=today or now, known_speakers=set(speakers))
    stored = _held_seminars({part.slug for part in file.seminars}, set(file.speakers), now=now)
    for part in file.seminars:
        if part.slug in stored and part.dates:
            note_impossible_changes(part, stored[part.slug], file.slug)
    if file.mistakes:
        raise WrongSeriesFile(file.mistakes)
    loading = _Loading(file, speakers, now, domain, actor)
    for part in file.seminars:
        loading.load(part, stored.get(part.slug))
    loading.touch_other_seminars_of_its_speakers()
    return loading.report


def _held_seminars(slugs: set[str], speakers: set[str], *, now: datetime) -> dict[str, Seminar]:
    """Those that are stored, with their seats held: nobody may register or edit while it is decided what is fixed.
    Held with them, in one order so that nobody waits in a circle, are the others at which these speakers speak."""
    touched = or_(Seminar.slug.in_(slugs), Seminar.sessions.any(Session.speakers.any(Speaker.slug.in_(speakers))))
    found = db.session.scalars(select(Seminar).where(touched).order_by(Seminar.id)).all()
    for seminar in found:
        seats.hold(seminar, now=now)
    agenda = selectinload(Seminar.sessions).selectinload(Session.speakers)
    db.session.scalars(select(Seminar).where(Seminar.slug.in_(slugs)).options(agenda)).all()
    return {seminar.slug: seminar for seminar in found if seminar.slug in slugs}


class _Loading:
    """One loading of a file without mistakes, which begins with its series and its speakers."""

    def __init__(self, file: SeriesFile, speakers: dict[str, Speaker], now: datetime, domain: str, actor: str) -> None:
        self.now, self.domain, self.actor = now, domain, actor
        self.report = LoadReport(file.slug)
        self.speakers = speakers
        self.changed_speakers = {slug for slug in file.speakers if self._load_speaker(slug, file.speakers[slug])}
        self.series = db.session.scalar(select(Series).filter_by(slug=file.slug)) or Series(slug=file.slug)
        db.session.add(self.series)
        self.changed_of_series = _store(self.series, file.columns)

    def _load_speaker(self, slug: str, columns: Columns) -> list[str]:
        speaker = self.speakers.setdefault(slug, Speaker(slug=slug))
        db.session.add(speaker)
        return _store(speaker, columns)

    def load(self, part: SeminarPart, stored: Seminar | None) -> None:
        seminar = stored or self._new_seminar(part)
        known, capacity = change_log.as_known(seminar) if stored else None, seminar.capacity
        changed = _store(seminar, columns_to_store(part, stored))
        changed += _store_venue(seminar, part.venue)
        changed += self._store_sessions(seminar, part.sessions)
        if part.is_published and seminar.status == SeminarStatus.DRAFT:
            seminar.status, seminar.published_at = SeminarStatus.PUBLISHED, self.now
            changed.append("status")
        changed += self._seen_around_it(part)
        if stored and changed:
            seminar.version += 1
            change_log.note_change(seminar, known, now=self.now, is_correction="town_code" not in changed)
        change_log.note_recap(seminar, now=self.now)
        self._report(seminar, is_new=stored is None, changed=changed, capacity_before=capacity)

    def _new_seminar(self, part: SeminarPart) -> Seminar:
        seminar = Seminar(
            slug=part.slug,
            uid=new_uid(self.domain),
            series=self.series,
            status=SeminarStatus.DRAFT,
            created_at=self.now,
            changed_at=self.now.replace(microsecond=0),
        )
        db.session.add(seminar)
        return seminar

    def _store_sessions(self, seminar: Seminar, wanted: list[Columns]) -> list[str]:
        if wanted == [_session_columns(session) for session in seminar.sessions]:
            return []
        seminar.sessions = [self._new_session(position, columns) for position, columns in enumerate(wanted, 1)]
        return ["sessions"]

    def _new_session(self, position: int, columns: Columns) -> Session:
        speakers = [self.speakers[slug] for slug in columns["speakers"]]
        return Session(position=position, **{**columns, "speakers": speakers})

    def touch_other_seminars_of_its_speakers(self) -> None:
        """A speaker's new name or role also shows where the file says nothing of the seminar."""
        elsewhere = (
            select(Seminar)
            .where(Seminar.sessions.any(Session.speakers.any(Speaker.slug.in_(self.changed_speakers))))
            .where(Seminar.slug.not_in(self.report.slugs), Seminar.status != SeminarStatus.DRAFT)
        )
        for seminar in db.session.scalars(elsewhere.order_by(Seminar.id)).all():
            change_log.note_change(seminar, None, now=self.now)

    def _seen_around_it(self, part: SeminarPart) -> list[str]:
        """What changed outside the seminar's own row and is shown on its page."""
        speakers = {slug for columns in part.sessions for slug in columns["speakers"]}
        return self.changed_of_series + (["speakers"] if speakers & self.changed_speakers else [])

    def _report(self, seminar: Seminar, *, is_new: bool, changed: list[str], capacity_before: int | None) -> None:
        became = self.report.created if is_new else self.report.updated if changed else self.report.unchanged
        became.append(seminar.slug)
        db.session.flush()
        if is_new:
            activity.record("seminar_created", actor=self.actor, at=self.now, seminar=seminar)
        elif changed:
            record_edit(seminar, changed, capacity_before=capacity_before, actor=self.actor, at=self.now)
        if "status" in changed:
            activity.record("seminar_published", actor=self.actor, at=self.now, seminar=seminar)


def _store(row: Series | Speaker | Seminar, columns: Columns) -> list[str]:
    """The names of the columns that had to be changed."""
    different = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return list(different)


def _store_venue(seminar: Seminar, columns: Columns | None) -> list[str]:
    stored = seminar.venue and {name: getattr(seminar.venue, name) for name in FIELDS_OF_VENUE}
    if stored == columns:
        return []
    # Another seminar may take place in the same hall; its page must not change.
    seminar.venue = Venue(**columns) if columns else None
    return [field for name, field in FIELDS_OF_VENUE.items() if (stored or {}).get(name) != (columns or {}).get(name)]


def _session_columns(session: Session) -> Columns:
    names = ("starts", "ends", "title", "description")
    speakers = sorted(speaker.slug for speaker in session.speakers)
    return {**{name: getattr(session, name) for name in names}, "speakers": speakers}
