"""Which command a message is, if it is one: by the spellings of `text/commands.yaml`, in any casing."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from dialogs.interview.answers import plain
from dialogs.interview.typed_signs import trimmed
from dialogs.words import names, several

LONGEST = 300
"""Characters. A longer text is no command."""
OF_A_NUMBER = frozenset({"resume"})
"""'Carry on with 2' is a command, 'carry on with the lesson' is not."""
ONE_OF_A_LIST = re.compile(r"(?:the |record |number )*(?:(?:w[a-z]|sp)-|[0-9]{1,4}$|[a-z0-9_-]{12,80}(?:\.|$))")
"""What a command that acts on something names: a reference, a number of a list, or what a button carries."""
TO_SHOW = frozenset({"show me", "show", "lets see", "let's see", "let me see", "see"})
"""'Show me the red one' asks for a record, 'show me the register' for something else."""
ONE_SPOKEN_OF = re.compile(
    r"(?:the |that |this )?(?:it|that|this|(?:(?:red|amber|green|last|latest|newest|new|first|top|second|unread) ?)?"
    r"(?:one|record|form)?)"
)
"""How people speak of a record that they have seen in a list: 'the red one', 'it', 'the last'."""
OF_A_TALK = frozenset({"informal_talk", "talk", "talk_outcome", "review_talk"})
"""'Talk 1' is a command, 'talk to me' is none."""
OF_A_REFERRAL = frozenset({"group", "my_referrals", "answer_referral", "end_referral"})
"""'Group WR-7K2P-QX' is a command, 'group chat with pictures' is none."""
OF_A_SAFETY_PLAN = frozenset(
    "safety_plan agree_plan change_plan review_safety_plan end_plan who_needs_what behaviour_plan give_sheet sheet"
    " read_sheet call_sheet_back".split()
)
"""'Safety plan WM-...' is a command, 'safety plan for a trip' a question."""
OF_A_CONCERN = frozenset(f"{no}about_the_{role}" for no in ("", "not_") for role in ("dsl", "deputy", "head"))
"""'About the head WM-...' is a command, and so is 'not about the head WM-...'; without a reference it tells of
something, or puts it right.
"""
AT_ITS_END = frozenset({"keep_on", "dispose", "agree_disposal", "break_glass", "agree_glass"})
"""'Keep on WM-...' is a command, 'keep on hitting' tells of something."""
OF_A_RECORD = frozenset("read decide add file timeline same_child another_child hand_over received pack called".split())
OF_AN_ASSESSMENT = frozenset(
    "assessment lead ask_co_worker co_work stage barrier answer_barrier ask_information answer_information"
    " legal_agreement on_paper plan_in_place child_agrees complete shown_to_family share review_document"
    " not_able".split()
)
_ONE_ASSESSMENT = re.compile(r"(?:[a-z]+ )?wa-[0-9a-z]{4}-[0-9a-z]{2}(?: [a-z0-9]+)?$")
"""'lead wa-7k2p-qx', 'stage wa-7k2p-qx interviews': these are everyday words, and need the reference with them."""
_A_NUMBER = re.compile(r"[-+]?[0-9]")
"""'Tally 2', and '-1' or '3.5', which are refused in words of their own; 'tally of complaints' is a question."""
_A_YEAR = re.compile(r"20[0-9]{2}\b")
"""'Board report 2026-27'; 'board report template' is a question."""
_A_REFERENCE = re.compile(r"(?:[a-z]+ )?w[a-z]-[0-9a-z]{4}-[0-9a-z]{2}\b")
OF_A_PLAN = frozenset(
    "make_plan plan add_need add_action plan_parts plan_voices sign_plan plan_action review_plan significant_change"
    " consent_withdrawn end_intervention lead_passes audit_case case_audit strategy_meeting it_happened good_life_plan"
    " add_goal strengths from_now_on led_here"
    " sign_life_plan step_done leaving arrange has_left hand_on contact tracking lost_touch end_life_plan".split()
)
OF_A_CASE = frozenset(
    "case let_into_case let_out_of_case offer_case take_over_case take_back_case close_case reopen_case"
    " link_consultation".split()
)
_THIS_CASE = re.compile(r"wc-[0-9a-z]{4}-[0-9a-z]{2}(?: (?:yes|no))?$")
_ONE_CASE = re.compile(r"wc-[0-9a-z]{4}-[0-9a-z]{2}(?: [0-9]{1,3})?$")
"""'plan wc-7k2p-qx', 'action done wc-7k2p-qx 2': these too need the reference of the case with them."""
MOST_WORDS_OF_A_RECORD = 3
"""'Read the one from Tuesday' may be a command; 'got a picture of a pupil on a phone' is none."""


_CALLS = re.compile(r"!\s*!|^\W*HELP( ME)?\s*!")
"""'help!!!' and 'HELP!' call for help, 'help' asks what there is to do."""


def as_command(text: str) -> tuple[str, str] | None:
    """The command that a message is, with what was typed after it; None where it is something else."""
    if len(text) > LONGEST:
        return None
    whole = trimmed(text)
    said = plain(whole.rstrip(" ?")) or plain(whole)
    if said in several("commands.alone.help") and _CALLS.search(text):
        return None
    if said in _alone():
        return _alone()[said], ""
    for start, name in _with_more().get(said.partition(" ")[0], ()):
        if said.startswith(f"{start} "):
            # by words, not by signs: small letters may be more signs than capitals are
            rest = trimmed(" ".join(whole.split()[len(start.split()) :]).strip(" ?:"))
            if (name not in OF_A_NUMBER or rest.isdecimal()) and _may_be_of_a_record(name, start, rest):
                return name, rest
    return None


def whole_commands() -> Sequence[str]:
    """Every spelling that is a whole message, in the order of the file."""
    return tuple(_alone())


def beginnings() -> Sequence[str]:
    """How commands begin that say what they are about."""
    return tuple(start for starts in _with_more().values() for start, _ in starts)


def names_one(rest: str) -> bool:
    """Whether what was typed after a command is a reference: 'WA-7K2P-QX', 'request WM-7K2P-QX'."""
    return bool(_A_REFERENCE.match(plain(rest)))


@cache
def _alone() -> Mapping[str, str]:
    """Which command each spelling is; the first that has it. A button's own value is one too."""
    found: dict[str, str] = {}
    for name in names("commands.alone"):
        for said in (*several(f"commands.alone.{name}"), *([name] if "_" in name else [])):
            found.setdefault(said, name)
    return found


@cache
def _with_more() -> Mapping[str, Sequence[tuple[str, str]]]:
    """By the first word: how commands begin that say what they are about, and which command it is, in their order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names("commands.with_more"):
        for start in several(f"commands.with_more.{name}"):
            found.setdefault(start.partition(" ")[0], []).append((start, name))
    return found


def _may_be_of_a_record(name: str, start: str, rest: str) -> bool:
    """A command about a record names one, or is short. 'Got' and 'add' are everyday words: they need its reference."""
    if name in OF_AN_ASSESSMENT:
        return bool(_ONE_ASSESSMENT.match(plain(rest)))
    if name in OF_A_PLAN:
        return bool(_ONE_CASE.match(plain(rest)))
    if name in ("open_case", "ask_for_assessment"):
        return names_one(rest)
    if name in OF_A_CASE:
        return bool(_THIS_CASE.match(plain(rest)))
    if name == "board_report":
        return bool(_A_YEAR.match(rest))
    if name in ("tally", "audit_sample", "rate_item"):
        return bool(_A_NUMBER.match(rest))
    if name in OF_A_TALK | OF_A_REFERRAL | OF_A_SAFETY_PLAN | OF_A_CONCERN | AT_ITS_END:
        return bool(ONE_OF_A_LIST.match(plain(rest)))
    if start in TO_SHOW:
        return bool(ONE_OF_A_LIST.match(plain(rest)) or ONE_SPOKEN_OF.fullmatch(plain(rest)))
    if name not in OF_A_RECORD or ONE_OF_A_LIST.match(plain(rest)):
        return True
    most = MOST_WORDS_OF_A_RECORD + 2 * plain(rest).startswith("the one from ")
    return start not in ("got", "add") and len(rest.split()) <= most
