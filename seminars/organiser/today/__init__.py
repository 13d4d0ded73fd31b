"""Today: what needs the organiser, the tour, what happened since yesterday."""

from seminars.organiser.today import pages

BLUEPRINTS = (pages.blueprint,)
