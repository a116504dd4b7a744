"""What is said of a plan, and enforced nowhere: a practitioner may have a reason. Pure; sources are in `menu.yaml`."""

from collections.abc import Iterator, Sequence

from storage.plans.intervention.content import Action, Content
from storage.plans.intervention.menu import lists

FEWEST_WORDS = 4
"""Of what will be different: with fewer it says what about, and not what (our own)."""


def hints(content: Content, actions: Sequence[Action]) -> tuple[str, ...]:
    """Each a check of `menu.yaml`, with the number of the need or action after a space where it is about one."""
    return tuple(_hints(content, actions))


def _hints(content: Content, actions: Sequence[Action]) -> Iterator[str]:
    served = {action.need for action in actions}
    for need in content.needs:
        if is_vague(need.change) or not need.know.strip():
            yield f"vague_objective {need.number}"
        if need.number not in served:
            yield f"need_without_action {need.number}"
    for action in actions:
        if action.need is None:
            yield f"action_without_need {action.number}"
    if all(need.domain == "sexual_behaviour" for need in content.needs):
        yield "nothing_beyond"
    specialist = any(lists().menu[action.menu].specialist for action in actions)
    if content.part("high_risk") == "yes" and not specialist:
        yield "high_risk_without_specialist"
    for check, part in (
        ("other_plans_missing", "other_plans"),
        ("diversity_missing", "diversity"),
        ("child_not_heard", "child_words"),
    ):
        if not content.part(part).strip():
            yield check


def is_vague(change: str) -> bool:
    """Whether it says what will be worked on, rather than what will be different."""
    said = " ".join(change.casefold().split())
    return len(said.split()) < FEWEST_WORDS or said.startswith(lists().vague)
