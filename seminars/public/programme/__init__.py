"""Which seminars there are: those to come, and the archive."""

from seminars.public.programme import pages

BLUEPRINTS = (pages.blueprint,)
