"""What a mail server answered, and whose fault it is: the sender's, the recipient's, that of the one mail, or nobody's.
TABLE is the whole of it, and the first row that fits decides."""

import re
import smtplib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

FOR_GOOD = range(500, 600)  # RFC 5321, section 4.2.1: 5yz
# RFC 4954, section 6: the server wants a sign-in that is missing from the settings, which says nothing of the mail.
SIGN_IN_WANTED = {530, 534, 535, 538}
# RFC 5321, section 4.2.2: no such mailbox, not here, full, or a name that cannot be. Programs that write no enhanced
# code say so of recipients; what else they refuse is "554".
NO_SUCH_MAILBOX = {550, 551, 552, 553}
TOO_LARGE = ("", "5.2.3", "5.3.4")  # RFC 1870, section 6.1; the client announces the size with MAIL
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")


class Phase(StrEnum):
    """What the server answered to."""

    CONNECT = "connect"
    EHLO = "EHLO"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"


_ANSWERED_TO: dict[type[smtplib.SMTPResponseException], Phase] = {
    smtplib.SMTPConnectError: Phase.CONNECT,
    smtplib.SMTPHeloError: Phase.EHLO,
    smtplib.SMTPAuthenticationError: Phase.AUTH,
    smtplib.SMTPSenderRefused: Phase.MAIL,
    smtplib.SMTPDataError: Phase.DATA,
}
BEFORE_RCPT = {Phase.CONNECT, Phase.EHLO, Phase.AUTH, Phase.MAIL}


class Blame(StrEnum):
    SENDER = "sender"  # no mail leaves, whoever it is for
    RECIPIENT = "recipient"  # this address gets none, now or later
    MAIL = "mail"  # this one is not taken; nobody can say whether another try helps
    LATER = "later"  # the server is busy, or away


@dataclass(frozen=True)
class Answer:
    """`enhanced` is a code of RFC 3463 like "5.7.1", or "" if there is none that tells anything."""

    phase: Phase
    code: int
    enhanced: str
    said: str


@dataclass(frozen=True)
class Row:
    """What it asks for must all be so; enhanced codes are compared from their beginning."""

    blame: Blame
    codes: Collection[int] = FOR_GOOD
    phases: Collection[Phase] = tuple(Phase)
    enhanced: tuple[str, ...] | None = None
    exactly: tuple[str, ...] | None = None

    def fits(self, phase: Phase, code: int, enhanced: str) -> bool:
        return (
            code in self.codes
            and phase in self.phases
            and (self.enhanced is None or enhanced.startswith(self.enhanced))
            and (self.exactly is None or enhanced in self.exactly)
        )


TABLE = (
    Row(Blame.MAIL, codes={552}, phases={Phase.MAIL}, exactly=TOO_LARGE),
    Row(Blame.SENDER, phases=BEFORE_RCPT),
    Row(Blame.LATER, codes=SIGN_IN_WANTED),
    # RFC 3463, section 3.2: of all codes about addresses these two are about the sender's, and only the words of many
    # mails tell whether it is refused to all.
    Row(Blame.MAIL, exactly=("5.1.7", "5.1.8")),
    Row(Blame.RECIPIENT, enhanced=("5.1.",)),
    Row(Blame.MAIL, phases={Phase.DATA}),
    Row(Blame.RECIPIENT, enhanced=("5.2.",)),
    Row(Blame.MAIL, enhanced=("5.",)),
    Row(Blame.RECIPIENT, codes=NO_SUCH_MAILBOX),
    Row(Blame.MAIL),
)


def blame(phase: Phase, code: int, enhanced: str) -> Blame:
    """Whose fault an answer is. All that is no refusal for good is nobody's."""
    return next((row.blame for row in TABLE if row.fits(phase, code, enhanced)), Blame.LATER)


def counts_for_all(answer: Answer) -> bool:
    """Whether the same words to many are a verdict on the sender, though to one they are not. What RFC 3463 calls the
    recipient's address is none, however many are dead."""
    is_final = answer.code in FOR_GOOD and answer.phase not in BEFORE_RCPT
    return is_final and (not answer.enhanced.startswith("5.1.") or answer.enhanced in ("5.1.7", "5.1.8"))


def answer_in(error: Exception) -> Answer | None:
    """What the server answered; None if it did not answer, or not to what we know."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _read(Phase.RCPT, *next(iter(error.recipients.values())))
    for kind, phase in _ANSWERED_TO.items():
        if isinstance(error, kind):
            return _read(phase, error.smtp_code, error.smtp_error)
    return None


def _read(phase: Phase, code: int, said: bytes | str) -> Answer:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    found = _ENHANCED.match(text)
    # X.0.Z is "other or undefined" (RFC 3463, section 3.1), and one of another class contradicts the code.
    tells = found and found[1][0] == str(code)[:1] and not found[1].startswith(f"{found[1][0]}.0.")
    return Answer(phase, code, found[1] if found and tells else "", text)
