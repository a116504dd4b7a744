"""`waymark hold`: set, listed with its reason, lifted."""

from tests.bot.office import Office


def test_a_hold_is_set_listed_and_lifted_each_for_a_reason(office: Office) -> None:
    assert office.says("hold list").out.startswith("There is no hold")
    refused = office.says("hold place --as admin", typed="\n")
    assert (refused.code, "reason" in refused.err) == (2, True)
    assert office.says("hold place --as admin --until tomorrow", typed="A claim.\n").code == 2
    assert office.says("hold place --as worker", typed="A claim.\n").code == 2
    assert office.says("hold place --as admin --until 2199-03-31", typed="A claim.\n").code == 0
    (one,) = office.says("hold list --json").values
    assert (one["state"], one["by"], one["why"], one["until"]) == ("in_force", "demo-admin", "A claim.", "2199-03-31")
    assert "2199-03-31. A claim." in office.says("hold list").out
    assert office.says(f"hold lift {one['id']} --as head", typed="It was settled.\n").code == 0
    (one,) = office.says("hold list --json").values
    assert (one["state"], one["lifted_by"], one["lifted_why"]) == ("lifted", "demo-head", "It was settled.")
    actions = [row["action"] for row in office.says("db history --json").values]
    assert actions[:2] == ["hold_placed", "hold_lifted"]
