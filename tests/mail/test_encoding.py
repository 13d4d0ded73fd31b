import pytest
from flask_mail import BadHeaderError

from seminars.mail.encoding import UndeliverableAddress, split_mailbox, wire_address


@pytest.mark.parametrize("name", ["Клуб; Минск", "Łódź, Ośrodek", '"A" <b@c.by>', "O'Brien \\", "=?utf-8?q?x?="])
def test_a_setting_with_name_and_address_is_split_at_its_last_bracket(name):
    assert split_mailbox(f"{name} <a@example.by>") == (name, "a@example.by")
    assert split_mailbox("a@example.by") == ("", "a@example.by")
    assert split_mailbox('"Клуб; Минск" <a@example.by>') == ("Клуб; Минск", "a@example.by")


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ada@почта.бел", "ada@xn--80a1acny.xn--90ais"),
        ("jan@żółw.pl", "jan@xn--w-uga1v8h.pl"),
        ("Ada.O'Brien+seminars@Example.BY", "Ada.O'Brien+seminars@Example.BY"),
        ("ada@localhost", "ada@localhost"),
    ],
)
def test_a_domain_goes_as_ascii_and_nothing_else_changes(address, wire):
    assert wire_address(address) == wire


NOT_ONE_ADDRESS = """
    ада@example.by | a@b.by, mallory@evil.example | a b@c.by | a@b@c.by | a,b@c.by | a@c .by | a@-c.by
    a;b@c.by | ada | | @c.by | a@ | "a"@c.by | a..b@c.by | <a@c.by> | Ada <a@c.by> | a@пошта..бел
""".replace("\n", "|").split("|")
TOO_LONG = ["a" * 65 + "@c.by", "a@" + "b" * 64 + ".by", "a@" + "b." * 130 + "by"]


@pytest.mark.parametrize("address", [*(text.strip() for text in NOT_ONE_ADDRESS), *TOO_LONG, "a@c.by\u00a0"])
def test_what_is_not_one_plain_address_is_refused_without_naming_it(address):
    with pytest.raises(UndeliverableAddress) as refusal:
        wire_address(address)
    assert refusal.value.address == address
    assert not address or address not in str(refusal.value)


@pytest.mark.parametrize("control", ["\r\n", "\n", "\r", "\0", "\t", "\x85", "\u2028"])
def test_a_control_character_in_an_address_is_a_bad_header(control):
    for address in (f"a{control}@c.by", f"a@c.by{control}", f"a@c{control}.by"):
        with pytest.raises(BadHeaderError):
            wire_address(address)
