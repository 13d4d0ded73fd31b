"""What a row of the table holds: sentences in columns, and acts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from seminars.formats.sentences import Sentence
from seminars.i18n import lazy_gettext as _

Reason = Literal["", "of its end", "of the change"]


class Act(StrEnum):
    """What the page of a registration may offer."""

    ADD_TO_CALENDAR = "add_to_calendar"
    RECONFIRM = "reconfirm"  # when it is asked
    ANSWER_OFFER = "answer_offer"
    CHANGE_ANSWERS = "change_answers"  # until registration closes
    CHANGE_ADDRESS = "change_address"
    CHANGE_LANGUAGE = "change_language"
    SEND_AGAIN = "send_again"
    NEW_CALENDAR_LINK = "new_calendar_link"  # to those who have an address
    CANCEL = "cancel"
    RESTORE = "restore"  # while the place is free
    DISOWN = "disown"  # until the day of the seminar, even when it is called off
    SEE_SEMINAR = "see_seminar"
    SEE_REGION = "see_region"


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a mail leads: `label` on the button, `line` before the bare address in plain text."""

    label: Sentence
    line: Sentence = ""
    anchor: str = ""
    to_seminar: bool = False


TO_PLACE = Link(label=_("See or cancel your place"), line=_("See or cancel your place:"))
TO_REGISTRATION = Link(label=_("See or cancel your registration"), line=_("See or cancel your registration:"))
TO_OFFER = Link(
    label=_("Take the place or leave it to others"), line=_("Take the place or leave it to others:"), anchor="#offer"
)
TO_OWN_PAGE = Link(label=_("To your registration"), line=_("Your registration:"))
TO_SEMINAR = Link(label=_("To the seminar"), to_seminar=True)


@dataclass(frozen=True, kw_only=True)
class State:
    """A row. The columns say what page, receipt and mail word in their own way.

    On the page `headline` is also the title of its window, and `member` stands beside a name in a party. `lead` follows
    a headline; `reason` says whose reason follows that: of the registration's end, or of the change of the seminar.
    `if_ignored` is what happens to those who do nothing, `cancel` is (what cancelling means, its button), and
    `return_later` what remains to those whose place is gone. `others_wait` is what the receipt adds to its headline and
    its lead where some of those who signed up together have to wait, `others_stay_out` where some get nothing at all.

    In mails `news` follows the news of a change of the seminar, `repeated` is said when a mail was asked for again,
    `together` and `links_follow` belong to one mail about several sign-ups, and `attached` to a calendar part.
    `of_somebody` is said of those who left where others of their party stay, `of_the_others` of those who stay.
    """

    headline: Sentence
    lead: Sentence = ""
    reason: Reason = ""
    tone: Literal["", "ok"] = ""
    acts: frozenset[Act] = frozenset()
    member: Sentence = ""
    if_ignored: Sentence = ""
    cancel: tuple[Sentence, Sentence] = ("", "")
    return_later: Sentence = ""

    receipt: Sentence = ""
    receipt_lead: Sentence = ""
    others_wait: tuple[Sentence, Sentence] = ("", "")
    others_stay_out: tuple[Sentence, Sentence] = ("", "")

    mail: Sentence
    mail_subject: Sentence = ""  # where it is another one
    mail_lead: Sentence = ""
    mail_tone: Literal["", "ok"] = ""
    mail_link: Link | None = None
    news: Sentence = ""
    repeated: Sentence = ""
    together: Sentence = ""
    links_follow: Sentence = ""
    attached: Sentence = ""
    of_somebody: Sentence = ""
    of_the_others: Sentence = ""
