"""Calendar feeds, and how to subscribe to them."""

from seminars.public.calendars import pages

BLUEPRINTS = (pages.blueprint,)
