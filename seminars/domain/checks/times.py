"""Checks of what rows say of the time."""

from collections.abc import Iterator
from datetime import datetime

from seminars.domain.jobs import future


def nothing_from_the_future(now: datetime) -> Iterator[str]:
    for row, moment in future.moments(now=now):
        yield f"{row} is of {moment:%Y-%m-%d %H:%M} UTC, which is yet to come"
