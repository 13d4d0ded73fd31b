"""What stays on one line, on narrow phones and in mails, and what is never hyphenated."""

from collections.abc import Iterator

import pytest
from acts import act, write
from addresses import addresses
from factories import ADA, make_registration, make_seminar
from full_rows import PARAGRAPHS, make_full_rows
from line_breaks import broken_words, hyphenated, torn
from playwright.sync_api import Browser, Page
from sqlalchemy import select, update

from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import LANGUAGES, Texts
from seminars.mail.render import render
from seminars.models import Message, Seminar

pytestmark = pytest.mark.browser
on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PHONES = (320, 360, 480)
MAILS = (320, 360, 400)
LONGEST_WORD = 18  # «сельскагаспадарчых» fits beside any label
WRITE_TO = Texts({code: f"{text} kantakt.arhanizataraў@klaster.example.org" for code, text in PARAGRAPHS.items()})
FAULTY = """<main style="width:4em"><p>Аўторак, 10:00–15:30</p><p>Клічаў · Магілёўская</p>
<dl lang="ru"><dd style="hyphens:auto">olive@example.org</dd></dl><table><td>Когда</td></table></main>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    yield page
    page.close()


def test_every_fault_is_found(page):
    page.set_content(FAULTY.replace("<td>", '<td style="width:2em;overflow-wrap:anywhere;max-width:2em">'))
    assert [line.partition(" in ")[0] for line in torn(page)] == ["torn: 10:00–15:30", "may begin a line: ·"]
    assert [line.partition(" in ")[0] for line in hyphenated(page)] == [
        "hyphenated: olive@example.org",
        "hyphenated fact: olive@example.org",
    ]
    assert [line.partition(" in ")[0] for line in broken_words(page, longest=5)] == ["broken: Когда"]


@on_one_database
@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_and_dots_keep_with_their_neighbours_and_no_address_is_hyphenated(app, open_page, language):
    with app.app_context():
        make_full_rows(language)
        write(lambda: db.session.execute(update(Seminar).where(Seminar.slug == "klichev").values(description=WRITE_TO)))
    page = open_page(language=language)
    for path in addresses(app, languages=(language,), organisers=False):
        if not page.request.get(path).headers["content-type"].startswith("text/html"):
            continue
        page.goto(path)
        for width in PHONES:
            page.set_viewport_size({"width": width, "height": 800})
            assert [*torn(page), *hyphenated(page)] == [], f"{path} at {width}"


@on_one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_mail_is_broken_however_narrow_the_phone(app, page, language):
    with app.app_context():
        make_mails(language)
        for message in db.session.scalars(select(Message)):
            page.set_content(render(message).html)
            for width in MAILS:
                page.set_viewport_size({"width": width, "height": 800})
                found = [*broken_words(page, longest=LONGEST_WORD), *torn(page)]
                assert found == [], f"{message.kind} at {width}"


def make_mails(language: str) -> None:
    """To somebody whose seminar is moved, put off, moved again and called off."""
    seminar = make_seminar()
    make_registration(seminar, ADA, language=language)
    days = [seminar.starts_at.replace(day=day, month=9, year=2029) for day in (12, 26)]
    for verb, values in (
        (changes.move, {"starts_at": days[0]}),
        (changes.postpone, {}),
        (changes.move, {"starts_at": days[1]}),
        (changes.cancel, {}),
    ):
        act(verb, db.session.scalars(select(Seminar)).one(), reason=PARAGRAPHS, **values)
