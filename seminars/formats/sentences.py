"""Sentences that stand in tables: put in words when they are read, in the language of the reader."""

from collections.abc import Callable
from typing import Any

# A text of the catalogue, or what makes one of how many people it speaks of.
Sentence = str | Callable[[int], str]


def in_words(sentence: Sentence, *, num: int = 1, **facts: Any) -> str:
    """The sentence in the present language. `num` is how many people it speaks of, `facts` what else stands in it."""
    text = sentence(num) if callable(sentence) else str(sentence)
    return text % facts if facts else text
