"""Those who signed up: the list, one of them, decisions, exports."""

from seminars.organiser.registrations import addresses, cancellations, decisions, exports, pages, unions

BLUEPRINTS = (
    pages.blueprint,
    addresses.blueprint,
    cancellations.blueprint,
    decisions.blueprint,
    exports.blueprint,
    unions.blueprint,
)
