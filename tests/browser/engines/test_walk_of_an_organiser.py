"""From the link of the mail to a printed list: an organiser creates a seminar and moves it, in each engine the same."""

import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from engines import EVERY_ENGINE, program
from factories import ADA, make_organiser, make_registration, make_series
from full_rows import get_seminar, new_sign_in_link
from live_site import LiveSite
from sqlalchemy import select
from windows import Window

from seminars import clock
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Seminar

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("engine", EVERY_ENGINE, indirect=True),
]
TITLES = Texts(be="Кластары ў Пінску", ru="Кластеры в Пинске", pl="Klastry w Pińsku", en="Clusters in Pinsk")
FIRST_DAY = clock.now().date() + timedelta(days=40)
NEXT_DAY = FIRST_DAY + timedelta(days=1)
PEOPLE = [replace(ADA, surname=f"Klichevskaya-{number}", email=f"ada.{number}@example.org") for number in range(37)]
SEE_FIRST = "See what happens and whom it writes to"


def test_an_organiser_at_a_desk(site, open_window, tmp_path):
    window = open_window(language="pl")
    get_in(site, window)
    create_and_publish(site, window)
    with site.app.app_context():
        assert when_and_where() == (FIRST_DAY, "10:00", "pinsk")
        for person in PEOPLE:
            make_registration(get_seminar(slug()), person)
    move_to_the_next_day(site, window)
    with site.app.app_context():
        assert when_and_where() == (NEXT_DAY, "11:00", "pinsk")
    print_the_list(window, tmp_path / "list.pdf")


def get_in(site: LiveSite, window: Window) -> None:
    say = site.words("pl")
    with site.app.app_context():
        make_series()
        make_organiser(language="pl")
        token = new_sign_in_link()
    window.open(f"/organiser/sign-in/{token}")
    window.press(say("Sign in"))
    window.press(say("Seminars"))
    window.expect_headline(say("Seminars"))


def create_and_publish(site: LiveSite, window: Window) -> None:
    say = site.words("pl")
    window.press(say("New seminar"))
    for code, title in TITLES.items():
        window.fill(f"title-{code}", title)
    window.choose("town", "pinsk")
    fill_in_time(window, FIRST_DAY, "10:00", "15:30")
    window.fill("capacity", "40")
    window.press(say("Save and publish"))
    window.expect("[role=status]", say("Saved. Nobody was written to."))


def fill_in_time(window: Window, day: date, begins: str, ends: str) -> None:
    window.fill("first_day", day.isoformat())
    window.fill("begins", begins)
    window.fill("ends", ends)


def move_to_the_next_day(site: LiveSite, window: Window) -> None:
    """Seen before it is done, and done by one more press."""
    say = site.words("pl")
    window.open(f"/organiser/seminars/{in_site(site, slug)}/registrations")
    window.press(say("Changes"))
    window.press(say("Move"))
    window.expect_headline(say("Move the seminar"))
    fill_in_time(window, NEXT_DAY, "11:00", "16:00")
    window.press(say(SEE_FIRST))
    window.expect("main", say("This is what would happen. Nothing is done yet, and nobody has been written to."))
    with site.app.app_context():
        assert when_and_where() == (FIRST_DAY, "10:00", "pinsk")
    window.press("Przenieś i napisz do 37 osób")
    window.expect("main", "37")
    window.press(say("People"))
    window.expect_headline(say("People"))


def print_the_list(window: Window, paper: Path) -> None:
    """Whoever stands at the door holds everybody in the hand, with what is known of each."""
    window.print_to(paper)
    command = [program("reader of PDF"), "-raw", paper, "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("\n", "")
    assert [each.surname for each in PEOPLE if f"{each.surname}{each.given_name}" not in printed.replace(" ", "")] == []


def in_site(site: LiveSite, question):
    with site.app.app_context():
        return question()


def slug() -> str:
    return db.session.scalars(select(Seminar.slug)).one()


def when_and_where() -> tuple[date, str, str]:
    seminar = db.session.scalars(select(Seminar)).one()
    begins = seminar.in_zone(seminar.starts_at)
    return begins.date(), f"{begins:%H:%M}", seminar.town_code
