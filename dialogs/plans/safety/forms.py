"""The forms of a safety plan. Their fields are the parts of the plan, so they come with their own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.interview.answers import Answers, Heard, Refusal
from dialogs.interview.forms import InForm
from dialogs.interview.parsing.coming_days import day_from_today
from dialogs.interview.parsing.days import today
from dialogs.plans.safety import in_words
from dialogs.turn import JSON, Choice, Dialog, Field
from dialogs.words import say
from knowledge.safety_plan import may_see, safety_plan
from storage.plans.nobody import is_somebody
from storage.plans.plan import Content, Row, StaffGroup, content_of

LONGEST = 1_000
SHORT = 200
AS_NOW, LEADS, EVERYONE = "as_now", "leads", "everyone"
"""Beside the staff groups, who may see a row."""
TEXT, WHO, SEES = "text", "who", "sees"


@dataclass(frozen=True)
class RowsForm(InForm):
    """Kept as `{field: value}`, only what was filled in. A field's name is the part, a dot, and what of it is asked."""

    words: str
    """Where its title, its first words and its button stand: `safety_plan.gaps`."""
    fields: Callable[[Answers], tuple[Field, ...]]

    def form(self, name: str, answers: Answers) -> Dialog:
        """The fields that the answers so far ask for, under the words of this form."""
        return Dialog(
            name,
            say(f"safety_plan.forms.{self.words}.title"),
            say(f"safety_plan.forms.{self.words}.intro"),
            self.fields(answers),
            say(f"safety_plan.forms.{self.words}.submit"),
        )

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """What was filled in; refused where something is too long, no choice, or a day that is none or gone by."""
        kept: dict[str, str] = {}
        for field in self.fields(answers):
            value = str(said.get(field.name) or "").strip()
            if len(value) > field.max_length:
                return Refusal("too_long", {"longest": f"{field.max_length:,}"})
            if value and field.kind == "choice" and value not in {one.value for one in field.choices}:
                return Refusal("plan_no_such_group")
            if value and field.kind == "date":
                day = day_from_today(value, today(now))
                if day is None:
                    return Refusal("plan_day")
                value = day.isoformat()
            names_nobody = field.name.endswith(f".{WHO}") and not is_somebody(value)
            if any(map(str.isalnum, value)) and not names_nobody:
                kept[field.name] = value
        return Heard({name: kept})


def so_far(answers: Answers) -> Content:
    """The plan as it stood when the conversation began; empty where words are only listed."""
    kept = answers.get("content")
    return content_of(kept) if kept else Content()


def gap_fields(answers: Answers) -> tuple[Field, ...]:
    """A field for each part that nobody has filled in."""
    return tuple(_text(name) for name in answers.get("missing", ["breaks"]))


def who_fields(answers: Answers) -> tuple[Field, ...]:
    """Who does it: a field for each row that is filled in by now, but for the day of the review."""
    content = with_gaps(so_far(answers), answers)
    return tuple(
        Field(_named(name, WHO), in_words.part(name).label, "text", max_length=SHORT, value=row.who)
        for name, row in _in_order(content)
        if in_words.part(name).kind != "date"
    )


def sees_fields(answers: Answers) -> tuple[Field, ...]:
    """Whose sheet it is on: a list for each row."""
    content = with_gaps(so_far(answers), answers)
    return tuple(_sees(name, row) for name, row in _in_order(content))


def _in_order(content: Content) -> list[tuple[str, Row]]:
    """The rows that are filled in, in the order in which they are asked."""
    return [(one.id, content.rows[one.id]) for one in safety_plan() if one.id in content.rows]


def changed_fields(answers: Answers) -> tuple[Field, ...]:
    """What, who, and whose sheet: of each row that was picked, as it stands."""
    content = so_far(answers)
    found: list[Field] = []
    for name in answers.get("rows", ["breaks"]):
        if name == in_words.ATTENDANCE:
            continue
        row = content.rows.get(name, Row(""))
        found.append(_text(name, row.text))
        if in_words.part(name).kind != "date":
            label = say("safety_plan.who_of", label=in_words.part(name).label)
            found.append(Field(_named(name, WHO), label, "text", max_length=SHORT, value=row.who))
        found.append(_sees(name, row))
    return tuple(found)


def with_gaps(content: Content, answers: Answers) -> Content:
    """With what was written in the gaps."""
    from dialogs.plans.safety.prefill import row

    given = answers.get("gaps")
    filled = {field.partition(".")[0]: text for field, text in given.items()} if isinstance(given, dict) else {}
    return Content({**content.rows, **{name: row(name, text) for name, text in filled.items()}}, content.attends)


def with_rows(content: Content, fields: tuple[Field, ...], given: JSON) -> Content:
    """With what was said of rows in a form of these fields: text, who, and whose sheet. What was not asked stays; what
    was emptied is gone, and a row without text with it.
    """
    said = given if isinstance(given, dict) else {}
    rows = dict(content.rows)
    for field in fields:
        name, _, what = field.name.partition(".")
        before = rows.get(name, Row(""))
        value = str(said.get(field.name, ""))
        if what == SEES:
            rows[name] = replace(before, sees=_groups(name, value or AS_NOW, before))
        elif what == WHO:
            rows[name] = replace(before, who=value)
        else:
            rows[name] = replace(before, text=value)
    return replace(content, rows={name: row for name, row in rows.items() if row.text})


def _groups(name: str, said: str, before: Row) -> tuple[StaffGroup, ...]:
    if said == AS_NOW:
        return before.sees
    if said in (LEADS, EVERYONE):
        return tuple(_offered(name)) if said == EVERYONE else ()
    return (StaffGroup(said),)


def _offered(name: str) -> list[StaffGroup]:
    """The staff groups whose sheet a row may be on."""
    return [group for group in StaffGroup if may_see(name, group)]


def _text(name: str, value: str = "") -> Field:
    one = in_words.part(name)
    kind = one.kind if one.kind != "text" else "long_text"
    return Field(_named(name, TEXT), f"{one.label} {one.hint}".strip(), kind, max_length=LONGEST, value=value)


def _sees(name: str, row: Row) -> Field:
    now = Choice(AS_NOW, say("safety_plan.as_now", groups=in_words.groups(row.sees)))
    listed = [Choice(str(group), say(f"safety_plan.groups.{group}")) for group in _offered(name)]
    others = [Choice(LEADS, say("safety_plan.leads_only")), Choice(EVERYONE, say("safety_plan.everyone"))]
    label = say("safety_plan.sees_of", label=in_words.part(name).label)
    return Field(_named(name, SEES), label, "choice", choices=(now, *listed, *others), value=AS_NOW)


def _named(name: str, what: str) -> str:
    return f"{name}.{what}"
