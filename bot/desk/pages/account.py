"""Signing out, here and everywhere; and that somebody is still at the keyboard."""

from bot.desk.page import EVERYBODY, Answer, Nothing, Page, Reader, SignOut


async def sign_out(reader: Reader) -> Answer:
    """`POST /desk/sign-out`; with `everywhere` in the form, in every browser and in Teams."""
    return SignOut(everywhere=bool(reader.asked.typed("everywhere")))


async def still_here(reader: Reader) -> Answer:
    """`POST /desk/still-here`, by our script while somebody types: the session does not end under their hands."""
    return Nothing()


PAGES = (
    Page("/sign-out", EVERYBODY, sign_out, changes=True),
    Page("/still-here", EVERYBODY, still_here, changes=True),
)
