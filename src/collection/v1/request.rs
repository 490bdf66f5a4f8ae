//! A request: its URL, its query and path variables, its headers.

use serde_json::Value;

use super::{auth, body, is_off};
use crate::collection::place::{Place, scalar_text};
use crate::collection::{Header, Note, Noted, QueryParam, Request, Url, Variable};
use crate::text::is_truthy;

/// What switches off the header that follows.
const COMMENT: &str = "//";

/// Reads a request of schema v1.
pub(super) fn read(place: &Place<'_>) -> Request {
    let url = place.member("url");
    Request {
        method: Request::read_method(place),
        url: read_url(place),
        headers: read_headers(place),
        body: Some(body::read(place).into()),
        auth: auth::read(place).map(Box::new),
        note: note(place),
        problem: url
            .as_ref()
            .and_then(Place::unless_text_or_object)
            .map(Box::new),
        ..Request::default()
    }
}

/// Reads the URL. `queryParams` stand for the query in its text, and path variables for those that
/// its path names.
fn read_url(place: &Place<'_>) -> Url {
    let mut url = place
        .member("url")
        .map(|url| Url::read(&url))
        .unwrap_or_default();
    let query: Vec<QueryParam> = entries(place, "queryParams")
        .map(|param| read_param(&param))
        .collect();
    if !query.is_empty() {
        url.query = query;
    }
    let variables = read_path_variables(place);
    if !variables.is_empty() {
        url.variables = variables;
    }
    url
}

/// Reads a parameter; `equals` says whether an empty one is written with its `=`.
fn read_param(param: &Place<'_>) -> QueryParam {
    let value = param.value.get("value");
    let text = match param.value.get("equals").map(is_truthy) {
        Some(true) if value == Some(&Value::Null) => Some(String::new()),
        Some(false) => value.filter(|value| is_truthy(value)).and_then(scalar_text),
        _ => value.and_then(scalar_text),
    };
    QueryParam {
        key: param.text("key"),
        value: text,
        disabled: is_off(param),
        note: note(param),
    }
}

/// What is said of an entry or a request: its description alone.
fn note(place: &Place<'_>) -> Note {
    Note::from(Noted {
        description: place.given("description").map(|text| text.value.clone()),
        ..Noted::default()
    })
}

/// Reads `pathVariableData`, a list, and what `pathVariables`, an object, has beside it.
fn read_path_variables(place: &Place<'_>) -> Vec<Variable> {
    let mut variables: Vec<Variable> = entries(place, "pathVariableData")
        .filter_map(|entry| read_path_variable(&entry))
        .collect();
    let listed = variables.len();
    for (key, member) in place.given("pathVariables").iter().flat_map(Place::members) {
        if variables[..listed]
            .iter()
            .all(|variable| variable.key != *key)
        {
            variables.push(Variable::new(key.clone(), member.value.clone()));
        }
    }
    variables
}

fn read_path_variable(entry: &Place<'_>) -> Option<Variable> {
    let mut variable = Variable::read(entry)?;
    variable
        .extra
        .retain(|name, value| name != "id" && (name != "description" || is_truthy(value)));
    Some(variable)
}

/// Reads the headers: a list in `headers` alone; else `headerData`, and then the lines of `headers`
/// that it lacks.
fn read_headers(place: &Place<'_>) -> Vec<Header> {
    let headers = place.given("headers");
    if let Some(list) = headers.as_ref().filter(|headers| headers.value.is_array()) {
        return Header::read_list(list);
    }
    let mut read: Vec<Header> = entries(place, "headerData")
        .map(|entry| read_header(&entry))
        .collect();
    let listed = read.len();
    for header in headers
        .iter()
        .filter_map(|headers| headers.value.as_str())
        .flat_map(header_lines)
    {
        if read[..listed].iter().all(|other| other.key != header.key) {
            read.push(header);
        }
    }
    read
}

fn read_header(entry: &Place<'_>) -> Header {
    let Header { key, value, .. } = Header::read_pair(entry);
    if key.starts_with(COMMENT) || entry.value.get("enabled") == Some(&Value::Bool(false)) {
        return Header {
            key: key.replacen(COMMENT, "", 1).trim().to_owned(),
            value,
            disabled: true,
            note: note(entry),
            ..Header::default()
        };
    }
    Header {
        key,
        value,
        disabled: entry.flag("disabled"),
        note: note(entry),
        ..Header::default()
    }
}

/// Reads the lines of a text; one that begins with blanks goes on with the line before.
// Differs from Postman: its converter takes `Name:value:more` for a header called `Name:value`, and
// loses what the first header goes on with (`header_lines_are_split_at_their_first_colon`).
fn header_lines(text: &str) -> Vec<Header> {
    let unfolded = text.replace("\r\n ", " ").replace("\r\n\t", "\t");
    unfolded
        .split(['\r', '\n'])
        .filter_map(header_line)
        .collect()
}

fn header_line(line: &str) -> Option<Header> {
    let off = line.strip_prefix(COMMENT);
    let (key, value) = off.map_or(line, str::trim_start).split_once(':')?;
    let is_name = !key.is_empty() && !key.contains(char::is_whitespace);
    is_name.then(|| Header {
        disabled: off.is_some(),
        ..Header::new(key, value.trim())
    })
}

/// The objects of a list; whatever else is there is passed over.
fn entries<'a>(place: &Place<'a>, name: &str) -> impl Iterator<Item = Place<'a>> {
    let list = place.given(name);
    let entries: Vec<_> = list.iter().flat_map(Place::elements).collect();
    entries.into_iter().filter(|entry| entry.value.is_object())
}
