"""A reader of calendars that shares no code with the one that is tested: RFC 5545 sections 3.1 and 3.3.11, no more."""

import re

LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)

TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC")


def read_calendar(data: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The calendar's own texts by name, and those of each event. Fails on every line that is none."""
    assert data.endswith(b"\r\n")
    lines = data.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")
    calendar, events, open_components = {}, [], []
    for line in lines:
        name, value = _parts(line)
        if name == "BEGIN":
            open_components.append(value)
            events += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert open_components.pop() == value
        elif open_components[-1] in ("VCALENDAR", "VEVENT"):
            where = calendar if open_components[-1] == "VCALENDAR" else events[-1]
            assert name not in where
            where[name] = _unescaped(value)
    assert open_components == []
    return calendar, events


def _parts(line: str) -> tuple[str, str]:
    assert re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line) is None
    found = LINE.fullmatch(line)
    assert found, line
    assert found[1] not in TEXTS or TEXT.fullmatch(found[3]), line
    return found[1], found[3]


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda escape: "\n" if escape[1] in "nN" else escape[1], value)
