"""Share pictures and posters over HTTP, as chats, browsers and the curious ask for them."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from acts import act
from factories import make_seminar
from flask import Flask
from flask.testing import FlaskClient
from sheets import size_of, words_of
from visitors import rows

from seminars.domain.files import kept_papers
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.formats.papers.typesetting import Manuscript
from seminars.models import Seminar, SeminarStatus

BASE_URL = "https://seminars.example.org"
PAPERS = ("klichev.png", "klichev/poster.pdf", "klichev/poster-all.pdf")


class OpenGraph(HTMLParser):
    """What a chat keeps of a page's head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        name = told.get("property") or told.get("name") or ""
        if tag == "meta" and name.startswith(("og:", "twitter:")):
            assert name not in self.found
            self.found[name] = told["content"] or ""


@pytest.fixture
def chat(app: Flask) -> FlaskClient:
    """A program that keeps no cookie and asks for the public address."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of what is made meanwhile."""
    noted, typeset = [], Manuscript.typeset

    def note(manuscript: Manuscript) -> bytes:
        noted.append(manuscript.template)
        return typeset(manuscript)

    monkeypatch.setattr(Manuscript, "typeset", note)
    return noted


def preview(chat: FlaskClient, address: str) -> dict[str, str]:
    return OpenGraph(chat.get(address, base_url=BASE_URL).text).found


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("language", ["be", "ru", "pl", "en"])
def test_a_chat_shows_a_picture_of_each_seminar_in_each_language(app, chat, language):
    changed_at = rows(app, Seminar)[0].changed_at
    found = preview(chat, f"/{language}/seminars/klichev")
    picture = f"{BASE_URL}/{language}/seminars/klichev.png?v={int(changed_at.timestamp())}"
    assert {name: found[name] for name in found if "image" in name or "card" in name} == {
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": f"Small towns and clusters ({language}). {found['og:description']}",
        "twitter:card": "summary_large_image",
    }
    answer = chat.get(picture)
    assert (answer.status_code, answer.mimetype, answer.headers.getlist("Set-Cookie")) == (200, "image/png", [])
    assert size_of(answer.data) == (1200, 630)
    assert len(answer.data) <= 200_000
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    again = chat.get(picture, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_is_made_once_and_its_head_can_be_asked_for(client, made, paper):
    head = client.head(f"/pl/seminars/{paper}")
    answer = client.get(f"/pl/seminars/{paper}")
    assert (head.status_code, head.headers["ETag"]) == (200, answer.headers["ETag"])
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert len(made) == 1


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("paper", PAPERS)
def test_while_a_paper_is_made_no_connection_to_the_database_is_kept(client, monkeypatch, paper):
    held = []

    def note(_manuscript: Manuscript) -> bytes:
        held.append(db.engine.pool.checkedout())
        return b"paper"

    monkeypatch.setattr(Manuscript, "typeset", note)
    assert client.get(f"/en/seminars/{paper}").status_code == 200
    assert held == [0]


@pytest.mark.usefixtures("seminar")
def test_a_change_makes_new_papers_at_new_addresses(app, chat, made):
    before = preview(chat, "/en/seminars/klichev")["og:image"]
    earlier = chat.get(before)
    with app.app_context():
        seminar = rows(app, Seminar)[0]
        act(changes.move, seminar, starts_at=seminar.starts_at + timedelta(days=7))
    after = preview(chat, "/en/seminars/klichev")["og:image"]
    later = chat.get(after)
    assert before != after
    assert earlier.headers["ETag"] != later.headers["ETag"]
    assert chat.get(before).headers["Cache-Control"] == "public, max-age=300"
    assert made == ["share_picture", "share_picture"]


@pytest.mark.usefixtures("seminar")
def test_while_another_paper_is_made_chats_get_the_picture_of_the_site_and_others_wait(app, client, monkeypatch):
    monkeypatch.setattr(kept_papers, "PATIENCE", 0.01)
    with kept_papers._press:
        picture, poster = (client.get(f"/en/seminars/{paper}") for paper in PAPERS[:2])
    assert picture.status_code == 200
    assert picture.data == client.get("/static/share.png").data
    assert size_of(picture.data) == (1200, 630)
    assert picture.headers["Cache-Control"] == "no-store"
    assert (poster.status_code, poster.headers["Retry-After"]) == (503, "30")
    assert client.get("/en/seminars/klichev/poster.pdf").status_code == 200


@pytest.mark.parametrize("paper", PAPERS)
def test_of_drafts_and_of_what_is_not_there_nothing_is_made(app, client, made, paper):
    with app.app_context():
        make_seminar(status=SeminarStatus.DRAFT)
    asked = (
        f"/en/seminars/{paper}",
        f"/en/seminars/un{paper}",
        f"/xx/seminars/{paper}",
        f"/en/seminars/{'k' * 90}{paper}",
    )
    assert [client.get(address).status_code for address in asked] == [404] * 4
    assert made == []


@pytest.mark.usefixtures("seminar")
def test_the_joint_poster_has_the_languages_of_the_site_and_begins_with_the_reader_s(app, client):
    app.config["LANGUAGES"] = ("ru", "en")
    told = words_of(client.get("/en/seminars/klichev/poster-all.pdf").data)
    assert [language for language in ("be", "ru", "pl", "en") if f"clusters ({language})" in told] == ["ru", "en"]
    assert told.index("clusters (en)") < told.index("clusters (ru)")


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize("page", ["", "past"])
def test_a_chat_shows_the_picture_of_the_site_beside_the_programme(chat, page):
    found = preview(chat, f"/be/{page}")
    assert (found["og:url"], found["og:type"]) == (f"{BASE_URL}/be/{page}", "website")
    assert f"<title>{found['og:title']} · " in chat.get(f"/be/{page}").text
    answer = chat.get(found["og:image"], buffered=True)
    assert (answer.status_code, answer.mimetype, answer.headers.getlist("Set-Cookie")) == (200, "image/png", [])
    assert size_of(answer.data) == (int(found["og:image:width"]), int(found["og:image:height"])) == (1200, 630)
