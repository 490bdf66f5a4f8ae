// The list of requests: found, filtered, and opened one at a time. Text of servers is only ever set as text.
(() => {
  const PAGE = 200;
  /** @type {Item[]} */
  const items = JSON.parse(byId("data").textContent);
  /** @type {string[]} */
  const names = JSON.parse(byId("names").textContent);
  const several = items.some((item) => item.iteration > 0);
  const whole = items.reduce((end, item) => Math.max(end, item.offset + item.took), 1);
  /** @type {Item[]} */
  let found = [];
  let shown = 0;

  /** @param {Item} item */
  const folderOf = (item) => {
    const path = item.folders.join(" / ");
    return names.length > 1 ? [names[item.collection], path].filter(Boolean).join(" / ") : path;
  };

  items.forEach((item, number) => {
    item.number = number;
    item.folder = folderOf(item);
    item.text = [item.name, item.folder, item.url, item.method, item.code, item.tests.join("\n")]
      .filter((part) => part !== null && part !== undefined)
      .join("\n")
      .toLowerCase();
  });

  // The list

  /** @param {Item} item @param {Wanted} wanted */
  function matches(item, wanted) {
    return (
      (!wanted.state || item.state === wanted.state) &&
      (wanted.iteration === "" || item.iteration === Number(wanted.iteration)) &&
      (wanted.folder === "" || item.folder === wanted.folder) &&
      wanted.words.every((word) => item.text.includes(word))
    );
  }

  function filter() {
    const wanted = {
      state: byId("state").value,
      iteration: byId("iteration").value,
      folder: byId("folder").value,
      words: byId("search").value.toLowerCase().split(/\s+/).filter(Boolean),
    };
    found = items.filter((item) => matches(item, wanted));
    shown = 0;
    byId("list").replaceChildren();
    showMore();
    const count =
      found.length === items.length ? `${items.length}` : `${found.length} of ${items.length}`;
    byId("found").textContent = `${count} ${items.length === 1 ? "request" : "requests"}`;
  }

  function showMore() {
    const fragment = document.createDocumentFragment();
    let before = shown > 0 ? found[shown - 1] : null;
    for (const item of found.slice(shown, shown + PAGE)) {
      if (!before || before.iteration !== item.iteration || before.folder !== item.folder) {
        const iteration = several ? `Iteration ${item.iteration + 1}` : "";
        const heading = [iteration, item.folder].filter(Boolean).join(" · ");
        if (heading) fragment.append(element("h3", {}, heading));
      }
      fragment.append(row(item));
      before = item;
    }
    shown = Math.min(shown + PAGE, found.length);
    byId("list").append(fragment);
    const left = found.length - shown;
    byId("more").hidden = left === 0;
    byId("more").textContent = `Show ${Math.min(PAGE, left)} more of ${left}`;
  }

  /** @param {Item} item */
  function row(item) {
    const bar = element("i", {});
    bar.style.left = `${Math.min(99, (item.offset / whole) * 100)}%`;
    bar.style.width = `${Math.max(0.2, (item.took / whole) * 100)}%`;
    const track = element(
      "span",
      {
        class: "track",
        role: "img",
        "aria-label": `began after ${millis(item.offset)}, took ${millis(item.took)}`,
        title: `began after ${millis(item.offset)}, took ${millis(item.took)}`,
      },
      bar,
    );
    const name = element(
      "span",
      { class: "name" },
      item.name,
      element("span", { class: "faint" }, item.url || ""),
    );
    name.title = item.url || "";
    const summary = element(
      "summary",
      {},
      element("span", { class: `state ${item.state}` }, SIGNS[item.state]),
      element("span", { class: "method" }, item.method || ""),
      name,
      element("span", { class: "code" }, item.code === null ? "" : String(item.code)),
      element("span", { class: "time" }, item.millis === null ? "" : millis(item.millis)),
      track,
    );
    const details = element(
      "details",
      { class: `row ${item.state}`, id: `r${item.number}` },
      summary,
    );
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(inside(item));
    });
    return details;
  }

  // The page of a guide: each verdict opens to what was sent and answered

  /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll(".proof details[data-item]")
  ).forEach((details) => {
    details.addEventListener("toggle", () => {
      const box = /** @type {Element} */ (details.querySelector(".inside"));
      const item = items[Number(details.dataset.item)];
      if (details.open && item && box.children.length === 0) box.replaceWith(inside(item));
    });
  });

  // Filters and failures

  /** @template V @param {string} id @param {V[]} values @param {(value: V) => string} label */
  function offer(id, values, label) {
    if (values.length < 2) return;
    byId(`${id}-label`).hidden = false;
    for (const value of values)
      byId(id).append(element("option", { value: String(value) }, label(value)));
  }

  /** Opens the request that the address names, as `#r12`. */
  function follow() {
    const item = items[Number(/^#r(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN)];
    if (item) open(item);
  }

  /** @param {Item} item */
  function open(item) {
    for (const id of ["search", "state", "iteration", "folder"]) byId(id).value = "";
    filter();
    while (found.indexOf(item) >= shown) showMore();
    const details = /** @type {any} */ (byId(`r${item.number}`));
    details.open = true;
    details.scrollIntoView({ block: "start" });
    details.querySelector("summary").focus({ preventScroll: true });
  }

  /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("button.failure")).forEach(
    (button) => {
      button.addEventListener("click", () => {
        const { collection, iteration, name } = button.dataset;
        const folders = JSON.parse(/** @type {string} */ (button.dataset.folders));
        /** @param {Item} item */
        const is = (item) =>
          item.collection === Number(collection) &&
          item.iteration === Number(iteration) - 1 &&
          item.name === name &&
          item.state === "failed";
        /** @param {Item} item */
        const same = (item) =>
          is(item) &&
          item.folders.slice(-folders.length || item.folders.length).join("\n") ===
            folders.join("\n");
        const target = items.find(same) || items.find(is);
        if (target) open(target);
      });
    },
  );

  offer("iteration", [...new Set(items.map((item) => item.iteration))], (value) =>
    String(value + 1),
  );
  offer("folder", [...new Set(items.map((item) => item.folder))].filter(Boolean), (value) => value);
  for (const id of ["state", "iteration", "folder"]) byId(id).addEventListener("change", filter);
  let waiting = 0;
  byId("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  /** @type {Element} */ (document.querySelector(".filters")).addEventListener("submit", (event) =>
    event.preventDefault(),
  );
  byId("more").addEventListener("click", showMore);

  // Light and dark

  const theme = byId("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    (document.documentElement.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  function label() {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-pressed", String(isDark()));
    theme.setAttribute("aria-label", `Use ${isDark() ? "light" : "dark"} colours`);
  }
  theme.hidden = false;
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    label();
  });
  system.addEventListener("change", label);
  label();
  filter();
  window.addEventListener("hashchange", follow);
  follow();
})();
