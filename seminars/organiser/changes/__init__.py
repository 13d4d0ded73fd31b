"""Moving, extending, postponing and cancelling a seminar: the form, what it would do, and who is to be told by hand."""

from seminars.organiser.changes import pages, told_by_hand

BLUEPRINTS = (pages.blueprint, told_by_hand.blueprint)
