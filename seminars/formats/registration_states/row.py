"""What a row of the table holds: sentences in columns, and acts."""

from collections.abc import Collection
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
    SEE_AGENDA = "see_agenda"  # where there is one
    SEE_SEMINAR = "see_seminar"
    SEE_REGION = "see_region"


# The first of these that a page offers is its one filled button.
_MAIN = (Act.ANSWER_OFFER, Act.RECONFIRM, Act.ADD_TO_CALENDAR, Act.SEE_SEMINAR, Act.SEE_REGION)
# What the fold is called in which answers stand, by the first of these acts that it offers.
_CHANGING = {
    Act.CHANGE_ANSWERS: _("Change answers, address, language"),
    Act.CHANGE_ADDRESS: _("Change address, language"),
    Act.CHANGE_LANGUAGE: _("Answers, language, calendar"),
}


def main_act(acts: Collection[Act]) -> Act:
    return next(act for act in _MAIN if act in acts)


def name_of_changing(acts: Collection[Act]) -> str:
    return str(next((name for act, name in _CHANGING.items() if act in acts), _("Your answers")))


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
    `admits` says whether the ticket is one for the entrance, with its code large and to be scanned.
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
    admits: bool = False
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
