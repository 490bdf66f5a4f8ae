//! A command of a shell as it stands in a text: its words, and what they say without being run.

use super::{CurlError, Fault};

/// Words before a command that change nothing of it.
const PREFIXES: [&str; 8] = [
    "sudo", "time", "command", "exec", "nohup", "then", "if", "!",
];

/// Programs that run a command somewhere else, or more than once.
const RUNNERS: [&str; 12] = [
    "docker",
    "podman",
    "kubectl",
    "oc",
    "docker-compose",
    "ssh",
    "xargs",
    "watch",
    "timeout",
    "do",
    "while",
    "until",
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
        let runs = self.words.get(first)?;
        let is_curl = |word: &Word| word.text == "curl" || word.text.ends_with("/curl");
        if is_curl(runs) {
            return Some(first);
        }
        let is_runner = RUNNERS.contains(&runs.text.as_str());
        let inner = self.words.iter().position(is_curl)?;
        (is_runner && inner + 1 < self.words.len()).then_some(inner)
    }

    pub(super) fn refuse_elsewhere(&self, from: usize) -> Result<(), CurlError> {
        let runner = self.words[..from]
            .iter()
            .find(|word| RUNNERS.contains(&word.text.as_str()));
        match runner {
            Some(word) => Err(CurlError::Elsewhere {
                by: word.text.clone(),
            }),
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

    /// The variables that the command does nothing but set, each with its text where it is known.
    pub(super) fn assignments(&self) -> Vec<(String, Option<String>)> {
        let sets = ["export", "declare", "local", "readonly", "set"];
        let from = usize::from(sets.contains(&self.words[0].text.as_str()));
        let words = &self.words[from..];
        if !words.iter().all(|word| is_assignment(&word.text)) {
            return Vec::new();
        }
        let value = |word: &Word| {
            let (name, value) = word.text.split_once('=')?;
            let value = (!word.is_computed).then(|| value.to_owned());
            Some((name.to_owned(), value))
        };
        words.iter().filter_map(value).collect()
    }

    /// What is wrong with a line that begins as no command does.
    pub(super) fn stray(&self, text: &str) -> Option<Fault> {
        let first = &self.words[0];
        let written = &text[first.at..];
        let is_option = written.starts_with('-');
        let is_data = written.starts_with(['{', '}', '[', ']', '"', '\'', ','])
            || written.starts_with("http://")
            || written.starts_with("https://")
            || first.text.ends_with(':');
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

/// Whether a line begins with an option: `-H …`, `--data …`.
pub(super) fn is_option(line: &str) -> bool {
    let mut letters = line.trim_start().trim_start_matches('-').chars();
    line.trim_start().starts_with('-')
        && letters
            .next()
            .is_some_and(|next| next.is_ascii_alphabetic())
}
