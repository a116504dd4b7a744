"""Activities as no well-behaved Teams sends them: answered or passed over, never with an error that is sent again."""

import pytest
from botbuilder.schema import Activity, Entity

from bot.teams import activities
from bot.teams.delivery import say_at_the_door


@pytest.mark.parametrize("odd", ["a\0b", "x" * 256, "\ud83d"])
def test_an_id_that_no_table_takes_is_still_the_same_message(odd: str) -> None:
    made = activities.id_of(Activity(id=odd))
    assert made == activities.id_of(Activity(id=odd))
    assert len(made) == 64
    assert made != activities.id_of(Activity(id=odd + "y"))


def test_an_ordinary_id_stays_and_a_missing_one_is_new() -> None:
    assert activities.id_of(Activity(id="x" * 255)) == "x" * 255
    assert activities.id_of(Activity()) != activities.id_of(Activity())


def test_a_mention_of_nobody_leaves_the_words_as_they_are() -> None:
    odd = Activity(text="report an incident", entities=[Entity(type="mention")], recipient=None)
    assert activities.incoming(odd).text == "report an incident"


async def test_a_sentence_at_the_door_that_cannot_be_sent_is_no_error() -> None:
    class Broken:
        async def send_activity(self, _activity: Activity) -> None:
            raise ConnectionError

    await say_at_the_door(Broken(), "Please come back later.")  # type: ignore[arg-type]
