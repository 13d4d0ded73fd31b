"""One's own registration, behind the link that only a mail tells."""

from seminars.public.registrations import (
    answers,
    cancellations,
    disavowals,
    erasures,
    members,
    new_addresses,
    offers,
    pages,
)

BLUEPRINTS = (
    answers.blueprint,
    cancellations.blueprint,
    disavowals.blueprint,
    erasures.blueprint,
    members.blueprint,
    new_addresses.blueprint,
    offers.blueprint,
    pages.blueprint,
)
