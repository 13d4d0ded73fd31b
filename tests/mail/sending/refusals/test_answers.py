"""Whose fault an answer of a mail server is, as a table; and which answers say the same."""

import smtplib

import pytest

from seminars.mail.sending.refusals.answers import Answer, Blame, Phase, answer_in, blame, counts_for_all
from seminars.mail.sending.refusals.server_words import likeness, shown

CONNECT, EHLO, AUTH, MAIL, RCPT, DATA = Phase
SENDER, RECIPIENT, THIS_MAIL, LATER = Blame


@pytest.mark.parametrize(
    ("phase", "code", "enhanced", "fault"),
    [
        *((phase, 450, "", LATER) for phase in Phase),
        *((phase, 421, "4.7.0", LATER) for phase in Phase),
        *((phase, code, "", LATER) for phase in Phase for code in (-1, 250, 354, 600)),
        (CONNECT, 554, "", SENDER),
        (EHLO, 550, "", SENDER),
        (EHLO, 502, "5.5.1", SENDER),
        (AUTH, 535, "5.7.8", SENDER),
        (AUTH, 454, "4.7.0", LATER),
        (MAIL, 550, "", SENDER),
        (MAIL, 530, "5.7.0", SENDER),
        (MAIL, 553, "5.1.8", SENDER),
        (MAIL, 552, "", THIS_MAIL),
        (MAIL, 552, "5.3.4", THIS_MAIL),
        (MAIL, 552, "5.7.1", SENDER),
        *((phase, 550, f"5.1.{detail}", RECIPIENT) for phase in (RCPT, DATA) for detail in (0, 1, 2, 3, 4, 6, 10)),
        *((phase, 550, f"5.1.{detail}", THIS_MAIL) for phase in (RCPT, DATA) for detail in (7, 8)),
        *((phase, 550, f"5.{subject}.1", THIS_MAIL) for phase in (RCPT, DATA) for subject in (3, 4, 5, 6, 7)),
        *((phase, code, "5.7.0", LATER) for phase in (RCPT, DATA) for code in (530, 534, 535, 538)),
        (RCPT, 550, "", RECIPIENT),
        (RCPT, 551, "", RECIPIENT),
        (RCPT, 552, "5.2.2", RECIPIENT),
        (RCPT, 553, "", RECIPIENT),
        (RCPT, 554, "", THIS_MAIL),
        (RCPT, 503, "", THIS_MAIL),
        (DATA, 550, "", THIS_MAIL),
        (DATA, 552, "5.2.2", THIS_MAIL),
        (DATA, 554, "", THIS_MAIL),
    ],
)
def test_whose_fault_it_is(phase, code, enhanced, fault):
    assert blame(phase, code, enhanced) == fault


def test_dead_addresses_are_no_verdict_however_many_there_are():
    def counts(phase: Phase, code: int, enhanced: str) -> bool:
        return counts_for_all(Answer(phase, code, enhanced, ""))

    assert [counts(RCPT, 550, enhanced) for enhanced in ("", "5.7.1", "5.4.1", "5.1.8", "5.2.1")] == [True] * 5
    assert [counts(RCPT, 550, enhanced) for enhanced in ("5.1.1", "5.1.10")] == [False] * 2
    assert [counts(DATA, code, "") for code in (554, 451)] == [True, False]
    assert not counts(MAIL, 550, "")


def refused(text: bytes, code: int = 550) -> Answer:
    answer = answer_in(smtplib.SMTPRecipientsRefused({"ada@example.org": (code, text)}))
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("text", "enhanced"),
    [
        (b"5.7.1 Relay access denied", "5.7.1"),
        (b"5.7.1\nRelay", "5.7.1"),
        (b"5.7.26 a\n5.7.26 b", "5.7.26"),
        (b"relay 5.7.1", ""),
        (b"5.7.1.2 is no code", ""),
        (b"5.0.0 whatever", ""),
        (b"4.7.1 contradicts", ""),
        (b"", ""),
    ],
)
def test_the_enhanced_code_is_what_the_text_begins_with(text, enhanced):
    assert refused(text).enhanced == enhanced


def test_each_error_of_a_mail_server_tells_to_what_it_answered():
    errors = {
        smtplib.SMTPConnectError(554, b"no"): CONNECT,
        smtplib.SMTPHeloError(550, b"no"): EHLO,
        smtplib.SMTPAuthenticationError(535, b"no"): AUTH,
        smtplib.SMTPSenderRefused(550, b"no", "office@example.org"): MAIL,
        smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no")}): RCPT,
        smtplib.SMTPDataError(550, b"no"): DATA,
    }
    assert [answer_in(error).phase for error in errors] == list(errors.values())
    for other in (smtplib.SMTPServerDisconnected(), smtplib.SMTPResponseException(500, "Line too long."), OSError()):
        assert answer_in(other) is None


ALIKE = [
    ("5.7.1 <{0}>: Relay access denied", "554 5.7.1 …: Relay access denied"),
    ("relay not permitted for {0} (id 4F3aB2)", "554 relay not permitted for … (id 4F3aB2)"),
    ("5.7.1 no relaying to {1}, see https://mx.example.com/help", None),
    ("5.7.26 Unauthenticated mail. {2}-20020a05.12 - gsmtp", None),
    ("spam message rejected. Error code: {2}. ID: {2}", None),
    ("mailbox {3} is not served by this host", "554 mailbox … is not served by this host"),
    ('<"{3} x"@{1}> refused', "554 … refused"),
]


@pytest.mark.parametrize(("said", "as_shown"), ALIKE)
def test_what_is_said_of_two_mails_alike_is_the_same_without_addresses_and_numbers(said, as_shown):
    found = set()
    for address, number in (("ada@example.org", "d2e1a7"), ("bela.x@почта.бел", "00f3c9b5")):
        name, _at, domain = address.partition("@")
        answer = refused(said.format(address, domain, number, name).encode(), 554)
        found.add(likeness(answer, address))
        words = shown(answer, address)
        assert (name in words, domain in words) == (False, False)
        assert as_shown is None or words == as_shown
    assert len(found) == 1


def test_different_words_are_not_alike():
    said = (b"relay denied", b"5.7.1 relay denied", b"5.7.1 blocked", b"5.7.2 relay denied")
    assert len({likeness(refused(each), "ada@example.org") for each in said}) == len(said)


def test_an_address_without_a_domain_masks_nothing_else():
    assert shown(refused(b"no such user"), "") == "550 no such user"
