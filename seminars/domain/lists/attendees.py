"""The attendee list: its columns in their order, where their values stand and how they are put in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from flask_babel.speaklater import LazyString
from sqlalchemy import Select, String, and_, bindparam, case, cast, exists, literal, select
from sqlalchemy.orm import aliased

from seminars.domain.lists.search import never_answered
from seminars.domain.people.home_towns import Gazetteer
from seminars.extensions import db
from seminars.formats.state_words import (
    CANCELLED_BY_WORDS,
    DELIVERY_WORDS,
    MISSED_WORDS,
    ORGANISATION_KIND_WORDS,
    SOURCE_WORDS,
    STATUS_WORDS,
)
from seminars.formats.tables import Column
from seminars.i18n import LANGUAGES, language_name, lazy_gettext
from seminars.models import INVENTED_ADDRESS, Consent, ConsentKind, Message, MessageState, Party, Registration

Translate = Callable[[Any], str]

ROWS_AT_ONCE = 1000


def columns(*, with_notes: bool = True) -> list[Column]:
    """The columns with their titles in the language that is forced now."""
    return [Column(str(field.title), field.kind, field.width) for field in _fields(with_notes)]


def rows(seminar_id: int, *, up_to: int, language: str, with_notes: bool = True) -> Iterator[tuple[Any, ...]]:
    """The registrations of a seminar with ids `up_to` this one, oldest first, one value a column.

    Call it while `language` is forced. The database is read when the first row is asked for, some at a time.
    """
    fields = _fields(with_notes)
    in_words = [(place, field.words(language)) for place, field in enumerate(fields) if field.words]
    statement = _STATEMENT.add_columns(*(field.value for field in fields[1:]))
    return _rows(statement, {"seminar_id": seminar_id, "up_to": up_to}, in_words)


def _fields(with_notes: bool) -> "tuple[_Field, ...]":
    """What organisers noted about people is not for everybody who may have the list."""
    return tuple(field for field in FIELDS if with_notes or field is not _note)


def _rows(
    statement: Select[Any], which: Mapping[str, int], in_words: list[tuple[int, Translate]]
) -> Iterator[tuple[Any, ...]]:
    found = db.session.execute(statement, which, execution_options={"yield_per": ROWS_AT_ONCE})
    for number, row in enumerate(found, start=1):
        cells = [number, *row]
        for place, translate in in_words:
            cells[place] = translate(cells[place])
        yield tuple(cells)


def _said(words: Mapping[Any, Any]) -> Callable[[str], Translate]:
    def in_language(_language: str) -> Translate:
        said = {value: str(text) for value, text in words.items()}
        return lambda value: said.get(value, value or "")

    return in_language


def _languages(_language: str) -> Translate:
    names = {code: language_name(code) for code in LANGUAGES}
    return lambda code: names.get(code) or code


def _regions(language: str) -> Translate:
    places = Gazetteer()

    # Many people come from few towns, and to recognise one takes longer than to read its row.
    @lru_cache(maxsize=ROWS_AT_ONCE)
    def region(typed: str) -> str:
        town = places.find_town(typed)
        return town.region.name.in_language(language)[0] if town else ""

    return region


@dataclass(frozen=True)
class _Field:
    title: Any
    kind: Literal["text", "number", "moment", "truth"]
    width: int
    value: Any
    words: Callable[[str], Translate] | None = None


_photo, _sharing, _news = aliased(Consent), aliased(Consent), aliased(Consent)
_is_invented = and_(Message.state == MessageState.MISSED, Message.last_error == INVENTED_ADDRESS)
# Looked up by index for each row: joined subqueries take minutes where PostgreSQL has no statistics yet. Sorted by
# the time first, so that no plan walks back through all messages by their id.
_delivery = (
    select(case((_is_invented, literal(INVENTED_ADDRESS)), else_=cast(Message.state, String)))
    .where(Message.registration_id == Registration.id)
    .order_by(Message.created_at.desc(), Message.id.desc())
    .limit(1)
    .scalar_subquery()
)
_DELIVERED: Mapping[Any, LazyString] = {**DELIVERY_WORDS, MessageState.MISSED: MISSED_WORDS[""], **MISSED_WORDS}
_companion = aliased(Registration)
_contact = aliased(Registration)
_shared = exists().where(_companion.party_id == Registration.party_id, _companion.id != Registration.id)
_note = _Field(lazy_gettext("Note"), "text", 30, Registration.note)
FIELDS = (
    _Field(lazy_gettext("No."), "number", 6, None),
    _Field(lazy_gettext("Code"), "text", 9, Registration.code),
    _Field(lazy_gettext("Surname"), "text", 20, Registration.surname),
    _Field(lazy_gettext("Given name"), "text", 16, Registration.given_name),
    _Field(lazy_gettext("Patronymic"), "text", 18, Registration.patronymic),
    _Field(lazy_gettext("Organisation"), "text", 30, Registration.organisation),
    _Field(
        lazy_gettext("Kind of organisation"), "text", 24, Registration.organisation_kind, _said(ORGANISATION_KIND_WORDS)
    ),
    _Field(lazy_gettext("Position"), "text", 24, Registration.position),
    _Field(lazy_gettext("Town"), "text", 18, Registration.town),
    _Field(lazy_gettext("Region"), "text", 22, Registration.town, _regions),
    _Field(lazy_gettext("E-mail"), "text", 30, Registration.email),
    _Field(lazy_gettext("Phone"), "text", 20, Registration.phone),
    _Field(lazy_gettext("Language"), "text", 13, Registration.language, _languages),
    _Field(lazy_gettext("Status"), "text", 20, Registration.status, _said(STATUS_WORDS)),
    _Field(lazy_gettext("Party"), "number", 8, case((_shared, Party.queue_no))),
    _Field(lazy_gettext("Needs"), "text", 30, Registration.needs),
    _Field(lazy_gettext("May be photographed"), "truth", 14, _photo.given),
    _Field(lazy_gettext("May be shared with the host"), "truth", 14, _sharing.given),
    _Field(lazy_gettext("Wants news"), "truth", 14, _news.given),
    _Field(lazy_gettext("Registered"), "moment", 18, Registration.registered_at),
    _Field(lazy_gettext("Changed"), "moment", 18, Registration.changed_at),
    _Field(lazy_gettext("Cancelled at"), "moment", 18, Registration.cancelled_at),
    _Field(lazy_gettext("Cancelled by"), "text", 14, Registration.cancelled_by, _said(CANCELLED_BY_WORDS)),
    _Field(lazy_gettext("Reconfirmed"), "moment", 18, Registration.reconfirmed_at),
    _Field(lazy_gettext("Checked in"), "moment", 18, Registration.checked_in_at),
    _Field(lazy_gettext("Source"), "text", 12, Registration.source, _said(SOURCE_WORDS)),
    _Field(lazy_gettext("Delivery"), "text", 22, _delivery, _said(_DELIVERED)),
    _Field(lazy_gettext("Never answered from the mail"), "truth", 14, never_answered(_contact)),
    _Field(lazy_gettext("Group"), "number", 8, Registration.group_no),
    _note,
)


def _answer(consent: Any, kind: ConsentKind) -> tuple[Any, Any]:
    return consent, and_(consent.registration_id == Registration.id, consent.kind == kind)


_STATEMENT = (
    select()
    .select_from(Registration)
    .join(Party, Party.id == Registration.party_id)
    .join(_contact, and_(_contact.party_id == Registration.party_id, _contact.is_contact))
    .outerjoin(*_answer(_photo, ConsentKind.PHOTO))
    .outerjoin(*_answer(_sharing, ConsentKind.SHARING))
    .outerjoin(*_answer(_news, ConsentKind.NEWS))
    .where(Registration.seminar_id == bindparam("seminar_id"), Registration.id <= bindparam("up_to"))
    .where(Registration.erased_at.is_(None))
    .order_by(Registration.registered_at, Registration.id)
)
