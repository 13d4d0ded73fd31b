"""Addresses that are well formed and probably wrong: a person is asked about them once, and may be right."""

from dataclasses import dataclass
from enum import Enum, auto

from seminars.domain.people.addresses import endings, providers
from seminars.domain.people.addresses.lookalikes import is_mixed, latin_before_at, straightened
from seminars.domain.people.addresses.reading import (
    LONGEST,
    letters_that_cannot_be_mailed,
    understood,
    well_formed,
)
from seminars.text import is_within


class Reason(Enum):
    """What is odd about an address, and what its `subject` is."""

    UNMAILABLE = auto()  # the letters before the @ that no mail reaches
    LOOKALIKES = auto()  # the letters of another alphabet than the others
    ENDING = auto()  # an ending that does not exist
    PROVIDER = auto()  # the provider that has almost the same name


@dataclass(frozen=True)
class Doubt:
    """Why an address is asked about, and the one that was probably meant, if anything sensible comes to mind."""

    reason: Reason
    subject: str
    proposal: str | None

    @property
    def may_stand(self) -> bool:
        """Whether the address can be taken all the same."""
        return self.reason is not Reason.UNMAILABLE


def doubt_about(typed: str) -> Doubt | None:
    """What is odd about the address in this text; None for a usual one and for what is no address at all."""
    if not is_within(typed, LONGEST):
        return None
    address = understood(typed)
    local, _, domain = address.rpartition("@")
    letters = letters_that_cannot_be_mailed(address)
    checked = well_formed(f"{'a' if letters else local}@{domain}")
    if checked is None:
        return None
    domain = checked.rpartition("@")[2]
    odd = _odd_letters(domain)
    meant = _meant_domain(domain)
    if letters:
        return Doubt(Reason.UNMAILABLE, letters, _proposal(latin_before_at(local), meant))
    proposal = _proposal(local, meant) if meant != domain else None
    if odd:
        return Doubt(Reason.LOOKALIKES, odd, proposal)
    ending = domain.rpartition(".")[2]
    if not endings.exists(ending):
        return Doubt(Reason.ENDING, ending, proposal)
    return Doubt(Reason.PROVIDER, meant or "", proposal) if proposal else None


def _odd_letters(domain: str) -> str:
    """Each letter of another alphabet than the rest of its label, or than the ending if it could pass for Latin."""
    odd = ""
    for label, straight in _straightened(domain):
        changed = [each for each, right in zip(label, straight, strict=True) if each != right]
        odd += "".join(changed or [each for each in label if is_mixed(label) and not each.isascii()])
    return "".join(dict.fromkeys(odd))


def _meant_domain(domain: str) -> str | None:
    """The domain that was probably meant, the same if it looks right, None if nothing sensible comes to mind."""
    straight = ".".join(right for _label, right in _straightened(domain))
    if any(is_mixed(label) for label in straight.split(".")):
        return None
    meant = providers.meant(straight)
    name, _, ending = meant.rpartition(".")
    if endings.exists(ending):
        return meant
    is_latin = name.isascii() or ending.isascii()
    existing = endings.meant(ending, endings.USUAL if is_latin else endings.USUAL_CYRILLIC)
    return providers.meant(f"{name}.{existing}") if existing else None


def _straightened(domain: str) -> list[tuple[str, str]]:
    """Each label of the domain, and the same in one alphabet."""
    labels = domain.split(".")
    return [(label, straightened(label, among_latin=labels[-1].isascii())) for label in labels]


def _proposal(local: str | None, domain: str | None) -> str | None:
    return well_formed(f"{local}@{domain}") if local and domain else None
