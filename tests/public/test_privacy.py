"""What people are told about their data, and that the form they agree to says the same."""

import hashlib
import re

import pytest
from factories import make_seminar, make_series
from flask import Flask

from seminars.domain.registrations.enrolment import CONSENT_TEXT_VERSION
from seminars.i18n import LANGUAGES, Texts, force_locale, gettext, ngettext
from seminars.models import SeminarStatus

FOUNDATION = "Podlaska Fundacja Rozwoju Regionalnego"
# Of all words that stand beside the form's ticks, in all languages. Where they change, so does the version.
WORDS_OF_VERSION = {2: "0cc3dbdb273942e1", 3: "82e545557cce0a56"}


@pytest.fixture
def two_organisations(app: Flask) -> None:
    """An academy and a foundation hold seminars; a third organisation has only a draft."""
    with app.app_context():
        academy = make_series(slug="academy", organisation=Texts(en="Łódź Academy"))
        make_seminar(series=academy, slug="academys")
        foundation = make_series(slug="foundation", organisation=Texts(en="Agro Foundation"))
        make_seminar(series=foundation, slug="foundations")
        plan = make_series(slug="plan", organisation=Texts(en="Secret Plan"))
        make_seminar(series=plan, slug="plans", status=SeminarStatus.DRAFT)


def controllers(client) -> list[str]:
    page = client.get("/en/privacy").text
    part = page[page.index("Who answers for the data") : page.index("What for</h2>")]
    return re.findall("<li>(.*?)</li>", part) or [re.search(r"<p>([^<,]*?)[.,] ", part)[1]]


def consent(client, language: str = "en", slug: str = "klichev") -> str:
    page = client.get(f"/{language}/seminars/{slug}/registrations/new").text
    return " ".join(re.search(r'<label for="processing">(.*?)<a ', page, re.DOTALL)[1].split())


@pytest.mark.usefixtures("two_organisations")
def test_the_controller_of_the_installation_is_named_on_the_form_and_on_the_page(app, client):
    assert controllers(client) == [FOUNDATION]
    assert f"I agree that {FOUNDATION} uses my data" in consent(client, slug="academys")


@pytest.mark.usefixtures("two_organisations")
def test_without_one_the_page_names_each_organisation_that_a_form_names(app, client):
    app.config["CONTROLLER_NAME"] = ""
    assert controllers(client) == ["Agro Foundation", "Łódź Academy"]
    assert "I agree that Łódź Academy uses my data" in consent(client, slug="academys")
    assert "I agree that Agro Foundation uses my data" in consent(client, slug="foundations")


def test_where_no_organisation_is_known_both_name_the_site(app, client):
    app.config["CONTROLLER_NAME"] = ""
    assert controllers(client) == ["Cluster seminars"]
    with app.app_context():
        make_seminar(series=make_series(organisation=Texts()))
    assert controllers(client) == ["Cluster seminars"]
    assert "I agree that Cluster seminars uses my data" in consent(client)


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("be", {1: "1 дзень", 2: "2 дні", 21: "21 дзень", 31: "31 дзень", 365: "365 дзён"}),
        ("ru", {1: "1 день", 2: "2 дня", 21: "21 день", 31: "31 день", 365: "365 дней"}),
        ("pl", {1: "po 1 dniu", 2: "po 2 dniach", 21: "po 21 dniach", 31: "po 31 dniach", 365: "po 365 dniach"}),
        ("en", {1: "1 day after", 2: "2 days after", 21: "21 days after", 31: "31 days after", 365: "365 days after"}),
    ],
)
def test_the_form_counts_days_as_the_language_does(app, client, language, days):
    with app.app_context():
        make_seminar()
    for number, words in days.items():
        app.config["RETENTION_DAYS"] = number
        assert words in consent(client, language)


def test_whoever_changes_the_words_of_a_consent_raises_its_version(app):
    assert max(WORDS_OF_VERSION) == CONSENT_TEXT_VERSION
    assert words_beside_the_ticks(app) == WORDS_OF_VERSION[CONSENT_TEXT_VERSION]


def words_beside_the_ticks(app: Flask) -> str:
    said = []
    with app.app_context():
        for language in LANGUAGES:
            with force_locale(language):
                said += [
                    ngettext(
                        "I agree that %(controller)s uses my data for the seminar and mails about it, "
                        "and removes it %(num)d day after the seminar.",
                        "I agree that %(controller)s uses my data for the seminar and mails about it, "
                        "and removes it %(num)d days after the seminar.",
                        365,
                        controller=FOUNDATION,
                    ),
                    gettext("I may be seen in photos of the seminar."),
                    gettext("The host may see my name on the list of participants."),
                    gettext("I want to know about other seminars in my region."),
                ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def test_the_page_leads_those_who_have_lost_their_link_to_it(client):
    assert 'href="/be/registrations/find"' in client.get("/be/privacy").text.partition("<main")[2]
