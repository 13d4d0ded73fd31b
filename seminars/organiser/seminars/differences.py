"""What the page of the seminar's form shows beside its fields."""

from typing import NamedTuple

from wtforms import Field

from seminars.organiser.fields import OrganiserForm, Parsed
from seminars.places import Region, Town, current_places
from seminars.text.alphabets import in_order
from seminars.web.forms import leaves


class Difference(NamedTuple):
    """A field that somebody else saved meanwhile with another content."""

    field: Field
    typed: str
    stored: str


def differences(form: OrganiserForm, stored: OrganiserForm) -> list[Difference]:
    """Fields that are different in the database from the form that was sent."""
    now_stored = {leaf.field.name: _content(leaf.field) for leaf in leaves(stored)}
    fields = [leaf.field for leaf in leaves(form)]
    pairs = [(field, _content(field), now_stored.get(field.name, "")) for field in fields]
    apart = ("version", "publish", "csrf_token")
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2] and pair[0].short_name not in apart]


def _content(field: Field) -> str:
    return field.typed if isinstance(field, Parsed) else str(field.data or "")


def regions_with_towns(language: str) -> list[tuple[Region, list[Town]]]:
    """All regions, each with its towns, in the order of the reader's alphabet."""
    places = current_places()
    regions = in_order(places.regions.values(), language, name=lambda each: each.name)
    return [
        (region, in_order(places.towns_of(region.code), language, name=lambda each: each.name)) for region in regions
    ]
