"""What a page says of texts that exist only in another language than its own."""

from collections.abc import Iterable

from seminars.i18n import BY_CODE, Texts, gettext


def only_in(texts: Iterable[Texts], language: str) -> str:
    """ "Only available in Russian", once for all that stand together; "" where all are in the reader's language."""
    found = [texts.in_language(language)[1] for texts in texts if texts]
    foreign = [code for code in dict.fromkeys(found) if code != language]
    notes = [str(BY_CODE[code].only_in) for code in foreign]
    if foreign and set(found) != set(foreign):
        notes = [gettext("Partly: %(only_in)s", only_in=note[:1].lower() + note[1:]) for note in notes]
    return ". ".join(notes)
