//! A command of a shell as it stands in a text: its words, and what they say without being run.

use std::collections::HashMap;

use super::{CurlError, Fault};

/// Words before a command that change nothing of it.
const PREFIXES: [&str; 8] = [
    "sudo", "time", "command", "exec", "nohup", "then", "if", "!",
];

/// Programs that tell of a command, or fetch it, and do not run it.
const TELLERS: [&str; 20] = [
    "echo", "printf", "cat", "which", "type", "command", "man", "alias", "git", "grep", "apt",
    "apt-get", "apk", "brew", "yum", "dnf", "pip", "npm", "unset", "export",
];

/// Commands that set the variables that they name, or take their values away.
const SETTERS: [&str; 8] = [
    "unset",
    "read",
    "let",
    "printf",
    "mapfile",
    "readarray",
    "getopts",
    "typeset",
];

/// A command as it stands in a text.
#[derive(Debug, Default)]
pub(super) struct Simple {
    /// Its words, in order.
    pub(super) words: Vec<Word>,
    /// What it reads.
    pub(super) input: Input,
    /// Whether its output goes into a file.
    pub(super) is_saved: bool,
    /// The shell variables that it uses and that nothing before gives a text.
    pub(super) variables: Vec<String>,
    /// What of it a shell puts together in a way that is not read: `${NAME:-…}`.
    pub(super) expansion: Option<String>,
    /// How it follows the command before.
    pub(super) follows: Follows,
    /// What decides whether it runs, or how often: `||`, `if`, `for`.
    pub(super) decided_by: Option<String>,
    /// Whether it stands in `( … )`.
    pub(super) is_in_group: bool,
}

/// A word of a command.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) text: String,
    /// Where it begins, in bytes of the text.
    pub(super) at: usize,
    /// Whether a part of it is what another command prints.
    pub(super) is_computed: bool,
}

/// What a command reads from its standard input.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Input {
    #[default]
    Nothing,
    /// The here-document of that number.
    Document(usize),
    Text(String),
    /// What the command before prints.
    Piped,
    File,
}

/// How a command follows the one before.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// As the first one of a line, or behind `;`.
    #[default]
    Line,
    /// Behind `&&`, or as the next one of a pipe.
    And,
    /// Behind `||`.
    Or,
}

impl Simple {
    /// Whether it runs curl.
    pub(super) fn is_curl(&self) -> bool {
        self.curl().is_some()
    }

    /// At which of its words curl stands, where it runs curl.
    pub(super) fn curl(&self) -> Option<usize> {
        let is_before =
            |word: &&Word| PREFIXES.contains(&word.text.as_str()) || is_assignment(&word.text);
        let first = self.words.iter().take_while(is_before).count();
        let is_curl = |word: &Word| word.text == "curl" || word.text.ends_with("/curl");
        let runs = self.words.get(first)?;
        if is_curl(runs) {
            return Some(first);
        }
        // Whatever runs it: with words of its own, or as a text that is a command.
        let names_url = |word: &Word| word.text.contains("://") || word.text.contains("$(");
        let is_run = |(at, word): (usize, &Word)| {
            let behind = &self.words[at + 1..];
            let runs_alone = ["xargs", "parallel"].contains(&runs.text.as_str());
            (is_curl(word) && (runs_alone || behind.iter().any(is_address)))
                || (word.text.contains("curl ") && names_url(word))
        };
        let is_teller =
            TELLERS.contains(&self.words[0].text.as_str()) || TELLERS.contains(&runs.text.as_str());
        let mut others = self.words.iter().enumerate().skip(first + 1);
        let inner = others.find(|other| is_run(*other)).map(|(at, _)| at);
        inner.filter(|_| !is_teller)
    }

    /// Refuses what something else runs, or decides.
    pub(super) fn refuse_elsewhere(&self, from: usize) -> Result<(), CurlError> {
        let by = |word: &Word| CurlError::Elsewhere {
            by: word.text.clone(),
        };
        let is_own =
            |word: &&Word| PREFIXES.contains(&word.text.as_str()) || is_assignment(&word.text);
        if let Some(decided_by) = &self.decided_by {
            let by = decided_by.clone();
            return Err(CurlError::Decided { by });
        }
        match self.words[..from].iter().find(|word| !is_own(word)) {
            Some(word) => Err(by(word)),
            None => Ok(()),
        }
    }

    pub(super) fn refuse_expansion(&self) -> Result<(), CurlError> {
        let expansion = self.expansion.clone();
        expansion.map_or(Ok(()), |written| Err(CurlError::Expansion { written }))
    }

    pub(super) fn texts(&self, from: usize) -> Vec<String> {
        let words = self.words[from + 1..].iter().map(|word| word.text.clone());
        std::iter::once("curl".to_owned()).chain(words).collect()
    }

    /// What the command finds at its standard input, where the sample shows it.
    pub(super) fn input_text(&self, before: Option<&Self>, documents: &[String]) -> Option<String> {
        match &self.input {
            Input::Document(number) => documents.get(*number).cloned(),
            Input::Text(text) => Some(text.clone()),
            Input::Piped => before?.printed(documents),
            Input::Nothing | Input::File => None,
        }
    }

    /// What the command prints, where that is known without running it.
    pub(super) fn printed(&self, documents: &[String]) -> Option<String> {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        match (&words[..], &self.input) {
            (["cat"], Input::Document(number)) => documents.get(*number).cloned(),
            (["echo", "-n", text] | ["printf", text], _) if !text.contains(['%', '\\']) => {
                Some((*text).to_owned())
            }
            (["echo", text], _) if !text.starts_with('-') => Some(format!("{text}\n")),
            _ => None,
        }
    }

    /// The variables that the command sets, each with its text where it is known: where it does
    /// nothing else, and always does it. Of those before, it may change any that it names.
    pub(super) fn assignments(
        &self,
        before: &HashMap<String, Option<String>>,
    ) -> Vec<(String, Option<String>)> {
        let sets = ["export", "declare", "local", "readonly", "set"];
        let is_of_shell = |word: &&Word| ["then", "else", "do", "{"].contains(&word.text.as_str());
        let words = &self.words[self.words.iter().take_while(is_of_shell).count()..];
        let first = words.first().map_or("", |word| word.text.as_str());
        let words = &words[usize::from(sets.contains(&first))..];
        let is_set = |word: &Word| is_assignment(&word.text) || word.text.starts_with('-');
        if words.iter().all(is_set) {
            let value = |word: &Word| {
                let (name, value) = word.text.split_once('=')?;
                let is_own =
                    self.decided_by.is_none() && self.input != Input::Piped && !self.is_in_group;
                let is_known = !word.is_computed && is_own;
                Some((name.to_owned(), is_known.then(|| value.to_owned())))
            };
            return words.iter().filter_map(value).collect();
        }
        let may_set = |name: &str| {
            let added = words.iter().any(|word| {
                let rest = word.text.strip_prefix(name);
                rest.is_some_and(|rest| rest.starts_with("+="))
            });
            let named = SETTERS.contains(&first) && words.iter().any(|word| word.text == name);
            added || named
        };
        let changed = before.keys().filter(|name| may_set(name));
        changed.map(|name| (name.clone(), None)).collect()
    }

    /// What is wrong with a line that begins as no command does.
    pub(super) fn stray(&self, text: &str) -> Option<Fault> {
        let first = &self.words[0];
        let written = &text[first.at..];
        let is_option = written.starts_with('-');
        let last = self.words.last().map_or("", |word| word.text.as_str());
        let is_test = ["[", "[["].contains(&first.text.as_str()) && last.starts_with(']');
        let is_data = !is_test
            && (written.starts_with(['{', '}', '[', ']', '"', '\'', ','])
                || written.starts_with("http://")
                || written.starts_with("https://")
                || first.text.ends_with(':'));
        let line = written.lines().next().unwrap_or_default().trim_end();
        (is_option || is_data).then(|| Fault {
            at: first.at,
            error: CurlError::Stray {
                line: line.to_owned(),
            },
        })
    }
}

/// `NAME=value`.
fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name
                .chars()
                .all(|each| each.is_ascii_alphanumeric() || each == '_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// Whether a word may be the address of a server.
fn is_address(word: &Word) -> bool {
    word.text.contains("://")
        || word.text.starts_with("localhost")
        || word.text.starts_with("{{")
        || word.text.starts_with('$')
}

/// Whether a line begins with an option: `-H …`, `--data …`.
pub(super) fn is_option(line: &str) -> bool {
    let mut letters = line.trim_start().trim_start_matches('-').chars();
    line.trim_start().starts_with('-')
        && letters
            .next()
            .is_some_and(|next| next.is_ascii_alphabetic())
}
