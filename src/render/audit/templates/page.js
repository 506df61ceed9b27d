// Filters rows by a search and a severity. Without it the page shows everything, and the tools stay hidden. What was not
// read is no row: no search hides it.
"use strict";
(() => {
  const tools = document.getElementById("tools");
  const query = document.getElementById("query");
  const severity = document.getElementById("severity");
  const shown = document.getElementById("shown");
  const rows = Array.from(document.querySelectorAll("[data-row]"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
    severity: element.dataset.severity,
  }));
  const units = Array.from(document.querySelectorAll(".tree details"));
  const folded = units.filter((unit) => !unit.open);

  const sections = Array.from(document.querySelectorAll("section"))
    .filter((section) => section.querySelector("[data-row]"))
    .map((section) => {
      const note = document.createElement("p");
      note.className = "nothing";
      note.textContent = "Nothing here matches.";
      note.hidden = true;
      section.append(note);
      return { list: section.querySelector("table, .tree"), note };
    });

  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = severity.value;
    const narrowed = words.length > 0 || wanted !== "";
    let number = 0;
    for (const row of rows) {
      const matches =
        words.every((word) => row.text.includes(word)) &&
        (wanted === "" || row.severity === undefined || row.severity === wanted);
      row.element.hidden = !matches;
      number += matches ? 1 : 0;
    }
    for (const unit of units) {
      unit.hidden = narrowed && !unit.querySelector("li.leaf:not([hidden])");
      unit.open = words.length > 0 || !folded.includes(unit);
    }
    for (const section of sections) {
      section.note.hidden = section.list.querySelector("[data-row]:not([hidden])") !== null;
      section.list.hidden = !section.note.hidden;
    }
    shown.textContent = narrowed ? `${number} of ${rows.length} rows` : "";
  };

  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", filter);
  severity.addEventListener("change", filter);
  // `report.html#q=alice` opens the page with a search.
  const opened = /^#q=(.*)$/.exec(location.hash);
  if (opened) {
    try {
      query.value = decodeURIComponent(opened[1]);
    } catch {
      query.value = opened[1];
    }
    filter();
  }
})();
