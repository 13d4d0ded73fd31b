"""The ticket as it is carried along: on a phone, as a picture of its screen, and on paper."""

import pytest
from factories import ADA, make_registration, make_seminar, texts
from paper import A4, printed
from playwright.sync_api import Page
from visitors import manage_page

from seminars.domain.people.sign_up import Person
from seminars.i18n import LANGUAGES
from seminars.models import Session, Venue

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

PHONE = {"width": 360, "height": 740}
VENUE = {
    "name": texts("Hall 3"),
    "address": texts("Lenin Street 1"),
    "directions": texts("Through the yard, second door"),
    "latitude": 53.49,
    "longitude": 29.34,
}
BELA = Person(given_name="Bela", surname=ADA.surname)


@pytest.fixture
def ada(app) -> list[str]:
    """Ada and Bela have places; their codes, and the day as a whole."""
    with app.app_context():
        agenda = [Session(position=0, title=texts("Opening"))]
        seminar = make_seminar(venue=Venue(**VENUE), sessions=agenda, language_note=texts("Russian"))
        party = make_registration(seminar, ADA, companions=(BELA,)).party
        day = f"{seminar.starts_at:%A}, {seminar.starts_at.day} {seminar.starts_at:%B %Y}"
        return [*(member.code for member in party.members), day]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ticket_with_its_code_fits_on_the_screens_of_a_phone(app, open_page, language):
    page = open_page(**PHONE, language=language, color_scheme="dark")
    page.goto(manage_page(app, language=language))
    ticket, picture = (page.locator(part).bounding_box() for part in (".ticket", ".ticket-qr svg"))
    assert ticket["height"] <= 1.3 * PHONE["height"]
    assert (picture["width"], picture["height"]) == (128, 128)
    assert colours(page) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def colours(page: Page) -> list[str]:
    """Ground and modules of the code to be scanned."""
    return page.evaluate(
        "[...document.querySelectorAll('.ticket-qr path')].map((path, place) =>"
        " getComputedStyle(path)[place ? 'stroke' : 'fill'])"
    )


def test_on_paper_it_is_one_sheet_with_the_whole_date_and_nothing_to_press(app, open_page, ada, tmp_path):
    page = open_page(**PHONE, language="en")
    page.goto(manage_page(app))
    (sheet,) = printed(page, tmp_path / "ticket.pdf", size=A4)
    said = " ".join(sheet.split())
    told = (*ada, "Lenin Street 1", "Through the yard", "+375 29 000-00-01")
    assert [words for words in told if words not in said] == []
    gone = ("days", "on the map", "calendar", "I cannot come", "My data", "This was not me", "Cancel", "Privacy")
    assert [words for words in gone if words in said] == []
