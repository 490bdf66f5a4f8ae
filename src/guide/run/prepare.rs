//! The request of a step as it is to be sent: that of the collection with the step's changes.

use std::sync::Arc;

use serde_json::Value;

use super::bound::Chosen;
use super::display::{names_of, without_doubled};
use crate::collection::{Auth, Body, Header, ItemKind, Mode, Request};
use crate::guide::base::rebase;
use crate::guide::directive::edit::Edit;
use crate::guide::directive::sending::Sending;
use crate::guide::directive::source::json_body;
use crate::guide::directive::value;
use crate::runner::Planned;
use crate::variables::Resolver;

/// Makes the changes of a step to its request. What goes wrong is a line for the author.
pub(crate) fn prepare(
    chosen: &Chosen,
    sending: &Sending,
    resolver: &Resolver<'_>,
) -> Result<Planned, String> {
    let mut planned = chosen.planned.clone();
    let mut request = planned.item.request().cloned().unwrap_or_default();
    if let Some(base) = &chosen.base {
        let value = resolver.text(base, String::new);
        without_doubled(&mut request.url.path, &value);
        rebase(&mut request.url, base);
    }
    for (name, value) in &sending.headers {
        set_header(&mut request.headers, name, value);
        // What the page says wins over what the collection would sign with.
        if name.eq_ignore_ascii_case("authorization") {
            planned.auth = Some(Arc::new(Auth::none()));
        }
    }
    let changed = sending.fields.apply(&mut request);
    changed.map_err(|error| format!("the request can't be edited: {error}"))?;
    change_body(&mut request, sending, resolver)?;
    Ok(with_request(&planned, request))
}

/// The same item with another request.
pub(crate) fn with_request(planned: &Planned, request: Request) -> Planned {
    let mut item = (*planned.item).clone();
    item.kind = ItemKind::Request {
        request: Box::new(request),
        responses: Vec::new(),
    };
    Planned {
        item: Arc::new(item),
        ..planned.clone()
    }
}

/// The names of the variables that sending a step's request takes, beside those that its scripts
/// use.
pub(crate) fn names(chosen: &Chosen, sending: &Sending) -> Vec<String> {
    let mut names = Vec::new();
    names_of(chosen.base.as_ref(), &mut names);
    sending.names(&mut names);
    let Some(mut request) = chosen.planned.item.request().cloned() else {
        return names;
    };
    // What has no place is told when the request is prepared.
    let _ = sending.fields.apply(&mut request);
    let mut url = request.url.clone();
    if let Some(base) = &chosen.base {
        rebase(&mut url, base);
    }
    value::names_in(&url.to_string(), &mut names);
    let replaced = |header: &&Header| {
        !sending
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(&header.key))
    };
    for header in request
        .headers
        .iter()
        .filter(|header| !header.disabled)
        .filter(replaced)
    {
        value::names_in(&header.value, &mut names);
    }
    if let Some(body) = request.sent_body().filter(|_| sending.body.is_none()) {
        value::names_in_value(&body.content(), &mut names);
    }
    let signs = !sending
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if let Some(auth) = chosen.planned.auth.as_ref().filter(|_| signs) {
        auth.values()
            .for_each(|given| value::names_in_value(given, &mut names));
    }
    // What is made up when the request is built, or comes from the vault, is no variable.
    let is_variable = |name: &String| !name.starts_with('$') && !name.starts_with("vault:");
    names.retain(is_variable);
    names
}

fn set_header(headers: &mut Vec<Header>, name: &str, value: &str) {
    let first = headers
        .iter()
        .position(|header| header.key.eq_ignore_ascii_case(name));
    headers.retain(|header| !header.key.eq_ignore_ascii_case(name));
    let at = first.unwrap_or(headers.len()).min(headers.len());
    headers.insert(at, Header::new(name, value));
}

fn change_body(
    request: &mut Request,
    sending: &Sending,
    resolver: &Resolver<'_>,
) -> Result<(), String> {
    if sending.body.is_none() && sending.edits.is_empty() {
        return Ok(());
    }
    let mut json = match &sending.body {
        Some(sample) => value::resolve(sample, resolver),
        None => saved_body(request.sent_body(), resolver)?,
    };
    for edit in &sending.edits {
        let edit = match edit {
            Edit::Put(pointer, new) => Edit::Put(pointer.clone(), value::resolve(new, resolver)),
            Edit::Remove(pointer) => Edit::Remove(pointer.clone()),
        };
        edit.apply(&mut json)
            .map_err(|error| format!("the body can't be edited: {error}"))?;
    }
    request.body = Some(json_body(&json, &mut request.headers).into());
    Ok(())
}

/// The saved body as JSON. Its placeholders stay for the request to be built with, unless they
/// stand where only a value makes it JSON: `{"n": {{count}}}`.
fn saved_body(body: Option<&Body>, resolver: &Resolver<'_>) -> Result<Value, String> {
    let text = match body.map(|body| &body.mode) {
        Some(Mode::Raw(text)) if !text.trim().is_empty() => text,
        Some(Mode::Raw(_)) | None => {
            return Err("the request has no body that could be edited".to_owned());
        }
        Some(other) => {
            return Err(format!(
                "the request's body is `{}`, and only JSON can be edited",
                other.name()
            ));
        }
    };
    serde_json::from_str(text).or_else(|_| {
        let with_values = resolver.text(text, String::new);
        serde_json::from_str(&with_values)
            .map_err(|error| format!("the request's body can't be edited, it is not JSON: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::Item;
    use crate::guide::base::Bases;
    use crate::guide::directive::edit::Pointer;
    use crate::guide::directive::fields::Fields;
    use crate::guide::directive::sending::Restore;
    use crate::guide::directive::source::Source;
    use crate::variables::Scopes;
    use crate::world::World;
    use serde_json::json;

    fn chosen(json: &Value) -> Chosen {
        let request = crate::collection::read_request(json).unwrap();
        let auth = request.auth.clone();
        let item = Item::of_request(String::new(), "R", request);
        let planned = Planned {
            item: Arc::new(item),
            parents: Arc::from([]),
            auth: auth.map(Arc::from),
            auth_owner: Arc::from(""),
            behavior: Arc::default(),
            variables: Arc::from([]),
            events: Arc::from([]),
        };
        Chosen {
            planned,
            collection: None,
            base: None,
        }
    }

    fn sending() -> Sending {
        Sending {
            source: Source::Written(Box::default()),
            base: Bases::default(),
            headers: Vec::new(),
            set: Vec::new(),
            body: None,
            edits: Vec::new(),
            fields: Fields::default(),
            retry: None,
            restore: Restore::Never,
            destructive: None,
        }
    }

    fn prepared(request: &Value, sending: &Sending) -> Result<(Request, Option<Auth>), String> {
        prepared_with(request, sending, None)
    }

    fn prepared_with(
        request: &Value,
        sending: &Sending,
        base: Option<&str>,
    ) -> Result<(Request, Option<Auth>), String> {
        let chosen = Chosen {
            base: base.map(str::to_owned),
            ..chosen(request)
        };
        let mut scopes = Scopes::default();
        scopes
            .environment
            .set("actions", json!({"signon": {"access": "ALLOW"}}));
        scopes.environment.set("count", json!(3));
        scopes.environment.set("withPath", json!("http://h/a"));
        let world = World::fixed(0, 0);
        let planned = prepare(&chosen, sending, &Resolver::new(&scopes, &world))?;
        Ok((
            planned.item.request().unwrap().clone(),
            planned.auth.as_deref().cloned(),
        ))
    }

    fn body(request: &Request) -> Value {
        let Some(Mode::Raw(text)) = request.body.as_ref().map(|body| &body.mode) else {
            panic!()
        };
        serde_json::from_str(text).unwrap()
    }

    fn put(pointer: &str, value: Value) -> Edit {
        Edit::Put(Pointer::parse(pointer).unwrap(), value)
    }

    #[test]
    fn the_base_replaces_scheme_and_host() {
        for (base, url) in [
            ("{{url}}", "{{url}}/a/b?c=d"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/a/b?c=d"),
            ("https://h/prefix", "https://h/prefix/a/b?c=d"),
            ("https://h/a", "https://h/a/b?c=d"),
            ("https://h/a/b/c", "https://h/a/b/c/a/b?c=d"),
            ("{{withPath}}", "{{withPath}}/b?c=d"),
        ] {
            let saved = json!("https://subdomain.example.com:1/a/b?c=d");
            let (request, _) = prepared_with(&saved, &sending(), Some(base)).unwrap();
            assert_eq!(request.url.to_string(), url);
        }
    }

    #[test]
    fn headers_are_replaced_in_place_or_added() {
        let saved = json!({"url": "h", "header": [{"key": "accept", "value": "1"}, {"key": "B", "value": "2"}],
            "auth": {"type": "bearer", "bearer": {"token": "t"}}});
        let headers = vec![
            ("Accept".to_owned(), "x".to_owned()),
            ("Authorization".to_owned(), "y".to_owned()),
        ];
        let (request, auth) = prepared(
            &saved,
            &Sending {
                headers,
                ..sending()
            },
        )
        .unwrap();
        let seen: Vec<_> = request
            .headers
            .iter()
            .map(|header| (header.key.as_str(), header.value.as_str()))
            .collect();
        assert_eq!(seen, [("Accept", "x"), ("B", "2"), ("Authorization", "y")]);
        assert_eq!(auth.unwrap().kind, "noauth");
    }

    #[test]
    fn edits_change_the_saved_body_in_order() {
        let saved = json!({"method": "PUT", "url": "h", "body": {"mode": "raw", "raw": "{\"name\": \"{{name}}\", \"actions\": {}}"}});
        let edits = vec![
            put("/type", json!("SIGN_ON")),
            put("/actions", json!("{{actions}}")),
            put("/actions/signon/access", json!("DENY")),
            Edit::Remove(Pointer::parse("/name").unwrap()),
            put("/name", json!("{{name}}")),
        ];
        let (request, _) = prepared(&saved, &Sending { edits, ..sending() }).unwrap();
        let expected = json!({"actions": {"signon": {"access": "DENY"}}, "type": "SIGN_ON", "name": "{{name}}"});
        assert_eq!(body(&request), expected);
        assert_eq!(
            request.headers,
            [Header::new("Content-Type", "application/json")]
        );
    }

    #[test]
    fn a_placeholder_that_is_no_text_is_resolved_before_the_body_is_read() {
        let saved = json!({"url": "h", "body": {"mode": "raw", "raw": "{\"n\": {{count}}}"}});
        let (request, _) = prepared(
            &saved,
            &Sending {
                edits: vec![put("/m", json!(1))],
                ..sending()
            },
        )
        .unwrap();
        assert_eq!(body(&request), json!({"n": 3, "m": 1}));
    }

    #[test]
    fn a_body_that_cannot_be_edited_says_why() {
        for (saved, edit, reason) in [
            (
                json!("h"),
                put("/a", json!(1)),
                "the request has no body that could be edited",
            ),
            (
                json!({"url": "h", "body": {"mode": "urlencoded", "urlencoded": []}}),
                put("/a", json!(1)),
                "the request's body is `urlencoded`, and only JSON can be edited",
            ),
            (
                json!({"url": "h", "body": {"mode": "raw", "raw": "<a/>"}}),
                put("/a", json!(1)),
                "the request's body can't be edited, it is not JSON: expected value at line 1 column 1",
            ),
            (
                json!({"url": "h", "body": {"mode": "raw", "raw": "{\"a\": {}}"}}),
                put("/a/b/c", json!(1)),
                "the body can't be edited: `/a/b/c` has no place in the body: `/a` is an object without members",
            ),
        ] {
            let found = prepared(
                &saved,
                &Sending {
                    edits: vec![edit],
                    ..sending()
                },
            );
            assert_eq!(found.map(|_| ()).unwrap_err(), reason);
        }
    }

    #[test]
    fn the_variables_that_a_request_uses_are_known_before_it_is_sent() {
        let saved = json!({"method": "PUT", "url": "{{gone}}/{{a}}?q={{b}}",
            "header": [{"key": "X", "value": "{{c}}"}, {"key": "Y", "value": "{{off}}", "disabled": true}],
            "body": {"mode": "raw", "raw": "{{d}} {{$guid}} {{vault:key}}"},
            "auth": {"type": "bearer", "bearer": {"token": "{{e}}"}}});
        let chosen = Chosen {
            base: Some("{{url}}".into()),
            ..chosen(&saved)
        };
        assert_eq!(names(&chosen, &sending()), ["url", "a", "b", "c", "d", "e"]);
    }

    #[test]
    fn what_is_not_sent_takes_no_variables() {
        let saved = json!({"url": "h", "body": {"mode": "raw", "raw": "{{sent}}", "urlencoded": [{"key": "k", "value": "{{other}}"}]},
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}], "basic": [{"key": "password", "value": "{{old}}"}]}});
        assert_eq!(names(&chosen(&saved), &sending()), ["sent", "token"]);
        let off = json!({"url": "h", "body": {"mode": "raw", "raw": "{{off}}", "disabled": true}});
        assert_eq!(names(&chosen(&off), &sending()), [""; 0]);
    }
}
