"""Seminars: the list, and the form that makes and edits one."""

from seminars.organiser.seminars import pages

BLUEPRINTS = (pages.blueprint,)
