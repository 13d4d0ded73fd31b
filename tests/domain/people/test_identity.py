"""Who is who: keys are the same for everything that means the same person, whatever is typed."""

from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from factories import make_seminar
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seminars import clock
from seminars.domain.people import identity
from seminars.mail.encoding import mailbox_header, wire_address
from seminars.text import clean_line

CHECKED = settings(deadline=None, max_examples=150, derandomize=True)
NAMES = st.text(st.characters(codec=None), max_size=100).map(clean_line)
ADDRESSES = st.one_of(
    st.emails(),
    st.builds("{}@{}.by".format, st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30)),
    st.text(max_size=60),
).map(clean_line)


def accepted(address: str) -> str | None:
    """The address as the form stores it, or None when the form refuses it."""
    try:
        return validate_email(address, strict=True, allow_smtputf8=False, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


@given(ADDRESSES)
@CHECKED
def test_every_address_that_a_form_accepts_can_be_stored_and_written_to(address):
    stored = accepted(address)
    assume(stored is not None)
    key = identity.email_key(stored)
    assert max(len(stored), len(key)) <= 254
    assert identity.email_key(key) == key
    assert not stored.isascii() or identity.email_key(stored.upper()) == key
    assert key.isascii()
    assert "@" in wire_address(stored)


@given(NAMES, NAMES)
@CHECKED
def test_every_name_has_a_key_that_fits_and_forgives(surname, given_name):
    key = identity.name_key(surname, given_name)
    assert len(key) <= 250
    assert key == " ".join(key.split())
    assert identity.name_key(f"  {surname} ", given_name.replace(" ", "  ")) == key
    mailbox_header("To", (f"{given_name} {surname}", "ada@example.org")).encode()


def test_names_that_mean_the_same_have_the_same_key():
    alike = [("Ёлкіна", "Аляўціна"), ("ЕЛКИНА", "аляуцина"), (" Елкина ", "Аляуцина,"), ("Е\u0308лкина", "Аляуцина")]
    assert len({identity.name_key(*name) for name in alike}) == 1
    assert identity.name_key("Łoś", "Jan") == identity.name_key("Los", "Jan") == "los jan"
    assert identity.name_key("O'Neil", "A") == identity.name_key("O’Neil", "A") == "o neil a"


def test_one_of_the_two_names_is_enough_for_a_key():
    assert identity.name_key("", "Анна") == identity.name_key("Анна", "") == "анна"


def test_the_older_key_is_asked_for_too_and_is_what_it_was():
    assert identity.name_keys("Klichevskaya", "Ada") == {"klichevskaya ada"}
    assert identity.name_keys("Łoś-Ёлкіна", "Улʼяна") == {"łoś елкина улʼяна", "los елкина ул яна"}


def test_however_much_a_name_is_lengthened_its_keys_fit():
    for letter in "\ufdfaßæǆﬃ":
        assert {len(key) <= 250 for key in identity.name_keys(letter * 100, letter * 100)} == {True}


def test_addresses_that_mean_the_same_have_the_same_key_and_no_more():
    assert identity.email_key(" Ada@Example.ORG ") == "ada@example.org"
    assert identity.email_key("ada@пример.example") == identity.email_key("ada@xn--e1afmkfd.example")
    different = {identity.email_key(each) for each in ("a.da@example.org", "ada+x@example.org", "ada@example.org")}
    assert len(different) == 3
    assert identity.email_key("ada@bad..domain") == "ada@bad..domain"


def test_codes_have_six_letters_that_nobody_mixes_up(app):
    with app.app_context():
        make_seminar(starts_at=clock.now() + timedelta(days=1))
        codes = {identity.new_code() for _number in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {6}
    assert set("".join(codes)) & set("0O1IL2Z5S8BUV") == set()
