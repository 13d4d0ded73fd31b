from datetime import UTC, date, datetime, timedelta

import pytest


def lines_of(data):
    """The unfolded lines within the only event."""
    return data.decode().replace("\r\n ", "").split("EVENT\r\n")[1].splitlines()


def line_of(data, name):
    (line,) = [line for line in lines_of(data) if line.startswith(name)]
    return line


def test_an_event_is_read_back_as_it_was_given(make_event, make_feed, read_back):
    given_event = make_event()
    event = read_back(make_feed(given_event))
    assert event["UID"] == given_event.uid
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (2, "CONFIRMED", "OPAQUE")
    assert (event["CREATED"].dt, event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt) == (
        datetime(2027, 1, 10, 9, 0, 0, tzinfo=UTC),
        datetime(2027, 1, 12, 14, 5, 6, tzinfo=UTC),
        datetime(2027, 1, 12, 14, 5, 6, tzinfo=UTC),
    )
    assert (event.start, event.end) == (given_event.starts_at, given_event.ends_at)
    assert (event["SUMMARY"], event["SUMMARY"].params) == (given_event.summary, {"LANGUAGE": "be"})
    assert (event["LOCATION"], event["LOCATION"].params) == (given_event.location, {"LANGUAGE": "be"})
    assert event["DESCRIPTION"].params == {"LANGUAGE": "be"}
    assert event["URL"] == given_event.url
    assert event["GEO"].ical_value == (52.1115, 26.1025)


def test_each_property_is_written_once_and_nothing_rings(make_event, make_feed):
    names = [line.replace(":", ";").split(";")[0] for line in lines_of(make_feed(make_event()))]
    assert sorted(names[:-1]) == [
        *(
            "CATEGORIES",
            "CREATED",
            "DESCRIPTION",
            "DTEND",
            "DTSTAMP",
            "DTSTART",
            "GEO",
            "LAST-MODIFIED",
            "LOCATION",
        ),
        *("SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "URL", "X-APPLE-STRUCTURED-LOCATION"),
    ]


def test_times_are_written_in_the_zone_of_the_event(make_event, make_feed):
    data = make_feed(make_event())
    assert line_of(data, "DTSTART") == "DTSTART;TZID=Europe/Minsk:20270305T100000"
    assert line_of(data, "DTEND") == "DTEND;TZID=Europe/Minsk:20270305T183000"


def test_a_seminar_of_several_days_is_one_event(make_event, make_feed):
    data = make_feed(make_event(ends_at=datetime(2027, 3, 7, 12, tzinfo=UTC)))
    assert line_of(data, "DTEND") == "DTEND;TZID=Europe/Minsk:20270307T150000"
    assert data.count(b"BEGIN:VEVENT") == 1


@pytest.mark.parametrize("zone", ["Asia/Tbilisi", "UTC", "Mars/Olympus"])
def test_a_zone_without_a_text_of_ours_is_written_in_utc(make_event, make_feed, zone):
    data = make_feed(make_event(timezone=zone))
    assert line_of(data, "DTSTART") == "DTSTART:20270305T070000Z"
    assert line_of(data, "DTEND") == "DTEND:20270305T153000Z"
    assert b"VTIMEZONE" not in data


def test_an_hour_that_the_clocks_show_twice_is_written_in_utc(make_event, make_feed):
    second_half_past_two = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    night = {"starts_at": second_half_past_two, "ends_at": second_half_past_two + timedelta(hours=3)}
    data = make_feed(make_event(timezone="Europe/Warsaw", **night))
    assert line_of(data, "DTSTART") == "DTSTART:20271031T013000Z"
    assert line_of(data, "DTEND") == "DTEND:20271031T043000Z"


@pytest.mark.parametrize(
    ("span", "days"),
    [
        (("2019-10-09T06:00Z", "2019-10-09T15:00Z"), ("2019-10-09", "2019-10-10")),
        (("2019-10-08T21:00Z", "2019-10-09T21:00Z"), ("2019-10-09", "2019-10-10")),
        (("2019-10-08T21:00Z", "2019-10-08T21:00Z"), ("2019-10-09", "2019-10-10")),
        (("2019-10-09T06:00Z", "2019-10-11T15:00Z"), ("2019-10-09", "2019-10-12")),
        (("2019-10-09T22:00Z", "2019-10-09T23:00Z"), ("2019-10-10", "2019-10-11")),
    ],
    ids=["working hours", "midnight to midnight", "no length", "three days", "after midnight in Minsk"],
)
def test_without_hours_only_the_days_in_minsk_are_written(make_event, make_feed, read_back, span, days):
    starts_at, ends_at = map(datetime.fromisoformat, span)
    data = make_feed(make_event(hours_known=False, starts_at=starts_at, ends_at=ends_at))
    assert line_of(data, "DTSTART") == f"DTSTART;VALUE=DATE:{days[0].replace('-', '')}"
    event = read_back(data)
    assert (event.start, event.end) == tuple(map(date.fromisoformat, days))
    assert b"VTIMEZONE" not in data


def test_a_cancelled_event_stays_and_takes_no_time(make_event, make_feed, read_back):
    event = read_back(make_feed(make_event(status="cancelled", summary="АДМЕНЕНА: Кластары")))
    assert (event["STATUS"], event["TRANSP"], event["SUMMARY"]) == (
        "CANCELLED",
        "TRANSPARENT",
        "АДМЕНЕНА: Кластары",
    )


def test_the_title_of_the_apple_map_equals_the_location(make_event, make_feed, read_back):
    place = 'Дом культуры "Родина", ул. Ленина; корп. 2: зал ^ 3'
    for typed, written in ((place, place), ("корпус 3\\NГД", "корпус 3＼NГД"), ('"Родина"', "«Родина»")):
        event = read_back(make_feed(make_event(location=typed)))
        assert event["LOCATION"] == written
        assert event["X-APPLE-STRUCTURED-LOCATION"] == "geo:52.111500,26.102500"
        assert event["X-APPLE-STRUCTURED-LOCATION"].params == {"VALUE": "URI", "X-TITLE": written}


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"latitude": None}, {"LOCATION"}),
        ({"location": ""}, {"GEO"}),
        ({"location": "\u200b", "longitude": None}, set()),
    ],
    ids=["no coordinates", "no location", "nothing"],
)
def test_what_is_not_known_of_a_place_is_left_out(make_event, make_feed, read_back, changes, names):
    event = read_back(make_feed(make_event(**changes)))
    assert set(event) & {"LOCATION", "GEO", "X-APPLE-STRUCTURED-LOCATION"} == names


def test_coordinates_near_zero_have_no_exponent(make_event, make_feed):
    data = make_feed(make_event(latitude=0.00001, longitude=-0.5))
    assert line_of(data, "GEO") == "GEO:0.000010;-0.500000"


def test_categories_are_sorted_cleaned_and_without_doubles(make_event, make_feed, read_back):
    data = make_feed(make_event(categories=("ru", "Горы, лес", " ru\n", "", "Брест; \\N")))
    assert line_of(data, "CATEGORIES") == "CATEGORIES:ru,Брест\\; ＼N,Горы\\, лес"
    assert read_back(data).categories == ["ru", "Брест; ＼N", "Горы, лес"]
    assert "CATEGORIES" not in read_back(make_feed(make_event(categories=())))


def test_an_address_outside_ascii_is_percent_encoded_once(make_event, make_feed):
    url = "https://seminars.example.org/be/семінар 1?a=%20&b=ў"
    written = "https://seminars.example.org/be/%D1%81%D0%B5%D0%BC%D1%96%D0%BD%D0%B0%D1%80%201?a=%20&b=%D1%9E"
    assert line_of(make_feed(make_event(url=url)), "URL") == f"URL:{written}"


@pytest.mark.parametrize("ending", ["", "\n\nhttps://seminars.example.org/1", "\nhttps://seminars.example.org/1 \n"])
def test_the_description_ends_with_the_address_once(make_event, make_feed, read_back, ending):
    url = "https://seminars.example.org/1"
    description = read_back(make_feed(make_event(url=url, description=f"Тэкст{ending}")))["DESCRIPTION"]
    assert (description.count(url), description.splitlines()[-1]) == (1, url)


@pytest.mark.parametrize("field", ["created_at", "changed_at", "starts_at", "ends_at"])
def test_an_instant_without_a_zone_is_refused(make_event, field):
    with pytest.raises(ValueError, match="no time zone"):
        make_event(**{field: getattr(make_event(), field).replace(tzinfo=None)})


def test_an_end_that_is_not_after_the_start_is_refused(make_event):
    with pytest.raises(ValueError, match="not after the start"):
        make_event(ends_at=make_event().starts_at)
