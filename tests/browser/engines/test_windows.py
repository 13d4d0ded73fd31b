"""What is switched off in a window is off indeed, and otherwise on: or a journey would prove nothing."""

import pytest
from engines import EVERY_ENGINE
from factories import make_seminar
from flask import request, request_started

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.parametrize("engine", EVERY_ENGINE, indirect=True),
]
FORM = "/be/seminars/klichev/registrations/new"


@pytest.mark.parametrize("cookies", [True, False])
def test_a_window_that_blocks_cookies_sends_none(site, open_window, cookies):
    brought = []

    def note(_app: object) -> None:
        if request.path == FORM:
            brought.append("seminars" in request.cookies)

    with site.app.app_context():
        make_seminar()
    window = open_window(cookies=cookies)
    with request_started.connected_to(note, site.app):
        window.open(FORM)
        window.open(FORM)
    assert brought == [False, cookies]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_window_without_scripts_runs_none(open_window, scripts):
    window = open_window(scripts=scripts)
    window.open("/be/calendar")
    shown = "[...document.querySelectorAll('[data-copy]')].map((each) => !each.hidden)"
    assert set(window.evaluate(shown)) == {scripts}


def test_a_window_is_as_narrow_and_speaks_the_language_as_it_was_told(open_window):
    window = open_window(width=360, height=740, language="pl")
    window.open("/")
    assert window.evaluate("[innerWidth, innerHeight, navigator.language]") == [360, 740, "pl"]
