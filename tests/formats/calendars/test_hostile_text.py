import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from seminars.formats.calendars.values import wording
from seminars.text import clean_line, clean_paragraphs

PIECES = (
    ";",
    ",",
    ":",
    "\\",
    "\\N",
    "\\n",
    '"',
    "^n",
    "^'",
    "%2C",
    "\r",
    "\r\n",
    "\t",
    "\x00",
    "\x85",
    "\u2028",
)
MORE_PIECES = (
    "\ud800",
    "\u202e",
    "\ufeff",
    "🧗‍♀️",
    "ў",
    "й",
    "\r\nEND:VEVENT",
    "\nATTENDEE:mailto:m@x.by",
    "ж" * 500,
)
HOSTILE = st.lists(st.sampled_from(PIECES + MORE_PIECES) | st.text(st.characters(), max_size=20)).map("".join)


def unescaped(text):
    """What the library leaves to its caller in properties that it does not know."""
    return re.sub(r"\\([;,n\\])", lambda match: "\n" if match[1] == "n" else match[1], text)


@settings(deadline=None, max_examples=150)
@example("C:\\New\\name;\\,\\")
@example("a\r\nATTENDEE:mailto:mallory@example.org\rb\u2028c\ud83d")
@given(HOSTILE)
def test_whatever_people_type_is_read_back_as_cleaned_and_worded(make_event, make_feed, read_back, typed):
    texts = {"summary": typed, "description": typed, "location": typed}
    data = make_feed(make_event(**texts, categories=(typed,)), name=typed, description=typed)
    line, paragraphs, event = wording(clean_line(typed), "be"), clean_paragraphs(typed), read_back(data)
    assert (event["SUMMARY"], event.get("LOCATION", "")) == (line, line)
    assert event["DESCRIPTION"] == wording(f"{paragraphs}\n\n{make_event().url}".strip(), "be")
    assert event.categories == ([wording(clean_line(typed))] if line else [])
    if "X-APPLE-STRUCTURED-LOCATION" in event:
        assert event["X-APPLE-STRUCTURED-LOCATION"].params["X-TITLE"] == line
    calendar = Calendar.from_ical(data)
    names = [unescaped(calendar.get(name, "")) for name in ("NAME", "X-WR-CALNAME", "X-WR-CALDESC")]
    assert names == [line, line, wording(paragraphs, "be")]


@settings(deadline=None, max_examples=50)
@given(HOSTILE)
def test_lines_are_folded_at_75_octets_and_never_inside_a_character(make_event, make_feed, typed):
    data = make_feed(make_event(summary=typed, description=typed, location=typed))
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert all(line and b"\r" not in line and b"\n" not in line for line in lines)
    assert [line.decode() for line in lines if line] == data.decode().split("\r\n")[:-1]
