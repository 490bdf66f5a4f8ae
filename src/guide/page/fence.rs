//! The fenced samples of a page, and which of them `next` and `previous` mean.

use std::cell::{OnceCell, RefCell};

use serde_json::Value;

use super::example::{Example, Sample};
use super::message;
use crate::collection::Request;
use crate::guide::curl::{CurlCommand, Shell};
use crate::guide::error::{Mistake, Position, Problems};

/// A block of code.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fence {
    pub(crate) offset: usize,
    pub(crate) at: Position,
    /// The first word after the opening fence.
    pub(crate) language: String,
    pub(crate) text: String,
    /// Bytes of the text at which a piece of the page begins, and where that stands, ascending.
    pub(crate) places: Vec<(usize, Position)>,
    /// Whether it has fences; code that is only indented has none and is no sample.
    pub(crate) fenced: bool,
    /// The list item it stands in, by its number in the page.
    pub(crate) item: Option<usize>,
    /// Whether it stands in a quote, as notes do.
    pub(crate) quoted: bool,
    /// What was read of its text.
    pub(crate) read: Read,
}

/// What a fence shows, read when it is asked for: each of those who compare it asks again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Read {
    shell: OnceCell<Option<Shell>>,
    message: OnceCell<Result<Option<Request>, &'static str>>,
    examples: OnceCell<Vec<Example>>,
}

/// It follows from the text.
impl PartialEq for Read {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Languages of fences in which commands stand.
const SHELLS: [&str; 18] = [
    "bash",
    "sh",
    "shell",
    "zsh",
    "fish",
    "console",
    "shell-session",
    "shellsession",
    "terminal",
    "curl",
    "powershell",
    "pwsh",
    "cmd",
    "bat",
    "batch",
    "dos",
    "ksh",
    "azurecli",
];

/// Languages whose lines may begin like a command and are none.
const OTHERS: [&str; 9] = [
    "json", "yaml", "yml", "md", "markdown", "html", "diff", "http", "toml",
];

impl Fence {
    /// The fences that are indented as the tabs and notes of `MkDocs` are, which Markdown takes for
    /// code.
    pub(super) fn within(&self) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        let mut open: Option<(Self, &str)> = None;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let end = start + line.len();
            let mark = ["```", "~~~"]
                .into_iter()
                .find(|mark| line.starts_with(mark));
            match (&mut open, mark) {
                (Some((_, opened)), Some(mark)) if *opened == mark => {
                    found.extend(open.take().map(|(fence, _)| fence));
                }
                (Some((fence, _)), _) => {
                    fence.places.push((fence.text.len(), self.position(start)));
                    fence.text.push_str(line);
                }
                (None, Some(mark)) => {
                    let fence = Self {
                        offset: self.offset + start,
                        at: self.position(start),
                        language: line.trim_matches(['`', '~', '\n', ' ']).to_owned(),
                        fenced: true,
                        item: self.item,
                        quoted: self.quoted,
                        ..Self::default()
                    };
                    open = Some((fence, mark));
                }
                (None, None) => {}
            }
            start = end;
        }
        found
    }

    /// The language, in lower case and without what else is said of it.
    pub(super) fn dialect(&self) -> String {
        let language = self.language.trim_start_matches(['{', '.']).to_lowercase();
        let ends = |each: char| !each.is_ascii_alphanumeric() && each != '-';
        language.split(ends).next().unwrap_or_default().to_owned()
    }

    /// Whether its language is a shell's.
    fn says_shell(&self) -> bool {
        SHELLS.contains(&self.dialect().as_str())
    }

    /// Whether its language is JSON.
    pub(crate) fn says_json(&self) -> bool {
        self.dialect() == "json"
    }

    /// Whether it holds commands: it says so, or one of its lines is a curl command.
    pub(crate) fn is_shell(&self) -> bool {
        let is_curl = |line: &str| {
            let line = line
                .trim_start()
                .trim_start_matches(['$', '>', '%'])
                .trim_start();
            line == "curl" || line.starts_with("curl ") || line.contains("$(curl ")
        };
        // Whatever it is called: what begins with curl is a command.
        let first = self.text.trim_start().lines().next();
        first.is_some_and(|line| line.starts_with("curl "))
            || (self.says_shell() && self.message().is_none())
            || (!OTHERS.contains(&self.dialect().as_str()) && self.text.lines().any(is_curl))
    }

    /// Its curl commands; none where it holds no commands.
    pub(crate) fn shell(&self) -> Option<&Shell> {
        let read = || self.is_shell().then(|| Shell::read(&self.text));
        self.read.shell.get_or_init(read).as_ref()
    }

    /// The request that it shows as HTTP writes it.
    pub(crate) fn message(&self) -> Option<&Request> {
        self.read_message().as_ref().ok()?.as_ref()
    }

    fn read_message(&self) -> &Result<Option<Request>, &'static str> {
        self.read.message.get_or_init(|| message::read(&self.text))
    }

    /// Why it can't be sent as HTTP writes a request, though it says that it is one.
    fn message_fault(&self) -> Option<&'static str> {
        match self.read_message() {
            Err(why) => Some(why),
            Ok(Some(_)) => None,
            Ok(None) => {
                let is_answer = message::from_request_line(&self.text).starts_with("HTTP/");
                (self.dialect() == "http" && !is_answer)
                    .then_some("it does not begin with a line `METHOD URL`")
            }
        }
    }

    /// The requests that it shows, in order; files that are fetched are none.
    pub(crate) fn examples(&self) -> &[Example] {
        let read = || {
            Example::all(&Sample {
                text: &self.text,
                shell: self.shell(),
                message: self.message(),
            })
        };
        self.read.examples.get_or_init(read)
    }

    /// Where a byte of its text stands on the page.
    pub(crate) fn position(&self, at: usize) -> Position {
        let before = self.places.partition_point(|(start, _)| *start <= at);
        let begin = Position {
            line: self.at.line + 1,
            column: 1,
        };
        let (start, place) = self.places[..before].last().copied().unwrap_or((0, begin));
        let text = self.text.get(start..at).unwrap_or_default();
        let lines = text.matches('\n').count();
        let characters = text
            .rsplit('\n')
            .next()
            .map_or(0, |rest| rest.chars().count());
        Position {
            line: place.line + lines,
            column: characters + if lines == 0 { place.column } else { 1 },
        }
    }
}

/// Which sample is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Next,
    Previous,
    /// The command of that number, from 1, of the next fence with commands.
    Number(usize),
}

impl Which {
    /// Reads `next` or `previous`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "next" => Some(Self::Next),
            "previous" => Some(Self::Previous),
            _ => None,
        }
    }

    /// Reads `next`, `previous` or a number.
    pub(crate) fn parse_command(text: &str) -> Option<Self> {
        let number = || text.parse().ok().filter(|number| *number > 0);
        Self::parse(text).or_else(|| number().map(Self::Number))
    }

    fn direction(self) -> &'static str {
        match self {
            Self::Next | Self::Number(_) => "below",
            Self::Previous => "above",
        }
    }
}

/// A JSON sample of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JsonSample {
    /// What it shows.
    pub value: Value,
    /// The offset of its fence into the page.
    pub(crate) fence: usize,
}

/// A request that a page shows in a fence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Displayed {
    pub(crate) command: CurlCommand,
    /// The offset of the fence, and which of its requests it is, from 0.
    pub(crate) place: (usize, usize),
    pub(crate) at: Position,
}

/// The requests of fences that steps have taken, by the offset of the fence and their number.
#[derive(Debug, Default)]
pub(crate) struct Taken(RefCell<Vec<(usize, usize)>>);

impl Taken {
    fn has(&self, place: (usize, usize)) -> bool {
        self.0.borrow().contains(&place)
    }

    fn add(&self, place: (usize, usize)) {
        self.0.borrow_mut().push(place);
    }
}

/// The samples of a page, seen from a directive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Samples<'a> {
    pub(crate) fences: &'a [Fence],
    /// What the steps before have taken.
    pub(crate) taken: &'a Taken,
    /// The offset into the page at which the directive stands.
    pub(crate) offset: usize,
}

impl<'a> Samples<'a> {
    /// The fences in that direction, the nearest first.
    fn towards(self, which: Which) -> Box<dyn Iterator<Item = &'a Fence> + 'a> {
        let offset = self.offset;
        match which {
            Which::Next | Which::Number(_) => Box::new(
                self.fences
                    .iter()
                    .filter(move |fence| fence.offset > offset),
            ),
            Which::Previous => {
                let before = self
                    .fences
                    .iter()
                    .filter(move |fence| fence.offset < offset);
                Box::new(before.rev())
            }
        }
    }

    /// Finds the nearest JSON sample, and reads it. What is wrong with it is told at `at`.
    pub(crate) fn json(
        self,
        which: Which,
        at: Position,
        problems: &mut Problems,
    ) -> Option<JsonSample> {
        let is_json = |fence: &&Fence| {
            let text = fence.text.trim_start();
            fence.dialect().starts_with("json") || text.starts_with(['{', '['])
        };
        let read = |fence: &Fence| {
            let read = serde_json::from_str(&fence.text);
            let fault = |error: serde_json::Error| Mistake::Sample {
                line: fence.at.line,
                message: error.to_string(),
            };
            read.map_err(fault).map(|value| JsonSample {
                value,
                fence: fence.offset,
            })
        };
        let missing = Mistake::NoFence {
            what: "JSON sample",
            direction: which.direction(),
        };
        let found = self.towards(which).find(is_json).ok_or(missing);
        match found.and_then(read) {
            Ok(sample) => Some(sample),
            Err(mistake) => {
                problems.add(at, mistake);
                None
            }
        }
    }

    /// Takes a curl command of the nearest fence that holds commands. A fence is never passed over
    /// but where the steps before have taken all of its commands.
    pub(crate) fn curl(self, which: Which) -> Result<Displayed, Mistake> {
        let missing = Mistake::NoFence {
            what: "curl command",
            direction: which.direction(),
        };
        for fence in self.towards(which) {
            let Some(shell) = fence.shell() else { continue };
            let count = shell.commands.len().max(1);
            let is_free = |number: &usize| !self.taken.has((fence.offset, *number));
            let Some(free) = (0..count).find(is_free) else {
                match which {
                    Which::Previous => {
                        return Err(Mistake::Taken {
                            line: fence.at.line,
                        });
                    }
                    _ => continue,
                }
            };
            let number = match which {
                Which::Number(number) => number - 1,
                _ => free,
            };
            if !is_free(&number) {
                return Err(Mistake::Taken {
                    line: fence.at.line,
                });
            }
            let place = (fence.offset, number);
            self.taken.add(place);
            return command_of(fence, shell, number).map(|(command, at)| Displayed {
                command,
                place,
                at,
            });
        }
        Err(missing)
    }

    /// Takes the nearest request that is written as HTTP writes it.
    pub(crate) fn message(self, which: Which) -> Result<Displayed, Mistake> {
        let missing = Mistake::NoFence {
            what: "HTTP request",
            direction: which.direction(),
        };
        let free = |fence: &&Fence| !self.taken.has((fence.offset, 0));
        let read = |fence: &'a Fence| match fence.message_fault() {
            Some(why) => Some(Err(Mistake::Message {
                line: fence.at.line,
                why,
            })),
            None => Some(Ok((fence, fence.message()?))),
        };
        let found = self.towards(which).filter(free).find_map(read);
        let (fence, request) = found.ok_or(missing)??;
        let place = (fence.offset, 0);
        self.taken.add(place);
        Ok(Displayed {
            command: CurlCommand {
                request: request.clone(),
                ..CurlCommand::default()
            },
            place,
            at: fence.position(0),
        })
    }
}

/// A command of a fence, and where it stands.
fn command_of(
    fence: &Fence,
    shell: &Shell,
    number: usize,
) -> Result<(CurlCommand, Position), Mistake> {
    if let Some(fault) = &shell.fault {
        return Err(Mistake::Curl {
            at: fence.position(fault.at),
            cause: fault.error.clone(),
        });
    }
    let count = shell.commands.len();
    let Some(shown) = shell.commands.get(number) else {
        let line = fence.at.line;
        return Err(Mistake::NoCommand { line, count });
    };
    let at = fence.position(shown.at);
    match &shown.read {
        Ok(command) => Ok((command.clone(), at)),
        Err(cause) => Err(Mistake::Curl {
            at,
            cause: cause.clone(),
        }),
    }
}

/// The fence that a line begins with, and what stands behind it; marks of lists and quotes may stand
/// before.
pub(super) fn fence_of(line: &str) -> Option<(&str, &str)> {
    let is_mark = |each: char| each.is_ascii_digit() || " \t>-*+.)".contains(each);
    let line = line.trim_start_matches(is_mark);
    let character = line.chars().next().filter(|each| "`~".contains(*each))?;
    let info = line.trim_start_matches(character);
    let (fence, info) = (&line[..line.len() - info.len()], info.trim());
    (fence.len() >= 3 && !info.contains('`')).then_some((fence, info))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fence(offset: usize, language: &str, text: &str) -> Fence {
        Fence {
            offset,
            at: Position {
                line: offset,
                column: 1,
            },
            language: language.into(),
            text: text.into(),
            fenced: true,
            ..Fence::default()
        }
    }

    fn fences() -> Vec<Fence> {
        vec![
            fence(10, "http", "GET https://h/\n"),
            fence(20, "sh", "$ curl https://a\n"),
            fence(30, "json", "{\"a\": 1}\n"),
            fence(40, "", "  [1]\n"),
            fence(
                50,
                "bash",
                "# both\ncurl -X DELETE \\\n https://b\ncurl https://c\n",
            ),
            fence(60, "bash", "npm install\n"),
            fence(70, "", "curl https://d\n"),
        ]
    }

    /// What the directives of a page take, one after the other.
    fn taken(wanted: &[(usize, Which)]) -> Vec<String> {
        let (fences, taken) = (fences(), Taken::default());
        let take = |(offset, which): &(usize, Which)| {
            let samples = Samples {
                fences: &fences,
                taken: &taken,
                offset: *offset,
            };
            match samples.curl(*which) {
                Ok(found) => found.command.request.url.to_string(),
                Err(mistake) => mistake.to_string(),
            }
        };
        wanted.iter().map(take).collect()
    }

    #[test]
    fn each_directive_takes_a_command_of_its_own_and_none_is_passed_over() {
        use Which::{Next, Number, Previous};
        let all = [
            (5, Next),
            (5, Next),
            (5, Next),
            (5, Next),
            (65, Next),
            (65, Next),
        ];
        let without = "the fence at line 60 has no curl command; move the directive, or name one with `curl: previous`";
        let none = "there is no fenced curl command below the directive";
        assert_eq!(
            taken(&all),
            [
                "https://a",
                "https://b",
                "https://c",
                without,
                "https://d",
                none
            ]
        );
        let twice = "another step has taken the command of the fence at line 50";
        assert_eq!(
            taken(&[
                (45, Number(2)),
                (45, Number(2)),
                (55, Previous),
                (55, Previous)
            ]),
            ["https://c", twice, "https://b", twice]
        );
        assert_eq!(
            taken(&[(45, Number(3))]),
            ["the fence at line 50 has 2 curl commands, and no further one is there"]
        );
    }

    #[test]
    fn the_nearest_json_and_the_nearest_message_are_found() {
        let (fences, taken) = (fences(), Taken::default());
        let samples = |offset| Samples {
            fences: &fences,
            taken: &taken,
            offset,
        };
        let mut problems = Problems::of("p.md");
        for (offset, which, expected) in [
            (5, Which::Next, Some("{\"a\":1}")),
            (60, Which::Previous, Some("[1]")),
            (5, Which::Previous, None),
        ] {
            let found = samples(offset).json(which, Position::default(), &mut problems);
            let found = found.map(|sample| sample.value.to_string());
            assert_eq!(found.as_deref(), expected, "{offset} {which:?}");
        }
        let message = samples(5).message(Which::Next).unwrap();
        assert_eq!(message.command.request.url.to_string(), "https://h/");
        assert!(samples(5).message(Which::Next).is_err());
    }

    #[test]
    fn a_sample_that_is_not_json_is_told_with_its_line() {
        let (broken, taken) = ([fence(7, "json", "{\"a\": …}")], Taken::default());
        let samples = Samples {
            fences: &broken,
            taken: &taken,
            offset: 0,
        };
        let mut problems = Problems::of("p.md");
        assert_eq!(
            samples.json(Which::Next, Position::default(), &mut problems),
            None
        );
        let text = problems.list[0].mistake.to_string();
        assert!(
            text.starts_with("the JSON sample at line 7 is not JSON: expected value"),
            "{text}"
        );
    }
}
