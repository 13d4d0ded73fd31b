"""What one may not do is not offered, and what one may do is: whoever has a role walks to every page that links lead to
from the first one, and sends every form that they find."""

import re
from collections.abc import Iterable
from html import unescape

import pytest
from tour_of_roles import EVERYBODY, KLICHEV, MIXED, NOTE, Held
from who_may import HOST, ORGANISER, OWNER, VIEWER, guarded_routes_of

LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')
FORM = re.compile(r'<form [^>]*method="post"[^>]*>')
ACTION = re.compile(r'action="([^"?]*)')
OUT = "organiser.sign_out.create POST"
# Nothing on this tour waits for another try, and nobody is signed in twice.
NOT_OFFERED = {OUT, "organiser.messages.try_now POST", "organiser.sign_ins.end_others POST"}


class Walk:
    """The organisers' pages by their address, and where their forms are sent; public pages are only opened."""

    def __init__(self, app, asker) -> None:
        self.urls, self.asker = app.url_map.bind(""), asker
        self.pages, self.forms = {}, set()
        ahead = ["/organiser/"]
        while ahead:
            address = ahead.pop()
            if address not in self.pages:
                ahead += self._look_at(address)

    def _look_at(self, address: str) -> list[str]:
        answer = self.asker.ask("GET", address)
        assert answer.status_code in (200, 303), (self.asker.email, address)
        page = answer.text if "html" in answer.content_type else ""
        self.pages[address] = page
        if answer.status_code == 303:
            return [answer.location]
        if not address.startswith("/organiser/"):
            return []
        self.forms |= {_action(form, address) for form in FORM.findall(page)}
        return [unescape(link) for link in LINK.findall(page)]

    @property
    def routes(self) -> set[str]:
        return self._keys(self.pages, "GET") | self._keys(self.forms, "POST")

    def _keys(self, addresses: Iterable[str], method: str) -> set[str]:
        matched = {self.urls.match(address, method=method)[0] for address in addresses}
        return {f"{endpoint} {method}" for endpoint in matched if endpoint.startswith("organiser.")}


def _action(form: str, address: str) -> str:
    found = ACTION.search(form)
    return unescape(found[1]) if found else address


@pytest.mark.long
def test_everything_on_a_page_is_for_its_reader(app, tour, signed_in):
    """Whoever owns the one seminar and looks on in the others of its series stands for the owners."""
    roles = [held for held in EVERYBODY if held.scope == "seminar" and held.role != OWNER]
    walks = {held: Walk(app, signed_in(held.email)) for held in roles}
    for held, walk in walks.items():
        may = {route.key for route in guarded_routes_of(app) if route.who.lets_in(held.role, held.scope)}
        assert walk.routes <= may, held
        assert may - walk.routes <= NOT_OFFERED, held
    for walk in (*walks.values(), Walk(app, signed_in(MIXED))):
        for address in sorted(walk.forms):
            if not address.endswith("/sign-out"):
                answer = walk.asker.ask("POST", address)
                assert answer.status_code in (200, 303, 409, 422), (walk.asker.email, address)


def test_who_only_looks_on_sees_no_empty_column_no_deed_and_no_note(app, tour, signed_in):
    people = f"/organiser/seminars/{KLICHEV}/registrations"
    shown = {}
    for role in (ORGANISER, VIEWER):
        asker = signed_in(Held(role, "seminar").email)
        pages = [asker.ask("GET", f"{people}{rest}").text for rest in ("", f"/{tour[KLICHEV]['code']}", ".csv")]
        words = (">Actions<", ">Cancel<", "Send again", "awaits your decision", "by-hand", NOTE, "Note\r\n")
        shown[role] = {word for word in words if any(word in page for page in pages)}
        assert all("ada@klichev.example.org" in page for page in pages), role
    assert shown == {ORGANISER: {*words}, VIEWER: set()}


def test_a_host_finds_figures_and_the_list_of_the_seminar_alone(app, tour, signed_in):
    page = signed_in(Held(HOST, "seminar").email).ask("GET", "/organiser/seminars").text
    assert "4 of 4 places taken" in page
    assert re.findall(r'href="(/organiser/seminars/[^"]*)"', page) == [
        "/organiser/seminars/klichev",
        "/organiser/seminars/klichev/host-list",
    ]
    assert "neighbour" not in page
    overview = signed_in(Held(HOST, "seminar").email).ask("GET", "/organiser/seminars/klichev").text
    assert 'href="/en/seminars/klichev"' in overview
