"""The four catalogues: complete, with nothing left over and nothing left in English."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("be", "ru", "pl", "en")
# Equal to the English text, each for its reason.
SAME_IN = {
    "Excel": "a program has the same name everywhere",
    "CSV": "a file format has the same name everywhere",
    "XLSX": "a file format has the same name everywhere",
    "E-mail": "the Polish word is the same",
    "Status": "the Polish word is the same",
    "Adres": "the Polish word is the same",
    "Region": "the Polish word is the same",
}


def catalogue(language: str) -> Catalog:
    path = ROOT / "seminars" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates ask for now."""
    path = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        "-k",
        "lazy_gettext",
    ]
    subprocess.run([*command, "-o", str(path), "."], cwd=ROOT, check=True)
    with path.open("rb") as file:
        return read_po(file)


def key(message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple) else (message.id,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_catalogue_and_no_other(template, language):
    asked = {key(message) for message in template if message.id}
    kept = {key(message) for message in catalogue(language) if message.id}
    assert (sorted(asked - kept), sorted(kept - asked)) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_all_its_plural_forms(language):
    po = catalogue(language)
    missing = [
        key(message)[0]
        for message in po
        if message.id
        and (
            message.fuzzy
            or not all(message.string if isinstance(message.string, tuple) else [message.string])
            or (message.pluralizable and len(message.string) != po.num_plurals)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language):
    def names(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]", text))

    wrong = []
    for message in catalogue(language):
        wanted = set().union(*(names(text) for text in key(message)))
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        # A singular form may leave its number out.
        if message.id and any(names(text) - wanted or wanted - names(text) - {"%(num)d"} for text in strings):
            wrong.append(key(message)[0])
    assert wrong == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_is_left_in_english(language):
    same = [
        message.id
        for message in catalogue(language)
        if isinstance(message.id, str) and message.id and message.id == message.string and message.id not in SAME_IN
    ]
    assert same == []


def test_each_language_uses_its_own_letters():
    foreign = {"be": "[иИщЩъЪ]", "ru": "[іІўЎ]", "pl": "[а-яА-ЯёЁіІўЎ]", "en": "[а-яА-ЯёЁіІўЎ]"}
    wrong = []
    for language, letters in foreign.items():
        for message in catalogue(language):
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and any(re.search(letters, text) for text in strings):
                wrong.append((language, key(message)[0]))
    assert wrong == []
