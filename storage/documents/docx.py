"""Any of the documents as a Word file (DOCX), to be read, or written on where it has room for that.

It says what the page and the PDF say, in their order: a heading for each part, and a table of two columns whose head is
repeated on each page. What is drawn in those is left out: the tables hold it in words. It names no author, no machine
and no moment, and the same form always gives the same bytes.
"""

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_COLOR_INDEX, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from storage.documents.layout import Entry, Form, Section
from storage.documents.record_fields import words
from storage.documents.redaction.read_through import MARKED

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle

LANGUAGE = "en-GB"
FONT = "Arial"
PAGE = (Mm(210), Mm(297))
MARGIN = Mm(18)
COLUMNS = (Mm(50), Mm(124))

GREY = RGBColor(0x59, 0x59, 0x59)
"""Dark enough to be read on white."""

LONG = 700
"""Letters. A longer answer may go on over the page; a shorter one stays together, as in the PDF."""

NO_MOMENT = (1980, 1, 1, 0, 0, 0)
"""What a file in a ZIP must have as its day; the first that there is."""

ABOUT_THE_TEMPLATE = ("/extended-properties", "/thumbnail", "/customXml", "/stylesWithEffects")
"""Parts that come with the empty document and say with what and how it was made: they are left out."""


def render(form: Form) -> bytes:
    """The whole document."""
    document = Document()
    _about(document, form)
    _styled(document)
    _running(document, form)
    marking = form.marking or words()["confidential"]
    document.add_paragraph().add_run(marking).bold = True
    document.add_heading(form.title, level=1)
    _lines(document.add_paragraph(), (form.how_to_read,))
    for number, line in enumerate(form.read_through):
        document.add_paragraph().add_run(line).bold = number == 0
    for section in form.sections:
        _section(document, section, marked=bool(form.read_through))
    document.add_paragraph()
    for line in form.end:
        document.add_paragraph(line)
    return _saved(document)


def _about(document: Paper, form: Form) -> None:
    """What the file says of itself: its title and its language."""
    about = document.core_properties
    about.title, about.language = f"{form.title}, {form.reference}", LANGUAGE
    about.author = about.comments = ""
    properties = document.part.package.core_properties._element
    for name in ("dcterms:created", "dcterms:modified", "cp:revision"):
        for found in properties.findall(qn(name)):
            properties.remove(found)
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(ABOUT_THE_TEMPLATE)]:
            rels.pop(key)


def _styled(document: Paper) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    for name, size, before in (("Normal", 10.5, 0), ("Heading 1", 18, 6), ("Heading 2", 13, 16), ("Quote", 10.5, 0)):
        style = cast("ParagraphStyle", document.styles[name])
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(5)
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(22)


def _running(document: Paper, form: Form) -> None:
    """What runs along the top and the bottom of each page."""
    top, bottom = document.sections[0].header.paragraphs[0], document.sections[0].footer.paragraphs[0]
    for paragraph in (top, bottom):
        style = paragraph.style
        if style is not None:
            style.paragraph_format.tab_stops.clear_all()
            style.paragraph_format.tab_stops.add_tab_stop(PAGE[0] - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)
            style.font.size = Pt(9)
    top.add_run(form.marking or words()["confidential"]).bold = True
    top.add_run(f"\t{form.reference}")
    bottom.add_run(f"{form.setting_name}\t{words()['page']} ")
    _counted(bottom, "PAGE")
    bottom.add_run(f" {words()['page_of']} ")
    _counted(bottom, "NUMPAGES")


def _counted(paragraph: Paragraph, what: str) -> None:
    """A number that Word fills in; the only fields there are, and nothing that was typed is in one."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    paragraph._p.append(field)


def _section(document: Paper, section: Section, *, marked: bool) -> None:
    document.add_heading(section.heading, level=2)
    if section.note:
        document.add_paragraph(section.note).paragraph_format.keep_with_next = True
    if not section.entries:
        return
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _named(table, section.heading)
    _head(table.rows[0])
    for entry in section.entries:
        row = table.add_row()
        _answer(row, entry, marked=marked)


def _named(table: Table, heading: str) -> None:
    """What a screen reader calls the table, and which parts of it are heads."""
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    look, caption = OxmlElement("w:tblLook"), OxmlElement("w:tblCaption")
    for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    caption.set(qn("w:val"), heading)
    properties.extend((look, caption))


def _head(row: _Row) -> None:
    _row_says(row, "w:tblHeader")
    for cell, said in zip(_cells(row), (words()["table"]["about"], words()["table"]["written"]), strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(said).bold = True
        paragraph.paragraph_format.keep_with_next = True


def _row_says(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _cells(row: _Row) -> Sequence[_Cell]:
    for cell, width in zip(row.cells, COLUMNS, strict=True):
        cell.width = width
    return row.cells


def _answer(row: _Row, entry: Entry, *, marked: bool) -> None:
    if sum(len(line) for lines in entry.paragraphs for line in lines) < LONG:
        _row_says(row, "w:cantSplit")
    label, value = _cells(row)
    label.paragraphs[0].add_run(entry.label).bold = True
    if entry.mark:
        label.add_paragraph().add_run(entry.mark).font.size = Pt(9)
    style = "List Bullet" if entry.listed else "Quote" if entry.nature == "own_words" and not entry.empty else "Normal"
    for number, lines in enumerate(entry.paragraphs):
        paragraph = value.add_paragraph(style=style) if number else value.paragraphs[0]
        paragraph.style = style
        _lines(paragraph, lines, marked=marked)
        for run in paragraph.runs:
            run.italic = True if entry.empty else run.italic
            run.bold = True if entry.key == "view_colour" else run.bold
    if entry.aside:
        run = value.add_paragraph().add_run(entry.aside)
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _lines(paragraph: Paragraph, lines: Sequence[str], *, marked: bool = False) -> None:
    """Lines of one paragraph. What a person must read (`[Child B?]`) stands out where there is something to read."""
    if _is_right_to_left("".join(lines)):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for number, line in enumerate(lines):
        if number:
            paragraph.add_run().add_break()
        end = 0
        for found in MARKED.finditer(line) if marked else ():
            paragraph.add_run(line[end : found.start()])
            run, end = paragraph.add_run(found[0]), found.end()
            run.bold, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW
        paragraph.add_run(line[end:])


def _is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction, as a browser does it."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((one in ("R", "AL") for one in directions if one in ("L", "R", "AL")), False)


def _saved(document: Paper) -> bytes:
    """The file, its parts without the moment at which they were packed."""
    packed, made = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, NO_MOMENT)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            whole.writestr(part, parts.read(name))
    return made.getvalue()
