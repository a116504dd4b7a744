"""The schedule as data: the longest line counts, the youngest child, and nothing sooner than six years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings
from knowledge.citations import editions
from storage.people.settings import SETTING_KINDS
from storage.retention_schedule.schedule import FILE, Facts, by_itself, review_on, schedule, years_after
from storage.yaml_file import read

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
KINDS = st.sets(st.sampled_from(sorted(SETTING_KINDS)), min_size=1)


@pytest.mark.parametrize(
    ("born", "settings", "due", "line"),
    [
        ([date(2012, 2, 29)], {"primary_school"}, date(2037, 2, 28), "every_setting"),
        ([date(2012, 3, 1), date(2014, 3, 1)], {"primary_school"}, date(2039, 3, 1), "every_setting"),
        ([date(2012, 3, 1), None], {"primary_school"}, date(2051, 11, 17), "every_setting"),
        ([None], {"primary_school"}, date(2051, 11, 17), "every_setting"),
        ([date(2012, 3, 1)], {"residential"}, date(2087, 3, 1), "childrens_home"),
        ([date(2012, 3, 1)], {"primary_school", "foster"}, date(2087, 3, 1), "looked_after"),
        ([date(2004, 3, 1)], {"special_school"}, date(2032, 11, 17), "every_setting"),
    ],
)
def test_when_a_record_is_reviewed(born: list[date | None], settings: set[str], due: date, line: str) -> None:
    day, by = review_on("record", Facts(born, date(2026, 11, 17), date(2026, 11, 17), settings))
    assert (day, by.name) == (due, line)


@given(st.lists(st.one_of(st.none(), DAYS), min_size=1, max_size=4), DAYS, KINDS, st.one_of(st.none(), DAYS), KINDS)
def test_another_child_or_another_setting_never_brings_it_forward(
    born: list[date | None], happened: date, kinds: set[str], other: date | None, more: set[str]
) -> None:
    day, _ = review_on("record", Facts(born, happened, happened, kinds))
    assert day >= years_after(happened, schedule().least_years)
    known = [one for one in [*born, other] if one is not None]
    if not known or max(known) <= happened:
        assert review_on("record", Facts([*born, other], happened, happened, kinds | more))[0] >= day


def test_each_line_cites_what_there_is_or_says_that_it_is_our_own() -> None:
    kept = read(FILE)
    lines = [line for lines in kept["reviewed"].values() for line in lines.values()]
    for line in [*lines, *kept["by_itself"].values(), kept["least_years"]]:
        assert line.get("cites") in {None, *editions()}
        assert not line.get("project_rule") or line["own"]
        assert line.get("cites") or line.get("project_rule")
    for line in schedule().lines:
        assert line.settings <= SETTING_KINDS


def test_what_the_installation_may_set_is_by_default_as_the_schedule_says() -> None:
    for matter, line in read(FILE)["by_itself"].items():
        if "setting" in line:
            name = line["setting"].removeprefix("WAYMARK_").lower()
            assert Settings.model_fields[name].default == by_itself(matter).days
