"""The signed one-time id of a sign-up form: it makes a repeated form known, and tells how long somebody typed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seminars import tokens
from seminars.domain.people import consents
from seminars.models import ConsentKind
from seminars.tokens import FOR_EVER, FORM_LIFETIME

SHORTEST_TYPING = 3  # seconds; nobody fills in the form faster, programs do


@dataclass(frozen=True)
class FormToken:
    """The id of a form, whether it came back too quickly, the last change of the seminar that it showed, and the
    versions of the words beside its ticks."""

    form_id: str
    is_too_quick: bool
    seen_change_id: int | None
    consent_versions: Mapping[ConsentKind, int]


def new_form_token(seminar_id: int, last_change_id: int | None) -> str:
    shown = [consents.VERSIONS[kind] for kind in ConsentKind]
    return tokens.timed_token("form", [seminar_id, secrets.token_urlsafe(16), last_change_id, shown])


def read_form_token(seminar_id: int, token: str) -> FormToken | None:
    """What the token tells, or None for a foreign or expired one."""
    return _read(seminar_id, token, max_age=int(FORM_LIFETIME.total_seconds()))


def new_token_instead(seminar_id: int, token: str) -> str | None:
    """One with a new id that has seen no more than this token, which may have expired; None for a foreign one."""
    known = _read(seminar_id, token, max_age=FOR_EVER)
    return new_form_token(seminar_id, known.seen_change_id) if known else None


def _read(seminar_id: int, token: str, *, max_age: int) -> FormToken | None:
    read = tokens.read_timed_token("form", token, max_age)
    if read is None or not isinstance(read[0], list) or read[0][:1] != [seminar_id]:
        return None
    (_seminar_id, form_id, seen_change_id, *rest), age = read
    return FormToken(form_id, age < SHORTEST_TYPING, seen_change_id, _shown(rest))


def _shown(rest: list[Any]) -> Mapping[ConsentKind, int]:
    """A form of another version, before an upgrade or after a step back, tells them otherwise or not at all."""
    match rest:
        case [list(versions)] if len(versions) == len(ConsentKind):
            return dict(zip(ConsentKind, versions, strict=True))
        case _:
            return consents.SHOWN_BEFORE


def is_ours(token: str) -> bool:
    """Whether we gave it at any time, for whichever form; programs send none, or one of their own making."""
    return tokens.read_timed_token("form", token, FOR_EVER) is not None
