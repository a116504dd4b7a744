"""The recording form as documents, from one ordered list of fields (fields.yaml) and its words (words.yaml).

The two renderers are imported when they are called: most runs of the bot never print a form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.documents.layout import Addition, Decided, Form, Section, lay_out
from storage.documents.schema import FormProblem, check, content_schema

__all__ = ["Addition", "Decided", "FormProblem", "as_html", "as_pdf", "check", "content_schema", "printed"]


def printed(form: Form, kind: str) -> bytes:
    """Any of the documents as `html` or `pdf`."""
    from storage.documents import html, pdf

    return pdf.render(form) if kind == "pdf" else html.render(form).encode()


def as_html(
    content: Mapping[str, Any],
    *,
    additions: Sequence[Addition] = (),
    checksum: str = "",
    others: Mapping[str, str] | None = None,
    decisions: Sequence[Decided] = (),
    story: Sequence[Section] = (),
) -> str:
    """The form as an HTML page.

    `content` is as in `content_schema()`; raises FormProblem naming the keys when it does not fit. `additions` were
    made after signing; `checksum` is the signed record's. `others` are the other children of the incident, name to
    letter as in `{"Ann Example": "Child B"}`: the letter is printed where a name was typed. `story` are sections about
    what else is on record about the child (see chronology.py).
    """
    from storage.documents import html

    return html.render(
        lay_out(content, additions=additions, checksum=checksum, others=others, decisions=decisions, story=story)
    )


def as_pdf(
    content: Mapping[str, Any],
    *,
    additions: Sequence[Addition] = (),
    checksum: str = "",
    others: Mapping[str, str] | None = None,
    decisions: Sequence[Decided] = (),
    story: Sequence[Section] = (),
) -> bytes:
    """The same form as a tagged PDF, from the same arguments as `as_html`."""
    from storage.documents import pdf

    return pdf.render(
        lay_out(content, additions=additions, checksum=checksum, others=others, decisions=decisions, story=story)
    )
