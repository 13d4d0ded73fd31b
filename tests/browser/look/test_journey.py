"""What bench/journey.py counts on the way of a person, so that it goes on to find its way."""

import journey
import pytest
from playwright.sync_api import Browser
from site_to_show import sites_to_show

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_two_presses_and_three_fields_lead_to_a_place(chromium: Browser):
    with sites_to_show() as everything:
        url = next(url for url, shown in everything if shown.name == "programme, tour")
        found = journey.walk(chromium, url, "be")
    assert (found.presses, found.needed_fields, found.needed_ticks) == (2, 3, 1)
    assert [each.name for each in found.pages] == ["programme", "form", "receipt"]
