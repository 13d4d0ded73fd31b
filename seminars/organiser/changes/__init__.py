"""Moving, extending, postponing and cancelling a seminar: the form, then what it would do."""

from seminars.organiser.changes import pages

BLUEPRINTS = (pages.blueprint,)
