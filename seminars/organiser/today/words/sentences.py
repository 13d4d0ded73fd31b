"""What the words of a need consist of, and what sentences about one seminar share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seminars.domain.today.need import Need
from seminars.formats.times import short
from seminars.i18n import chosen_language, local_date


@dataclass(frozen=True)
class Deed:
    """`label` is a button's, and it leads to the endpoint with these values."""

    label: str
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """`what` is the sentence to be seen first, `about` follows it, `detail` stands below; each of these two may be "".
    `town` tells buttons of the same label apart. `tone` is one of now, soon, quiet."""

    what: str
    about: str = ""
    detail: str = ""
    deed: Deed | None = None
    town: str = ""
    tone: str = "soon"


@dataclass(frozen=True)
class Place:
    """What sentences about a seminar share."""

    need: Need
    now: datetime

    @property
    def town(self) -> str:
        return self.need.get_seminar().town.name.in_language(chosen_language())[0]

    def moment(self, instant: datetime | None) -> str:
        zone = self.need.get_seminar().timezone
        return short.moment(instant, zone, chosen_language(), now=self.now) if instant else ""

    def day(self, instant: datetime | None) -> str:
        zone = self.need.get_seminar().timezone
        today = local_date(self.now, zone)
        return short.day(local_date(instant, zone), chosen_language(), today=today) if instant else ""

    def deed(self, label: str, endpoint: str, **values: str) -> Deed:
        return Deed(label, endpoint, {"slug": self.need.get_seminar().slug, **values})
