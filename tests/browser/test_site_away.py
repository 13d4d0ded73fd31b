"""The page that nginx shows while the site is away, as people see it, and the form that was on its way just then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import make_seminar
from grown_up import nginx
from grown_up import running as running_programs
from inspection import barriers, misfits, slips_of_structure
from playwright.sync_api import Browser, Page
from post_office import free_port
from running_site import Site, site_on
from sign_up_form import TYPING
from sqlalchemy import func, select

from seminars.extensions import db
from seminars.models import Registration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
SIGN_UP = "/en/seminars/klichev/registrations/new"


@pytest.fixture
def https() -> int:
    return free_port()


@pytest.fixture
def site(database: str, tmp_path: Path, https: int) -> Iterator[Site]:
    """A site behind nginx, of which no web process runs yet."""
    address = f"https://localhost:{https}"
    with site_on(tmp_path, database, SEMINARS_PUBLIC_BASE_URL=address) as site:
        with site.app.app_context():
            make_seminar()
        command = nginx(tmp_path, web=site.ports, http=free_port(), https=https)
        with running_programs(command, environ={}, log=tmp_path / "proxy"):
            yield site


@pytest.fixture
def page(chromium: Browser, https: int) -> Iterator[Page]:
    context = chromium.new_context(base_url=f"https://localhost:{https}", ignore_https_errors=True)
    yield context.new_page()
    context.close()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_everybody_can_read_the_page(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.goto("/ru/").status == 503
    # The page stands alone, so its few rules stand in it.
    findings = [*misfits(page), *(slip for slip in slips_of_structure(page) if slip != "inline style")]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        findings += [f"{scheme}: {barrier}" for barrier in barriers(page)]
    assert findings == []


def test_a_form_sent_while_the_site_was_away_is_taken_when_the_page_is_loaded_again(site: Site, page: Page):
    web = site.start_web(site.ports[0])
    page.goto(SIGN_UP)
    for name, text in (("given_name", "Ada"), ("surname", "Lovelace"), ("email", "ada@example.org")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("#processing").check()
    page.wait_for_timeout(TYPING)
    web.kill()
    web.wait()
    with page.expect_navigation() as sent:
        page.locator("main .button--main").click()
    assert sent.value.status == 503
    assert page.locator("h1").inner_text() == "Сайт часова недаступны"
    site.start_web(site.ports[0])
    for _patience in range(20):
        page.wait_for_timeout(500)
        if page.reload().status == 200:
            break
    assert "/registrations/received/" in page.url
    with site.app.app_context():
        assert db.session.scalar(select(func.count(Registration.id))) == 1
