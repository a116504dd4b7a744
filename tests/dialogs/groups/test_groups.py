"""A place in a group: the acceptance scenarios of targeted prevention, with their dates, and what goes wrong.

Now is Tuesday 17 November 2026, 15:30.
"""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage import audit
from storage.administration import organisation, retention
from storage.groups import directory, waiting
from storage.groups.tables import group_attendance, group_referrals, groups
from storage.people.people import KnownAs, Role, add
from storage.records.tables import child_index, children
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.groups.referred import CHILD, REFERRAL, another, reference, refers
from tests.dialogs.talks.talking import jobs_done, keys_told, london, told
from tests.support.databases import on_both


async def count(runtime: Runtime, table: sa.Table) -> int:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return int(await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def place_given(lead: Conversation, wanted: str) -> None:
    await lead.says(f"answer referral {wanted}")
    await lead.says("Yes, a place")
    assert lead.keys[0] == "referral_answer.kept.accepted", lead.transcript


# 1


@pytest.mark.parametrize(("said", "told_what"), [("2", "report_it"), ("not sure", "dsl_first")])
async def test_where_something_sexual_happened_the_record_comes_first(
    runtime: Runtime, worker: Conversation, said: str, told_what: str
) -> None:
    await worker.says("refer to a group")
    await worker.says(said)
    assert f"group_referral.{told_what}" in worker.keys
    assert "report" in str([reply.choices for reply in worker.replies])
    assert worker.asked == ""
    assert await count(runtime, group_referrals) == 0


# 2


async def test_autism_and_isolation_agreed_is_sent_and_answered_by_the_24th(runtime: Runtime) -> None:
    worker = await refers(runtime)
    assert "group_referral.sent" in worker.keys, worker.transcript
    assert "Tuesday 24 November 2026" in worker.text
    assert "From one agency to another" in worker.last("group_referral.suggested").text
    wanted = reference(worker)
    assert await told(runtime, "lead") == [
        *[one for one in await told(runtime, "lead") if one[0] == "group_yours"],
        ("group_referred", {"reference": wanted}),
    ]
    for moment in (london(2026, 11, 23, 17), london(2026, 11, 24, 8, 30), london(2026, 11, 24, 17)):
        await jobs_done(runtime, moment)
    assert (await keys_told(runtime, "lead")).count("group_answer_due") == 1
    assert "group_waits" not in await keys_told(runtime, "manager")
    await jobs_done(runtime, london(2026, 11, 25, 8, 30))
    assert await told(runtime, "manager") == [("group_waits", {"reference": wanted, "count": 1})]


# 3


async def test_without_agreement_nothing_is_sent_and_a_caf_is_offered(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("refer to a group")
    await worker.says("Nothing that I know of")
    await worker.says("Not both yet")
    assert worker.keys[0] == "group_referral.ask_first"
    assert "CAF" in worker.text
    assert await count(runtime, group_referrals) == 0
    await worker.says("carry on")
    assert worker.asked == "agreed_by"
    await worker.answers(REFERRAL)
    assert "group_referral.sent" in worker.keys


# 4


async def test_outside_the_ages_it_is_refused_with_the_range_and_the_next_group(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("refer to a group")
    await worker.answers(REFERRAL, until="which_group", child_age="15")
    assert [choice.title.split(",")[0] for choice in worker.replies[-1].choices][:2] == [
        "Making Things",
        "Stepping Stones",
    ]
    await worker.says("2")
    assert worker.keys[0] == "group_referral.other_age_next"
    assert "from 11 to 14" in worker.text
    assert "Making Things, ages 15 to 17" in worker.replies[0].text
    assert worker.asked == "which_group"
    # the date of birth says it for certain, and nothing else that was written is lost
    await worker.answers(REFERRAL, until="referred_child")
    await worker.sends(CHILD)
    assert worker.keys[0] == "group_referral.other_age_next"
    assert "from 15 to 17" in worker.text
    await worker.says("1")
    await worker.answers(REFERRAL)
    assert "group_referral.sent" in worker.keys, worker.transcript


# 5


@on_both
async def test_a_full_group_waits_and_counts_on_the_gap_list(runtime: Runtime, lead: Conversation) -> None:
    await place_given(lead, reference(await refers(runtime)))
    second = await refers(runtime, "worker2", referred_child=another())
    assert "group_referral.waits" in second.keys, second.transcript
    async with runtime.database.transaction(TUESDAY) as tx:
        first, end = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        assert await waiting.between(tx, first, end) == 1
        assert await waiting.between(tx, first, datetime(2026, 11, 1, tzinfo=UTC)) == 0
    await second.says("my referrals")
    assert "waits for a place" in second.text
    assert "list of gaps" in second.text
    # nobody is put in over the number; with the place free, the lead hears who is first in line
    waits = reference(second)
    await lead.says(f"answer referral {waits}")
    await lead.says("Yes, a place")
    assert "referral_answer.full" in lead.keys
    await lead.says("Later; they wait")
    assert lead.keys[0] == "referral_answer.kept.waiting"
    await lead.says("group")
    had = next(choice.value for reply in lead.replies for choice in reply.choices if "WR-" in choice.value)
    assert waits in had, "what waits is offered first"
    async with runtime.database.transaction(TUESDAY) as tx:
        inside = sa.select(group_referrals.c.reference).where(group_referrals.c.state == "accepted")
        (first_in,) = list(await tx.connection.scalars(inside))
    await lead.says(f"end referral {first_in}")
    await lead.says("Finished as planned")
    assert ("group_place_free", {"reference": waits}) in await told(runtime, "lead")
    await place_given(lead, waits)
    async with runtime.database.transaction(TUESDAY) as tx:
        december = datetime(2026, 12, 1, tzinfo=UTC)
        assert await waiting.between(tx, december, december + timedelta(days=31)) == 0


# 6


async def test_the_dsl_who_searches_for_the_child_finds_no_referral(runtime: Runtime, dsl: Conversation) -> None:
    wanted = reference(await refers(runtime))
    await dsl.says("find a child's records")
    await dsl.sends({"name": CHILD["name"], "born": CHILD["born"]})
    assert "search.nothing" in dsl.keys or "search.none" in dsl.keys, dsl.transcript
    for said in ("inbox", "all records", "numbers", f"timeline {wanted}", f"group {wanted}", f"read {wanted}"):
        await dsl.says(said)
    assert "Plantedstrength" not in dsl.transcript
    assert "Stepping" not in dsl.transcript
    for table in (children, child_index):
        assert await count(runtime, table) == 0


# 7


@on_both
async def test_seven_of_twelve_special_schools_with_their_names(runtime: Runtime) -> None:
    team = await someone(runtime, "training")
    for number in range(12):
        await team.says("training offer")
        trained = "2026-10-05" if number < 7 else ""
        await team.sends({"school": f"Invented School {number}", "offered_on": "2026-09-07", "trained_on": trained})
        assert team.keys[0] == "training_offer.kept", team.transcript
    assert "7 of 12 trained" in team.text
    assert "Invented School 6: trained" in team.text
    assert "Invented School 7: offered" in team.text
    await team.says("training offer")
    await team.sends({"school": "invented  school 7", "offered_on": "2026-09-07", "trained_on": "2026-11-16"})
    assert "8 of 12 trained" in team.text, "the same school again puts the first right"
    await team.says("training offer")
    await team.sends({"school": "Invented School 8", "offered_on": "2026-09-07", "trained_on": "2026-09-01"})
    assert "training_offer.too_early" in team.keys
    await team.sends({"school": "Invented School 8", "offered_on": "2026-11-18", "trained_on": ""})
    assert team.keys[0] == "refusals.day_gone_by"


async def test_two_missed_in_a_row_and_whoever_referred_hears_once(runtime: Runtime, lead: Conversation) -> None:
    worker = await refers(runtime)
    await place_given(lead, reference(worker))
    for number, (day, who) in enumerate(
        [("2026-11-02", "1"), ("2026-11-09", "Nobody"), ("2026-11-10", "Nobody"), ("2026-11-16", "Nobody")]
    ):
        await lead.says("came")
        await lead.sends({"day": day})
        await lead.says(who)
        assert "group_came.kept" in lead.keys, lead.transcript
        assert (await keys_told(runtime, "worker")).count("group_missed") == (number > 1), day
    await lead.says("came")
    await lead.sends({"day": "2026-11-18"})
    assert lead.keys[0] == "refusals.day_gone_by"
    await lead.sends({"day": "2026-11-10"})
    await lead.says("Zed Inventedname")
    await lead.says(f"group {reference(worker)}")
    assert "Came to 2 of 4 meetings" in lead.text
    assert "comes to the group" in lead.text


async def test_not_suitable_says_why_and_where_instead(runtime: Runtime, lead: Conversation) -> None:
    worker = await refers(runtime)
    await lead.says("group")
    assert "to be answered by Tuesday 24 November 2026" in lead.text
    await lead.says(lead.replies[-1].choices[0].value)
    assert "Zed Inventedname" in lead.text
    await lead.says(lead.replies[-1].choices[0].value)
    await lead.says("No, not suitable")
    await lead.says("Too loud for him just now.")
    await lead.says("The drawing club at the library.")
    assert lead.keys[0] == "referral_answer.kept.not_suitable"
    await worker.says("my referrals")
    assert "The drawing club at the library." in worker.text
    assert "Zed" not in worker.text
    assert await told(runtime, "worker") == [("group_answered", {"reference": reference(worker)})]


async def test_the_same_child_is_not_sent_twice(runtime: Runtime) -> None:
    await refers(runtime)
    again = await refers(runtime, referred_child={**CHILD, "name": " zed  inventedname"})
    assert again.keys[0] == "group_referral.already"
    assert await count(runtime, group_referrals) == 1


async def test_bad_input_gets_a_clear_sentence_and_loses_nothing(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("refer to a group")
    await worker.answers(REFERRAL, until="child_age")
    for said in ("not sure", "19", "13 and 14", "abc"):
        await worker.says(said)
        assert worker.keys[0].startswith("refusals."), (said, worker.keys)
        assert worker.asked == "child_age", said
    await worker.answers(REFERRAL, until="referred_child")
    for changed, why in (
        ({"name": ""}, "child_name_missing"),
        ({"born": "2027-01-01"}, "childs_birth_wrong"),
        ({"strengths": " "}, "fill_in_each"),
        ({"needs": "x" * 1_001}, "too_long"),
    ):
        await worker.sends({**CHILD, **changed})
        assert worker.keys[0] == f"refusals.{why}", changed
    await worker.answers(REFERRAL, until="send_referral")
    assert "Zed" not in worker.text, "the name is not repeated"
    await worker.says("Not now")
    assert worker.keys[0] == "group_referral.not_sent"
    await worker.says("carry on")
    await worker.says("Send it")
    assert "group_referral.sent" in worker.keys


@on_both
async def test_with_no_lead_or_no_group_it_says_so(runtime: Runtime, worker: Conversation) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "lead", "demo-service", [])
    assert "group_without_lead" in await keys_told(runtime, "manager"), "nobody inherits it silently"
    sent = await refers(runtime)
    assert sent.keys[0] == "group_referral.nobody_leads"
    async with runtime.database.transaction(TUESDAY) as tx:
        await add(tx, "New Invented", "demo-service", [Role.GROUP_LEAD], KnownAs(login="new_lead"), id="new-lead")
        for one in await directory.every(tx):
            await directory.name_lead(tx, one.id, "new-lead")
    await sent.says("carry on")
    await sent.says("Send it")
    assert "group_referral.sent" in sent.keys
    new, wanted = await someone(runtime, "new_lead"), reference(sent)
    await new.says(f"group {wanted}")
    assert "Plantedstrength" in new.text
    async with runtime.database.transaction(TUESDAY) as tx:
        for one in await directory.every(tx):
            await directory.close(tx, one.id)
    other = await someone(runtime, "worker2")
    await other.says("refer to a group")
    assert "group_referral.no_groups" in other.keys


@on_both
async def test_planted_words_reach_its_readers_only_and_a_leaver_is_stood_in_for(runtime: Runtime) -> None:
    wanted = reference(await refers(runtime))
    typed = ("my referrals", "group", f"group {wanted}", f"my referral {wanted}", f"answer referral {wanted}", "came")

    async def readers() -> set[str]:
        found = set()
        for login in ("worker", "worker2", "dsl", "deputy", "head", "manager", "consultation", "admin", "lead"):
            person = await someone(runtime, login)
            for said in typed:
                await person.says(said)
            if "Plantedstrength" in person.transcript:
                found.add(login)
        return found

    assert await readers() == {"worker", "lead"}
    async with runtime.database.transaction(TUESDAY) as tx:
        row = (await tx.connection.execute(sa.select(group_referrals))).one()
        for word in ("Zed", "Plantedstrength", "autism", "2013-05-01", "01632"):
            assert word not in repr(tuple(row)), word
        noted = [entry.what for entry in await audit.entries(tx, audit.Subject(audit.Kind.GROUP_REFERRAL, row.id))]
        assert noted[0] == "referred_to_group"
        assert noted.count("refused_read") > 5
    manager = await someone(runtime, "manager")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "demo-worker", "demo-school", [])
    await manager.says("my referrals")
    await manager.says(f"group {wanted}")
    assert "Plantedstrength" in manager.text


@on_both
async def test_it_is_kept_for_twelve_months_after_its_end(runtime: Runtime, lead: Conversation) -> None:
    wanted = reference(await refers(runtime))
    await place_given(lead, wanted)
    await lead.says("came")
    await lead.sends({"day": "2026-11-16"})
    await lead.says("1")
    await lead.says(f"end referral {wanted}")
    await lead.says("Stopped early")
    await lead.says("They moved away.")
    assert lead.keys[0] == "referral_end.kept"
    for days, left in ((365, 1), (367, 0)):
        async with runtime.database.transaction(TUESDAY + timedelta(days=days)) as tx:
            await retention.tidy(tx)
        assert (await count(runtime, group_referrals), await count(runtime, group_attendance)) == (left, left)
    assert await count(runtime, groups) == 2


async def test_a_role_that_is_withdrawn_in_the_middle_stops_at_the_next_message(
    runtime: Runtime, lead: Conversation
) -> None:
    wanted = reference(await refers(runtime))
    await lead.says(f"answer referral {wanted}")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "lead", "demo-service", [Role.READER])
    await lead.says("Yes, a place")
    assert lead.keys == ["menu.stopped"]


async def test_everyday_words_are_no_command(worker: Conversation, lead: Conversation) -> None:
    for person, said in (
        (worker, "group chat is full of pictures"),
        (worker, "a group of year nines came to me"),
        (worker, "came"),
        (lead, "group work about consent"),
    ):
        await person.says(said)
        assert not [key for key in person.keys if key.startswith(("groups.", "group_"))], (said, person.keys)


async def test_from_a_talk_that_says_one_agency_it_opens(runtime: Runtime) -> None:
    from tests.dialogs.talks.talking import answers, asks, with_duty

    at(runtime, TUESDAY)
    await with_duty(runtime)
    worker = await asks(runtime)
    await answers(runtime, outcomes="2")
    await worker.says("talks")
    await worker.says("talk 1")
    assert "refer_to_group" in {choice.value for choice in worker.replies[-1].choices}, worker.replies[-1].choices
