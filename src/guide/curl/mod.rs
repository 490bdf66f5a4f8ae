//! The curl command of a fenced sample, understood as a request.
//!
//! Reads what documentation uses of curl; an option that would change what is sent and is not known
//! is an error, never ignored. `$NAME` outside of single quotes, which a shell would replace,
//! becomes the variable `{{NAME}}`.

mod build;
mod expansion;
mod flow;
mod options;
mod shell;
mod simple;
mod words;

use crate::collection::{Behavior, Request};

pub(crate) use shell::{Shell, Shown};

/// What a curl command sends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CurlCommand {
    /// The request, with its own authentication: nothing is inherited from a collection.
    pub request: Request,
    /// Whether redirects are followed and certificates checked, in Postman's words.
    pub behavior: Behavior,
    /// The shell variables that it uses, each `{{NAME}}` in the request.
    pub variables: Vec<String>,
    /// Whether what comes is written to a file.
    pub downloads: bool,
}

/// What can't be read of a sample, and where, in bytes of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) error: CurlError,
}

/// What can't be understood of a curl command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurlError {
    /// The command does not begin with `curl`.
    #[error("it begins with `{found}`, expected `curl`")]
    NotCurl {
        /// Its first word.
        found: String,
    },
    /// A quote that is not closed.
    #[error("a {quote} is opened and not closed")]
    Unclosed {
        /// The quote.
        quote: char,
    },
    /// A character that means something else to a shell.
    #[error("`{character}` outside of quotes ends the command in a shell; put the URL in quotes")]
    Unquoted {
        /// The character.
        character: char,
    },
    /// A `\`, `|` or `&&` at the end of the sample.
    #[error("the command goes on behind the `{behind}` at its end, and the sample ends there")]
    Dangling {
        /// What stands there.
        behind: &'static str,
    },
    /// A blank behind the `\` at a line's end.
    #[error(
        "a blank stands behind the `\\` at the line's end, so that the command ends there in a shell; take it out"
    )]
    BlankBehind,
    /// A URL that begins or ends with a blank, or goes over several lines.
    #[error("the URL `{url}` has a blank in it, and curl takes no such URL")]
    BlankInUrl {
        /// The URL.
        url: String,
    },
    /// Braces or brackets that stand for several words, or for several requests.
    #[error("`{part}` stands for several, in a shell or for curl; write one of them")]
    Several {
        /// As written.
        part: String,
    },
    /// Something that only a shell can put together.
    #[error(
        "`{written}` is put together by a shell; write what is sent, or `$NAME`, which is a placeholder"
    )]
    Expansion {
        /// As written.
        written: String,
    },
    /// A here-document without its end.
    #[error("the document that `{end}` should end has no end")]
    Document {
        /// The word that should end it.
        end: String,
    },
    /// A line that no command begins with, below a curl command.
    #[error(
        "`{line}` belongs to no command; is a `\\` missing at the end of the line before, or a quote?"
    )]
    Stray {
        /// The line.
        line: String,
    },
    /// The body comes from another command or from a file.
    #[error(
        "what it reads from another command is not known; write it in a here-document, `-d @- <<EOF`"
    )]
    Piped,
    /// Another program runs it.
    #[error(
        "`{by}` runs it somewhere else, or more than once; write the request that is sent with `request:`"
    )]
    Elsewhere {
        /// The program.
        by: String,
    },
    /// A condition, a loop or a function of the shell decides whether it is sent, and how often.
    #[error(
        "`{by}` decides whether it is sent, and how often; write the request that is sent with `request:`"
    )]
    Decided {
        /// The word of the shell.
        by: String,
    },
    /// No blank before the `\` at a line's end, and an option in the next line.
    #[error(
        "no blank stands before the `\\` at the line's end, so that the next line is a part of this word in a shell"
    )]
    BlankMissing,
    /// An option that is not supported.
    #[error("`{option}` is not supported{}", suggestion.as_ref().map(|text| format!("; {text}")).unwrap_or_default())]
    Unsupported {
        /// The option as written.
        option: String,
        /// What to write instead, where it is known.
        suggestion: Option<String>,
    },
    /// An option whose value is missing.
    #[error("`{option}` needs a value")]
    NoValue {
        /// The option as written.
        option: String,
    },
    /// An option whose value can't be read.
    #[error("`{option} {value}`: {expected}")]
    Value {
        /// The option as written.
        option: String,
        /// Its value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// No URL.
    #[error("it has no URL")]
    NoUrl,
    /// More than one URL.
    #[error("it has a second URL, `{url}`; is a `\\` missing at a line's end, or a quote?")]
    SecondUrl {
        /// The second one.
        url: String,
    },
}

/// Reads a curl command.
///
/// # Errors
/// The command is not one that a shell could run, or uses what is not supported.
pub fn parse(command: &str) -> Result<CurlCommand, CurlError> {
    let shell = Shell::of_command(command);
    let Some(first) = shell.commands.into_iter().next() else {
        let found = command.split_whitespace().next().unwrap_or_default();
        return Err(shell.fault.map_or_else(
            || CurlError::NotCurl {
                found: found.to_owned(),
            },
            |fault| fault.error,
        ));
    };
    match shell.fault {
        Some(fault) => Err(fault.error),
        None => first.read,
    }
}

/// The words of a command that a program can be started with; `None` where it takes a shell, since
/// there is more than one command, a redirection, or something that a shell puts in.
///
/// # Errors
/// A quote is not closed, or a sign means something else to a shell.
pub(crate) fn words(command: &str) -> Result<Option<Vec<String>>, CurlError> {
    let read = words::read(command);
    if let Some(fault) = read.fault {
        return Err(fault.error);
    }
    let mut list = read.list;
    let only = match list.len() {
        0 => return Ok(Some(Vec::new())),
        1 => list.remove(0),
        _ => return Ok(None),
    };
    let is_plain = only.input == simple::Input::Nothing
        && !only.is_saved
        && only.variables.is_empty()
        && !only.words.iter().any(|word| word.is_computed);
    let words = only.words.into_iter().map(|word| word.text);
    Ok(is_plain.then(|| words.collect()))
}

/// The part of a text that stands for several to a shell or to curl: `{a,b}`, `{1..3}`.
fn several(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let from = &rest[at..];
        let end = from[1..].find(['{', '}']).map_or(from.len(), |end| end + 1);
        let inner = &from[1..end];
        if from[end..].starts_with('}') && (inner.contains(',') || inner.contains("..")) {
            return Some(&from[..=end]);
        }
        rest = &rest[at + 1..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Auth, FormValue, Mode};
    use serde_json::json;

    fn request(command: &str) -> Request {
        parse(command)
            .unwrap_or_else(|error| panic!("{command}: {error}"))
            .request
    }

    fn headers(request: &Request) -> Vec<(&str, &str)> {
        request
            .headers
            .iter()
            .map(|header| (header.key.as_str(), header.value.as_str()))
            .collect()
    }

    fn raw(request: &Request) -> &str {
        match &request.body.as_ref().unwrap().mode {
            Mode::Raw(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_of_a_page_is_read() {
        let command = "curl -i -X DELETE \\\n  https://subdomain.example.com/idp/myaccount/sessions \\\n  -H 'Authorization: Bearer <YOUR_TOKEN_HERE>'\n";
        let request = request(command);
        assert_eq!(request.method, "DELETE");
        assert_eq!(
            request.url.to_string(),
            "https://subdomain.example.com/idp/myaccount/sessions"
        );
        assert_eq!(
            headers(&request),
            [("Authorization", "Bearer <YOUR_TOKEN_HERE>")]
        );
        assert_eq!(request.body, None);
        assert_eq!(request.auth.unwrap().kind, "noauth");
    }

    #[test]
    fn the_method_follows_from_the_options() {
        for (command, method) in [
            ("curl h", "GET"),
            ("curl -I h", "HEAD"),
            ("curl -d a h", "POST"),
            ("curl -F a=b h", "POST"),
            ("curl --json '{}' h", "POST"),
            ("curl -d a -X PUT h", "PUT"),
            ("curl -XPATCH -d a h", "PATCH"),
            ("curl -sX put h", "put"),
            ("curl -G -d a=b h", "GET"),
            ("curl --get --data a=b h", "GET"),
            ("curl --request DELETE --url h", "DELETE"),
        ] {
            assert_eq!(request(command).method, method, "{command}");
        }
    }

    #[test]
    fn data_is_joined_and_called_a_form_unless_a_header_says_otherwise() {
        let form = request(
            "curl -d 'a=1' --data-raw '@b' --data-urlencode 'c=x y&{{z}}' --data-urlencode '=ü' h",
        );
        assert_eq!(raw(&form), "a=1&@b&c=x+y%26{{z}}&%C3%BC");
        let form = request(
            "curl --data-urlencode 'a={b}' --data-urlencode 'c=d \"<e>\"' --data-urlencode 'f={\"g\": h{i}}' h",
        );
        assert_eq!(
            raw(&form),
            "a={b}&c=d+%22<e>%22&f=%7B%22g%22%3A+h%7Bi%7D%7D"
        );
        assert_eq!(
            headers(&form),
            [("Content-Type", "application/x-www-form-urlencoded")]
        );
        let json = request("curl -H 'content-type: application/json' -d '{\"a\": 1}' h");
        assert_eq!((raw(&json), headers(&json).len()), ("{\"a\": 1}", 1));
        let json = request("curl --json '{\"a\":' --json '1}' h");
        assert_eq!(raw(&json), "{\"a\":1}");
        assert_eq!(
            headers(&json),
            [
                ("Content-Type", "application/json"),
                ("Accept", "application/json")
            ]
        );
    }

    #[test]
    fn data_becomes_the_query_with_get() {
        assert_eq!(
            request("curl -G 'h/a?x=1' -d y=2 --data-urlencode 'z=a b'")
                .url
                .to_string(),
            "h/a?x=1&y=2&z=a+b"
        );
        assert_eq!(request("curl -G h/a -d y=2").body, None);
    }

    #[test]
    fn forms_have_texts_and_files() {
        let request = request(
            "curl -F a=b -F 'f=@x/y.png;type=image/png;filename=z.png' -F 'n=b;type=text/plain' \
             -F 'e=b;type=' -F 'o=@' h",
        );
        let Some(Mode::FormData(params)) = request.body.map(|body| body.mode) else {
            panic!()
        };
        assert_eq!(params[0].value, FormValue::Text("b".into()));
        assert_eq!(params[1].value, FormValue::Files(vec!["x/y.png".into()]));
        assert_eq!(params[1].content_type.as_deref(), Some("image/png"));
        assert_eq!(params[1].file_name.as_deref(), Some("z.png"));
        assert_eq!(
            (&params[2].value, params[2].content_type.as_deref()),
            (&FormValue::Text("b".into()), Some("text/plain"))
        );
        assert_eq!(params[3].content_type, None);
        assert_eq!(params[4].value, FormValue::Files(Vec::new()));
    }

    #[test]
    fn a_binary_file_is_sent_as_it_is() {
        let request = request("curl --data-binary @a.bin h");
        let expected = Mode::File {
            src: Some("a.bin".into()),
            content: None,
            says_none: false,
        };
        assert_eq!(request.body.unwrap().mode, expected);
    }

    #[test]
    fn a_user_is_basic_authentication() {
        let auth = |command: &str| request(command).auth.unwrap();
        let parts = |auth: &Auth| {
            (
                auth.kind.clone(),
                auth.text("username"),
                auth.text("password"),
            )
        };
        assert_eq!(
            parts(&auth("curl -u me:pa:ss h")),
            ("basic".into(), "me".into(), "pa:ss".into())
        );
        assert_eq!(
            parts(&auth("curl -ume: h")),
            ("basic".into(), "me".into(), String::new())
        );
    }

    #[test]
    fn headers_cookies_and_agents_are_headers() {
        let request = request("curl -H 'A: 1' -H 'B;' -H 'C:' -b 'x=1; y=2' -A me -e 'http://r' h");
        let expected = [
            ("A", "1"),
            ("B", ""),
            ("Cookie", "x=1; y=2"),
            ("User-Agent", "me"),
            ("Referer", "http://r"),
        ];
        assert_eq!(headers(&request), expected);
    }

    #[test]
    fn redirects_and_certificates_follow_the_options() {
        let behavior = |command: &str| json!(parse(command).unwrap().behavior);
        assert_eq!(behavior("curl h"), json!({"followRedirects": false}));
        assert_eq!(
            behavior("curl -Lk h"),
            json!({"followRedirects": true, "strictSSL": false})
        );
    }

    #[test]
    fn what_only_shows_or_writes_is_passed_over() {
        let request =
            request("curl -isSv --compressed -o out.json -w '%{http_code}' --fail h | jq .");
        assert_eq!(
            (request.method.as_str(), request.url.to_string().as_str()),
            ("GET", "h")
        );
    }

    #[test]
    fn shell_variables_become_variables() {
        let request =
            request("curl \"$BASE/a\" -H \"Authorization: Bearer ${TOKEN}\" -H 'X: $NOT' -d $BODY");
        assert_eq!(request.url.to_string(), "{{BASE}}/a");
        assert_eq!(
            headers(&request)[..2],
            [("Authorization", "Bearer {{TOKEN}}"), ("X", "$NOT")]
        );
        assert_eq!(raw(&request), "{{BODY}}");
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for (command, message) in [
            ("wget h", "it begins with `wget`, expected `curl`"),
            ("", "it begins with ``, expected `curl`"),
            ("curl", "it has no URL"),
            ("curl h -H", "`-H` needs a value"),
            ("curl 'h", "a ' is opened and not closed"),
            (
                "curl h?a=1&b=2",
                "`&` outside of quotes ends the command in a shell; put the URL in quotes",
            ),
            (
                "curl h i",
                "it has a second URL, `i`; is a `\\` missing at a line's end, or a quote?",
            ),
            ("curl --cert a h", "`--cert` is not supported"),
            (
                "curl --heder a h",
                "`--heder` is not supported; did you mean `--header`?",
            ),
            ("curl -Z h", "`-Z` is not supported"),
            (
                "curl -d @file h",
                "`-d @file`: a file's content is sent with `--data-binary @file`",
            ),
            (
                "curl -b jar.txt h",
                "`-b jar.txt`: expected `name=value`; a cookie file is not read",
            ),
            (
                "curl -F abc h",
                "`-F abc`: expected `name=value` or `name=@file`",
            ),
            (
                "curl -H @file h",
                "`-H @file`: expected `Name: value`; a file of headers is not read",
            ),
        ] {
            assert_eq!(
                parse(command).unwrap_err().to_string(),
                message,
                "{command}"
            );
        }
    }
}
