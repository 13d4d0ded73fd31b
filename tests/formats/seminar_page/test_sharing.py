"""Links that pass a page on carry any title whole."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from seminars.formats.seminar_page import sharing

URL = "https://seminars.example.org/be/seminars/pinsk"
WORDS = 'Кластары: «добрыя» & "кепскія" +1 100 % #1 🐢\', Пінск'


def told(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query, strict_parsing=True)


@pytest.mark.parametrize(
    ("way", "start", "parts"),
    [
        (sharing.telegram, "https://t.me/share/url?", {"url": [URL], "text": [WORDS]}),
        (sharing.viber, "viber://forward?", {"text": [f"{WORDS} {URL}"]}),
        (sharing.mail, "mailto:?", {"subject": [WORDS], "body": [URL]}),
    ],
)
def test_every_way_takes_address_and_words(way, start, parts):
    link = way(URL, WORDS)
    assert link.startswith(start)
    assert told(link) == parts
    assert [each for each in " +\"'<>" if each in link] == []
    assert WORDS in unquote(link)
