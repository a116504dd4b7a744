"""What the worker and the DSL of the demo organisation do in the browser. Everything and everyone is invented."""

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator

from dialogs.words import has, say
from tests.e2e.playground import Someone

Answer = str | Sequence[str] | Mapping[str, str]
"""Typed text; or the choices pressed or picked, by key; or a form's inputs, by the start of their labels."""

TODAY = "today, in the calendar"

INCIDENT: Mapping[str, Answer] = {
    "danger_now": ("nobody",),
    "about": ("with_another",),
    "how_known": ("saw",),
    "displayed_ages": "14",
    "targeted_ages": "13",
    "acts": ("touch_over_clothing",),
    "what_happened": "Child A put a hand on Child B’s leg in the lunch queue. Child B said “get off” and moved away.",
    "noticed_on": "yesterday",
    "noticed_at": "after lunch",
    "place": "The lunch queue, with about ten other children and a midday supervisor nearby.",
    "mutual": ("no",),
    "context": ("spontaneous",),
    "relationship": ("normally_associate",),
    "needs": ("none",),
    "targeted_response": ("targeted_embarrassed",),
    "displayed_response": ("understands",),
    "boundary_response": ("stopped",),
    "before": ("first",),
    "other_worries": ("none",),
    "parents_told": ("not_yet",),
    "other_actions": "skip",
    "view_opinion": ("agree",),
    "wants_plan": ("no",),
    "wants_slot": ("no",),
}
NAMES: Mapping[str, Answer] = {
    "identity": {"Name of the child whose": "Zed Inventedname", "Name of the other": "Quill Madeup"}
}
SIGNATURE: Mapping[str, Answer] = {"signature": {"Your name": "Robin Ashdown"}}
BOOKING: Mapping[str, Answer] = {
    "details": {
        "Your line manager": "Kit Orchard",
        "The day they agreed": TODAY,
        "What would you like": "How to keep both children safe at lunch.",
    },
}


DECISION: Mapping[str, Answer] = {
    "enquiry_displayed": {"Child A: their view": "Says it was a joke, and is sorry."},
    "enquiry_targeted": {"Child B: the effect": "Annoyed, and back with friends by the next lesson."},
    "level": ("concerning",),
    "referral": ("not_made",),
    "no_referral": {"Why there is no referral": "One incident that stopped at once."},
    "parents": {"Child A: the day": TODAY, "Child A: told by whom": "The DSL, by telephone"},
    "safety_plan": "skip",
    "view_opinion": ("agree",),
    "signature": {"The reason": "One touch over clothing that ended with a no.", "Your name": "Jo Marlowe"},
}


def describe_an_incident(worker: Someone) -> None:
    """Up to the names. Every question is answered by pressing, picking or typing, as it comes."""
    worker.sees("Waymark")
    worker.presses(say("menu.choices.report"))
    worker.sees(say("incident.questions.danger_now.ask").strip())
    answer_all(worker, "incident", INCIDENT)


def sign(worker: Someone) -> None:
    answer_all(worker, "incident", NAMES)
    answer_all(worker, "incident", SIGNATURE)


def book_a_consultation(worker: Someone) -> None:
    before = worker.messages.count()
    worker.says("book")
    worker.messages.nth(before).wait_for(timeout=30_000)
    worker.settle()
    about_a_record = worker.card.get_by_role("button", name="Record WM-")
    if about_a_record.count():
        about_a_record.first.click()
    worker.sees(say("booking.questions.slot.ask"))
    worker.card.get_by_role("radio").first.check()
    send(worker, say("cards.send"))
    worker.sees(say("booking.questions.details.form.intro"))
    answer_all(worker, "booking", BOOKING)
    worker.sees("Booked:")


def read_the_record(dsl: Someone) -> Locator:
    """The card with the record, as it is shown."""
    dsl.says("inbox")
    dsl.sees("In your inbox")
    dsl.page.get_by_role("button", name="Read WM-").last.click()
    return dsl.sees(say("inbox.account"))


def decide_and_file(dsl: Someone) -> Locator:
    """From the open record to the receipt."""
    dsl.page.get_by_role("button", name=say("inbox.decide"), exact=True).last.click()
    dsl.sees(say("decision.questions.enquiry_displayed.ask").strip().splitlines()[0])
    answer_all(dsl, "decision", DECISION)
    dsl.sees("Signed: your decision")
    dsl.page.get_by_role("button", name="File WM-").last.click()
    return dsl.sees("Receipt.")


def answer_all(person: Someone, flow: str, answers: Mapping[str, Answer]) -> None:
    """Answers whichever of these questions is asked, until another one is."""
    left = dict(answers)
    while name := asked(person, flow, left):
        before = person.messages.count()
        offered = person.messages.last.get_by_role("button", name=say("menu.choices.the_list"))
        if offered.count():
            # what was said earlier is offered; here everything is picked from the list
            offered.click()
            person.messages.nth(before).wait_for(timeout=30_000)
            person.settle()
            continue
        give(person, flow, name, left.pop(name))
        person.messages.nth(before).wait_for(timeout=30_000)
        person.settle()


def asked(person: Someone, flow: str, among: Mapping[str, Answer]) -> str:
    """Which of these questions the newest message asks; nothing where it asks none of them."""
    shown = " ".join(person.messages.last.inner_text().split())
    for name in among:
        words = say(f"{flow}.questions.{name}.ask").strip().splitlines()[0].split("? ")[0]
        if " ".join(words.split()) in shown:
            return name
    return ""


def give(person: Someone, flow: str, name: str, answer: Answer) -> None:
    if isinstance(answer, str):
        person.says(answer)
    elif isinstance(answer, Mapping):
        for label, text in answer.items():
            fill_in(person, label, text)
        send(person, say(f"{flow}.questions.{name}.form.submit"))
    else:
        titles = [title(flow, name, choice) for choice in answer]
        button = person.card.get_by_role("button", name=titles[0], exact=True)
        if button.count():
            button.click()
            return
        for picked in titles:
            person.card.get_by_text(picked, exact=True).click()
        send(person, say("cards.send"))


def fill_in(person: Someone, label: str, text: str) -> None:
    field = person.card.get_by_label(label).first
    if text != TODAY:
        field.fill(text)
        return
    field.click()
    # as the browser marks it: at the edge of a month the same number stands there twice
    person.page.locator('[role="gridcell"][aria-current="date"]').click()


def send(person: Someone, words: str) -> None:
    person.card.get_by_role("button", name=words, exact=True).click()


def title(flow: str, name: str, choice: str) -> str:
    own = f"{flow}.questions.{name}.choices.{choice}"
    return say(own) if has(own) else say(f"choices.{choice}.title")
