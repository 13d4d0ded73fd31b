"""The language of foreign texts is named once, in the reader's language."""

import pytest

from seminars.formats.seminar_page.foreign_texts import only_in
from seminars.i18n import Texts, force_locale

RUSSIAN, POLISH, ENGLISH = Texts(ru="Обед"), Texts(pl="Obiad"), Texts(en="Lunch")


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("be", "Толькі па-руску"),
        ("ru", ""),
        ("pl", "Dostępne tylko po rosyjsku"),
        ("en", "Only available in Russian"),
    ],
)
def test_it_is_named_in_the_readers_language(app, language, note):
    with app.test_request_context(f"/{language}/"), force_locale(language):
        assert only_in([RUSSIAN, Texts(), RUSSIAN], language) == note


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        ([], ""),
        ([Texts()], ""),
        ([ENGLISH, Texts()], ""),
        ([ENGLISH, RUSSIAN, RUSSIAN], "Partly: only available in Russian"),
        ([POLISH, RUSSIAN], "Only available in Polish. Only available in Russian"),
    ],
)
def test_texts_of_several_languages_say_so(app, texts, note):
    with app.test_request_context("/en/"):
        assert only_in(texts, "en") == note
