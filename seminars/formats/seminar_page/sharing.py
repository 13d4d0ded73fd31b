"""Links with which a reader passes a page on: plain addresses, so that nothing of these services is loaded."""

from urllib.parse import quote, urlencode


def telegram(url: str, words: str) -> str:
    """Telegram's own page asks to whom it should go."""
    return f"https://t.me/share/url?{_query(url=url, text=words)}"


def viber(url: str, words: str) -> str:
    """Opens the program where it is installed; it takes one text, of which it makes the link itself."""
    return f"viber://forward?{_query(text=f'{words} {url}')}"


def mail(url: str, words: str) -> str:
    """A mail to nobody yet (RFC 6068)."""
    return f"mailto:?{_query(subject=words, body=url)}"


def _query(**told: str) -> str:
    """A blank as %20: mail programs and Viber show the "+" of a form."""
    return urlencode(told, quote_via=lambda text, *_rest: quote(text, safe=""))
