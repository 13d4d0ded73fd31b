"""Tables as CSV (RFC 4180) and XLSX: rows stream through, and nothing in a cell is ever calculated."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

from seminars.formats.formulas import defused
from seminars.i18n import BY_CODE

Progress = Callable[[int], object]
Row = tuple[Any, ...]

BLOCK = 500
MOST_XLSX_ROWS = 1_048_575


@dataclass(frozen=True)
class Column:
    """`width` is in characters. Values by kind: str, int, aware datetime, bool; None leaves a cell empty."""

    title: str
    kind: Literal["text", "number", "moment", "truth"]
    width: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table in the reader's language. `rows` is read once and gives `row_count` rows, one value a column.

    Moments are written as wall-clock time in `timezone`; `about` are pairs of a label and a text.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterator[Row]
    row_count: int
    about: Sequence[tuple[str, str]]
    timezone: str
    language: str
    yes: str = "Yes"
    no: str = "No"
    about_title: str = "About"

    def columns_of(self, kind: str) -> list[int]:
        """The places, from 0, of the columns of one kind."""
        return [place for place, column in enumerate(self.columns) if column.kind == kind]


def write_csv(sheet: Sheet, progress: Progress | None = None) -> Iterator[bytes]:
    """UTF-8 with BOM, in blocks of some hundred rows; CRLF; the language's own delimiter between cells.

    Moments are "2027-03-12 10:00:00". A cell that a spreadsheet would calculate gets a leading "'"; nothing
    is taken away. `progress` is told after each block how many rows it had.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=BY_CODE[sheet.language].csv_delimiter, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(_headings(sheet))
    as_cells = _csv_cells(sheet)
    for rows in _blocks(sheet, progress):
        writer.writerows(map(as_cells, rows))
        yield _taken_out_of(buffer)
    if buffer.tell():
        yield _taken_out_of(buffer)


def _csv_cells(sheet: Sheet) -> Callable[[Row], list[Any]]:
    zone = ZoneInfo(sheet.timezone)
    texts, moments, truths = map(sheet.columns_of, ("text", "moment", "truth"))
    words = {True: sheet.yes, False: sheet.no, None: ""}

    def as_cells(row: Row) -> list[Any]:
        cells = list(row)
        for place in moments:
            if cells[place]:
                cells[place] = _local(cells[place], zone).isoformat(" ")
        for place in truths:
            cells[place] = words[cells[place]]
        for place in texts:
            if cells[place]:
                cells[place] = defused(cells[place])
        return cells

    return as_cells


def _taken_out_of(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def write_xlsx(sheet: Sheet, target: BinaryIO, progress: Progress | None = None) -> None:
    """The table, and a second sheet that says what it is, in constant memory; all text stays text.

    Nothing is written to `target` unless all of it could be made. `progress` is told after each block how
    many rows it had. Raises ValueError for more rows than a sheet can hold.
    """
    # XlsxWriter is slow to import, and most processes never make a workbook.
    from xlsxwriter import Workbook  # noqa: PLC0415 - the sentence above

    if sheet.row_count > MOST_XLSX_ROWS:
        raise ValueError(f"{sheet.row_count} rows are more than the {MOST_XLSX_ROWS} of a sheet")
    # All temporary files hold personal data; they go with their folder, even when the rows break off.
    with TemporaryDirectory() as folder:
        made = Path(folder) / "table.xlsx"
        with Workbook(str(made), {"constant_memory": True, "tmpdir": folder}) as workbook:
            _write_table(workbook, sheet, progress)
            _write_about(workbook, sheet)
        with made.open("rb") as file:
            copyfileobj(file, target)


def _write_table(workbook: Any, sheet: Sheet, progress: Progress | None) -> None:
    worksheet = workbook.add_worksheet(sheet_name(sheet.title))
    bold = workbook.add_format({"bold": True})
    for place, (heading, column) in enumerate(zip(_headings(sheet), sheet.columns, strict=True)):
        worksheet.set_column(place, place, column.width)
        worksheet.write_string(0, place, heading, bold)
    worksheet.freeze_panes(1, 0)
    write_row = _row_writer(workbook, worksheet, sheet)
    number = 0
    for number, row in enumerate(chain.from_iterable(_blocks(sheet, progress)), start=1):
        write_row(number, row)
    worksheet.autofilter(0, 0, number, len(sheet.columns) - 1)
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _row_writer(workbook: Any, worksheet: Any, sheet: Sheet) -> Callable[[int, Row], None]:
    zone = ZoneInfo(sheet.timezone)
    texts, numbers, moments, truths = map(sheet.columns_of, ("text", "number", "moment", "truth"))
    as_moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    words = {True: sheet.yes, False: sheet.no}

    def write_row(number: int, row: Row) -> None:
        for place in texts:
            if row[place]:
                worksheet.write_string(number, place, _not_markup(row[place]))
        for place in numbers:
            if row[place] is not None:
                worksheet.write_number(number, place, row[place])
        for place in moments:
            if row[place]:
                worksheet.write_datetime(number, place, _local(row[place], zone), as_moment)
        for place in truths:
            if row[place] is not None:
                worksheet.write_string(number, place, words[row[place]])

    return write_row


def _not_markup(text: str) -> str:
    # XlsxWriter writes a text from "<r>" to "</r>" as XML, unescaped; a blank after it prevents that.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _write_about(workbook: Any, sheet: Sheet) -> None:
    worksheet = workbook.add_worksheet(sheet_name(sheet.about_title))
    worksheet.set_column(0, 0, 24, workbook.add_format({"bold": True, "valign": "top"}))
    worksheet.set_column(1, 1, 80, workbook.add_format({"text_wrap": True}))
    for number, pair in enumerate(sheet.about):
        for place, text in enumerate(pair):
            worksheet.write_string(number, place, _not_markup(text))


def sheet_name(title: str) -> str:
    """The title as a sheet may be named: at most 31 characters, none of []:*?/\\, no "'" at either end."""
    return " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).split())[:31].strip(" '") or "1"


def _blocks(sheet: Sheet, progress: Progress | None) -> Iterator[list[Row]]:
    while rows := list(islice(sheet.rows, BLOCK)):
        yield rows
        if progress:
            progress(len(rows))


def _headings(sheet: Sheet) -> list[str]:
    return [
        f"{column.title} ({sheet.timezone})" if column.kind == "moment" else column.title for column in sheet.columns
    ]


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
