"""The documents: what a college gets and what it never gets, what led here only by a yes, pictures with their gaps."""

import io
from dataclasses import replace
from datetime import date

from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.exports import good_life as export
from bot.exports import tracking as figures_in_words
from bot.runtime import Runtime
from storage.database.engine import Tx
from storage.documents import printed
from storage.documents.drawing import scores
from storage.documents.kinds import good_life
from storage.documents.kinds.good_life import Head
from storage.documents.layout import Form
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import PARTS, Area, Arrangement, Content, How, Recipient
from storage.plans.good_life.plan import GoodLife
from storage.tracking import contacts
from storage.tracking.figures import passed_on
from tests.conversation import Conversation, at
from tests.dialogs.casework.team import fills_in, on
from tests.dialogs.plans.good_life.living import CONTACT, LICENCE, PLANTED, signed
from tests.storage.tracking.test_tracking import seventeen
from tests.support.examples import examples

HEAD = Head("Demo Home", "WC-2222-22")


def text_of(form: Form, kind: str) -> str:
    """What stands in it, as its readers read it."""
    made = printed(form, kind)
    if kind == "html":
        return made.decode()
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    paper = Document(io.BytesIO(made))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


# 6


async def test_the_college_gets_goals_support_and_a_contact_and_nothing_that_was_planted_elsewhere(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await signed(social_worker)
    await fills_in(social_worker, f"arrange {reference}", area="family", how="agreed", who=f"{PLANTED}aunt", on="")
    at(runtime, on(date(2026, 12, 1)))
    await fills_in(social_worker, f"has left {reference}", **LICENCE)
    async with runtime.database.transaction(runtime.clock()) as tx:
        plan = await stored_in(tx, social_worker, reference)
        await contacts.keep_contact(
            tx, social_worker.person, plan, date(2026, 12, 1),
            {**{k: v for k, v in CONTACT.items() if k != "day"}, "further": "not_sexual", "words": f"{PLANTED}words"},
        )  # fmt: skip
        sheet = await export.form(tx, plan, "college")
        whole = await export.form(tx, plan, "plan")
        officer = await export.form(tx, plan, "plan", Recipient.SUPERVISING_OFFICER)
        family = await export.form(tx, plan, "plan", Recipient.FAMILY)
        easy = await export.form(tx, plan, "easy")
        diary = await export.form(tx, plan, "diary")
        after = await export.form(tx, plan, "tracking")
        kept = await export.everything(tx, plan)
    for kind in ("html", "pdf", "docx"):
        said = text_of(sheet, kind)
        assert PLANTED not in said, kind
        assert reference not in said, kind
        assert "Social Care" not in said, f"{kind}: from where they come is on no sheet for a college"
        assert "A place on the catering course" in said, kind
        assert "Short tasks" in said, kind
        assert "Nia Harrowby (demo)" in said, kind
        assert f"{PLANTED}led" in text_of(officer, kind), kind
        for one in (whole, family, easy, diary, after):
            assert f"{PLANTED}led" not in text_of(one, kind), (kind, one.title)
    for form in (sheet, whole, easy, diary, after):
        assert "Zed Inventedname" not in text_of(form, "html"), form.title
    assert len(PdfReader(io.BytesIO(printed(easy, "pdf"))).pages) == 1, "one page in easy words"
    assert len(PdfReader(io.BytesIO(printed(diary, "pdf"))).pages) == 1
    assert len(kept["versions"]) == plan.version
    assert kept["contacts"][0]["answers"]["told_by"] == CONTACT["told_by"]


async def stored_in(tx: Tx, person: Conversation, reference: str) -> GoodLife:
    return await plans.read(tx, person.person, reference, action=None)


shared, private = st.text("abc ", max_size=12), st.text("ξψζ", min_size=1, max_size=6)


@given(
    st.lists(st.tuples(shared, private, shared, shared), max_size=5),
    st.lists(private, max_size=3),
    st.tuples(*([private] * (len(PARTS) - 1))),
    private,
    st.sets(st.sampled_from(Recipient)),
    st.dictionaries(st.sampled_from(Area), st.tuples(st.sampled_from(How), private)),
)
@examples(25, 400)
def test_nothing_but_goals_support_and_a_contact_is_ever_on_the_sheet(
    goals: list[tuple[str, str, str, str]],
    strengths: list[str],
    parts: tuple[str, ...],
    led_here: str,
    yes_for: set[Recipient],
    arranged: dict[Area, tuple[How, str]],
) -> None:
    """Whatever stands elsewhere in the plan, and whoever has been told yes: none of its letters is printed."""
    content = Content(tuple(strengths), led_here=led_here, led_here_for=dict.fromkeys(yes_for, "2026-03-03"))
    for goal in goals:
        content = content.with_goal(*goal)
    others = [name for name in PARTS if name != "learning_support"]
    content = content.with_parts({**dict(zip(others, parts, strict=True)), "learning_support": "abc"})
    for area, (how, by) in arranged.items():
        content = content.with_arrangement(area, Arrangement(how, by))
    content = replace(content, signed_young_person=led_here)
    form = good_life.college(export.sheet(content, "Nia Harrowby (demo)"))
    said = text_of(form, "html")
    assert not set("ξψζ") & set(said)
    for what, _, step, _ in goals:
        assert what.strip() in said
        assert step.strip() in said


# ---- pictures


def test_a_gap_stays_a_gap_and_what_was_not_asked_is_hollow() -> None:
    drawn = scores([(28, 4, False), (56, None, False), (84, 3, False), (140, 5, True), (196, 5, False)], 7, (1, 5), "")
    assert [point.height for point in drawn.points] == [0.75, None, 0.5, 1.0, 1.0]
    assert [point.joined for point in drawn.points] == [False, False, False, False, True]
    assert all(0 <= point.at <= 1 for point in drawn.points)


async def test_the_tracking_page_draws_the_lane_and_each_scale_by_months(
    runtime: Runtime, social_worker: Conversation
) -> None:
    reference = await signed(social_worker)
    at(runtime, on(date(2026, 12, 1)))
    await fills_in(social_worker, f"has left {reference}", **LICENCE)
    given = {key: value for key, value in CONTACT.items() if key != "day"}
    for day, score in ((date(2026, 12, 29), "4"), (date(2027, 2, 23), "did_not_want_to_say"), (date(2027, 4, 20), "2")):
        at(runtime, on(day))
        async with runtime.database.transaction(runtime.clock()) as tx:
            plan = await stored_in(tx, social_worker, reference)
            answers = {**given, "further": "none_known", "young_person": score}
            await contacts.keep_contact(tx, social_worker.person, plan, day, answers)
    async with runtime.database.transaction(runtime.clock()) as tx:
        form = await export.form(tx, await stored_in(tx, social_worker, reference), "tracking")
    by_key = {section.key: section for section in form.sections}
    lane = by_key["lane"].grid
    assert lane is not None
    assert lane.rows[0][1] == ("completed", "stopped", "completed", "completed", "planned")
    drawn = by_key["young_person"].scores
    assert drawn is not None
    assert [point.height for point in drawn.points] == [0.75, None, 0.25]
    assert not any(point.joined for point in drawn.points), "a missed contact, and one who did not want to say"
    staff = by_key["staff"].scores
    assert staff is not None
    assert [point.joined for point in staff.points] == [False, False, True], "no line over the missed one"
    goals = by_key["goals"].grid
    assert goals is not None
    assert goals.rows == (("Goal 1", ("started",) * 3),)
    said = text_of(form, "html")
    assert "did not want to say" in said
    assert "stroke-width" in said
    assert "Contact 2" in text_of(form, "docx")
    assert "By Tuesday 26 January 2027: missed" in text_of(form, "pdf").replace("\n", " ")


# 5


def test_the_unit_of_seventeen_on_paper_exact_and_to_pass_on() -> None:
    exact = figures_in_words.exact(seventeen(), HEAD)
    said = text_of(exact, "html")
    assert "not to be passed on" in said
    rows = {entry.label: entry.paragraphs[0][0] for section in exact.sections for entry in section.entries}
    assert [rows[name] for name in ("Worked with", "in the community", "here, resident", "in hospital")] == [
        "17", "11", "5", "1",
    ]  # fmt: skip
    assert rows["Not sexual"] == "2"
    shared = figures_in_words.to_pass_on(passed_on(seventeen()), Head("Demo Home", "2026-4"))
    rows = {entry.label: entry.paragraphs[0][0] for section in shared.sections for entry in section.entries}
    assert rows["Worked with"] == "17"
    assert rows["in the community"] == "11"
    assert rows["here, resident or in hospital"] == "6"
    assert rows["Sexual"] == "none known"
    assert rows["Not sexual"] == "left out, too few to be said"
    assert "%" not in text_of(shared, "docx")
