//! JavaScript without its comments, and without what its texts say.

/// The source with blanks in the place of comments, and of what stands within quotes, templates and
/// regular expressions; every byte of code stays where it was.
pub(super) fn masked(source: &str) -> String {
    let mut masker = Masker {
        source: source.as_bytes(),
        masked: source.as_bytes().to_vec(),
        at: 0,
        depth: 0,
    };
    masker.code(false);
    String::from_utf8(masker.masked).unwrap_or_default()
}

struct Masker<'s> {
    source: &'s [u8],
    masked: Vec<u8>,
    at: usize,
    /// How many templates lie in each other.
    depth: usize,
}

/// How many are looked into.
const DEEPEST: usize = 50;

impl Masker<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.source
            .get(self.at + ahead)
            .copied()
            .unwrap_or_default()
    }

    /// Blanks a byte out; line breaks stay.
    fn blank(&mut self) {
        if let Some(byte) = self.masked.get_mut(self.at)
            && *byte != b'\n'
        {
            *byte = b' ';
        }
        self.at += 1;
    }

    /// Reads code, up to the brace that closes it where it stands in a template.
    fn code(&mut self, in_template: bool) {
        let mut depth = 0_usize;
        while self.at < self.source.len() {
            match self.peek(0) {
                b'/' if self.peek(1) == b'/' => self.until_line_end(),
                b'/' if self.peek(1) == b'*' => self.comment(),
                b'/' if self.may_be_expression() => self.expression(),
                quote @ (b'"' | b'\'') => self.quoted(quote),
                b'`' => self.template(),
                b'}' if in_template && depth == 0 => return,
                b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    fn until_line_end(&mut self) {
        while self.at < self.source.len() && self.peek(0) != b'\n' {
            self.blank();
        }
    }

    fn comment(&mut self) {
        self.blank();
        self.blank();
        while self.at < self.source.len() && !(self.peek(0) == b'*' && self.peek(1) == b'/') {
            self.blank();
        }
        self.blank();
        self.blank();
    }

    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.source.len() && !matches!(self.peek(0), b'\n') {
            if self.peek(0) == quote {
                self.at += 1;
                return;
            }
            if self.peek(0) == b'\\' {
                self.blank();
            }
            self.blank();
        }
    }

    fn template(&mut self) {
        self.at += 1;
        while self.at < self.source.len() {
            match self.peek(0) {
                b'`' => {
                    self.at += 1;
                    return;
                }
                b'$' if self.peek(1) == b'{' && self.depth < DEEPEST => {
                    self.at += 2;
                    self.depth += 1;
                    self.code(true);
                    self.depth -= 1;
                    self.at += 1;
                }
                b'\\' => {
                    self.blank();
                    self.blank();
                }
                _ => self.blank(),
            }
        }
    }

    /// Whether a slash begins a regular expression, by what stands before it.
    fn may_be_expression(&self) -> bool {
        let before = self
            .masked
            .get(..self.at)
            .unwrap_or_default()
            .trim_ascii_end();
        let word = before
            .rsplit(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'$'))
            .next()
            .unwrap_or_default();
        match before.last() {
            None => true,
            Some(last) => {
                b"(,=:[!&|?{};+-*%~^<>".contains(last)
                    || [&b"return"[..], b"typeof"].contains(&word)
            }
        }
    }

    fn expression(&mut self) {
        let start = self.at;
        let mut in_class = false;
        self.at += 1;
        while self.at < self.source.len() {
            match self.peek(0) {
                b'\n' => {
                    // It was none.
                    self.at = start + 1;
                    return;
                }
                b'/' if !in_class => {
                    self.at += 1;
                    return;
                }
                b'[' => in_class = true,
                b']' => in_class = false,
                b'\\' => self.blank(),
                _ => {}
            }
            self.blank();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_is_no_code_is_blank() {
        for (source, expected) in [
            ("a // tests['x']\nb", "a \nb"),
            ("a /* b\nc */ d", "a \n d"),
            ("f('it\\'s', \"x\")", "f(' ', \" \")"),
            ("`a${tests.b + `c`}d`", "` ${tests.b + ` `} `"),
            ("x = /a[/'\"]b/g; 'y'", "x = / /g; ' '"),
            ("a / b / c", "a / b / c"),
            ("return /'/", "return / /"),
            ("'ä' + ä", "' ' + ä"),
            ("'open\nb", "' \nb"),
        ] {
            let read = masked(source);
            assert_eq!(read.len(), source.len(), "{source}");
            let lines = read.split('\n').map(squeezed);
            assert_eq!(lines.collect::<Vec<_>>().join("\n"), expected, "{source}");
        }
    }

    /// A line with one blank in the place of several.
    fn squeezed(line: &str) -> String {
        let mut squeezed = line.to_owned();
        while squeezed.contains("  ") {
            squeezed = squeezed.replace("  ", " ");
        }
        squeezed
    }

    #[test]
    fn nothing_makes_it_fail() {
        for source in [
            "'", "`", "`${", "/*", "//", "/", "\\", "`\\", "'\\", "}", "/[", "ä/",
        ] {
            assert_eq!(masked(source).len(), source.len(), "{source}");
        }
    }
}
