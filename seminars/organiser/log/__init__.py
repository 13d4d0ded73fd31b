"""What happened to one seminar and its people: the page, and the same to take away."""

from seminars.organiser.log import pages

BLUEPRINTS = (pages.blueprint,)
