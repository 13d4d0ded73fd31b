"""What a button asked for that was pressed too late, shown once more to whoever has the link behind which it stands."""

from collections.abc import Callable

from flask import g, request

from seminars.models import Seminar
from seminars.public.registrations.new_addresses import registration_and_address
from seminars.public.registrations.pages import get_registration
from seminars.public.sign_up.receipts import get_submission
from seminars.web.protection import given_back

# By the secret in the address: the page that its link opens, and the seminar which that is about.
_BEHIND: dict[str, tuple[str, Callable[[str], Seminar]]] = {
    "token": ("public.registrations.show", lambda token: get_registration(token).seminar),
    "receipt": ("public.receipts.show", lambda receipt: get_submission(receipt).seminar),
    "proof": ("public.new_addresses.show", lambda proof: registration_and_address(proof)[0].seminar),
}


def page() -> str:
    secret, written = next((name, value) for name, value in (request.view_args or {}).items() if name in _BEHIND)
    endpoint, get_seminar = _BEHIND[secret]
    g.form_page = (endpoint, {secret: written})
    return given_back.page("layout.html", seminar=get_seminar(written))
