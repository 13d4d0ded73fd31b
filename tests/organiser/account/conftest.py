"""Tries, mails and sign-ins of an account are counted in spans of time."""

import pytest


@pytest.fixture(autouse=True)
def count_from_now(spans_begin_now: None) -> None:
    """Of each test in this room."""
