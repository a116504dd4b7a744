"""A time of day as people say it: 'half two', '2.30pm', 'after lunch', 'period 3'.

A clock time becomes 'HH:MM'. A part of the day stays in the person's words: 'after lunch' never becomes 13:00.
"""

import re

PARTS_OF_DAY = (
    "before school", "registration", "assembly", "first thing", "morning break", "break time", "breaktime", "break",
    "before lunch", "at lunch", "lunchtime", "lunch time", "lunch", "after lunch", "dinner time", "dinnertime",
    "home time", "hometime", "after school", "end of the day", "bedtime", "bed time", "early morning", "morning",
    "late morning", "midday", "noon", "early afternoon", "afternoon", "late afternoon", "teatime", "tea time",
    "evening", "night", "overnight", "midnight", "all day", "playtime", "form time", "tutor time",
    "form", "reg", "dinner", "nap time", "story time", "carpet time", "golden time", "bath time",
    "lesson one", "first lesson", "last lesson", "end of school", "start of school", "swimming", "pe",
    "second lesson", "third lesson", "maths", "english", "science", "phonics", "music", "art", "drama", "games",
    "prayers", "practice", "training", "the match", "club", "choir", "prep", "supper", "breakfast", "tea", "snack",
    "snack time", "the bell", "bell",
    "lights out", "handover", "shift change", "contact", "drop off", "pick up", "early hours", "middle of the night",
    "eve", "morning club", "breakfast club", "after school club", "the session", "the lesson", "session", "lesson",
)  # fmt: skip
"""Parts of a day in a school or a home. They are kept as words."""
BEGINS_AT = {
    "after lunch": 12, "before lunch": 10, "lunch": 11, "midday": 12, "noon": 12, "late afternoon": 14, "afternoon": 12,
    "home time": 14, "hometime": 14, "end of the day": 14, "end of school": 14, "after school": 14, "teatime": 15,
    "tea time": 15, "evening": 16, "eve": 16, "bath time": 16, "supper": 16, "bedtime": 17, "bed time": 17,
    "lights out": 18, "night": 17, "midnight": 23,
}  # fmt: skip
"""The hour before which a part of today cannot have been, by the clock; the widest reading. Of several, the first."""
_PARTS = sorted(PARTS_OF_DAY, key=len, reverse=True)
_HOURS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}


_SHORT_FORMS = {
    r"\bmornin\b": "morning",
    r"\bnite\b": "night",
    r"\bb4\b": "before",
    r"\barvo\b": "afternoon",
    r"\bavo\b": "afternoon",
}


_WIDE = frozenset({"morning", "afternoon", "evening", "night"})
_MINUTES = {"5": "five", "10": "ten", "20": "twenty", "25": "twentyfive"}
_NTH = {"1st": "first", "2nd": "second", "3rd": "third"}


def as_written(text: str) -> str:
    """Short forms as they are written out: 'b4 lunch', 'last nite', '10ish'."""
    for short, long in _SHORT_FORMS.items():
        text = re.sub(short, long, text)
    hours = "|".join(_HOURS)
    text = re.sub(rf"\b((?:half|quarter)(?: (?:past|to))? (?:\d{{1,2}}|{hours}))[ -]?ish\b", r"\1", text)
    text = re.sub(rf"\b(\d{{1,2}}(?:[:.]\d{{2}})?|{hours})[ -]?ish\b", r"about \1", text)
    text = re.sub(
        r"\b(25|20|10|5) (past|to) (?=\d{1,2}\b(?![:./-]))", lambda found: f"{_MINUTES[found[1]]} {found[2]} ", text
    )
    text = re.sub(r"\b([01]?\d|2[0-3])[:.]?([0-5]\d) ?h(?:ou)?rs?\b", r"\1:\2", text)
    text = re.sub(r"\b(0\d|1[0-8]|2[1-3])([0-5]\d)\b(?![/-])", r"\1:\2", text)  # not 19.. and 20..: they are years
    text = re.sub(r"^([1-9])([0-5]\d)$", r"\1:\2", text)
    text = re.sub(r"^(?:about |around )?(\d{1,2}) (?:or|to|till|-) (\d{1,2})$", r"between \1 and \2", text)
    text = re.sub(r"\bo clock\b", "o'clock", re.sub(r"\b(?:about|around) (?=about\b)", "", text))
    return re.sub(r"\b(1st|2nd|3rd) (?=lesson)", lambda nth: f"{_NTH[nth[1]]} ", text)


_BARE_HOUR = re.compile(
    r"(?:(?:it was|at|about|around|roughly|approx|approximately|nearly|just gone) )*"
    rf"(\d{{1,2}}|{'|'.join(_HOURS)})(?: ?o'?clock)?(?:,? (?:maybe|ish|or so|i think|i guess|probably))*"
)


def hours_meant(text: str, *, evenings: bool = False) -> tuple[str, ...]:
    """What an hour said by itself may mean ('9', 'about 9'), the likelier first; () where it is none.

    In a school 'about 9' to eleven are before noon, and one to six after it. Where people work in the evening and at
    night, it may be either; and so may a number alone, which may be a slip of the thumb too.
    """
    found = _BARE_HOUR.fullmatch(text)
    if not found:
        return ()
    hour = _HOURS.get(found[1]) or int(found[1])
    if hour > 23:
        return ()
    if hour > 12 or found[1].startswith("0"):
        return (f"{hour:02d}:00",)
    before, after = f"{hour % 12:02d}:00", f"{hour % 12 + 12:02d}:00"
    likely = (after, before) if evenings or hour < 7 or hour == 12 else (before, after)
    is_plain = not text.isdecimal() and (hour in (5, 6) or not (evenings or hour in (7, 8)))
    return likely[:1] if is_plain else likely


def hour_in_words(time: str) -> str:
    """'21:00' as 'nine' is said with its part of the day: '9 in the evening'."""
    hour = int(time[:2])
    part = next(part for until, part in _PARTS_OF_HOURS if hour < until)
    return f"{hour % 12 or 12} {part}"


_PARTS_OF_HOURS = (
    (5, "at night"),
    (12, "in the morning"),
    (18, "in the afternoon"),
    (22, "in the evening"),
    (24, "at night"),
)


def split_time(text: str, *, evenings: bool = False) -> tuple[str, str]:
    """What is left of a plain text once a time of day is taken out, and that time ('' when there is none).

    `evenings`: where people work in the evening, five to eleven is after noon unless a morning is said.
    """
    if evenings and re.search(r"\d|half|quarter|o'clock", text) and not re.search(_NOT_EVENING, text):
        text = f"{text} {_IN_THE_EVENING}"
    for find in (_clock, _half_past, _oclock, _part_of_day):
        # that they work in the evening says which hour is meant, and is no time by itself: '9 November' has none
        rest, time = find(text.replace(_IN_THE_EVENING, "").strip() if find is _part_of_day else text)
        if time:
            rest, other = _part_of_day(rest.replace(_IN_THE_EVENING, ""))
            if other and not time[:2].isdigit():
                time = f"{time}, {other}" if time in _WIDE else f"{other}, {time}"
            rest = re.sub(
                r"\b(at|about|around|approx|approximately|roughly|in the|in|during|on)$", "", rest.strip(" ,")
            )
            rest = re.sub(r"\s+", " ", rest)
            return rest.strip(" ,"), time
    return text.replace(_IN_THE_EVENING, "").strip(), ""


_IN_THE_EVENING = "(evening)"
_NOT_EVENING = (
    r"\b(morning|am|a\.m|noon|midday|lunch\w*|school|lesson|break|afternoon|\d{3,4}hrs)\b|\b(1[2-9]|2[0-3])[:.]"
)


def _at(hour: int, minute: int, half: str, rest: str) -> str:
    """24-hour time. A school day is meant where nothing else is said: 1 to 6 are after noon."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return ""
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    elif not half and hour == 12 and re.search(r"\bat night\b", rest):
        hour = 0
    elif not half and 1 <= hour <= 6 and not re.search(r"\b(morning|night)\b", rest):
        hour += 12
    elif not half and 7 <= hour <= 11 and re.search(r"\b(evening|eve|night|tonight)\b", rest):
        hour += 12
    return f"{hour:02d}:{minute:02d}"


def _clock(text: str) -> tuple[str, str]:
    found = re.search(r"\b(\d{1,2})[:.](\d{2})(?![\d./-])\s*([ap])?\.?m?\b", text) or re.search(
        r"\b(\d{1,2})()\s*([ap])\.?m\b", text
    )
    if not found or (found[0].count(".") == 1 and re.search(r"\d[./-]\d+[./-]", text)):
        return text, ""
    rest = text[: found.start()] + text[found.end() :]
    hour, half = int(found[1]), found[3] or ""
    if len(found[1]) == 2 and found[1].startswith("0"):
        half = half or "a"
    return rest, _at(hour, int(found[2] or 0), half, rest)


def _half_past(text: str) -> tuple[str, str]:
    hours = "|".join(_HOURS)
    found = re.search(
        rf"\b(half|quarter|ten|twentyfive|twenty|five)(?: (past|to))? ?({hours}|1[0-2]|[1-9])\b(?! days?| weeks?)", text
    )
    if not found or (found[1] != "half" and not found[2]):
        return text, ""
    hour = _HOURS.get(found[3]) or int(found[3])
    minutes = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "twentyfive": 25, "five": 5}[found[1]]
    if found[2] == "to":
        hour, minutes = hour - 1 or 12, 60 - minutes
    rest = text[: found.start()] + text[found.end() :]
    return rest, _at(hour, minutes, _half(text), rest)


def _oclock(text: str) -> tuple[str, str]:
    hours = "|".join(_HOURS)
    marked = f" {_IN_THE_EVENING}" if _IN_THE_EVENING in text else ""
    text = text.replace(_IN_THE_EVENING, "").strip()
    any_hour, part = rf"{hours}|1[0-2]|[1-9]", "morning|afternoon|evening|night"
    patterns = (
        rf"\b({any_hour}) ?o'?clock\b",
        rf"\bat (?:about |around )?({any_hour})$",
        rf"(?:^|\b(?:about|around|{part}) )({hours})$",
        rf"\b(?:about|around|nearly|just gone|before|after|by) ({any_hour})$",
        rf"\b(?:at|about|around) ({any_hour})(?= (?:this |in the |yesterday |last )?(?:{part}))",
        rf"\b({any_hour})(?= (?:in the|at) (?:{part})\b)",
    )
    found = next((found for pattern in patterns if (found := re.search(pattern, text))), None)
    if not found:
        return text, ""
    rest = text[: found.start()] + text[found.end() :]
    if found[0].startswith(("before", "after", "by")):
        return rest, found[0]  # in their words: 'after 3' is not three o'clock
    return rest, _at(_HOURS.get(found[1]) or int(found[1]), 0, _half(text), rest + marked)


def _half(text: str) -> str:
    found = re.search(r"\b([ap])\.?m\b", text)
    return found[1] if found else ""


def _part_of_day(text: str) -> tuple[str, str]:
    between = re.search(r"\bbetween (\d{1,2}) and (\d{1,2})\b(?! \w)", text)
    if between:
        return text[: between.start()] + text[between.end() :], between[0]
    lesson = re.search(r"\b(?:during |in )?(?:period|lesson|session|pd|p) ?\d\b", text)
    if lesson:
        return text[: lesson.start()] + text[lesson.end() :], lesson[0]
    if text == "tonight":
        return "today", "evening"
    for part in _PARTS:
        found = re.search(
            rf"\b(?:(?:just |right )?(before|after|at|during|in|end of|start of) )?(?:the )?{part}\b", text
        )
        if found and not re.search(r"\bday (after|before)\b", found[0]):
            return text[: found.start()] + text[found.end() :], found[0]
    return text, ""
