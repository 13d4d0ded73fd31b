"""What monitors are told stands on each page of organisers too, in words: what happened, what it means, what to do."""

import re
from datetime import timedelta

import pytest
from acts import set_all, write
from factories import make_registration, make_seminar
from flask import Flask

from seminars import clock
from seminars.database.units import write_unit
from seminars.domain.checks.watch import Wrong
from seminars.domain.jobs import beats
from seminars.extensions import db
from seminars.i18n import LANGUAGES, force_locale
from seminars.models import THE_ONE, JobRun, Message, Organiser, SenderVerdict, Urgency
from seminars.web import watching
from seminars.web.watching.words import WORDS

HEADING = "The site is not doing all of its work."


@pytest.fixture
def looked_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is looked at for each page."""
    app.extensions[watching.KEPT] = {}
    monkeypatch.setattr(watching, "KEPT_FOR", 0)


def notice(page: str) -> str:
    found = re.search(r'<div class="notice notice--bad" id="operation">(.*?)</div>', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.usefixtures("looked_at")
def test_every_organiser_is_told_until_it_is_well_again(app: Flask, olive, mallory):
    for somebody in (olive, mallory):
        said = notice(somebody.get("/organiser/seminars").text)
        assert HEADING in said
        assert "<b>The program that sends the mails is not running.</b> No mail leaves" in said
        assert "Tell your operator" in said
        assert notice(somebody.get("/organiser/account").text) == said
    with app.app_context(), write_unit():
        beats.begin("first", now=clock.now())
        long_ago = clock.now() - timedelta(days=9)
        db.session.add(JobRun(name="remind", began_at=long_ago, done_at=long_ago))
        db.session.commit()
    said = notice(olive.get("/organiser/seminars").text)
    assert re.findall("<b>(.*?)</b>", said) == ["What the program should do by the clock is not being done."]
    with app.app_context(), write_unit():
        db.session.get_one(JobRun, "remind").done_at = clock.now()
        db.session.commit()
    assert notice(olive.get("/organiser/seminars").text) == ""


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize(("urgency", "said"), [
    (Urgency.NOW, []),
    (Urgency.SOON, ["Mails about changed seminars, or reminders, have been waiting for more than two hours."]),
    (Urgency.BULK, []),
])  # fmt: skip
def test_a_mail_server_that_refuses_all_is_told_once(app: Flask, olive, urgency: Urgency, said: list[str]):
    long_ago = clock.now() - timedelta(days=2)
    with app.app_context():
        make_registration(make_seminar())
        set_all(Message, urgency=urgency, created_at=long_ago, due_at=long_ago)
        write(lambda: beats.begin("first", now=clock.now()))
    late = re.findall("<b>(.*?)</b>", notice(olive.get("/organiser/seminars").text))
    assert len(late) == 1
    with app.app_context():
        verdict = {"began_at": long_ago, "tried_at": long_ago, "words": "535 no", "likeness": "535 no"}
        write(lambda: db.session.add(SenderVerdict(id=THE_ONE, **verdict)))
    page = olive.get("/organiser/seminars").text
    assert page.count("No mail leaves: the mail server refuses whatever we send.") == 1
    assert re.findall("<b>(.*?)</b>", notice(page)) == said


@pytest.mark.usefixtures("looked_at")
def test_visitors_and_whoever_has_not_signed_in_are_told_nothing(app: Flask, client, visitor):
    with app.app_context():
        make_seminar()
    assert HEADING not in visitor.get("/organiser/sign-in").text
    assert HEADING not in client.get("/en/seminars/klichev").text


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_the_organisers_language(app: Flask, olive, language: str):
    with app.app_context(), write_unit():
        db.session.query(Organiser).one().language = language
        db.session.commit()
    with app.test_request_context(), force_locale(language):
        expected = str(WORDS[Wrong.NO_WORKER].happened)
    assert re.findall("<b>(.*?)</b>", notice(olive.get("/organiser/seminars").text))[0] == expected
    assert (expected == "The program that sends the mails is not running.") == (language == "en")
