"""The recording form as documents, from one ordered list of fields (fields.yaml) and its words (words.yaml).

The two renderers are imported when they are called: most runs of the bot never print a form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.form.layout import Addition
from storage.form.schema import FormProblem, check, content_schema

__all__ = ["Addition", "FormProblem", "as_html", "as_pdf", "check", "content_schema"]


def as_html(content: Mapping[str, Any], additions: Sequence[Addition] = (), checksum: str = "") -> str:
    """The form as an HTML page, with what was added after signing and the signed record's checksum.

    Raises FormProblem naming the keys when the content does not fit.
    """
    from storage.form import html

    return html.as_html(content, additions, checksum)


def as_pdf(content: Mapping[str, Any], additions: Sequence[Addition] = (), checksum: str = "") -> bytes:
    """The same form as a tagged PDF. Raises FormProblem naming the keys when the content does not fit."""
    from storage.form import pdf

    return pdf.as_pdf(content, additions, checksum)
