"""What people are called."""


def full_name(given_name: str, surname: str) -> str:
    """Both in the order in which people say them; one is enough."""
    return f"{given_name} {surname}".strip()
