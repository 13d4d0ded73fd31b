"""Who answers for personal data: the form that asks for consent and the page of privacy name the same."""

from flask import current_app

from seminars.domain.programme import listings
from seminars.i18n import chosen_language
from seminars.models import Series
from seminars.text.alphabets import sort_key
from seminars.web.templating import site_name, words


def controller_of(series: Series) -> str:
    return current_app.config["CONTROLLER_NAME"] or words(series.organisation) or site_name()


def all_controllers() -> list[str]:
    """Whom the forms of all seminars name that the public may see; one name where they agree."""
    named = {controller_of(each) for each in listings.public_series()}
    ordered = sorted(named, key=lambda name: sort_key(name, chosen_language()))
    return ordered or [current_app.config["CONTROLLER_NAME"] or site_name()]
