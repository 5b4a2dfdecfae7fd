"""Read the forms of the example documents with other programs: openpyxl, typst, pypdf.

usage: NARU_DOCUMENTS=DIR cargo test --release -p naru-report --test writers; python read_back.py DIR

Expected values are those of example.rs and nasty.rs, written down here by hand.
"""

import datetime
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import typst

root = Path(sys.argv[1])


def rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


# --- the spreadsheet
for lang in ("ko", "en"):
    book = openpyxl.load_workbook(root / lang / "tables.xlsx")
    contents, budget, assumed = book.worksheets
    first, second = {"ko": ("표 1 예산 집행 전망", "표 2 가정값과 근거"), "en": ("budget", "assumed")}[lang]
    assert [it.title for it in book.worksheets] == [{"ko": "목차", "en": "Contents"}[lang], first, second]
    assert contents["A1"].value == "2025년 사업 기준안"
    assert contents["B5"].hyperlink.location == f"'{first}'!A1" and contents["B5"].value == "예산 집행 전망"
    assert "4f1c9a2e0123456789abcdef0123456789abcdef0123456789abcdef01234567" in [row[1] for row in rows(contents)]
    caption = {"ko": "<표 1> 예산 집행 전망", "en": "<Table 1> 예산 집행 전망"}[lang]
    low, high = {"ko": ("예상 하한", "예상 상한"), "en": ("예상, lower end", "예상, upper end")}[lang]
    assert rows(budget)[:6] == [
        [caption, None, None, None, None, None, None],
        ["(단위: 억 원, VAT 포함)", None, None, None, None, None, None],
        ["구분", "예상", low, high, "사업 10회 중 9회", "비중", "기준일"],
        ["집행액", 18_380_000_000, 18_210_000_000, 18_550_000_000, "162.1~198.0", 0.928, datetime.datetime(2025, 12, 24)],
        ["운영비", 800_000_000, None, None, "-", "-", "-"],
        ["한도", 19_800_000_001, None, None, "-", 1, "-"],
    ], rows(budget)[:6]
    money = {"ko": '0"."00,,;"△"0"."00,,', "en": "#,##0.00,,,"}[lang]
    assert [budget.cell(4, column).number_format for column in (2, 3, 4, 6)] == [money, money, money, {"ko": '0.0%;"△"0.0%', "en": "0.0%"}[lang]]
    assert budget["B6"].number_format == money and budget["B6"].data_type == "n"
    assert budget["G4"].number_format == {"ko": 'yyyy". "m". "d"."', "en": "yyyy-mm-dd"}[lang] and budget["G4"].is_date
    assert budget.freeze_panes == "A4" and budget.print_title_rows == "$3:$3"
    assert budget.page_setup.orientation == "landscape" and budget.page_setup.paperSize == 9
    assert budget["A8"].value == "※ 단수처리로 합계가 일치하지 않을 수 있음"
    assert assumed.max_row == 3 + 60 + 2 and assumed["B63"].value == 59.5
    assert book.properties.created == datetime.datetime(2025, 1, 1)

book = openpyxl.load_workbook(root / "nasty" / "tables.xlsx")
each = next(it for it in book.worksheets if it["A3"].value == "이름")
names = [row[0].value for row in each.iter_rows(min_row=4, max_row=25)]
assert names[3:9] == ["=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(1,1)", "{=1+1}", "\\u{202e}gpj.exe\\u{202c}\\u{200f}"]
assert names[0] == "<script>alert(1)</script>" and names[9] == "🚀 é 佛 שלום" and names[10] == "two\nlines"
assert names[16] == "nul\\u{0}one\\u{1}escape\\u{1b}[31m" and names[21] == "x" * 300
for sheet in book.worksheets:
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula"
            if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@", "{"):
                assert cell.quotePrefix, f"{sheet.title} {cell.coordinate} would be one when edited"
            assert cell.hyperlink is None or cell.hyperlink.target is None, "links lead inside alone"
with zipfile.ZipFile(root / "nasty" / "tables.xlsx") as archive:
    for name in archive.namelist():
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", archive.read(name)), name
        assert b"<f>" not in archive.read(name), name


# --- the PDF
def compile_pdf(folder):
    made = [typst.compile(folder / "report.typ", font_paths=[folder], ignore_system_fonts=True) for _ in range(2)]
    assert made[0] == made[1], "the same input gives the same bytes"
    (folder / "report.pdf").write_bytes(made[0])
    return pypdf.PdfReader(folder / "report.pdf")


def bookmarks(outline):
    return [text for it in outline for text in (bookmarks(it) if isinstance(it, list) else [it.title])]


def descriptions(node):
    """Texts for who cannot see a picture, anywhere in the tree of a tagged PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [text for it in node for text in descriptions(it)]
    if not isinstance(node, dict):
        return []
    own = [node["/Alt"]] if "/Alt" in node else []
    return own + (descriptions(node["/K"]) if "/K" in node else [])


def fonts(page):
    resources = page["/Resources"]
    return [it.get_object() for it in resources.get("/Font", {}).values()]


for lang, page_number in (("ko", "- {} -"), ("en", "{} / {}")):
    pdf = compile_pdf(root / lang)
    text = [page.extract_text() for page in pdf.pages]
    count = len(pdf.pages)
    assert 3 <= count <= 6
    for i, page in enumerate(text):
        assert page_number.format(i + 1, count) in page, f"page {i + 1} has no number"
        assert "4f1c9a2e" in page, f"page {i + 1} has no provenance"
    assert pdf.metadata.title == "2025년 사업 기준안" and "/CreationDate" not in pdf.metadata
    assert bookmarks(pdf.outline) == ["요약", "1. 예산 집행과 소진 시점", "비목별", "붙임 1. 가정값과 근거"]
    assert text[0].count("요약") == 2, "in the contents and as a heading"
    # 60 rows break over pages, and each page names the columns again.
    pages_of_table = [page for page in text if "demand.classes.heavy" in page]
    assert len(pages_of_table) >= 2 and all("시나리오의 자리" in page for page in pages_of_table)
    assert "△3.2억 원" in text[0] and "(단위: 억 원, VAT 포함)" in text[0]
    whole = "".join(text).replace("\n", "")
    assert "4f1c9a2e0123456789abcdef0123456789abcdef0123456789abcdef01234567" in whole, "a hash can be copied"
    assert pdf.root_object["/Lang"] == lang and "/StructTreeRoot" in pdf.root_object
    assert any("집행액이 12월 말 183.8억 원에 이름" in it for it in descriptions(pdf.root_object["/StructTreeRoot"]))
    for page in pdf.pages:
        for font in fonts(page):
            assert "NaruSans" in font["/BaseFont"], font["/BaseFont"]
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, "embedded"

pdf = compile_pdf(root / "nasty")
whole = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
for name in ("<script>alert(1)</script>", '#panic()', "\\u{202e}gpj.exe", "nul\\u{0}one\\u{1}", "]]>", "=cmd|' /C calc'!A0", "*b* _i_"):
    assert name in whole, f"{name} is not shown"
for page in pdf.pages:
    for it in page.get("/Annots", []):
        assert "/Dest" in it.get_object() or it.get_object()["/A"]["/S"] == "/GoTo", "links lead inside alone"

print("read back: spreadsheets and PDFs are as they should be")
