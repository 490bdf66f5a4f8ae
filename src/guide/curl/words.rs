//! Splitting a command into words as a POSIX shell does.

use super::CurlError;

/// Splits the first command of a text into words. What comes after a pipe or a redirection is left
/// out.
pub(super) fn split(command: &str) -> Result<Vec<String>, CurlError> {
    let text = without_prompt(command);
    let mut words = Words {
        characters: text.chars().peekable(),
        closed: Vec::new(),
        open: None,
    };
    words.run()?;
    Ok(words.closed)
}

fn without_prompt(command: &str) -> &str {
    let command = command.trim_start();
    ["$ ", "% ", "> "]
        .iter()
        .find_map(|prompt| command.strip_prefix(prompt))
        .unwrap_or(command)
}

struct Words<'a> {
    characters: std::iter::Peekable<std::str::Chars<'a>>,
    closed: Vec<String>,
    /// The word that is being read; `None` between words.
    open: Option<String>,
}

impl Words<'_> {
    fn run(&mut self) -> Result<(), CurlError> {
        while let Some(character) = self.characters.next() {
            match character {
                '\n' | '|' | '>' if self.ends_command(character) => break,
                ' ' | '\t' | '\r' | '\n' => self.close(),
                '#' if self.open.is_none() => self.skip_line(),
                '&' | ';' => return Err(CurlError::Unquoted { character }),
                '<' => self.angle(),
                '\\' => self.escape(),
                '\'' => self.single()?,
                '"' => self.double()?,
                '$' => self.dollar()?,
                other => self.push(other),
            }
        }
        self.close();
        Ok(())
    }

    /// A pipe or a redirection ends the command, and so does a line's end once it has begun.
    fn ends_command(&self, character: char) -> bool {
        character != '\n' || self.open.is_some() || !self.closed.is_empty()
    }

    /// `<NAME>` is a placeholder of the page, no redirection.
    fn angle(&mut self) {
        self.push('<');
        while let Some(next) = self
            .characters
            .next_if(|next| !matches!(next, '\n' | ' ' | '\'' | '"'))
        {
            self.push(next);
            if next == '>' {
                break;
            }
        }
    }

    fn push(&mut self, character: char) {
        self.open.get_or_insert_default().push(character);
    }

    fn close(&mut self) {
        self.closed.extend(self.open.take());
    }

    fn skip_line(&mut self) {
        while self.characters.next_if(|next| *next != '\n').is_some() {}
    }

    fn escape(&mut self) {
        // A line that ends in `\` and blanks is meant to go on, though a shell would not see it so.
        let mut ahead = self.characters.clone();
        while ahead
            .next_if(|next| matches!(next, ' ' | '\t' | '\r'))
            .is_some()
        {}
        if ahead.peek().is_none_or(|next| *next == '\n') {
            ahead.next();
            self.characters = ahead;
        } else if let Some(next) = self.characters.next() {
            self.push(next);
        }
    }

    fn single(&mut self) -> Result<(), CurlError> {
        self.open.get_or_insert_default();
        loop {
            match self.characters.next() {
                Some('\'') => return Ok(()),
                Some(character) => self.push(character),
                None => return Err(CurlError::Unclosed { quote: '\'' }),
            }
        }
    }

    fn double(&mut self) -> Result<(), CurlError> {
        self.open.get_or_insert_default();
        loop {
            match self.characters.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.characters.next() {
                    Some('\n') => {}
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.push(escaped),
                    Some(other) => {
                        self.push('\\');
                        self.push(other);
                    }
                    None => return Err(CurlError::Unclosed { quote: '"' }),
                },
                Some('$') => self.variable(),
                Some(character) => self.push(character),
                None => return Err(CurlError::Unclosed { quote: '"' }),
            }
        }
    }

    fn dollar(&mut self) -> Result<(), CurlError> {
        if self.characters.next_if_eq(&'\'').is_some() {
            return self.ansi();
        }
        self.variable();
        Ok(())
    }

    /// `$NAME` and `${NAME}`: the author's shell variable, ours by the same name.
    fn variable(&mut self) {
        let braces = self.characters.next_if_eq(&'{').is_some();
        let mut name = String::new();
        while let Some(next) = self
            .characters
            .next_if(|next| next.is_ascii_alphanumeric() || *next == '_')
        {
            name.push(next);
        }
        let text = match (name.is_empty(), braces) {
            (true, false) => "$".to_owned(),
            (true, true) => "${".to_owned(),
            (false, false) => format!("{{{{{name}}}}}"),
            (false, true) => {
                self.characters.next_if_eq(&'}');
                format!("{{{{{name}}}}}")
            }
        };
        self.open.get_or_insert_default().push_str(&text);
    }

    /// `$'…'`, which browsers write when they copy a request as curl.
    fn ansi(&mut self) -> Result<(), CurlError> {
        self.open.get_or_insert_default();
        loop {
            match self.characters.next() {
                Some('\'') => return Ok(()),
                Some('\\') => match self.characters.next() {
                    Some('n') => self.push('\n'),
                    Some('t') => self.push('\t'),
                    Some('r') => self.push('\r'),
                    Some('u') => self.unicode(),
                    Some(other) => self.push(other),
                    None => return Err(CurlError::Unclosed { quote: '\'' }),
                },
                Some(character) => self.push(character),
                None => return Err(CurlError::Unclosed { quote: '\'' }),
            }
        }
    }

    fn unicode(&mut self) {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.characters.peek().and_then(|next| next.to_digit(16)) else {
                break;
            };
            self.characters.next();
            code = code * 16 + digit;
        }
        self.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
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
            ("a \\\n  b \\  \n c", &["a", "b", "c"]),
            ("\n\na b\nc d", &["a", "b"]),
            ("$ curl x # comment\n", &["curl", "x"]),
            ("a 'it'\\''s'", &["a", "it's"]),
            ("a $'x\\n\\u00fc\\'y'", &["a", "x\nü'y"]),
            ("a b | c d", &["a", "b"]),
            ("a b > file", &["a", "b"]),
            ("a https://<host>/x#y", &["a", "https://<host>/x#y"]),
            ("a {\"b\":1}", &["a", "{b:1}"]),
            ("a 5$ $", &["a", "5$", "$"]),
        ] {
            assert_eq!(split(command).unwrap(), words, "{command}");
        }
    }
}
