"""On the safety question only a clear 'safe' is taken as safe: sentences that have the word, and do not say it."""

import pytest

from dialogs.interview.listener import Listener

NOT_PLAINLY_SAFE = (
    "no not everyone",
    "no theyre both in my room now",
    "not no",
    "no not really",
    "no?",
    "yes no",
    "yes, no",
    "yes. no.",
    "yes? no?",
    "yes wait no",
    "yes i mean no",
    "yes sorry no",
    "no yes no",
    "no but she is frightened to go home",
    "everyone is safe except him",
    "safe for now",
    "all calm until he gets back",
    "they are safe apart from the youngest",
    "no, though he did say he would kill her",
    "safe i think",
    "she says she is fine but she is bleeding",
    "no one is safe",
    "not everyone is safe",
    "nobody feels safe",
    "are they safe? no",
    "is everyone safe? not really",
    "everyone was safe until lunch",
    "not all safe",
    "she's not safe and well",
    "i wish everyone was safe",
    "they will be safe when he leaves",
    "he is safe but she isnt",
    "all safe bar one",
    "no hes still in there",
    "no because we cant find her",
    "no worries hes only hitting her",
    "no idea where she is",
    "no the ambulance is coming",
    "no not safe at all",
    "safe? no chance",
    "its not over",
    "it isnt settled",
    "nobody is calm",
    "nobody is ok",
    "they are not fine",
    "neither is safe",
    "dont think theyre safe",
    "hardly safe",
    "never safe with him",
    "far from safe",
    "everyone safe? i doubt it",
    "she is with him and hes calm",
    "they are both in the same room all calm",
    "both at home together with him all fine",
    "child is safe with the man who did it",
    "no he only touched her again just now",
    "all ok apart from a broken arm",
    "no longer safe",
    "safe enough",
    "just about safe",
    "they said they are safe",
    "she told me shes fine",
    "no blood but she cant walk",
    "everything fine now he has gone but hes coming back",
    "no risk unless he comes back",
    "no, for the moment",
    "no but he is on his way",
    "not hurt yet",
    "no harm yet",
    "no danger yet",
)


@pytest.mark.parametrize("said", NOT_PLAINLY_SAFE)
def test_nobody_is_called_safe_who_was_not_said_to_be(listener: Listener, said: str) -> None:
    assert listener.hear("danger_now", said).took != ("nobody",)


@pytest.mark.parametrize("said", ["safe", "all safe", "no, everyone is safe", "nobody is in danger, everyone is ok"])
def test_a_plain_safe_is_taken(listener: Listener, said: str) -> None:
    assert listener.hear("danger_now", said).took == ("nobody",)


@pytest.mark.parametrize("said", ["no yes", "no, yes", "no? yes?", "no wait yes", "no i mean yes"])
def test_a_no_and_a_yes_together_do_not_say_that_all_of_them_chose_it(listener: Listener, said: str) -> None:
    heard = listener.hear("mutual", said)
    assert (heard.took, set(heard.offered)) == ((), {"yes", "no", "not_sure"})


NEARLY_SAFE = (
    "hes fine now they're apart",
    "hes in bed she's gone home",
    "both gone home at 3",
    "i think theyre ok",
    "should be ok now",
    "its stopped",
    "nothing going on now",
    "kids are all home",
    "were keeping them apart",
    "hes been moved to another unit",
    "staff with both of em",
    "safe i think",
)
GOES_AGAINST_IT = (
    "shes safe, hes not",
    "keeping them apart is hard",
    "both home together",
    "quiet for now",
    "never apart",
    "asleep but they share",
    "everyone home except her",
    "not asleep",
)


@pytest.mark.parametrize("said", NEARLY_SAFE)
def test_what_sounds_safe_is_asked_about_by_itself_and_not_taken(listener: Listener, said: str) -> None:
    heard = listener.hear("danger_now", said)
    assert (heard.took, heard.nearly) == ((), "nobody")


@pytest.mark.parametrize("said", [*GOES_AGAINST_IT, "everyone is safe except him", "she says she is fine", "not yet"])
def test_where_anything_goes_against_it_all_choices_are_shown(listener: Listener, said: str) -> None:
    assert listener.hear("danger_now", said).nearly == ""
