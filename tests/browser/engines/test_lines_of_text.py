"""Links are underlined and what is called off is struck through, in what each engine makes of our rules.

WebKit takes `text-decoration` with a variable in it for a mistake, and then draws no line at all.
"""

import pytest
from engines import EVERY_ENGINE
from factories import make_seminar
from flask import Flask

from seminars import clock
from seminars.models import SeminarStatus

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("engine", EVERY_ENGINE, indirect=True),
]
LINKS, LISTED = "main :is(.prose, .facts, .tiled) a", ".colophon-links a"
LINE = "textDecorationLine"


@pytest.fixture(autouse=True)
def two_seminars(app: Flask) -> None:
    with app.app_context():
        make_seminar()
        make_seminar(slug="gomel", town_code="gomel", status=SeminarStatus.CANCELLED, cancelled_at=clock.now())


def test_every_link_in_a_text_is_underlined_and_none_in_a_list_of_links(open_window):
    window = open_window(width=360, language="be")
    window.open("/be/seminars/klichev")
    assert set(window.style(LINKS, LINE)) == {"underline"}
    assert set(window.style(LISTED, LINE)) == {"none"}


def test_the_town_of_a_cancelled_seminar_is_struck_through(open_window):
    window = open_window(width=360, language="be")
    window.open("/be/")
    assert window.style(".stop--cancelled .stop-town", LINE) == ["line-through"]
