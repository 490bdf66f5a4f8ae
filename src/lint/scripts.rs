//! Scripts: those that don't parse, what Postman keeps for old ones, and next requests that are not
//! there.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::masked::masked;
use super::subject::{Part, near};
use super::{Code, Finding};
use crate::collection::{ItemEvent, Listen};
use crate::script::{Parser, deprecated};

/// Calls that say which request comes next; the name is looked up in the script itself.
static NEXT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bsetNextRequest\(\s*(["'`])"#).ok());

/// What a script says of a response.
const TESTS: [&str; 8] = [
    "pm.test",
    "pm.expect",
    "pm.response.to",
    "tests[",
    "tests.",
    ".should",
    "assert",
    "require(",
];

/// Goes over the scripts of every part.
pub(super) fn check(parts: &[Part<'_>], found: &mut Vec<Finding>) {
    let parser = Parser::new().ok();
    let names: HashSet<&str> = parts.iter().flat_map(Part::calls).collect();
    let old = Old::new();
    for part in parts {
        for (number, event) in part.events.iter().enumerate() {
            let script = Script {
                part,
                number,
                event,
                masked: masked(&event.script.source),
            };
            found.extend(parser.as_ref().and_then(|parser| script.syntax(parser)));
            found.extend(old.check(&script));
            found.extend(script.next_requests(&names));
        }
    }
    found.extend(untested(parts));
}

struct Script<'a> {
    part: &'a Part<'a>,
    number: usize,
    event: &'a ItemEvent,
    /// Its source without comments and the words of texts.
    masked: String,
}

impl Script<'_> {
    fn source(&self) -> &str {
        &self.event.script.source
    }

    /// A finding at words of the script.
    fn finding(&self, code: Code, place: (usize, &str), message: String) -> Option<Finding> {
        let (offset, words) = place;
        let words = self.part.script_words(self.number, offset, words);
        self.part.finding(code, words, message)
    }

    fn syntax(&self, parser: &Parser) -> Option<Finding> {
        let failure = parser.error_in(self.source())?;
        let line = failure.line.unwrap_or(1) as usize;
        let mut lines = self.source().split_inclusive('\n').take(line);
        let last = lines.clone().last().unwrap_or_default();
        let before: usize = lines.by_ref().map(str::len).sum();
        let offset = before - last.len() + (last.len() - last.trim_start().len());
        let message = format!(
            "the {} script does not parse: {} (line {line} of it)",
            self.event.listen.name(),
            failure.message
        );
        self.finding(Code::ScriptSyntax, (offset, last.trim()), message)
    }

    fn next_requests(&self, names: &HashSet<&str>) -> Vec<Finding> {
        let calls = NEXT
            .iter()
            .flat_map(|next| next.captures_iter(&self.masked));
        let mut found = Vec::new();
        for call in calls {
            let Some(quote) = call.get(1) else { continue };
            let rest = self.source().get(quote.end()..).unwrap_or_default();
            let Some((name, _)) = rest.split_once(quote.as_str()) else {
                continue;
            };
            // What is put together can't be known.
            if names.contains(name) || name.contains(['\\', '$', '\n']) || name.is_empty() {
                continue;
            }
            let message = format!("there is no request `{name}` to go on with");
            let finding = self.finding(Code::UnknownNextRequest, (quote.end(), name), message);
            found.extend(finding.map(|finding| Finding {
                suggestion: near(name, names),
                ..finding
            }));
        }
        found
    }
}

/// What there was before `pm`.
struct Old {
    instead: BTreeMap<&'static str, Option<String>>,
    names: Option<Regex>,
}

impl Old {
    fn new() -> Self {
        let instead = deprecated();
        let names: Vec<String> = instead.keys().map(|name| regex::escape(name)).collect();
        Self {
            names: Regex::new(&format!(
                r"(?:^|[^\w$.\s])\s*({})(?:[^\w$:]|$)",
                names.join("|")
            ))
            .ok(),
            instead,
        }
    }

    /// Each old name once a script, where it is first used.
    fn check(&self, script: &Script<'_>) -> Vec<Finding> {
        let mut told = HashSet::new();
        let mut found = Vec::new();
        for (name, offset) in self.uses(&script.masked) {
            if is_own(&script.masked, name) || !told.insert(name) {
                continue;
            }
            let message = format!("`{name}` is kept for old scripts alone");
            let finding = script.finding(Code::Deprecated, (offset, name), message);
            let instead = self.instead.get(name).cloned().flatten();
            found.extend(finding.map(|finding| Finding {
                suggestion: instead.map(|instead| format!("use {instead} instead")),
                ..finding
            }));
        }
        found
    }

    fn uses<'s>(&self, masked: &'s str) -> Vec<(&'s str, usize)> {
        let mut uses = Vec::new();
        let mut at = 0;
        while let Some(found) = self
            .names
            .as_ref()
            .and_then(|names| names.captures_at(masked, at))
        {
            let Some(name) = found.get(1) else { break };
            uses.push((name.as_str(), name.start()));
            at = name.end();
        }
        uses
    }
}

/// Whether a script has a variable or a parameter of its own of that name.
fn is_own(masked: &str, name: &str) -> bool {
    if name.contains('.') {
        return false;
    }
    let name = regex::escape(name);
    let declared = format!(
        r"\b(?:var|let|const|function|class)\s+{name}(?:[^\w$]|$)|[{{,]\s*{name}\s*[,}}=][^;]*\}}\s*=|[(,]\s*{name}\s*[,)=][^;]*=>|(?:^|[^\w$.]){name}\s*=>|\bfunction\b[^(]*\([^)]*\b{name}\b"
    );
    Regex::new(&declared).is_ok_and(|declared| declared.is_match(masked))
}

/// Requests whose responses no test looks at, be it one of their own or of what they lie in.
fn untested(parts: &[Part<'_>]) -> Vec<Finding> {
    let mut tested: Vec<bool> = Vec::new();
    let mut found = Vec::new();
    for part in parts {
        let above = part.parent.is_some_and(|parent| tested[parent]);
        let is_tested = above || part.events.iter().any(|event| looks(event));
        tested.push(is_tested);
        if part.is_request() && !is_tested {
            let message = "no test looks at the response";
            found.extend(part.finding(Code::UntestedRequest, part.name_words(), message));
        }
    }
    found
}

fn looks(event: &ItemEvent) -> bool {
    let masked = masked(&event.script.source);
    event.listen == Listen::Test
        && !event.disabled
        && TESTS.iter().any(|test| masked.contains(test))
}
