"""Those who signed up: the list, one of them, decisions, exports."""

from seminars.organiser.registrations import cancellations, decisions, exports, pages

BLUEPRINTS = (pages.blueprint, cancellations.blueprint, decisions.blueprint, exports.blueprint)
