"""Each state has words of its own in every language, and pages say it as the lists do."""

import pytest

from seminars.formats.state_words import (
    CANCELLED_BY_WORDS,
    DELIVERY_WORDS,
    MISSED_WORDS,
    ORGANISATION_KIND_WORDS,
    STATUS_WORDS,
)
from seminars.i18n import LANGUAGES, force_locale
from seminars.models import INVENTED_ADDRESS, Message, MessageState, OrganisationKind, Status
from seminars.organiser import words

TONES = {"ok", "few", "off", "bad"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_states_are_called_the_same(app, language):
    assert (set(STATUS_WORDS), set(DELIVERY_WORDS)) == (set(Status), set(MessageState))
    assert set(ORGANISATION_KIND_WORDS) == set(OrganisationKind)
    assert set(CANCELLED_BY_WORDS) == {"person", "not_me", "organiser", "same_person"}
    with app.app_context(), force_locale(language):
        for table in (STATUS_WORDS, DELIVERY_WORDS, MISSED_WORDS, CANCELLED_BY_WORDS, ORGANISATION_KIND_WORDS):
            assert len({str(text) for text in table.values()}) == len(table)


def test_the_pages_of_organisers_call_every_state_as_the_list_does(app):
    app.config["MAIL_SERVER"] = "mail.example.org"
    with app.app_context(), force_locale("en"):
        for state in Status:
            assert words.registration_state(state)[0] == STATUS_WORDS[state]
            assert words.registration_state(state)[1] in TONES
        for state in MessageState:
            assert words.message_state(state)[0] == DELIVERY_WORDS[state]
            assert words.message_state(state)[1] in TONES
        for why, said in (("", "Not sent: too late"), (INVENTED_ADDRESS, "Not sent: an invented address")):
            missed = Message(state=MessageState.MISSED, last_error=why)
            assert (words.fate(missed), words.trouble(missed)) == ((said, "off"), "")
        app.config["MAIL_SERVER"] = ""
        assert words.message_state(MessageState.SENT) == ("Kept on disk", "ok")
