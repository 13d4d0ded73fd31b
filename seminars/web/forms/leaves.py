"""The fields of a form one by one, with those of its groups and rows in their places."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from flask_babel.speaklater import LazyString
from wtforms import BooleanField, Field, FieldList, Form, FormField

from seminars.i18n import small


class NamesItsField:
    """A complaint that is a sentence of its own, such as "Write your password": no list of mistakes puts the field's
    name before it."""

    def __init__(self, words: LazyString | str) -> None:
        self.words = words

    def __str__(self) -> str:
        return str(self.words)


Words: TypeAlias = LazyString | NamesItsField | str
Check: TypeAlias = Callable[[Form, Field], None]
_ENDS_A_SENTENCE = (".", "?", "!")


class Rows(FieldList):
    """A list whose rows are numbered; what else stands in their names is no row. If more than `max_entries` are sent,
    so many of them come back, and `too_many` is said. `row_name` is what a page calls the first row, the second, …"""

    def __init__(
        self,
        *args: Any,
        too_many: Words,
        max_entries: int,
        row_name: Callable[[int], str],
        **options: Any,
    ) -> None:
        super().__init__(*args, max_entries=max_entries, **options)
        self.too_many, self.row_name, self.sent = too_many, row_name, 0

    @property
    def is_too_long(self) -> bool:
        return self.sent > self.max_entries

    @property
    def is_wrong_as_a_whole(self) -> bool:
        """Whether what is to be corrected is the list; what is wrong in its rows is a dictionary for each."""
        return self.is_too_long or (bool(self.errors) and not any(isinstance(error, dict) for error in self.errors))

    def validate(self, form: Form, extra_validators: Sequence[Check] = ()) -> bool:
        if not self.is_too_long:
            return super().validate(form, extra_validators)
        self.errors = [self.too_many]
        return False

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> set[int]:
        # WTForms takes "²" and endless digits for numbers and then fails on them.
        numbers = (re.match(f"{re.escape(prefix)}-([0-9]{{1,20}})-", name) for name in formdata)
        found = {int(number[1]) for number in numbers if number}
        self.sent = len(found)
        return found


class Leaf(NamedTuple):
    """A field that holds no others, and the names of the row and of the group that it stands in."""

    field: Field
    row: str = ""
    group: str = ""

    @property
    def complaint(self) -> str:
        """What is wrong with it, as it is said apart from it: after the name of its row and its own name, unless it
        names its field itself. What ticks say is about themselves, and their names are whole sentences."""
        error = self.field.errors[0]
        is_named = isinstance(error, NamesItsField) or isinstance(self.field, BooleanField)
        names = (self.row,) if is_named else (self.row, self.group, str(self.field.label.text))
        name = ", ".join(filter(None, names))
        if not name or name.endswith(_ENDS_A_SENTENCE):
            return f"{name} {error}".strip()
        return f"{name}: {small(str(error))}"


def leaves(fields: Iterable[Field], row: str = "", group: str = "") -> Iterator[Leaf]:
    """All fields; a list of rows that is wrong as a whole is one."""
    for field in fields:
        if isinstance(field, FormField):
            yield from leaves(field, row, str(field.label.text))
        elif isinstance(field, Rows) and not field.is_wrong_as_a_whole:
            for number, entry in enumerate(field, start=1):
                yield from leaves(entry.form, field.row_name(number), group)
        else:
            yield Leaf(field, row, group)
