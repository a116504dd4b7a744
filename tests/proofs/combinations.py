"""The safety properties over every combination of a reduced set of observations; part of `make prove`.

All 77 observations have 3^77 combinations, so observations that the rules treat alike are stood for by one of them:
one force for every decisive answer, one planned for every worrying feature of the act, and so on. The kinds of act
and the ages that any rule looks at are all there. Elsewhere the properties are tested by Hypothesis.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from knowledge.observations import Answer, Child
from knowledge.open_answers import WORRYING
from knowledge.traffic_light import colour_of
from knowledge.view import Colour
from tests.knowledge.cases import all_well

AGES: tuple[tuple[int | None, int | None], ...] = (
    *((5, 5), (9, 9), (9, 10), (12, 12), (12, 13), (14, 14)),
    *((14, 12), (16, 15), (17, 17), (17, 14), (None, 14), (9, None)),
)
ACTS = (
    *("talk_or_gestures", "looking_or_showing", "kissing_or_hugging", "self_directed_private"),
    *("touch_over_clothing", "touch_under_clothing", "undressing_another", "sexual_activity"),
    *("images_or_messages", "pornography", "other_act", "none_known"),
)
FLAGS = (
    *("mutual", "targeted_comfortable", "age_appropriate", "force_or_coercion", "planned", "displayed_anger"),
    *("egged_on", "dominance", "lesser_power_difference"),
)
ANSWERS = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)


@dataclass(frozen=True)
class Space:
    ages: Sequence[tuple[int | None, int | None]]
    acts: Sequence[str]
    flags: Sequence[str]

    def heights(self, ages: tuple[int | None, int | None], act: str) -> dict[tuple[Answer, ...], int]:
        """How high the view is for each combination of the flags."""
        seen = all_well() if act == "none_known" else all_well(**{act: Answer.YES})
        seen = replace(seen, displayed=(Child(ages[0]),), targeted=(Child(ages[1]),))
        return {
            answers: colour_of(seen.with_answers(**dict(zip(self.flags, answers, strict=True)))).height
            for answers in product(ANSWERS, repeat=len(self.flags))
        }

    def size(self) -> int:
        return len(self.ages) * len(self.acts) * int(len(ANSWERS) ** len(self.flags))


SMALL = Space(AGES[3:9:2] + AGES[-2:], ACTS[3:9:2], FLAGS[:6])
FULL = Space(AGES, ACTS, FLAGS)


def broken(space: Space) -> Iterator[str]:
    """Each combination that breaks a safety property, in words. None is wanted."""
    for ages in space.ages:
        for act in space.acts:
            heights = space.heights(ages, act)
            for answers, height in heights.items():
                for problem in _problems(space, heights, answers, height):
                    yield f"{ages} {act} {dict(zip(space.flags, answers, strict=True))}: {problem}"


def _problems(
    space: Space, heights: dict[tuple[Answer, ...], int], answers: tuple[Answer, ...], height: int
) -> Iterator[str]:
    for place, name in enumerate(space.flags):
        if answers[place] is WORRYING[name]:
            continue
        worried = heights[(*answers[:place], WORRYING[name], *answers[place + 1 :])]
        if worried < height:
            yield f"a worrying answer to {name} lowers the view"
        if answers[place] is Answer.NOT_KNOWN and height == Colour.GREEN.height and worried == Colour.RED.height:
            yield f"green although {name} is open and decisive"


def main() -> int:
    problems = list(broken(FULL))
    sys.stdout.writelines(f"BROKEN {problem}\n" for problem in problems[:20])
    sys.stdout.write(f"{FULL.size():,} combinations of {len(FULL.flags)} observations, {len(FULL.acts)} kinds of act")
    sys.stdout.write(f" and {len(FULL.ages)} pairs of ages: {len(problems)} break a safety property\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
