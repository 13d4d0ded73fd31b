"""The table of message kinds: what every row has, and what only some of them may have."""

from dataclasses import replace
from pathlib import Path

import pytest

from seminars.i18n import force_locale, lazy_gettext
from seminars.models import CARRIES_OTHERS, KINDS, Kind, MessageKind, Recipient, Urgency, kinds_that

TEMPLATES = Path(__file__).parents[3] / "templates" / "mail"
LANGUAGES = ("be", "ru", "pl", "en")
SOON = {"reminder_week", "reminder_day", "seminar_moved", "seminar_postponed", "seminar_cancelled"}
BULK = {"seminar_thanks", "seminar_without_place", "organiser_digest"}


@pytest.mark.parametrize("kind", MessageKind)
def test_each_kind_has_a_row_a_name_in_words_and_its_templates(app, kind):
    with app.test_request_context():
        for language in LANGUAGES:
            with force_locale(language):
                assert str(KINDS[kind].name)
    assert {file.name for file in (TEMPLATES / kind).iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_no_two_kinds_have_the_same_name(app):
    with app.test_request_context(), force_locale("en"):
        names = [str(row.name) for row in KINDS.values()]
    assert sorted(set(names)) == sorted(names)


def test_what_is_about_one_person_leaves_first_and_what_nobody_waits_for_last():
    of_urgency = {urgency: {kind.value for kind, row in KINDS.items() if row.urgency == urgency} for urgency in Urgency}
    everything = {kind.value for kind in MessageKind}
    # What a person has erased becomes another kind while it waits, and stays as urgent.
    assert {KINDS[kind].urgency for kind in kinds_that(lambda row: row.empties_calendar)} == {Urgency.NOW}
    assert of_urgency == {Urgency.NOW: everything - SOON - BULK, Urgency.SOON: SOON, Urgency.BULK: BULK}


def test_a_row_that_forgets_when_it_is_true_or_says_it_of_nobody_is_refused():
    about_a_person, to_an_organiser = KINDS[MessageKind.CONFIRMED], KINDS[MessageKind.NOTICE]
    for row, states in ((about_a_person, ()), (to_an_organiser, about_a_person.still_true_in)):
        with pytest.raises(ValueError, match="true in some of its states"):
            replace(row, still_true_in=states)
    with pytest.raises(TypeError):
        Kind(lazy_gettext("Moved"), to=Recipient.CONTACT)


def test_what_carries_others_is_true_when_they_are_and_answers_nothing_itself():
    assert set(CARRIES_OTHERS) == {
        MessageKind.CONFIRMED_TOGETHER,
        MessageKind.PENDING_TOGETHER,
        MessageKind.WAITING_TOGETHER,
    }
    for kind in kinds_that(lambda row: row.answers_a_sign_up):
        gathered, carrier = KINDS[kind], KINDS[KINDS[kind].gathers_into]
        assert (carrier.still_true_in, carrier.to, carrier.urgency, carrier.looks_ahead, carrier.gathers_into) == (
            *(gathered.still_true_in, gathered.to, gathered.urgency, gathered.looks_ahead),
            None,
        )
        assert carrier.outlives_registration


def test_a_mail_to_an_address_alone_is_one_whose_end_retention_knows():
    """Whoever adds another kind sees to it that its address is forgotten: domain/privacy/retention.py."""
    assert kinds_that(lambda row: row.to == Recipient.ADDRESS) == (MessageKind.LINKS,)
