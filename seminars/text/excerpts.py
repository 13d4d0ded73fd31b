"""The beginning of a text that people wrote: its first paragraph, its first sentence, or as much as fits."""

import re
from collections.abc import Callable

from seminars.i18n import Texts

LONGEST_SENTENCE = 160
# What a point after it does not end a sentence: "г. Минск", "ул. Ленина", "м. Пінск", "ul. Lenina", "9 Oct.", "т. д.".
_SHORTENED = frozenset(
    word
    for line in (
        "г гор д дер п пос ул вул пр просп пл пер обл р рн вобл стр с т тыс млн млрд руб кв корп им ім проф дац доц",
        "акад канд докт инж інж нач зам нам напр гл рис мал см ст арт нар рэд ред",
        "m w ul al pl os woj pow gm nr tel godz np tj tzn m.in dr inż prof mgr hab ks św zł tys mln mld",
        "mr mrs ms st vs etc e.g i.e approx ca fig jan feb mar apr jun jul aug sep sept oct nov dec",
        "янв февр фев мар апр июн июл авг сент сен окт нояб ноя дек студз сак крас чэрв ліп жн вер кастр ліст снеж",
        "sty lut kwi cze lip sie wrz paź lis gru",
    )
    for word in line.split()
)
_END = re.compile(r"(?<=[.!?…])[\"»”’)\]]*(?=\s)|\n")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.[\"»”’)\]]*$")


def first_paragraph(texts: Texts) -> Texts:
    return _each(texts, lambda text: text.strip().split("\n\n")[0])


def first_sentence(texts: Texts) -> Texts:
    """Of each language the first sentence; a longer one than is read at a glance ends after a whole word with "…"."""
    return _each(texts, lambda text: shortened(_sentence(text.strip()), LONGEST_SENTENCE))


def _each(texts: Texts, cut: Callable[[str], str]) -> Texts:
    return Texts({language: cut(text) for language, text in texts.items()})


def _sentence(text: str) -> str:
    for end in _END.finditer(text):
        sentence, rest = text[: end.end()].rstrip(), text[end.end() :].lstrip()
        if text[end.start() : end.end()] == "\n" or not rest or _is_whole(sentence, rest):
            return sentence
    return text


def _is_whole(sentence: str, rest: str) -> bool:
    """Whether what follows begins a sentence: not after "г." or an initial, and not with a small letter."""
    if rest[0].islower():
        return False
    last = _LAST_WORD.search(sentence)
    return last is None or not (len(last[1]) == 1 or last[1].casefold() in _SHORTENED)


def shortened(text: str, longest: int) -> str:
    """The text, or as many of its whole words as fit into so many letters, and "…"."""
    if len(text) <= longest:
        return text
    whole_words = text[:longest].rsplit(None, 1)[0]
    return whole_words.rstrip(" ,;:–—-.(") + "…"
