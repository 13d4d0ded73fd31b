"""What people correct of what they said of themselves: until when, against which version, and what the log keeps."""

from dataclasses import replace

import pytest
from at_noon import DAY, HOUR, NOW, SECOND, START, act, cancel, seminar_with, sign_up

from seminars.domain.errors import EditedMeanwhile, NotActive, RegistrationClosed, SignedUpAlready
from seminars.domain.people.sign_up import Person
from seminars.domain.registrations import answers
from seminars.domain.registrations.answers import Answers, Difference
from seminars.extensions import db
from seminars.models import Activity, ConsentKind, Registration

pytestmark = pytest.mark.usefixtures("sound_at_noon")
NO = dict.fromkeys(answers.MAY_BE_CHANGED, False)


@pytest.fixture
def ada(inside) -> Registration:
    """Ada, who brought Aga and Alla along; registration closes two days before the start."""
    ada, *_others = sign_up(seminar_with(9, registration_closes_at=START - 2 * DAY), "Ada", "Aga", "Alla")
    return ada


def shown(registration: Registration) -> Answers:
    """What the form showed, to be sent back as it is or changed."""
    return Answers(
        person=Person(**{name: getattr(registration, name) for name in answers.ANSWERS}, email=registration.email),
        companions=[(each.given_name, each.surname) for each in answers.companions_of(registration.party)],
        consents=NO,
        seen=answers.version_of(registration.party),
    )


def change(registration: Registration, told: Answers, **how) -> list[Difference]:
    return act(answers.change, registration, told=told, **{"now": NOW + HOUR, **how})


def test_what_is_different_is_stored_and_the_log_names_the_answers_and_not_what_they_were(ada: Registration):
    told = shown(ada)
    told = replace(
        told,
        person=replace(told.person, phone="+375 29 1"),
        companions=[("B", "Agata"), told.companions[1]],
        consents={**NO, ConsentKind.NEWS: True},
    )
    assert change(ada, told) == [
        Difference("phone", "", "+375 29 1"),
        Difference("news", False, True),
        Difference("companions", "B Aga", "B Agata"),
    ]
    assert (ada.phone, [each.surname for each in answers.companions_of(ada.party)]) == ("+375 29 1", ["Agata", "Alla"])
    news = next(each for each in ada.consents if each.kind == ConsentKind.NEWS)
    assert (news.given, news.at) == (True, NOW + HOUR)
    row = db.session.query(Activity).filter_by(kind="answers_changed").one()
    assert row.details == {"fields": ["companions", "news", "phone"]}
    assert {each.changed_at for each in ada.party.members} == {NOW + HOUR}


def test_nothing_changed_is_nothing_stored(ada: Registration):
    before = answers.version_of(ada.party)
    assert change(ada, shown(ada)) == []
    assert (answers.version_of(ada.party), db.session.query(Activity).filter_by(kind="answers_changed").count()) == (
        before,
        0,
    )


def test_an_older_form_overwrites_nothing_but_one_that_says_the_same_is_right(ada: Registration):
    first = shown(ada)
    change(ada, replace(first, person=replace(first.person, town="Pinsk")))
    with pytest.raises(EditedMeanwhile):
        change(ada, replace(first, person=replace(first.person, town="Gomel")), now=NOW + 2 * HOUR)
    assert ada.town == "Pinsk"
    assert change(ada, replace(shown(ada), seen=first.seen), now=NOW + 2 * HOUR) == []


def test_a_form_from_before_one_of_them_left_names_nobody_anew(ada: Registration):
    told = shown(ada)
    cancel(answers.companions_of(ada.party)[0], now=NOW + HOUR)
    with pytest.raises(EditedMeanwhile):
        change(ada, replace(told, companions=[("B", "Anna"), ("B", "Alla")]), now=NOW + 2 * HOUR)
    assert [each.surname for each in answers.companions_of(ada.party)] == ["Alla"]


def test_two_names_that_were_mixed_up_are_swapped_and_a_name_of_the_list_is_refused(ada: Registration):
    told = shown(ada)
    change(ada, replace(told, companions=told.companions[::-1]))
    assert [each.surname for each in answers.companions_of(ada.party)] == ["Alla", "Aga"]
    for taken in ("Ada", "Alla"):
        with pytest.raises(SignedUpAlready):
            change(ada, replace(shown(ada), companions=[("B", "Alla"), ("A" if taken == "Ada" else "B", taken)]))


def test_answers_are_corrected_until_registration_closes_while_anybody_is_registered(ada: Registration):
    closes = START - 2 * DAY
    assert answers.may_be_changed(ada, now=closes - SECOND)
    assert not answers.may_be_changed(ada, now=closes)
    with pytest.raises(RegistrationClosed):
        change(ada, shown(ada), now=closes)
    cancel(ada, whole_party=True)
    assert not answers.may_be_changed(ada, now=NOW)
    with pytest.raises(NotActive):
        change(ada, shown(ada))
