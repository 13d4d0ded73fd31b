"""Lists to take away, as a workbook or as CSV.

They are written to a temporary file first: a slow client must not hold a transaction while it takes the list away.
"""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import send_file
from flask.typing import ResponseReturnValue

from seminars.extensions import db
from seminars.formats import tables

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
IN_MEMORY = 1_000_000


def send(sheet: tables.Sheet, extension: str, *, name: str) -> ResponseReturnValue:
    """`extension` is a key of TYPES; its rows are read in a transaction of their own."""
    file = _written(sheet, extension)
    # That transaction ends before the answer leaves.
    db.session.rollback()
    return send_file(file, mimetype=TYPES[extension], as_attachment=True, download_name=name)


def _written(sheet: tables.Sheet, extension: str) -> BinaryIO:
    # Flask closes it when the answer has been sent.
    file = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the sentence above
    try:
        if extension == "xlsx":
            tables.write_xlsx(sheet, file)
        else:
            file.writelines(tables.write_csv(sheet))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
