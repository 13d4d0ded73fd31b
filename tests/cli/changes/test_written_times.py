"""Times on the command line: what is understood, what it means by the clocks of a town, and what is refused."""

from datetime import UTC, date, datetime

import click
import pytest

from seminars.cli.changes.written_times import NewTimes, Shift, WrittenTime, new_times
from seminars.models import Seminar

MINSK, WARSAW = "Europe/Minsk", "Europe/Warsaw"


def read(text: str | None):
    return None if text is None else WrittenTime().convert(text, None, None)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def planned(starts_at: str, ends_at: str, zone: str = MINSK, *, hours_known: bool = True) -> Seminar:
    return Seminar(starts_at=utc(starts_at), ends_at=utc(ends_at), timezone=zone, hours_known=hours_known)


def in_minsk() -> Seminar:
    """On Friday 12 March 2027, 10:00-15:00."""
    return planned("2027-03-12T07:00", "2027-03-12T12:00")


def of_two_days() -> Seminar:
    """On 12 and 13 March 2027, the hours not known."""
    return planned("2027-03-11T21:00", "2027-03-13T21:00", hours_known=False)


def shown(times: NewTimes) -> tuple[str | None, str | None, bool | None]:
    start, end = (each and f"{each.astimezone(UTC):%Y-%m-%d %H:%M}" for each in (times.starts_at, times.ends_at))
    return start, end, times.hours_known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-03-12T10:00", datetime.fromisoformat("2027-03-12T10:00")),
        (" 2027-03-12 10:00:00 ", datetime.fromisoformat("2027-03-12T10:00")),
        ("2027-03-12", date(2027, 3, 12)),
        ("+30m", Shift(0, 30)),
        ("-1h", Shift(0, -60)),
        ("+1h30m", Shift(0, 90)),
        ("+2d", Shift(2, 0)),
        ("-1w1d", Shift(-8, 0)),
        ("+9999w", Shift(69993, 0)),
    ],
)
def test_what_is_understood(text: str, expected: object):
    assert (read(text), type(read(text))) == (expected, type(expected))


@pytest.mark.parametrize("text", ["2027-03-12T10:00+03:00", "2027-03-12T07:00Z", "2027-03-12 08:00+01:00"])
def test_a_time_with_an_offset_is_an_instant(text: str):
    assert shown(new_times(in_minsk(), read(text), None, zone=MINSK)) == ("2027-03-12 07:00", None, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, "is not a time. Write 2027-03-12T10:00") for text in (
            "", "tomorrow", "10:00", "12.03.2027", "2027-3-12", "20270312", "2027-W10-5", "2027-03-12T10",
            "2027-03-12T9:00", "2027-03-12T10:00:30", "+", "-", "+m", "30m", "+30", "+30m1h", "+1.5h", "+1h-30m",
            "++1h", "+1y", "+٣m", "−1h", "10000-01-01", "2027-03-12T10:00+3", "2027-03-12T10:00 Europe/Minsk",
        )),
        *((text, "There is no day or time") for text in (
            "2027-02-29", "2027-13-01", "2027-03-12T24:30", "2027-03-12T10:60", "0000-01-01", "1989-12-31",
            "2100-01-01T00:00", "2027-03-12T10:00+24:00", "9999-12-31T23:59-12:00",
        )),
        *((text, "is too far away") for text in ("+99999999999w", "-10000m", f"+{'9' * 5000}d")),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(text: str, said: str):
    with pytest.raises(click.BadParameter) as refused:
        read(text)
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 200


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-15T09:30", None, ("2027-03-15 06:30", None, True)),
        ("2027-03-15T09:30", "2027-03-15 12:00", ("2027-03-15 06:30", "2027-03-15 09:00", True)),
        ("+1d", None, ("2027-03-13 07:00", None, None)),
        ("+1d", "+1d30m", ("2027-03-13 07:00", "2027-03-13 12:30", None)),
        (None, "+30m", (None, "2027-03-12 12:30", None)),
        (None, "-1h30m", (None, "2027-03-12 10:30", None)),
        ("2027-03-15", None, ("2027-03-14 21:00", "2027-03-15 21:00", False)),
        ("2027-03-15", "2027-03-16", ("2027-03-14 21:00", "2027-03-16 21:00", False)),
        (None, None, (None, None, None)),
    ],
)
def test_a_seminar_with_hours_gets_new_times(start: str | None, end: str | None, expected: tuple):
    assert shown(new_times(in_minsk(), read(start), read(end), zone=MINSK)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2027-03-20", None, ("2027-03-19 21:00", "2027-03-21 21:00", False)),
        ("+1w", None, ("2027-03-18 21:00", "2027-03-20 21:00", None)),
        ("+1w", "+8d", ("2027-03-18 21:00", "2027-03-21 21:00", None)),
        (None, "+1d", (None, "2027-03-14 21:00", None)),
        (None, "2027-03-12", (None, "2027-03-12 21:00", None)),
        ("2027-03-12T10:00", "2027-03-13T15:00", ("2027-03-12 07:00", "2027-03-13 12:00", True)),
        ("2027-03-12T10:00", None, ("2027-03-12 07:00", None, True)),
        (None, None, (None, None, None)),
    ],
)
def test_whole_days_last_as_many_days_as_before(start: str | None, end: str | None, expected: tuple):
    assert shown(new_times(of_two_days(), read(start), read(end), zone=MINSK)) == expected


@pytest.mark.parametrize(
    ("seminar", "start", "end", "said"),
    [
        (in_minsk, "2027-03-15", "2027-03-15T15:00", "Write --start and --end alike"),
        (in_minsk, "2027-03-15T10:00", "2027-03-15", "Write --start and --end alike"),
        (in_minsk, None, "2027-03-15", "The seminar has hours, so write --end with a time"),
        (in_minsk, "+1d", "2027-03-15", "The seminar has hours, so write --end with a time"),
        (of_two_days, None, "2027-03-13T15:00", "The hours are not known yet, so write a day as --end"),
        (in_minsk, "2027-03-10T10:00", "+30m", "--end counts from the present end"),
        (of_two_days, "2027-03-10", "+1d", "--end counts from the present end"),
        (of_two_days, "+30m", None, "--start counts hours, which are not known yet"),
        (of_two_days, None, "+1d1h", "--end counts hours, which are not known yet"),
    ],
)
def test_forms_that_do_not_go_together_are_refused(seminar, start: str | None, end: str | None, said: str):
    with pytest.raises(click.UsageError) as refused:
        new_times(seminar(), read(start), read(end), zone=MINSK)
    assert refused.value.message.startswith(said)


def before_summer_time(*, hours_known: bool = True) -> Seminar:
    """In Warsaw on Saturday 27 March 2027, 10:00-15:00; clocks go forward in the night after."""
    if hours_known:
        return planned("2027-03-27T09:00", "2027-03-27T14:00", WARSAW)
    return planned("2027-03-26T23:00", "2027-03-27T23:00", WARSAW, hours_known=False)


@pytest.mark.parametrize("difference", ["+1d", "+24h"])
def test_a_difference_keeps_the_clock_time_across_a_change_of_summer_time(difference: str):
    times = new_times(before_summer_time(), read(difference), read(difference), zone=WARSAW)
    assert shown(times) == ("2027-03-28 08:00", "2027-03-28 13:00", None)
    back = planned("2027-03-28T08:00", "2027-03-28T13:00", WARSAW)
    times = new_times(back, read("-1w"), read("-1w"), zone=WARSAW)
    assert shown(times) == ("2027-03-21 09:00", "2027-03-21 14:00", None)


def test_whole_days_stay_midnights_across_a_change_of_summer_time():
    days = before_summer_time(hours_known=False)
    assert shown(new_times(days, read("+1d"), None, zone=WARSAW)) == ("2027-03-27 23:00", "2027-03-28 22:00", None)
    assert shown(new_times(days, None, read("+1d"), zone=WARSAW)) == (None, "2027-03-28 22:00", None)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2027-03-28T02:30", "--start is 2027-03-28 02:30, but clocks in Europe/Warsaw jump over it"),
        ("-7h30m", "--start is 2027-03-28 02:30, but clocks in Europe/Warsaw jump over it"),
        ("2027-10-31T02:30", "--start is 2027-10-31 02:30, which clocks in Europe/Warsaw show twice"),
    ],
)
def test_times_that_clocks_never_or_twice_show_are_refused(written: str, said: str):
    seminar = planned("2027-03-28T08:00", "2027-03-28T13:00", WARSAW)
    with pytest.raises(click.UsageError) as refused:
        new_times(seminar, read(written), None, zone=WARSAW)
    assert refused.value.message.startswith(said)
    if "twice" in said:
        assert refused.value.message.endswith("such as 2027-10-31T02:30+02:00.")
        assert new_times(seminar, read("2027-10-31T02:30+01:00"), None, zone=WARSAW).starts_at == utc(
            "2027-10-31T01:30"
        )


def test_in_a_town_with_other_clocks_the_start_must_be_said():
    with pytest.raises(click.UsageError, match="Clocks there show the time of Europe/Warsaw"):
        new_times(in_minsk(), None, None, zone=WARSAW)
    with pytest.raises(click.UsageError, match="Clocks there show the time of Europe/Warsaw"):
        new_times(of_two_days(), None, read("+1d"), zone=WARSAW)
    assert shown(new_times(in_minsk(), read("+0m"), None, zone=WARSAW)) == ("2027-03-12 09:00", None, None)
    assert shown(new_times(of_two_days(), read("+0d"), None, zone=WARSAW)) == (
        "2027-03-11 23:00",
        "2027-03-13 23:00",
        None,
    )
