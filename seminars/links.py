"""Absolute addresses for mails and calendars, from PUBLIC_BASE_URL alone and never from a request's Host header."""

from urllib.parse import urlsplit

from flask import current_app


def domain() -> str:
    """The host of PUBLIC_BASE_URL, which ends calendar UIDs."""
    return urlsplit(current_app.config["PUBLIC_BASE_URL"]).hostname


def site(language: str) -> str:
    return _absolute(f"/{language}/")


def programme(language: str, region: str) -> str:
    """The coming seminars of one region."""
    return _absolute(f"/{language}/?region={region}")


def seminar(language: str, slug: str) -> str:
    return _absolute(f"/{language}/seminars/{slug}")


def manage(language: str, token: str) -> str:
    return _absolute(f"/{language}/registrations/{token}")


def cancellation(language: str, token: str) -> str:
    return f"{manage(language, token)}/cancellation"


def disavowal(language: str, token: str) -> str:
    return f"{manage(language, token)}/disavowal"


def new_address(language: str, proof: str) -> str:
    return _absolute(f"/{language}/registrations/new-address/{proof}")


def feed(language: str, name: str = "all") -> str:
    """`name` is "all" or one of region/<code>, town/<code>, series/<slug>, speaker/<slug>."""
    return _absolute(f"/{language}/calendar/{name}.ics")


def personal_feed(language: str, token: str) -> str:
    """Https or whatever PUBLIC_BASE_URL says, never webcal: some programs turn that into http, and tell the secret."""
    return feed(language, f"mine/{token}")


def calendar(language: str) -> str:
    return _absolute(f"/{language}/calendar")


def news(language: str) -> str:
    """The Atom feed of announcements, changes and recaps."""
    return _absolute(f"/{language}/news.atom")


def privacy(language: str) -> str:
    return _absolute(f"/{language}/privacy")


def organisers_list(slug: str) -> str:
    """The registrations of one seminar, for its organisers."""
    return _absolute(f"/organiser/seminars/{slug}/registrations")


def host_list(slug: str) -> str:
    """Who agreed that the host of this seminar may see it, for the host."""
    return _absolute(f"/organiser/seminars/{slug}/host-list")


def report(slug: str, number: int) -> str:
    """Whom a change of the seminar has reached, for its organisers."""
    return _absolute(f"/organiser/seminars/{slug}/changes/{number}")


def organisers_start() -> str:
    return _absolute("/organiser/")


def unsubscribe(token: str) -> str:
    """Where the organisers' daily mail is ended, by a press or by the mail program itself (RFC 8058)."""
    return _absolute(f"/organiser/digest/{token}")


def sign_in(token: str) -> str:
    return _absolute(f"/organiser/sign-in/{token}")


def role_offer(token: str) -> str:
    return _absolute(f"/organiser/role-offers/{token}")


def new_password(token: str) -> str:
    """The same, and leads to where a password is set."""
    return f"{sign_in(token)}?next=/organiser/account%23set-password"


def forgotten_password() -> str:
    """Where somebody has such a link mailed."""
    return _absolute("/organiser/lost-password")


def account() -> str:
    """An organiser's own account."""
    return _absolute("/organiser/account")


def _absolute(path: str) -> str:
    return current_app.config["PUBLIC_BASE_URL"] + path
