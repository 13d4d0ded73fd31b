"""The rows of people who sign up together: what each of them is said to have agreed to."""

from acts import sign_up
from factories import make_seminar

from seminars.models import Consent, ConsentKind


def test_the_contact_agrees_for_those_they_bring_along_to_the_use_of_their_names_and_to_nothing_else(app):
    with app.app_context():
        ada, bela, cyd = sign_up(make_seminar(), "Ada", "Bela", "Cyd", consents=dict.fromkeys(ConsentKind, True))
        assert given(ada.consents) == {"processing": True, "photo": True, "sharing": True, "news": True}
        for companion in (bela, cyd):
            assert given(companion.consents) == {"processing": True, "photo": False, "sharing": False, "news": False}


def given(consents: list[Consent]) -> dict[str, bool]:
    return {each.kind.value: each.given for each in consents}
