//! HTML as Markdown. A block that begins within a line gets one of its own, which is not counted.

use super::ADDED;

/// Elements whose content is no words of the page.
const LEFT: [&str; 4] = ["head", "script", "style", "nav"];
/// Elements that begin and end lines.
const BLOCKS: [&str; 16] = [
    "p", "div", "section", "article", "main", "ul", "ol", "table", "tr", "td", "th", "tbody",
    "thead", "dl", "dt", "dd",
];

pub(super) fn as_markdown(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.text(&rest[..at]);
        rest = &rest[at..];
        let end = match rest.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map(|end| end + "<!---->".len()),
            None => rest.find('>').map(|end| end + 1),
        };
        let Some(end) = end else { break };
        let (tag, behind) = rest.split_at(end);
        page.keep_lines(tag);
        rest = behind;
        if !tag.starts_with("<!") {
            page.tag(tag.trim_matches(['<', '>']));
        }
    }
    page.text(rest);
    page.begin_line();
    page.out
}

#[derive(Default)]
struct Page {
    out: String,
    /// The line breaks behind fences that are to be made up for.
    owed: usize,
    /// The element whose content is left out.
    left: Option<String>,
    in_sample: bool,
}

impl Page {
    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let tag = tag.trim_matches('/');
        let name = tag
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_lowercase();
        if let Some(left) = &self.left {
            if is_end && *left == name {
                self.left = None;
            }
            return;
        }
        if self.in_sample {
            match &name[..] {
                "pre" if is_end => {
                    self.begin_line();
                    // Nothing may stand behind the end of a fence, not even what marks a line break.
                    self.out.push_str("```\n");
                    self.owed += 1;
                    self.in_sample = false;
                }
                "code" if !is_end => self.name_language(language(tag)),
                _ => {}
            }
            return;
        }
        match &name[..] {
            left if LEFT.contains(&left) && !is_end => self.left = Some(name),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.begin_line();
                if !is_end {
                    let level = usize::from(name.as_bytes()[1] - b'0');
                    self.out.push_str(&"#".repeat(level));
                    self.out.push(' ');
                }
            }
            "li" => {
                self.begin_line();
                self.out.push_str(if is_end { "" } else { "- " });
            }
            "blockquote" | "aside" => {
                self.begin_line();
                self.out.push_str(if is_end { "" } else { "> " });
            }
            "pre" if !is_end => {
                self.begin_line();
                self.out.push_str("```");
                self.out.push_str(language(tag));
                self.out.push_str(ADDED);
                self.in_sample = true;
            }
            "b" | "strong" | "em" | "i" | "a" | "button" => self.out.push_str("**"),
            "code" | "kbd" | "samp" | "tt" => self.out.push('`'),
            "br" => self.out.push(' '),
            // Each paragraph is a block of its own, as the item of a list is.
            "p" | "td" | "th" | "dt" | "dd" if !is_end => {
                let is_begun = self.last_line().ends_with("- ") || self.last_line().ends_with("> ");
                if !is_begun {
                    self.begin_line();
                    self.out.push_str("- ");
                }
            }
            block if BLOCKS.contains(&block) => self.begin_line(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.left.is_some() {
            self.keep_lines(text);
            return;
        }
        if self.in_sample {
            self.out.push_str(&decoded(text));
            return;
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_line();
            }
            let line = decoded(line);
            // A line begins with its words.
            let is_first = self.last_line().is_empty() || self.last_line().ends_with("- ");
            self.out
                .push_str(if is_first { line.trim_start() } else { &line });
        }
    }

    /// A line break of the page.
    fn end_line(&mut self) {
        if self.owed > 0 {
            self.owed -= 1;
            return self.begin_line();
        }
        // What was begun within a line may begin in the next one.
        if self.out.ends_with(ADDED) {
            self.out.truncate(self.out.len() - ADDED.len());
        }
        self.out.push('\n');
    }

    /// The line breaks of what is left out.
    fn keep_lines(&mut self, text: &str) {
        for _ in text.matches('\n') {
            self.end_line();
        }
    }

    /// Gives the sample that has just begun its language: the element within may say it.
    fn name_language(&mut self, language: &str) {
        let begun = self.out.strip_suffix(ADDED);
        let begun = begun.filter(|begun| begun.ends_with("```"));
        if let Some(end) = begun.map(str::len) {
            self.out.truncate(end);
            self.out.push_str(language);
            self.out.push_str(ADDED);
        }
    }

    fn begin_line(&mut self) {
        if !self.last_line().is_empty() {
            self.out.push_str(ADDED);
        }
    }

    fn last_line(&self) -> &str {
        self.out.rsplit('\n').next().unwrap_or_default()
    }
}

/// The language that a class says: `class="language-bash"`.
fn language(tag: &str) -> &str {
    let classes = ["language-", "lang-", "highlight-source-"];
    let found = classes.iter().find_map(|class| tag.split_once(class));
    let rest = found.map_or("", |(_, rest)| rest);
    let ends = |each: char| !each.is_ascii_alphanumeric();
    rest.split(ends).next().unwrap_or_default()
}

/// A text without references to characters.
fn decoded(text: &str) -> String {
    const NAMED: [(&str, &str); 7] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let text = text.to_owned();
    if !text.contains('&') {
        return text;
    }
    let replace = |text: String, (name, sign): &(&str, &str)| text.replace(name, sign);
    NAMED.iter().fold(text, replace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::page::lines::Lines;

    #[test]
    fn headings_lists_marks_and_samples_are_found() {
        let page = "<html><head><title>no</title>\n</head><body><h1>Orders</h1>\n<ol>\n<li>Open the <strong>List orders</strong>\n  request &amp; send it.</li>\n</ol>\n<p>A <code>b</code></p>\n<p>C</p>\n<pre><code class=\"language-bash\">curl -d '&lt;a&gt;' \\\n  http://h/a\n</code></pre>\n<p>D</p>\n</body></html>\n";
        let expected = "\n# Orders\n\n- Open the **List orders**\nrequest & send it.\n\n- A `b`\n- C\n```bash\t \t \t\ncurl -d '<a>' \\\n  http://h/a\n```\n- D\n\n";
        assert_eq!(as_markdown(page), expected);
    }

    #[test]
    fn blocks_of_one_line_have_the_place_of_that_line() {
        let page = "<h1>A</h1><p>B</p><ul><li>C</li><li>D</li></ul>\n<p>E</p><pre>x\ny</pre><p>F</p>\n\n<p>G</p>\n";
        let read = as_markdown(page);
        let lines = Lines::of(&read);
        let found = ["A", "B", "C", "D", "E", "x", "y", "F", "G"].map(|word| {
            let offset = read.find(word).unwrap();
            lines.position(offset).line
        });
        // What follows a sample on its line is a line off.
        assert_eq!(found, [1, 1, 1, 1, 2, 2, 3, 4, 5], "{read}");
    }
}
