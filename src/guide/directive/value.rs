//! Values of a directive with their placeholders: what they resolve to, and which variables they
//! use.

use serde_json::Value;

use crate::variables::Resolver;

/// Resolves the placeholders of a value. A text that is exactly one placeholder becomes the
/// variable's value with its type; names of members are left alone.
pub(crate) fn resolve(value: &Value, resolver: &Resolver<'_>) -> Value {
    match value {
        Value::String(text) => match resolver.typed(text) {
            // A variable may hold placeholders of its own.
            Some(Value::String(held)) => {
                Value::String(resolver.text(&held, String::new).into_owned())
            }
            Some(held) => held,
            None => Value::String(resolver.text(text, String::new).into_owned()),
        },
        Value::Array(list) => list
            .iter()
            .map(|element| resolve(element, resolver))
            .collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), resolve(member, resolver)))
                .collect(),
        ),
        _ => value.clone(),
    }
}

/// Adds the names of the `{{placeholders}}` that a text holds.
pub(crate) fn names_in(text: &str, names: &mut Vec<String>) {
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let Some(end) = inner.find(['{', '}']) else {
            return;
        };
        if !inner[end..].starts_with("}}") {
            // `{{{name}}}`: the placeholder may begin one further on.
            rest = &rest[start + 1..];
            continue;
        }
        let name = inner[..end].to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
        rest = &inner[end + 2..];
    }
}

/// Adds the names of the placeholders that a value's texts hold.
pub(crate) fn names_in_value(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::String(text) => names_in(text, names),
        Value::Array(list) => list
            .iter()
            .for_each(|element| names_in_value(element, names)),
        Value::Object(members) => members
            .values()
            .for_each(|member| names_in_value(member, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variables::Scopes;
    use crate::world::World;
    use serde_json::json;

    #[test]
    fn a_single_placeholder_takes_the_type_of_its_value() {
        let mut scopes = Scopes::default();
        scopes
            .environment
            .set("actions", json!({"signon": {"access": "ALLOW"}}));
        scopes.environment.set("id", json!("00p"));
        scopes.environment.set("nested", json!("x-{{id}}"));
        let world = World::fixed(0, 0);
        let resolver = Resolver::new(&scopes, &world);
        let value = json!({"{{id}}": ["{{actions}}", "a {{id}}", "{{nested}}", "{{gone}}", 5]});
        assert_eq!(
            resolve(&value, &resolver),
            json!({"{{id}}": [{"signon": {"access": "ALLOW"}}, "a 00p", "x-00p", "{{gone}}", 5]})
        );
    }

    #[test]
    fn the_names_of_placeholders_are_found_once_each() {
        let mut names = Vec::new();
        names_in_value(
            &json!({"{{key}}": ["{{a}}/{{b}}", {"x": "{{a}} {{{c}}} {{d}"}]}),
            &mut names,
        );
        assert_eq!(names, ["a", "b", "c"]);
    }
}
