"""Whole incidents told in own words, each by another kind of person: the answer that is typed, by the question's name.

Several answers to a question are what is typed one after the other: an answer that was not clear, then what settles it.
"""

from collections.abc import Mapping, Sequence

from tests.transcripts.cases import Line

NAMES: Line = {"displayed_1_name": "Zed Inventedname", "targeted_1_name": "Quill Madeup"}
FOUR_NAMES: Line = {
    **{f"displayed_{number}_name": f"Zed Inventedname {number}" for number in (1, 2, 3)},
    "targeted_1_name": "Quill Madeup",
}
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
    "needs": ["not that i know of", "none"],
    "targeted_response": ["terrified, crying and shaking", "Afraid, or very distressed"],
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

TOLD = {"midday_supervisor": MIDDAY_SUPERVISOR, "night_worker": NIGHT_WORKER, "teacher": TEACHER}
