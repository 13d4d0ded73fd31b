"""Where a request comes from, by what its browser says of it."""

import pytest

from seminars.web.protection.origins import Origin, origin

OURS, THEIRS = "https://seminars.example.org", "https://evil.example"


def origin_of(app, *, base_url: str = OURS, **headers: str) -> Origin:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context("/", method="POST", base_url=base_url, headers=sent):
        return origin()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec_Fetch_Site": "same-origin"}, Origin.OWN),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, Origin.OWN),
        ({"Sec_Fetch_Site": "same-origin", "Origin": OURS}, Origin.OWN),
        ({"Sec_Fetch_Site": "none", "Origin": OURS}, Origin.OWN),
        ({"Origin": OURS}, Origin.OWN),
        ({"Origin": OURS.upper()}, Origin.OWN),
        ({"Origin": OURS, "Referer": f"{THEIRS}/"}, Origin.OWN),
        ({"Origin": THEIRS}, Origin.FOREIGN),
        ({"Origin": f"{OURS}.evil.example"}, Origin.FOREIGN),
        ({"Origin": "http://seminars.example.org"}, Origin.FOREIGN),
        ({"Origin": f"{OURS}:8443"}, Origin.FOREIGN),
        ({"Origin": "https://ada@seminars.example.org"}, Origin.FOREIGN),
        ({"Origin": "https://www.seminars.example.org"}, Origin.FOREIGN),
        ({"Sec_Fetch_Site": "same-site"}, Origin.FOREIGN),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "null"}, Origin.FOREIGN),
        ({"Sec_Fetch_Site": "cross-site", "Origin": OURS}, Origin.FOREIGN),
        ({"Sec_Fetch_Site": "same-origin", "Origin": THEIRS}, Origin.FOREIGN),
        ({"Referer": f"{THEIRS}/page"}, Origin.FOREIGN),
        ({"Referer": "https://[damaged/"}, Origin.FOREIGN),
        ({"Referer": f"{OURS}/en/"}, Origin.UNKNOWN),
        ({"Origin": "null", "Referer": f"{OURS}/en/"}, Origin.UNKNOWN),
        ({"Origin": "null"}, Origin.UNKNOWN),
        ({"Sec_Fetch_Site": "none"}, Origin.UNKNOWN),
        ({"Sec_Fetch_Site": "of tomorrow"}, Origin.UNKNOWN),
        ({}, Origin.UNKNOWN),
    ],
)
def test_where_it_comes_from(app, headers, expected):
    assert origin_of(app, **headers) is expected


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        # A proxy that hands the name of the host on, but neither its scheme nor what the site is called outside.
        ("http://localhost", "https://localhost", Origin.OWN),
        ("http://localhost:5000", "http://localhost:5000", Origin.OWN),
        ("http://localhost:80", "http://localhost", Origin.OWN),
        ("http://localhost:5000", OURS, Origin.OWN),
        ("http://localhost:5000", "http://localhost:5001", Origin.FOREIGN),
        ("https://localhost", "http://localhost", Origin.FOREIGN),
    ],
)
def test_the_host_that_was_asked_is_ours_beside_the_public_address(app, asked, said, expected):
    assert origin_of(app, base_url=asked, Origin=said) is expected


def test_the_port_that_goes_without_saying_may_stand_in_the_public_address(app):
    app.config["PUBLIC_BASE_URL"] = f"{OURS}:443"
    assert origin_of(app, base_url="http://localhost", Origin=OURS) is Origin.OWN
