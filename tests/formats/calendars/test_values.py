"""Texts that programs read differently are written in signs that they all show."""

import unicodedata
from itertools import product

import pytest
from icalendar import Calendar
from outside import needs_checkers, run

from seminars.formats.calendars.values import wording

PIECES = ('"', "\\", "n", ",", ";", "ж", " ")
TYPED = rf"""
    firms\NGOs | a\nb | a\,b | a\;b | a\:b | a\\n | a\ | \ | \\ | C:\dir | \"x\" | x\n\N | ^n | &amp; | ; x | x,
    "East" | "East | East" | "East" hall | hall "East" | "A" and "B" | " | "" | "A","B" | "19" rack 21" | «Усход»
    “East” | 'East' | "a:b";c | "a;b":c | a;b="c":d | {"🧗‍♀️"} x | {"👩‍👩‍👧"}
""".replace("\n", " | ").split(" | ")


@pytest.mark.parametrize(
    ("typed", "language", "written"),
    [
        ("firms\\NGOs", "en", "firms＼NGOs"),
        ("C:\\new\\dir", "en", "C:＼new＼dir"),
        ('"Усход"', "be", "«Усход»"),
        ('"Восток"', "ru", "«Восток»"),
        ('"Wschód"', "pl", "„Wschód”"),
        ('"East"', "en", "“East”"),
        ('"East"', "lt", "“East”"),
        ('"East" and "West"', "en", "“East” and “West”"),
        ('"19" rack 21"', "en", "“19” rack 21”"),
        ('""', "be", "«»"),
        ('"', "be", '"'),
        ('"East" hall', "en", '"East" hall'),
        ('hall "East"', "en", 'hall "East"'),
        ("«Усход» \"а\" 'б' ^n", "be", "«Усход» \"а\" 'б' ^n"),
        ("", "be", ""),
    ],
)
def test_only_what_programs_read_differently_is_written_differently(typed, language, written):
    assert wording(typed, language) == written


def test_the_sign_that_stands_for_a_backslash_is_one_in_every_text_that_is_folded():
    assert unicodedata.normalize("NFKC", wording("firms\\NGOs")) == "firms\\NGOs"


def test_every_text_of_a_calendar_is_written_so_and_a_stored_uid_never(make_event, make_feed, read_back):
    uid = "a\\nb@пошта.бел"
    texts = dict.fromkeys(("summary", "location"), '"firms\\NGOs"')
    written = make_event(uid=uid, description="a\\nb", categories=('"East"', "a\\,b"), **texts)
    data = make_feed(written, name='"East"', description="a\\N")
    event, calendar = read_back(data), Calendar.from_ical(data)
    assert (event["UID"], event["SUMMARY"], event["LOCATION"]) == (uid, "«firms＼NGOs»", "«firms＼NGOs»")
    assert (event["DESCRIPTION"].splitlines()[0], event.categories) == ("a＼nb", ["“East”", "a＼,b"])
    assert [calendar[name] for name in ("NAME", "X-WR-CALNAME", "X-WR-CALDESC")] == ["«East»", "«East»", "a＼N"]


def test_an_invitation_names_people_in_such_signs_too(make_invitation, make_event, read_back):
    event = make_event(summary="firms\\NGOs", location='"Усход"')
    told = read_back(make_invitation(event, organizer_name='"A\\NB"', attendee_name='"Ada"'))
    assert (told["SUMMARY"], told["LOCATION"]) == ("firms＼NGOs", "«Усход»")
    assert [told[name].params["CN"] for name in ("ORGANIZER", "ATTENDEE")] == ["'A/NB'", "'Ada'"]


@pytest.mark.long
@needs_checkers
def test_all_readers_agree_about_whatever_people_type(make_event, make_feed, tmp_path):
    several = map("".join, product(PIECES, repeat=3))
    clean = [typed.strip() for typed in (*TYPED, *several) if typed.strip()]
    events = [
        make_event(uid=f"{number}@x", summary=typed, location=typed, description=typed, categories=(typed, "be"))
        for number, typed in enumerate(clean)
    ]
    file = tmp_path / "typed.ics"
    file.write_bytes(make_feed(*events, name='"East"', description='"firms\\NGOs"'))
    print(run("check_ics", "--quick", "--min-events", str(len(events)), str(file)))
