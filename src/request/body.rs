//! The body of a request and the content type that goes with it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::media_type::media_type;
use super::{BuildError, Files, Tools, form, headers, multipart};
use crate::collection::{Behavior, Dialect, FormParam, FormValue, Header, Mode, Request};
use crate::exchange::{Body, Headers};

/// A body, and the content type that Postman gives it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) body: Body,
    /// What Postman says of files on the console.
    pub(super) remarks: Vec<String>,
    kind: Option<ContentType>,
    is_to_the_letter: bool,
}

/// Where the content type of a body goes among the headers.
#[derive(Debug)]
enum ContentType {
    /// Before the system headers, if the author wrote none.
    Early(&'static str),
    /// After the system headers; replaces what the author wrote unless it names the same type.
    Late(String),
    /// After the length, if the author wrote none.
    LastUnlessWritten(String),
}

impl Content {
    /// A type that is switched off is not sent, but shown.
    pub(super) fn put_type_before_system_headers(
        &self,
        request: &mut Request,
        headers: &mut Headers,
        behavior: &Behavior,
    ) {
        let Some(ContentType::Early(value)) = self.kind else {
            return;
        };
        let is_type = |header: &Header| header.key.eq_ignore_ascii_case("content-type");
        if headers.contains("content-type") {
            return;
        }
        if !headers::is_disabled(behavior, "content-type") {
            headers.push_system("Content-Type", value);
        } else if !request
            .headers
            .iter()
            .any(|header| header.system && is_type(header))
        {
            let shown = Header {
                system: true,
                disabled: true,
                ..Header::new("Content-Type", value)
            };
            request.headers.push(shown);
        }
    }

    pub(super) fn put_type_after_system_headers(&self, list: &mut Headers, behavior: &Behavior) {
        if headers::is_disabled(behavior, "content-type") || self.keeps_written_type(list) {
            return;
        }
        if let Some(ContentType::Late(value)) = &self.kind {
            let essence = value.split(';').next().unwrap_or(value);
            if !list
                .get("content-type")
                .is_some_and(|written| names_type(written, essence))
            {
                list.set("Content-Type", value);
            }
        }
    }

    /// Whether the author's type is sent as it is.
    // Differs from Postman: its runner of v3 sends `multipart/form-data` without a boundary where
    // it is written so (`a_form_is_announced_with_its_boundary`).
    fn keeps_written_type(&self, list: &Headers) -> bool {
        self.is_to_the_letter && list.contains("content-type")
    }

    pub(super) fn put_type_after_length(&self, list: &mut Headers, behavior: &Behavior) {
        if let Some(ContentType::LastUnlessWritten(value)) = &self.kind
            && !list.contains("content-type")
            && !headers::is_disabled(behavior, "content-type")
        {
            list.push_system("Content-Type", value.clone());
        }
    }
}

/// Builds the body; there is none where it is switched off, empty, or of a method that has none.
pub(super) fn build(
    request: &Request,
    only_comments: bool,
    behavior: &Behavior,
    tools: Tools<'_>,
) -> Result<Content, BuildError> {
    let Some(body) = request.sent_body() else {
        return Ok(Content::default());
    };
    let remarks = absent_files(&body.mode);
    if is_pruned(&request.method, behavior) {
        return Ok(Content {
            remarks,
            ..Content::default()
        });
    }
    if is_empty(&body.mode) {
        // Postman names the type before it removes comments, and a body may be nothing but
        // comments.
        let is_named = only_comments
            || request.dialect == Dialect::Letter && matches!(body.mode, Mode::Raw(_));
        let kind = is_named.then(|| ContentType::Early(raw_type(body.language())));
        return Ok(Content {
            body: Body::Empty,
            remarks,
            kind,
            ..Content::default()
        });
    }
    let content = match &body.mode {
        Mode::None => Content::default(),
        Mode::Raw(text) => Content {
            body: Body::Bytes(Bytes::from(text.clone())),
            kind: Some(ContentType::Early(raw_type(body.language()))),
            ..Content::default()
        },
        Mode::GraphQl { .. } => Content {
            body: Body::Bytes(graphql(&body.mode).into()),
            kind: Some(ContentType::Early("application/json")),
            ..Content::default()
        },
        Mode::UrlEncoded(params) => Content {
            body: Body::Bytes(form::encode(params).into()),
            kind: Some(ContentType::Late(
                "application/x-www-form-urlencoded".into(),
            )),
            ..Content::default()
        },
        Mode::FormData(params) => {
            let boundary =
                written_boundary(request).unwrap_or_else(|| multipart::boundary(tools.world));
            // Differs from Postman: for its runner of v3 a part of no files is none
            // (`what_was_converted_runs_as_before`).
            let is_sent = |param: &&FormParam| {
                request.dialect != Dialect::Letter || param.value != FormValue::Files(Vec::new())
            };
            let params = params.iter().filter(is_sent);
            Content {
                body: Body::Chunks(multipart::encode(params, &boundary, tools.files)?),
                kind: Some(ContentType::Late(format!(
                    "multipart/form-data; boundary={boundary}"
                ))),
                ..Content::default()
            }
        }
        Mode::File { src, content, .. } => file(src.as_deref(), content.as_deref(), tools)?,
    };
    Ok(Content {
        remarks,
        is_to_the_letter: request.dialect == Dialect::Letter,
        ..content
    })
}

/// Where no file was ever chosen.
fn absent_files(mode: &Mode) -> Vec<String> {
    match mode {
        Mode::File { .. } if is_empty(mode) => {
            vec!["Binary file load error: invalid or missing file source".to_owned()]
        }
        Mode::FormData(params) => {
            let absent = |param: &&FormParam| !param.disabled && param.value.is_no_file();
            let remark = |param: &FormParam| {
                format!(
                    "Form param `{}`, file load error: missing file source",
                    param.key
                )
            };
            params.iter().filter(absent).map(remark).collect()
        }
        _ => Vec::new(),
    }
}

/// The bytes that a signature of the body covers, whether or not the method sends them; `None`
/// where they are not known before they are sent, as those of a multipart form.
pub(super) fn content(request: &Request, files: &Files) -> Option<Vec<u8>> {
    let Some(body) = request.sent_body().filter(|body| !is_empty(&body.mode)) else {
        return Some(Vec::new());
    };
    match &body.mode {
        Mode::None => Some(Vec::new()),
        Mode::Raw(text) => Some(text.clone().into_bytes()),
        Mode::UrlEncoded(params) => Some(form::encode(params).into_bytes()),
        Mode::GraphQl { .. } => Some(graphql(&body.mode).into_bytes()),
        Mode::FormData(_) => None,
        Mode::File { src: Some(src), .. } => files.read(src),
        Mode::File {
            src: None, content, ..
        } => BASE64_STANDARD
            .decode(content.as_deref().unwrap_or_default())
            .ok(),
    }
}

/// Whether the body is a text that its author calls JSON.
pub(super) fn is_json_text(request: &Request) -> bool {
    let is_json = |body: &crate::collection::Body| {
        matches!(body.mode, Mode::Raw(_)) && body.language() == Some("json")
    };
    request.body.as_deref().is_some_and(is_json)
}

/// Whether the body is a form, whose content type is added only when it is sent.
pub(super) fn is_form(request: &Request) -> bool {
    let mode = request.body.as_ref().map(|body| &body.mode);
    matches!(mode, Some(Mode::UrlEncoded(_) | Mode::FormData(_)))
}

/// Whether the body is a multipart form.
pub(super) fn is_multipart(request: &Request) -> bool {
    let mode = request.body.as_ref().map(|body| &body.mode);
    matches!(mode, Some(Mode::FormData(_)))
}

/// Methods whose bodies are left out unless `disableBodyPruning` keeps them.
pub(super) fn is_pruned(method: &str, behavior: &Behavior) -> bool {
    let kept = behavior
        .get("disableBodyPruning")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    !kept
        && matches!(
            method.to_uppercase().as_str(),
            "GET" | "COPY" | "HEAD" | "PURGE" | "UNLOCK"
        )
}

fn is_empty(mode: &Mode) -> bool {
    match mode {
        Mode::None => true,
        Mode::Raw(text) => text.is_empty(),
        Mode::UrlEncoded(params) => params.iter().all(|param| param.disabled),
        Mode::FormData(params) => params.iter().all(|param| param.disabled),
        Mode::File { src, content, .. } => {
            is_absent(src.as_deref()) && is_absent(content.as_deref())
        }
        Mode::GraphQl { .. } => false,
    }
}

fn is_absent(text: Option<&str>) -> bool {
    text.is_none_or(str::is_empty)
}

fn raw_type(language: Option<&str>) -> &'static str {
    match language {
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("javascript") => "application/javascript",
        Some("xml") => "application/xml",
        _ => "text/plain",
    }
}

/// A GraphQL operation as JSON; variables that are a text are put in as they are.
fn graphql(mode: &Mode) -> String {
    let Mode::GraphQl {
        query,
        operation_name,
        variables,
    } = mode
    else {
        return String::new();
    };
    let mut members = Vec::new();
    members.extend(
        query
            .as_ref()
            .map(|query| format!("\"query\":{}", json!(query))),
    );
    if let Some(name) = operation_name {
        members.push(format!("\"operationName\":{}", json!(name)));
    }
    match &**variables {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => members.push(format!("\"variables\":{text}")),
        other => members.push(format!("\"variables\":{other}")),
    }
    format!("{{{}}}", members.join(","))
}

fn file(src: Option<&str>, content: Option<&str>, tools: Tools<'_>) -> Result<Content, BuildError> {
    let what = || "the body".to_owned();
    if let Some(src) = src.filter(|src| !src.is_empty()) {
        return Ok(Content {
            body: Body::Chunks(vec![tools.files.chunk(src, &what)?]),
            kind: Some(ContentType::LastUnlessWritten(media_type(src).to_owned())),
            ..Content::default()
        });
    }
    let content = content.unwrap_or_default();
    let bytes = BASE64_STANDARD
        .decode(content)
        .map_err(|cause| BuildError::NotBase64 {
            what: what(),
            cause,
        })?;
    Ok(Content {
        body: Body::Bytes(bytes.into()),
        ..Content::default()
    })
}

fn written_boundary(request: &Request) -> Option<String> {
    let header = request
        .headers
        .iter()
        .rev()
        .find(|header| !header.disabled && header.key.eq_ignore_ascii_case("content-type"))?;
    let (_, boundary) = header.value.split_once("boundary=")?;
    let boundary = boundary
        .split(';')
        .next()
        .unwrap_or(boundary)
        .trim()
        .trim_matches('"');
    (!boundary.is_empty() && header.value.starts_with("multipart/")).then(|| boundary.to_owned())
}

/// Whether a written content type is that type (a multipart one only with its boundary).
fn names_type(written: &str, essence: &str) -> bool {
    let matches = written.trim().to_ascii_lowercase().starts_with(essence);
    matches && (essence != "multipart/form-data" || written.contains("boundary="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::read_request;
    use crate::request::{Built, Files, Nonces, build_resolved};
    use crate::world::World;

    fn built(json: &Value) -> Result<Built, BuildError> {
        let mut built = built_so_far(json);
        built.problem.take().map_or(Ok(built), Err)
    }

    fn built_so_far(json: &Value) -> Built {
        let directory = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let (world, files) = (
            World::fixed(0, 0),
            Files {
                directory,
                ..Files::default()
            },
        );
        let tools = Tools {
            world: &world,
            files: &files,
            user_agent: "agent",
            nonces: &Nonces::default(),
        };
        let behavior = json
            .get("behavior")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        build_resolved(read_request(json).unwrap(), None, &behavior, tools)
    }

    fn text(body: &Body) -> String {
        match body {
            Body::Empty => String::new(),
            Body::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Body::Chunks(chunks) => chunks
                .iter()
                .map(|chunk| match chunk {
                    crate::exchange::Chunk::Bytes(bytes) => {
                        String::from_utf8_lossy(bytes).into_owned()
                    }
                    crate::exchange::Chunk::File { length, .. } => format!("<file of {length}>"),
                })
                .collect(),
        }
    }

    #[test]
    fn each_mode_has_its_bytes_and_its_type() {
        for (body, content_type, bytes) in [
            (json!({"mode": "raw", "raw": "x"}), Some("text/plain"), "x"),
            (
                json!({"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": "xml"}}}),
                Some("application/xml"),
                "<a/>",
            ),
            (json!({"mode": "raw", "raw": ""}), None, ""),
            (
                json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b c"}]}),
                Some("application/x-www-form-urlencoded"),
                "a=b%20c",
            ),
            (
                json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "disabled": true}]}),
                None,
                "",
            ),
            (
                json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": "{\"b\": 1}"}}),
                Some("application/json"),
                "{\"query\":\"{a}\",\"variables\":{\"b\": 1}}",
            ),
            (
                json!({"mode": "graphql", "graphql": {"query": "q", "operationName": "o", "variables": {"b": 1}}}),
                Some("application/json"),
                "{\"query\":\"q\",\"operationName\":\"o\",\"variables\":{\"b\":1}}",
            ),
            (
                json!({"mode": "raw", "raw": "x", "disabled": true}),
                None,
                "",
            ),
        ] {
            let request =
                built(&json!({"method": "POST", "url": "http://h", "body": body})).unwrap();
            assert_eq!(
                request.written.wire.headers.get("content-type"),
                content_type,
                "{body}"
            );
            assert_eq!(text(&request.written.wire.body), bytes);
        }
    }

    #[test]
    fn bodies_of_get_requests_are_left_out_unless_they_are_kept() {
        let get = json!({"method": "get", "url": "h", "body": {"mode": "raw", "raw": "x"}});
        assert_eq!(built(&get).unwrap().written.wire.body, Body::Empty);
        let mut kept = get.clone();
        kept["behavior"] = json!({"disableBodyPruning": true});
        assert_eq!(text(&built(&kept).unwrap().written.wire.body), "x");
    }

    #[test]
    fn a_multipart_form_is_laid_out_as_postman_does() {
        let request = built(
            &json!({"method": "POST", "url": "h", "header": "Content-Type: multipart/form-data; boundary=B",
            "body": {"mode": "formdata", "formdata": [
                {"key": "a", "value": "1", "type": "text"},
                {"key": "f", "type": "file", "src": ["rustfmt.toml"], "contentType": "text/x"},
                {"key": "b", "type": "file", "value": "aGk="}
            ]}}),
        )
        .unwrap();
        let length = std::fs::metadata(concat!(env!("CARGO_MANIFEST_DIR"), "/rustfmt.toml"))
            .unwrap()
            .len();
        assert_eq!(
            text(&request.written.wire.body),
            format!(
                "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
             --B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"rustfmt.toml\"\r\nContent-Type: text/x\r\n\r\n<file of {length}>\r\n\
             --B\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nhi\r\n--B--\r\n"
            )
        );
        assert_eq!(
            request.written.wire.headers.get("content-length"),
            Some(request.written.wire.body.len().to_string().as_str())
        );
    }

    #[test]
    fn a_missing_file_fails_the_request() {
        let file = json!({"method": "POST", "url": "h", "body": {"mode": "file", "file": {"src": "no/such"}}});
        assert!(
            built(&file)
                .unwrap_err()
                .to_string()
                .starts_with("the body needs the file `")
        );
    }

    #[test]
    fn a_wrong_type_of_a_form_is_replaced() {
        let form = json!({"method": "POST", "url": "h", "header": "content-type: application/json",
            "body": {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b"}]}});
        let request = built(&form).unwrap();
        assert_eq!(
            request
                .written
                .wire
                .headers
                .all("content-type")
                .collect::<Vec<_>>(),
            ["application/x-www-form-urlencoded"]
        );
    }

    #[test]
    fn an_empty_url_is_an_error() {
        assert!(matches!(
            built(&json!({"url": ""})),
            Err(BuildError::EmptyUrl)
        ));
    }
}
