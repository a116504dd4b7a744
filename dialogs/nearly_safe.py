"""Where what was said at the question about safety sounds safe, and is not plain: it is asked once more, kindly.

'hes in bed, shes gone home' is no plain 'safe', and no alarm: what to do if it is not so stands in one sentence, and
one tap says that everyone is safe. Whoever stays unclear after that gets all of the urgent steps.
"""

from dialogs.interview.chat import Then
from dialogs.interview.frame import Frame, note
from dialogs.words import reply

QUESTION = "danger_now"
SAFE = "nobody"


def asked_kindly(frame: Frame, name: str) -> Then | None:
    """What comes before the question the first time that 'everyone is safe' was likely meant; None otherwise."""
    is_likely = name == frame["again"] == QUESTION and frame["offered"].get(name) == [SAFE]
    if not is_likely or "nearly_safe" in frame["noted"]:
        return None
    return Then(note(frame, nearly_safe="yes"), [reply("menu.nearly_safe")])
