//! Reading a text as a POSIX shell does: its commands, each with its words and where they stand.
//!
//! Documents and variables of the text are put in their places; nothing is run.

use std::collections::HashMap;

use super::flow::Flow;
use super::simple::{Follows, Input, Simple, Word, is_option};
use super::{CurlError, Fault, several};

/// How many bytes the values of variables may add to a text: one may hold another twice, and that
/// another twice.
const LONGEST: usize = 1 << 20;

/// The commands of a text as far as it can be read, and what ends the reading.
#[derive(Debug)]
pub(super) struct Commands {
    pub(super) list: Vec<Simple>,
    /// The here-documents.
    pub(super) documents: Vec<String>,
    /// A quote that goes on over what looks like the next option.
    pub(super) suspect: Option<Fault>,
    pub(super) fault: Option<Fault>,
}

/// Reads the commands of a text.
pub(super) fn read(text: &str) -> Commands {
    let mut reader = Reader {
        text,
        at: 0,
        list: Vec::new(),
        current: Simple::default(),
        open: None,
        target: None,
        awaited: Vec::new(),
        documents: Vec::new(),
        assigned: HashMap::new(),
        room: LONGEST,
        flow: Flow::default(),
        suspect: None,
    };
    let fault = reader.run(None).err();
    reader.end_command();
    Commands {
        list: reader.list,
        documents: reader.documents,
        suspect: reader.suspect,
        fault,
    }
}

/// What the next word is, where it is none of the command's own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Output,
    Input,
    Text,
}

/// A here-document whose lines are still to come.
#[derive(Debug)]
struct Awaited {
    number: usize,
    at: usize,
    end: String,
    has_variables: bool,
    has_tabs: bool,
}

/// Reads a text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) list: Vec<Simple>,
    pub(super) current: Simple,
    /// The word that is being read; `None` between words.
    pub(super) open: Option<Word>,
    pub(super) target: Option<Target>,
    awaited: Vec<Awaited>,
    pub(super) documents: Vec<String>,
    /// Variables that the text itself gives a value; `None` for one that a command prints.
    pub(super) assigned: HashMap<String, Option<String>>,
    /// How many bytes the values of variables may still add to the text.
    pub(super) room: usize,
    /// What decides whether the next command runs.
    pub(super) flow: Flow,
    suspect: Option<Fault>,
}

impl<'t> Reader<'t> {
    /// Reads to the end, or to the character that ends a substitution.
    pub(super) fn run(&mut self, until: Option<char>) -> Result<(), Fault> {
        while let Some(next) = self.next() {
            let start = self.at - next.len_utf8();
            match next {
                next if Some(next) == until => return Ok(()),
                '\n' => self.end_line()?,
                ' ' | '\t' | '\r' => self.close(),
                '#' if self.open.is_none() => self.skip_line(),
                '|' => self.pipe(start)?,
                '&' | ';' => self.separator(next, start)?,
                '>' => self.output(),
                '<' => self.angle(start)?,
                '\\' => self.escape(start)?,
                '\'' => self.single(start)?,
                '"' => self.double(start)?,
                '$' => self.dollar(start)?,
                '`' => self.substitution('`', start)?,
                '{' => self.brace(start)?,
                '(' | ')' => self.parenthesis(next, start)?,
                other => self.push(other, start),
            }
        }
        match until {
            None => Ok(()),
            Some(quote) => Err(self.unclosed(if quote == ')' { '(' } else { quote }, self.at)),
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub(super) fn skip(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += if is_there { wanted.len_utf8() } else { 0 };
        is_there
    }

    #[expect(clippy::unused_self, reason = "it reads like the others")]
    pub(super) fn unclosed(&self, quote: char, at: usize) -> Fault {
        let error = CurlError::Unclosed { quote };
        Fault { at, error }
    }

    pub(super) fn word(&mut self, at: usize) -> &mut Word {
        self.open.get_or_insert_with(|| Word {
            at,
            ..Word::default()
        })
    }

    pub(super) fn push(&mut self, character: char, at: usize) {
        self.word(at).text.push(character);
    }

    /// `( … )` around commands, and what else parentheses are.
    fn parenthesis(&mut self, character: char, start: usize) -> Result<(), Fault> {
        let begins = self.current.words.is_empty() && self.open.is_none();
        let is_taken = self.open.is_none() && self.target.take_if(|_| character == '(').is_some();
        let inner = self.rest().split(')').next().unwrap_or_default();
        if is_taken && inner.contains("curl ") {
            let by = "<(…)".to_owned();
            let error = CurlError::Elsewhere { by };
            return Err(Fault { at: start, error });
        }
        if is_taken {
            self.at += inner.len() + usize::from(inner.len() < self.rest().len());
            self.word(start).is_computed = true;
        } else if character == '(' && begins && !self.rest().starts_with('(') {
            self.flow.open_group();
        } else if character == ')' && self.flow.is_in_group() {
            self.end_command();
            self.flow.close_group();
        } else if self.current.is_curl() {
            let error = CurlError::Unquoted { character };
            return Err(Fault { at: start, error });
        } else {
            self.push(character, start);
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(word) = self.open.take() else { return };
        match self.target.take() {
            None => self.current.words.push(word),
            Some(Target::Output) => self.current.is_saved |= word.text != "/dev/null",
            Some(Target::Input) => self.current.input = Input::File,
            Some(Target::Text) => self.current.input = Input::Text(format!("{}\n", word.text)),
        }
    }

    pub(super) fn end_command(&mut self) {
        self.close();
        self.target = None;
        let mut command = std::mem::take(&mut self.current);
        if command.words.is_empty() {
            // What stands behind `|`, `&&` or `||` at a line's end is the command below it.
            self.current.follows = command.follows;
            if let Input::Piped = command.input {
                self.current.input = Input::Piped;
            }
            return;
        }
        command.is_in_group = self.flow.is_in_group();
        command.decided_by = self.flow.take(&command);
        let assigned = command.assignments(&self.assigned);
        self.assigned.extend(assigned);
        self.list.push(command);
    }

    fn end_line(&mut self) -> Result<(), Fault> {
        self.end_command();
        for awaited in std::mem::take(&mut self.awaited) {
            self.document(&awaited)?;
        }
        if self.list.last().is_some_and(Simple::is_curl) {
            self.skip_answer();
        }
        Ok(())
    }

    /// What a command printed may stand below it.
    fn skip_answer(&mut self) {
        let rest = self.rest();
        let shown = rest.trim_start();
        let blank = rest.len() - shown.len();
        if shown.starts_with("HTTP/") {
            self.at = self.text.len();
        } else if shown.starts_with(['{', '[']) {
            let mut values =
                serde_json::Deserializer::from_str(shown).into_iter::<serde::de::IgnoredAny>();
            if values.next().is_some_and(|value| value.is_ok()) {
                self.at += blank + values.byte_offset();
            }
        }
    }

    fn document(&mut self, awaited: &Awaited) -> Result<(), Fault> {
        let mut document = String::new();
        for line in self.rest().split_inclusive('\n') {
            self.at += line.len();
            let line = if awaited.has_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if line.trim_end_matches(['\n', '\r']) == awaited.end {
                let text = if awaited.has_variables {
                    self.expanded(&document)
                } else {
                    document
                };
                self.documents[awaited.number] = text;
                return Ok(());
            }
            document.push_str(line);
        }
        let error = CurlError::Document {
            end: awaited.end.clone(),
        };
        Err(Fault {
            at: awaited.at,
            error,
        })
    }

    fn skip_line(&mut self) {
        let line = self.rest().find('\n').unwrap_or(self.rest().len());
        self.at += line;
    }

    fn pipe(&mut self, start: usize) -> Result<(), Fault> {
        let is_or = self.skip('|');
        self.skip('&');
        self.refuse_end(start, if is_or { "||" } else { "|" })?;
        self.end_command();
        if is_or {
            self.current.follows = Follows::Or;
        } else {
            self.current.input = Input::Piped;
            self.current.follows = Follows::And;
        }
        Ok(())
    }

    /// Refuses the end of the text behind what another command has to follow.
    fn refuse_end(&self, start: usize, behind: &'static str) -> Result<(), Fault> {
        if !self.rest().trim().is_empty() {
            return Ok(());
        }
        let error = CurlError::Dangling { behind };
        Err(Fault { at: start, error })
    }

    fn separator(&mut self, character: char, start: usize) -> Result<(), Fault> {
        if character == '&' && self.peek() == Some('>') {
            return Ok(());
        }
        let is_double = self.skip(character);
        if is_double && character == '&' {
            self.refuse_end(start, "&&")?;
            self.end_command();
            self.current.follows = Follows::And;
            return Ok(());
        }
        if is_double && !self.flow.is_in_case() {
            let line = ";;".to_owned();
            let error = CurlError::Stray { line };
            return Err(Fault { at: start, error });
        }
        if is_double
            || self
                .peek()
                .is_none_or(|next| next.is_whitespace() || next == ')')
        {
            self.end_command();
            return Ok(());
        }
        let error = CurlError::Unquoted { character };
        Err(Fault { at: start, error })
    }

    /// `> file`, `2>&1`, `>> file`.
    fn output(&mut self) {
        let is_number = |word: &Word| word.text.chars().all(|each| each.is_ascii_digit());
        if self.open.as_ref().is_some_and(is_number) {
            self.open = None;
        }
        self.close();
        self.skip('>');
        if self.skip('&') {
            while self
                .peek()
                .is_some_and(|next| next.is_ascii_digit() || next == '-')
            {
                self.next();
            }
        } else {
            self.target = Some(Target::Output);
        }
    }

    /// `<NAME>` is a placeholder of the page, `<<END` a here-document.
    fn angle(&mut self, start: usize) -> Result<(), Fault> {
        let inner = self.rest().find('>').map(|end| &self.rest()[..end]);
        let is_name = |inner: &&str| {
            let may_stand = |each: char| each.is_alphanumeric() || " _-.:/".contains(each);
            inner.starts_with(|first: char| first.is_alphanumeric()) && inner.chars().all(may_stand)
        };
        if let Some(inner) = inner.filter(is_name) {
            self.word(start).text.push_str(&format!("<{inner}>"));
            self.at += inner.len() + 1;
            return Ok(());
        }
        if self.rest().starts_with("<<") {
            self.at += 2;
            self.target = Some(Target::Text);
        } else if self.skip('<') {
            self.close();
            self.here_document(start)?;
        } else {
            self.target = Some(Target::Input);
        }
        Ok(())
    }

    fn here_document(&mut self, start: usize) -> Result<(), Fault> {
        let has_tabs = self.skip('-');
        while self.peek().is_some_and(|next| next == ' ' || next == '\t') {
            self.next();
        }
        let from = self.at;
        let ends = |next: char| next.is_whitespace() || ";|&<>)".contains(next);
        self.at += self.rest().find(ends).unwrap_or(self.rest().len());
        let written = &self.text[from..self.at];
        let end = written.replace(['\'', '"', '\\'], "");
        if end.is_empty() {
            let error = CurlError::Document { end };
            return Err(Fault { at: start, error });
        }
        let number = self.documents.len();
        self.documents.push(String::new());
        self.current.input = Input::Document(number);
        self.awaited.push(Awaited {
            number,
            at: start,
            has_variables: end == written,
            end,
            has_tabs,
        });
        Ok(())
    }

    /// `{a,b}` outside of quotes is several words.
    fn brace(&mut self, start: usize) -> Result<(), Fault> {
        let written = &self.text[start..];
        let end = written.find([' ', '\t', '\n']).unwrap_or(written.len());
        if let Some(part) = several(&written[..end]).filter(|_| self.current.is_curl()) {
            let part = part.to_owned();
            let error = CurlError::Several { part };
            return Err(Fault { at: start, error });
        }
        self.push('{', start);
        Ok(())
    }

    fn escape(&mut self, start: usize) -> Result<(), Fault> {
        let blank = self.rest().trim_start_matches([' ', '\t', '\r']);
        if let Some(next_line) = blank.strip_prefix('\n') {
            if self.rest().starts_with([' ', '\t']) && !next_line.trim().is_empty() {
                let error = CurlError::BlankBehind;
                return Err(Fault { at: start, error });
            }
            self.at = self.text.len() - next_line.len();
            // The next line goes on with the word.
            if self.open.is_some() && is_option(next_line) && next_line.starts_with('-') {
                let error = CurlError::BlankMissing;
                return Err(Fault { at: start, error });
            }
        }
        let is_end = blank.is_empty() || blank == "\n";
        if is_end {
            let error = CurlError::Dangling { behind: "\\" };
            return Err(Fault { at: start, error });
        }
        if !blank.starts_with('\n')
            && let Some(next) = self.next()
        {
            self.push(next, start);
        }
        Ok(())
    }

    fn single(&mut self, start: usize) -> Result<(), Fault> {
        let Some(end) = self.rest().find('\'') else {
            return Err(self.unclosed('\'', start));
        };
        let quoted = &self.rest()[..end];
        self.at += end + 1;
        let lines: Vec<&str> = quoted.split('\n').collect();
        let goes_over = lines
            .windows(2)
            .any(|pair| pair[0].trim_end().ends_with('\\') && is_option(pair[1]));
        if goes_over && self.suspect.is_none() {
            self.suspect = Some(self.unclosed('\'', start));
        }
        self.word(start).text.push_str(quoted);
        Ok(())
    }

    fn double(&mut self, start: usize) -> Result<(), Fault> {
        self.word(start);
        loop {
            let at = self.at;
            match self.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('\n') => {
                        if is_option(self.rest()) && self.suspect.is_none() {
                            self.suspect = Some(self.unclosed('"', start));
                        }
                    }
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.push(escaped, at),
                    Some(other) => {
                        self.push('\\', at);
                        self.push(other, at);
                    }
                    None => return Err(self.unclosed('"', start)),
                },
                Some('$') if self.skip('(') => self.substitution(')', at)?,
                Some('$') => self.variable(at, true),
                Some('`') if self.rest().contains('`') => self.substitution('`', at)?,
                Some(character) => self.push(character, at),
                None => return Err(self.unclosed('"', start)),
            }
        }
    }

    fn dollar(&mut self, start: usize) -> Result<(), Fault> {
        if self.skip('\'') {
            return self.ansi(start);
        }
        if self.skip('(') {
            return self.substitution(')', start);
        }
        self.variable(start, false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        for (command, words) in [
            ("a  b\tc", &["a", "b", "c"][..]),
            ("a 'b c'd\"e f\" ''", &["a", "b cde f", ""]),
            ("a \"\\\"x\\\" \\n \\$y\"", &["a", "\"x\" \\n $y"]),
            ("a b\\ c \\'", &["a", "b c", "'"]),
            ("a \\\n  b \\\r\n c", &["a", "b", "c"]),
            ("\n\na b\nc d", &["a", "b"]),
            ("curl x # comment\n", &["curl", "x"]),
            ("a 'it'\\''s'", &["a", "it's"]),
            ("a $'x\\n\\u00fc\\'y'", &["a", "x\nü'y"]),
            ("a b | c d", &["a", "b"]),
            ("a b > file c 2>&1", &["a", "b", "c"]),
            (
                "a https://<host>/x#y <a b>",
                &["a", "https://<host>/x#y", "<a b>"],
            ),
            ("a {\"b\":1}", &["a", "{b:1}"]),
            ("a 5$ $ ${x", &["a", "5$", "$", "${x"]),
            ("a $x \"${y}z\"", &["a", "{{x}}", "{{y}}z"]),
            (
                "a \"$(cat <<'E'\n{\"b\": $c}\nE\n)\" d",
                &["a", "{\"b\": $c}", "d"],
            ),
            ("a \"http://$(b c):1/d\"", &["a", "http://$(b c):1/d"]),
            ("a \"`b c`\" '`b`'", &["a", "$(b c)", "`b`"]),
        ] {
            let read = read(command);
            assert_eq!(read.fault, None, "{command}");
            let first = read
                .list
                .into_iter()
                .find(|simple| simple.words[0].text != "b");
            let found: Vec<String> = first
                .unwrap()
                .words
                .into_iter()
                .map(|word| word.text)
                .collect();
            assert_eq!(found, words, "{command}");
        }
    }

    #[test]
    fn what_a_text_gives_a_value_is_put_in_its_place() {
        let read = read("export A='x y' B=$(c)\nD=1 # one\ncurl \"$A\" $B ${D}\n");
        let last = read.list.last().unwrap();
        let words: Vec<&str> = last.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["curl", "x y", "{{B}}", "1"]);
        assert_eq!(last.variables, ["B"]);
    }
}
