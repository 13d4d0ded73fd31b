"""Boxes and lines keep their distance from what stands above and below, on a phone and on a desk."""

from dataclasses import replace

import pytest
from factories import ADA, make_organiser, make_registration, make_seminar
from full_rows import new_sign_in_link
from live_site import LiveSite
from playwright.sync_api import Page
from sqlalchemy import update

from seminars.database.units import write_unit
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import approvals
from seminars.extensions import db
from seminars.models import Seminar

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

LIST = "/organiser/seminars/klichev/registrations"
LEAST = 8  # pixels

GAPS = """(selector) => [...document.querySelectorAll(selector)].map((each) => {
  let above = each.previousElementSibling;
  if (each.localName === 'dt') above = above.previousElementSibling;
  return Math.round(each.getBoundingClientRect().top - above.getBoundingClientRect().bottom);
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_olive_is_warned_of_touches_nothing_and_facts_stand_apart(site, open_page, width):
    page = open_page(width=width, language="ru")
    with site.app.app_context():
        make_organiser(language="ru")
        code = full_twice_over()
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.goto(f"{LIST}/{code}")
    assert min(gaps(page, ".notice")) >= LEAST
    assert min(gaps(page, ".facts dt:not(:first-child)")) >= LEAST
    assert lines_of(page, "dd:has(a + small)") == 2 * 2
    page.goto(LIST)
    assert min(gaps(page, ".notice")) >= LEAST


def test_a_section_keeps_its_distance_below_a_lead(site: LiveSite, open_page):
    page = open_page(width=360, language="be")
    page.goto("/be/")
    page.evaluate("document.querySelector('main').innerHTML = '<p class=lead>А</p><p class=section>Б</p>'")
    assert gaps(page, ".section") == [36]


def full_twice_over() -> str:
    """A seminar with one seat for two people, and a party of three that awaits approval; returns its code."""
    seminar = make_seminar(capacity=3, needs_approval=True)
    companions = tuple(Person(given_name=name, surname="Klichevskaya") for name in ("Dan", "Eva"))
    party = make_registration(seminar, companions=companions)
    two = [
        make_registration(seminar, replace(ADA, given_name=name, email=f"{name}@example.org")) for name in ("B", "C")
    ]
    with write_unit():
        db.session.execute(update(Seminar).values(capacity=1))
        for each in two:
            approvals.approve(db.session.merge(each), actor="olive@example.org", may_exceed=True)
        db.session.commit()
    return party.code


def gaps(page: Page, selector: str) -> list[int]:
    """How far below its neighbour each of these stands, in pixels."""
    return page.evaluate(GAPS, selector)


def lines_of(page: Page, selector: str) -> int:
    return page.locator(selector).evaluate(
        "(each) => Math.round(each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight))"
    )
