"""What is answered to a sign-up form that was not taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, g, make_response

from seminars.database.gate import Busy
from seminars.database.units import begin_snapshot
from seminars.domain import change_log
from seminars.domain.errors import (
    ChangedMeanwhile,
    DomainError,
    PartlyFits,
    PartyTooLarge,
    RegistrationClosed,
    SeminarFull,
    SentAlready,
)
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.guard.suspicion import ProofNeeded, TooManySignUps
from seminars.i18n import chosen_language, gettext, moment, ngettext
from seminars.models import Seminar
from seminars.public import asked_back
from seminars.public.seminars import get_public
from seminars.public.sign_up import busy
from seminars.public.sign_up.form import FormTooOld, NotWellFormed, SignUpForm
from seminars.public.sign_up.form_tokens import read_form_token
from seminars.public.sign_up.rendering import closed_page, form_page
from seminars.web.forms import proofs
from seminars.web.protection.given_back import is_given_back


def answer(slug: str, form: SignUpForm, refusal: NotWellFormed | DomainError | Busy) -> Response:
    """The form once more, with all that was typed and why it was not taken; or that nobody can sign up."""
    if isinstance(refusal, TooManySignUps):
        abort(429)
    begin_snapshot()  # as for a new page
    if _is_in_vain(refusal):
        return make_response(closed_page(get_public(slug)), 409)
    seminar = get_public(slug, whole=False)
    if isinstance(refusal, Busy):
        form.sent_away = busy.token_of_wait()
        return busy.sent_away(form_page(seminar, form, busy.words(), has_new_id=False), refusal)
    kind = _what_to_tell(refusal, form, seminar)
    if kind is NotWellFormed and form.doubt:
        g.form_page = ("public.sign_up.new", {"slug": slug})
        return make_response(asked_back.page(form, form.doubt), 422)
    told, says_what_changed = _TOLD[kind], kind is ChangedMeanwhile
    problem = told.words(refusal, form, seminar)
    page = form_page(seminar, form, problem, has_new_id=told.has_new_id, says_what_changed=says_what_changed)
    return make_response(page, told.status)


def _what_to_tell(refusal: Exception, form: SignUpForm, seminar: Seminar) -> type[Exception]:
    """Of a change at once, where only fields are wrong, which say so themselves."""
    token = read_form_token(seminar.id, form.token.data or "")
    is_stale = token is not None and token.seen_change_id != change_log.last_change_id(seminar)
    return ChangedMeanwhile if is_stale and isinstance(refusal, NotWellFormed) else type(refusal)


def _is_in_vain(refusal: Exception) -> bool:
    """Whether the form would be refused again, however often it is sent."""
    return isinstance(refusal, SeminarFull) or (isinstance(refusal, RegistrationClosed) and not refusal.will_open)


def _ask_for_proof(_refusal: ProofNeeded | ProofSpent, form: SignUpForm, seminar: Seminar) -> str:
    token = read_form_token(seminar.id, form.token.data or "")
    is_quick = token is not None and token.is_too_quick
    why = gettext("That was quick.") if is_quick else gettext("We only make sure that this comes from a person.")
    wait = ngettext(
        "Nothing is lost: please press once more in %(num)d second.",
        "Nothing is lost: please press once more in %(num)d seconds.",
        proofs.ask(form, str(seminar.id)),
    )
    solve = gettext("Nothing is lost: please press once more; your browser solves a small task first.")
    form.asked_of_script = f"{why} {solve}"
    return f"{why} {wait}"


def _not_open_yet(_refusal: RegistrationClosed, _form: SignUpForm, seminar: Seminar) -> str:
    opens = moment(seminar.registration_opens_at, seminar.timezone, chosen_language())
    return gettext("Registration opens on %(moment)s. Nothing is lost: send it again then.", moment=opens)


def _too_large(refusal: PartyTooLarge, form: SignUpForm, _seminar: Seminar) -> str:
    form.when_short.data = ""
    return ngettext(
        "This seminar has %(num)d place in all, so you cannot wait for places together. Sign up one by one.",
        "This seminar has %(num)d places in all, so you cannot wait for places together. Sign up fewer at once.",
        refusal.capacity,
    )


def _partly_fits(_refusal: PartlyFits, form: SignUpForm, _seminar: Seminar) -> str:
    form.when_short.data, form.must_choose = "", True
    return gettext("Not all of you fit. Nothing is lost: choose below, and send it again.")


@dataclass(frozen=True)
class _Told:
    """How a refusal is said: the status, the words (what can be chosen goes into the form), and whether the form gets
    a new id; one that keeps its id is taken once, should it arrive after all."""

    status: int
    words: Callable[[Any, SignUpForm, Seminar], str]
    has_new_id: bool = True


_TOLD = {
    NotWellFormed: _Told(422, lambda *_: "", has_new_id=False),
    FormTooOld: _Told(
        422,
        # One that was given back says so above.
        lambda *_: (
            "" if is_given_back() else gettext("This page was open for too long. Nothing is lost: send it once more.")
        ),
    ),
    ProofNeeded: _Told(422, _ask_for_proof),
    ProofSpent: _Told(422, _ask_for_proof),
    ChangedMeanwhile: _Told(
        422,
        lambda *_: gettext(
            "The seminar has changed while you were typing. Look at when and where it is now, and send again."
        ),
    ),
    SentAlready: _Told(
        409,
        lambda *_: gettext(
            "You have sent this form already, with other answers, and that was accepted. "
            "To sign up one more person, send it again."
        ),
    ),
    PartlyFits: _Told(422, _partly_fits, has_new_id=False),
    PartyTooLarge: _Told(422, _too_large, has_new_id=False),
    RegistrationClosed: _Told(409, _not_open_yet, has_new_id=False),
}
