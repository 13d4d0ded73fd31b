"""Which town of the list somebody means by what they typed as theirs, in whichever language and spelling."""

import re

from seminars.domain.people.transliteration import sound
from seminars.formats.towns import KIND
from seminars.places import Town, current_places

_WHAT_IT_IS = re.compile(rf"^({KIND})(\.\s*|\s+)", re.IGNORECASE)
# Below this a sound tells too little: Lida and Lyady would be one.
SHORTEST_SOUND = 4


class Gazetteer:
    """Finds towns by the names that they have in the file of places; made once for many questions."""

    def __init__(self) -> None:
        self._written: dict[str, set[str]] = {}
        self._heard: dict[str, set[str]] = {}
        for town in current_places().towns.values():
            for name in town.name.values():
                self._written.setdefault(_plain(name), set()).add(town.code)
                self._heard.setdefault(sound(name), set()).add(town.code)

    def recognise(self, typed: str) -> str:
        """The code of the town, or "" where none is meant or more than one could be."""
        for words in dict.fromkeys((typed, re.split(r"[,;(/]", typed)[0])):
            name = _WHAT_IT_IS.sub("", words.strip())
            found = self._written.get(_plain(name))
            if not found and len(sound(name)) >= SHORTEST_SOUND:
                found = self._heard.get(sound(name))
            if found and len(found) == 1:
                return next(iter(found))
        return ""

    def find_town(self, typed: str) -> Town | None:
        """The town that `recognise` finds."""
        return find_home_town(self.recognise(typed))


def find_home_town(code: str) -> Town | None:
    """The town of a code that was kept, which the file of places may have lost since."""
    return current_places().find_town(code) if code else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())
