"""On PostgreSQL a site is upgraded while people come: first the tables, then one process after the other."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import sleep
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest
from installations import settings
from old_site import OldSite, install_old_program
from post_office import Post, free_port, serving
from running_site import COMMAND

pytestmark = pytest.mark.long
PAGES = ("/en/", "/ru/seminars/klichev", "/be/calendar/all.ics", "/pl/seminars/klichev/registrations/new")


@pytest.fixture
def site(tmp_path: Path, postgresql) -> Iterator[OldSite]:
    """The old program with people in its database."""
    commands = install_old_program(tmp_path)
    with psycopg.connect(postgresql.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS rolling WITH (FORCE)")
        connection.execute("CREATE DATABASE rolling")
    post, port = Post(), free_port()
    with serving(post) as mail:
        more = {"SEMINARS_MAIL_SERVER": mail["MAIL_SERVER"], "SEMINARS_MAIL_PORT": str(mail["MAIL_PORT"])}
        environ = settings(tmp_path / "instance", postgresql.get_uri(database="rolling"), **more)
        site = OldSite(commands, tmp_path, environ, post, port)
        site.run(str(commands / "seminars"), "init-db")
        site.live("people_sign_up")
        yield site
        for process in site.processes:
            process.kill()
            process.wait()


@contextmanager
def visitors(site: OldSite) -> Iterator[list[str]]:
    """People who look at one page after the other; gives what was not answered. While a table is changed they may be
    told to try again, kindly and once."""
    failures, is_over = [], Event()

    def look() -> None:
        while not is_over.is_set():
            for page in PAGES:
                try:
                    read(site, page)
                except (URLError, OSError) as error:
                    failures.append(f"{page}: {error}")

    threads = [Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def read(site: OldSite, page: str) -> None:
    try:
        urlopen(f"http://localhost:{site.port}{page}", timeout=20).close()
    except HTTPError as error:
        if error.code != 503 or "Retry-After" not in error.headers:
            raise
        sleep(int(error.headers["Retry-After"]))
        urlopen(f"http://localhost:{site.port}{page}", timeout=20).close()


def run_new(site: OldSite, command: str) -> str:
    """A command of the present program on the site's database."""
    environ = os.environ | site.environ
    done = subprocess.run([*COMMAND, command], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_old_processes_serve_while_the_tables_change_and_go_on_with_the_new_ones(site: OldSite):
    site.start_web()
    with visitors(site) as failures:
        assert "The database was at revision 0003; it is at " in run_new(site, "init-db")
        site.live("cyril_leaves")
        site.live("gomel_moves")
    assert failures == []
    site.send_all_mails()
    (offer,) = (letter for letter in site.letters() if "мест" in letter["Subject"] and "dina@" in letter["To"])
    assert offer["Message-ID"]
    site.stop()
    # What old processes wrote into the new tables is sound for the new program too.
    assert run_new(site, "check").endswith("checks hold\n")
