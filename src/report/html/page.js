"use strict";
// The list of requests: found, filtered, and opened one at a time. Text of servers is only ever set as text.
(() => {
  const PAGE = 200;
  /** @param {string} id */
  const byId = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
  /** @type {Item[]} */
  const items = JSON.parse(byId("data").textContent);
  /** @type {string[]} */
  const names = JSON.parse(byId("names").textContent);
  /** @type {Record<State, string>} */
  const SIGNS = { passed: "✓ passed", failed: "✗ failed", skipped: "– skipped", flaky: "↻ flaky" };
  const several = items.some((item) => item.iteration > 0);
  const whole = items.reduce((end, item) => Math.max(end, item.offset + item.took), 1);
  /** @type {Item[]} */
  let found = [];
  let shown = 0;

  /**
   * @template {keyof HTMLElementTagNameMap} N
   * @param {N} name
   * @param {Record<string, string>} properties
   * @param {(Node | string | null | undefined)[]} children
   * @returns {HTMLElementTagNameMap[N]}
   */
  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key === "class") made.className = value;
      else made.setAttribute(key, value);
    }
    for (const child of children) {
      if (child !== null && child !== undefined) made.append(child);
    }
    return made;
  }

  /** @param {number} value */
  const millis = (value) =>
    value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`;
  /** @param {number} bytes */
  function size(bytes) {
    if (bytes < 1000) return `${bytes} B`;
    return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  }
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

  // One request

  /** @param {Item} item */
  function inside(item) {
    /** @type {Details} */
    const data = JSON.parse(byId(`d${item.number}`).textContent);
    const box = element("div", { class: "inside" });
    if (data.request) {
      box.append(element("p", { class: "url" }, `${data.request.method} ${data.request.url}`));
    }
    if (data.description) box.append(element("p", { class: "faint" }, data.description));
    if (data.attempts > 0) {
      box.append(
        element(
          "p",
          { class: "faint" },
          `answered or given up after ${data.attempts} failed attempts`,
        ),
      );
    }
    for (const warning of data.warnings)
      box.append(element("p", { class: "state skipped" }, `⚠ ${warning}`));
    for (const problem of data.errors) {
      box.append(element("h4", {}, `Error in ${problem.place}`));
      box.append(
        element("pre", { class: "bad" }, problem.stack || `${problem.name}: ${problem.message}`),
      );
    }
    if (data.tests.length) box.append(element("h4", {}, "Tests"), tests(data.tests));
    if (data.console.length) {
      const lines = data.console.map((line) =>
        line.level === "log" ? line.text : `[${line.level}] ${line.text}`,
      );
      box.append(element("h4", {}, "Console"), element("pre", {}, lines.join("\n")));
    }
    const columns = element("div", { class: "columns" });
    if (data.request) columns.append(message("Request", data.request));
    if (data.response) {
      const { code, reason, httpVersion } = data.response;
      columns.append(message(`Response ${code} ${reason} (HTTP/${httpVersion})`, data.response));
    }
    box.append(columns);
    if (data.response?.hops) {
      const hops = data.response.hops.map((hop) => `${hop.code}  ${hop.method} ${hop.url}`);
      box.append(element("h4", {}, "Redirects"), element("pre", {}, hops.join("\n")));
    }
    if (data.response?.timings)
      box.append(element("h4", {}, "Times"), times(data.response.timings));
    if (data.scriptRequests.length) {
      const sent = data.scriptRequests.map(
        (one) =>
          `${one.method} ${one.url}  ${one.error || `${one.code}, ${millis(/** @type {number} */ (one.millis))}`}`,
      );
      box.append(element("h4", {}, "Requests of scripts"), element("pre", {}, sent.join("\n")));
    }
    return box;
  }

  /** @param {Details["tests"]} list */
  function tests(list) {
    const all = element("ul", { class: "tests" });
    for (const test of list) {
      const entry = element(
        "li",
        {},
        element("span", { class: `state ${test.state}` }, SIGNS[test.state]),
        test.name,
      );
      if (test.error)
        entry.append(element("pre", { class: "bad" }, `${test.error.name}: ${test.error.message}`));
      all.append(entry);
    }
    return all;
  }

  /** @param {string} title @param {Message} part */
  function message(title, part) {
    const box = element("div", {}, element("h4", {}, title));
    if (part.headers.length) {
      const rows = part.headers.map(([name, value]) =>
        element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value)),
      );
      box.append(element("table", {}, element("tbody", {}, ...rows)));
    }
    if (part.body) box.append(...body(part.body));
    return box;
  }

  /** @param {ShownBody} part */
  function body(part) {
    if (part.size === 0) return [];
    if (part.left) {
      const why = "left out, so that this page stays small enough to open";
      return [element("h4", {}, `Body, ${size(part.size)}`), element("p", { class: "faint" }, why)];
    }
    const heading = element("h4", {}, `Body, ${size(part.size)}`);
    if (part.image)
      return [heading, element("img", { src: part.image, alt: "the body, as a picture" })];
    if (part.hex) return [heading, element("pre", {}, `${part.type || "binary"}\n${part.hex} …`)];
    const pieces = [heading, element("pre", { tabindex: "0" }, pretty(part))];
    if (part.shown) {
      pieces.push(
        element("p", { class: "faint" }, `its first ${size(part.shown)} of ${size(part.size)}`),
      );
    }
    return pieces;
  }

  /** @param {ShownBody} part */
  function pretty(part) {
    if (part.shown || !/^\s*[[{]/.test(part.text)) return part.text;
    try {
      return JSON.stringify(JSON.parse(part.text), null, 2);
    } catch {
      return part.text;
    }
  }

  /** @param {Timings} parts */
  function times(parts) {
    /** @type {[keyof Timings, string][]} */
    const labels = [
      ["lookup", "name lookup"],
      ["connect", "connection"],
      ["handshake", "TLS handshake"],
      ["firstByte", "first byte after"],
      ["total", "end after"],
    ];
    const rows = labels
      .filter(([key]) => parts[key] !== null)
      .map(([key, label]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, label),
          element("td", {}, `${parts[key]} ms`),
        ),
      );
    return element("table", {}, element("tbody", {}, ...rows));
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
})();
