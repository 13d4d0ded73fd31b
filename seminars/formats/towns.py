"""Towns as people write them, with a word before the name that says what it is."""

import re

from seminars.places import Town

# "г. Пінск", "горад Пінск", "аг. Ратамка", "m. Białystok", "city of Pinsk".
KIND = (
    r"г|гор|горад|город|аг|агр|аграгарадок|агрогородок|гп|г\.\s?п|п|пгт|пос|пасёлак|поселок|м|в|вёска|д|дер|деревня"
    r"|miasto|m|wieś|town of|the town of|city of|the city of"
)
# What begins the name of a street, so that the town ends before it: "Брест ул. Ленина, 1".
_STREET = (
    r"ул|улица|вул|вуліца|пр|пр-т|просп|проспект|праспект|пер|переулок|зав|завулак|пл|площадь|плошча|бул|бульвар|б-р"
    r"|ш|шоссе|шаша|тракт|наб|набережная|набярэжная|проезд|праезд|мкр|микрорайон|мікрараён"
    r"|ul|ulica|al|aleja|aleje|pl|plac|os|osiedle"
)
# Each is a part of its own, but a dash within a name: "Буда-Кашалёва".
_BETWEEN_PARTS = re.compile(r"[,;()/\n]|\s[-\u2012-\u2015]+\s")
_ONE_SPELLING = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "‘": "'", "\u2010": "-", "\u2011": "-"})


def names_town(address: str, town: Town) -> bool:
    """Whether the address names the town itself, in any language: a part of it is the name, maybe with a word for what
    it is, beside a number ("224000 Брест") or before a street. A street, a hotel or a station that is called like the
    town, "ул. Брестских Дивизий", "Brest Street", is not the town: better it stands there twice than nowhere."""
    parts = [_plain(part) for part in _BETWEEN_PARTS.split(address)]
    return any(_is_named(part, _plain(name)) for part in parts for name in town.name.values())


def _is_named(part: str, name: str) -> bool:
    if name not in part:
        return False
    called = rf"(?<![\w-])({KIND})(\.\s?|\s){re.escape(name)}(?![\w'-])"
    alone = rf"(^|\d\S*\s){re.escape(name)}(\.?$|\s(\d|nad\s|({_STREET})(?!\w)))"
    return bool(re.search(called, part) or re.search(alone, part))


def _plain(text: str) -> str:
    return " ".join(text.casefold().translate(_ONE_SPELLING).split())
