"""Domains that people mistype. Asking back once saves a person who would wait in vain for a mail."""

_MEANT = {
    "gmail.com": "gmial.com gmai.com gmal.com gamil.com gmail.co gmail.cm gmail.con gmail.comm gmaill.com gnail.com "
    "gmail.ru gmail.by gmali.com gmail.om",
    "yandex.ru": "yandex.rru yandex.r yndex.ru yadex.ru yandx.ru yanex.ru yandeks.ru yandex.ry",
    "yandex.by": "yandex.bu yandex.b yndex.by yandex.bby",
    "mail.ru": "mail.rru mail.r mai.ru maill.ru mali.ru mail.ry mal.ru",
    "tut.by": "tut.bu tut.b tyt.by tut.bby",
    "wp.pl": "wp.p wp.ol wpp.pl",
    "onet.pl": "onet.p onnet.pl onet.ol one.pl",
    "outlook.com": "outlok.com outloo.com outlook.con outlook.co",
    "hotmail.com": "hotmial.com hotmal.com hotmail.con hotmai.com",
    "icloud.com": "iclod.com icloud.con icoud.com",
}
_BY_TYPO = {typo: meant for meant, typos in _MEANT.items() for typo in typos.split()}


def meant_address(address: str | None) -> str | None:
    """The address that was probably meant, or None when nothing looks wrong."""
    local, _, domain = (address or "").rpartition("@")
    meant = _BY_TYPO.get(domain.lower())
    return f"{local}@{meant}" if meant else None
