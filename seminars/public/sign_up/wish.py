"""A sign-up form as values: what it asks for, and what it is itself."""

import hashlib
import json
from dataclasses import asdict

from seminars.domain.people import consents
from seminars.domain.people.sign_up import Person, SignUp, WhenShort
from seminars.domain.registrations.admission import SentForm
from seminars.domain.registrations.signing_up import Seen
from seminars.domain.seating import parties
from seminars.i18n import chosen_language
from seminars.models import ConsentKind
from seminars.public.sign_up.form import SignUpForm
from seminars.public.sign_up.form_tokens import FormToken

LONGEST_RECORD = 250  # characters of a field that only a program would send


def wish(form: SignUpForm, token: FormToken | None, *, longest: int | None = None) -> SignUp:
    """What the form asks for, agreed to in the words that its token tells; of a program's form no more than the
    `longest` first characters of each field."""
    typed = {name: form[name].data[:longest] for name in Person.__dataclass_fields__}
    named = form.named_companions[: parties.MOST - 1]
    return SignUp(
        person=Person(**typed),
        companions=tuple(
            Person(given_name=each.given_name.data[:longest], surname=each.surname.data[:longest]) for each in named
        ),
        when_short=WhenShort(form.when_short.data) if form.when_short.data in list(WhenShort) else None,
        consents=_consents(form),
        consent_versions=token.consent_versions if token else consents.SHOWN_BEFORE,
        language=chosen_language(),
    )


def _consents(form: SignUpForm) -> dict[ConsentKind, bool]:
    return {kind: bool(form[kind.value].data) for kind in ConsentKind}


def sent_form(form: SignUpForm, token: FormToken, *, proof: str) -> SentForm:
    return SentForm(
        form_id=token.form_id,
        body_hash=_body_hash(wish(form, token)),
        seen=Seen(token.seen_change_id),
        is_too_quick=token.is_too_quick,
        was_asked=bool(form.patience.data),
        proof=proof,
    )


def _body_hash(wanted: SignUp) -> str:
    """What was sent, in short: the same for the same answers, whatever their order."""
    answers = {
        **asdict(wanted.person),
        **{kind.value: given for kind, given in wanted.consents.items()},
        "companions": wanted.companions_named,
        "when_short": wanted.when_short,
    }
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
