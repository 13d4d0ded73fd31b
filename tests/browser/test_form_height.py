"""How far a thumb travels from the top of the sign-up page to its button."""

import pytest
from factories import make_seminar
from sign_up_form import TITLE

from seminars.i18n import LANGUAGES, Texts

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

PHONE = {"width": 360, "height": 740}
MOST_SCREENS = 1.4
FIELDS = ["given_name", "surname", "email", "processing", "news"]
SHOWN = """() => [...document.querySelectorAll('.form :is(input, select, textarea)')]
  .filter((field) => field.type !== 'hidden' && field.tabIndex >= 0 && field.checkVisibility())
  .filter((field) => !field.closest('details:not([open])')).map((field) => field.name)"""
END = "() => document.querySelector('main').lastElementChild.getBoundingClientRect().bottom + scrollY"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_of_a_seminar_without_questions_fits_one_screen_and_a_half(app, site, open_page, language):
    with app.app_context():
        make_seminar(title=TITLE, host_phone="+375 29 123-45-67", host=Texts({language: "Дом культуры"}))
    page = open_page(language=language, **PHONE)
    page.goto(f"/{language}/seminars/klichev/registrations/new")
    assert page.evaluate(SHOWN) == FIELDS
    assert page.evaluate(END) <= MOST_SCREENS * PHONE["height"]
    names = [page.locator(f"#{name}").bounding_box() for name in FIELDS[:2]]
    assert names[0]["y"] == names[1]["y"]
