"""The yearly report of training in words: in chat, and as a document. Four contents, in the order of [DC-monitoring].

`internal` is exact, for named readers, and marked as not to be passed on. The edition to pass on holds nothing under
five, and nothing from which it could be worked out (`storage/reporting/small_numbers.py`).
"""

from collections.abc import Sequence

from dialogs.interview.parsing.days import moment_in_words
from dialogs.training.in_words import day
from dialogs.words import say
from storage.documents import drawing
from storage.documents.layout import Entry, Form, Section
from storage.reporting.small_numbers import Group
from storage.training import figures as figures_of
from storage.training.currency import months_after
from storage.training.figures import Figures, Row, Verdict
from storage.training.reports import Signed
from storage.training.rules import rules

CONTENTS = ("reporting", "refresher", "group", "currency")
"""In this order, and nothing else [DC-monitoring]."""


def contents(of: Figures) -> list[tuple[str, list[str]]]:
    """The four headings, each with its lines; exact."""
    return [(say(f"training_report.contents.{key}"), lines) for key, lines in zip(CONTENTS, _lines(of), strict=True)]


def _lines(of: Figures) -> list[list[str]]:
    silent = of.asked - of.answered
    reporting = [say("training_report.reporting", reporting=of.reporting, answered=of.answered, silent=_silent(silent))]
    if of.unsettled:
        reporting.append(say("training_report.unsettled", count=of.unsettled))
    return [
        reporting,
        [say("training_report.engaged", count=of.refreshed, trained=of.trained)],
        [say("training_report.engaged", count=of.in_groups, trained=of.trained)],
        [say("training_report.current", current=of.current, trained=of.trained), *map(recommendation, of.rows)],
    ]


def _silent(count: int) -> str:
    """'1 has not answered', 'everybody who was asked has answered'."""
    return say(f"training_report.silent.{('none', 'one', 'many')[min(count, 2)]}", count=count)


def recommendation(row: Row) -> str:
    """'Youth justice: more training, since ... (5 requests, 1 current: 5 each)'."""
    area = say(f"training.areas.{row.area}")
    each = "-" if not row.current else f"{row.requests / row.current:.1f}".removesuffix(".0")
    sums = say("training_report.sums", requests=row.requests, current=row.current, each=each, nobody=row.nobody_trained)
    if row.verdict is Verdict.ENOUGH:
        return say("training_report.enough", area=area, sums=sums)
    limits = {"fewest": rules().fewest_current, "most": rules().most_requests_each}
    why = "; ".join(say(f"training_report.reasons.{reason}", **limits) for reason in row.reasons)
    return say("training_report.more_training", area=area, why=why, sums=sums)


def figures_in_words(row: Row) -> str:
    """The figures of one area, exact."""
    return say("training_report.row", **vars(row))


def matrix_row(row: Row) -> str:
    """The same with the area before it."""
    return say("training_report.of_area", area=say(f"training.areas.{row.area}"), figures=figures_in_words(row))


def _attendance(of: Figures) -> Section:
    """Who came to sessions, by month: as columns, and what is not nought in words."""
    months = [months_after(of.period.first, number) for number in range(len(of.attendance))]
    numbers = [(f"{month:%b}", count) for month, count in zip(months, of.attendance, strict=True)]
    came = [say("training_report.came_in", month=f"{month:%B %Y}", count=count)
            for month, count in zip(months, of.attendance, strict=True) if count]  # fmt: skip
    heading, caption = say("training_report.attendance"), say("training_report.attendance_caption")
    entry = _entry("attendance", came or [say("training_report.came_none")], listed=bool(came))
    return Section("attendance", heading, "", (entry,), columns=drawing.columns(numbers, caption))


def steps_in_words(steps: Sequence[int]) -> list[str]:
    """How many are current now, and in how many months that is another number, if nobody refreshes."""
    return [
        say("training_report.step" if months else "training_report.step_now", months=months, count=count)
        for months, count in enumerate(steps)
        if months == 0 or count != steps[months - 1]
    ]


def joined(group: Group) -> str:
    """'youth justice or early help: 9'."""
    areas = [say(f"training.areas.{label}") for label in group.labels]
    return say("training_report.joined", areas=f" {say('training_report.or')} ".join(areas), count=group.count)


def own_rules() -> str:
    """What of it is the project's own, and is to be confirmed by a practitioner."""
    return say(
        "training_report.own_rules", fewest=rules().fewest_current, most=rules().most_requests_each,
        months=rules().current_months,
    )  # fmt: skip


def internal(signed: Signed) -> Form:
    """For named readers: exact, with the sums and the staircase."""
    of = signed.figures
    parts = [
        Section(key, f"{number}. {heading}", "", (_entry(key, lines),))
        for number, (key, (heading, lines)) in enumerate(zip(CONTENTS, contents(of), strict=True), start=1)
    ]
    steps = drawing.columns(_labelled(of, signed), say("training_report.staircase_caption"))
    changes = _entry("staircase", steps_in_words(of.steps), listed=True)
    stairs = Section("staircase", say("training_report.staircase"), "", (changes,), columns=steps)
    rows = tuple(_named(say(f"training.areas.{row.area}"), [figures_in_words(row)]) for row in of.rows)
    matrix = Section("matrix", say("training_report.matrix"), "", rows)
    beside = [matrix] if of.rows else []
    return _form(
        signed,
        "internal",
        [*parts, *beside, _attendance(of), stairs],
        [own_rules(), say("training_report.not_passed_on"), say("training_report.checksum", checksum=signed.hash)],
    )


def to_pass_on(signed: Signed) -> Form:
    """For anybody: small numbers joined or left out, and no recommendation by area, which would give some away."""
    of = signed.figures
    out = figures_of.passed_on(of, signed.joined)
    few = say("training_report.too_few")
    said = {
        "reporting": out.reporting, "refresher": out.refreshed, "group": out.in_groups, "currency": out.current,
    }  # fmt: skip
    parts = []
    for number, key in enumerate(CONTENTS, start=1):
        share = said[key]
        lines = [few if share is None else say("training_report.share", part=share[0], of=share[1])]
        if key == "currency":
            more = any(row.verdict is Verdict.MORE_TRAINING for row in of.rows)
            lines.append(say(f"training_report.recommended.{'more' if more else 'enough'}"))
        parts.append(Section(key, f"{number}. {say(f'training_report.contents.{key}')}", "", (_entry(key, lines),)))
    lines = [joined(group) for group in out.completed] or [few]
    if out.completed_in_all is not None:
        lines.append(say("training_report.in_all", count=out.completed_in_all))
    table = Section("matrix", say("training_report.completed"), "", (_entry("completed", lines, listed=True),))
    # no checksum: it is of the exact figures, and whoever tried out small numbers would find them by it
    return _form(signed, "to_pass_on", [*parts, table], [say("training_report.small_numbers")])


def _form(signed: Signed, edition: str, sections: Sequence[Section], end: Sequence[str]) -> Form:
    of = signed.figures
    when, first, last = moment_in_words(signed.signed_at), day(of.period.first), day(of.period.last)
    made = say("training_report.signed", name=signed.signed_name, when=when, edition=signed.edition)
    return Form(
        title=say(f"training_report.title.{edition}", year=signed.year),
        how_to_read=say("training_report.how_to_read", first=first, last=last),
        setting_name=say("training_report.title.short"),
        reference=f"{signed.year}-{signed.edition}",
        sections=tuple(sections),
        marking=say(f"training_report.marking.{edition}"),
        end=(made, *end),
    )


def _labelled(of: Figures, signed: Signed) -> list[tuple[str, int]]:
    """Every sixth month by name: there is no room for more."""
    from_day = signed.signed_at.date()
    months = [months_after(from_day, n) for n in range(len(of.steps))]
    return [(f"{month:%b %y}" if n % 6 == 0 else "", of.steps[n]) for n, month in enumerate(months)]


def _entry(key: str, lines: Sequence[str], *, listed: bool = False) -> Entry:
    label = say(f"training_report.labels.{key}")
    return Entry(key, label, "fact", "", tuple((line,) for line in lines), listed=listed or len(lines) > 1)


def _named(label: str, lines: Sequence[str]) -> Entry:
    return Entry("area", label, "fact", "", tuple((line,) for line in lines))
