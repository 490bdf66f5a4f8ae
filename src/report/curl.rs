//! A request as a curl command, for whoever wants to send what failed again.
//!
//! Reports know no secrets: where one stood, the command has a shell variable, called as the
//! collection calls it where that can be told.

use crate::collection::{self, FormValue, Mode};
use crate::exchange::{Body, Chunk, Headers};
use crate::runner::Written;
use crate::text::REDACTED;
use crate::variables::placeholder_names;

/// What curl sets by itself.
const OF_CURL: [&str; 4] = ["accept-encoding", "connection", "content-length", "host"];

/// And of a multipart form, whose boundary it makes up.
const OF_FORM: [&str; 5] = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
];

/// Between the options of a command.
const NEXT_LINE: &str = " \\\n  ";

/// The command that sends a request; `template` is how the collection has it.
pub(super) fn command(written: &Written, template: Option<&collection::Request>) -> String {
    let wire = &written.wire;
    let url = template.map(|template| template.url.to_string());
    let mut command = Command::default();
    let url = command.quoted(&wire.url, url.as_deref(), "SECRET");
    let method = match wire.method.as_str() {
        "HEAD" => "--head".to_owned(),
        method => format!("--request {}", single(method)),
    };
    command.parts.push(format!("curl {method} {url}"));
    let form = form(written);
    let left_out: &[&str] = if form.is_some() { &OF_FORM } else { &OF_CURL };
    command.headers(&wire.headers, template, left_out);
    if !wire.headers.contains("content-type") && !wire.body.is_empty() && form.is_none() {
        // Else curl says that it is a form.
        command.parts.push("--header 'Content-Type:'".to_owned());
    }
    match (form, &wire.body) {
        (Some(parts), _) => command.form(parts),
        (None, body) => command.body(body, template),
    }
    command.parts.join(NEXT_LINE)
}

/// A command in the making.
#[derive(Default)]
struct Command {
    parts: Vec<String>,
    /// How many secrets have got no name of their own.
    nameless: usize,
}

impl Command {
    fn headers(
        &mut self,
        headers: &Headers,
        template: Option<&collection::Request>,
        left_out: &[&str],
    ) {
        for header in headers {
            let name = header.name.to_ascii_lowercase();
            if left_out.contains(&name.as_str()) {
                continue;
            }
            let own = template.into_iter().flat_map(|template| &template.headers);
            let own = own
                .rev()
                .find(|own| own.key.eq_ignore_ascii_case(&name) && !own.disabled);
            let value = own.map(|own| format!("{}: {}", header.name, own.value));
            let fallback = name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_");
            let line = if header.value.is_empty() {
                format!("{};", header.name)
            } else {
                format!("{}: {}", header.name, header.value)
            };
            let line = self.quoted(&line, value.as_deref(), &fallback.to_ascii_uppercase());
            self.parts.push(format!("--header {line}"));
        }
    }

    fn body(&mut self, body: &Body, template: Option<&collection::Request>) {
        let bytes = match body {
            Body::Empty => return,
            Body::Bytes(bytes) => bytes,
            Body::Chunks(chunks) => {
                if let [Chunk::File { path, .. }] = &chunks[..] {
                    let path = single(&format!("@{}", path.display()));
                    self.parts.push(format!("--data-binary {path}"));
                } else {
                    self.parts
                        .push("--data-binary '@the body, which has files in it'".to_owned());
                }
                return;
            }
        };
        let Ok(text) = std::str::from_utf8(bytes) else {
            let length = bytes.len();
            self.parts.push(format!(
                "--data-binary '@the body, {length} bytes that are no text'"
            ));
            return;
        };
        if text.is_empty() {
            return;
        }
        let mode = template.and_then(|template| template.body.as_ref());
        let template = mode.and_then(|body| match &body.mode {
            Mode::Raw(text) => Some(text.as_str()),
            _ => None,
        });
        let text = self.quoted(text, template, "SECRET");
        self.parts.push(format!("--data-raw {text}"));
    }

    fn form(&mut self, parts: Vec<(&'static str, String)>) {
        for (option, part) in parts {
            let part = self.quoted(&part, None, "SECRET");
            self.parts.push(format!("{option} {part}"));
        }
    }

    /// A text as one word of a shell, with a variable where there was a secret.
    fn quoted(&mut self, text: &str, template: Option<&str>, fallback: &str) -> String {
        let mut pieces = text.split(REDACTED);
        let first = pieces.next().unwrap_or_default();
        let mut word = if first.is_empty() && text != first {
            String::new()
        } else {
            single(first)
        };
        let (mut before, mut rest) = (first, template.unwrap_or_default());
        for piece in pieces {
            let name = name_after(before, &mut rest);
            let name = name.unwrap_or_else(|| self.nameless(fallback));
            word.push_str(&format!("\"${{{name}}}\""));
            if !piece.is_empty() {
                word.push_str(&single(piece));
            }
            before = piece;
        }
        word
    }

    fn nameless(&mut self, fallback: &str) -> String {
        if fallback != "SECRET" {
            return fallback.to_owned();
        }
        self.nameless += 1;
        match self.nameless {
            1 => fallback.to_owned(),
            number => format!("{fallback}_{number}"),
        }
    }
}

/// The name of the placeholder that stands behind this text in a template, as a shell may call it;
/// the template goes on behind it.
fn name_after(before: &str, template: &mut &str) -> Option<String> {
    let mut rest = *template;
    while let Some((literal, name, after)) = placeholder(rest) {
        rest = after;
        let fits = before.ends_with(literal) && (!literal.is_empty() || before.is_empty());
        if fits {
            *template = rest;
            let name = name.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_");
            let is_name = name.starts_with(|first: char| !first.is_ascii_digit());
            return is_name.then_some(name);
        }
    }
    None
}

/// The first placeholder of a text: what stands before it, its name, and what follows.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let name = placeholder_names(text).next()?;
    let written = format!("{{{{{name}}}}}");
    let (before, after) = text.split_once(&written)?;
    Some((before, name, after))
}

/// A text that a shell takes as it is.
fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The parts of a multipart form, as curl makes one itself.
fn form(written: &Written) -> Option<Vec<(&'static str, String)>> {
    let body = written
        .resolved
        .body
        .as_ref()
        .filter(|body| !body.disabled)?;
    let Mode::FormData(params) = &body.mode else {
        return None;
    };
    let mut parts = Vec::new();
    for param in params.iter().filter(|param| !param.disabled) {
        match &param.value {
            FormValue::Text(text) => parts.push(("--form-string", format!("{}={text}", param.key))),
            FormValue::Files(files) => {
                let named = files.iter().map(|file| format!("{}=@{file}", param.key));
                parts.extend(named.map(|part| ("--form", part)));
            }
            FormValue::Base64(_) => {
                parts.push(("--form", format!("{}=@the file that was sent", param.key)));
            }
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;
    use crate::exchange;

    fn written(url: &str, headers: &[(&str, &str)], body: &str) -> Written {
        let pairs = headers.iter();
        Written {
            wire: exchange::Request {
                method: "POST".to_owned(),
                url: url.to_owned(),
                headers: pairs
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                body: Body::Bytes(Bytes::copy_from_slice(body.as_bytes())),
                ..exchange::Request::default()
            },
            ..Written::default()
        }
    }

    #[test]
    fn secrets_are_variables_called_as_the_collection_calls_them() {
        let template = json!({"url": "{{base}}/a?k={{api.key}}&l={{other}}",
            "header": [{"key": "X-Own", "value": "SSWS {{token}}"}], "body": {"mode": "raw", "raw": "{\"p\": \"{{pass}}\"}"}});
        let template = collection::read_request(&template).unwrap();
        let written = written(
            "http://h/a?k=(redacted)&l=(redacted)",
            &[
                ("Content-Type", "application/json"),
                ("x-own", "SSWS (redacted)"),
                ("Authorization", "Bearer (redacted)"),
                ("Host", "h"),
                ("Empty", ""),
            ],
            "{\"p\": \"(redacted)\", \"it's\": \"(redacted)\"}",
        );
        assert_eq!(
            command(&written, Some(&template)),
            r#"curl --request 'POST' 'http://h/a?k='"${api_key}"'&l='"${other}" \
  --header 'Content-Type: application/json' \
  --header 'x-own: SSWS '"${token}" \
  --header 'Authorization: Bearer '"${AUTHORIZATION}" \
  --header 'Empty;' \
  --data-raw '{"p": "'"${pass}"'", "it'\''s": "'"${SECRET}"'"}'"#
        );
    }

    #[test]
    fn a_form_is_curls_to_make_and_what_is_no_text_is_not_shown() {
        let form = json!({"url": "h", "body": {"mode": "formdata", "formdata": [
            {"key": "a", "value": "1"}, {"key": "f", "type": "file", "src": "x.png"}, {"key": "off", "value": "1", "disabled": true}]}});
        let mut sent = written(
            "http://h/",
            &[("Content-Type", "multipart/form-data; boundary=x")],
            "--x",
        );
        sent.resolved = collection::read_request(&form).unwrap();
        assert_eq!(
            command(&sent, None),
            "curl --request 'POST' 'http://h/' \\\n  --form-string 'a=1' \\\n  --form 'f=@x.png'"
        );
        let mut binary = written("http://h/", &[("Content-Type", "a/b")], "");
        binary.wire.body = Body::Bytes(Bytes::from_static(b"\xff\xfe"));
        assert!(
            command(&binary, None).ends_with("--data-binary '@the body, 2 bytes that are no text'")
        );
    }
}
