"""The recording form as one HTML page that needs nothing else: no script, picture, font or address."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from storage.documents.layout import Form
from storage.documents.record_fields import TEMPLATES, words
from storage.documents.redaction.read_through import MARKED


def render(form: Form) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_text"] = css_text
    environment.filters["marked"] = marked if form.read_through else escape
    return environment.get_template("form.html.j2").render(form=form, words=words())


def marked(text: str) -> Markup:
    """Text in which what a person must read stands out. Escaped first, so that what was typed stays text."""
    return Markup(MARKED.sub(r"<mark>\g<0></mark>", str(escape(text))))  # noqa: S704


def css_text(text: str) -> str:
    """Text for inside a CSS string: everything but plain letters, digits and blanks as an escape.

    What runs along the top of each printed page is in the style sheet, where HTML's escapes mean nothing.
    """
    plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "
    return "".join(letter if letter in plain else f"\\{ord(letter):06x} " for letter in text)
