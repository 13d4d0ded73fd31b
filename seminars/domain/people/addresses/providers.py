"""Mail providers that many people have, and how their names are mistyped."""

from seminars.domain.people.addresses import endings

_MISTYPED = {
    "gmail.com": "gmial.com gmai.com gmal.com gamil.com gmail.co gmail.cm gmaill.com gnail.com gmail.ru gmail.by "
    "gmali.com gmail.om",
    "yandex.ru": "yndex.ru yadex.ru yandx.ru yanex.ru yandeks.ru",
    "yandex.by": "yndex.by",
    "mail.ru": "mai.ru maill.ru mali.ru mal.ru",
    "tut.by": "tyt.by",
    "wp.pl": "wpp.pl",
    "onet.pl": "onnet.pl one.pl",
    "outlook.com": "outlok.com outloo.com outlook.co",
    "hotmail.com": "hotmial.com hotmal.com hotmai.com",
    "icloud.com": "iclod.com icoud.com",
}
_BY_TYPO = {typo: meant for meant, typos in _MISTYPED.items() for typo in typos.split()}
# The endings of each name, the likeliest first.
_ENDINGS = {
    "gmail": "com", "yandex": "ru by com kz", "ya": "ru", "mail": "ru com by", "bk": "ru", "list": "ru",
    "inbox": "ru lv", "internet": "ru", "rambler": "ru", "tut": "by", "open": "by", "wp": "pl", "onet": "pl eu",
    "o2": "pl", "op": "pl", "interia": "pl eu", "gazeta": "pl", "poczta": "fm", "vp": "pl", "yahoo": "com pl",
    "outlook": "com pl", "hotmail": "com", "live": "com", "msn": "com", "icloud": "com", "me": "com", "proton": "me",
    "protonmail": "com", "ukr": "net", "gmx": "com de net",
}  # fmt: skip


def meant(domain: str) -> str:
    """The domain that was probably meant by one in small letters, if a provider's name is mistyped in a usual way, is
    written in other letters, or stands before an ending that does not exist; else the same domain."""
    name, _, ending = domain.rpartition(".")
    if not (endings.exists(ending) and name.isascii()):
        for spelling in endings.spellings(name):
            found = endings.meant(ending, _ENDINGS.get(spelling, "").split())
            if found:
                return f"{spelling}.{found}"
    return _BY_TYPO.get(domain, domain)
