//! Putting the values of variables into a request.
//!
//! The URL is resolved as one text and split again afterwards, so that a variable may hold a
//! scheme, a host with a port, or a whole query.

use serde_json::Value;

use crate::collection::{
    Auth, AuthParam, Body, FormParam, FormValue, Header, Mode, Note, Request, Url, UrlEncodedParam,
};
use crate::variables::Resolver;

/// Resolves every placeholder of a request. Names without a value stay as written; the resolver
/// notes them.
pub fn resolve(request: &Request, resolver: &Resolver<'_>) -> Request {
    let url = resolve_url(&request.url, resolver);
    resolver.send_to(&url.to_string());
    Request {
        method: resolver
            .text(&request.method, || "the method".into())
            .into_owned(),
        url,
        headers: request
            .headers
            .iter()
            .map(|header| resolve_header(header, resolver))
            .collect(),
        body: request
            .body
            .as_ref()
            .map(|body| resolve_body(body, resolver).into()),
        auth: request.auth.clone(),
        note: resolve_note(&request.note, resolver),
        proxy: request
            .proxy
            .as_ref()
            .map(|proxy| Box::new(resolver.json(proxy, &|| "the proxy".into()))),
        certificate: request.certificate.clone(),
        problem: request.problem.clone(),
        protocol: request.protocol,
        folder: request.folder.clone(),
        dialect: request.dialect,
    }
}

/// Resolves every placeholder in the parameters of an authentication scheme.
pub fn resolve_auth(auth: &Auth, resolver: &Resolver<'_>) -> Auth {
    let param = |param: &AuthParam| {
        let place = || format!("`{}` of the {} authentication", param.key, auth.kind);
        let sent = param.value.as_ref().filter(|_| !param.disabled);
        let value = sent.map(|value| resolver.json(value, &place));
        AuthParam {
            value: value.or_else(|| param.value.clone()),
            ..param.clone()
        }
    };
    Auth {
        params: auth.params.iter().map(param).collect(),
        ..auth.clone()
    }
}

fn resolve_url(url: &Url, resolver: &Resolver<'_>) -> Url {
    let written = url.to_string();
    for lack in url.lacking() {
        resolver.note_path(&lack);
    }
    resolver.send_to(&written);
    let text = resolver.text(&written, || "the URL".into());
    if text.is_empty() {
        // Postman reads a URL anew only where there is one.
        let host = url
            .host
            .as_ref()
            .map(|labels| labels.iter().map(|label| resolver.shown(label)).collect());
        return Url {
            host,
            ..Url::default()
        };
    }
    Url::parse(&text)
}

fn resolve_header(header: &Header, resolver: &Resolver<'_>) -> Header {
    let entry = Entry {
        resolver,
        disabled: header.disabled,
    };
    let place = || format!("header `{}`", header.key);
    Header {
        key: entry.text(&header.key, place),
        value: entry.text(&header.value, place),
        disabled: header.disabled,
        note: entry.note(&header.note),
        system: header.system,
    }
}

/// An entry of a list, or what a body holds. Postman puts values into what is switched off, too,
/// though only reports and scripts see it; what has no value there is not missed.
#[derive(Clone, Copy)]
struct Entry<'a> {
    resolver: &'a Resolver<'a>,
    disabled: bool,
}

impl Entry<'_> {
    /// What lies within, which may be switched off itself.
    fn of(self, disabled: bool) -> Self {
        Self {
            disabled: self.disabled || disabled,
            ..self
        }
    }

    fn text(&self, text: &str, place: impl Fn() -> String) -> String {
        if self.disabled {
            self.resolver.shown(text)
        } else {
            self.resolver.text(text, place).into_owned()
        }
    }

    fn json(&self, value: &Value, place: &str) -> Value {
        if self.disabled {
            value.clone()
        } else {
            self.resolver.json(value, &|| place.into())
        }
    }

    fn note(&self, note: &Note) -> Note {
        resolve_note(note, self.resolver)
    }
}

fn resolve_note(note: &Note, resolver: &Resolver<'_>) -> Note {
    let mut note = note.clone();
    if let Some(noted) = note.noted_mut() {
        noted.name = resolve_description(noted.name.as_ref(), resolver);
        noted.description = resolve_description(noted.description.as_ref(), resolver);
    }
    note
}

/// A description is text, or an object with the text in `content`.
fn resolve_description(description: Option<&Value>, resolver: &Resolver<'_>) -> Option<Value> {
    description.map(|description| match description {
        Value::String(text) => Value::String(resolver.shown(text)),
        Value::Object(members) => {
            let mut members = members.clone();
            if let Some(Value::String(text)) = members.get_mut("content") {
                *text = resolver.shown(text);
            }
            Value::Object(members)
        }
        other => other.clone(),
    })
}

fn resolve_body(body: &Body, resolver: &Resolver<'_>) -> Body {
    if body.disabled {
        return body.clone();
    }
    let sent = Entry {
        resolver,
        disabled: false,
    };
    let others = body
        .others
        .iter()
        .map(|mode| {
            resolve_mode(
                mode,
                Entry {
                    disabled: true,
                    ..sent
                },
            )
        })
        .collect();
    Body {
        mode: resolve_mode(&body.mode, sent),
        others,
        ..body.clone()
    }
}

fn resolve_mode(mode: &Mode, entry: Entry<'_>) -> Mode {
    let text = |text: &str| entry.text(text, || "the body".into());
    match mode {
        Mode::None => Mode::None,
        Mode::Raw(content) => Mode::Raw(text(content)),
        Mode::UrlEncoded(params) => Mode::UrlEncoded(
            params
                .iter()
                .map(|param| resolve_field(param, entry.of(param.disabled)))
                .collect(),
        ),
        Mode::FormData(params) => Mode::FormData(
            params
                .iter()
                .flat_map(|param| resolve_part(param, entry.of(param.disabled)))
                .collect(),
        ),
        Mode::File {
            src,
            content,
            says_none,
        } => Mode::File {
            src: src.as_deref().map(text),
            content: content.clone(),
            says_none: *says_none,
        },
        Mode::GraphQl {
            query,
            operation_name,
            variables,
        } => Mode::GraphQl {
            query: query.as_deref().map(text),
            operation_name: operation_name.as_deref().map(text),
            variables: entry.json(variables, "the GraphQL variables").into(),
        },
    }
}

fn resolve_field(param: &UrlEncodedParam, entry: Entry<'_>) -> UrlEncodedParam {
    let place = || format!("form field `{}`", param.key);
    UrlEncodedParam {
        key: entry.text(&param.key, place),
        value: param.value.as_deref().map(|value| entry.text(value, place)),
        disabled: param.disabled,
        note: entry.note(&param.note),
    }
}

/// Each file of a list becomes a part of its own.
fn resolve_part(param: &FormParam, entry: Entry<'_>) -> Vec<FormParam> {
    let text = |text: &str| entry.text(text, || format!("form field `{}`", param.key));
    let value = match &param.value {
        FormValue::Text(value) => FormValue::Text(text(value)),
        FormValue::Files(files) => FormValue::Files(files.iter().map(|file| text(file)).collect()),
        FormValue::Base64(content) => FormValue::Base64(content.clone()),
    };
    let values = match value {
        FormValue::Files(files) if param.lists_files && !files.is_empty() => files
            .into_iter()
            .map(|file| FormValue::Files(vec![file]))
            .collect(),
        value => vec![value],
    };
    // A part that no file was chosen for is one of a file without a name.
    let file_name = |value: &FormValue| match &param.file_name {
        None if value.is_no_file() => Some(String::new()),
        name => name.as_deref().map(text),
    };
    let part = |value: FormValue| FormParam {
        key: text(&param.key),
        content_type: param.content_type.as_deref().map(text),
        file_name: file_name(&value),
        lists_files: param.lists_files && value.is_no_file(),
        value,
        note: entry.note(&param.note),
        ..param.clone()
    };
    values.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::Scopes;
    use crate::world::World;
    use serde_json::json;

    fn resolved(json: &serde_json::Value) -> (Request, Vec<String>) {
        let mut scopes = Scopes::default();
        for (key, value) in [
            ("url", "https://h:1/base"),
            ("id", "7"),
            ("q", "a=b&c=d"),
            ("who", "me"),
        ] {
            scopes.environment.set(key, json!(value));
        }
        let world = World::fixed(0, 0);
        let resolver = Resolver::new(&scopes, &world);
        let request = resolve(&crate::collection::read_request(json).unwrap(), &resolver);
        let names = resolver
            .into_unresolved()
            .into_iter()
            .map(|found| format!("{} in {}", found.name, found.place));
        (request, names.collect())
    }

    #[test]
    fn what_is_not_sent_is_filled_in_and_not_missed() {
        let (request, unresolved) = resolved(
            &json!({"url": "h", "body": {"mode": "raw", "raw": "{{who}}",
            "urlencoded": [{"key": "{{who}}", "value": "{{gone}}"}], "graphql": {"query": "{{gone}}", "variables": "{{gone}}"}}}),
        );
        assert_eq!(unresolved, [""; 0]);
        let body = request.body.unwrap().to_json();
        assert_eq!(
            (&body["raw"], &body["urlencoded"][0]["key"]),
            (&json!("me"), &json!("me"))
        );
        assert_eq!(body["urlencoded"][0]["value"], "{{gone}}");
    }

    #[test]
    fn each_file_of_a_list_is_a_part_of_its_own() {
        let (request, _) = resolved(
            &json!({"url": "h", "body": {"mode": "formdata", "formdata": [
            {"key": "f", "type": "file", "src": ["{{who}}", "b"]}, {"key": "none", "type": "file", "src": []}]}}),
        );
        let expected = json!([{"key": "f", "type": "file", "src": "me"}, {"key": "f", "type": "file", "src": "b"},
            {"key": "none", "type": "file", "src": [], "fileName": ""}]);
        assert_eq!(request.body.unwrap().to_json()["formdata"], expected);
    }

    #[test]
    fn a_variable_may_hold_several_parts_of_a_url() {
        let (request, _) = resolved(
            &json!({"url": {"host": ["{{url}}"], "path": ["x", ":id"], "query": [{"key": "{{q}}"}],
            "variable": [{"key": "id", "value": "{{id}}"}]}}),
        );
        assert_eq!(request.url.host_text(), "h");
        assert_eq!(request.url.port.as_deref(), Some("1"));
        assert_eq!(request.url.to_string(), "https://h:1/base/x/7?a=b&c=d");
    }

    #[test]
    fn what_is_only_shown_is_resolved_and_what_it_lacks_is_not_missed() {
        let (request, names) = resolved(
            &json!({"url": "h", "description": "of {{who}} and {{gone}}", "header": [
            {"key": "X-{{who}}", "value": "{{who}} {{gone}}", "disabled": true,
             "name": "{{who}}", "description": {"content": "for {{who}}", "type": "text/plain"}}]}),
        );
        assert_eq!(request.note.description, Some(json!("of me and {{gone}}")));
        let header = &request.headers[0];
        assert_eq!(
            (&*header.key, &*header.value, header.disabled),
            ("X-me", "me {{gone}}", true)
        );
        assert_eq!(header.note.name, Some(json!("me")));
        assert_eq!(
            header.note.description,
            Some(json!({"content": "for me", "type": "text/plain"}))
        );
        assert_eq!(names, Vec::<String>::new());
    }

    #[test]
    fn what_is_not_set_is_told_with_its_place() {
        let (_, names) = resolved(
            &json!({"url": "{{url}}/{{a}}", "header": [{"key": "X", "value": "{{b}}"},
            {"key": "Y", "value": "{{off}}", "disabled": true}], "body": {"mode": "raw", "raw": "{{who}} {{c}}"}}),
        );
        assert_eq!(names, ["a in the URL", "b in header `X`", "c in the body"]);
    }

    #[test]
    fn path_variables_that_are_not_text_stay_and_are_told() {
        let (request, names) = resolved(
            &json!({"url": {"host": ["h"], "path": [":id", ":off", ":gone"],
            "variable": [{"key": "id", "value": 5}, {"key": "off", "value": "1", "disabled": true}]}}),
        );
        assert_eq!(request.url.to_string(), "h/:id/1/:gone");
        assert_eq!(names, [":id in the URL", ":gone in the URL"]);
    }
}
