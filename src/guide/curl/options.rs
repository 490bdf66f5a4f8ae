//! The options of a curl command.

use super::CurlError;
use crate::text::did_you_mean;

/// What the options say, before it becomes a request.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) data: Vec<Data>,
    pub(super) form: Vec<String>,
    pub(super) user: Option<String>,
    pub(super) flags: Vec<Flag>,
    /// The headers of curl's own that are not sent, in lower case: `-H 'Content-Type:'`.
    pub(super) removed: Vec<String>,
    /// What the command reads.
    input: Option<String>,
}

/// An option that is there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    Get,
    Head,
    Location,
    Insecure,
    Download,
}

/// A piece of the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Data {
    Text(String),
    UrlEncode(String),
    Json(String),
    File(String),
}

/// What an option does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Request,
    Header,
    Data,
    DataRaw,
    DataBinary,
    DataUrlEncode,
    Json,
    Form,
    User,
    Cookie,
    Agent,
    Referer,
    Url,
    Bearer,
    /// Writes to the file that it names.
    Output,
    Flag(Flag),
    /// Only shows or writes something; the flag tells whether it takes a value.
    Shown {
        value: bool,
    },
}

/// The short name, the long name and the effect of each option.
const OPTIONS: [(Option<char>, &str, Effect); 53] = [
    (Some('X'), "--request", Effect::Request),
    (Some('H'), "--header", Effect::Header),
    (Some('d'), "--data", Effect::Data),
    (None, "--data-ascii", Effect::Data),
    (None, "--data-raw", Effect::DataRaw),
    (None, "--data-binary", Effect::DataBinary),
    (None, "--data-urlencode", Effect::DataUrlEncode),
    (None, "--json", Effect::Json),
    (Some('F'), "--form", Effect::Form),
    (Some('u'), "--user", Effect::User),
    (Some('b'), "--cookie", Effect::Cookie),
    (Some('A'), "--user-agent", Effect::Agent),
    (Some('e'), "--referer", Effect::Referer),
    (None, "--url", Effect::Url),
    (Some('G'), "--get", Effect::Flag(Flag::Get)),
    (Some('I'), "--head", Effect::Flag(Flag::Head)),
    (Some('L'), "--location", Effect::Flag(Flag::Location)),
    (Some('k'), "--insecure", Effect::Flag(Flag::Insecure)),
    (Some('i'), "--include", Effect::Shown { value: false }),
    (None, "--show-headers", Effect::Shown { value: false }),
    (Some('s'), "--silent", Effect::Shown { value: false }),
    (Some('S'), "--show-error", Effect::Shown { value: false }),
    (Some('v'), "--verbose", Effect::Shown { value: false }),
    (Some('f'), "--fail", Effect::Shown { value: false }),
    (None, "--fail-with-body", Effect::Shown { value: false }),
    (Some('g'), "--globoff", Effect::Shown { value: false }),
    (Some('#'), "--progress-bar", Effect::Shown { value: false }),
    (Some('N'), "--no-buffer", Effect::Shown { value: false }),
    (Some('O'), "--remote-name", Effect::Flag(Flag::Download)),
    (None, "--compressed", Effect::Shown { value: false }),
    (None, "--http1.1", Effect::Shown { value: false }),
    (None, "--http2", Effect::Shown { value: false }),
    (Some('o'), "--output", Effect::Output),
    (Some('w'), "--write-out", Effect::Shown { value: true }),
    (Some('D'), "--dump-header", Effect::Shown { value: true }),
    (None, "--oauth2-bearer", Effect::Bearer),
    (Some('m'), "--max-time", Effect::Shown { value: true }),
    (None, "--connect-timeout", Effect::Shown { value: true }),
    (None, "--retry", Effect::Shown { value: true }),
    (None, "--retry-delay", Effect::Shown { value: true }),
    (None, "--retry-max-time", Effect::Shown { value: true }),
    (None, "--retry-all-errors", Effect::Shown { value: false }),
    (None, "--retry-connrefused", Effect::Shown { value: false }),
    (None, "--no-progress-meter", Effect::Shown { value: false }),
    (Some('4'), "--ipv4", Effect::Shown { value: false }),
    (Some('6'), "--ipv6", Effect::Shown { value: false }),
    (None, "--basic", Effect::Shown { value: false }),
    (None, "--http1.0", Effect::Shown { value: false }),
    (None, "--tlsv1.2", Effect::Shown { value: false }),
    (None, "--create-dirs", Effect::Shown { value: false }),
    (
        Some('J'),
        "--remote-header-name",
        Effect::Shown { value: false },
    ),
    (None, "--trace-ascii", Effect::Shown { value: true }),
    (None, "--stderr", Effect::Shown { value: true }),
];

impl Effect {
    fn takes_value(self) -> bool {
        match self {
            Self::Flag(_) => false,
            Self::Shown { value } => value,
            _ => true,
        }
    }
}

/// Reads the words of a command. `@-` stands for the input, where it is known.
pub(super) fn read(words: &[String], input: Option<&str>) -> Result<Options, CurlError> {
    let mut words = words.iter();
    match words.next().map(String::as_str) {
        Some("curl") => {}
        other => {
            return Err(CurlError::NotCurl {
                found: other.unwrap_or_default().to_owned(),
            });
        }
    }
    let mut options = Options {
        input: input.map(str::to_owned),
        ..Options::default()
    };
    let mut only_urls = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => only_urls = true,
            long if long.starts_with("--") && !only_urls => {
                let effect = by_long_name(long)?;
                let value = if effect.takes_value() {
                    Some(value_of(long, words.next())?)
                } else {
                    None
                };
                options.apply(effect, long, value.unwrap_or_default())?;
            }
            short if short.len() > 1 && short.starts_with('-') && !only_urls => {
                options.short(&short[1..], &mut words)?;
            }
            url => options.set_url(url)?,
        }
    }
    Ok(options)
}

fn by_long_name(name: &str) -> Result<Effect, CurlError> {
    let found = OPTIONS.iter().find(|(_, long, _)| *long == name);
    found
        .map(|(_, _, effect)| *effect)
        .ok_or_else(|| CurlError::Unsupported {
            option: name.to_owned(),
            suggestion: did_you_mean(
                name,
                OPTIONS
                    .iter()
                    .map(|(_, long, _)| *long)
                    .filter(|long| near(name, long)),
            ),
        })
}

/// Only slips of the pen are suggested: `--cert` is no `--header`.
fn near(name: &str, long: &str) -> bool {
    strsim::damerau_levenshtein(name, long) <= 1
}

fn value_of<'a>(option: &str, value: Option<&'a String>) -> Result<&'a str, CurlError> {
    value.map(String::as_str).ok_or_else(|| CurlError::NoValue {
        option: option.to_owned(),
    })
}

impl Options {
    /// Whether an option is there.
    pub(super) fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// Reads one word of short options, such as `-sX` or `-XPOST`.
    fn short(
        &mut self,
        letters: &str,
        words: &mut std::slice::Iter<'_, String>,
    ) -> Result<(), CurlError> {
        for (at, letter) in letters.char_indices() {
            let option = format!("-{letter}");
            let found = OPTIONS.iter().find(|(short, _, _)| *short == Some(letter));
            let Some((_, _, effect)) = found else {
                return Err(CurlError::Unsupported {
                    option,
                    suggestion: None,
                });
            };
            if !effect.takes_value() {
                self.apply(*effect, &option, "")?;
                continue;
            }
            let rest = &letters[at + letter.len_utf8()..];
            let value = if rest.is_empty() {
                value_of(&option, words.next())?
            } else {
                rest
            };
            return self.apply(*effect, &option, value);
        }
        Ok(())
    }

    fn apply(&mut self, effect: Effect, option: &str, value: &str) -> Result<(), CurlError> {
        let wrong = |expected| {
            Err(CurlError::Value {
                option: option.to_owned(),
                value: value.to_owned(),
                expected,
            })
        };
        let text = value.to_owned();
        match effect {
            Effect::Request => self.method = Some(text),
            Effect::Header if value.starts_with('@') => {
                return wrong("expected `Name: value`; a file of headers is not read");
            }
            Effect::Header => match header(value) {
                Some(header) => self.headers.push(header),
                None => self.removed.extend(removed(value)),
            },
            Effect::Data | Effect::DataBinary | Effect::Json if value == "@-" => {
                let input = self.input.clone().ok_or(CurlError::Piped)?;
                self.data.push(match effect {
                    Effect::Json => Data::Json(input),
                    Effect::Data => Data::Text(input.replace(['\r', '\n'], "")),
                    _ => Data::Text(input),
                });
            }
            Effect::Data | Effect::Json if value.starts_with('@') => {
                return wrong("a file's content is sent with `--data-binary @file`");
            }
            Effect::Data | Effect::DataRaw => self.data.push(Data::Text(text)),
            Effect::DataBinary => self.data.push(match value.strip_prefix('@') {
                Some(path) => Data::File(path.to_owned()),
                None => Data::Text(text),
            }),
            Effect::DataUrlEncode if value.ends_with("@-") => return Err(CurlError::Piped),
            Effect::DataUrlEncode
                if value
                    .find(['=', '@'])
                    .is_some_and(|at| value[at..].starts_with('@')) =>
            {
                return wrong("a text from a file is not read");
            }
            Effect::DataUrlEncode => self.data.push(Data::UrlEncode(text)),
            Effect::Json => self.data.push(Data::Json(text)),
            Effect::Form if !value.contains('=') => {
                return wrong("expected `name=value` or `name=@file`");
            }
            Effect::Form if value.ends_with("=@-") || value.ends_with("=<-") => {
                return Err(CurlError::Piped);
            }
            Effect::Form => self.form.push(text),
            Effect::User => self.user = Some(text),
            Effect::Cookie if !value.contains('=') => {
                return wrong("expected `name=value`; a cookie file is not read");
            }
            Effect::Cookie => self.headers.push(("Cookie".to_owned(), text)),
            Effect::Agent => self.headers.push(("User-Agent".to_owned(), text)),
            Effect::Referer => self.headers.push(("Referer".to_owned(), text)),
            Effect::Url => self.set_url(value)?,
            Effect::Bearer => {
                let bearer = format!("Bearer {value}");
                self.headers.push(("Authorization".to_owned(), bearer));
            }
            Effect::Output if !["/dev/null", "-", "NUL", "nul"].contains(&value) => {
                self.flags.push(Flag::Download);
            }
            Effect::Flag(flag) => self.flags.push(flag),
            Effect::Output | Effect::Shown { .. } => {}
        }
        Ok(())
    }

    fn set_url(&mut self, url: &str) -> Result<(), CurlError> {
        if self.url.is_some() {
            return Err(CurlError::SecondUrl {
                url: url.to_owned(),
            });
        }
        self.url = Some(url.to_owned());
        Ok(())
    }
}

/// `Name: value`; `Name;` is one without a value, and `Name:` takes one of curl's own away.
fn header(line: &str) -> Option<(String, String)> {
    if let Some((name, value)) = line.split_once(':') {
        let value = value.trim();
        return (!value.is_empty()).then(|| (name.trim().to_owned(), value.to_owned()));
    }
    line.strip_suffix(';')
        .map(|name| (name.trim().to_owned(), String::new()))
}

/// The header of curl's own that `Name:` takes away.
fn removed(line: &str) -> Option<String> {
    let name = line.trim_end().strip_suffix(':')?.trim();
    (!name.is_empty()).then(|| name.to_lowercase())
}
