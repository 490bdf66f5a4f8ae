//! Changes to a JSON body before it is sent: JSON Pointers (RFC 6901) and what goes to their
//! places.

use serde_json::{Map, Value};

use super::path::shortened;
use crate::guide::error::Mistake;
use crate::text::{pointer_name, pointer_token};

/// A place in a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The pointer as written.
    pub text: String,
    tokens: Vec<String>,
}

/// A change to a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Adds or replaces the value at a place.
    Put(Pointer, Value),
    /// Takes the value at a place away.
    Remove(Pointer),
}

/// Why a change could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The place's parent does not exist.
    #[error("`{pointer}` has no place in the body: {there}")]
    NoParent {
        /// The pointer as written.
        pointer: String,
        /// What is there instead.
        there: String,
    },
    /// The place would be a new member, and its name is a slip away from one that is there.
    #[error("`{pointer}` is not in the body, which has `{similar}`; did you mean that?")]
    Slip {
        /// The pointer as written.
        pointer: String,
        /// The member that is there.
        similar: String,
    },
    /// What should be taken away is not there.
    #[error("`{pointer}` is not in the body: {there}")]
    Nothing {
        /// The pointer as written.
        pointer: String,
        /// What is there instead.
        there: String,
    },
}

impl Pointer {
    /// Parses a pointer.
    pub(crate) fn parse(text: &str) -> Result<Self, Mistake> {
        if !text.is_empty() && !text.starts_with('/') {
            return Err(Mistake::Pointer {
                text: text.to_owned(),
                suggestion: suggestion(text),
            });
        }
        Ok(Self {
            text: text.to_owned(),
            tokens: text.split('/').skip(1).map(pointer_name).collect(),
        })
    }

    /// Puts a value at the place. A member that is new goes to the end; `-` is the end of a list.
    fn put(&self, root: &mut Value, value: Value) -> Result<(), EditError> {
        let Some((token, parents)) = self.tokens.split_last() else {
            *root = value;
            return Ok(());
        };
        match self.parent(root, parents)? {
            Value::Object(members) => {
                if let Some(similar) = similar(token, members) {
                    return Err(EditError::Slip {
                        pointer: self.text.clone(),
                        similar,
                    });
                }
                members.insert(token.clone(), value);
                Ok(())
            }
            Value::Array(list) => match index(token, list.len()) {
                Some(at) if at < list.len() => {
                    list[at] = value;
                    Ok(())
                }
                Some(_) => {
                    list.push(value);
                    Ok(())
                }
                None => Err(self.no_parent(parents, &Value::Array(std::mem::take(list)))),
            },
            other => {
                let other = other.clone();
                Err(self.no_parent(parents, &other))
            }
        }
    }

    fn remove(&self, root: &mut Value) -> Result<(), EditError> {
        let Some((token, parents)) = self.tokens.split_last() else {
            *root = Value::Null;
            return Ok(());
        };
        let parent = self.parent(root, parents)?;
        let removed = match parent {
            Value::Object(members) => members.shift_remove(token).is_some(),
            Value::Array(list) => match index(token, list.len()).filter(|at| *at < list.len()) {
                Some(at) => {
                    list.remove(at);
                    true
                }
                None => false,
            },
            _ => false,
        };
        if removed {
            return Ok(());
        }
        Err(EditError::Nothing {
            pointer: self.text.clone(),
            there: there(parents, parent),
        })
    }

    fn parent<'a>(
        &self,
        root: &'a mut Value,
        parents: &[String],
    ) -> Result<&'a mut Value, EditError> {
        let depth = depth_of(root, parents);
        if depth < parents.len() {
            let reached = at(root, &parents[..depth]).unwrap_or(&Value::Null);
            return Err(self.no_parent(&parents[..depth], reached));
        }
        let mut value = root;
        for token in parents {
            value = child_mut(value, token).expect("the way there was just walked");
        }
        Ok(value)
    }

    fn no_parent(&self, parents: &[String], reached: &Value) -> EditError {
        EditError::NoParent {
            pointer: self.text.clone(),
            there: there(parents, reached),
        }
    }
}

impl Edit {
    /// Makes the change.
    pub(crate) fn apply(&self, body: &mut Value) -> Result<(), EditError> {
        match self {
            Self::Put(pointer, value) => pointer.put(body, value.clone()),
            Self::Remove(pointer) => pointer.remove(body),
        }
    }

    /// The place that is changed.
    pub fn pointer(&self) -> &Pointer {
        match self {
            Self::Put(pointer, _) | Self::Remove(pointer) => pointer,
        }
    }
}

/// A JSONPath or a bare name in place of a pointer.
fn suggestion(text: &str) -> Option<String> {
    let path = text.trim_start_matches('$').trim_start_matches('.');
    let simple = !path.is_empty()
        && path
            .chars()
            .all(|next| next.is_alphanumeric() || "._-".contains(next));
    simple.then(|| format!("did you mean `/{}`?", path.replace('.', "/")))
}

/// How many of the tokens lead somewhere.
fn depth_of(root: &Value, tokens: &[String]) -> usize {
    let mut value = root;
    for (depth, token) in tokens.iter().enumerate() {
        match child(value, token) {
            Some(next) => value = next,
            None => return depth,
        }
    }
    tokens.len()
}

fn at<'a>(root: &'a Value, tokens: &[String]) -> Option<&'a Value> {
    tokens
        .iter()
        .try_fold(root, |value, token| child(value, token))
}

fn child<'a>(value: &'a Value, token: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(token),
        Value::Array(list) => list.get(index(token, list.len())?),
        _ => None,
    }
}

fn child_mut<'a>(value: &'a mut Value, token: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(members) => members.get_mut(token),
        Value::Array(list) => {
            let at = index(token, list.len())?;
            list.get_mut(at)
        }
        _ => None,
    }
}

/// An index of a list; `-`, and the number after the last, are its end.
fn index(token: &str, length: usize) -> Option<usize> {
    if token == "-" {
        return Some(length);
    }
    let canonical = token == "0" || !token.starts_with('0');
    token.parse().ok().filter(|at| canonical && *at <= length)
}

/// What stands at a place, in words.
fn there(tokens: &[String], value: &Value) -> String {
    let place = if tokens.is_empty() {
        "the body".to_owned()
    } else {
        let escaped: Vec<String> = tokens.iter().map(|token| pointer_token(token)).collect();
        format!("`/{}`", escaped.join("/"))
    };
    match value {
        Value::Object(members) if members.is_empty() => {
            format!("{place} is an object without members")
        }
        Value::Object(members) => {
            let names: Vec<String> = members.keys().map(|name| format!("`{name}`")).collect();
            format!("{place} has {}", names.join(", "))
        }
        Value::Array(list) => format!("{place} is a list of {}", list.len()),
        scalar => format!("{place} is `{}`", shortened(&scalar.to_string())),
    }
}

/// The member that a new one was most likely meant to be: a letter lost, doubled, exchanged or
/// mistyped. A plural is another word.
fn similar(token: &str, members: &Map<String, Value>) -> Option<String> {
    const SHORTEST: usize = 6;
    if token.len() < SHORTEST || members.contains_key(token) {
        return None;
    }
    let is_slip = |name: &&String| {
        let plural = name.strip_suffix('s') == Some(token) || token.strip_suffix('s') == Some(name);
        !plural && strsim::damerau_levenshtein(token, name) == 1
    };
    members.keys().find(is_slip).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn put(body: &Value, pointer: &str, value: Value) -> Result<Value, String> {
        let mut body = body.clone();
        let edit = Edit::Put(Pointer::parse(pointer).unwrap(), value);
        edit.apply(&mut body)
            .map(|()| body)
            .map_err(|error| error.to_string())
    }

    fn remove(body: &Value, pointer: &str) -> Result<Value, String> {
        let mut body = body.clone();
        let edit = Edit::Remove(Pointer::parse(pointer).unwrap());
        edit.apply(&mut body)
            .map(|()| body)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_added_at_the_end_or_replaced_in_place() {
        let body = json!({"name": "n", "actions": {"signon": {"access": "DENY"}}, "list": [1, 2]});
        for (pointer, value, expected) in [
            (
                "/type",
                json!("SIGN_ON"),
                r#"{"name":"n","actions":{"signon":{"access":"DENY"}},"list":[1,2],"type":"SIGN_ON"}"#,
            ),
            (
                "/name",
                json!(null),
                r#"{"name":null,"actions":{"signon":{"access":"DENY"}},"list":[1,2]}"#,
            ),
            (
                "/actions/signon/access",
                json!("ALLOW"),
                r#"{"name":"n","actions":{"signon":{"access":"ALLOW"}},"list":[1,2]}"#,
            ),
            (
                "/list/0",
                json!(9),
                r#"{"name":"n","actions":{"signon":{"access":"DENY"}},"list":[9,2]}"#,
            ),
            (
                "/list/-",
                json!(3),
                r#"{"name":"n","actions":{"signon":{"access":"DENY"}},"list":[1,2,3]}"#,
            ),
            ("", json!(1), "1"),
        ] {
            assert_eq!(
                put(&body, pointer, value).unwrap().to_string(),
                expected,
                "{pointer}"
            );
        }
        assert_eq!(
            put(&json!({}), "/a~1b~0c", json!(1)),
            Ok(json!({"a/b~c": 1}))
        );
    }

    #[test]
    fn a_place_without_a_parent_is_named_with_what_is_there() {
        let body = json!({"actions": {"signon": {"access": "DENY"}}, "list": [1], "name": "n"});
        for (pointer, message) in [
            (
                "/actions/signon/session/usePersistentCookie",
                "`/actions/signon/session/usePersistentCookie` has no place in the body: `/actions/signon` has `access`",
            ),
            (
                "/gone/x",
                "`/gone/x` has no place in the body: the body has `actions`, `list`, `name`",
            ),
            (
                "/name/x",
                "`/name/x` has no place in the body: `/name` is `\"n\"`",
            ),
            (
                "/list/7",
                "`/list/7` has no place in the body: `/list` is a list of 1",
            ),
        ] {
            assert_eq!(put(&body, pointer, json!(true)).unwrap_err(), message);
        }
    }

    #[test]
    fn members_and_elements_are_removed() {
        let body = json!({"a": 1, "b": {"c": 2}, "l": [1, 2]});
        assert_eq!(
            remove(&body, "/b/c").unwrap().to_string(),
            r#"{"a":1,"b":{},"l":[1,2]}"#
        );
        assert_eq!(
            remove(&body, "/l/0").unwrap().to_string(),
            r#"{"a":1,"b":{"c":2},"l":[2]}"#
        );
        assert_eq!(
            remove(&body, "/b/d").unwrap_err(),
            "`/b/d` is not in the body: `/b` has `c`"
        );
        assert_eq!(
            remove(&body, "/x/y").unwrap_err(),
            "`/x/y` has no place in the body: the body has `a`, `b`, `l`"
        );
    }

    #[test]
    fn what_is_no_pointer_is_answered_with_one() {
        for (text, suggestion) in [
            ("type", Some("did you mean `/type`?")),
            ("$.a.b", Some("did you mean `/a/b`?")),
            ("$[0]", None),
        ] {
            let Mistake::Pointer {
                suggestion: found, ..
            } = Pointer::parse(text).unwrap_err()
            else {
                panic!()
            };
            assert_eq!(found.as_deref(), suggestion, "{text}");
        }
    }

    #[test]
    fn a_new_member_that_is_a_slip_away_from_another_is_no_edit() {
        let put = |pointer: &str| {
            let mut body = json!({"conditions": {}, "rule": 1, "include": []});
            Edit::Put(Pointer::parse(pointer).unwrap(), json!(1))
                .apply(&mut body)
                .map_err(|error| error.to_string())
        };
        assert_eq!(
            put("/conditinos").unwrap_err(),
            "`/conditinos` is not in the body, which has `conditions`; did you mean that?"
        );
        for right in ["/conditions", "/condition", "/rules", "/exclude", "/type"] {
            assert_eq!(put(right), Ok(()), "{right}");
        }
    }
}
