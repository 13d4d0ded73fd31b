"""What a row of the log tells, and what a row of the tables says about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from flask_babel.speaklater import LazyString

from seminars.models import Appointment, Detail, Status


class Group(StrEnum):
    """Kinds that are looked for together."""

    SIGN_UPS = "sign-ups"
    DECISIONS = "decisions"
    SEMINAR = "seminar"
    PAGE = "page"
    MESSAGES = "messages"
    LISTS = "lists"
    ROLES = "roles"
    INSTALLATION = "installation"


@dataclass(frozen=True, kw_only=True)
class Event:
    """`actor` as `Activity` has it; `organiser` is how an organiser is called, `person` whom it is about, "" each where
    there is none. `status` is the state that was reached, `after` how a change left the seminar."""

    kind: str
    actor: str
    organiser: str = ""
    person: str = ""
    is_erased: bool = False
    status: Status | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    after: Appointment | None = None

    @property
    def is_by_person(self) -> bool:
        return self.actor == "person"


# Its names %(who)s, %(person)s, %(fields)s and %(now)s are filled in by `line_of`.
Pattern: TypeAlias = LazyString | Callable[[Event], str]


@dataclass(frozen=True)
class Says:
    """The sentence, the one where the person did it themselves if that is another, and what stands behind it in
    parentheses where the row has that detail."""

    group: Group
    text: Pattern
    by_person: Pattern | None = None
    notes: Mapping[Detail, LazyString] = field(default_factory=dict)
