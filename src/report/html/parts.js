// What is shown of one request, and what all of the page is built with. Text of servers is only ever set as text.

/** @type {Record<State, string>} */
const SIGNS = { passed: "✓ passed", failed: "✗ failed", skipped: "– skipped", flaky: "↻ flaky" };

/** @param {string} id */
const byId = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

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

// biome-ignore lint/correctness/noUnusedVariables: `page.js` follows in the same script, and calls it.
const inside = (() => {
  /** @type {string[]} */
  const descriptions = JSON.parse(byId("about").textContent);

  /** @param {Item} item */
  function inside(item) {
    /** @type {Details} */
    const data = JSON.parse(byId(`d${item.number}`).textContent);
    const box = element("div", { class: "inside" });
    if (data.request) {
      box.append(element("p", { class: "url" }, `${data.request.method} ${data.request.url}`));
    }
    box.append(tools(item, data));
    if (data.description !== undefined) box.append(prose(descriptions[data.description]));
    if (data.skipped) box.append(element("p", { class: "state skipped" }, `– ${data.skipped}`));
    for (const [index, reason] of data.attempts.entries())
      box.append(element("p", { class: "state flaky" }, `↻ attempt ${index + 1}: ${reason}`));
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
    if (data.visualizer) box.append(...visualizer(data.visualizer));
    box.append(exchange(data));
    if (data.response?.hops) {
      const hops = data.response.hops.map((hop) => `${hop.code}  ${hop.method} ${hop.url}`);
      box.append(element("h4", {}, "Redirects"), element("pre", {}, hops.join("\n")));
    }
    if (data.response?.timings)
      box.append(element("h4", {}, "Times"), times(data.response.timings));
    if (data.scriptRequests.length) {
      box.append(element("h4", {}, "Requests of scripts"));
      box.append(...data.scriptRequests.map(ofScript));
    }
    return box;
  }

  /** @param {{request?: SentMessage, response?: Answer}} data */
  function exchange(data) {
    const columns = element("div", { class: "columns" });
    if (data.request) columns.append(message("Request", data.request));
    if (data.response) {
      const { code, reason, httpVersion } = data.response;
      columns.append(message(`Response ${code} ${reason} (HTTP/${httpVersion})`, data.response));
    }
    return columns;
  }

  /** @param {Details["scriptRequests"][number]} sent */
  function ofScript(sent) {
    const end = sent.error || `${sent.code}, ${millis(/** @type {number} */ (sent.millis))}`;
    const line = `${sent.method} ${sent.url}  ${end}`;
    if (!sent.request) return element("p", { class: "url" }, line);
    const details = element("details", { class: "sent" }, element("summary", {}, line));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(exchange(sent));
    });
    return details;
  }

  /** HTML that the report's writer has made of Markdown. @param {string} html */
  function prose(html) {
    const box = element("div", { class: "prose" });
    box.innerHTML = html;
    return box;
  }

  /** The page of a visualizer, without its scripts. @param {NonNullable<Details["visualizer"]>} seen */
  function visualizer(seen) {
    const heading = element("h4", {}, "Visualizer");
    if (seen.page === undefined)
      return [heading, element("pre", { class: "bad" }, seen.error ?? "")];
    const frame = element("iframe", { sandbox: "", title: "Visualizer", srcdoc: seen.page });
    const words = `what its scripts would draw is not shown${seen.isCut ? "; cut off" : ""}`;
    return [heading, frame, element("p", { class: "faint" }, words)];
  }

  // Copying

  /** @param {Item} item @param {Details} data */
  function tools(item, data) {
    const bar = element("p", { class: "tools" });
    bar.append(element("a", { href: `#r${item.number}` }, "Link to this request"));
    const { request, response } = data;
    if (request) bar.append(copier("Copy as cURL", () => curl(request)));
    const text = response?.body?.text;
    if (text) bar.append(copier("Copy response body", () => text));
    return bar;
  }

  /** @param {string} label @param {() => string} text */
  function copier(label, text) {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", async () => {
      const done = await copy(text());
      button.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => {
        button.textContent = label;
      }, 1500);
    });
    return button;
  }

  /** Pages that were opened from a disk may be refused the clipboard; a selection can be copied in any. @param {string} text */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = element("textarea", { class: "skip" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  /** What curl sets by itself. */
  const OF_CURL = new Set(["content-length", "connection", "host", "accept-encoding"]);

  /** @param {string} text */
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  /** @param {SentMessage} request */
  function curl(request) {
    const parts = [`curl --request ${request.method} ${quoted(request.url)}`];
    for (const [name, value] of request.headers)
      if (!OF_CURL.has(name.toLowerCase())) parts.push(`--header ${quoted(`${name}: ${value}`)}`);
    const { body } = request;
    if (body && body.size > 0) {
      const isWhole = body.text !== undefined && !body.shown;
      parts.push(
        isWhole
          ? `--data-raw ${quoted(body.text)}`
          : "--data-binary @body # the report does not have all of it",
      );
    }
    const encoding = request.headers.some(([name]) => name.toLowerCase() === "accept-encoding");
    if (encoding) parts.splice(1, 0, "--compressed");
    return parts.join(" \\\n  ");
  }

  // Tests

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
      if (test.error) entry.append(...problem(test.error));
      all.append(entry);
    }
    return all;
  }

  /** @param {TestError} error */
  function problem(error) {
    const words = element("pre", { class: "bad" }, `${error.name}: ${error.message}`);
    if (error.expected === undefined || error.actual === undefined) return [words];
    const [expected, actual] = [error.expected, error.actual].map((text) => text.split("\n"));
    const sides = element(
      "div",
      { class: "columns compared" },
      side("Expected", expected, new Set(actual)),
      side("Actual", actual, new Set(expected)),
    );
    return [words, sides];
  }

  /** Lines that the other side lacks are marked. @param {string} title @param {string[]} lines @param {Set<string>} other */
  function side(title, lines, other) {
    const marked = lines.map((line) => element(other.has(line) ? "span" : "mark", {}, `${line}\n`));
    return element("div", {}, element("h4", {}, title), element("pre", {}, ...marked));
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

  return inside;
})();
