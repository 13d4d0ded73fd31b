"""A process that lives by another clock than the machine's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from running_site import Site, site_on

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@contextmanager
def site_of_many_clocks(folder: Path, database: str) -> Iterator[Site]:
    if not LIBRARIES:
        assert not os.environ.get("CI"), "CI must install faketime"
        pytest.skip("NOT TESTED: workers with wrong clocks; install faketime")
    with site_on(folder, database) as site:
        yield site


def start_worker_at(site: Site, difference: str) -> None:
    # Not by the program `faketime`, which would get the signals in the worker's stead.
    site.start_worker(LD_PRELOAD=str(LIBRARIES[0]), FAKETIME=difference, FAKETIME_DONT_FAKE_MONOTONIC="1")
