"""Whether everybody can use the pages about plans, groups, talks, training, audits, notes and reports: axe on each of
the gallery's, with rows in it and at its questions, light and dark.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.conversation import TUESDAY
from tests.e2e.at_the_desk import AtTheDesk
from tests.e2e.desk_pictures import PLANS, fill_cases, opens
from tests.e2e.test_desk_reach import COLOURS, HEAVY, findings
from tests.support.databases import upgrade_now

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def office() -> Iterator[AtTheDesk]:
    with tempfile.TemporaryDirectory(prefix="waymark-desk-") as data:
        upgrade_now(f"sqlite:///{Path(data) / 'waymark.db'}")
        made = AtTheDesk(Path(data) / "waymark.db", TUESDAY)
        made.does(fill_cases(made.runtime))
        yield made
        made.stop()


def test_none_of_them_has_a_serious_finding(browser: Browser, office: AtTheDesk) -> None:
    wrong: dict[str, Any] = {}
    for login in sorted({login for _, login, _ in PLANS}):
        # the checker is put into the page from here, which the page's own policy would not allow
        page = browser.new_context(bypass_csp=True).new_page()
        page.goto(f"{office.url}/desk/sign-in")
        page.locator(f'button[value="{login}"]').click()
        for name, _, address in (one for one in PLANS if one[1] == login):
            page.emulate_media(color_scheme="light")
            opens(page, office, address)
            if (size := len(page.content())) > HEAVY:
                wrong[f"{name}, bytes"] = size
            if found := findings(page):
                wrong[name] = found
            page.emulate_media(color_scheme="dark")
            if found := findings(page, COLOURS):
                wrong[f"{name}, dark"] = found
        page.context.close()
    assert wrong == {}
