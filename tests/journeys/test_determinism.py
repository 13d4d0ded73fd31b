"""A feed has the same bytes whoever renders it: each process of a server, before and after it starts anew."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from factories import ADA, make_registration, make_seminar, texts
from flask import Flask
from flask.testing import FlaskClient
from installations import BASE_URL, settings

from seminars import clock, tokens
from seminars.database.units import write_unit
from seminars.domain.programme import personal_feeds
from seminars.extensions import db
from seminars.models import SeminarStatus, Session, Speaker

LANGUAGES = ("be", "ru", "pl", "en")
RENDER = """
import hashlib, sys
from seminars import create_app
client = create_app().test_client()
for address in sys.argv[2:]:
    answer = client.get(address, base_url=sys.argv[1], headers={"Accept-Encoding": "gzip"})
    print(answer.status_code, answer.headers["ETag"], hashlib.sha256(answer.data).hexdigest())
"""


@pytest.fixture
def addresses(app: Flask) -> list[str]:
    """Every kind of feed in every language, of a tour with speakers, categories and zones to be sorted."""
    with app.app_context():
        speakers = [Speaker(slug=slug, name=texts(slug)["pl"]) for slug in ("zofia", "adam", "lena")]
        talk = Session(position=1, title=texts("Talk"), speakers=speakers)
        seminar = make_seminar(title=texts("Коска, кропка; «двукоссі»"), sessions=[talk])
        for number, town in enumerate(("pinsk", "gomel", "minsk", "mogilev")):
            make_seminar(slug=town, town_code=town, starts_at=seminar.starts_at, hours_known=number != 2)
        make_seminar(slug="bialystok", town_code="bialystok", timezone="Europe/Warsaw", status=SeminarStatus.CANCELLED)
        make_registration(seminar, ADA)
        paths = ["seminars/klichev.ics", f"calendar/mine/{_secret()}.ics"]
    feeds = ("all", "region/mogilev", "town/klichev", "series/clusters", "speaker/zofia")
    paths += [f"calendar/{feed}.ics" for feed in feeds]
    return [f"/{language}/{path}" for language in LANGUAGES for path in paths]


def _secret() -> str:
    with write_unit():
        feed = personal_feeds.get_or_create(ADA.email, now=clock.now())
        db.session.commit()
        return tokens.feed_token(feed.id, feed.version)


# The bytes come from values; which database held them is no matter.
@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_feeds_have_equal_bytes_in_every_process_and_under_every_hash_seed(app, client, addresses):
    here = [_fingerprint(client, address) for address in addresses]
    assert [line[:4] for line in here] == ["200 "] * len(addresses)
    assert len(set(here)) == len(addresses)
    for seed in ("0", "1", "random"):
        assert rendered_elsewhere(app, seed, addresses) == here


def _fingerprint(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    return f"{answer.status_code} {answer.headers['ETag']} {hashlib.sha256(answer.data).hexdigest()}"


def rendered_elsewhere(app: Flask, seed: str, addresses: list[str]) -> list[str]:
    """The same as a new process sees it, which fetches in another order."""
    folder, database = Path(app.config["INSTANCE"]), app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-c", RENDER, BASE_URL, *reversed(addresses)]
    environ = {**os.environ, **settings(folder, database), "PYTHONHASHSEED": seed}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    return done.stdout.splitlines()[::-1]
