"""One seminar as a place of its own: the head of all its pages, its overview, and its messages."""

from seminars.organiser.overviews import messages, pages

BLUEPRINTS = (pages.blueprint, messages.blueprint)
