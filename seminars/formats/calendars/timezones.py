"""VTIMEZONE texts of our own (RFC 5545 section 3.6.5) for the zones in which seminars take place.

The library would write lists of dates, which several programs read an hour wrong in summer. Rules are
read alike by all. They begin in 1970, so that no time lies before the first; they are true from 2015 on.
"""

_WITHOUT_SUMMER_TIME = """\
BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:19700101T000000
TZNAME:{name}
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE
"""

# The European Union changes its clocks at 01:00 UTC; DTSTART is the hour that the clock shows just before.
_WITH_SUMMER_TIME = """\
BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:DAYLIGHT
DTSTART:19700329T{spring_hour}0000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:{summer}
TZOFFSETFROM:{winter_offset}
TZOFFSETTO:{summer_offset}
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T{autumn_hour}0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:{winter}
TZOFFSETFROM:{summer_offset}
TZOFFSETTO:{winter_offset}
END:STANDARD
END:VTIMEZONE
"""

_CENTRAL_EUROPE = {
    "winter": "CET",
    "winter_offset": "+0100",
    "summer": "CEST",
    "summer_offset": "+0200",
    "spring_hour": "02",
    "autumn_hour": "03",
}
_EASTERN_EUROPE = {
    "winter": "EET",
    "winter_offset": "+0200",
    "summer": "EEST",
    "summer_offset": "+0300",
    "spring_hour": "03",
    "autumn_hour": "04",
}

_VTIMEZONES = {
    "Europe/Minsk": _WITHOUT_SUMMER_TIME.format(tzid="Europe/Minsk", name="+03", offset="+0300"),
    "Europe/Warsaw": _WITH_SUMMER_TIME.format(tzid="Europe/Warsaw", **_CENTRAL_EUROPE),
    "Europe/Vilnius": _WITH_SUMMER_TIME.format(tzid="Europe/Vilnius", **_EASTERN_EUROPE),
    "Europe/Riga": _WITH_SUMMER_TIME.format(tzid="Europe/Riga", **_EASTERN_EUROPE),
}


def vtimezone(tzid: str) -> str | None:
    """The VTIMEZONE of an IANA zone, lines ended by CRLF; None where we have none (write UTC then)."""
    text = _VTIMEZONES.get(tzid)
    return None if text is None else text.replace("\n", "\r\n")
