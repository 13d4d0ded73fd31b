"""The lists of organisers: on phones and desks nothing scrolls but the page, and on paper nobody is left out."""

import re
from dataclasses import replace

import pytest
from factories import make_organiser, make_registration, make_seminar
from flask import Flask
from full_rows import LONG_PERSON, get_seminar, make_full_rows, new_sign_in_link
from inspection import barriers, misfits
from line_breaks import torn
from paper import A4_LANDSCAPE, printed
from playwright.sync_api import Page

from seminars.extensions import db
from seminars.models import Registration

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

WIDTHS = (320, 360, 480, 767, 768, 1024, 1151, 1152, 1600)
PEOPLE = 37
PEOPLE_OF_KLICHEV = "/organiser/seminars/klichev/registrations"
COLUMNS = ("Name", "State", "Code", "Organisation", "Town", "E-mail, phone", "Last mail", "Registered")
ALEX = replace(
    LONG_PERSON,
    surname="Szczepańska-Brzęczyszczykiewiczowa",
    given_name="Aleksandra",
    organisation="Międzywojewódzkie Stowarzyszenie Przedsiębiorstw Rolniczo-Przemysłowych",
    town="Nowy Dwór Mazowiecki",
)

LARGE_TEXT_AT = (320, 640, 1280)
TWICE_AS_LARGE, AS_USUAL = {"standard": 32, "fixed": 26}, {"standard": 16, "fixed": 13}

# Each cell of a row and the head of its column, where they do not say the same. Seminars need no names: day and places
# tell what they are.
UNNAMED = """() => [...document.querySelectorAll('.table--rows')].flatMap((table) => {
  const heads = [...table.tHead.rows[0].cells].map((each) => each.textContent.trim());
  return [...table.tBodies[0].rows].flatMap((row) => [...row.cells].slice(1)).filter(
    (cell) => cell.dataset.label !== heads[cell.cellIndex]).map((cell) => cell.outerHTML.slice(0, 80));
})"""


@pytest.mark.parametrize(
    "language", ["be", *(pytest.param(each, marks=pytest.mark.long) for each in ("ru", "pl", "en"))]
)
def test_nothing_scrolls_but_the_page_also_with_large_text_and_each_cell_names_its_column(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
        make_registration(get_seminar("klichev"), replace(ALEX, surname="Б" * 50))
        code = db.session.query(Registration).order_by(Registration.id).first().code
    page = open_page(language=language)
    sign_in(page, app)
    lists = ("/organiser/", "/organiser/seminars", PEOPLE_OF_KLICHEV, f"{PEOPLE_OF_KLICHEV}/{code}")
    for path in (*lists, "/organiser/seminars/klichev/messages", "/organiser/messages"):
        page.goto(path)
        assert (page.locator(".table--rows, .table--seminars").count() > 0, page.evaluate(UNNAMED)) == (True, []), path
        assert barriers(page) == [], path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            assert misfits(page) + torn(page) == [], f"{path} at {width}"
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
        for width in LARGE_TEXT_AT:
            page.set_viewport_size({"width": width, "height": 700})
            assert misfits(page) == [], f"{path} at {width} with large text"
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": AS_USUAL})


def test_everybody_and_every_column_is_on_the_paper(app, open_page, tmp_path):
    with app.app_context():
        seminar = make_seminar(capacity=PEOPLE)
        for number in range(PEOPLE):
            make_registration(seminar, replace((LONG_PERSON, ALEX)[number % 2], email=f"{number}.{ALEX.email}"))
        make_organiser(language="en")
        codes = sorted(each.code for each in db.session.query(Registration))
    page = open_page(width=360, language="en")
    sign_in(page, app)
    page.goto(PEOPLE_OF_KLICHEV)
    pages = printed(page, tmp_path / "list.pdf", size=A4_LANDSCAPE)
    assert sorted(code for text in pages for code in re.findall(r"\b[2-9A-Z]{6}\b", text) if code in codes) == codes
    for text in pages:
        listed = [code for code in codes if code in text]
        assert [head for head in COLUMNS if listed and not set(head.split()) <= set(text.split())] == []
    assert "1 to 37 of 37" in pages[-1]


def sign_in(page: Page, app: Flask) -> None:
    with app.app_context():
        token = new_sign_in_link()
    page.goto(f"/organiser/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/organiser/")
