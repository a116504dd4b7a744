"""The recording form as documents, from one ordered list of fields (fields.yaml) and its words (words.yaml).

The two renderers are imported when they are called: most runs of the bot never print a form.
"""

from collections.abc import Mapping
from typing import Any

from storage.form.schema import FormProblem, check, content_schema

__all__ = ["FormProblem", "as_html", "as_pdf", "check", "content_schema"]


def as_html(content: Mapping[str, Any]) -> str:
    """The form as an HTML page. Raises FormProblem naming the keys when the content does not fit."""
    from storage.form import html

    return html.as_html(content)


def as_pdf(content: Mapping[str, Any]) -> bytes:
    """The form as a tagged PDF. Raises FormProblem naming the keys when the content does not fit."""
    from storage.form import pdf

    return pdf.as_pdf(content)
