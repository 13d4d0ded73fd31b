"""The wire form of a mail, read back with the standard library."""

import email
import os
import re
import subprocess
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from pathlib import Path

import pytest
from flask_mail import Attachment, BadHeaderError
from hypothesis import example, given
from hypothesis import strategies as st
from letters import ADA, CALENDAR, OFFICE, SUBJECTS, make_invitation, make_mail

from seminars.mail.encoding import UndeliverableAddress
from seminars.mail.mime import SeminarMessage

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120)


def read(mail: SeminarMessage) -> Message:
    return email.message_from_bytes(mail.as_bytes())


def unfolded(value: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", value)


def decoded(value: str) -> str:
    return str(make_header(decode_header(unfolded(value))))


def mailbox(value: str) -> tuple[str, str]:
    [(name, address)] = getaddresses([unfolded(value)])
    return decoded(name), address


def test_the_invitation_is_the_last_alternative_and_a_file_with_the_same_bytes():
    message = read(make_invitation())
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    *_, invitation, file = message.walk()
    assert invitation["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert invitation.get_payload(decode=True) == file.get_payload(decode=True) == CALENDAR
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "invite.ics")


def test_a_mail_without_an_invitation_has_two_alternatives_and_nothing_else():
    message = read(make_mail(body="Дзень добры,\r\nАда.\n.\nFrom нас"))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    text = message.get_payload(0)
    assert text["Content-Transfer-Encoding"] == "quoted-printable"
    assert text.get_payload(decode=True).decode() == "Дзень добры,\r\nАда.\r\n.\r\nFrom нас\r\n"


def test_every_line_is_ascii_ends_in_crlf_and_fits():
    wire = make_invitation(body="я" * 3000, html="<p>" + "ў " * 3000).as_bytes()
    assert wire.isascii()
    assert wire.count(b"\n") == wire.count(b"\r\n") == wire.count(b"\r")
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78


def test_headers_say_once_when_what_and_that_a_machine_wrote():
    first = "<first@seminars.example.org>"
    message = read(make_mail(in_reply_to=first, reply_to=('Olive "O", jr', "olive@example.pl")))
    headers = {name: message.get_all(name) for name in message}
    assert headers["Message-ID"] == ["<registration-1@seminars.example.org>"]
    assert headers["In-Reply-To"] == headers["References"] == [first]
    assert headers["Date"] == ["Sat, 05 Jun 2027 07:00:00 +0000"]
    assert headers["Content-Language"] == ["be"]
    assert headers["Auto-Submitted"] == ["auto-generated"]
    assert headers["X-Auto-Response-Suppress"] == ["All"]
    assert mailbox(message["Reply-To"]) == ('Olive "O", jr', "olive@example.pl")
    assert all(len(values) == 1 for values in headers.values())


@given(PRINTABLE)
@example("ж" * 200)
@example("=?utf-8?q?x?=")
def test_any_subject_arrives_whole_in_words_of_75(subject):
    header = read(make_mail(subject=subject))["Subject"]
    assert decoded(header) == subject
    for word in re.findall(r"=\?utf-8\?b\?\S*?\?=", header):
        assert len(word) <= 75
        assert "\ufffd" not in decoded(word)


@given(PRINTABLE)
@example("=?utf-8?q?x?=")
def test_any_name_arrives_with_its_address(name):
    message = read(make_mail(sender=(name, OFFICE[1]), recipients=[(name, ADA[1])]))
    assert mailbox(message["From"]) == (name.strip(), OFFICE[1])
    assert mailbox(message["To"]) == (name.strip(), ADA[1])


@pytest.mark.parametrize("field", ["sender", "recipients", "reply_to"])
def test_an_address_that_is_two_stops_the_mail(field):
    two = "a@b.by, mallory@evil.example"
    with pytest.raises(UndeliverableAddress):
        make_mail(**{field: [two] if field == "recipients" else ("Ada", two)}).as_bytes()


def test_the_envelope_has_the_bare_addresses_of_the_headers():
    mail = make_mail(recipients=[("Ада; Лавлейс", "ada@почта.бел")])
    assert mail.send_to == {mailbox(read(mail)["To"])[1]} == {"ada@xn--80a1acny.xn--90ais"}
    assert mail.envelope_sender == mailbox(read(mail)["From"])[1] == OFFICE[1]


def test_a_long_link_in_an_extra_header_stays_a_link():
    headers = {"List-Unsubscribe": f"<https://seminars.example.org/{'x' * 90}>", "List-Id": "Семинары"}
    message = read(make_mail(extra_headers=headers))
    assert message["List-Unsubscribe"].strip() == headers["List-Unsubscribe"]
    assert decoded(message["List-Id"]) == "Семинары"


@pytest.mark.parametrize("recipients", [[], [ADA, ("Mallory", "mallory@example.pl")]])
def test_a_mail_has_exactly_one_recipient(recipients):
    with pytest.raises(ValueError, match="exactly one"):
        make_mail(recipients=recipients).as_bytes()
    with pytest.raises(ValueError, match="exactly one"):
        make_mail(bcc=["mallory@example.pl"]).as_bytes()


@pytest.mark.parametrize("control", ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize(
    "place",
    [
        lambda bad: {"subject": bad},
        lambda bad: {"sender": (bad, OFFICE[1])},
        lambda bad: {"sender": ("", bad)},
        lambda bad: {"recipients": [(bad, ADA[1])]},
        lambda bad: {"recipients": [f"ada@example.by{bad}"]},
        lambda bad: {"reply_to": (bad, ADA[1])},
        lambda bad: {"language": bad},
        lambda bad: {"message_id": f"<{bad}@example.by>"},
        lambda bad: {"in_reply_to": f"<a@example.by>{bad}"},
        lambda bad: {"extra_headers": {"List-Id": bad}},
        lambda bad: {"extra_headers": {bad: "x"}},
        lambda bad: {"attachments": [Attachment(bad, "text/plain", "x")]},
        lambda bad: {"attachments": [Attachment("a.txt", bad, "x")]},
        lambda bad: {"attachments": [Attachment("a.txt", "text/plain", "x", disposition=bad)]},
        lambda bad: {"attachments": [Attachment("a.txt", "text/plain", "x", headers={"X-A": bad})]},
    ],
)
def test_no_header_can_be_broken_out_of(place, control):
    mail = make_mail(**place(f"a{control}Bcc: mallory@example.pl"))
    assert mail.has_bad_headers()
    with pytest.raises(BadHeaderError):
        mail.as_bytes()


@pytest.mark.parametrize("headers", [{"Message-ID": "<b@c.by>"}, {"to": "b@c.by"}, {"X A": "b"}, {"X-A": "b" * 3000}])
def test_an_extra_header_is_neither_a_second_one_nor_malformed(headers):
    with pytest.raises(BadHeaderError):
        make_mail(extra_headers=headers).as_bytes()


def test_a_file_with_a_polish_name_is_attached():
    mail = make_invitation(attachments=[Attachment("żółć łąki.txt", "text/plain", "Łąka")])
    *_, file = read(mail).walk()
    assert (file.get_filename(), file.get_payload(decode=True).decode()) == ("żółć łąki.txt", "Łąka")


def test_mistakes_of_the_caller_are_named():
    with pytest.raises(ValueError, match="METHOD"):
        make_mail(calendar=CALENDAR, calendar_method="CANCEL")
    with pytest.raises(ValueError, match="zone"):
        make_mail(date=datetime.fromisoformat("2027-06-05T10:00"))


@pytest.mark.parametrize("language", SUBJECTS)
@pytest.mark.parametrize("make", [make_mail, make_invitation])
def test_an_independent_reader_finds_no_fault(language, make, tmp_path):
    if not os.environ.get("CALENDAR_CHECKS"):
        pytest.skip("CALENDAR_CHECKS does not name the folder that holds check_mail/")
    letter = tmp_path / f"{language}.eml"
    letter.write_bytes(make(language=language, subject=SUBJECTS[language]).as_bytes())
    check = Path(os.environ["CALENDAR_CHECKS"]) / "check_mail" / "check_mail.sh"
    verdict = subprocess.run(
        [check, "--domain", "seminars.example.org", "--no-ics", letter],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
