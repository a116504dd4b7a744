"""The page of the route to an assessment, which a safeguarding partnership signs off: `make assessment-page`."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import jinja2

from knowledge.which_assessment.route import Court, Facts, route, rows, version, words

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "assessment.md"

_BOY = Facts(
    14, "secondary", "happened", Court.NO_CASE, for_the_court=False, social_worker=True, early_help=False,
    takes_part="agrees", girl=False, ability="mainstream", cognitive_done=False, mental_disorder=False,
    safety_plan=True,
)  # fmt: skip
EXAMPLES = {
    "14, established, no court, a social worker": _BOY,
    "the same, for criminal proceedings": replace(_BOY, for_the_court=True),
    "the same, charged, may plead not guilty": replace(_BOY, court=Court.MAY_DENY),
    "the same, does not agree": replace(_BOY, takes_part="does_not_agree"),
    "14, early help leads the case": replace(_BOY, social_worker=False, early_help=True),
    "14, nobody works with the family": replace(_BOY, social_worker=False),
    "9, at primary school": replace(_BOY, age=9, school="primary"),
    "11, in Year 7": replace(_BOY, age=11),
    "14, not established": replace(_BOY, established="not_clear"),
    "14, nothing known of police or court": replace(_BOY, court=None),
    "18": replace(_BOY, age=18),
}


@dataclass(frozen=True)
class Example:
    """One row of the examples, in words."""

    child: str
    tools: list[str]
    lead: str
    interview: str


def _example(child: str, facts: Facts) -> Example:
    found = route(facts)
    jointly = ", jointly with the social worker" if found.jointly else ""
    lead = f"{words('leads', found.lead)}{jointly}" if found.lead else "–"
    return Example(child, [words("tools", tool) for tool in found.tools], lead, words("interviews", found.interview))


def page() -> str:
    """The whole page, as Markdown."""
    template = jinja2.Environment(  # noqa: S701 (Markdown, not HTML)
        loader=jinja2.FileSystemLoader(HERE), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    ).get_template("page.md.j2")
    examples = [_example(child, facts) for child, facts in EXAMPLES.items()]
    return template.render(version=version(), rows=rows().values(), examples=examples)


def main() -> None:
    """Writes the page over the one that is there, and says where."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.relative_to(HERE.parent.parent)}\n")


if __name__ == "__main__":
    main()
