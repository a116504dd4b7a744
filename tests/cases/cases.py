"""Three cases from the incident to the file. Everybody and everything in them is invented."""

from typing import Any

from tests.cases.play import Play
from tests.conversation import SCHOOL_CASE

Script = dict[str, Any]


# -- amber, in a school: one child on each side ----------------------------------------------------------------------

LUNCH_QUEUE: Script = {
    **SCHOOL_CASE,
    "what_happened": 'Child A put a hand on Child B\'s leg in the lunch queue. Child B said "get off" and moved away.',
    "noticed_on": "today",
    "noticed_at": "12:40",
    "place": "The lunch queue; about ten other children and a midday supervisor.",
    "targeted_ages": "13",
    "targeted_response": '2: "get off"',
    "displayed_response": '1: "sorry, I shouldn\'t have"',
    "boundary_response": "1: I asked Child A to come and sit with me",
    "identity": {
        "displayed_1_name": "Zed Inventedname", "displayed_1_born": "2012-03-04",
        "targeted_1_name": "Quill Madeup", "targeted_1_born": "2013-05-06",
    },
}  # fmt: skip

CONCERNING: Script = {
    "enquiry_displayed": {
        "displayed_views": "Says it was meant as a joke, and sees that it was not funny for Child B.",
        "displayed_understanding": "Knows that nobody is touched without asking. Said so unprompted.",
        "displayed_willing": "Wants to apologise in writing, if Child B would like that.",
    },
    "enquiry_targeted": {
        "targeted_B_views": "The same as was seen.",
        "targeted_B_impact": "Annoyed, and back with friends by the next lesson.",
        "targeted_B_position": "They stood next to each other in the queue.",
        "targeted_B_feeling": "Does not want to stand beside Child A for now.",
        "targeted_B_permission": "Knows whom to come to, and came back once by themselves.",
        "targeted_B_support": "A word with the form tutor each morning this week.",
    },
    "level": "Concerning, not harmful this time",
    "referral": "Not at this time",
    "no_referral": {
        "why": "A single incident that stopped at once, understood by both children and both homes.",
        "watch_for": "Anything like it again. The DSL looks at it with the form tutors on 1 December.",
    },
    "parents": {
        "A_told_on": "today", "A_told_by": "The DSL, by telephone", "A_response": "Will talk about it tonight.",
        "B_told_on": "today", "B_told_by": "The DSL, by telephone", "B_response": "Glad to be told the same day.",
    },
    "safety_plan": {"breaks": "An adult at the lunch queue.", "support_displayed": "Two talks with the pastoral lead."},
    "view_opinion": "agree",
    "signature": {"reason": "One touch over clothing that ended with a no.", "signed_name": "Jo Marlowe"},
}  # fmt: skip


async def amber_school(play: Play) -> None:
    worker, dsl = await play.person("worker"), await play.person("dsl")
    await worker.says("report")
    await worker.answers(LUNCH_QUEUE)
    await play.is_told(dsl)
    await play.later(minutes=20)
    await dsl.says("inbox")
    await dsl.says("read WM-2222-2A")
    await worker.says("my records")
    await play.later(minutes=50)
    await dsl.says("decide WM-2222-2A")
    await dsl.answers(CONCERNING)
    await dsl.says("file WM-2222-2A both homes told, plan begun")
    await worker.says("my records")
    await play.prints_form("form", dsl, "WM-2222-2A")


# -- red once the earlier record counts, in a children's home: two children displayed the behaviour -------------------

FIRST_SIGN: Script = {
    **SCHOOL_CASE,
    "displayed_ages": "13",
    "targeted_ages": "13",
    "acts": "1",
    "all_well": "no",
    "what_happened": "Child A made a sexual gesture at Child B on the landing. Child B walked away.",
    "noticed_on": "yesterday",
    "noticed_at": "bedtime",
    "place": "The landing; one other child and me.",
    "targeted_response": "2",
    "displayed_response": "3",
    "boundary_response": "1: I sent everyone to their own rooms",
    "identity": {
        "displayed_1_name": "Ivo Inventedname", "displayed_1_born": "2013-02-03", "targeted_1_name": "Nia Madeup",
    },
    "signature": {"signed_name": "Noor Sandlight"},
}  # fmt: skip
LANDING: Script = {
    **FIRST_SIGN,
    "displayed_ages": "13, 13",
    "all_took_part": "no",
    "acts": "1, 4",
    "what_happened": "Child A and Child B waited for Child C and pulled at Child C's belt, and left off at a call.",
    "noticed_on": "yesterday",
    "noticed_at": "bedtime",
    "place": "The landing, upstairs; nobody else.",
    "context": "1: they had said at tea that they would",
    "relationship": "1, 2, 11",
    "targeted_response": '2: "stop it"',
    "boundary_response": "1: both went down with my colleague",
    "before": "not sure",
    "identity": {
        "displayed_1_name": "Ivo Inventedname", "displayed_1_born": "2013-02-03",
        "displayed_2_name": "Jan Pretendson", "targeted_1_name": "Kim Makebelieve",
    },
}  # fmt: skip
HARMFUL_HOME: Script = {
    "enquiry_displayed": {"displayed_views": "Would not talk about it yet.", "displayed_understanding": "Not known."},
    "enquiry_targeted": {
        "targeted_C_impact": "Slept badly; stays close to adults.",
        "targeted_C_support": "The key worker, each evening.",
    },
    "level": "Sexually harmful",
    "referral": "made",
    "referrals": {
        "A_to": "Demo children's social care, reference 1", "A_on": "today", "A_why": "Help for Child A.",
        "C_to": "Demo children's social care, reference 2", "C_on": "today", "C_why": "Help for Child C.",
    },
    "parents": {"A_told_by": "Social care, tomorrow", "C_told_on": "today", "C_told_by": "The home's manager"},
    "safety_plan": {"supervised_times": "A waking night adult on the landing.", "breaks": "Two tables at meals."},
    "told_them": "told",
    "view_opinion": "differ",
    "own_view": "red",
    "signature": {"reason": "Planned, and the second time in three weeks.", "signed_name": "Bo Quayside"},
}  # fmt: skip


async def red_home(play: Play) -> None:
    await play.open_home()
    worker, dsl = await play.person("home_worker"), await play.person("home_dsl")
    await worker.says("report")
    await worker.answers(FIRST_SIGN)
    await play.later(minutes=30)
    await dsl.says("read WM-2222-2A")
    await play.later(days=20)
    await worker.says("report")
    await worker.answers(LANDING)
    await play.is_told(dsl)
    await play.later(minutes=10)
    await dsl.says("inbox")
    await dsl.says("read WM-3333-3B")
    await dsl.says("timeline WM-3333-3B")
    await dsl.says("read WM-4444-4C")
    await play.later(minutes=40)
    await dsl.says("decide WM-3333-3B")
    await dsl.answers(HARMFUL_HOME)
    await dsl.says("file WM-3333-3B")
    await play.prints_form("form", dsl, "WM-3333-3B")
    await play.prints_story("story", dsl, "WM-3333-3B")


# -- the DSL is away: the deputy decides ------------------------------------------------------------------------------

CHANGING_ROOM: Script = {
    **SCHOOL_CASE,
    "how_known": "a child told me",
    "child_said": "yes",
    "displayed_ages": "15",
    "targeted_ages": "12",
    "what_happened": 'Child B said: "A kept touching me and I said no", on the way out of the changing room.',
    "noticed_on": "today",
    "noticed_at": "10:20",
    "place": "The door of the changing room; not known who else.",
    "context": "5",
    "relationship": "3, 7",
    "targeted_response": '3, 5: "I don\'t want to go to PE"',
    "displayed_response": "not sure",
    "boundary_response": "6",
    "before": "not sure",
    "identity": {
        "displayed_1_name": "Gus Inventedname", "displayed_1_born": "2011-02-03",
        "targeted_1_name": "Hal Madeup", "targeted_1_born": "2014-04-05",
    },
    "signature": {"signed_name": "Sam Fernley"},
}  # fmt: skip
HARMFUL_SCHOOL: Script = {
    "enquiry_displayed": {"displayed_views": "Not asked yet: social care asked us to wait."},
    "enquiry_targeted": {
        "targeted_B_views": "As recorded; nothing more was asked.",
        "targeted_B_impact": "Does not want to go to PE.",
        "targeted_B_permission": "Knows that it was right to tell.",
        "targeted_B_support": "The pastoral lead, every day.",
    },
    "level": "Sexually harmful",
    "referral": "made",
    "referrals": {
        "A_to": "Demo children's social care, reference 11", "A_on": "today", "A_why": "Help for Child A.",
        "B_to": "Demo children's social care, reference 12", "B_on": "today", "B_why": "Help for Child B.",
    },
    "parents": {
        "A_told_by": "Planned with social care, tomorrow",
        "B_told_on": "today", "B_told_by": "The deputy DSL, in person", "B_response": "Thankful to be told.",
    },
    "safety_plan": {"breaks": "Two adults on the PE corridor.", "named_contact": "The pastoral lead."},
    "view_opinion": "agree",
    "signature": {"reason": "It went on after a no, with three years between them.", "signed_name": "Ali Penhale"},
}  # fmt: skip


async def deputy_decides(play: Play) -> None:
    worker, deputy = await play.person("worker2"), await play.person("deputy")
    await worker.says("report")
    await worker.answers(CHANGING_ROOM)
    await play.later(hours=1, minutes=5)
    await play.is_told(deputy)
    await worker.says("my records")
    await deputy.says("read WM-2222-2A")
    await play.later(minutes=30)
    await worker.says("add to WM-2222-2A")
    await worker.sends(
        {"text": "Child C came to say that they saw it from the bench.", "reason": "Told to me at 15:10."}
    )
    await play.later(minutes=20)
    await deputy.says("read WM-2222-2A")
    await deputy.says("decide WM-2222-2A")
    await deputy.answers(HARMFUL_SCHOOL)
    await deputy.says("file WM-2222-2A referrals made")
    await worker.says("my records")
    await play.prints_form("form", deputy, "WM-2222-2A")
    await play.prints_referral("referral-a", deputy, "WM-2222-2A", "Child A")
    await play.prints_referral("referral-b", deputy, "WM-2222-2A", "Child B")


CASES = {"amber_school": amber_school, "red_home": red_home, "deputy_decides": deputy_decides}
