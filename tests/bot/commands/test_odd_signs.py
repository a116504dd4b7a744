"""What somebody typed does nothing to the terminal of whoever reads it, and JSON parses back to the same text.

And what is typed at the command line and makes no sense ends in a sentence: days at the ends of time, odd numbers,
letters that are two.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.console import json_line, tell
from bot.teams.transport import retry_after
from dialogs.words import say
from storage.database.engine import Tx
from storage.people import people, responsible
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record, Submission
from tests.bot.office import Office
from tests.storage.documents.examples import whole_form

ODD = "red \x1b[31m, a bell \x07, \x9b2J, \x7f, turned \u202egnp.exe\u202c, \u2066x\u2069, \u200f, \u2028, \ufeff end"
"""Escapes, the same in one byte, a bell, turns of the direction of reading, other ends of a line, a mark."""
DOES_SOMETHING = [sign for sign in ODD if not sign.isprintable()]


def quiet(text: str) -> bool:
    return not [sign for sign in DOES_SOMETHING if sign in text]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts)
    )
)
def test_json_parses_back_to_the_same_and_holds_no_sign_that_does_something(value: Any) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert quiet(line)
    assert "\n" not in line
    line.encode()


@pytest.mark.parametrize("sign", [*DOES_SOMETHING, "\ud800", "\x00", "\r", "\x85", "\u061c", "\u2069"])
def test_each_of_them(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(json_line({sign: sign})) == {sign: sign}
    assert sign not in json_line({sign: sign})
    tell(f"a {sign} b")
    assert sign not in capsys.readouterr().out.removesuffix("\n")


@pytest.mark.parametrize("text", ["Zoë", "مرحبا", "日本", "🙂", "👩‍👧", "a\tb", "नमस्ते"])
def test_what_people_really_write_is_left_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell(text)
    assert text in capsys.readouterr().out
    assert text.replace("\t", "\\t") in json_line(text)


# -- every way out -------------------------------------------------------------------------------------------------


async def odd_record(tx: Tx) -> Record:
    author = await people.get(tx, "demo-worker")
    content = whole_form(behaviour_words=f"Child A said {ODD}.", place=ODD)
    (record,) = await signing.submit(
        tx,
        Submission(
            submission_key="odd",
            author=author,
            setting_id=author.setting_id,
            responsible=await responsible.responsible_for(tx, author.setting_id, author_id=author.id),
            children=[ChildPart("Child A", "Example Child", "2014-03-04", content={"child_label": "Child A"})],
            content=content,
            view=content["view"],
            observations={"alone": "yes"},
            rules_version="2026-11",
            rules_hash="0" * 64,
            signed_name=f"Example {ODD}",
        ),
    )
    return record


def test_a_record_is_written_out_without_them_and_json_keeps_them(office: Office) -> None:
    reference = office.changes(odd_record).reference
    for line in ("records export {} --json", "records export {}", "records story {}"):
        said = office.says(f"{line.format(reference)} --as dsl")
        assert said.code == 0
        assert quiet(said.out + said.err), line
    (value,) = office.says(f"records export {reference} --as dsl --json").values
    assert ODD in value["content"]["behaviour_words"]
    file = office.folder / "record.json"
    office.says(f"records export {reference} --as dsl --json --out {file}")
    assert office.says(f"records verify {file}").code == 0


@pytest.mark.parametrize("as_json", ["", "--json"])
def test_the_conversation_says_nothing_of_it_back_as_it_was(office: Office, as_json: str) -> None:
    said = ["call back", {"telephone": "01632 960199", "help_wanted": f"breaks {ODD}"}]
    office.says(
        "chat --json", typed="\n".join(json.dumps({"text" if isinstance(x, str) else "value": x}) for x in said)
    )
    asked = '{"text": "call backs"}\n' if as_json else "call backs\n"
    heard = office.says(f"chat {as_json} --as consultation", typed=asked)
    assert "01632 960199" in heard.out
    assert quiet(heard.out + heard.err)


@pytest.mark.parametrize(
    "line", ["people roles '{}' --role dsl", "slots add '{}'", "records export '{}' --as '{}'", "chat --as '{}'",
             "slots pattern rules '{}'", "people setting contact x --contact '{}'", "slots export --as dsl --out '{}'"],
)  # fmt: skip
def test_what_is_refused_is_not_repeated_as_it_was(office: Office, line: str) -> None:
    said = office.says(line.format(*[ODD] * 2))
    assert said.code == 2
    assert quiet(said.out + said.err)


# -- what makes no sense -------------------------------------------------------------------------------------------

ENDS_OF_TIME = ("0001-01-01", "0001-01-02", "1000-06-15", "9999-12-30", "9999-12-31")
WITH_A_DAY = (
    "slots pattern add --weeks 1 --weekday monday --at 10:00 --from {day}",
    "slots pattern add --weeks 1 --weekday monday --at 10:00 --until {day}",
    "slots pattern close {day}",
    "slots list --month {month}",
    "slots month --as consultation --month {month}",
    "slots export --as consultation --month {month} --out x.csv",
    "slots add '{day} 00:00'",
    "slots add '{day}T23:59' --out-of-hours",
    "slots withdraw '{day} 00:00'",
    "slots withdraw '{day} 23:59'",
    "slots pattern move abc '{day} 23:59'",
    "chat --json --at {day}",
    "chat --json --at {day}T00:00",
    "chat --json --at {day}T23:59+14:00",
    "chat --json --at {day}T23:59-14:00",
)


@pytest.mark.parametrize("day", ENDS_OF_TIME)
@pytest.mark.parametrize("line", WITH_A_DAY)
def test_a_day_at_the_ends_of_time_is_refused_with_a_sentence(office: Office, line: str, day: str) -> None:
    said = office.says(line.format(day=day, month=day[:7]), typed='{"text": "book"}\n')
    assert said.code == 2
    assert said.out == ""
    assert "isn’t a month" in said.err or "years that I work with" in said.err


@pytest.mark.parametrize("born", [*ENDS_OF_TIME, "31/12/9999", "01/01/0001"])
def test_nobody_was_born_at_the_ends_of_time(office: Office, born: str) -> None:
    said = office.says("records about --as dsl", typed=f"Zed Inventedname\n{born}\n")
    assert said.code in (0, 2)
    assert said.out + said.err


@pytest.mark.parametrize("value", ["²", "٣", "9" * 5_000, "-1", "1.5", " ", "1_0"])
def test_an_odd_number_is_refused_with_a_sentence(office: Office, value: str) -> None:
    said = office.says(f"slots pattern rules 'hold_minutes={value}'")
    assert said.code == 2
    assert "hold_minutes=20" in said.err


@pytest.mark.parametrize("at", ["10:00+01:00", "10:00:30", "10:00:00.5", "²"])
def test_a_time_of_day_is_hours_and_minutes(office: Office, at: str) -> None:
    said = office.says(f"slots pattern add --weeks 1 --weekday monday --at '{at}'")
    assert said.code == 2
    assert "isn’t a time of day" in said.err


@pytest.mark.parametrize("said", ["²", "9" * 400, "-1", "", "soon", "1e400", "٣"])
def test_how_long_to_wait_is_a_number_a_date_or_nothing(said: str) -> None:
    assert retry_after({"retry-after": said}) is None


@pytest.mark.parametrize("letter", ["AB", "B A", "A, B", "Child AB", "1", "Ä", "²", " ", "Bart"])
@pytest.mark.parametrize("document", ["referral", "story"])
def test_what_is_not_one_letter_is_refused_and_reads_nothing(office: Office, document: str, letter: str) -> None:
    reference = office.changes(odd_record).reference
    said = office.says(f"records {document} {reference} --as dsl --child '{letter}'")
    assert (said.code, said.out) == (2, "")
    assert said.err.strip() == say("operations.records.not_a_letter", text=letter)
    (row,) = office.says("records list --as dsl --json").values
    assert row["status"] == "signed", "unread"


@pytest.mark.parametrize("letter", ["A", "a", " a ", "Child A", "child a"])
def test_a_letter_may_be_written_as_it_stands_on_the_form(office: Office, letter: str) -> None:
    reference = office.changes(odd_record).reference
    assert office.says(f"records story {reference} --as dsl --child '{letter}'").code == 0
