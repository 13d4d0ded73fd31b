"""The upgrade that docs/operating.md describes, word by word: from a wheel that was in use to the present one, with
everything in it that people had left there. Both databases."""

import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from time import sleep
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import old_site
import psycopg
import pytest
from icalendar import Calendar
from installations import settings
from old_site import PROJECT, OldSite, Rows, build_wheel, install_old_program
from post_office import Post, free_port, serving
from running_site import wait_until

from seminars import version

PEOPLE_TYPE_FOR = 4  # seconds; a form that comes back sooner is taken for a robot's
WRITTEN_BY_JOBS = {"alembic_version", "job_run"}


@dataclass
class Upgraded:
    """A site before and after."""

    site: OldSite
    told: dict
    links: dict[str, str] = field(default_factory=dict)
    calendar: dict[str, int] = field(default_factory=dict)
    rows_before: Rows = field(default_factory=dict)
    rows_after: Rows = field(default_factory=dict)
    sent_before: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def upgraded(tmp_path: Path, postgresql) -> Iterator[dict[str, Upgraded]]:
    """By kind of database, sites that ran with the old program and run with the present one."""
    folder = tmp_path
    commands = install_old_program(folder)
    with psycopg.connect(postgresql.get_uri(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS upgraded WITH (FORCE)")
        connection.execute("CREATE DATABASE upgraded")
    with ExitStack() as stack:
        sites = {}
        for kind in ("sqlite", "postgresql"):
            (folder / kind).mkdir()
            database = f"sqlite:///{folder / kind}/seminars.sqlite"
            address = database if kind == "sqlite" else postgresql.get_uri(database="upgraded")
            site = _old_site(stack, commands, folder / kind, address)
            stack.callback(_end, site)
            sites[kind] = _lived(site)
        _upgrade_as_the_guide_says(folder, list(sites.values()))
        yield sites
        for each in sites.values():
            each.site.stop()


def _old_site(stack: ExitStack, commands: Path, folder: Path, database: str) -> OldSite:
    post, port = Post(), free_port()
    mail = stack.enter_context(serving(post))
    more = {
        "SEMINARS_PUBLIC_BASE_URL": f"http://localhost:{port}",
        "SEMINARS_MAIL_SERVER": mail["MAIL_SERVER"],
        "SEMINARS_MAIL_PORT": str(mail["MAIL_PORT"]),
    }
    return OldSite(commands, folder, settings(folder, database, **more), post, port)


def _end(site: OldSite) -> None:
    for process in site.processes:
        process.kill()
        process.wait()


def _lived(site: OldSite) -> Upgraded:
    """The site with its history, served by the old program; some mails are still in its outbox."""
    site.run(str(site.commands / "seminars"), "init-db")
    before = Upgraded(site, site.live("people_sign_up"))
    site.send_all_mails()
    site.live("cyril_leaves")
    site.send_all_mails()
    before.sent_before = [letter["Message-ID"] for letter in site.letters()]
    before.told |= site.live("gomel_moves")
    before.links = {"Ada": site.link_to("Ada", "Klichev|Кліч|Клич"), "Dina": site.link_to("Dina", "[Сс]вобод|[Мм]ест")}
    site.start_web()
    before.calendar = events(site)
    return before


def _upgrade_as_the_guide_says(folder: Path, all_: list[Upgraded]) -> None:
    """Each line of the guide in its order; what is done by systemd there is done to our processes."""
    (folder / "new").mkdir()
    wheel = build_wheel(PROJECT, folder / "new")
    for line in guide():
        command = shlex.split(_as_here(line, wheel))
        if command[1] == "wheel":
            continue  # it was built from this working copy, and without the net
        if command[0].endswith("/pip"):
            all_[0].site.run(*command)
            continue
        for each in all_:
            _follow(each, command)


def guide() -> list[str]:
    """The commands of the section about the upgrade."""
    section = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8").partition("\n## Upgrade\n")[2]
    return re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1].splitlines()


def _as_here(line: str, wheel: Path) -> str:
    here = {
        "/opt/seminars": str(wheel.parents[1] / "env"),
        "/var/backups/seminars/": "",
        "requirements/": f"{PROJECT}/requirements/",
        f"dist/{wheel.name}": str(wheel),
    }
    line = re.sub("^seminars ", "/opt/seminars/bin/seminars ", line)
    for there, ours in here.items():
        line = line.replace(there, ours)
    return line


def _follow(each: Upgraded, command: list[str]) -> None:
    site, word = each.site, command[1]
    if word == "stop":
        site.stop()
    elif word == "start":
        site.start_web()
        site.start("worker")
    elif word == "init-db":
        each.rows_before = site.rows()
        each.said[word] = site.run(*command)
        each.rows_after = site.rows()
    else:
        each.said[word] = site.run(*command)


def events(site: OldSite) -> dict[str, int]:
    """SEQUENCE of each seminar in the calendar of all, by its UID."""
    calendar = Calendar.from_ical(read(build_opener(), f"http://localhost:{site.port}/en/calendar/all.ics"))
    return {str(event["UID"]): int(event.get("SEQUENCE", 0)) for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize(("everybodys", "ending"), [("true", "failed"), ("", "skipped")])
def test_a_clone_without_history_is_told_so_and_fails_where_it_tests_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, everybodys: str, ending: str
):
    monkeypatch.setenv("CI", everybodys)
    monkeypatch.setattr(old_site, "COMMIT", "0" * 40)
    endings = {"failed": pytest.fail.Exception, "skipped": pytest.skip.Exception}
    with pytest.raises(endings[ending], match="THE UPGRADE WAS NOT TRIED: the commit 0000000 cannot be had here"):
        old_site.unpack_old_sources(tmp_path)


# One test, since what it needs takes a minute to come about: two programs are installed, and two sites lived.
@pytest.mark.long
def test_people_find_everything_as_it_was_after_an_upgrade(upgraded: dict[str, Upgraded]):
    for after in upgraded.values():
        another_program_runs_and_says_what_it_did(after)
        every_row_is_there_as_it_was(after)
        the_link_in_an_old_mail_opens_the_page_of_the_party(after)
        calendars_know_the_same_events(after)
        the_queued_mails_left_once_under_their_old_names(after)
        an_offer_from_before_is_accepted_and_somebody_signs_up(after)
    a_wheel_of_the_same_number_is_installed_too(upgraded["sqlite"].site)


def another_program_runs_and_says_what_it_did(after: Upgraded) -> None:
    assert after.said["--version"].startswith(f"seminars {version.__version__}")
    assert re.search(r"The database was at revision 0003; it is at \d{4} now\.", after.said["init-db"])
    assert after.said["check"].endswith("checks hold\n")


def every_row_is_there_as_it_was(after: Upgraded) -> None:
    for table in after.rows_before.keys() - WRITTEN_BY_JOBS:
        before, now = after.rows_before[table], after.rows_after[table]
        assert [{name: row[name] for name in old} for old, row in zip(before, now, strict=True)] == before, table
    assert [len(after.rows_before[table]) for table in ("seminar", "registration", "party", "change")] == [2, 9, 7, 1]


def the_link_in_an_old_mail_opens_the_page_of_the_party(after: Upgraded) -> None:
    ada, bela, *_gomel = (row for row in after.rows_before["registration"] if row["given_name"] in ("Ada", "Bela"))
    page = read(build_opener(), f"http://localhost:{after.site.port}{after.links['Ada']}")
    for told in ("Ada Klichevskaya", ada["code"], "Bela Klichevskaya", bela["code"]):
        assert told in page


def calendars_know_the_same_events(after: Upgraded) -> None:
    assert events(after.site) == after.calendar
    assert sorted(after.calendar.values()) == [0, 1]
    mine = Calendar.from_ical(read(build_opener(), after.told["feed"]))
    assert {str(event["UID"]) for event in mine.walk("VEVENT")} == set(after.calendar)


def the_queued_mails_left_once_under_their_old_names(after: Upgraded) -> None:
    wait_until(lambda: not after.site.queued(), "mails are still queued")
    sent = [letter["Message-ID"] for letter in after.site.letters()]
    assert len(after.told["queued"]) >= 3  # Ada, Gleb and Hanna; and Olive, if a day ended meanwhile
    assert [name for name in after.told["queued"] if sent.count(name) != 1] == []
    assert sent[: len(after.sent_before)] == after.sent_before
    assert len(sent) == len(set(sent))


def an_offer_from_before_is_accepted_and_somebody_signs_up(after: Upgraded) -> None:
    dina, site = build_opener(HTTPCookieProcessor(CookieJar())), f"http://localhost:{after.site.port}"
    own_page = f"{site}{after.links['Dina']}"
    send(dina, own_page, f"{own_page}/acceptance")
    ivan = {"given_name": "Ivan", "surname": "Lovelace", "email": "ivan@example.org", "processing": "y"}
    registrations = f"{site}/en/seminars/gomel/registrations"
    visitor = build_opener(HTTPCookieProcessor(CookieJar()))
    assert "ivan@example.org" in send(visitor, f"{registrations}/new", registrations, **ivan)
    wait_until(lambda: any("ivan@" in letter["To"] for letter in after.site.letters()), "Ivan got no mail")
    states = {row["given_name"]: row["status"] for row in after.site.rows()["registration"]}
    assert (states["Dina"], states["Ivan"], states["Eva"]) == ("confirmed", "confirmed", "waiting")
    assert after.site.run(str(after.site.commands / "seminars"), "check").endswith("checks hold\n")


def a_wheel_of_the_same_number_is_installed_too(site: OldSite) -> None:
    """What pip leaves alone unless it is told to force it, so that an upgrade would do nothing."""
    (installed,) = site.commands.parent.glob("lib/python*/site-packages/seminars/version.py")
    installed.write_text(installed.read_text().replace(version.__version__, "0.0.1"))
    asked = (str(site.commands / "seminars"), "--version")
    assert site.run(*asked).startswith("seminars 0.0.1")
    (wheel,) = (site.commands.parents[1] / "new").glob("*.whl")
    (install,) = (line for line in guide() if wheel.name in line)
    site.run(*shlex.split(_as_here(install, wheel)))
    assert site.run(*asked).startswith(f"seminars {version.__version__}")


def send(browser: OpenerDirector, page: str, address: str, **typed: str) -> str:
    """Fill in the form of a page as slowly as people do; returns the page that answers."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', read(browser, page)))
    sleep(PEOPLE_TYPE_FOR if typed else 0)
    return read(browser, Request(address, urlencode(hidden | typed).encode(), headers={"Referer": page}))  # noqa: S310


def read(browser: OpenerDirector, address: str | Request) -> str:
    with browser.open(address, timeout=20) as answer:
        assert answer.status == 200
        return answer.read().decode()
