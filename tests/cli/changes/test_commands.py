"""move, extend, postpone, cancel: what is shown, asked, done and refused."""

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import click
import pytest
from acts import tell_everybody
from factories import make_registration, make_seminar, texts
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload
from visitors import everything_stored

from seminars import clock
from seminars.cli.changes import confirming
from seminars.cli.changes.confirming import REFUSALS
from seminars.database.units import write_unit
from seminars.domain import errors
from seminars.domain.people.sign_up import Person
from seminars.extensions import db
from seminars.i18n import Texts, capital, when
from seminars.models import Activity, Change, Message, Registration, Seminar, SeminarStatus, Session, Status

MINSK, WARSAW = ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Warsaw")
YEAR = clock.now().year + 1
FIRST_DAY = datetime(YEAR, 5, 12, 10, tzinfo=MINSK)


def klichev(**values) -> Seminar:
    """On 12 May of next year, 10:00-15:00 in Minsk's time."""
    values = {"starts_at": FIRST_DAY.astimezone(UTC), **values}
    return make_seminar(**values)


def sign_up(seminar: Seminar, number: int, **values):
    values = {"email": f"person{number}@example.org", "phone": "", **values}
    language = values.pop("language", "en")
    return make_registration(seminar, Person(surname="Person", given_name=f"No{number}", **values), language=language)


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "somebody_is_there", lambda: True)


@pytest.fixture
def ada_comes(app: Flask) -> None:
    with app.app_context():
        make_registration(klichev())


def stored(app: Flask) -> Seminar:
    with app.app_context():
        whole = joinedload(Seminar.venue), selectinload(Seminar.sessions)
        return db.session.scalars(select(Seminar).filter_by(slug="klichev").options(*whole)).one()


def told(app: Flask) -> list[tuple[str, str]]:
    """Messages about changes, once the worker has written them: whom, and of which kind."""
    with app.app_context():
        tell_everybody()
        rows = db.session.scalars(select(Message).where(Message.change_id.is_not(None)).order_by(Message.id))
        return [(message.to, message.kind.value) for message in rows]


@pytest.mark.usefixtures("ada_comes")
def test_a_move_is_shown_and_with_yes_done_as_shown(run, app: Flask):
    moved = run("move", "klichev", "--start", "+1w", "--reason", "be=Снег", "--reason", "en=Snow", "--yes")
    assert moved.exit_code == 0, moved.output
    seminar = stored(app)
    assert seminar.starts_at == FIRST_DAY + timedelta(days=7)
    assert seminar.ends_at == seminar.starts_at + timedelta(hours=5)
    new = capital(when(seminar.starts_at, seminar.ends_at, seminar.timezone, True, "en"))
    assert moved.stdout.splitlines() == [
        "Small towns and clusters (en), Klichev",
        "  when:",
        f"      {FIRST_DAY:%A} 12 May {YEAR}, 10:00–15:00 (Minsk time, UTC+3)",
        f"   -> {new} (Minsk time, UTC+3)",
        "Reason (be): Снег",
        "Reason (en): Snow",
        "It writes to 1 person: 1 with a place (1 in English).",
        "  Ada Klichevskaya <ada@example.org>",
        "No mail server is set, so nobody would get these mails. Set SEMINARS_MAIL_SERVER first.",
        "klichev moved; 1 person is being written to",
        "A worker does that: `seminars serve --with-worker`, or `seminars worker` beside the web server.",
    ]
    assert told(app) == [("ada@example.org", "seminar_moved")]
    with app.app_context():
        change = db.session.scalars(select(Change)).one()
        assert (change.reason, change.told) == (Texts(be="Снег", en="Snow"), 1)
        noted = db.session.scalars(select(Activity).filter_by(kind="seminar_moved")).one()
        assert noted.actor.startswith("system:")


def differences(output: str) -> dict[str, tuple[str, str]]:
    """What a preview shows: {what: (old, new)}."""
    lines = output.splitlines()
    arrows = [number for number, line in enumerate(lines) if line.startswith("   -> ")]
    return {lines[at - 2].strip(" :"): (lines[at - 1].strip(), lines[at].removeprefix("   -> ")) for at in arrows}


@pytest.mark.usefixtures("ada_comes", "at_a_terminal")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("answer", ["n\n", "\n", "perhaps\nno\n", ""])
@pytest.mark.parametrize(
    "arguments",
    [
        ("move", "--start", "+1w", "--venue", "Library"),
        ("move", "--same-place", "--venue", "Library"),
        ("extend", "--end", "+30m"),
        ("postpone",),
        ("cancel", "--reason", "No money"),
    ],
)
def test_without_a_yes_nothing_is_written(run, app: Flask, arguments: tuple[str, ...], answer: str):
    before = everything_stored(app)
    command, *options = arguments
    asked = run(command, "klichev", *options, typed=answer)
    assert asked.exit_code == 1
    assert f"Do it and write to {'nobody' if '--same-place' in options else '1 person'}? [y/N]" in asked.stdout
    assert "outbox" not in asked.stdout
    assert everything_stored(app) == before


@pytest.mark.usefixtures("ada_comes")
def test_without_a_terminal_it_is_shown_and_refused(run, app: Flask):
    before = everything_stored(app)
    refused = run("postpone", "klichev", typed="y\n")
    assert (refused.exit_code, "-> postponed" in refused.stdout) == (2, True)
    assert "Nothing was done: there is no terminal to ask on. Look at the above, then add --yes." in refused.stderr
    assert everything_stored(app) == before


@pytest.mark.usefixtures("ada_comes", "at_a_terminal")
@pytest.mark.parametrize(
    ("arguments", "kind", "done"),
    [
        (("extend", "--end", "+30m"), "seminar_moved", "extended"),
        (("postpone",), "seminar_postponed", "postponed"),
        (("cancel", "--reason", "No money"), "seminar_cancelled", "cancelled"),
    ],
)
def test_a_yes_does_it_and_writes(run, app: Flask, arguments: tuple[str, ...], kind: str, done: str):
    command, *options = arguments
    asked = run(command, "klichev", *options, typed="y\n")
    assert asked.exit_code == 0, asked.output
    assert f"klichev {done}; 1 person is being written to" in asked.stdout
    assert told(app) == [("ada@example.org", kind)]
    seminar = stored(app)
    assert (seminar.ends_at - seminar.starts_at) == timedelta(hours=5, minutes=30 if done == "extended" else 0)
    assert (seminar.is_postponed, seminar.is_cancelled) == (done == "postponed", done == "cancelled")


@pytest.mark.usefixtures("ada_comes")
def test_a_postponed_seminar_comes_back_with_a_new_date(run):
    date_of_old = f"{FIRST_DAY:%A} 12 May {YEAR}, 10:00–15:00 (Minsk time, UTC+3)"
    postponed = run("postpone", "klichev", "--yes")
    assert "Registration closes; places and queue are kept." in postponed.stdout
    assert differences(postponed.stdout) == {
        "when": (date_of_old, f"no date; it was {date_of_old}"),
        "state": ("takes place", "postponed"),
    }
    back = run("move", "klichev", "--start", "+0m", "--yes")
    assert differences(back.stdout) == {
        "when": (f"no date; it was {date_of_old}", date_of_old),
        "state": ("postponed", "takes place"),
    }


@pytest.mark.usefixtures("ada_comes", "at_a_terminal")
def test_who_reads_while_another_edits_does_nothing(run, app: Flask, monkeypatch: pytest.MonkeyPatch):
    def confirm_late(_question: str) -> bool:
        with write_unit():
            db.session.scalars(select(Seminar)).one().version += 1
            db.session.commit()
        return True

    monkeypatch.setattr(click, "confirm", confirm_late)
    refused = run("move", "klichev", "--start", "+1w")
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: Somebody changed klichev while you were reading, so nothing was done; run the command again.\n"
    )
    assert (stored(app).starts_at, told(app)) == (FIRST_DAY, [])


@pytest.mark.usefixtures("ada_comes", "at_a_terminal")
def test_nothing_is_held_while_a_human_thinks(run, app: Flask, monkeypatch: pytest.MonkeyPatch):
    def sign_up_meanwhile(_question: str) -> bool:
        sign_up(db.session.scalars(select(Seminar)).one(), 2)
        return True

    monkeypatch.setattr(click, "confirm", sign_up_meanwhile)
    moved = run("move", "klichev", "--start", "+1w")
    assert "klichev moved; 2 people are being written to" in moved.stdout
    assert [address for address, _kind in told(app)] == ["ada@example.org", "person2@example.org"]


def test_whom_it_writes_to_is_counted_and_the_first_ten_are_named(run, app: Flask):
    with app.app_context():
        seminar = klichev()
        people = [sign_up(seminar, number, language="pl" if number % 2 else "be").id for number in range(1, 13)]
        sign_up(seminar, 13, email="", phone="+375 29 111-22-33")
        sign_up(seminar, 14, email="")
        with write_unit():
            for person, status in zip(people, (Status.WAITING, Status.PENDING, Status.WAITING), strict=False):
                db.session.execute(update(Registration).filter_by(id=person).values(status=status))
            db.session.commit()
    shown = run("postpone", "klichev", "--yes").stdout.splitlines()
    at = next(number for number, line in enumerate(shown) if line.startswith("It writes to"))
    assert shown[at : at + 12] == [
        "It writes to 12 people: 9 with a place, 2 on the waiting list, 1 awaiting approval "
        "(6 in Polish, 6 in Belarusian).",
        *(f"  No{number} Person <person{number}@example.org>" for number in range(1, 11)),
        "  and 2 more",
    ]
    assert shown[at + 13 : at + 17] == [
        "2 people have no e-mail address; tell them yourself:",
        "  No13 Person, +375 29 111-22-33",
        "  No14 Person, no phone number either",
        "klichev postponed; 12 people are being written to",
    ]
    assert len(told(app)) == 12


def test_where_nobody_is_registered_nobody_is_written_to(run, app: Flask):
    with app.app_context():
        klichev()
    moved = run("move", "klichev", "--start", "+1w", "--yes")
    assert moved.stdout.splitlines()[-2:] == [
        "Nobody is registered, so nobody is written to.",
        "klichev moved; nobody is written to",
    ]


def test_a_new_hall_keeps_nothing_of_the_old_one(run, app: Flask):
    with app.app_context():
        klichev()
    moved = run("move", "klichev", "--venue", "be=Бібліятэка", "--venue", "en= The  Library ", "--yes")
    assert differences(moved.stdout) == {
        "place (be)": ("Hall 3 (be), Lenin Street 1 (be), Клічаў", "Бібліятэка, Клічаў"),
        "place (ru)": ("Hall 3 (ru), Lenin Street 1 (ru), Кличев", "Бібліятэка, Кличев"),
        "place (pl)": ("Hall 3 (pl), Lenin Street 1 (pl), Kliczew", "The Library, Kliczew"),
        "place (en)": ("Hall 3 (en), Lenin Street 1 (en), Klichev", "The Library, Klichev"),
        "on the map": ("53.49,29.34", "(nothing)"),
    }
    venue = stored(app).venue
    assert (venue.name, venue.address, venue.latitude) == (Texts(be="Бібліятэка", en="The Library"), Texts(), None)


def test_an_address_alone_leaves_the_hall_and_asks_about_the_position(run, app: Flask):
    with app.app_context():
        klichev()
    moved = run("move", "klichev", "--address", "x=y 5", "--yes")
    assert "The position on the map stays 53.49,29.34; give --position if it is a different one." in moved.stdout
    venue = stored(app).venue
    assert (venue.name, venue.address, venue.latitude) == (texts("Hall 3"), Texts(be="x=y 5"), 53.49)
    there = run("move", "klichev", "--address", "z", "--position", "53.5, 29.4", "--directions", "a\nb", "--yes")
    assert "The position on the map stays" not in there.stdout
    venue = stored(app).venue
    assert (venue.latitude, venue.longitude, venue.directions) == (53.5, 29.4, Texts(be="a\nb"))


@pytest.mark.usefixtures("ada_comes")
def test_the_same_place_written_otherwise_is_told_to_nobody(run, app: Flask):
    corrected = run("move", "klichev", "--same-place", "--venue", "pl=Sala nr 3", "--yes")
    assert corrected.stdout.splitlines() == [
        "Small towns and clusters (en), Klichev",
        "  place (pl):",
        "      Hall 3 (pl), Lenin Street 1 (pl), Kliczew",
        "   -> Sala nr 3, Lenin Street 1 (pl), Kliczew",
        "Nobody is written to.",
        "klichev corrected; nobody is written to",
    ]
    venue = stored(app).venue
    assert venue.name == Texts({**texts("Hall 3"), "pl": "Sala nr 3"})
    assert (venue.address, venue.latitude, told(app)) == (texts("Lenin Street 1"), 53.49, [])


def test_another_town_has_its_own_clocks_and_not_the_old_hall(run, app: Flask):
    with app.app_context():
        klichev()
    refused = run("move", "klichev", "--town", "bialystok", "--yes")
    assert (refused.exit_code, "Clocks there show the time of Europe/Warsaw" in refused.stderr) == (2, True)
    there = ("--town", "bialystok", "--start", f"{YEAR}-05-12 10:00")
    for unsaid in ((), ("--address", "Rynek 1"), ("--directions", "Upstairs"), ("--position", "53.1,23.1")):
        refused = run("move", "klichev", *there, *unsaid, "--yes")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "name it with --venue, or say with --no-venue that there is none yet" in refused.stderr
    assert stored(app).town_code == "klichev"
    moved = run("move", "klichev", *there, "--no-venue", "--yes")
    assert differences(moved.stdout)["when"][1].endswith("10:00–15:00 (Warsaw time, UTC+2)")
    assert differences(moved.stdout)["place (pl)"] == ("Hall 3 (pl), Lenin Street 1 (pl), Kliczew", "Białystok")
    seminar = stored(app)
    assert (seminar.town_code, seminar.timezone) == ("bialystok", "Europe/Warsaw")
    assert seminar.starts_at == datetime(YEAR, 5, 12, 10, tzinfo=WARSAW)
    assert (seminar.venue.name, seminar.venue.address, seminar.venue.latitude) == (Texts(), Texts(), None)
    back = run("move", "klichev", "--town", "klichev", "--venue", "Hall 3", "--start", "+1h", "--yes")
    assert (back.exit_code, stored(app).venue.name) == (0, Texts(be="Hall 3"))


def test_a_hall_that_is_not_there_any_more_is_taken_away_in_the_same_town(run, app: Flask):
    with app.app_context():
        klichev()
    moved = run("move", "klichev", "--no-venue", "--directions", "Meet at the station", "--yes")
    assert differences(moved.stdout)["place (en)"] == ("Hall 3 (en), Lenin Street 1 (en), Klichev", "Klichev")
    venue = stored(app).venue
    assert (venue.name, venue.latitude, venue.directions) == (Texts(), None, Texts(be="Meet at the station"))


def test_a_week_keeps_the_clock_time_when_summer_time_begins(run, app: Flask):
    last_of_march = datetime(YEAR, 3, 31, 10, tzinfo=WARSAW)
    change = last_of_march - timedelta(days=(last_of_march.weekday() + 1) % 7)
    with app.app_context():
        klichev(town_code="bialystok", timezone="Europe/Warsaw", starts_at=(change - timedelta(days=3)).astimezone(UTC))
    moved = run("move", "klichev", "--start", "+1w", "--yes")
    old, new = differences(moved.stdout)["when"]
    assert old.endswith(", 10:00–15:00 (Warsaw time, UTC+1)")
    assert new.endswith(", 10:00–15:00 (Warsaw time, UTC+2)")
    assert stored(app).starts_at == change + timedelta(days=4)
    assert stored(app).ends_at == change + timedelta(days=4, hours=5)
    jumped = run("move", "klichev", "--start", f"{change:%Y-%m-%d}T02:30", "--yes")
    assert (jumped.exit_code, "clocks in Europe/Warsaw jump over it" in jumped.stderr) == (2, True)


def test_registration_and_agenda_move_along_as_shown(run, app: Flask):
    with app.app_context():
        seminar = klichev(registration_closes_at=(FIRST_DAY - timedelta(days=2)).astimezone(UTC))
        with write_unit():
            hours = Session(position=1, starts=time(10), ends=time(11, 30), title=texts("Opening"))
            db.session.get_one(Seminar, seminar.id).sessions = [hours]
            db.session.commit()
    moved = run("move", "klichev", "--start", "+1d1h", "--end", "+1d2h", "--yes")
    shown = differences(moved.stdout)
    assert shown["lasts"] == ("5 h", "6 h")
    assert shown["agenda"] == ("1 item, 10:00–11:30", "1 item, 11:00–12:30")
    assert shown["registration closes"][1].endswith(f"11 May {YEAR}, 10:00 (Minsk time, UTC+3)")
    assert "The agenda moves along." in moved.stdout
    seminar = stored(app)
    assert seminar.sessions[0].starts == time(11)
    assert seminar.registration_closes_at == FIRST_DAY - timedelta(days=1)
    unknown = run("move", "klichev", "--start", f"{YEAR}-05-20", "--yes")
    assert "The agenda stays as it is (1 item, 11:00–12:30); correct it on the seminar's page." in unknown.stdout
    assert differences(unknown.stdout)["lasts"] == ("6 h", "1 day")


MISTAKES = [
    (2, ("move", "klichew", "--start", "+1w"), "There is no seminar 'klichew'. Did you mean klichev?"),
    (2, ("move", "klichev\udcff", "--start", "+1w"), r"There is no seminar 'klichev\udcff'. Did you mean klichev?"),
    (2, ("move", "klichev"), "Say what moves"),
    (2, ("move", "klichev", "--reason", "Snow"), "Say what moves"),
    (2, ("move", "klichev", "--start", "soon"), "'soon' is not a time. Write 2027-03-12T10:00"),
    (2, ("move", "klichev", "--start", ""), "'' is not a time"),
    (2, ("move", "klichev", "--start", "+99999999999w"), "is too far away"),
    (2, ("move", "klichev", "--start", "10000-01-01"), "is not a time"),
    (2, ("move", "klichev", "--end", f"{YEAR}-05-12"), "write --end with a time"),
    (1, ("move", "klichev", "--start", "2001-01-01T10:00"), "would begin or end in the past"),
    (1, ("move", "klichev", "--start", "-9999d"), "would begin or end in the past"),
    (1, ("move", "klichev", "--end", "-6h"), "would end before it begins"),
    (1, ("move", "klichev", "--start", "+6h", "--end", "+0m"), "would end before it begins"),
    (1, ("move", "klichev", "--start", "+9999w"), "would end after the year 2099"),
    (1, ("move", "klichev", "--start", "+0m"), "takes place then and there already"),
    (1, ("move", "klichev", "--directions", "Upstairs"), "use `seminars move klichev --same-place`"),
    (2, ("move", "klichev", "--town", "bialystock"), "There is no town 'bialystock'. Did you mean bialystok?"),
    (2, ("move", "klichev", "--venue", "A", "--venue", "be=B"), "There are two texts in be"),
    (2, ("move", "klichev", "--venue", "pl= \u200b "), "The text in pl is empty"),
    (2, ("move", "klichev", "--venue", "x" * 201), "has 201 characters; at most 200 fit"),
    (2, ("move", "klichev", "--position", "52.1"), "is not a position"),
    (2, ("move", "klichev", "--position", "52,1,26,1"), "is not a position"),
    (2, ("move", "klichev", "--position", "91.0,26.1"), "is not a position"),
    (2, ("move", "klichev", "--position", "nan,26.1"), "is not a position"),
    (2, ("move", "klichev", "--same-place"), "Say how the place is written"),
    (2, ("move", "klichev", "--same-place", "--venue", "A", "--start", "+1d"), "--same-place tells nobody"),
    (2, ("move", "klichev", "--same-place", "--venue", "A", "--town", "pinsk"), "--same-place tells nobody"),
    (2, ("move", "klichev", "--same-place", "--venue", "A", "--reason", "B"), "--same-place tells nobody"),
    (2, ("move", "klichev", "--same-place", "--venue", "A", "--no-venue"), "--no-venue says that there is no hall yet"),
    (2, ("move", "klichev", "--same-place", "--no-venue"), "--same-place tells nobody"),
    (2, ("move", "klichev", "--no-venue", "--address", "A"), "--no-venue says that there is no hall yet"),
    (1, ("move", "klichev", "--town", "pinsk"), "klichev would go to another town, and no hall there is given"),
    (1, ("move", "klichev", "--same-place", "--venue", "en=Hall 3 (en)"), "takes place then and there already"),
    (2, ("extend", "klichev"), "Missing option '--end'"),
    (1, ("extend", "klichev", "--end", "-1h"), "That end is not later than the present one"),
    (1, ("extend", "klichev", "--end", "+0m"), "That end is not later than the present one"),
    (2, ("cancel", "klichev"), "Missing option '--reason'"),
    (2, ("cancel", "klichev", "--reason", " "), "The text in be is empty"),
]


@pytest.mark.usefixtures("ada_comes")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_mistake_is_one_clear_line_and_stores_nothing(run, app: Flask):
    before = everything_stored(app)
    for status, arguments, said in MISTAKES:
        refused = run(*arguments, "--yes")
        line = refused.stderr.splitlines()[-1]
        outcome = (refused.exit_code, refused.stdout, line.startswith("Error: "), said in line)
        assert (arguments, line, *outcome) == (arguments, line, status, "", True, True)
        assert (arguments, everything_stored(app)) == (arguments, before)


def in_state(state: str) -> None:
    if state == "over":
        klichev(starts_at=clock.now() - timedelta(days=9))
        return
    status = {"draft": SeminarStatus.DRAFT, "cancelled": SeminarStatus.CANCELLED}.get(state, SeminarStatus.PUBLISHED)
    known = {"hours_known": state != "of a day"}
    klichev(status=status, postponed_at=clock.now() if state == "postponed" else None, **known)


@pytest.mark.parametrize(
    ("state", "arguments", "said"),
    [
        ("draft", ("postpone",), "klichev is a draft that nobody knows of; edit it on its page."),
        ("over", ("cancel", "--reason", "x"), "klichev has taken place"),
        ("cancelled", ("move", "--start", "+1w"), "klichev is cancelled, and that is final; create a new seminar"),
        ("postponed", ("postpone",), "klichev is postponed already; give it a new date"),
        ("postponed", ("extend", "--end", "+1h"), "klichev is postponed; give it a new date with `seminars move"),
        ("postponed", ("move", "--venue", "A"), "klichev is postponed; give it a new date with `seminars move"),
        ("of a day", ("move", "--start", f"{YEAR}-05-12T10:00"), "so give --end as well as --start"),
    ],
)
def test_what_cannot_be_now_is_refused_in_words(run, app: Flask, state: str, arguments: tuple[str, ...], said: str):
    with app.app_context():
        in_state(state)
    command, *options = arguments
    refused = run(command, "klichev", *options, "--yes")
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert said in refused.stderr


def test_every_refusal_of_the_domain_has_words():
    refusals = {each for each in vars(errors).values() if isinstance(each, type)}
    kinds = {each for each in refusals if issubclass(each, errors.ChangeRefused)} - {errors.ChangeRefused}
    assert set(REFUSALS) == kinds | {errors.EditedMeanwhile}


@pytest.mark.usefixtures("ada_comes")
def test_at_a_real_terminal_the_question_is_asked(run, app: Flask):
    names = ("INSTANCE", "SECRET_KEY", "PUBLIC_BASE_URL", "SQLALCHEMY_DATABASE_URI")
    environ = os.environ | {f"SEMINARS_{name}": app.config[name] for name in names}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from seminars.cli import main; main(prog_name='seminars')"]
    with subprocess.Popen(
        [*command, "extend", "klichev", "--end", "+30m"], env=environ, stdin=theirs, stdout=subprocess.PIPE, text=True
    ) as process:
        os.write(ours, b"y\n")
        said, _nothing = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, "Do it and write to 1 person? [y/N]" in said) == (0, True)
    assert stored(app).ends_at == FIRST_DAY + timedelta(hours=5, minutes=30)
