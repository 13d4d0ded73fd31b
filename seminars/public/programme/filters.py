"""What the lists can be narrowed by, and the calendar that follows what is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from seminars.domain.programme.listings import Choices
from seminars.i18n import capital, gettext
from seminars.web.templating import words

MOST_CHIPS = 8


@dataclass(frozen=True)
class Option:
    """One way to narrow the list; the empty value takes everything."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """Options of one kind, and what stays chosen beside them."""

    name: str
    label: str
    options: list[Option]
    kept: dict[str, str]

    def choice(self, option: Option) -> dict[str, str]:
        """What the address asks for where this option is chosen."""
        return {**self.kept, self.name: option.value}

    @property
    def is_long(self) -> bool:
        """Whether it is a field to choose from instead of a row."""
        return len(self.options) > 1 + MOST_CHIPS


@dataclass(frozen=True)
class Subscription:
    """The link to the calendar of what is chosen."""

    words: str
    part: dict[str, str]


def filters_of(choices: Choices, chosen: Mapping[str, str]) -> list[Filter]:
    """Those that lead somewhere, or from somewhere."""
    series, region, town = ({name: chosen[name]} for name in ("series", "region", "town"))
    found = [
        Filter("series", gettext("Series"), _of_series(choices, chosen), region | town),
        # A town stands for its region: a choice of region drops it.
        Filter("region", gettext("Region"), _of_regions(choices, chosen), series),
        Filter("town", gettext("Town"), _of_towns(choices, chosen), region | series),
    ]
    return [each for each in found if len(each.options) > len(("all", "one")) or chosen[each.name]]


def _of_series(choices: Choices, chosen: Mapping[str, str]) -> list[Option]:
    options = [Option("", gettext("All series"), not chosen["series"])]
    return options + [Option(each.slug, words(each.name), each.slug == chosen["series"]) for each in choices.series]


def _of_regions(choices: Choices, chosen: Mapping[str, str]) -> list[Option]:
    options = [Option("", gettext("All regions"), not (chosen["region"] or chosen["town"]))]
    return options + [
        Option(each.code, capital(words(each.short)), each.code == chosen["region"]) for each in choices.regions
    ]


def _of_towns(choices: Choices, chosen: Mapping[str, str]) -> list[Option]:
    options = [Option("", gettext("All towns"), not chosen["town"])]
    return options + [Option(each.code, words(each.name), each.code == chosen["town"]) for each in choices.towns]


def subscription(chosen: Mapping[str, str]) -> Subscription:
    """A calendar is of one town, one region or one series: beside a place, it holds what other series do there."""
    town, region, series = (chosen[name] for name in ("town", "region", "series"))
    if series and town:
        return Subscription(gettext("Subscribe to all seminars of this town"), {"town": town})
    if series and region:
        return Subscription(gettext("Subscribe to all seminars of this region"), {"region": region})
    part = {"town": town} if town else {"region": region} if region else {"series": series} if series else {}
    return Subscription(gettext("Subscribe to these seminars") if part else gettext("Subscribe to the calendar"), part)
