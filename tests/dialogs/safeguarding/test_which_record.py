"""A safeguarding lead speaks of a record as of something that was just seen: 'open the red one', 'file it'."""

from datetime import timedelta

from bot.runtime import Runtime
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.support.databases import on_both


async def two_records(runtime: Runtime) -> tuple[Conversation, str, str]:
    """The lead, and the references of an amber record and of a red one that came after it."""
    worker, dsl = await someone(runtime), await someone(runtime, "dsl")
    for minutes, changed in enumerate(({}, {"context": "force"})):
        at(runtime, TUESDAY + timedelta(minutes=minutes))
        await worker.says("report")
        await worker.answers(SCHOOL_CASE, **changed)
    await dsl.says("whats new")
    red, amber = (choice.value.removeprefix("read ") for choice in dsl.reply("inbox.list").choices[:2])
    return dsl, amber, red


@on_both
async def test_a_record_is_found_by_how_people_speak_of_it(runtime: Runtime) -> None:
    dsl, amber, red = await two_records(runtime)
    for said, meant in {
        "open the red one": red,
        "show me the amber one": amber,
        "read 1": red,
        "read 2": amber,
        "read it": amber,
        "open the last one": red,
        f"read {amber}": amber,
    }.items():
        await dsl.says(said)
        assert f"Record {meant}" in dsl.text, dsl.transcript


async def test_what_is_said_next_is_about_the_one_that_was_read(runtime: Runtime) -> None:
    dsl, amber, _ = await two_records(runtime)
    await dsl.says("open the amber one")
    await dsl.says("decide on it")
    assert amber in dsl.reply("decision.opening").text


async def test_where_several_are_meant_it_is_asked_and_filing_is_never_guessed(runtime: Runtime) -> None:
    dsl, amber, red = await two_records(runtime)
    await dsl.says("read the one from robin")
    assert {choice.value for choice in dsl.reply("inbox.which").choices} == {f"read {amber}", f"read {red}"}
    await dsl.says("open the amber one")
    await dsl.says("file it")
    assert [choice.value for choice in dsl.reply("inbox.which").choices] == [f"file {amber}"]
    await dsl.says("put it on file")
    assert {choice.value for choice in dsl.reply("inbox.which").choices} == {f"file {amber}", f"file {red}"}


async def test_words_that_speak_of_none_find_none(runtime: Runtime) -> None:
    dsl, _, _ = await two_records(runtime)
    await dsl.says("open the green one")
    assert dsl.keys[0] == "inbox.not_found"
    await dsl.says("show me the picture")
    assert "inbox.which" not in dsl.keys
