"""An address is doubted where another one was probably meant, and only sensible ones are proposed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seminars.domain.people.addresses import endings, lookalikes
from seminars.domain.people.addresses.doubts import Doubt, Reason, doubt_about
from seminars.domain.people.addresses.reading import well_formed

CHECKED = settings(deadline=None, max_examples=300, derandomize=True)
MEANT = {
    # Look-alikes of the other alphabet, one or several, in the name or the ending.
    "anna@mаil.ru": "anna@mail.ru",
    "anna@mаіl.ru": "anna@mail.ru",
    "anna@mαil.ru": "anna@mail.ru",
    "anna@mail.rυ": "anna@mail.ru",
    "anna@xn--mil-6cd.ru": "anna@mail.ru",
    "anna@TUТ.BY": "anna@tut.by",
    "anna@ВK.RU": "anna@bk.ru",
    "anna@мail.ru": "anna@mail.ru",
    "anna@о2.pl": "anna@o2.pl",
    "anna@gmaiӏ.com": "anna@gmail.com",
    "anna@ЕХАМРLЕ.ОRG": "anna@example.org",
    "anna@сор.by": "anna@cop.by",
    "anna@firma.bу": "anna@firma.by",
    "anna@sub.firmа.by": "anna@sub.firma.by",
    "anna@пoшта.бел": "anna@пошта.бел",
    "anna@пошта.бeл": "anna@пошта.бел",
    "anna@gmаil.con": "anna@gmail.com",
    # Endings that do not exist.
    "anna@yahoo.con": "anna@yahoo.com",
    "anna@bk.r": "anna@bk.ru",
    "anna@inbox.ry": "anna@inbox.ru",
    "anna@firma.c0m": "anna@firma.com",
    "anna@firma.nte": "anna@firma.net",
    "anna@firma.ogr": "anna@firma.org",
    "anna@firma.ruu": "anna@firma.ru",
    "anna@firma.ol": "anna@firma.pl",
    "anna@mail.ру": "anna@mail.ru",
    "anna@mail.кг": "anna@mail.ru",
    "anna@firma.сом": "anna@firma.com",
    "anna@firma.пл": "anna@firma.pl",
    "anna@маил.ру": "anna@mail.ru",
    "anna@фирма.бе": "anna@фирма.бел",
    # Names of providers.
    "ada@gmial.com": "ada@gmail.com",
    "ada@gmial.con": "ada@gmail.com",
    "ada@тут.by": "ada@tut.by",
    # Letters before the @.
    "аnna@mail.ru": "anna@mail.ru",
    "Аnna@mail.ru": "Anna@mail.ru",
    "Іvan@mail.ru": "Ivan@mail.ru",
    "кate@mail.ru": "kate@mail.ru",
    "ａnna@mail.ru": "anna@mail.ru",
    "аnna@inbox.ry": "anna@inbox.ru",
    "Анна <anna@mаil.ru>": "anna@mail.ru",
}
ASKED_WITHOUT_A_PROPOSAL = (
    "anna@firma.intranet", "anna@mаилru.ru", "anna@mаil.qqq", "anna@firma.qq", "anna@фирма.ру", "anna@list.intranet",
    "анна@mail.ru", "АННА@mail.ru", "оса@mail.ru", "józef@wp.pl", "żółw@wp.pl", "аnna@firma.qqq", "😀@mail.ru",
)  # fmt: skip
RIGHT = (
    "anna@mail.ru", "anna@пошта.бел", "anna@почта.рф", "anna@фирма.ком", "anna@москва.com", "anna@кот.pl",
    "anna@łódź.pl", "anna@bücher.de", "anna@例え.jp", "anna@tokyo東京.jp", "anna@mail.py", "anna@x.museum",
    "anna@xn--80a1acn3a.xn--90ais", "anna@firma.xn--90ais", "anna.o'neil+news@sub.mail.ru", "Анна <anna@mail.ru>",
)  # fmt: skip
NO_ADDRESS = (
    "",
    "anna",
    "анна",
    "анна@",
    "@",
    "anna@mail",
    "anna ivanova@mail.r",
    "а" * 300 + "@mаil.ru",
    "a" + "\u0301" * 31 + "@mаil.ru",
)
SEEN_HERE = (
    "museum", "xn--p1ai", "РФ", "бг", "срб", "мкд", "рус", "москва", "сайт", "онлайн", "дети", "қаз", "ελ", "su", "eu",
    "io", "app", "dev", "online", "shop", "gov", "int", "bank", "pro", "name", "tel", "cat", "am", "ge", "az", "md",
)  # fmt: skip
# The domains that were known to be mistyped before endings were looked at.
ONCE_LISTED = (
    "gmail.con", "gmail.comm", "yandex.rru", "yandex.r", "yandex.ry", "yandex.bu", "yandex.b", "yandex.bby", "mail.rru",
    "mail.r", "mail.ry", "tut.bu", "tut.b", "tut.bby", "wp.p", "wp.ol", "onet.p", "onet.ol", "outlook.con",
    "hotmail.con", "icloud.con",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_what_was_probably_meant_is_proposed(typed, meant):
    assert doubt_about(typed).proposal == meant
    assert doubt_about(meant) is None


@pytest.mark.parametrize("typed", ASKED_WITHOUT_A_PROPOSAL)
def test_nonsense_is_not_proposed(typed):
    assert doubt_about(typed).proposal is None


@pytest.mark.parametrize("typed", RIGHT + NO_ADDRESS)
def test_what_looks_right_and_what_is_no_address_is_not_doubted(typed):
    assert doubt_about(typed) is None


@pytest.mark.parametrize("domain", ONCE_LISTED)
def test_slips_that_were_once_listed_are_still_noticed(domain):
    name = domain.partition(".")[0]
    assert doubt_about(f"anna@{domain}").proposal.startswith(f"anna@{name}.")


def test_the_reason_names_what_is_odd():
    assert doubt_about("anna@mаіl.ru") == Doubt(Reason.LOOKALIKES, "аі", "anna@mail.ru")
    assert doubt_about("anna@mаилru.ru") == Doubt(Reason.LOOKALIKES, "аил", None)
    assert doubt_about("anna@yahoo.con") == Doubt(Reason.ENDING, "con", "anna@yahoo.com")
    assert doubt_about("ada@gmial.com") == Doubt(Reason.PROVIDER, "gmail.com", "ada@gmail.com")
    assert doubt_about("аnnа@mail.ru") == Doubt(Reason.UNMAILABLE, "а", "anna@mail.ru")
    assert [doubt_about(each).may_stand for each in ("anna@mаil.ru", "anna@x.qq", "анна@mail.ru")] == [
        True,
        True,
        False,
    ]


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(("ru", "con", "ру", "бел", "r", "ry", "com", "bу")))
@CHECKED
def test_a_proposal_is_an_address_that_is_doubted_no_more(local, name, ending):
    doubt = doubt_about(f"{local}@{name}.{ending}")
    if doubt and doubt.proposal:
        assert well_formed(doubt.proposal) == doubt.proposal
        assert doubt_about(doubt.proposal) is None


def test_the_list_of_endings_says_of_which_day_it_is():
    first = endings.LIST.read_text(encoding="ascii").splitlines()[0]
    (day,) = re.fullmatch(r"# Version (\d{8})\d\d, Last Updated .* UTC", first).groups()
    assert day >= "20261003"
    assert all(endings.exists(each) for each in (*endings.USUAL, *endings.USUAL_CYRILLIC, *SEEN_HERE))
    assert not any(endings.exists(each) for each in ("con", "r", "ry", "ру", "", "c" * 100, "a b", "\ud800"))


def test_each_pair_of_look_alikes_is_of_two_alphabets():
    pairs = [
        (odd, lookalikes.in_latin(odd)) for odd in map(chr, range(0x370, 0x530)) if lookalikes.in_latin(odd) != odd
    ]
    assert len(pairs) > 50
    assert all(latin.isascii() and latin.isalpha() and not odd.isascii() for odd, latin in pairs)
