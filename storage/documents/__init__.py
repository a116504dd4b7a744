"""The recording form as documents, from one ordered list of fields (record_fields.yaml) and its words (words.yaml).

The renderers are imported when they are called: most runs of the bot never print a form.
"""

from storage.documents.layout import Addition, Decided, Form, lay_out
from storage.documents.record_content import FormProblem, check

__all__ = ["FORMATS", "Addition", "Decided", "FormProblem", "check", "lay_out", "printed"]

FORMATS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What each document can be printed as, by the ending of the file, and what a browser calls it."""


def printed(form: Form, kind: str) -> bytes:
    """Any of the documents as one of the FORMATS. Raises KeyError for another."""
    if kind not in FORMATS:
        raise KeyError(kind)
    if kind == "docx":
        from storage.documents import docx

        return docx.render(form)
    from storage.documents import html, pdf

    return pdf.render(form) if kind == "pdf" else html.render(form).encode()
