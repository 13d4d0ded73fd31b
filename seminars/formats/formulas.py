"""Text that a spreadsheet would calculate when it opens a CSV file, and how it is kept from that."""

import re

_SUSPICIOUS = re.compile(r"(?:^|[,;\t\r\n])\s*[=+\-@＝＋－＠]|^[\t\r]")
_CELL_BORDER = re.compile("([,;\t\r\n])")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_FORMULA_THAT_ACTS = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－].*[|(!])")
_PHONE = re.compile(r"\s*\+[ (]*\d(?:[ ()-]*\d){6,14}\s*")
_NOT_ARITHMETIC = re.compile(r"[^-]*|.*(?:\d +\d|\d *\(|\) *\d).*")


def defused(text: str) -> str:
    """The text with "'" before everything that a spreadsheet would calculate, and unchanged in all else.

    A telephone number stays exact, unless its hyphens would be taken for minus signs ("+375-29-123-45-67").
    """
    if not _SUSPICIOUS.search(text):
        return text
    first, *rest = _CELL_BORDER.split(text)
    if text[:1] in ("\t", "\r") or (_FORMULA.match(first) and not _is_phone(first)):
        first = f"'{first}"
    # A program that expects another separator begins a new cell in the middle of this one.
    return first + "".join(
        f"'{piece}" if _FORMULA_THAT_ACTS.match(piece) and not _is_phone(piece) else piece for piece in rest
    )


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text) and _NOT_ARITHMETIC.fullmatch(text))
