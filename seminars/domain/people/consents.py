"""The words beside the ticks of the sign-up form, by their versions: one for each kind of consent, in all languages at
once. Whoever changes the words of a kind gives it a new one."""

from collections.abc import Mapping

from seminars.models import Consent, ConsentKind

VERSIONS: Mapping[ConsentKind, int] = {
    ConsentKind.PROCESSING: 3,
    ConsentKind.PHOTO: 3,
    ConsentKind.SHARING: 2,
    ConsentKind.NEWS: 3,
}
NAME_ALONE, NAME_AND_ORGANISATION = 1, VERSIONS[ConsentKind.SHARING]  # what the host may see
# Of a form that tells no versions: it was open while the site was upgraded.
SHOWN_BEFORE: Mapping[ConsentKind, int] = {**VERSIONS, ConsentKind.SHARING: NAME_ALONE}


def shares_organisation(consent: Consent) -> bool:
    """Whether it lets the host see the organisation, too. Version 0.8 wrote 3 beside the words of NAME_ALONE."""
    is_about_it = consent.kind == ConsentKind.SHARING and consent.text_version == NAME_AND_ORGANISATION
    return is_about_it and consent.given
