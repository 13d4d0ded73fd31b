import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from itertools import repeat
from tracemalloc import get_traced_memory, start, stop

import pytest
from openpyxl import load_workbook

from seminars.formats.formulas import defused
from seminars.formats.tables import Column, Sheet, sheet_name, write_csv, write_xlsx

COLUMNS = (
    Column("No.", "number", 6),
    Column("Surname", "text", 20),
    Column("Phone", "text", 22),
    Column("Registered", "moment", 18),
    Column("News", "truth", 8),
)
BEFORE_SUMMER_TIME = datetime(2027, 3, 27, 22, 30, 5, 987654, tzinfo=UTC)
IN_SUMMER_TIME = datetime(2027, 6, 1, 22, 30, tzinfo=UTC)
ADA = (1, "Łukašenka-Żółć", "+375 29 123-45-67", BEFORE_SUMMER_TIME, True)
HOSTILE = (
    '=HYPERLINK("http://evil.example","Ada")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-",
    "=1+1",
    "@SUM(1,1)",
    "\tx",
    "\rx",
    "＝1+1",
    "  =1+1",
    "+375-29-123-45-67",
)
HARMLESS = (
    "+375 29 123-45-67",
    "+375291234567",
    "+375 (29) 123-45-67",
    "+48 22 123 45 67",
    "8 029 123-45-67",
    "007",
    'Дом "Прамень"; зала 2, Магілёў',
    "lift\n- vegetarian\n- no nuts",
    "Ўладзіслаў Ёлкін 🐢 👩‍👩‍👧",
    "ada@example.org",
    "Nowak-Kowalska, Anna",
    "a=b",
    "'quoted'",
    "<r>",
)


def make_sheet(*rows, **changes):
    about = [("Seminar", "Clusters, Pinsk"), ("Exported by", "=olive@example.org")]
    facts = {"title": "Attendees", "about": about, "timezone": "Europe/Warsaw", "language": "en"}
    return Sheet(**({"columns": COLUMNS, "rows": iter(rows), "row_count": len(rows)} | facts | changes))


def one_column(texts, **changes):
    return make_sheet(*((text,) for text in texts), columns=[Column("Text", "text", 20)], **changes)


def as_csv(sheet):
    return b"".join(write_csv(sheet))


def read_csv(data, delimiter=","):
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))


def as_workbook(sheet):
    target = BytesIO()
    write_xlsx(sheet, target)
    return load_workbook(target)


def values(worksheet):
    return [tuple(cell.value for cell in row) for row in worksheet.iter_rows()]


@pytest.mark.parametrize(("language", "separator"), [("be", ";"), ("ru", ";"), ("pl", ";"), ("en", ",")])
def test_csv_is_what_a_spreadsheet_of_that_language_expects(language, separator):
    data = as_csv(make_sheet(ADA, (2, "", "", None, None), language=language, yes="Так", no="Не"))
    lines = (
        ["No.", "Surname", "Phone", "Registered (Europe/Warsaw)", "News"],
        ["1", "Łukašenka-Żółć", "+375 29 123-45-67", "2027-03-27 23:30:05", "Так"],
        ["2", "", "", "", ""],
    )
    assert data.decode("utf-8") == "\ufeff" + "".join(f"{separator.join(line)}\r\n" for line in lines)


def test_moments_are_local_times_of_the_seminar_on_both_sides_of_summer_time():
    rows = [(1, "a", "", BEFORE_SUMMER_TIME, False), (2, "b", "", IN_SUMMER_TIME, False)]
    assert [row[3] for row in read_csv(as_csv(make_sheet(*rows)))[1:]] == [
        "2027-03-27 23:30:05",
        "2027-06-02 00:30:00",
    ]
    assert [row[3] for row in values(as_workbook(make_sheet(*rows))["Attendees"])[1:]] == [
        datetime.fromisoformat("2027-03-27T23:30:05"),
        datetime.fromisoformat("2027-06-02T00:30:00"),
    ]


@pytest.mark.parametrize("language", ["be", "en"])
def test_csv_keeps_every_formula_as_text_and_loses_nothing_of_it(language):
    data = as_csv(one_column(HOSTILE, language=language))
    found = [row[0] for row in read_csv(data, "," if language == "en" else ";")[1:]]
    assert found == [f"'{text}" for text in HOSTILE]


@pytest.mark.parametrize("language", ["be", "en"])
def test_csv_keeps_phones_and_other_harmless_text_exactly(language):
    data = as_csv(one_column(HARMLESS, language=language))
    assert [row[0] for row in read_csv(data, "," if language == "en" else ";")[1:]] == list(HARMLESS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_csv_opened_with_the_wrong_separator_holds_no_formula_either(language, delimiter):
    texts = [f"Ada{border}{formula}" for border in ",;\t\r\n" for formula in ("=1+1", " @SUM(1)", "+cmd|'/C'!A0")]
    text = as_csv(one_column(texts, language=language)).decode("utf-8-sig")
    cells = [cell for line in text.splitlines() for cell in line.split(delimiter)]
    assert [cell for cell in cells if cell.strip(' "')[:1] in tuple("=+-@") and cell.strip(' "')] == []


def test_several_phones_in_one_cell_stay_as_they_are():
    phones = "+375 29 123-45-67, +375 (29) 765-43-21"
    assert defused(phones) == phones


def test_csv_comes_in_blocks_and_tells_its_progress():
    told = []
    blocks = list(write_csv(make_sheet(*repeat(ADA, 1200)), told.append))
    assert (len(blocks), told) == (3, [500, 500, 200])
    assert len(read_csv(b"".join(blocks))) == 1201


def test_an_empty_list_still_has_its_headings():
    assert len(read_csv(as_csv(make_sheet()))) == 1
    assert len(values(as_workbook(make_sheet())["Attendees"])) == 1


def test_xlsx_holds_text_as_text_and_numbers_and_dates_as_such():
    worksheet = as_workbook(make_sheet(ADA, (None, "", "", None, None), yes="Да", no="Нет"))["Attendees"]
    assert values(worksheet) == [
        ("No.", "Surname", "Phone", "Registered (Europe/Warsaw)", "News"),
        (1, "Łukašenka-Żółć", "+375 29 123-45-67", datetime.fromisoformat("2027-03-27T23:30:05"), "Да"),
    ]
    assert [cell.data_type for cell in worksheet[2]] == ["n", "s", "s", "d", "s"]
    assert worksheet["D2"].number_format == "yyyy-mm-dd hh:mm"


def test_xlsx_is_ready_to_be_read_and_filtered():
    worksheet = as_workbook(make_sheet(ADA, ADA))["Attendees"]
    assert worksheet.freeze_panes == "A2"
    assert worksheet.auto_filter.ref == "A1:E3"
    assert [cell.font.bold for cell in worksheet[1]] == [True] * 5
    assert [round(worksheet.column_dimensions[letter].width) for letter in "ABCDE"] == [7, 21, 23, 19, 9]


def test_xlsx_says_on_a_second_sheet_what_it_is():
    workbook = as_workbook(make_sheet(ADA, title="Удзельнікі", about_title="Пра спіс"))
    assert workbook.sheetnames == ["Удзельнікі", "Пра спіс"]
    about = workbook["Пра спіс"]
    assert values(about) == [("Seminar", "Clusters, Pinsk"), ("Exported by", "=olive@example.org")]
    assert {cell.data_type for row in about.iter_rows() for cell in row} == {"s"}


def test_xlsx_never_calculates():
    texts = [text for text in HOSTILE + HARMLESS if "\r" not in text]
    worksheet = as_workbook(one_column(texts))["Attendees"]
    assert [cell.value for cell in worksheet["A"][1:]] == texts
    assert {cell.data_type for cell in worksheet["A"]} == {"s"}


def test_text_that_looks_like_the_markup_of_a_cell_stays_text():
    texts = ["<r>broken & </r>", "<r><t>bold</t></r>"]
    worksheet = as_workbook(one_column(texts))["Attendees"]
    assert [cell.value for cell in worksheet["A"][1:]] == [f"{text} " for text in texts]


def test_an_export_that_breaks_off_writes_nothing_and_leaves_nothing_behind(tmp_path, monkeypatch):
    def broken():
        yield ADA
        raise ConnectionError

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    target = BytesIO()
    with pytest.raises(ConnectionError):
        write_xlsx(make_sheet(rows=broken()), target)
    assert (target.getvalue(), list(tmp_path.iterdir())) == (b"", [])


def test_more_rows_than_a_sheet_holds_are_refused_rather_than_lost():
    with pytest.raises(ValueError):
        write_xlsx(make_sheet(row_count=1_048_576), BytesIO())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Attendees", "Attendees"),
        ("a[b]c:d*e?f/g\\h", "a b c d e f g h"),
        ("'x'", "x"),
        ("?", "1"),
        ("я" * 40, "я" * 31),
    ],
)
def test_sheet_names_are_allowed_ones(title, name):
    assert sheet_name(title) == name


@pytest.mark.long
@pytest.mark.parametrize(
    "write",
    [lambda sheet: sum(map(len, write_csv(sheet))), lambda sheet: write_xlsx(sheet, BytesIO())],
    ids=["csv", "xlsx"],
)
def test_fifty_thousand_rows_need_no_more_memory_than_a_few(write):
    write(make_sheet(ADA))
    rows = ((number, f"Surname {number}", *ADA[2:]) for number in range(50_000))
    start()
    write(make_sheet(rows=rows, row_count=50_000))
    peak = get_traced_memory()[1]
    stop()
    assert peak < 12_000_000
