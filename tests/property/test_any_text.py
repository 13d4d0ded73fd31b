"""Whatever people type in any field, in any language: the feeds say just that, cleaned and worded, to readers of two
makes."""

from datetime import time, timedelta
from typing import Any

import pytest
from acts import tell_everybody
from factories import ADA, make_registration, make_seminar
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from plain_reader import read_calendar
from profiles import LONG, QUICK, any_text
from sqlalchemy import select

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain import change_log
from seminars.domain.loading.series import WrongSeriesFile, load_series
from seminars.domain.seminars import changes
from seminars.domain.seminars.content import VenueText
from seminars.extensions import db
from seminars.formats.calendars.values import wording
from seminars.formats.towns import names_town
from seminars.i18n import LANGUAGES, Texts
from seminars.mail.render import render
from seminars.models import Message, MessageKind, Seminar
from seminars.places import Town, load_places
from seminars.text import clean_line, clean_paragraphs

some_languages = st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True)
texts = some_languages.flatmap(lambda chosen: st.fixed_dictionaries(dict.fromkeys(chosen, any_text)))
LINES = ("title", "series", "venue", "address")
typed_texts = st.fixed_dictionaries(
    {**dict.fromkeys((*LINES, "description", "directions"), texts), "speaker": any_text.map(lambda text: f"S {text}")}
)
WORST = {"be": "a\r\nATTENDEE:mailto:mallory@example.org\rb\u2028c\ud83d\x00;,\\", "pl": "C:\\New\\name;\\,\\"}
worst_texts = {**dict.fromkeys((*LINES, "description", "directions"), WORST), "speaker": WORST["be"]}


@QUICK
@example(worst_texts)
@given(typed_texts)
def test_a_loaded_file_reads_back_from_every_feed_as_cleaned(app, client, typed):
    check_loaded(app, client, typed)


@pytest.mark.long
@LONG
@given(typed_texts)
def test_many_more_loaded_files_read_back_as_cleaned(app, client, typed):
    check_loaded(app, client, typed)


def check_loaded(app: Flask, client: FlaskClient, typed: dict[str, Any]) -> None:
    """A file that is refused changes nothing, and is refused for what is empty or too long alone."""
    before = fetch(client, "all", "be")
    with app.app_context():
        mistakes = load(document(typed))
    assert [each for each in mistakes if "empty" not in each and "at most" not in each] == []
    if mistakes:
        assert fetch(client, "all", "be") == before
        return
    for language in LANGUAGES:
        check_feeds(client, typed, language)


def load(file: dict[str, Any]) -> tuple[str, ...]:
    """The mistakes for which it was refused."""
    with write_unit():
        try:
            load_series(file, now=clock.now(), domain="seminars.example.org")
        except WrongSeriesFile as refusal:
            return refusal.mistakes
        db.session.commit()
    return ()


def document(typed: dict[str, Any]) -> dict[str, Any]:
    """A series file that sets everything to what was typed."""
    speaker = {"slug": "ada", "name": typed["speaker"]}
    seminar = {"slug": "pinsk", "town": "pinsk", "status": "published", "capacity": 20}
    times = {"starts": (clock.now() + timedelta(days=21)).replace(hour=10, minute=0, tzinfo=None), "ends": time(15, 30)}
    venue = {"name": typed["venue"], "address": typed["address"], "directions": typed["directions"]}
    agenda = [{"title": {"en": "Talk"}, "speakers": ["ada"]}]
    words = {"title": typed["title"], "description": typed["description"], "venue": venue, "agenda": agenda}
    series = {"slug": "tour", "name": typed["series"]}
    return {"series": series, "speakers": [speaker], "seminars": [{**seminar, **times, **words}]}


def check_feeds(client: FlaskClient, typed: dict[str, Any], language: str) -> None:
    line = {name: cleaned(typed[name], clean_line, language) for name in LINES}
    found = {name: cleaned(typed[name], clean_line, language, part=1) for name in ("title", "venue")}
    paragraphs = cleaned(typed["description"], clean_paragraphs, language)
    page = f"https://seminars.example.org/{language}/seminars/pinsk"
    pinsk = load_places().get_town("pinsk")
    parts = (line["address"], "" if names_town(line["address"], pinsk) else pinsk.name[language])
    street = ", ".join(filter(None, parts))
    wanted = {
        "SUMMARY": wording(line["title"], found["title"]),
        "DESCRIPTION": wording(f"{paragraphs}\n\n{page}".strip()),
        "LOCATION": wording(", ".join(filter(None, (line["venue"], street))), found["venue"]),
        "URL": page,
    }
    names = {"all": "", "series/tour": line["series"], "speaker/ada": clean_line(typed["speaker"])}
    for feed, name in names.items():
        data = fetch(client, feed, language)
        calendar, (event,) = read_calendar(data)
        assert {key: event[key] for key in wanted} == wanted
        assert calendar["NAME"] == calendar["X-WR-CALNAME"]
        assert calendar["NAME"].endswith(wording(f"{name} ").strip())
        assert read_by_library(data, wanted) == wanted


def fetch(client: FlaskClient, feed: str, language: str) -> bytes:
    answer = client.get(f"/{language}/calendar/{feed}.ics")
    assert answer.status_code == 200
    return answer.data


def read_by_library(data: bytes, keys: dict[str, str]) -> dict[str, str]:
    calendar = Calendar.from_ical(data)
    assert [fault for component in calendar.walk() for fault in component.errors] == []
    (event,) = calendar.events
    return {key: str(event[key]) for key in keys}


def cleaned(typed: dict[str, str], clean, language: str, part: int = 0) -> str:
    """The text in the nearest language, or which that is."""
    return Texts({each: clean(text) for each, text in typed.items()}).in_language(language)[part]


moved_to = st.fixed_dictionaries(dict.fromkeys(("name", "address", "directions", "reason"), texts))


@QUICK
@given(moved_to)
def test_a_move_to_any_place_for_any_reason_reads_back_from_feed_log_and_mail(app, client, typed):
    """As our edges call it: with cleaned texts."""
    line = {key: Texts({each: clean_line(text) for each, text in typed[key].items()}) for key in ("name", "address")}
    directions = Texts({each: clean_paragraphs(text) for each, text in typed["directions"].items()})
    reason = Texts({each: clean_line(text) for each, text in typed["reason"].items()})
    with app.app_context():
        seminar = make_seminar(slug=f"moved-{db.session.query(Seminar).count()}")
        make_registration(seminar, ADA)
        with write_unit():
            venue = VenueText(name=line["name"], address=line["address"], directions=directions)
            changes.move(seminar, starts_at=seminar.ends_at, venue=venue, reason=reason, actor="olive@example.org")
            db.session.commit()
        tell_everybody()
        (change,) = change_log.changes_of(seminar)
        assert (change.reason, change.after.place) == (reason, Texts(_places(line)))
        message = db.session.scalars(select(Message).filter_by(seminar_id=seminar.id, kind=MessageKind.MOVED)).one()
        wanted = {"LOCATION": _worded(line, "en")}
        assert read_by_library(render(message).calendar, wanted) == wanted
        slug = seminar.slug
    for language in LANGUAGES:
        wanted = {"LOCATION": _worded(line, language)}
        data = client.get(f"/{language}/seminars/{slug}.ics").data
        assert read_by_library(data, wanted) == wanted
        assert read_calendar(data)[1][0]["LOCATION"] == wanted["LOCATION"]


def _worded(line: dict[str, Texts], language: str) -> str:
    return wording(_places(line)[language], line["name"].in_language(language)[1])


def _places(line: dict[str, Texts]) -> dict[str, str]:
    return {language: _place(line, load_places().get_town("klichev"), language) for language in LANGUAGES}


def _place(line: dict[str, Texts], town: Town, language: str) -> str:
    name, address = (line[key].in_language(language)[0] for key in ("name", "address"))
    parts = (name, address, "" if names_town(address, town) else town.name[language])
    return ", ".join(filter(None, parts))
