"""Moving, extending, postponing and cancelling by the form: nothing happens before it was seen and confirmed."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from acts import act, tell_everybody
from error_summaries import summary
from factories import ADA, make_registration, make_seminar, texts

from seminars.database.units import write_unit
from seminars.domain.errors import (
    EndsBeforeStart,
    EndsNoLater,
    InThePast,
    NeedsEnd,
    NothingChanged,
    TooFarAway,
)
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.i18n import Texts
from seminars.models import Change, ChangeKind, Message, MessageKind, Registration, Seminar, SeminarStatus, Session
from seminars.organiser.changes.pages import FORMS

BELA = replace(ADA, given_name="Bela", email="bela@example.org")
PEOPLE, CHANGES = "/organiser/seminars/klichev/registrations", "/organiser/seminars/klichev/changes"
NEW, REPORT = f"{CHANGES}/new", f"{CHANGES}/1"
# Half past eleven in Minsk.
STARTS = datetime(2029, 3, 7, 8, 30, tzinfo=UTC)
CONFIRMED = {"confirmed": "y"}
KINDS = ("move", "extend", "postpone", "cancel")
WAS, IS = (
    f'{day}, <span class="untorn">{hours}</span>'
    for day, hours in (("Wednesday 7 March 2029", "11:30–16:30"), ("Friday 9 March 2029", "10:00–15:00"))
)


@pytest.fixture
def klichev(app) -> int:
    """Ada (English), Bela (Polish) and Cyd, who gave a phone alone, are registered; the seminar's id."""
    with app.app_context():
        seminar = make_seminar(
            starts_at=STARTS,
            registration_closes_at=STARTS - timedelta(days=2),
            sessions=[Session(position=1, starts=time(11, 30), title=texts("Greeting"))],
        )
        make_registration(seminar, ADA)
        make_registration(seminar, BELA, language="pl")
        make_registration(seminar, replace(ADA, given_name="Cyd", email="", phone="+375 29 765-43-21"))
        return seminar.id


def differing(stored: str, typed: str) -> str:
    """Two cells of what differs, each of which names its column."""
    return f'<td data-label="Stored now">{stored}</td><td data-label="You typed">{typed}</td>'


def typed_on(page: str) -> dict[str, str]:
    """What a browser would send of the page's form for changes."""
    form = page[page.index('<form class="form') :]
    fields = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    unticked = re.findall(r'<input type="checkbox" id="(\w+)"(?![^>]* checked)', form)
    return {name: html.unescape(value) for name, value in fields.items() if name not in ("csrf_token", *unticked)}


def form_of(olive, kind: str = "move") -> dict[str, str]:
    return typed_on(olive.get(f"{NEW}?kind={kind}").text)


def stored(app):
    """What a preview must leave alone: the seminar, the changes and how many messages there are."""
    with app.app_context():
        seminar = db.session.query(Seminar).one()
        values = {name: value for name, value in vars(seminar).items() if not name.startswith("_")}
        return values, db.session.query(Change).count(), db.session.query(Message).count()


def last_change(app) -> Change:
    with app.app_context():
        return db.session.query(Change).order_by(Change.id.desc()).first()


def test_the_form_shows_what_is_stored(olive, klichev):
    form = form_of(olive)
    assert (form["kind"], form["version"], form["town"]) == ("move", "1", "klichev")
    when = [form[name] for name in ("first_day", "begins", "ends", "last_day")]
    assert when == ["2029-03-07", "11:30", "16:30", ""]
    assert (form["venue_name-pl"], form["venue_address-be"]) == ("Hall 3 (pl)", "Lenin Street 1 (be)")
    assert (form["latitude"], form["longitude"]) == ("53.49", "29.34")
    assert "hours_unknown" not in form
    assert form_of(olive, "extend")["last_day"] == "2029-03-07"
    assert sorted(form_of(olive, "cancel")) == ["kind", "reason-be", "reason-en", "reason-pl", "reason-ru", "version"]
    assert form_of(olive, "no such kind")["kind"] == "move"


def test_a_preview_shows_old_and_new_and_whom_it_writes_to_and_does_nothing(app, olive, klichev):
    before = stored(app)
    answer = olive.post(CHANGES, {**form_of(olive), "first_day": "2029-03-09", "begins": "10:00", "ends": "15:00"})
    assert answer.status_code == 200
    assert f"{WAS} (Minsk time, UTC+3)</s><br><strong>{IS} (Minsk time, UTC+3)</strong>" in answer.text
    assert "Monday 5 March 2029, 11:30</s><br><strong>Wednesday 7 March 2029, 11:30" in answer.text
    assert "11:30 Greeting (en)</s><br><strong>10:00 Greeting (en)" in " ".join(answer.text.split())
    assert "Move and write to 2 people" in answer.text
    assert "English: 1&nbsp;· Polish: 1" in answer.text
    assert "<dt>Confirmed</dt><dd>2</dd>" in answer.text
    assert re.search(r"Cyd Klichevskaya <small>Confirmed</small></th>\s*<td[^>]*>\+375 29 765-43-21", answer.text)
    assert stored(app) == before


def test_what_is_confirmed_is_done_once_and_everybody_is_told(app, olive, klichev):
    form = {**form_of(olive), "first_day": "2029-03-09", "reason-en": "The hall\nis flooded"}
    shown = typed_on(olive.post(CHANGES, form).text)
    answer = olive.post(CHANGES, shown | CONFIRMED)
    assert (answer.status_code, answer.location) == (303, REPORT)
    page = olive.get(REPORT).text
    assert "The seminar is moved." in page
    assert "0 of 2 mails have left." in page
    assert "Told of the last change so far: 0 of 2 people. We are writing to the others." in olive.get(PEOPLE).text
    with app.app_context():
        tell_everybody()
    assert "Told of the last change" not in olive.get(PEOPLE).text
    assert "1 person is still to be told of the last change" in page
    change = last_change(app)
    assert (change.kind, change.told, change.after.starts_at) == (ChangeKind.MOVED, 2, STARTS + timedelta(days=2))
    assert (change.before.starts_at, dict(change.reason)) == (STARTS, {"en": "The hall\nis flooded"})
    done = stored(app)
    pressed_twice = olive.post(CHANGES, shown | CONFIRMED)
    assert (pressed_twice.status_code, "perhaps you pressed twice" in pressed_twice.text) == (409, True)
    assert stored(app) == done
    with app.app_context():
        sent = db.session.query(Message.to, Message.language).filter_by(kind=MessageKind.MOVED).order_by(Message.id)
        assert [tuple(row) for row in sent] == [("ada@example.org", "en"), ("bela@example.org", "pl")]


def test_going_back_from_the_preview_loses_nothing(app, olive, klichev):
    typed = {
        **form_of(olive), "first_day": "2029-03-09", "last_day": "2029-03-10", "town": "pinsk",
        "venue_name-be": 'Зала "Дняпро" & <сын>', "directions-ru": "Со двора,\nналево", "latitude": "52,1115",
        "reason-pl": "Remont",
    }  # fmt: skip
    before = stored(app)
    shown = typed_on(olive.post(CHANGES, typed).text)
    answer = olive.post(CHANGES, shown | {"again": "y"})
    assert answer.status_code == 200
    assert typed_on(answer.text) == typed | {"last_day-was": "2029-03-10"}
    assert stored(app) == before


def test_a_last_day_that_came_back_empty_is_asked_back_once_and_confirmed_without_a_question(app, olive, klichev):
    form = form_of(olive) | {"last_day": "", "last_day-was": "2029-03-08", "first_day": "2029-03-09"}
    asked = olive.post(CHANGES, form)
    assert (asked.status_code, "and is empty now" in _complaint(asked.text, "last_day")) == (422, True)
    preview = olive.post(CHANGES, form | {"last_day-removed": "y"})
    assert preview.status_code == 200
    assert olive.post(CHANGES, typed_on(preview.text) | CONFIRMED).status_code == 303
    assert last_change(app).after.ends_at == STARTS + timedelta(days=2, hours=5)


def test_an_extension_keeps_the_start(app, olive, klichev):
    form = form_of(olive, "extend")
    for late, words in (("16:30", "no later than it ends now"), ("", "Write the time"), ("25:00", "such as 10:00")):
        answer = olive.post(CHANGES, {**form, "ends": late} | CONFIRMED)
        assert answer.status_code == 422
        assert words in _complaint(answer.text, "ends")
    preview = olive.post(CHANGES, {**form, "ends": "18:00"})
    assert "Extend and write to 2 people" in preview.text
    assert olive.post(CHANGES, typed_on(preview.text) | CONFIRMED).status_code == 303
    after = last_change(app).after
    assert (after.starts_at, after.ends_at) == (STARTS, STARTS + timedelta(hours=6, minutes=30))


def test_a_postponed_seminar_gets_a_new_date_and_everybody_is_told_again(app, olive, klichev):
    preview = olive.post(CHANGES, form_of(olive, "postpone"))
    assert "Takes place</s><br><strong>Postponed" in preview.text
    assert f"<dt>When</dt><dd><s>{WAS}</s></dd>" in preview.text
    assert "Calendar entries are removed until there is a new date." in preview.text
    assert olive.post(CHANGES, typed_on(preview.text) | CONFIRMED).status_code == 303
    with app.app_context():
        tell_everybody()
    for kind in ("extend", "postpone"):
        page = olive.get(f"{NEW}?kind={kind}")
        assert (page.status_code, "postponed already" in page.text) == (200, True)
        assert 'class="form' not in page.text
    page = olive.get(NEW).text
    assert "A new date brings it back and writes to everybody" in page
    assert "<h1>Give it a new date</h1>" in page
    form = typed_on(page)
    assert [form[name] for name in ("first_day", "begins", "ends", "last_day")] == ["", "11:30", "16:30", ""]
    answer = olive.post(CHANGES, form)
    assert (answer.status_code, _complaint(answer.text, "first_day")) == (422, "Write the day on which it begins")
    preview = olive.post(CHANGES, {**form, "first_day": "2029-03-07"})
    assert f"{WAS} (Minsk time, UTC+3), postponed</s>" in preview.text
    assert "Set the date and write to 2 people" in preview.text
    assert "<h1>Give it a new date</h1>" in preview.text
    answer = olive.post(CHANGES, typed_on(preview.text) | CONFIRMED)
    assert (answer.location, "The seminar has a new date." in olive.get(answer.location).text) == (f"{CHANGES}/2", True)
    with app.app_context():
        tell_everybody()
        assert not db.session.query(Seminar).one().is_postponed
        assert [(each.kind, each.told) for each in db.session.query(Change).order_by(Change.id)] == [
            (ChangeKind.POSTPONED, 2), (ChangeKind.MOVED, 2),
        ]  # fmt: skip


def test_cancelling_needs_a_reason_and_is_final(app, olive, klichev):
    form = form_of(olive, "cancel")
    answer = olive.post(CHANGES, form | CONFIRMED)
    assert answer.status_code == 422
    assert _complaint(answer.text, "reason-be") == "Write the reason, in one language at least"
    assert stored(app)[1] == 0
    preview = olive.post(CHANGES, {**form, "reason-ru": "Нет зала"})
    assert "Cancel the seminar and write to 2 people" in preview.text
    assert "Нет зала" in preview.text
    assert f"<dt>When</dt><dd><s>{WAS}</s></dd>" in preview.text
    assert "calendar entries are removed. This cannot be undone." in preview.text
    answer = olive.post(CHANGES, typed_on(preview.text) | CONFIRMED)
    assert "The seminar is cancelled." in olive.get(answer.location).text
    assert dict(last_change(app).reason) == {"ru": "Нет зала"}
    for kind in KINDS:
        page = olive.get(f"{NEW}?kind={kind}")
        assert (page.status_code, "that is final" in page.text, 'class="form' in page.text) == (200, True, False)
    done = stored(app)
    refused = olive.post(CHANGES, {**form, "reason-ru": "Ещё раз"} | CONFIRMED)
    assert (refused.status_code, "that is final" in refused.text) == (422, True)
    assert stored(app) == done


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": SeminarStatus.DRAFT, "published_at": None}, "it is simply edited"),
        ({"starts_at": datetime(2020, 3, 7, 8, 30, tzinfo=UTC)}, "has taken place"),
        ({"status": SeminarStatus.CANCELLED}, "that is final"),
    ],
)
def test_where_nothing_can_be_changed_the_page_says_so(app, olive, values, words):
    with app.app_context():
        make_seminar(**values)
    before = stored(app)
    for kind in KINDS:
        page = olive.get(f"{NEW}?kind={kind}")
        assert (page.status_code, words in page.text, 'class="form' in page.text) == (200, True, False)
        answer = olive.post(CHANGES, {"kind": kind, "version": "1", "reason-en": "x"} | CONFIRMED)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert stored(app) == before
    assert "/changes/new" not in olive.get("/organiser/seminars").text


def test_a_corrected_address_is_told_to_nobody(app, olive, klichev):
    corrected = {"venue_address-en": "Lenin Street 10", "directions-en": "By the river", "same_place": "y"}
    messages = stored(app)[2]
    preview = olive.post(CHANGES, {**form_of(olive), **corrected})
    assert preview.status_code == 200
    assert "Save and write to nobody" in preview.text
    assert "Lenin Street 10" in preview.text
    answer = olive.post(CHANGES, typed_on(preview.text) | CONFIRMED)
    assert "Saved. Nobody was written to." in olive.get(answer.location).text
    with app.app_context():
        venue = db.session.query(Seminar).one().venue
        assert (venue.address["en"], venue.name["pl"], venue.latitude) == ("Lenin Street 10", "Hall 3 (pl)", 53.49)
        assert (db.session.query(Change).count(), db.session.query(Message).count()) == (0, messages)


def test_with_that_tick_neither_time_nor_town_may_differ(app, olive, klichev):
    form = {**form_of(olive), "venue_address-en": "Lenin Street 10", "same_place": "y"}
    before = stored(app)
    for moved in ({"town": "pinsk"}, {"begins": "11:31"}, {"last_day": "2029-03-08"}, {"hours_unknown": "y"}):
        answer = olive.post(CHANGES, {**form, **moved} | CONFIRMED)
        assert answer.status_code == 422, moved
        assert "put them back, or take the tick away" in _complaint(answer.text, "same_place")
        assert typed_on(answer.text).items() >= moved.items()
    with app.app_context():
        act(changes.postpone, db.session.query(Seminar).one())
    dated = {**form, "version": "2"}
    assert olive.post(CHANGES, dated | CONFIRMED).status_code == 422
    assert olive.post(CHANGES, {**dated, "first_day": ""} | CONFIRMED).status_code == 303
    with app.app_context():
        assert db.session.query(Seminar).one().is_postponed
    assert stored(app)[2] == before[2] + 2


def test_what_the_domain_refuses_is_said_where_the_mistake_is(app, olive, klichev):
    form = form_of(olive)
    before = stored(app)
    for typed, field, words in (
        ({"ends": "11:00"}, "ends", "ends before it begins"),
        ({"hours_unknown": "y", "last_day": "2029-03-06"}, "last_day", "ends before it begins"),
        ({"first_day": "2021-03-07"}, "first_day", "has passed already"),
        ({"first_day": "2129-03-07"}, "first_day", "Write a day"),
        ({"first_day": ""}, "first_day", "Write the day on which it begins"),
        ({"begins": ""}, "begins", "Write the time"),
        ({"town": "atlantis"}, "town", "Choose a town"),
        ({"town": "bialystok", "first_day": "2029-03-25", "begins": "02:30"}, "begins", "jump over"),
    ):
        answer = olive.post(CHANGES, {**form, **typed, "reason-pl": "Remont"} | CONFIRMED)
        assert answer.status_code == 422, typed
        assert words in _complaint(answer.text, field), typed
        assert typed_on(answer.text)["reason-pl"] == "Remont"
    for typed in ({}, {"directions-en": "By the river"}, {"reason-pl": "Remont"}):
        answer = olive.post(CHANGES, {**form, **typed} | CONFIRMED)
        assert answer.status_code == 422
        assert "This is when and where it takes place already." in answer.text
        assert "That is what is stored already" in olive.post(CHANGES, {**form, "same_place": "y"}).text
    assert stored(app) == before


def test_a_running_seminar_is_not_shortened_into_the_past(app, olive):
    with app.app_context():
        seminar = make_seminar(starts_at=datetime.now(UTC) - timedelta(hours=3))
        ended = seminar.in_zone(datetime.now(UTC) - timedelta(hours=1))
    form = {**form_of(olive), "last_day": ended.date().isoformat(), "ends": f"{ended:%H:%M}"}
    answer = olive.post(CHANGES, form)
    assert (answer.status_code, _complaint(answer.text, "ends")) == (422, "This time has passed already")


def test_every_refusal_of_an_impossible_change_has_words_in_every_form(app, klichev):
    with app.test_request_context():
        for kind, form in FORMS.items():
            for refusal in (EndsBeforeStart, EndsNoLater, InThePast, NeedsEnd, NothingChanged, TooFarAway):
                refused = form(db.session.get_one(Seminar, klichev))
                refused.refuse(refusal())
                assert refused.wrong_fields or refused.problem, (kind, refusal)


def test_who_changed_it_meanwhile_is_not_overrun(app, olive, klichev):
    typed = {**form_of(olive), "venue_name-en": "Library", "reason-en": "Paint"}
    with app.app_context():
        act(changes.move, db.session.query(Seminar).one(), starts_at=STARTS + timedelta(days=7))
    between = stored(app)
    for pressed in ({}, CONFIRMED):
        answer = olive.post(CHANGES, typed | pressed)
        assert answer.status_code == 409
        assert "The seminar was changed since you opened this page" in answer.text
        assert differing("2029-03-14", "2029-03-07") in answer.text
        assert 'href="#venue_name-en">Venue, English</a></th>' + differing("Hall 3 (en)", "Library") in answer.text
        assert ">Paint</td>" not in answer.text
        assert "Wednesday 14 March 2029" in answer.text
        assert typed_on(answer.text) == {**typed, "version": "2"}
        assert stored(app) == between
    preview = olive.post(CHANGES, {**typed_on(answer.text), "first_day": "2029-03-14"})
    assert preview.status_code == 200
    assert "Library (" not in preview.text
    assert "2029-03-07" not in preview.text
    assert olive.post(CHANGES, typed_on(preview.text) | CONFIRMED).status_code == 303


def test_a_form_that_does_not_say_what_it_saw_does_nothing(app, olive, klichev):
    before = stored(app)
    form = {**form_of(olive), "first_day": "2029-03-09"}
    form.pop("version")
    for version in ({}, {"version": ""}):
        assert olive.post(CHANGES, form | version | CONFIRMED).status_code == 409
    assert stored(app) == before


def test_editing_one_part_of_the_venue_keeps_the_others(app, olive, klichev):
    answer = olive.post(CHANGES, {**form_of(olive), "venue_name-en": "Library"} | CONFIRMED)
    assert answer.status_code == 303
    with app.app_context():
        venue = db.session.query(Seminar).one().venue
        assert dict(venue.name) == {**texts("Hall 3"), "en": "Library"}
        assert (venue.address, venue.latitude, venue.longitude) == (texts("Lenin Street 1"), 53.49, 29.34)


def test_what_stays_though_the_place_is_another_is_asked_about(olive, klichev):
    preview = olive.post(CHANGES, {**form_of(olive), "venue_name-en": "Library", "directions-en": "By bus 5"}).text
    assert "<strong>By bus 5</strong>" in preview
    assert "Hall 3 (en), Lenin Street 1 (en), Klichev</s><br><strong>Library, Lenin Street 1 (en), Klichev" in preview
    assert preview.count("as before; does it fit the place?") == 1 + 3
    assert "53.49, 29.34 <small>" in preview
    halls = {f"{field}-{language}": "" for field in ("venue_name", "venue_address") for language in texts("")}
    elsewhere = {**form_of(olive), **halls, "town": "pinsk", "latitude": "52.1", "longitude": ""}
    elsewhere = olive.post(CHANGES, elsewhere).text
    assert "as before" not in elsewhere
    assert "<s>53.49, 29.34</s><br><strong>–</strong>" in elsewhere


def test_directions_that_differ_in_another_language_are_shown(olive, klichev):
    corrected = {"directions-be": "Па аўтобусе 5", "same_place": "y"}
    preview = olive.post(CHANGES, {**form_of(olive), **corrected}).text
    assert re.findall(r"<dt>(How[^<]*)</dt><dd lang=\"be\">–<br><strong>([^<]*)", preview) == [
        ("How to get there, in Belarusian", "Па аўтобусе 5")
    ]
    assert "as before" not in preview


def test_a_hall_left_standing_in_other_languages_is_shown_in_each_of_them(olive, klichev):
    left = "<small>as before; does it fit the place?</small>"
    for moved in ({}, {"town": "pinsk"}):
        preview = olive.post(CHANGES, {**form_of(olive), **moved, "venue_name-pl": "Biblioteka"}).text
        rows = dict(re.findall(r"<dt>(Where[^<]*)</dt><dd>(.*)</dd>", preview))
        assert list(rows) == ["Where", "Where, in Belarusian", "Where, in Russian", "Where, in Polish"]
        assert [name for name, row in rows.items() if not row.endswith(left)] == ["Where, in Polish"]
        assert "<strong>Biblioteka, " in rows["Where, in Polish"]
        assert rows["Where"].startswith("<span><s>Hall 3 (en)" if moved else "<span>Hall 3 (en)")
    corrected = olive.post(CHANGES, {**form_of(olive), "venue_name-pl": "Biblioteka", "same_place": "y"}).text
    assert re.findall(r"<dt>(Where[^<]*)</dt>", corrected) == ["Where, in Polish"]


def test_a_language_without_a_hall_of_its_own_is_not_asked_about(app, olive, klichev):
    with app.app_context(), write_unit():
        venue = db.session.query(Seminar).one().venue
        venue.name, venue.address = Texts(be="Зала"), Texts()
        db.session.commit()
    preview = olive.post(CHANGES, {**form_of(olive), "venue_name-pl": "Biblioteka"}).text
    assert re.findall(r'<dt>Where, in (\w+)</dt><dd><span lang="\w+">(?!<s>)', preview) == ["Belarusian"]


def test_another_town_does_not_take_the_hall_along(app, olive, klichev):
    form = {**form_of(olive), "town": "pinsk"}
    before = stored(app)
    street_alone = {f"venue_name-{language}": "" for language in texts("")}
    words = "Another town has another hall: write it, or empty these fields"
    for pressed in ({}, CONFIRMED, street_alone):
        answer = olive.post(CHANGES, form | {"directions-en": "By bus 5"} | pressed)
        assert (answer.status_code, _complaint(answer.text, "venue_name-be")) == (422, words)
    assert stored(app) == before
    assert olive.post(CHANGES, form | {"venue_address-pl": "Rynek 1"}).status_code == 200
    with app.app_context(), write_unit():
        db.session.query(Seminar).one().venue.name = db.session.query(Seminar).one().venue.address = Texts()
        db.session.commit()
    assert olive.post(CHANGES, {**form_of(olive), "town": "pinsk"}).status_code == 200


def test_an_agenda_that_stays_is_asked_about_when_begin_or_end_change(olive, klichev):
    asked = "11:30 Greeting (en) <small>as before; do its hours fit?</small>"
    for typed, is_asked in (({"ends": "18:00"}, True), ({"first_day": "2029-03-08"}, False)):
        preview = " ".join(olive.post(CHANGES, {**form_of(olive), **typed}).text.split())
        assert (asked in preview) == is_asked, typed


def test_nobody_is_written_to_where_nobody_is_registered(app, olive):
    with app.app_context():
        make_seminar(starts_at=STARTS)
    preview = olive.post(CHANGES, {**form_of(olive), "first_day": "2029-03-09"})
    assert re.search(r'name="confirmed" value="y">\s*Move\s*<', preview.text)
    answer = olive.post(CHANGES, typed_on(preview.text) | CONFIRMED)
    page = olive.get(answer.location).text
    said = [words in page for words in ("The seminar is moved.", "Nobody was written to.", "Show again")]
    assert said == [True, True, False]


def test_the_number_written_to_is_that_of_active_contacts_with_an_address(app, olive, klichev):
    with app.app_context(), write_unit():
        rows = db.session.query(Registration).order_by(Registration.id).all()
        rows[0].status = "cancelled"
        db.session.commit()
    assert "Move and write to 1 person<" in re.sub(
        r"\s+<", "<", olive.post(CHANGES, {**form_of(olive), "ends": "17:00"}).text
    )


def test_mallory_moves_nothing(app, mallory, klichev):
    before = stored(app)
    form = {"kind": "cancel", "version": "1", "reason-en": "because", **CONFIRMED}
    assert (mallory.get(NEW).status_code, mallory.post(CHANGES, form).status_code) == (404, 404)
    assert stored(app) == before


# PostgreSQL is the one that refuses what does not fit a column.
@pytest.mark.long
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whatever_is_typed_nothing_breaks(app, olive, klichev):
    for kind in KINDS:
        form = {**form_of(olive, kind), "reason-en": "x"}
        for field in form:
            for value in ("x" * 10_001, "\x00\u202e\ufeff", "<script>alert(1)</script>", "9" * 30, "0001-01-01"):
                answer = olive.post(CHANGES, {**form, field: value})
                assert answer.status_code in (200, 409, 422), (kind, field, value)
                assert "<script>" not in answer.text
    assert stored(app)[1] == 0


def test_the_list_and_the_edit_form_lead_there(olive, klichev):
    for page in ("/organiser/seminars", "/organiser/seminars/klichev/edit"):
        assert f'href="{NEW}"' in olive.get(page).text


def _complaint(page: str, field: str) -> str:
    found = re.search(rf'<p class="field-error" id="{field}-error">([^<]*)</p>', page)
    return html.unescape(found[1]) if found else ""


@pytest.mark.usefixtures("klichev")
def test_the_list_of_mistakes_names_the_fields_of_a_change(olive):
    postponed = olive.post(
        CHANGES, {"kind": "postpone", "version": "1", "reason-be": "x" * 20_001, "reason-pl": "x" * 20_001}
    )
    assert summary(postponed.text) == [
        ("reason-be", "Reason, which everybody reads, Беларуская: this is too long; 20000 characters fit here"),
        ("reason-pl", "Reason, which everybody reads, Polski: this is too long; 20000 characters fit here"),
    ]
    extended = olive.post(CHANGES, {"kind": "extend", "version": "1", "last_day": "", "ends": "noon"})
    assert summary(extended.text) == [
        ("last_day", "Write the day on which it ends"),
        ("ends", "Ends: write a time such as 10:00"),
    ]
