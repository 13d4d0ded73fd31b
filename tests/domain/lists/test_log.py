"""The log of a seminar that lived through most of what there is, as it reads in the four languages."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from acts import erase, write
from at_noon import NOW
from factories import make_organiser
from flask import Flask
from logged_life import SECRETS, live
from openpyxl import load_workbook
from visitors import Counted

from seminars.domain import activity
from seminars.domain.lists import log, log_sheet
from seminars.extensions import db
from seminars.formats.log_words import Group, line_of
from seminars.formats.tables import Sheet, write_csv, write_xlsx
from seminars.i18n import LANGUAGES, force_locale
from seminars.models import Registration, Seminar

TOLD = """\
mallory@example.org downloaded the list of people (Excel, 6 rows)
Olive Tree moved the seminar; now: Monday 22 March 2027, 12:00–17:00 (Minsk time, UTC+3), \
Hall 3 (en), Lenin Street 1 (en), Klichev
Olive Tree corrected the e-mail address of A Dan
A Ann cancelled the registration
Olive Tree declined the registration of A Eve
A Eve signed up and awaits approval
Olive Tree approved the registration of A Dan (beyond the capacity)
A Dan signed up and awaits approval
Olive Tree changed: whether organisers decide on sign-ups
A Lovelace gave another e-mail address
A Lovelace changed: phone
B Cyd took the place that was offered
A Bela took the place that was offered
The system offered a place to B Cyd
The system offered a place to A Bela
Olive Tree changed: title, capacity (from 2 to 4)
B Cyd signed up and is on the waiting list
A Bela signed up and is on the waiting list
A Ann signed up and has a place
A Lovelace signed up and has a place"""


@pytest.fixture
def seminar(inside) -> Seminar:
    """Olive has a name, and Mallory, who took a list away, has none."""
    make_organiser("olive@example.org", name="Olive Tree")
    make_organiser("mallory@example.org")
    return live()


def said(rows: list[log.Happened], language: str = "en") -> list[str]:
    with force_locale(language):
        return [str(line_of(each.event, language)) for each in rows]


def person(surname: str) -> Registration:
    return db.session.query(Registration).filter_by(surname=surname).one()


def sheet(seminar: Seminar, language: str = "en", **chosen) -> Sheet:
    return log_sheet.sheet_of(seminar, language=language, exported_by="olive@example.org", now=NOW, **chosen)


def as_csv(seminar: Seminar, language: str = "en", **chosen) -> list[list[str]]:
    text = b"".join(write_csv(sheet(seminar, language, **chosen))).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter="," if language == "en" else ";"))


def test_a_whole_life_reads_in_four_languages_without_what_anything_was_before(seminar):
    rows = log.page_of(seminar).rows
    assert said(rows) == TOLD.split("\n")
    read = {language: said(rows, language) for language in LANGUAGES}
    for language, sentences in read.items():
        assert [len(set(same)) for same in zip(*read.values(), strict=True)] == [4] * len(rows), language
        text = "\n".join(sentences)
        assert [secret for secret in (*SECRETS, "A secret reason") if secret in text] == ["Lovelace"]
        assert text.count("A Lovelace") == 3


def test_somebody_who_was_erased_is_named_nowhere_and_what_happened_stays(seminar):
    ada = person("Lovelace")
    erase(ada)
    rows = log.page_of(seminar).rows
    for language in LANGUAGES:
        text = "\n".join([*said(rows, language), *map(str, as_csv(seminar, language))])
        assert [secret for secret in (*SECRETS, db.session.get_one(Registration, ada.id).code) if secret in text] == []
    assert said(rows)[-3:] == [
        "Somebody whose data was removed signed up and has a place",
        "The personal data of one registration was removed at the person’s request",
        "Somebody whose data was removed cancelled the registration",
    ]


def test_a_choice_of_kinds_or_of_a_person_leaves_the_rest_out_and_is_what_is_taken_away(seminar):
    every = {group: said(log.page_of(seminar, group=group).rows) for group in Group}
    assert {group: len(rows) for group, rows in every.items() if rows} == {
        Group.SIGN_UPS: 9,
        Group.DECISIONS: 7,
        Group.SEMINAR: 1,
        Group.PAGE: 2,
        Group.LISTS: 1,
    }
    for group, rows in every.items():
        assert [row[2] for row in as_csv(seminar, group=group)[1:]] == rows
    dan = person("Dan")
    assert said(log.page_of(seminar, about=dan, group=Group.DECISIONS).rows) == [
        "Olive Tree corrected the e-mail address of A Dan",
        "Olive Tree approved the registration of A Dan (beyond the capacity)",
    ]
    assert [row[3] for row in as_csv(seminar, about=dan)[1:]] == [dan.code] * 3


def test_what_is_noted_of_the_contact_is_told_of_those_who_came_along_but_no_state(seminar):
    bela, cyd = person("Bela"), person("Cyd")
    about = {"actor": activity.PERSON, "seminar": seminar, "registration": bela}
    write(lambda: activity.record("address_changed", at=NOW + timedelta(days=9), **about))
    assert said(log.history_of(cyd).rows) == [
        "A Bela gave another e-mail address",
        "B Cyd took the place that was offered",
        "The system offered a place to B Cyd",
        "B Cyd signed up and is on the waiting list",
    ]


def test_the_workbook_says_what_it_holds_in_the_words_of_the_page(seminar):
    file = BytesIO()
    write_xlsx(sheet(seminar, "ru", group=Group.PAGE, about=None), file)
    book = load_workbook(file)
    head, first, *others = book["Журнал"].iter_rows(values_only=True)
    assert head == ("Когда (Europe/Minsk)", "О чём", "Что произошло", "Код")
    assert (first[1:], len(others)) == (("Страница", "Olive Tree: изменения\u00a0— одобрение регистраций", None), 1)
    about = [said for _label, said in book.worksheets[1].iter_rows(values_only=True)]
    assert (about[2], about[3], about[5]) == ("Страница", "olive@example.org", "2")


def test_a_page_has_a_hundred_rows_and_costs_the_same_with_one_and_with_thirty(app: Flask, seminar):
    counted, stored = [], seminar
    for number in (1, 29, 100):
        about = {"actor": "olive@example.org", "at": NOW, "seminar": stored, "registration": person("Dan")}
        write(lambda: [activity.record("told_by_hand", change=1, **about) for _ in range(number)])  # noqa: B023
        db.session.remove()
        stored = db.session.query(Seminar).one()
        with Counted(app) as statements:
            page = log.page_of(stored, group=Group.MESSAGES)
            said(page.rows)
        counted.append((len(statements), len(page.rows)))
    assert counted == [(3, 1), (3, 30), (3, 100)]
    second = log.page_of(stored, group=Group.MESSAGES, number=2)
    assert (second.first, second.last, second.total, second.has_next) == (101, 130, 130, False)
    history = log.history_of(person("Dan"))
    assert (len(history.rows), history.has_more) == (30, True)
