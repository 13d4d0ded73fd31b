"""One thing that needs somebody, in numbers, names and instants: edges put it in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from seminars.models import Change, Group, Seminar


class Kind(Enum):
    """The last three only tell something, and nothing has to be done."""

    BROKEN = auto()
    BY_PHONE = auto()
    UNDELIVERED = auto()
    PENDING = auto()
    HOARDING = auto()
    GROUP = auto()
    PUT_OFF = auto()
    DRAFT = auto()
    RECAP = auto()
    OFFERED = auto()
    FULL = auto()
    CHANGED = auto()


QUIET = frozenset({Kind.OFFERED, Kind.FULL, Kind.CHANGED})


@dataclass(frozen=True)
class Need:
    """`number` counts people, and mails where these did not arrive. `who` is a person's name, or the address under
    which places were taken; `to_correct` are people whose address is wrong, `missing` are names of fields."""

    kind: Kind
    seminar: Seminar | None = None
    number: int = 0
    since: datetime | None = None
    until: datetime | None = None
    who: str = ""
    places_left: int | None = None
    waiting: int = 0
    to_correct: int = 0
    missing: tuple[str, ...] = ()
    group: Group | None = None
    change: Change | None = None

    @property
    def is_quiet(self) -> bool:
        return self.kind in QUIET

    def get_seminar(self) -> Seminar:
        """The seminar in which something is to be done; only what is broken has none."""
        if self.seminar is None:
            raise LookupError(f"{self.kind} is about no seminar")
        return self.seminar
