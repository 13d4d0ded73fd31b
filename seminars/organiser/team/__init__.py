"""People who help: who has which role, offering roles, changing and ending them, and taking one."""

from seminars.organiser.team import accounts, offers, pages, roles, taking

OPEN_TO_ALL = (taking.blueprint,)
BLUEPRINTS = (*OPEN_TO_ALL, pages.blueprint, offers.blueprint, roles.blueprint, accounts.blueprint)
