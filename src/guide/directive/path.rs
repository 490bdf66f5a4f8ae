//! A JSONPath (RFC 9535) that remembers how it was written, and can tell what stands where it finds
//! nothing.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::guide::error::Mistake;
use crate::text::plural;

/// How many characters of a value are shown.
const SHOWN: usize = 60;

/// How many candidates are shown.
const CANDIDATES: usize = 4;

/// A JSONPath and its text.
#[derive(Debug, Clone)]
pub struct Path {
    /// The path as written.
    pub text: String,
    query: JsonPath,
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Path {
    /// Parses a path.
    pub(crate) fn parse(text: &str) -> Result<Self, Mistake> {
        match JsonPath::parse(text) {
            Ok(query) => Ok(Self {
                text: text.to_owned(),
                query,
            }),
            Err(error) => Err(Mistake::JsonPath {
                path: text.to_owned(),
                message: reason(text, error.position()),
                suggestion: suggestion(text),
            }),
        }
    }

    /// The values that the path finds, in order.
    pub(crate) fn find<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        self.query.query(value).all()
    }

    /// Tells what stands in `value` where the path finds nothing: the longest part of the path that
    /// finds something, and what that holds.
    pub(crate) fn what_stands(&self, value: &Value) -> String {
        let names = self.names_in_filters();
        for prefix in self.prefixes() {
            let Ok(query) = JsonPath::parse(prefix) else {
                continue;
            };
            let found = query.query(value).all();
            if let [one] = found[..] {
                return format!("`{prefix}` is {}", contents(one, &names));
            }
            if !found.is_empty() {
                let shown = candidates(&found, &names);
                return format!("`{prefix}` finds {}: {shown}", plural(found.len(), "value"));
            }
        }
        format!("the response is {}", contents(value, &names))
    }

    /// Shows the values that the path finds, for a message about too many of them.
    pub(crate) fn show_found(&self, found: &[&Value]) -> String {
        candidates(found, &self.names_in_filters())
    }

    /// The path without its last segment, without its last two, …; longest first.
    fn prefixes(&self) -> impl Iterator<Item = &str> {
        segment_ends(&self.text)
            .into_iter()
            .rev()
            .skip(1)
            .map(|end| &self.text[..end])
    }

    /// The members that the path's filters look at: they tell candidates apart.
    fn names_in_filters(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for (at, _) in self.text.match_indices("@.") {
            let rest = &self.text[at + 2..];
            let end = rest
                .find(|next: char| !next.is_alphanumeric() && next != '_')
                .unwrap_or(rest.len());
            names.push(&rest[..end]);
        }
        names
    }
}

/// The library tells where it stopped, seldom why.
fn reason(text: &str, position: usize) -> String {
    match text.get(position..).filter(|rest| !rest.is_empty()) {
        _ if !text.starts_with('$') => "it does not begin with `$`".to_owned(),
        Some(rest) => format!("it can't be read from `{}` on", shortened(rest)),
        None => "it ends too early".to_owned(),
    }
}

/// What an author may have meant who wrote something that is no JSONPath.
fn suggestion(text: &str) -> Option<String> {
    let plain = |text: &str| JsonPath::parse(text).is_ok();
    if text.starts_with('/') {
        let path = format!("${}", text.replace('/', "."));
        return plain(&path).then(|| format!("that is a JSON Pointer, did you mean `{path}`?"));
    }
    let path = if text.starts_with('.') || text.starts_with('[') {
        format!("${text}")
    } else {
        format!("$.{text}")
    };
    (!text.starts_with('$') && plain(&path)).then(|| format!("did you mean `{path}`?"))
}

/// Where each segment of a path ends: `$`, `.name`, `[…]`.
fn segment_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if let Some(open) = quote {
            if !escaped && character == open {
                quote = None;
            }
            escaped = !escaped && character == '\\';
            continue;
        }
        let descends = text[..at].ends_with('.');
        match character {
            '\'' | '"' => quote = Some(character),
            '.' | '[' if depth == 0 && at > 0 && !descends => ends.push(at),
            _ => {}
        }
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    ends.push(text.len());
    ends
}

/// A value in words: what it is and what it holds.
fn contents(value: &Value, names: &[&str]) -> String {
    match value {
        Value::Array(list) if list.is_empty() => "an empty list".into(),
        Value::Array(list) => {
            let elements: Vec<&Value> = list.iter().collect();
            format!("a list of {}: {}", list.len(), candidates(&elements, names))
        }
        Value::Object(members) if members.is_empty() => "an object without members".into(),
        Value::Object(members) => {
            let keys: Vec<String> = members
                .keys()
                .take(8)
                .map(|key| format!("`{key}`"))
                .collect();
            let more = if members.len() > keys.len() {
                ", …"
            } else {
                ""
            };
            format!("an object with {}{more}", keys.join(", "))
        }
        scalar => format!("`{}`", shortened(&scalar.to_string())),
    }
}

fn candidates(values: &[&Value], names: &[&str]) -> String {
    let shown: Vec<String> = values
        .iter()
        .take(CANDIDATES)
        .map(|value| format!("`{}`", candidate(value, names)))
        .collect();
    let more = if values.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}

/// A value shortened to what tells it from others: its name, and what a filter looks at.
fn candidate(value: &Value, names: &[&str]) -> String {
    let Value::Object(members) = value else {
        return shortened(&value.to_string());
    };
    let usual = ["name", "label", "title", "id"]
        .into_iter()
        .find(|name| members.contains_key(*name));
    let mut shown = Map::new();
    for name in names.iter().copied().chain(usual) {
        if let Some(member) = members.get(name) {
            shown.insert(name.to_owned(), member.clone());
        }
    }
    let text = if shown.is_empty() {
        value.to_string()
    } else {
        Value::Object(shown).to_string()
    };
    shortened(&text)
}

/// A text of at most [`SHOWN`] characters.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_path_is_answered_with_what_may_have_been_meant() {
        for (text, suggestion) in [
            ("actions.signon", Some("did you mean `$.actions.signon`?")),
            (
                "/actions/signon",
                Some("that is a JSON Pointer, did you mean `$.actions.signon`?"),
            ),
            (".id", Some("did you mean `$.id`?")),
            ("$[?@.name == 'x'", None),
            ("$.a b", None),
        ] {
            let Mistake::JsonPath {
                suggestion: found, ..
            } = Path::parse(text).unwrap_err()
            else {
                panic!()
            };
            assert_eq!(found.as_deref(), suggestion, "{text}");
        }
    }

    #[test]
    fn segments_end_where_the_next_begins() {
        let text = "$[?@.name == 'a.b[c]'].x..y['z']";
        let parts: Vec<&str> = segment_ends(text)
            .into_iter()
            .map(|end| &text[..end])
            .collect();
        assert_eq!(
            parts,
            [
                "$",
                "$[?@.name == 'a.b[c]']",
                "$[?@.name == 'a.b[c]'].x",
                "$[?@.name == 'a.b[c]'].x..y",
                "$[?@.name == 'a.b[c]'].x..y['z']"
            ]
        );
    }

    #[test]
    fn where_nothing_is_found_the_nearest_thing_is_shown() {
        let rules =
            json!([{"id": "0pr", "name": "Default Rule", "system": true, "actions": {"a": 1}}]);
        for (path, value, shown) in [
            (
                "$[?@.system == false].id",
                &rules,
                "`$` is a list of 1: `{\"system\":true,\"name\":\"Default Rule\"}`",
            ),
            (
                "$[?@.name == 'x'].id",
                &rules,
                "`$` is a list of 1: `{\"name\":\"Default Rule\"}`",
            ),
            (
                "$[0].actions.signon.access",
                &rules,
                "`$[0].actions` is an object with `a`",
            ),
            (
                "$[0].name.first",
                &rules,
                "`$[0].name` is `\"Default Rule\"`",
            ),
            ("$[0].id", &json!([]), "`$` is an empty list"),
            ("$[*].x", &json!([1, 2]), "`$[*]` finds 2 values: `1`, `2`"),
        ] {
            assert_eq!(
                Path::parse(path).unwrap().what_stands(value),
                shown,
                "{path}"
            );
        }
    }

    #[test]
    fn long_values_are_shortened() {
        let value = json!(["x".repeat(100)]);
        let shown = Path::parse("$.a").unwrap().what_stands(&value);
        assert_eq!(
            shown,
            format!("`$` is a list of 1: `\"{}…`", "x".repeat(59))
        );
    }
}
