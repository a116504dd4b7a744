"""An invented incident as form content, and the text of a printed form as a reader would meet it."""

import io
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import docx
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from storage.documents import Addition, Decided, lay_out, printed

Content = dict[str, Any]

ADDITIONS = [
    Addition("Example Worker", "2026-11-20T09:05:00+00:00", "I had left this out", "Child C came to tell me too."),
    Addition("Example Lead", "2026-11-23T16:00:00+00:00", "A wrong day", "It was Wednesday.\n\nNot Thursday."),
]
DECISION = Decided(
    1,
    "Example Lead",
    "2026-11-23T16:00:00+00:00",
    (("Level of concern", "Concerning"), ("Safety plan", "At breaks: two adults.\nA named adult."), ("Referral", "")),
    "Ex Ample Lead",
    "8" * 64,
)
CHECKSUM = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"

LONG_TEXT = "The adult sat between the two children and the lesson went on. " * 160
"""About ten thousand characters."""


def as_html(content: Mapping[str, Any], **beside: Any) -> str:
    """The form as an HTML page; `beside` as `lay_out` takes it."""
    return printed(lay_out(content, **beside), "html").decode()


def as_pdf(content: Mapping[str, Any], **beside: Any) -> bytes:
    """The same form as a PDF."""
    return printed(lay_out(content, **beside), "pdf")


def as_docx(content: Mapping[str, Any], **beside: Any) -> bytes:
    """The same form as a Word file."""
    return printed(lay_out(content, **beside), "docx")


def whole_form(**changes: Any) -> Content:
    """Every field answered, on a demo school and with invented people; `changes` replace single answers."""
    return {
        "setting_name": "Harbour Lane School (demo)",
        "reference": "WM-7K3F-2Q",
        "child_label": "Child A",
        "child_name": "Example Child",
        "date_of_birth": "2014-03-04",
        "happened_on": "2026-11-19",
        "happened_at": "after lunch, about 13:30",
        "place": "Library corner; Child C was at the next table.",
        "completed_by": "Example Worker",
        "completed_by_role": "Teaching assistant",
        "how_known": "Saw it",
        "behaviour": ["Touch over clothing", "Went on after a no"],
        "account_known": "seen_or_heard",
        "statements": [statement("childs_words", "“I said stop.”", at="targeted_response")],
        "behaviour_words": "This child put a hand on Child B's arm.\nChild B left.\n\nIt happened again.",
        "context": ["Not planned"],
        "context_words": "It came out of a game.",
        "ages": ["This child: 12", "Child B: 9"],
        "relationship": ["Three years or more between them"],
        "relationship_words": "They ride on the same bus.",
        "other_children_response": ["Anxious", "Stayed close to an adult afterwards"],
        "other_children_words": "I said stop.",
        "child_response": ["Said it was a joke"],
        "child_words": "It was only a joke.",
        "addressed_how": "I asked this child to sit with me.",
        "boundary_response": ["Listened, and stayed away"],
        "parents_told": "not_told",
        "parents_response": "not_asked",
        "earlier": ["First time, as far as is known"],
        "earlier_words": "",
        "other_worries": [],
        "other_worries_words": "",
        "other_actions": "Told the DSL at 14:05.",
        "view": view(),
        "disagreement": "I see it as less serious: it stopped at once.",
        "signed_name": "Example Worker",
        "signed_at": "2026-07-01T14:20:00+00:00",
        **changes,
    }


def statement(heading: str, words: str, *, at: str) -> Content:
    """What the writer typed at a question, under a heading of words.yaml."""
    return {"heading": heading, "question": at, "about": f"the question {at}", "words": words}


def view(**changes: Any) -> Content:
    """A red view with every part filled; `changes` replace single parts."""
    return {
        "colour": "red",
        "adult_pathway": False,
        "take_advice_today": False,
        "reasons": [
            {"criterion": "after_no", "weight": "decisive", "text": "It went on.", "citations": ["NY-2.3"]},
            {"criterion": "gap", "weight": "decisive", "text": "A gap.", "citations": ["NY-2.2", "HM-3.1"]},
        ],
        "balancing": [
            {"criterion": "listened", "weight": "none", "text": "Stopped.", "citations": ["NY-2.1"]},
        ],
        "unknowns": ["Whether it has happened before"],
        "would_change": ["Nothing that is still unknown"],
        "who_decides": "The safeguarding lead of this school decides.",
        "rules_version": "2026.1",
        "rules_hash": "3f9a0c41d2",
        **changes,
    }


class _Reader(HTMLParser):
    """Reads a page aloud: all text but the style sheet and the title bar, and every tag on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = self._silent or tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def html_text(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    return " ".join("".join(reader.said).split())


def html_tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Reader()
    reader.feed(page)
    return reader.tags


def pdf_text(document: bytes) -> str:
    """The text in reading order, without list dots and what runs along the top and bottom of pages."""
    inside = []
    for page in PdfReader(io.BytesIO(document)).pages:
        top, *lines, bottom = [line for line in page.extract_text().splitlines() if line.strip()]
        assert top.startswith("Confidential: child protection file")
        assert re.search(r"Page \d+ of \d+$", bottom)
        inside += [line.replace("• ", "") for line in lines]
    return " ".join(" ".join(inside).split())


TABLE_HEAD = ["About", "What is written"]


def docx_text(document: bytes) -> str:
    """The text of a Word file in reading order, without the head of each table, which is the same in all."""
    said = []
    for part in docx.Document(io.BytesIO(document)).iter_inner_content():
        if isinstance(part, Paragraph):
            said.append(part.text)
            continue
        head, *rows = ([cell.text for cell in row.cells] for row in part.rows)
        assert head == TABLE_HEAD
        said += [text for row in rows for text in row]
    return " ".join(" ".join(said).split())
