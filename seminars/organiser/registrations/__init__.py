"""Those who signed up: the list, one of them, decisions, exports, what hosts see."""

from seminars.organiser.registrations import (
    addresses,
    cancellations,
    decisions,
    exports,
    host_list,
    pages,
    unions,
)

BLUEPRINTS = (
    pages.blueprint,
    addresses.blueprint,
    cancellations.blueprint,
    decisions.blueprint,
    exports.blueprint,
    host_list.blueprint,
    unions.blueprint,
)
