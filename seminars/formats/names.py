"""Names as mails and calendars write them."""

import unicodedata

# The full stop, and that of Chinese and Japanese, which programs take for it in addresses (UTS #46, section 4).
_DOTS = ".\u3002"
_LEFT_TO_RIGHT_MARK = "\u200e"


def without_links(name: str) -> str:
    """The name with a blank after each dot that stands directly before two or more letters, so that no program makes a
    link of it: "vk. com", "И.О. Иванов". A dot is also what NFKC makes one."""
    written = []
    for position, character in enumerate(name):
        written.append(character)
        if _ends_in_dot(character) and _begins_with_two_letters(name[position + 1 :]):
            written.append(" ")
    return "".join(written)


def beside_words(name: str) -> str:
    """The same before other words of its line. After letters that run from right to left a mark ends their direction
    (UAX #9, section 2.6), or a comma and the first digit of a code would be shown before them."""
    written = without_links(name)
    runs_to_the_left = any(unicodedata.bidirectional(each) in ("R", "AL") for each in written)
    return written + _LEFT_TO_RIGHT_MARK if runs_to_the_left else written


def initials(name: str) -> str:
    """The first letters of the first and of the last name, "AR", where there is no portrait; what begins small or is
    shortened ("dr hab.", "Prof.") is a title, unless nothing else is there."""
    written = [each for each in unicodedata.normalize("NFC", name).split() if each[0].isalpha()]
    names = [each for each in written if each[0].isupper() and not _is_shortened(each)] or written
    return "".join(each[0].upper() for each in names[:1] + names[1:][-1:])


def _is_shortened(word: str) -> bool:
    """ "Prof." is, "И." and "И.О." stand for names."""
    letters = word.rstrip(".")
    return letters != word and any(each.islower() for each in letters)


def _ends_in_dot(character: str) -> bool:
    return unicodedata.normalize("NFKC", character)[-1] in _DOTS


def _begins_with_two_letters(text: str) -> bool:
    # Marks and unseen characters between them part no address.
    read = [each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each)[0] not in "MC"]
    return len(read) > 1 and read[0].isalpha() and read[1].isalpha()
