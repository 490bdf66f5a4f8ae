//! A request's body as written.

use serde_json::{Map, Value, json};

use super::Note;
use super::cast::text_of;
use super::place::{Place, scalar_text};
use crate::text::is_truthy;

/// A body: what is sent is the chosen mode's content; what other modes hold is remembered for
/// writing back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// What is sent.
    pub mode: Mode,
    /// What it holds of other modes, as it is kept when a user changes the mode.
    pub others: Vec<Mode>,
    /// `options`, as written; of them only the language of a text counts.
    pub options: Option<Box<Map<String, Value>>>,
    /// Switched off by the user: nothing is sent.
    pub disabled: bool,
}

/// The content of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// No content: the file has a body that says nothing.
    None,
    /// Text, sent as it is.
    Raw(String),
    /// A form, percent-encoded.
    UrlEncoded(Vec<UrlEncodedParam>),
    /// A multipart form.
    FormData(Vec<FormParam>),
    /// The bytes of a file.
    File {
        /// Its path, absolute or relative to the working directory.
        src: Option<String>,
        /// Its content in base64, instead of a path.
        content: Option<String>,
        /// Whether the file says that there is no path, which it need not.
        says_none: bool,
    },
    /// A GraphQL operation.
    GraphQl {
        /// The document; `None` where there is none, not even an empty one.
        query: Option<String>,
        /// The operation to run, where the document holds several.
        operation_name: Option<String>,
        /// The variables: a text of JSON, or an object.
        variables: Box<Value>,
    },
}

impl Default for Mode {
    fn default() -> Self {
        Self::Raw(String::new())
    }
}

/// A field of a percent-encoded form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UrlEncodedParam {
    /// The name.
    pub key: String,
    /// The value; `None` is sent as empty.
    pub value: Option<String>,
    /// Switched off by the user.
    pub disabled: bool,
    /// What the file says of it beside that.
    pub note: Note,
}

/// A part of a multipart form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormParam {
    /// The name.
    pub key: String,
    /// The content.
    pub value: FormValue,
    /// What it says that it is: `text` or `file`.
    pub kind: Option<String>,
    /// Whether its one file stands in a list.
    pub lists_files: bool,
    /// What stands where a file should, of one that names none: `null`, `""`, `[]`.
    pub no_file: Option<Box<Value>>,
    /// The part's media type.
    pub content_type: Option<String>,
    /// The file name to announce instead of the file's own.
    pub file_name: Option<String>,
    /// Switched off by the user.
    pub disabled: bool,
    /// What the file says of it beside that.
    pub note: Note,
}

/// The content of a part of a multipart form.
#[derive(Debug, Clone, PartialEq)]
pub enum FormValue {
    /// Text.
    Text(String),
    /// Files, each sent as a part of its own.
    Files(Vec<String>),
    /// A file's content in base64.
    Base64(String),
}

impl Default for FormValue {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Body {
    /// A text body.
    pub fn raw(text: impl Into<String>) -> Self {
        Self {
            mode: Mode::Raw(text.into()),
            ..Self::default()
        }
    }

    /// A text body in a language: `json`, `xml`, `html`, `text` or `javascript`.
    pub fn raw_in(language: &str, text: impl Into<String>) -> Self {
        let options = json!({"raw": {"language": language}}).as_object().cloned();
        Self {
            options: options.map(Box::new),
            ..Self::raw(text)
        }
    }

    /// `options.raw.language`: what its author calls the text.
    pub fn language(&self) -> Option<&str> {
        self.options.as_ref()?.get("raw")?.get("language")?.as_str()
    }

    /// Its text as JSON, where it is a text that is JSON as written.
    pub(crate) fn json(&self) -> Option<Value> {
        match &self.mode {
            Mode::Raw(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }

    /// What is sent of it, as JSON: not what it holds of other modes.
    pub fn content(&self) -> Value {
        self.mode
            .to_json()
            .map(|(_, content)| content)
            .unwrap_or_default()
    }

    /// The files that its content is read from, as written.
    pub fn files(&self) -> Vec<String> {
        self.mode.files()
    }

    /// The files that it names, also in modes that are not sent.
    pub fn all_files(&self) -> Vec<String> {
        let others = self.others.iter().flat_map(Mode::files);
        self.mode.files().into_iter().chain(others).collect()
    }

    /// Drops every file; returns whether there was one.
    pub fn drop_files(&mut self) -> bool {
        let had_files = !self.files().is_empty();
        match &mut self.mode {
            Mode::File { src, .. } => *src = None,
            Mode::FormData(params) => params.retain(|param| param.value.files().is_empty()),
            Mode::None | Mode::Raw(_) | Mode::UrlEncoded(_) | Mode::GraphQl { .. } => {}
        }
        had_files
    }

    /// The body as JSON in the form of schema 2.1.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        let Some((name, content)) = self.mode.to_json() else {
            return Value::Object(json);
        };
        json.insert("mode".into(), json!(name));
        json.insert(name.into(), content);
        json.extend(
            self.others
                .iter()
                .filter_map(Mode::to_json)
                .map(|(name, content)| (name.to_owned(), content)),
        );
        json.extend(
            self.options
                .as_deref()
                .map(|options| ("options".to_owned(), Value::Object(options.clone()))),
        );
        if self.disabled {
            json.insert("disabled".into(), json!(true));
        }
        Value::Object(json)
    }

    /// Reads a body; what is none, and one without a mode, has no content. A mode that is not
    /// known counts as raw, as in Postman's SDK.
    pub(super) fn read(place: &Place<'_>) -> Self {
        if let Some(text) = place.value.as_str().filter(|text| !text.is_empty()) {
            return Self::raw(text);
        }
        let mode = place.given("mode");
        let Some(mode) = mode.map(|mode| text_of(mode.value).to_lowercase()) else {
            return Self {
                mode: Mode::None,
                ..Self::default()
            };
        };
        let mode = MODES
            .into_iter()
            .find(|known| **known == mode)
            .unwrap_or("raw");
        let others = MODES
            .into_iter()
            .filter(|other| *other != mode && place.member(other).is_some());
        Self {
            mode: Mode::read(mode, place),
            others: others.map(|other| Mode::read(other, place)).collect(),
            options: place
                .member("options")
                .and_then(|options| options.value.as_object().cloned())
                .map(Box::new),
            disabled: place.flag("disabled"),
        }
    }
}

impl FormValue {
    /// Whether a file is to be sent, but none was ever chosen.
    pub fn is_no_file(&self) -> bool {
        matches!(self, Self::Files(files) if files.iter().all(String::is_empty))
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Files(files) => files,
            Self::Text(_) | Self::Base64(_) => &[],
        }
    }
}

/// The names of the modes.
const MODES: [&str; 5] = ["raw", "urlencoded", "formdata", "file", "graphql"];

impl Mode {
    /// Postman's name of the mode; empty for none.
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "",
            Self::Raw(_) => "raw",
            Self::UrlEncoded(_) => "urlencoded",
            Self::FormData(_) => "formdata",
            Self::File { .. } => "file",
            Self::GraphQl { .. } => "graphql",
        }
    }

    fn files(&self) -> Vec<String> {
        match self {
            Self::File { src, .. } => src.iter().cloned().collect(),
            Self::FormData(params) => params
                .iter()
                .flat_map(|param| param.value.files())
                .cloned()
                .collect(),
            Self::None | Self::Raw(_) | Self::UrlEncoded(_) | Self::GraphQl { .. } => Vec::new(),
        }
    }

    /// What a body holds of the mode of that name.
    fn read(name: &str, body: &Place<'_>) -> Self {
        let content = body.member(name);
        match name {
            "urlencoded" => Self::UrlEncoded(read_urlencoded(content)),
            "formdata" => Self::FormData(read_formdata(content)),
            "file" => read_file(content.as_ref()),
            "graphql" => read_graphql(content.as_ref()),
            _ => Self::Raw(content.map(|raw| raw_text(raw.value)).unwrap_or_default()),
        }
    }

    fn to_json(&self) -> Option<(&'static str, Value)> {
        let content = match self {
            Self::None => return None,
            Self::Raw(text) => json!(text),
            Self::UrlEncoded(params) => params.iter().map(UrlEncodedParam::to_json).collect(),
            Self::FormData(params) => params.iter().map(FormParam::to_json).collect(),
            Self::File {
                src,
                content,
                says_none,
            } => {
                let mut file = drop_nulls(json!({"src": src, "content": content}));
                if *says_none {
                    file["src"] = Value::Null;
                }
                file
            }
            Self::GraphQl {
                query,
                operation_name,
                variables,
            } => drop_nulls(
                json!({"query": query, "operationName": operation_name, "variables": variables}),
            ),
        };
        Some((self.name(), content))
    }
}

impl UrlEncodedParam {
    fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), json!(self.key));
        json.insert("value".into(), json!(self.value));
        self.note.write(self.disabled, &mut json);
        Value::Object(json)
    }
}

impl FormParam {
    fn to_json(&self) -> Value {
        let mut json = Map::new();
        json.insert("key".into(), json!(self.key));
        let (name, value) = match &self.value {
            FormValue::Text(text) | FormValue::Base64(text) => ("value", Some(json!(text))),
            FormValue::Files(files) => match &files[..] {
                [] => ("src", self.no_file.as_deref().cloned()),
                [file] if !self.lists_files => ("src", Some(json!(file))),
                files => ("src", Some(json!(files))),
            },
        };
        json.extend(value.map(|value| (name.to_owned(), value)));
        json.extend(
            self.kind
                .as_ref()
                .map(|kind| ("type".to_owned(), json!(kind))),
        );
        if let Some(content_type) = &self.content_type {
            json.insert("contentType".into(), json!(content_type));
        }
        if let Some(file_name) = &self.file_name {
            json.insert("fileName".into(), json!(file_name));
        }
        self.note.write(self.disabled, &mut json);
        Value::Object(json)
    }
}

fn read_urlencoded(place: Option<Place<'_>>) -> Vec<UrlEncodedParam> {
    let Some(place) = place else {
        return Vec::new();
    };
    if let Some(text) = place.value.as_str().filter(|text| !text.is_empty()) {
        return fields_of_text(text).collect();
    }
    if place.is_map() {
        let param = |(key, member): (&String, Place<'_>)| UrlEncodedParam {
            key: key.clone(),
            value: Some(text_or_json(member.value)),
            ..UrlEncodedParam::default()
        };
        return place.members().map(param).collect();
    }
    place.entries().iter().flat_map(read_field).collect()
}

fn fields_of_text(text: &str) -> impl Iterator<Item = UrlEncodedParam> + '_ {
    super::QueryParam::split(text).map(|param| UrlEncodedParam {
        key: param.key.unwrap_or_default(),
        value: param.value,
        ..UrlEncodedParam::default()
    })
}

/// A field; one whose value is a list is one for each of its elements.
fn read_field(entry: &Place<'_>) -> Vec<UrlEncodedParam> {
    if let Some(text) = entry.value.as_str() {
        return vec![fields_of_text(text).next().unwrap_or_default()];
    }
    let written = |value: &Value| Some(text_or_json(value)).filter(|_| !value.is_null());
    let values = match entry.value.get("value") {
        Some(Value::Array(values)) => values.iter().map(written).collect(),
        value => vec![value.and_then(written)],
    };
    let field = |value| UrlEncodedParam {
        key: entry.text("key").unwrap_or_default(),
        value,
        disabled: entry.flag("disabled"),
        note: Note::read(entry),
    };
    values.into_iter().map(field).collect()
}

fn read_formdata(place: Option<Place<'_>>) -> Vec<FormParam> {
    let Some(place) = place else {
        return Vec::new();
    };
    if place.value.is_string() {
        return Vec::new();
    }
    place
        .entries()
        .into_iter()
        .map(|entry| FormParam {
            key: entry.given_text("key").unwrap_or_default(),
            value: read_form_value(&entry),
            kind: entry.text("type"),
            lists_files: entry.value.get("src").is_some_and(Value::is_array),
            no_file: no_file(&entry).cloned().map(Box::new),
            content_type: text_if_any(&entry, "contentType"),
            file_name: text_if_any(&entry, "fileName"),
            disabled: entry.flag("disabled"),
            note: Note::read(&entry),
        })
        .collect()
}

/// What stands where a file should, of what may name none.
fn no_file<'v>(entry: &Place<'v>) -> Option<&'v Value> {
    let src = entry.value.get("src")?;
    (src.is_array() || !is_truthy(src)).then_some(src)
}

fn read_form_value(entry: &Place<'_>) -> FormValue {
    let text = entry.given("value").map(|value| text_or_json(value.value));
    if entry.text("type").as_deref() != Some("file") {
        return FormValue::Text(text.unwrap_or_default());
    }
    match (entry.given("src").map(|src| src.value), text) {
        (Some(Value::Array(files)), _) => {
            FormValue::Files(files.iter().filter_map(scalar_text).collect())
        }
        (Some(src), _) => FormValue::Files(scalar_text(src).into_iter().collect()),
        (None, Some(content)) if !content.is_empty() => FormValue::Base64(content),
        (None, _) => FormValue::Files(Vec::new()),
    }
}

fn read_file(place: Option<&Place<'_>>) -> Mode {
    let src = |place: &Place<'_>| match place.value {
        Value::Bool(false) => None,
        value => scalar_text(value).or_else(|| text_if_any(place, "src")),
    };
    Mode::File {
        src: place.and_then(src),
        content: place.and_then(|place| place.text("content")),
        says_none: place.is_some_and(|place| place.value.get("src") == Some(&Value::Null)),
    }
}

fn read_graphql(place: Option<&Place<'_>>) -> Mode {
    let get = |name: &str| place.and_then(|place| text_if_any(place, name));
    let variables = place.and_then(|place| place.member("variables"));
    Mode::GraphQl {
        query: get("query"),
        operation_name: get("operationName"),
        variables: variables
            .map_or(Value::Null, |variables| variables.value.clone())
            .into(),
    }
}

/// The member as text; `false` says that there is none.
fn text_if_any(place: &Place<'_>, name: &str) -> Option<String> {
    let is_off = place.value.get(name) == Some(&Value::Bool(false));
    place.text(name).filter(|_| !is_off)
}

/// Text stays text; any other value is written as JSON, as `JSON.stringify` would.
fn text_or_json(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The text of a raw body. Numbers, truth values, and lists and objects of nothing, are no text.
fn raw_text(value: &Value) -> String {
    match value {
        Value::Array(list) if list.is_empty() => String::new(),
        Value::Object(members) if members.is_empty() => String::new(),
        Value::Number(_) | Value::Bool(_) => String::new(),
        _ => text_or_json(value),
    }
}

fn drop_nulls(mut json: Value) -> Value {
    if let Some(object) = json.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &Value) -> Body {
        Body::read(&Place::root(json))
    }

    #[test]
    fn every_mode_survives_being_written_and_read() {
        for json in [
            json!({"mode": "raw", "raw": "{}", "options": {"raw": {"headerFamily": "json", "language": "json"}}}),
            json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b"}, {"key": "c", "value": null, "description": {"content": "d", "type": "text/plain"}, "disabled": true}]}),
            json!({"mode": "formdata", "formdata": [
                {"key": "a", "value": "b", "type": "text"},
                {"key": "f", "src": ["x", "y"], "type": "file", "contentType": "text/plain", "fileName": "z"},
                {"key": "e", "value": "", "type": "text", "contentType": ""},
                {"key": "none", "type": "file"},
                {"key": "none", "src": null, "type": "file"},
                {"key": "none", "src": "", "type": "file"},
                {"key": "none", "src": [], "type": "file"}
            ]}),
            json!({"mode": "file", "file": {"src": "a.bin"}}),
            json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": "{\"b\":1}"}, "disabled": true}),
        ] {
            assert_eq!(read(&json).to_json(), json);
        }
    }

    #[test]
    fn modes_without_content_are_empty() {
        assert_eq!(read(&json!({"mode": "raw"})).mode, Mode::Raw(String::new()));
        assert_eq!(
            read(&json!({"mode": "formdata"})).mode,
            Mode::FormData(vec![])
        );
        for nothing in [
            json!({"raw": "no mode"}),
            json!({"mode": false, "raw": "a"}),
            json!([]),
            json!({}),
            json!(""),
            json!(false),
            json!(5),
            json!([{"mode": "raw", "raw": "a"}]),
        ] {
            assert_eq!(read(&nothing).mode, Mode::None, "{nothing}");
        }
        for raw in [json!([]), json!({}), json!(false), json!(5)] {
            let body = read(&json!({"mode": "raw", "raw": raw}));
            assert_eq!(body.mode, Mode::Raw(String::new()), "{raw}");
        }
        for mode in [json!([]), json!({}), json!(5), json!("else")] {
            let body = read(&json!({"mode": mode, "raw": "a"}));
            assert_eq!(body.mode, Mode::Raw("a".into()), "{mode}");
        }
        assert_eq!(read(&json!(null)).to_json(), json!({}));
        assert_eq!(
            read(&json!({"mode": "raw", "raw": {"a": 1}})).mode,
            Mode::Raw("{\"a\":1}".into())
        );
    }

    #[test]
    fn one_field_is_a_list_and_an_object_of_names_is_fields() {
        for (fields, expected) in [
            (json!({"key": "a", "value": "1"}), vec![("a", Some("1"))]),
            (
                json!({"a": "1", "b": 2}),
                vec![("a", Some("1")), ("b", Some("2"))],
            ),
            (
                json!(["a=1", "b", null]),
                vec![("a", Some("1")), ("b", None)],
            ),
            (json!(""), vec![]),
            (json!(false), vec![]),
            (json!([]), vec![]),
        ] {
            let body = read(&json!({"mode": "urlencoded", "urlencoded": fields}));
            let Mode::UrlEncoded(params) = body.mode else {
                panic!("{:?}", body.mode);
            };
            let seen: Vec<_> = params
                .iter()
                .map(|param| (param.key.as_str(), param.value.as_deref()))
                .collect();
            assert_eq!(seen, expected, "{fields}");
        }
        for (mode, content) in [
            ("file", json!(false)),
            ("file", json!({"src": false})),
            ("graphql", json!({"query": false})),
        ] {
            let body = read(&json!({"mode": mode, mode: content}));
            assert_eq!(body.content(), json!({}), "{mode}: {content}");
        }
        let one = read(&json!({"mode": "formdata", "formdata": {"key": "a", "value": "1"}}));
        assert_eq!(one.content()[0]["key"], "a");
        let none = read(&json!({"mode": "formdata", "formdata": "a=1"}));
        assert_eq!(none.mode, Mode::FormData(vec![]));
    }
}
