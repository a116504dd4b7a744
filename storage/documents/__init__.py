"""The recording form as documents, from one ordered list of fields (fields.yaml) and its words (words.yaml).

The two renderers are imported when they are called: most runs of the bot never print a form.
"""

from storage.documents.content import FormProblem, check
from storage.documents.layout import Addition, Decided, Form, lay_out

__all__ = ["Addition", "Decided", "FormProblem", "check", "lay_out", "printed"]


def printed(form: Form, kind: str) -> bytes:
    """Any of the documents as `html` or `pdf`."""
    from storage.documents import html, pdf

    return pdf.render(form) if kind == "pdf" else html.render(form).encode()
