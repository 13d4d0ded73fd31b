"""Which addresses lead into one mailbox, by the rules of each provider; elsewhere each address is its own."""

from datetime import date

import pytest

from seminars.domain.people import mailboxes
from seminars.domain.people.mailboxes import mailbox, own_domain
from seminars.toml.tables import read_file

ONE_MAILBOX = [
    ("Gmail", "adabyron@gmail.com", "Ada.Byron@gmail.com", "a.d.a.byron+x@googlemail.com", "adabyron+@GMAIL.com"),
    ("Yandex", "ada-byron@yandex.ru", "ada.byron@ya.ru", "Ada.Byron+x@yandex.by", "ada-byron@yandex.kz"),
    ("Mail.ru", "ada@mail.ru", "ada+1@mail.ru", "ADA+2@Mail.ru"),
    ("Outlook", "ada@outlook.com", "ada+1@outlook.com"),
    ("Hotmail", "ada@hotmail.com", "ada+seminar@hotmail.com"),
    ("Proton", "adabyron@proton.me", "ada.byron@protonmail.com", "ada_by-ron+x@pm.me"),
    ("iCloud", "ada@icloud.com", "ada@me.com", "ada+x@mac.com"),
    ("Fastmail", "ada@fastmail.com", "ada+x@fastmail.com", "anything@ada.fastmail.com"),
    ("letters", "ada@example.org", "ADA@example.org", "Ada@EXAMPLE.ORG"),
]
TWO_MAILBOXES = [
    ("ada@mail.ru", "ada@bk.ru"),
    ("a.da@mail.ru", "ada@mail.ru"),
    ("a.da@outlook.com", "ada@outlook.com"),
    ("ada@outlook.com", "ada@hotmail.com"),
    ("ada.b@yandex.ru", "adab@yandex.ru"),
    ("ada+1@example.org", "ada+2@example.org"),
    ("a.da@example.org", "ada@example.org"),
    ("ada@fastmail.com", "ada@fastmail.fm"),
    ("ada@x.example.org", "x@example.org"),
]


@pytest.mark.parametrize(("_provider", "addresses"), [(row[0], row[1:]) for row in ONE_MAILBOX])
def test_all_spellings_of_a_listed_provider_are_one_mailbox(_provider, addresses):
    assert len({mailbox(address) for address in addresses}) == 1


@pytest.mark.parametrize("addresses", TWO_MAILBOXES)
def test_what_may_be_two_people_stays_two_mailboxes(addresses):
    assert len({mailbox(address) for address in addresses}) == 2


@pytest.mark.parametrize("address", ["+@gmail.com", "...@gmail.com", "+tag@mail.ru"])
def test_a_name_of_which_nothing_would_be_left_stays_as_it_is(address):
    assert mailbox(address) == address


def test_a_mailbox_is_its_own_mailbox():
    for _provider, *addresses in ONE_MAILBOX:
        assert {mailbox(mailbox(address)) for address in addresses} == {mailbox(addresses[0])}


def test_a_firm_has_a_domain_of_its_own_and_people_at_large_providers_have_none():
    assert own_domain("ada@Agro-Klichev.by") == "agro-klichev.by"
    large = ("gmail.com", "me.com", "x.fastmail.com", "wp.pl", "tut.by")
    assert {own_domain(f"ada@{each}") for each in large} == {""}
    assert own_domain("") == ""


def test_each_rule_says_where_it_stands_and_when_that_was_looked_up():
    for provider in read_file(mailboxes.FILE)["provider"]:
        assert provider["source"].startswith("https://")
        assert isinstance(provider["checked"], date)
