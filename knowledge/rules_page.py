"""The page of rules that a safeguarding board signs off, made from the rules: `make rules-page`."""

import sys
from pathlib import Path

import jinja2

from knowledge.citations import citation
from knowledge.criteria import Criterion, Weight, changes_of_this_version, counting_rules, criteria, rules_version
from knowledge.observations import meanings
from knowledge.open_answers import NO_WORRY
from knowledge.view import Colour
from knowledge.worked_examples import worked_examples

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "rules.md"


def page() -> str:
    """The whole page, as Markdown."""
    template = jinja2.Environment(  # noqa: S701 (Markdown, not HTML)
        loader=jinja2.FileSystemLoader(HERE), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    ).get_template("rules_page.md.j2")
    return template.render(
        version=rules_version(),
        changes=changes_of_this_version(),
        rules=counting_rules().values(),
        by_weight={weight: _of_weight(weight) for weight in Weight},
        no_worry=[(name, meanings()[name]["means"]) for name in NO_WORRY],
        not_for_workers=[name for name, words in meanings().items() if words["find_out"] != "seen"],
        colours=[colour.value for colour in Colour],
        examples=worked_examples(),
        sources=_sources(),
    )


def _of_weight(weight: Weight) -> list[Criterion]:
    return [entry for entry in criteria().values() if entry.weight is weight]


def _sources() -> list[tuple[str, str, str]]:
    """Every section and edition that a criterion or a way of counting cites: id, title, document."""
    cited = {one for entry in criteria().values() for one in entry.citations}
    cited |= {one for rule in counting_rules().values() for one in rule.citations}
    cited |= {one for change in changes_of_this_version() for one in change.citations}
    return [(one, citation(one).title, citation(one).document) for one in sorted(cited)]


def main() -> None:
    """Writes the page over the one that is there, and says where."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.relative_to(HERE.parent)}\n")


if __name__ == "__main__":
    main()
