"""Conversations as they come from phones: what is typed means what it says, and an edit in Teams is not passed over."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime import Runtime
from storage import conversations
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

EDITED = {"event": "edited"}
WORDS = "Child B said “no” and cried 😢. ❤️"


async def test_an_incident_is_described_on_a_phone(worker: Conversation) -> None:
    await worker.says("re\u200bport 🙂")
    assert worker.asked == "danger_now"
    await worker.says("\ufeffNo.")
    assert worker.asked == "about"
    await worker.answers(SCHOOL_CASE, until="displayed_ages")
    await worker.says("1\u20604 🙂")
    assert worker.asked == "targeted_ages"
    await worker.says("14\xa0")
    assert worker.asked == "acts"
    await worker.says("1️⃣\n• 4.")
    assert worker.asked == "what_happened"
    await worker.says(f"\u2066{WORDS}\u2069")
    await worker.says("back")
    assert WORDS in worker.text
    await worker.says("skip\xad")
    assert worker.keys[0] == "refusals.cannot_skip"


async def test_numbers_with_a_full_stop_leave_no_own_words(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    await worker.says("4. 👍")
    await worker.says("summary")
    row = next(line for line in worker.text.splitlines() if line.startswith("6."))
    assert "“" not in row


async def test_a_name_in_a_form_comes_without_what_nobody_sees(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity")
    await worker.sends(
        {"displayed_1_name": "Zed\u200b Invented\xadname\u202c", "targeted_1_name": "\ufeffQuill\xa0Madeup"}
    )
    assert worker.asked == "same_incident" or worker.asked == "signature", worker.transcript
    async with runtime.database.transaction(TUESDAY) as tx:
        state = (await conversations.load(tx, worker.person.id)).state
    given = state["frames"][-1]["answers"]["identity"]
    assert (given["displayed_1_name"], given["targeted_1_name"]) == ("Zed Inventedname", "Quill Madeup")


async def test_a_weekday_that_does_not_go_with_its_date_is_asked_about(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="noticed_on")
    await worker.says("Thursday 13 November")
    assert worker.keys[0] == "refusals.weekday_or_date"
    assert "“Friday 13 November 2026” or “Thursday 12 November 2026”" in worker.text
    assert worker.asked == "noticed_on", "nothing is kept"
    await worker.says("Thursday 12 November 2026")
    assert "Thursday 12 November 2026" in worker.text
    assert worker.asked == "noticed_at"


@pytest.mark.parametrize("born", ["13 11 2012", "13th November 2012", "13 Sept 2012", "13. Sept. 2012", "2012-11-13"])
async def test_a_date_of_birth_is_read_as_the_day_is(worker: Conversation, born: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity")
    await worker.sends({**SCHOOL_CASE["identity"], "displayed_1_born": born})
    assert worker.asked != "identity", worker.transcript


async def test_an_edit_in_teams_is_answered_once_and_changes_nothing(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.sends(EDITED)
    assert worker.keys[0] == "menu.edits.open"
    assert worker.asked == "about", "the question is asked again"
    await worker.sends(EDITED)
    assert worker.keys == []
    await worker.says("between children")
    assert worker.asked == "how_known"


async def test_an_edit_while_nothing_is_open_is_answered_once_a_day(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("hello")
    await worker.sends(EDITED)
    assert worker.keys == ["menu.edits.nothing_open"]
    await worker.sends(EDITED)
    assert worker.keys == []
    at(runtime, TUESDAY + timedelta(days=1))
    await worker.sends(EDITED)
    assert worker.keys == ["menu.edits.nothing_open"]


async def test_after_an_edit_a_yes_deletes_nothing(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("cancel")
    await worker.sends(EDITED)
    await worker.says("yes")
    assert "menu.cancelled" not in worker.keys
    await worker.says("summary")
    assert "menu.summary" in worker.keys


async def test_in_the_hour_that_comes_twice_no_time_of_it_is_to_come(runtime: Runtime) -> None:
    """Sunday 25 October 2026: at 02:00 summer time it is 01:00 again. 01:50 was 25 minutes ago."""
    at(runtime, datetime(2026, 10, 25, 1, 15, tzinfo=UTC))
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="noticed_on")
    await worker.says("today at 01:50")
    assert worker.asked == "place", worker.transcript


OWN_WORDS = frozenset({"what_happened", "place"})
PHONES = ["{} 🙂", "{}.", "{}!", "{} ", "“{}”", "{}\n", "\u200b{}\ufeff", "- {}", "• {}.", "{} full stop", "{}…",
          "{} 👍🏽", "{}\xa0", "{} :)", "\u2067{}\u2069", "  {}", "{}. "]  # fmt: skip


async def answers_of(person: Conversation, around: str) -> object:
    """The answers of the whole case up to the names, each typed with this around it and a capital, as phones do."""
    await person.says(around.format("Report"))
    script = {
        name: said if not isinstance(said, str) or name in OWN_WORDS or ":" in said else around.format(capital(said))
        for name, said in SCHOOL_CASE.items()
    }
    await person.answers(script, until="identity")
    async with person.runtime.database.transaction(TUESDAY) as tx:
        return (await conversations.load(tx, person.person.id)).state["frames"][-1]["answers"]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("around", PHONES)
async def test_what_a_phone_puts_around_an_answer_is_no_part_of_it(runtime: Runtime, around: str) -> None:
    plainly = await answers_of(await someone(runtime), "{}")
    assert await answers_of(await someone(runtime, "worker2"), around) == plainly


async def test_a_question_with_an_emoji_is_not_kept_as_what_happened(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says("What is consent? 🙂")
    assert worker.asked == "what_happened"
