"""A person of the register of training in words."""

from datetime import date

from dialogs.words import say
from storage.people.managers import ServiceArea
from storage.training.register import Entry


def entry_in_words(entry: Entry) -> str:
    """'Sam Inventedname, social care: AIM3 4 March 2025; current until 4 March 2027'"""
    area = area_in_words(entry.area)
    return say(
        "training.entry", name=entry.person.name, area=area, courses=courses_in_words(entry), currency=standing(entry)
    )


def courses_in_words(entry: Entry) -> str:
    """Each with its day."""
    said = [f"{say(f'training.courses.{one.course}')} {day(one.trained_on)}" for one in entry.courses]
    return ", ".join(said) or say("training.no_course")


def standing(entry: Entry) -> str:
    """'current until 4 March 2027', and what that means."""
    return say(f"training.currency.{entry.currency}", until=day(entry.until) if entry.until else "")


def area_in_words(area: ServiceArea | None) -> str:
    """'social care'; said too where nobody has noted one."""
    return say(f"training.areas.{area or 'none'}")


def day(of: date) -> str:
    """'4 March 2027'."""
    return f"{of.day} {of:%B %Y}"


__all__ = ["area_in_words", "courses_in_words", "day", "entry_in_words", "standing"]
