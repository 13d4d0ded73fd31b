"""The first sentence and the first paragraph of what people wrote."""

import pytest

from seminars.i18n import Texts
from seminars.text.excerpts import LONGEST_SENTENCE, first_paragraph, first_sentence

SENTENCES = {
    "Two memoranda were signed. Then there was lunch.": "Two memoranda were signed.",
    "Семінар прайшоў у г. Мінск на вул. Леніна, 1. Былі ўсе.": "Семінар прайшоў у г. Мінск на вул. Леніна, 1.",
    "On 9 Oct. Novopolotsk hosted us. It rained.": "On 9 Oct. Novopolotsk hosted us.",
    "9 окт. Новополоцк принял 60 чел. из области.": "9 окт. Новополоцк принял 60 чел. из области.",
    "Odwiedziliśmy ul. Lenina i prof. Nowaka. Dziękujemy.": "Odwiedziliśmy ul. Lenina i prof. Nowaka.",
    "Выступил А. С. Иванов. Потом спорили.": "Выступил А. С. Иванов.",
    "Они приехали... и остались. Потом уехали.": "Они приехали... и остались.",
    "Мы ждали… Потом пришли все.": "Мы ждали…",
    "Кто пришёл? Все.": "Кто пришёл?",
    "Он сказал: «Приезжайте ещё.» Мы приедем.": "Он сказал: «Приезжайте ещё.»",
    "Version 2.0 of the plan. Done.": "Version 2.0 of the plan.",
    "A headline without a stop\nThen the text.": "A headline without a stop",
    "  One paragraph\n\nAnother. ": "One paragraph",
    "Without an end": "Without an end",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_the_first_sentence_ends_where_a_reader_ends_it(text):
    assert first_sentence(Texts(en=text)) == Texts(en=SENTENCES[text])


def test_a_long_sentence_is_cut_after_a_whole_word():
    cut = first_sentence(Texts(ru="Слово, " * 60))["ru"]
    assert (cut[-6:], len(cut) <= LONGEST_SENTENCE + 1, LONGEST_SENTENCE) == ("Слово…", True, 160)
    assert first_sentence(Texts(ru="я" * 160)) == Texts(ru="я" * 160)
    assert first_sentence(Texts(ru="я" * 161)) == Texts(ru="я" * 160 + "…")


def test_each_language_has_its_own():
    both = Texts(be="Адзін. Два.", pl="Jeden. Dwa.")
    assert first_sentence(both) == Texts(be="Адзін.", pl="Jeden.")
    assert first_paragraph(Texts(be="Адзін.\n\nДва.", pl=" Jeden.\nDwa. ")) == Texts(be="Адзін.", pl="Jeden.\nDwa.")
