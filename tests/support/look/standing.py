"""The instant at which every picture is taken, so that two of the same page differ by the page alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

from seminars import clock
from seminars.public.sign_up import form_tokens

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


@contextmanager
def time_stands() -> Iterator[None]:
    """For the process, and on SQLite for the database. Nobody has to type slowly either."""
    with patch.object(clock, "now", lambda: NOW), patch.object(form_tokens, "SHORTEST_TYPING", -1):
        yield
