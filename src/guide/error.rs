//! What can be wrong with a page, found before anything is sent.
//!
//! Reading goes on after a problem, so that an author sees all of them at once.

use std::fmt;

pub use crate::document::Position;

/// One thing that is wrong with a page, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{page}:{}:{}: {mistake}", at.line, at.column)]
pub struct Problem {
    /// The page as it was named.
    pub page: String,
    /// Where in the page.
    pub at: Position,
    /// What is wrong.
    pub mistake: Mistake,
}

/// Everything that is wrong with a page, in the order of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// The page as it was named.
    pub page: String,
    /// What is wrong.
    pub list: Vec<Problem>,
}

/// What can be wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// A directive's content is not YAML.
    #[error("this is not YAML: {message}")]
    NotYaml {
        /// What the YAML reader said.
        message: String,
    },
    /// `{{name}}` stands without quotes, where YAML reads a map of a map.
    #[error("`{{{{{name}}}}}` without quotes is a map to YAML; write `\"{{{{{name}}}}}\"`")]
    UnquotedPlaceholder {
        /// The name between the braces.
        name: String,
    },
    /// A key that is not known at its place.
    #[error("unknown key `{key}` in {place}{}", suggested(suggestion.as_ref()))]
    UnknownKey {
        /// The key as written.
        key: String,
        /// What has such keys: `a step`, `the header`, `expect`.
        place: &'static str,
        /// `did you mean …?`, or the keys there are.
        suggestion: Option<String>,
    },
    /// A value of another kind than its key takes.
    #[error("`{key}` is {found}, expected {expected}")]
    WrongKind {
        /// The key.
        key: String,
        /// What stands there.
        found: String,
        /// What could stand there.
        expected: String,
    },
    /// A JSONPath that does not parse (RFC 9535).
    #[error("`{path}` is not a JSONPath: {message}{}", suggested(suggestion.as_ref()))]
    JsonPath {
        /// The path as written.
        path: String,
        /// What the parser said.
        message: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// A regular expression that does not parse.
    #[error("`{pattern}` is not a regular expression: {message}")]
    Regex {
        /// The pattern as written.
        pattern: String,
        /// What the parser said.
        message: String,
    },
    /// Text that is not a JSON Pointer (RFC 6901).
    #[error("`{text}` is not a JSON Pointer, expected `/member/…`{}", suggested(suggestion.as_ref()))]
    Pointer {
        /// The text as written.
        text: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// A directive that says two ways of sending.
    #[error("the step has both `{first}` and `{second}`, expected one of them")]
    TwoActions {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A key that only makes sense where the directive sends something.
    #[error("`{key}` needs `send`, `curl` or `request` in the same directive")]
    NothingSent {
        /// The key.
        key: String,
    },
    /// `expect` or `capture` with no exchange to look at.
    #[error("`{key}` has no response to look at: no step before it sends a request")]
    NoExchange {
        /// The key.
        key: &'static str,
    },
    /// An alternative that the header does not name.
    #[error("the header names no tab `{name}`{}", suggested(suggestion.as_ref()))]
    UnknownTab {
        /// The name as written.
        name: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// A page that is taken in calls another collection by a short name of this page.
    #[error("`{page}` calls another collection `{name}`; give one of them another short name")]
    IncludedName {
        /// The short name.
        name: String,
        /// The page that is taken in.
        page: String,
    },
    /// A directive that says nothing.
    #[error("the directive is empty, expected `send`, `curl`, `request`, `expect` or `capture`")]
    Empty,
    /// No fenced sample of the kind that a key names.
    #[error("there is no fenced {what} {direction} the directive")]
    NoFence {
        /// What is looked for: `curl command`, `JSON sample`.
        what: &'static str,
        /// `below` or `above`.
        direction: &'static str,
    },
    /// A fenced sample that should be JSON and is not.
    #[error("the JSON sample at line {line} is not JSON: {message}")]
    Sample {
        /// The line of the page at which the sample begins.
        line: usize,
        /// What the JSON reader said.
        message: String,
    },
    /// A curl command that could not be understood.
    #[error("the curl command at line {}, column {}: {cause}", at.line, at.column)]
    Curl {
        /// Where the command begins on the page, or what is wrong with it.
        at: Position,
        /// What is wrong with it.
        cause: super::CurlError,
    },
    /// The nearest fence with commands has not the one that is wanted.
    #[error("{}", no_command(*line, *count))]
    NoCommand {
        /// The line of the fence.
        line: usize,
        /// How many curl commands it has.
        count: usize,
    },
    /// A sample of HTTP that can't be sent as it stands there.
    #[error("the `http` sample at line {line} can't be sent: {why}")]
    Message {
        /// The line of the fence.
        line: usize,
        /// What is in the way.
        why: &'static str,
    },
    /// A command that another step sends.
    #[error("another step has taken the command of the fence at line {line}")]
    Taken {
        /// The line of the fence.
        line: usize,
    },
    /// A placeholder of which nobody says which variable it stands for.
    #[error(
        "`{spelling}` at line {line} is a placeholder; say what stands there in the header, \
         `placeholders: {{ {key}: \"{{{{{name}}}}}\" }}`"
    )]
    Placeholder {
        /// As the page writes it.
        spelling: String,
        /// The line of the page at which the request begins that has it.
        line: usize,
        /// How it is named in the header.
        key: String,
        /// A name for the variable.
        name: String,
    },
    /// A request of the page that names no host, where no base does.
    #[error(
        "the request at line {line} names no host; say it with `base`, here or in the header, \
         `base: \"{{{{url}}}}\"`"
    )]
    NoHost {
        /// The line of the page at which the request begins.
        line: usize,
    },
    /// A host of the page that holds a placeholder, where no base replaces it.
    #[error(
        "`{host}` at line {line} names no host; say what stands there in the header, \
         `base: {{ \"{host}\": \"{{{{url}}}}\" }}`"
    )]
    Host {
        /// Scheme and host as the page writes them.
        host: String,
        /// The line of the page at which the request begins that has it.
        line: usize,
    },
    /// One base for several hosts.
    #[error(
        "the page sends to {}, and the header has one `base` for both; name each, `base: {{ \"{}\": \"{{{{url}}}}\", … }}`",
        listed(hosts), hosts[0]
    )]
    OneBase {
        /// The hosts, as the page writes them.
        hosts: Vec<String>,
    },
    /// A mark of a draft that is not settled.
    #[error("this is not settled: {what}; {help}, and delete the mark")]
    Choose {
        /// What is to be settled.
        what: String,
        /// What would settle it.
        help: &'static str,
    },
    /// A request's name that is not in the collections.
    #[error("no request is called `{name}`{}", suggested(suggestion.as_ref()))]
    UnknownRequest {
        /// The name as written.
        name: String,
        /// The nearest names.
        suggestion: Option<String>,
    },
    /// A request's name that several requests have.
    #[error("`{name}` is the name of several requests: {}", listed(candidates))]
    AmbiguousRequest {
        /// The name as written.
        name: String,
        /// The full names of those it could be.
        candidates: Vec<String>,
    },
    /// A second header.
    #[error("this is a second header, the first one is at line {first}")]
    SecondHeader {
        /// The line of the first one.
        first: usize,
    },
    /// A step that stands before the header.
    #[error("a step stands before the header; the first directive says `guide` or `collections`")]
    StepBeforeHeader,
    /// A page without a header.
    #[error(
        "the page has no header: its first directive is a comment with `guide` or `collections`, \
         as in `<!-- postrider`, `collections: {{ name: path }}`, `-->`"
    )]
    NoHeader,
    /// A page with a header and no step.
    #[error("the page has no step: no directive says `send`, `curl` or `request`")]
    NoStep,
    /// A comment that never ends.
    #[error(
        "the directive has no end; write `-->`, and indent its lines as far as the list item's text"
    )]
    Unclosed,
    /// A comment that stands so deep that Markdown takes it for code.
    #[error(
        "the directive is indented so far that Markdown shows it as code; align it with the text before"
    )]
    InCode,
    /// A directive within a sample that may show it or have lost its end, in a page that is a guide.
    #[error(
        "the directive stands within the sample that begins at line {line}, and is no directive there; is the end of that sample missing? If the sample shows a directive, give it the language `markdown`"
    )]
    ShownOrLost {
        /// Where the sample begins.
        line: usize,
    },
    /// A directive within another comment.
    #[error(
        "the directive stands within the comment that begins at line {line}, and is no directive there; is the `-->` of that comment missing?"
    )]
    InComment {
        /// Where the comment begins.
        line: usize,
    },
    /// A directive within a sample that is none of markup.
    #[error(
        "the directive stands within the sample that begins at line {line}, and is no directive there; is the end of that sample missing?"
    )]
    InSample {
        /// Where the sample begins.
        line: usize,
    },
    /// A directive within the front matter.
    #[error(
        "the directive stands within the front matter, and is no directive there; move it behind the `---`"
    )]
    InFrontMatter,
    /// What should have been the beginning of a directive.
    #[error("`{found}` begins no comment, so readers see it; write `<!-- postrider`")]
    Broken {
        /// The line as written.
        found: String,
    },
    /// The end of a comment that never began.
    #[error("this `-->` ends no comment; is `<!-- postrider` missing above?")]
    StrayEnd,
    /// A comment that looks like a directive and is none.
    #[error("the comment begins with `{word}`, did you mean `postrider`?")]
    Misspelt {
        /// The first word.
        word: String,
    },
    /// An allowance that does not say what it allows, or why.
    #[error(
        "the comment allows {}, expected `<!-- postrider: allow CODE reason -->`",
        allowed(code)
    )]
    Allowance {
        /// The code as written.
        code: String,
    },
    /// Words that a side-car quotes and that are not on the page.
    #[error("the page does not say `{quote}`{}", suggested(suggestion.as_ref()))]
    QuoteMissing {
        /// The words.
        quote: String,
        /// What the page says instead.
        suggestion: Option<String>,
    },
    /// Words that a side-car quotes and that are on the page more than once.
    #[error(
        "the page says `{quote}` more than once, at lines {}; quote more of it",
        numbers(lines)
    )]
    QuoteTwice {
        /// The words.
        quote: String,
        /// The lines of the page that say them.
        lines: Vec<usize>,
    },
    /// A step of a side-car that quotes nothing.
    #[error("the step has no place; write `at:` and the words of the page that it belongs to")]
    NoQuote,
    /// What stands in an Arazzo document and can't be a guide.
    #[error("{message}{}", suggested(suggestion.as_ref()))]
    Arazzo {
        /// What is wrong.
        message: String,
        /// What would mend it.
        suggestion: Option<String>,
    },
    /// A change to one request where all of a folder are sent.
    #[error("`{key}` changes one request, and `{name}` is a folder")]
    FolderChanged {
        /// The key.
        key: &'static str,
        /// The folder as it is named.
        name: String,
    },
    /// `restore` for a request that replaces nothing.
    #[error("`restore` puts back what PUT and PATCH change, and this step sends `{method}`")]
    Restore {
        /// The method that the step sends.
        method: String,
    },
}

impl Mistake {
    /// The message and what would mend it, apart.
    pub(crate) fn parted(&self) -> (String, Option<String>) {
        let whole = self.to_string();
        match whole.split_once("; ") {
            Some((message, suggestion)) => (message.to_owned(), Some(suggestion.to_owned())),
            None => (whole, None),
        }
    }
}

impl Problems {
    /// None so far, for the page of that name.
    pub fn of(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            list: Vec::new(),
        }
    }

    /// Notes a problem, once: what the header says for all steps is read with each of them.
    pub(crate) fn add(&mut self, at: Position, mistake: Mistake) {
        let problem = Problem {
            page: self.page.clone(),
            at,
            mistake,
        };
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// Whether a line has a mark that is not settled: what else is wrong with it follows from that.
    pub(crate) fn has_mark_at(&self, line: usize) -> bool {
        let is_mark = |problem: &Problem| {
            problem.at.line == line && matches!(problem.mistake, Mistake::Choose { .. })
        };
        self.list.iter().any(is_mark)
    }

    /// The value where there is no problem, else the problems in the order of the page.
    ///
    /// # Errors
    /// There is a problem.
    pub(crate) fn unless_any<T>(mut self, value: T) -> Result<T, Self> {
        self.list.sort_by_key(|problem| problem.at);
        if self.list.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

fn numbers(lines: &[usize]) -> String {
    lines
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn no_command(line: usize, count: usize) -> String {
    match count {
        0 => format!(
            "the fence at line {line} has no curl command; move the directive, or name one with `curl: previous`"
        ),
        1 => format!("the fence at line {line} has 1 curl command, and no further one is there"),
        _ => format!(
            "the fence at line {line} has {count} curl commands, and no further one is there"
        ),
    }
}

fn allowed(code: &str) -> String {
    if code.is_empty() {
        "nothing".to_owned()
    } else {
        format!("`{code}` without a reason")
    }
}

fn suggested(suggestion: Option<&String>) -> String {
    suggestion
        .map(|suggestion| format!("; {suggestion}"))
        .unwrap_or_default()
}

/// Names in backticks with commas between.
pub(crate) fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_page_line_and_column() {
        let mut problems = Problems::of("guides/x.md");
        problems.add(Position { line: 9, column: 4 }, Mistake::Empty);
        problems.add(
            Position { line: 2, column: 1 },
            Mistake::UnquotedPlaceholder { name: "url".into() },
        );
        let text = problems.unless_any(()).unwrap_err().to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "guides/x.md:2:1: `{{url}}` without quotes is a map to YAML; write `\"{{url}}\"`"
        );
        assert!(lines[1].starts_with("guides/x.md:9:4: the directive is empty"));
    }
}
