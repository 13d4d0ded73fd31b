"""What a file may change about a seminar that is stored already."""

from dataclasses import replace

from seminars.domain.errors import FixedOnceRegistered
from seminars.domain.loading.document import Columns, SeminarPart
from seminars.domain.seminars import content, editing
from seminars.domain.seminars.content import VENUE_COLUMNS, WHEN_AND_WHERE
from seminars.i18n import Texts
from seminars.models import Seminar

# The fields of `SeminarChanges` that stand for a venue's columns.
FIELDS_OF_VENUE = {column: field for field, column in VENUE_COLUMNS.items()}
KEYS_OF_FIELDS = {
    "starts_at": "starts",
    "ends_at": "ends",
    "hours_known": "starts",
    "town_code": "town",
    "timezone": "town",
    "venue_name": "venue.name",
    "venue_address": "venue.address",
    "latitude": "venue.latitude",
    "longitude": "venue.longitude",
}


def columns_to_store(part: SeminarPart, stored: Seminar | None) -> Columns:
    """The columns the file gives. Dates counted from the day of loading are counted once only."""
    if part.dates is None:
        return part.columns
    kept = part.dates.from_today if stored else ()
    return part.columns | {name: value for name, value in part.dates.columns.items() if name not in kept}


def note_impossible_changes(part: SeminarPart, stored: Seminar, series_slug: str) -> None:
    """Add to the file's mistakes what it may not change."""
    if stored.series.slug != series_slug:
        part.table.wrong(f'this slug belongs to a seminar of the series "{stored.series.slug}"; choose another')
    if stored.is_public and not part.is_published:
        part.table.wrong(f'status is "draft", but the seminar is {stored.status} already and stays so')
    try:
        editing.refuse_fixed_changes(stored, _as_changes(part, stored))
    except FixedOnceRegistered as refusal:
        keys = sorted({KEYS_OF_FIELDS[name] for name in refusal.fields})
        part.table.wrong(
            f"people are registered, so {' and '.join(keys)} of this published seminar cannot change here; "
            f"`seminars move {stored.slug}` changes it and writes to everybody"
        )


def _as_changes(part: SeminarPart, stored: Seminar) -> content.SeminarChanges:
    columns = columns_to_store(part, stored)
    venue = part.venue or dict.fromkeys(("name", "address", "directions"), Texts())
    place = {field: venue.get(column) for column, field in FIELDS_OF_VENUE.items()}
    fixed = {name: columns[name] for name in WHEN_AND_WHERE if name in columns}
    return replace(content.as_written(stored), **{**place, **fixed})
