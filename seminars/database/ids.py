"""Many ids in one statement."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, bindparam


def written_out(ids: Collection[int]) -> BindParameter[Any]:
    """Ids as they stand in a statement, for `in_()`: it takes fewer parameters than there may be rows."""
    return bindparam("ids", sorted(ids), expanding=True, literal_execute=True)
