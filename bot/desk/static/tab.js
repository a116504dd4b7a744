// The tab in Teams: asks Teams who this is, and has the token exchanged for a session of our own.
"use strict";
(async () => {
  const status = document.querySelector("[data-tab]");
  const failed = document.querySelector("[data-failed]");
  const SHORTLY = 20 * 1000;

  function fail(why) {
    status.hidden = true;
    failed.hidden = false;
    if (why) document.querySelector("[data-why]").textContent = why;
  }

  function triedJustNow() {
    // a browser that keeps no cookie of ours would come back here for ever
    try {
      const before = Number(sessionStorage.getItem("tried") || 0);
      sessionStorage.setItem("tried", String(Date.now()));
      return Date.now() - before < SHORTLY;
    } catch {
      return false;
    }
  }

  try {
    if (triedJustNow()) return fail();
    await microsoftTeams.app.initialize();
    const token = await microsoftTeams.authentication.getAuthToken();
    const answer = await fetch("/desk/sign-in/teams", { method: "POST", body: new URLSearchParams({ token }), redirect: "manual" });
    if (answer.type === "opaqueredirect") location.replace(status.dataset.tab);
    else {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fail(page.querySelector(".problem")?.textContent);
    }
  } catch {
    fail();
  }
})();
