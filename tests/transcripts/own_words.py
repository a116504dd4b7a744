"""Whole incidents told in own words, each by another kind of person: the answer that is typed, by the question's name.

Several answers to a question are what is typed one after the other: an answer that was not clear, then what settles it.
`begins` is what is typed before the first question, where that is not 'report'.
"""

from collections.abc import Mapping, Sequence

from tests.transcripts.cases import Line

NAMES: Line = {"displayed_1_name": "Zed Inventedname", "targeted_1_name": "Quill Madeup"}
FOUR_NAMES: Line = {
    **{f"displayed_{number}_name": f"Zed Inventedname {number}" for number in (1, 2, 3)},
    "targeted_1_name": "Quill Madeup",
}
ONE_NAME: Line = {"displayed_1_name": "Zed Inventedname"}
SIGNED: Line = {"signed_name": "Robin Ashdown"}

MIDDAY_SUPERVISOR: Mapping[str, Sequence[Line]] = {
    "danger_now": ["no theyre both fine now"],
    "about": ["two little ones"],
    "how_known": ["saw it myself"],
    "displayed_ages": ["2 kids together, both 5", "5"],
    "targeted_ages": ["yes"],
    "acts": ["showing their bits"],
    "looking_how": ["both of them, giggling"],
    "all_well": ["yes all of it"],
    "what_happened": [
        "Child A and Child B stood behind the shed giggling and lifted their tops. They stopped at once."
    ],
    "noticed_on": ["today"],
    "noticed_at": ["after lunch"],
    "place": ["behind the shed, no one else about"],
    "boundary_response": ["told them to stop and they did"],
    "before": ["never before"],
    "view_opinion": ["yes i agree"],
    "wants_slot": ["no thanks"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A midday supervisor on a phone, short and with slips."""

NIGHT_WORKER: Mapping[str, Sequence[Line]] = {
    "danger_now": ["no shes hurt"],
    "after_urgent": ["got them apart, on call is ringing back", "its in hand, carry on"],
    "about": ["3 boys ganged up on one"],
    "how_known": ["heard it and went in"],
    "displayed_ages": ["two 14 year olds and a 15 yr old"],
    "all_took_part": ["no they did it to one of the girls"],
    "targeted_ages": ["12, 13 next month"],
    "acts": ["pulled her trousers down"],
    "what_happened": [
        "Child A, B and C held Child D and pulled her trousers down. She cried and shouted stop but they carried on."
    ],
    "noticed_on": ["today"],
    "noticed_at": ["1pm"],
    "place": ["upstairs landing, no other residents"],
    "mutual": ["no she shouted stop"],
    "context": ["held her down and she said no"],
    "relationship": ["they all live here"],
    "needs": ["not that i know of"],
    "targeted_response": ["terrified, crying and shaking"],
    "displayed_response": ["laughed and said it was her fault", "7"],
    "boundary_response": ["called them and out they came", "no", "1"],
    "before": ["no hes done it before"],
    "other_worries": ["no nothing else"],
    "parents_told": ["not yet"],
    "other_actions": ["On call manager is ringing back."],
    "told_them": ["on call is on the phone now, told him", "told"],
    "view_opinion": ["yep thats right"],
    "wants_plan": ["not now"],
    "wants_slot": ["no"],
    "identity": [FOUR_NAMES],
    "signature": [SIGNED],
}
"""A night worker in a home, in the middle of it."""

TEACHER: Mapping[str, Sequence[Line]] = {
    "danger_now": ["No, everybody is safe."],
    "about": ["It was between two pupils."],
    "how_known": ["A girl in my form told me."],
    "child_said": ["Yes, she said that he kept touching her."],
    "displayed_ages": ["yr 9", "14"],
    "targeted_ages": ["13, nearly 14"],
    "acts": ["He touched her bottom over her skirt."],
    "what_happened": ["Child B told me that Child A put a hand on her bottom in the queue. She asked him to stop."],
    "noticed_on": ["yesterday"],
    "noticed_at": ["before lunch"],
    "place": ["In the lunch queue, several other pupils nearby."],
    "mutual": ["no, she asked him to stop"],
    "context": ["It looked unplanned."],
    "relationship": ["They are in the same class and usually sit together."],
    "needs": ["Neither of them."],
    "targeted_response": ["She was embarrassed and annoyed."],
    "displayed_response": ["He hasn't been spoken to yet."],
    "boundary_response": ["Nothing has been done yet."],
    "before": ["I don't know."],
    "other_worries": ["None that I know of.", "none"],
    "parents_told": ["Not yet."],
    "other_actions": ["skip"],
    "told_them": ["Yes, I have told my DSL."],
    "view_opinion": ["It fits."],
    "wants_plan": ["no"],
    "wants_slot": ["not now"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A teacher, in whole sentences."""

FOSTER_CARER: Mapping[str, Sequence[Line]] = {
    "begins": [
        "hi, i foster two lads and ive just seen one of them with his hand down the others pyjamas",
        "yes please",
    ],
    "danger_now": ["no theyre in separate rooms now with the doors open"],
    "about": ["between the two boys i foster"],
    "how_known": ["i walked in on them"],
    "displayed_ages": ["hes 11"],
    "targeted_ages": ["the little one is 7"],
    "acts": ["he had his hand down the front of his pyjama bottoms"],
    "what_happened": [
        (
            "Child A was sat on Child B's bed with a hand inside Child B's pyjama bottoms. Child B was "
            "lying still. Child A jumped up when I came in."
        )
    ],
    "noticed_on": ["last night about half 7"],
    "place": ["their bedroom, just the two of them, my husband was downstairs"],
    "mutual": ["no, the little one just froze"],
    "context": ["he told him it was their secret game"],
    "relationship": ["foster brothers, they share a room"],
    "needs": ["no neither of them"],
    "targeted_response": ["hes gone very quiet and wont let go of me, scared i think"],
    "displayed_response": ["he cried and said sorry"],
    "boundary_response": ["he stopped as soon as i came in"],
    "before": ["first time that i know of"],
    "other_worries": ["he knows far too much about sex for 11"],
    "parents_told": ["no, i'll leave that to the social worker"],
    "other_actions": ["I have rung the out of hours team."],
    "words_checked": ["none of them"],
    "told_them": ["told"],
    "view_opinion": ["yes i agree"],
    "wants_plan": ["not tonight"],
    "wants_slot": ["no thanks"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A foster carer, in the evening, about two children she looks after."""

YOUTH_WORKER: Mapping[str, Sequence[Line]] = {
    "begins": ["can i report something"],
    "danger_now": ["nah all sorted, everyone's gone home"],
    "about": ["couple of the lads and a girl at club"],
    "how_known": ["one of the girls mates told me"],
    "child_said": ["she said he grabbed her and she didnt want it"],
    "displayed_ages": ["15"],
    "targeted_ages": ["14"],
    "acts": ["grabbed her bum over her leggings"],
    "what_happened": [
        (
            "A friend of Child B told me that Child A grabbed Child B's bottom by the pool table and "
            "laughed. Child B told him to get lost."
        )
    ],
    "noticed_on": ["friday night"],
    "place": ["by the pool table, loads of them about"],
    "mutual": ["course not, she told him to get lost"],
    "context": ["his mates were egging him on"],
    "relationship": ["they hang around together most weeks"],
    "needs": ["not as far as i know"],
    "targeted_response": ["annoyed more than anything"],
    "displayed_response": ["havent spoken to him yet"],
    "boundary_response": ["nothing yet, only found out tonight"],
    "before": ["not that ive heard", "yes"],
    "other_worries": ["nope"],
    "parents_told": ["not yet"],
    "other_actions": ["skip"],
    "told_them": ["told"],
    "view_opinion": ["fair enough"],
    "wants_plan": ["nah not now"],
    "wants_slot": ["nah im good"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A youth worker after a club night."""

SOCIAL_WORKER: Mapping[str, Sequence[Line]] = {
    "begins": ["I need to record a disclosure from a child on my caseload", "Yes, please."],
    "danger_now": ["Both children are safe; they are in separate placements."],
    "about": ["Sibling sexual behaviour, historic."],
    "how_known": ["The younger child disclosed to me directly."],
    "child_said": ["Yes. She said her brother made her do things she didn't want to.", "Yes."],
    "displayed_ages": ["He is 13 now"],
    "targeted_ages": ["9"],
    "acts": ["She was not specific, touching under clothing as far as I understood."],
    "what_happened": [
        'Child B said "he put his hand in my knickers at our old house". I did not ask further questions.'
    ],
    "noticed_on": ["I don't know"],
    "noticed_at": ["not known"],
    "place": ["The family home, as far as she said. Nobody else was mentioned."],
    "mutual": ["No, she said she didn't want it."],
    "context": ["He told her she would be taken into care if she told anyone.", "both"],
    "relationship": ["Brother and sister, no longer living together."],
    "needs": ["Neither has a diagnosis."],
    "targeted_response": ["Anxious, and she has nightmares."],
    "displayed_response": ["He has not been spoken to."],
    "boundary_response": ["Nothing has been done yet."],
    "before": ["She said it happened more than once."],
    "other_worries": ["It happened about two years ago."],
    "parents_told": ["Not yet."],
    "other_actions": ["Strategy discussion requested with the police and health."],
    "told_them": ["I’ve told them"],
    "view_opinion": ["I agree."],
    "wants_plan": ["Not now, thank you."],
    "wants_slot": ["No."],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A social worker, in whole sentences, about something that came out years later."""

SENCO: Mapping[str, Sequence[Line]] = {
    "begins": ["hello", "report"],
    "danger_now": ["no, he's 1:1 with his TA"],
    "about": ["one pupil on his own"],
    "how_known": ["TA told me"],
    "displayed_ages": ["he's 12 but functions much younger"],
    "acts": ["rubbing himself under the table"],
    "self_directed_how": ["in class where the others can see, several times a day"],
    "what_happened": [
        (
            "The TA reported that Child A rubbed the front of their trousers under the table during "
            "maths, and again in the afternoon."
        )
    ],
    "noticed_on": ["today"],
    "noticed_at": ["period 2 and again after lunch"],
    "place": ["the resource base, five other pupils and two TAs"],
    "needs": ["yes he has a severe learning disability"],
    "displayed_stages": ["about 4"],
    "displayed_response": ["he didn't understand, no harm meant"],
    "boundary_response": ["easy to redirect, he went back to his sensory toy"],
    "before": ["yes, most weeks since september"],
    "other_worries": ["no"],
    "parents_told": ["mum knows and is supportive"],
    "other_actions": ["skip"],
    "view_opinion": ["yes that's how I see it"],
    "wants_plan": ["no"],
    "wants_slot": ["not this time, thanks"],
    "identity": [ONE_NAME],
    "signature": [SIGNED],
}
"""A special needs coordinator, about one pupil alone."""

FOOTBALL_COACH: Mapping[str, Sequence[Line]] = {
    "begins": [
        (
            "one of my under 12s showed me a video on his phone hes been sent, its of another lad from "
            "the team in the showers"
        ),
        "describe it now",
    ],
    "danger_now": ["no everyones safe mate"],
    "about": ["the lads on the team"],
    "how_known": ["he showed me his phone", "a child told me"],
    "child_said": ["no he didnt say that"],
    "child_said_unwanted": ["no"],
    "displayed_ages": ["the one that filmed it is 12"],
    "targeted_ages": ["11"],
    "acts": ["filmed him in the shower"],
    "image_how": ["sent it round the team whatsapp without him knowing"],
    "what_happened": [
        (
            "Child A filmed Child B in the shower after training and put it on the team chat. Another "
            "player showed me the chat. I did not watch it."
        )
    ],
    "noticed_on": ["sat"],
    "noticed_at": ["after training"],
    "place": ["changing rooms, most of the team was in there"],
    "mutual": ["no way, he didnt even know"],
    "context": ["did it sneaky for a laugh with his mates egging him on", "Others egged them on"],
    "relationship": ["same team, mates normally"],
    "needs": ["dont think so", "none"],
    "targeted_response": ["gutted, hasnt been back to training"],
    "displayed_response": ["dont know not seen him since"],
    "boundary_response": ["nowt done yet"],
    "before": ["no idea"],
    "other_worries": ["nothing i know about"],
    "parents_told": ["no"],
    "other_actions": ["skip"],
    "told_them": ["told"],
    "view_opinion": ["yeah sounds right"],
    "wants_plan": ["no leave that to you lot"],
    "wants_slot": ["not for me"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A volunteer who coaches football, told of a film."""

HEAD_OF_YEAR: Mapping[str, Sequence[Line]] = {
    "begins": ["report"],
    "danger_now": ["No. Both in lessons, separate timetables for today."],
    "about": ["Y10 boy and Y10 girl"],
    "how_known": ["her mum rang me"],
    "displayed_ages": ["15"],
    "targeted_ages": ["same age"],
    "acts": ["nude sent and passed on"],
    "image_how": ["she sent it to him, he then shared it with his friends without her permission"],
    "what_happened": [
        (
            "Mum reported that Child B sent a picture to Child A when they were going out, and that "
            "Child A has since sent it to other pupils."
        )
    ],
    "noticed_on": ["over the weekend", "1"],
    "noticed_at": ["evening"],
    "place": ["Online. Several pupils in the year have seen it."],
    "mutual": ["the first bit yes but not passing it on"],
    "context": ["none of those that I know of", "none"],
    "relationship": ["exes", "they used to be a couple, same year"],
    "needs": ["Neither."],
    "targeted_response": ["distraught, wouldn't come into school this morning"],
    "displayed_response": ["says everyone does it"],
    "boundary_response": ["phones have been handed in, not spoken to him formally"],
    "before": ["not as far as I'm aware", "yes"],
    "other_worries": ["None."],
    "parents_told": ["mum is furious but wants to work with us", "3"],
    "parents_whose": ["3"],
    "other_actions": ["DSL informed by phone at 9.10."],
    "told_them": ["I’ve told them"],
    "view_opinion": ["I'd have said amber"],
    "own_view": ["amber"],
    "own_view_reason": ["It was shared once and he regrets it."],
    "wants_plan": ["not at the moment"],
    "wants_slot": ["no"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A head of year, told by a parent, who sees it differently."""

TEACHING_ASSISTANT: Mapping[str, Sequence[Line]] = {
    "begins": ["hello i am TA i want tell something about two children", "yes"],
    "danger_now": ["no, now is ok, they are with teacher"],
    "about": ["boy and girl, they are small"],
    "how_known": ["i see it"],
    "displayed_ages": ["he have 6 years"],
    "targeted_ages": ["she 6 also"],
    "acts": ["he kiss her on mouth"],
    "all_well": ["no i am not sure"],
    "what_happened": ["Child A kissed Child B on the mouth in the home corner. Child B pushed him and said no."],
    "noticed_on": ["today morning"],
    "place": ["home corner, other children they play there"],
    "mutual": ["she don't want"],
    "context": ["nothing from this"],
    "relationship": ["they are friends always together"],
    "needs": ["no"],
    "targeted_response": ["little bit angry, after she play"],
    "displayed_response": ["he say sorry"],
    "boundary_response": ["i say stop and he stop"],
    "before": ["is first time"],
    "other_worries": ["no other thing"],
    "parents_told": ["i not tell parents"],
    "other_actions": ["skip"],
    "view_opinion": ["yes is correct"],
    "wants_plan": ["no thank you"],
    "wants_slot": ["no"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A teaching assistant who writes in her second language."""

RESIDENTIAL_WORKER: Mapping[str, Sequence[Line]] = {
    "begins": [
        "its my second week and one of the young people just told me another yp has been coming in her room at night",
        "describe it",
    ],
    "danger_now": [
        "i dont know, hes still here, same corridor",
        "its ok hes been moved to the annex with staff, everyone is safe",
    ],
    "about": ["two young people"],
    "how_known": ["she told me herself"],
    "child_said": ["yes she said he gets in her bed and she doesnt want him to", "yes"],
    "displayed_ages": ["16"],
    "targeted_ages": ["14"],
    "acts": ["dont know exactly, he gets in her bed and touches her", "Not sure about the rest"],
    "what_happened": ['Child B told me "he gets in my bed and touches me and I pretend to be asleep".'],
    "noticed_on": ["sunday night"],
    "place": ["her room, second floor, nobody else"],
    "mutual": ["no"],
    "context": ["she pretends to be asleep, he waits till staff have done the checks", "both"],
    "relationship": ["both live here, hes a lot bigger and older"],
    "needs": ["i dont know"],
    "targeted_response": ["crying, scared of going to bed", "1"],
    "displayed_response": ["nobody has spoken to him"],
    "boundary_response": ["thats all i know"],
    "told_them": ["told"],
    "view_opinion": ["yes"],
    "wants_plan": ["manager will do that"],
    "wants_slot": ["no"],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A residential worker in her second week, who says at last that that's all she knows."""

SCHOOL_NURSE: Mapping[str, Sequence[Line]] = {
    "begins": ["I'd like to record a concern about a pupil please"],
    "danger_now": ["No one is hurt and both pupils are safe at home."],
    "about": ["It involves two pupils."],
    "how_known": ["The pupil told me in a drop-in."],
    "child_said": ["No, she said she was fine with it."],
    "child_said_unwanted": ["No."],
    "displayed_ages": ["15"],
    "targeted_ages": ["15"],
    "acts": ["They have had sex."],
    "what_happened": [
        "Child B told me she and Child A have had sex twice, that both wanted to, and that she feels fine about it."
    ],
    "noticed_on": ["yesterday"],
    "noticed_at": ["lunch"],
    "place": ["The medical room; nobody else was there."],
    "mutual": ["Yes, both of them."],
    "context": ["None of these."],
    "relationship": ["Boyfriend and girlfriend, same age and year."],
    "needs": ["No."],
    "targeted_response": ["At ease."],
    "displayed_response": ["He has not been spoken to."],
    "boundary_response": ["Nothing has been done yet."],
    "before": ["Twice, she said."],
    "other_worries": ["None."],
    "parents_told": ["Not told yet."],
    "other_actions": ["skip"],
    "view_opinion": ["It fits."],
    "wants_plan": ["Not now."],
    "wants_slot": ["No, thank you."],
    "identity": [NAMES],
    "signature": [SIGNED],
}
"""A school nurse, about what two fifteen-year-olds wanted."""

TOLD = {
    "midday_supervisor": MIDDAY_SUPERVISOR, "night_worker": NIGHT_WORKER, "teacher": TEACHER,
    "foster_carer": FOSTER_CARER, "youth_worker": YOUTH_WORKER, "social_worker": SOCIAL_WORKER, "senco": SENCO,
    "football_coach": FOOTBALL_COACH, "head_of_year": HEAD_OF_YEAR, "teaching_assistant": TEACHING_ASSISTANT,
    "residential_worker": RESIDENTIAL_WORKER, "school_nurse": SCHOOL_NURSE,
}  # fmt: skip
WHO = {"foster_carer": "foster", "residential_worker": "foster"}
"""Who tells it, where that is not the worker of the school."""
