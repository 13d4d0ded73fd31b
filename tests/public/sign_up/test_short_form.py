"""The form asks for three things; all else lies in two folds, which open where something stands in them."""

import re

import pytest
from factories import ADA, make_registration, make_seminar
from folds import read
from visitors import FORM, manage_page, sign_up
from wtforms import BooleanField

from seminars.public.sign_up.form import IN_FOLD, AnswersForm, SignUpForm

pytestmark = pytest.mark.usefixtures("quick_fingers")

OUTSIDE = ["given_name", "surname", "email", "processing", "news"]


def open_folds(page: str) -> set[str]:
    return set(re.findall(r'<details class="fold" id="(\w+)" open', page))


@pytest.mark.usefixtures("seminar")
def test_only_what_is_needed_and_the_two_questions_about_it_stand_outside_the_folds(client):
    page = client.get(FORM).text
    fields = re.findall(r'<(?:input|select|textarea)[^>]* id="(\w+)"|id="(\w+)" name=', page)
    folded = read(page).folded
    names = dict.fromkeys(first or second for first, second in fields)
    assert [name for name in names if name not in folded and name != "extra_note"] == OUTSIDE
    assert [name for name in names if name in folded] == list(IN_FOLD)


def test_nothing_that_must_be_answered_lies_in_the_fold(app):
    with app.test_request_context("/en/"):
        for made in (SignUpForm(meta={"csrf": False}), AnswersForm(meta={"csrf": False})):
            made.validate()
            assert [name for name in IN_FOLD if made[name].errors or made[name].flags.required] == []


@pytest.mark.usefixtures("seminar")
def test_no_tick_is_set_before_somebody_sets_it(app, client):
    with app.test_request_context("/en/"):
        ticks = [field.name for field in SignUpForm(meta={"csrf": False}) if isinstance(field, BooleanField)]
    page = client.get(FORM).text
    assert (sorted(ticks), "checked" in page) == (["news", "photo", "processing", "sharing"], False)


@pytest.mark.usefixtures("seminar")
@pytest.mark.parametrize(
    ("typed", "folds"),
    [
        ({}, set()),
        ({"organisation": "Agro Klichev"}, {"more"}),
        ({"photo": "y"}, {"more"}),
        ({"phone": "call me"}, {"more"}),
        ({"companions-0-given_name": "Bela"}, {"companions"}),
        ({"companions-3-surname": "https://example.by", "needs": "x" * 1001}, {"companions", "more"}),
    ],
)
def test_a_fold_in_which_something_stands_or_is_wrong_is_open_when_the_form_comes_back(client, typed, folds):
    assert open_folds(client.get(FORM).text) == set()
    assert open_folds(sign_up(client, email="nobody", **typed).text) == folds


def test_the_page_of_answers_shows_what_was_answered(app, client):
    with app.app_context():
        make_registration(make_seminar(), ADA)
    page = client.get(f"{manage_page(app)}/answers/edit").text
    assert (open_folds(page), f'value="{ADA.organisation}"' in page) == ({"more"}, True)


def test_the_hosts_phone_stands_below_the_form_while_there_is_one(app, client):
    with app.app_context():
        make_seminar(slug="pinsk", host_phone="+375 29 123-45-67")
        make_seminar(host_phone="")
    asked = {slug: client.get(FORM.replace("klichev", slug)).text for slug in ("pinsk", "klichev")}
    assert {slug: "Questions?" in page for slug, page in asked.items()} == {"pinsk": True, "klichev": False}
    assert 'href="tel:+375291234567"' in asked["pinsk"]


@pytest.mark.parametrize(
    ("seminar", "headline", "said"),
    [
        ({"capacity": 30}, "Sign up", []),
        ({"capacity": 1}, "Join the waiting list", ["it is not a place"]),
        ({"capacity": 30, "needs_approval": True}, "Sign up", ["The organisers decide"]),
        ({"capacity": 1, "needs_approval": True}, "Sign up", ["The organisers decide"]),
    ],
)
def test_the_page_says_what_signing_up_brings(app, client, seminar, headline, said):
    with app.app_context():
        make_registration(make_seminar(**seminar))
    page = client.get(FORM).text
    assert f"<title>{headline}: " in page
    assert f'<span class="unseen">{headline}: </span>' in page
    assert re.findall(r'button--main">([^<]+)<', page) == [headline]
    assert [words for words in ("it is not a place", "The organisers decide") if words in page] == said
