"""Browsers as their owners call them, read from what they tell of themselves (RFC 9110, section 10.1.5): "Firefox,
Windows". Names come from these tables alone, for anybody may send any text."""

# The first that is found counts: most pretend to be several of those that stand below them.
_FAMILIES = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "YaBrowser/": "Yandex",
    "SamsungBrowser/": "Samsung Internet",
    "Vivaldi/": "Vivaldi",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def named(user_agent: str) -> str:
    """Family and system, such as "Safari, iPhone"; "" if we do not know the family."""
    family, system = _first(_FAMILIES, user_agent), _first(_SYSTEMS, user_agent)
    return ", ".join(filter(None, (family, system))) if family else ""


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")
