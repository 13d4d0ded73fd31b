"""Why a role cannot be offered, or an offer not be taken, sent again or taken back."""

from seminars.domain.errors import DomainError
from seminars.models import Role, RoleOffer


class OfferRefused(DomainError):
    """A role cannot be offered like this."""


class OfferedAlready(OfferRefused):
    """A role there is offered to this address and not taken yet."""


class HeldAlready(OfferRefused):
    """Whose address it is has this role there, or a stronger one."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self.role = role


class TooManyOffers(OfferRefused):
    """So many offers went to this mailbox of late that no other one is sent now."""


class NotOpen(DomainError):
    """The offer can be neither taken nor sent again nor taken back. `offer` is None where there is none."""

    def __init__(self, offer: RoleOffer | None = None) -> None:
        super().__init__(offer and offer.id)
        self.offer = offer


class WrongLink(NotOpen):
    """No offer was ever sent with such a link."""


class OfferTaken(NotOpen):
    pass


class OfferRevoked(NotOpen):
    """It was taken back."""


class OfferReplaced(NotOpen):
    """It was sent again, and the later mail has another link."""


class OfferOver(NotOpen):
    """It was not taken in time."""


class GiverMayNot(NotOpen):
    """Whoever offered it may not give this role any more."""
