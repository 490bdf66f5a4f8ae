//! The curl commands of a fenced sample of a shell: which there are, what each sends, and what of
//! the sample can't be read.

use std::borrow::Cow;

use super::simple::{Input, Simple};
use super::words::{self, Commands};
use super::{CurlCommand, CurlError, Fault, options};

/// The curl commands of a sample, in their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shell {
    pub(crate) commands: Vec<Shown>,
    /// Why the sample can't be read as a whole: a quote that is open, a line of no command.
    pub(crate) fault: Option<Fault>,
}

/// A curl command of a sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// Where it begins, in bytes of the sample.
    pub(crate) at: usize,
    pub(crate) read: Result<CurlCommand, CurlError>,
    /// Whether it fetches a file for the reader's disk or for another program.
    pub(crate) is_download: bool,
}

/// Programs that take a download.
const TAKERS: [&str; 14] = [
    "sh", "bash", "zsh", "tar", "bsdtar", "unzip", "gunzip", "xz", "gpg", "apt-key", "kubectl",
    "docker", "patch", "dd",
];

impl Shell {
    /// Reads a sample. A sample with prompts shows the answers, too, which are passed over.
    pub(crate) fn read(sample: &str) -> Self {
        let (shell, suspect) = Self::read_both(sample);
        let fault = [suspect, shell.fault].into_iter().flatten();
        let fault = fault.min_by_key(|fault| fault.at);
        Self { fault, ..shell }
    }

    /// Reads a text of which nothing is suspected: quotes may hold anything.
    pub(super) fn of_command(text: &str) -> Self {
        Self::read_both(text).0
    }

    /// The sample as a shell reads it, and what makes it unlikely that this was meant.
    fn read_both(sample: &str) -> (Self, Option<Fault>) {
        let text = without_answers(sample);
        let Commands {
            list,
            documents,
            suspect,
            fault,
        } = words::read(&text);
        let mut commands: Vec<Shown> = Vec::new();
        let mut stray = None;
        for (index, simple) in list.iter().enumerate() {
            let Some(from) = simple.curl() else {
                let opens = |simple: &Simple| simple.words.iter().any(|word| word.text == "{");
                let closes = simple.words[0].text == "}" && list[..index].iter().any(opens);
                if !commands.is_empty() && stray.is_none() && !closes {
                    stray = simple.stray(&text);
                }
                continue;
            };
            let before = index.checked_sub(1).and_then(|before| list.get(before));
            let input = simple.input_text(before, &documents);
            let read = simple
                .refuse_elsewhere(from)
                .and_then(|()| simple.refuse_expansion())
                .and_then(|()| options::read(&simple.texts(from), input.as_deref()))
                .and_then(options::Options::into_command);
            let next = list
                .get(index + 1)
                .filter(|next| next.input == Input::Piped);
            let taken = next.is_some_and(takes_a_download);
            let saved = |command: &CurlCommand| {
                command.downloads || (simple.is_saved && names_a_file(command))
            };
            let is_download = taken || read.as_ref().is_ok_and(saved);
            let read = read.map(|command| CurlCommand {
                variables: simple.variables.clone(),
                ..command
            });
            commands.push(Shown {
                at: simple.words[from].at,
                read,
                is_download,
            });
        }
        let has_any = !commands.is_empty() || text.contains("curl");
        let fault = [stray, fault].into_iter().flatten();
        let fault = fault.min_by_key(|fault| fault.at).filter(|_| has_any);
        (Self { commands, fault }, suspect)
    }
}

/// Whether a command takes what is piped into it for a file.
fn takes_a_download(piped: &Simple) -> bool {
    let words = piped.words.iter().map(|word| word.text.as_str());
    let mut words = words.skip_while(|word| *word == "sudo" || *word == "-E");
    let program = words.next().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or(program);
    match program {
        // `python3 -m json.tool` shows an answer.
        "python" | "python3" => words.next().is_none_or(|word| word == "-"),
        _ => TAKERS.contains(&program),
    }
}

/// Whether the last part of a URL is the name of a file.
fn names_a_file(command: &CurlCommand) -> bool {
    let path = command.request.url.path_text();
    let last = path.rsplit('/').next().unwrap_or_default();
    command.request.method == "GET"
        && last
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ending.chars().any(char::is_alphabetic))
}

/// A sample with prompts without them and without the answers, every byte in its place.
fn without_answers(sample: &str) -> Cow<'_, str> {
    let prompts = ["$ ", "% ", "> "];
    let said = sample
        .lines()
        .map(str::trim_start)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    let prompt = prompts
        .into_iter()
        .find(|prompt| said.is_some_and(|line| line.starts_with(prompt)));
    let Some(prompt) = prompt else {
        return Cow::Borrowed(sample);
    };
    let mut text = String::with_capacity(sample.len());
    let mut goes_on = GoesOn::default();
    for line in sample.split_inclusive('\n') {
        let bare = line.trim_start();
        let begin = line.len() - bare.len();
        if goes_on.is_open() {
            let inner = bare.strip_prefix("> ").filter(|_| prompt != "> ");
            let inner = inner.unwrap_or(bare);
            text.push_str(&" ".repeat(line.len() - inner.len()));
            text.push_str(inner);
            goes_on.take(inner);
        } else if bare.starts_with(prompt) || bare.starts_with("curl ") {
            let cut = if bare.starts_with(prompt) {
                prompt.len()
            } else {
                0
            };
            text.push_str(&" ".repeat(begin + cut));
            text.push_str(&bare[cut..]);
            goes_on.take(&bare[cut..]);
        } else {
            text.push_str(&" ".repeat(line.trim_end_matches('\n').len()));
            text.push_str(if line.ends_with('\n') { "\n" } else { "" });
        }
    }
    Cow::Owned(text)
}

/// Whether a command goes on in the next line: a quote is open, the line ends in `\`, or a document
/// has no end.
#[derive(Default)]
struct GoesOn {
    quote: Option<char>,
    continued: bool,
    document: Option<String>,
}

impl GoesOn {
    fn is_open(&self) -> bool {
        self.quote.is_some() || self.continued || self.document.is_some()
    }

    fn take(&mut self, line: &str) {
        if let Some(end) = &self.document {
            if line.trim() == end {
                self.document = None;
            }
            return;
        }
        let mut escaped = false;
        for each in line.trim_end().chars() {
            match (self.quote, each) {
                (Some('\''), '\'') => self.quote = None,
                (Some('\''), _) => {}
                _ if escaped => escaped = false,
                (_, '\\') => escaped = true,
                (Some(quote), each) if each == quote => self.quote = None,
                (None, '\'' | '"') => self.quote = Some(each),
                _ => {}
            }
        }
        self.continued = escaped;
        if let Some((_, after)) = line.split_once("<<").filter(|_| self.quote.is_none()) {
            let end = after.trim_start_matches(['-', '<', ' ']);
            let end = end.split_whitespace().next().unwrap_or_default();
            self.document = Some(end.replace(['\'', '"', '\\'], "")).filter(|end| !end.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Mode;

    fn sent(sample: &str) -> Vec<String> {
        let shell = Shell::read(sample);
        assert_eq!(shell.fault, None, "{sample}");
        let tell = |shown: &Shown| match &shown.read {
            Ok(command) => {
                let request = &command.request;
                let body = match request.body.as_ref().map(|body| &body.mode) {
                    Some(Mode::Raw(text)) => format!(" {text}"),
                    _ => String::new(),
                };
                format!("{} {}{body}", request.method, request.url)
            }
            Err(error) => error.to_string(),
        };
        shell.commands.iter().map(tell).collect()
    }

    #[test]
    fn every_command_of_a_sample_is_read() {
        for (sample, expected) in [
            (
                "# list\ncurl -s http://h/a   # all\n",
                &["GET http://h/a"][..],
            ),
            (
                "export B=http://h\ncurl $B/a\n\ncurl -X PUT $B/b",
                &["GET http://h/a", "PUT http://h/b"],
            ),
            (
                "T=$(curl -d a=b http://h/t | jq -r .t)\ncurl http://h/$T",
                &["POST http://h/t a=b", "GET http://h/{{T}}"],
            ),
            ("T=`curl http://h/t`", &["GET http://h/t"]),
            (
                "curl http://h/a; curl http://h/b && curl http://h/c | jq .",
                &["GET http://h/a", "GET http://h/b", "GET http://h/c"],
            ),
            (
                "$ curl http://h/a\n{\"ok\": true}\n$ curl -d '{\n  \"x\": 1\n}' http://h/b\nit's\n",
                &["GET http://h/a", "POST http://h/b {\n  \"x\": 1\n}"],
            ),
            (
                "curl http://h/a\n\n{\n \"ok\": [1]\n}\ncurl http://h/b\nHTTP/1.1 200 OK\n- x\n",
                &["GET http://h/a", "GET http://h/b"],
            ),
            (
                "curl http://h/a -d @- <<EOF\n{\"a\":\n 1}\nEOF\ncurl http://h/b",
                &["POST http://h/a {\"a\": 1}", "GET http://h/b"],
            ),
            (
                "echo '{\"a\": 1}' | curl --data-binary @- http://h/a",
                &["POST http://h/a {\"a\": 1}\n"],
            ),
            (
                "echo '{\"a\": 1}' |\n  curl --data-binary @- http://h/a",
                &["POST http://h/a {\"a\": 1}\n"],
            ),
            (
                "cat <<'E' | sudo curl --json @- http://h/a\n{}\nE\n",
                &["POST http://h/a {}\n"],
            ),
            (
                "curl --data-raw 'a @-' -H 'X: @-' http://h/a",
                &["POST http://h/a a @-"],
            ),
            (
                "curl http://h/a --max-time 3 2>&1 >/dev/null",
                &["GET http://h/a"],
            ),
            ("docker compose up\n", &[]),
            ("brew install curl\n", &[]),
        ] {
            assert_eq!(sent(sample), expected, "{sample}");
        }
    }

    #[test]
    fn variables_that_hold_each_other_take_neither_time_nor_memory() {
        let doubled = "x=\"$x$x\"\n".repeat(60);
        let sample = format!("x=abc\n{doubled}curl http://h/$x\n");
        assert_eq!(sent(&sample), ["GET http://h/{{x}}"]);
        let added = "f=a\nf+=b\n".repeat(60);
        let sample = format!("{added}curl http://h/$f\n");
        assert_eq!(sent(&sample), ["GET http://h/{{f}}"]);
    }

    #[test]
    fn what_runs_somewhere_else_is_named() {
        let elsewhere = "`docker` runs it somewhere else, or more than once; write the request that is sent with `request:`";
        assert_eq!(sent("docker exec -it a curl http://h/a"), [elsewhere]);
        assert_eq!(
            sent("cat a.json | curl -d @- http://h/a"),
            [
                "what it reads from another command is not known; write it in a here-document, `-d @- <<EOF`"
            ]
        );
    }

    #[test]
    fn what_belongs_to_no_command_is_told_with_its_place() {
        for (sample, at, message) in [
            (
                "curl http://h/a\n  -H 'A: b'\n",
                18,
                "`-H 'A: b'` belongs to no command; is a `\\` missing at the end of the line before",
            ),
            (
                "curl -X POST \\\n# x\n  'http://h/a'\n",
                21,
                "`'http://h/a'` belongs to no command",
            ),
            (
                "curl 'http://h/a \\\n-H \"A: b\" \\\n-d '{\n \"a\": 1\n}'\n",
                5,
                "a ' is opened and not closed",
            ),
            (
                "curl \"http://h/a \\\n -H A\"\n",
                5,
                "a \" is opened and not closed",
            ),
            (
                "curl http://h/a -d '{\n",
                19,
                "a ' is opened and not closed",
            ),
            (
                "curl http://h/a \\\n",
                16,
                "the command goes on behind the `\\` at its end, and the sample ends there",
            ),
            (
                "curl http://h/a |\n",
                16,
                "the command goes on behind the `|` at its end, and the sample ends there",
            ),
            (
                "curl http://h/a &&",
                16,
                "the command goes on behind the `&&` at its end, and the sample ends there",
            ),
            (
                "curl -X POST \\ \n  http://h/a\n",
                13,
                "a blank stands behind the `\\` at the line's end",
            ),
            (
                "curl http://h/a -d @- <<EOF\n{}\n",
                22,
                "the document that `EOF` should end has no end",
            ),
            (
                "curl http://h/a\n{ \"a\": 1\n",
                16,
                "`{ \"a\": 1` belongs to no command",
            ),
        ] {
            let fault = Shell::read(sample).fault.expect(sample);
            assert_eq!(fault.at, at, "{sample}");
            let told = fault.error.to_string();
            assert!(told.starts_with(message), "{sample}: {told}");
        }
    }

    #[test]
    fn files_that_are_fetched_are_downloads() {
        for (sample, is_download) in [
            ("curl https://h/a.yml -o b.yml; docker compose up", true),
            ("curl -LO https://h/a.tgz", true),
            ("curl -s https://h/install | bash", true),
            ("curl https://h/a.yml > a.yml", true),
            ("curl https://h/api/things > things.json", false),
            ("curl -o /dev/null -w '%{http_code}' https://h/a", false),
            ("curl https://h/a | jq .", false),
            ("curl https://h/a | python3 -m json.tool", false),
            ("curl https://h/a | python3 - --yes", true),
            ("curl https://h/a | sudo -E /bin/bash -s -- x", true),
            ("curl https://h/k | sudo gpg --dearmor -o k.gpg", true),
        ] {
            let shell = Shell::read(sample);
            assert_eq!(shell.commands[0].is_download, is_download, "{sample}");
        }
    }
}
