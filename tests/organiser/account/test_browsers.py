"""Browsers in words, from tables of our own and never from what was sent."""

import pytest

from seminars.organiser.account.browsers import named

WINDOWS, ANDROID = "(Windows NT 10.0; Win64; x64)", "(Linux; Android 15; Pixel 9)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (f"Mozilla/5.0 {WINDOWS} Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (f"Mozilla/5.0 {WINDOWS} {CHROME} Safari/537.36", "Chrome, Windows"),
        (f"Mozilla/5.0 {WINDOWS} {CHROME} Safari/537.36 Edg/137.0", "Edge, Windows"),
        (f"Mozilla/5.0 {WINDOWS} {CHROME} YaBrowser/25.4 Safari/537.36", "Yandex, Windows"),
        (f"Mozilla/5.0 {ANDROID} {CHROME} Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 {ANDROID} AppleWebKit SamsungBrowser/28.0 {CHROME}", "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) CriOS/137.0 Mobile Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1", "Safari, macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Firefox/140.0", "Firefox"),
        ("curl/8.5.0", ""),
        ("Evil\r\nWindows", ""),
        ("", ""),
    ],
)
def test_family_and_system_or_nothing(sent, name):
    assert named(sent) == name
