"""Each kind of row that the program writes has its sentence, and none tells what somebody's answers were."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from recorded_kinds import recorded_kinds

import seminars as package
from seminars.domain.registrations import answers
from seminars.domain.seminars.content import SeminarChanges
from seminars.formats.log_words import SENTENCES, Event, Group, groups_in_words, line_of
from seminars.formats.log_words.fields import FIELDS
from seminars.i18n import LANGUAGES, force_locale
from seminars.models import ActivityKind, Status

PACKAGE = Path(package.__file__).parent


def test_every_kind_that_is_written_has_a_sentence_and_every_sentence_a_kind():
    written = recorded_kinds(PACKAGE) | {kind.value for kind in ActivityKind}
    assert {"seminar_moved", "log_exported", "told_by_hand_undone", "restored", "telling_discarded"} <= written
    assert written - SENTENCES.keys() == set()
    assert SENTENCES.keys() - written == set()


def test_every_field_that_can_be_changed_has_a_name():
    consents = {kind.value for kind in answers.MAY_BE_CHANGED}
    of_seminars = {each.name for each in fields(SeminarChanges)} | {"speakers", "status"}
    of_series = {"is_sample", "name", "description", "organisation", "notice", "contact_email", "contact_phone"}
    assert FIELDS.keys() >= {*answers.ANSWERS, *consents, "companions", *of_seminars, *of_series}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("inside")
def test_every_sentence_can_be_said_of_anybody_by_anybody(language):
    with force_locale(language):
        for kind, says in SENTENCES.items():
            for actor in ("person", "system", "system:root", "program", "olive@example.org"):
                for status in (None, *Status):
                    about = {"actor": actor, "status": status} if kind in _said_of(status) else {"actor": actor}
                    said = str(line_of(Event(kind=kind, person="Ada", organiser="", **about), language))
                    assert re.fullmatch(r"[^%\s].*\w\W*", said), said
            assert says.group in groups_in_words()


def _said_of(status: Status | None) -> set[str]:
    """The kinds that lead to a state."""
    leading = {
        Status.PENDING: {"registered"},
        Status.CONFIRMED: {"registered", "approved"},
        Status.WAITING: {"registered", "approved", "lapsed"},
        Status.EXPIRED: {"lapsed"},
    }
    return leading.get(status, set()) if status else set()


def _said(language: str = "en", **event) -> str:
    with force_locale(language):
        return str(line_of(Event(**event), language))


@pytest.mark.usefixtures("inside")
def test_an_edit_names_fields_once_and_tells_of_no_value_but_the_number_of_places():
    edited = {"kind": "seminar_edited", "actor": "olive@example.org", "organiser": "Olive"}
    details = {"fields": ["title", "latitude", "longitude", "capacity"], "capacity": [40, 50]}
    assert _said(**edited, details=details) == "Olive changed: title, place on the map, capacity (from 40 to 50)"
    assert _said("ru", **edited, details=details) == (
        "Olive: изменения\u00a0— название, место на карте, количество мест (было 40, стало 50)"
    )
    unlimited = {"fields": ["capacity"], "capacity": [None, 7]}
    assert _said(**edited, details=unlimited) == "Olive changed: capacity (from no limit to 7)"
    assert _said(**edited, details={"fields": ["of a later version"]}) == "Olive changed: something else"


@pytest.mark.usefixtures("inside")
def test_one_who_was_erased_has_no_name_whoever_acted():
    gone = {"person": "Ada Nowak", "is_erased": True}
    assert _said(kind="accepted", actor="person", **gone) == (
        "Somebody whose data was removed took the place that was offered"
    )
    assert _said("pl", kind="offered", actor="system", **gone) == (
        "System: zaproponowano miejsce\u00a0– osoba, której dane usunięto"
    )


@pytest.mark.usefixtures("inside")
def test_a_percent_sign_in_a_name_stays_one_and_what_a_decision_went_past_is_noted():
    event = {"kind": "offered", "actor": "olive@example.org", "organiser": "100%", "person": "%(who)s"}
    assert _said(**event, details={"forced": True, "out_of_turn": True}) == (
        "100% offered a place to %(who)s (out of turn, beyond the capacity)"
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 failed message", "2 failed messages", "5 failed messages"]),
        ("be", ["1 недастаўлены ліст", "2 недастаўленыя лісты", "5 недастаўленых лістоў"]),
        ("ru", ["1 недоставленное письмо", "2 недоставленных письма", "5 недоставленных писем"]),
        ("pl", ["1 niedostarczoną wiadomość", "2 niedostarczone wiadomości", "5 niedostarczonych wiadomości"]),
    ],
)
@pytest.mark.usefixtures("inside")
def test_numbers_are_said_as_people_say_them(language, said):
    for number, words in zip((1, 2, 5), said, strict=True):
        event = {"kind": "failed_sent_again", "actor": "system:root", "details": {"number": number}}
        assert words in _said(language, **event)


@pytest.mark.usefixtures("inside")
def test_what_a_newer_version_wrote_is_told_as_something():
    said = _said(kind="from_the_future", actor="system:root")
    assert said == "The operator did something for which this version has no words"
    assert Group.INSTALLATION.value == "installation"
