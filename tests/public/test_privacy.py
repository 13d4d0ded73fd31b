"""What people are told about their data, and that the form they agree to says the same."""

import hashlib
import re
from collections.abc import Callable

import pytest
from factories import make_seminar, make_series
from flask import Flask

from seminars.domain.people import consents
from seminars.i18n import LANGUAGES, Texts, force_locale, gettext, ngettext
from seminars.models import ConsentKind, SeminarStatus

FOUNDATION = "Podlaska Fundacja Rozwoju Regionalnego"
# Of the words beside each of the form's ticks, in all languages. Where they change, so does the version of the kind.
WORDS_OF_VERSION: dict[ConsentKind, dict[int, str]] = {
    ConsentKind.PROCESSING: {3: "0bcb0014e943280b"},
    ConsentKind.PHOTO: {3: "cdde92543fdef1e0"},
    ConsentKind.SHARING: {1: "e276b132d766a85c", 2: "1c4c27c6e66cbdc2"},
    ConsentKind.NEWS: {3: "2855b27728e1d9ba"},
}


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
    assert {kind: max(words) for kind, words in WORDS_OF_VERSION.items()} == consents.VERSIONS
    for kind, words in WORDS_OF_VERSION.items():
        assert (kind, words_beside_the_tick(app, kind)) == (kind, words[consents.VERSIONS[kind]])
    assert digest(app, lambda: gettext(NAME_ALONE)) == WORDS_OF_VERSION[ConsentKind.SHARING][consents.NAME_ALONE]


NAME_ALONE = "The host may see my name on the list of participants."


def words_beside_the_tick(app: Flask, kind: ConsentKind) -> str:
    said = {
        ConsentKind.PROCESSING: lambda: ngettext(
            "I agree that %(controller)s uses my data for the seminar and mails about it, "
            "and removes it %(num)d day after the seminar.",
            "I agree that %(controller)s uses my data for the seminar and mails about it, "
            "and removes it %(num)d days after the seminar.",
            365,
            controller=FOUNDATION,
        ),
        ConsentKind.PHOTO: lambda: gettext("I may be seen in photos of the seminar."),
        ConsentKind.SHARING: lambda: gettext(
            "The host may see my name and my organisation on the list of participants."
        ),
        ConsentKind.NEWS: lambda: gettext("I want to know about other seminars in my region."),
    }
    return digest(app, said[kind])


def digest(app: Flask, words: Callable[[], str]) -> str:
    said = []
    with app.app_context():
        for language in LANGUAGES:
            with force_locale(language):
                said.append(words())
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def test_the_page_leads_those_who_have_lost_their_link_to_it(client):
    assert 'href="/be/registrations/find"' in client.get("/be/privacy").text.partition("<main")[2]
