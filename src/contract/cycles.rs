//! Definitions that refer to each other for the same value, which nobody could check to an end.

use serde_json::Value;

/// Cuts circles of references that mean the same value: a schema that is put together from itself
/// says nothing by it.
pub(super) fn cut(definitions: &mut [Value]) {
    let edges = definitions.iter().map(|definition| {
        let mut found = Vec::new();
        in_place(definition, &mut found);
        found
    });
    let mut walk = Walk {
        edges: edges.collect(),
        state: vec![State::New; definitions.len()],
        back: Vec::new(),
    };
    for number in 0..definitions.len() {
        walk.visit(number);
    }
    for (from, to) in walk.back {
        remove(&mut definitions[from], &reference(to));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A walk over definitions, depth first, without recursion.
struct Walk {
    edges: Vec<Vec<usize>>,
    state: Vec<State>,
    /// The references that close a circle.
    back: Vec<(usize, usize)>,
}

impl Walk {
    fn visit(&mut self, start: usize) {
        if self.state[start] != State::New {
            return;
        }
        self.state[start] = State::Open;
        let mut stack = vec![(start, 0)];
        while let Some((number, next)) = stack.pop() {
            let Some(&to) = self.edges[number].get(next) else {
                self.state[number] = State::Done;
                continue;
            };
            stack.push((number, next + 1));
            match self.state.get(to) {
                Some(State::New) => {
                    self.state[to] = State::Open;
                    stack.push((to, 0));
                }
                Some(State::Open) => self.back.push((number, to)),
                Some(State::Done) | None => {}
            }
        }
    }
}

fn reference(number: usize) -> String {
    format!("#/$defs/{number}")
}

/// The schemas below one that mean the same value.
fn same_value(schema: &mut Value) -> Vec<&mut Value> {
    let Some(members) = schema.as_object_mut() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (keyword, value) in members {
        match (keyword.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => found.extend(all),
            ("not" | "if" | "then" | "else", value) => found.push(value),
            _ => {}
        }
    }
    found
}

/// The definitions that a schema refers to for the same value.
fn in_place(schema: &Value, found: &mut Vec<usize>) {
    let number = schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next());
    found.extend(number.and_then(|number| number.parse::<usize>().ok()));
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        match (keyword.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
                for schema in all {
                    in_place(schema, found);
                }
            }
            ("not" | "if" | "then" | "else", value) => in_place(value, found),
            _ => {}
        }
    }
}

fn remove(schema: &mut Value, reference: &str) {
    if schema["$ref"].as_str() == Some(reference)
        && let Some(members) = schema.as_object_mut()
    {
        members.remove("$ref");
    }
    for below in same_value(schema) {
        remove(below, reference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_circle_for_one_value_is_cut_and_one_through_members_is_not() {
        let mut definitions = [
            json!({"allOf": [{"$ref": "#/$defs/1"}], "properties": {"a": {"$ref": "#/$defs/0"}}}),
            json!({"anyOf": [{"$ref": "#/$defs/0"}, {"type": "null"}]}),
        ];
        cut(&mut definitions);
        assert_eq!(
            definitions,
            [
                json!({"allOf": [{"$ref": "#/$defs/1"}], "properties": {"a": {"$ref": "#/$defs/0"}}}),
                json!({"anyOf": [{}, {"type": "null"}]}),
            ]
        );
    }
}
