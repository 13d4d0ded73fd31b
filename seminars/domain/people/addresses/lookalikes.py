"""Letters that look alike in two alphabets, and what a word is when all of it is written in one of them."""

import unicodedata

# Pairs of single letters from Unicode's confusables.txt (UTS #39, version 15): Cyrillic, then Greek. Left out is what
# nobody takes for the other ("г" for r, "ѡ", "ϱ", "ҽ"); a capital І is an I here and no l, a small ӏ an l and no i.
_CAPITALS = (
    "АВЕЅІЈКМНОРСТУХѴҮӀԌԜ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧͿϜϹϺ",
    "ABESIJKMHOPCTYXVYlGW" + "ABEZHIKMNOPTYXJFCM",
)
_SMALL = (
    "аеорсухіјѕѵүһԁԛԝӏ" + "αγινορσυϲϳ",
    "aeopcyxijsvyhdqwl" + "ayivopoucj",
)
_SAME_SHAPE = str.maketrans(*_CAPITALS) | str.maketrans(*_SMALL)
# Small capitals to the eye, and so typed for the Latin ones by people who know both alphabets.
_LATIN = _SAME_SHAPE | str.maketrans("кмт", "kmt")
# Where case does not count, letters are alike whose capitals are.
_LATIN_IN_DOMAINS = str.maketrans(*(letters.lower() for letters in _CAPITALS)) | _LATIN
_CYRILLIC_IN_DOMAINS = str.maketrans("aceiopxyjs", "асеіорхујѕ")

# Written together in one word by those who use them (UTS #39, 5.2, "highly restrictive").
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def latin_before_at(local: str) -> str | None:
    """The part before the @ in Latin letters, if only look-alikes of some of them are others; None if it is not.

    A word without any Latin letter is left alone: it is Cyrillic and was meant so.
    """
    local = unicodedata.normalize("NFKC", local)
    latin = local.translate(_LATIN)
    return latin if latin.isascii() and any(each.isascii() and each.isalpha() for each in local) else None


def straightened(label: str, *, among_latin: bool) -> str:
    """The small label of a domain in one alphabet, if it mixes two and look-alikes allow it; else as it is.

    `among_latin`: it stands before an ending in Latin letters, where a label that could pass for a Latin one whole is
    doubtful too.
    """
    if among_latin and label.translate(_SAME_SHAPE).isascii():
        return label.translate(_SAME_SHAPE)
    if is_mixed(label):
        for straight in (in_latin(label), label.translate(_CYRILLIC_IN_DOMAINS)):
            if not is_mixed(straight):
                return straight
    return label


def is_mixed(word: str) -> bool:
    """Whether its letters are of more than one alphabet, but for those that belong together."""
    found = alphabets(word)
    return len(found) > 1 and not found - {"LATIN"} <= _EAST_ASIAN


def alphabets(word: str) -> set[str]:
    """The first word of each letter's name in Unicode: LATIN, CYRILLIC, CJK …"""
    return {unicodedata.name(each, "?").split()[0] for each in word if each.isalpha()}


def in_latin(word: str) -> str:
    """The small word of a domain with every look-alike as its Latin letter."""
    return word.translate(_LATIN_IN_DOMAINS)
