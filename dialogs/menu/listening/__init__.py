"""An open interview's side of a turn: an answer, a command about the questions, or a question in between.

`question.py` shows the open question, `asking.py` asks it and follows what comes next, `answering.py` hears the answer,
`in_between.py` answers what is asked meanwhile, `about_questions.py` does the commands about the questions, and
`open_question.py` says what is open.
"""

from dialogs.menu.listening.about_questions import command
from dialogs.menu.listening.answering import hear, say_on
from dialogs.menu.listening.asking import ask, begin
from dialogs.menu.listening.open_question import (
    asks_of,
    is_choice,
    is_current,
    is_unmistakable,
    open_words,
    says_a_choice,
)

__all__ = [
    "ask",
    "asks_of",
    "begin",
    "command",
    "hear",
    "is_choice",
    "is_current",
    "is_unmistakable",
    "open_words",
    "say_on",
    "says_a_choice",
]
