//! Changes to what of a request is no JSON: the fields of its query, the `:names` of its path, the
//! fields of its form.

use super::value;
use crate::collection::{
    Body, FormParam, FormValue, Mode, QueryParam, Request, Url, UrlEncodedParam, Variable,
};
use crate::guide::error::{Position, Problems};
use crate::guide::keys::{self, wrong_kind};
use crate::guide::yaml::Node;
use crate::text::did_you_mean;

/// The fields of a request that a step changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Those of the query.
    pub query: Vec<Field>,
    /// What stands in the places of the path's `:names`.
    pub path: Vec<Field>,
    /// Those of the form.
    pub form: Vec<Field>,
}

/// A field, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The value it gets; `None` takes it away.
    pub value: Option<String>,
    /// Where it is named.
    pub at: Position,
}

/// A field that has no place in the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct NoField {
    pub(crate) name: String,
    reason: String,
}

impl Fields {
    /// Reads `query`, `path` and `form` of a step.
    pub(super) fn read(node: &Node, problems: &mut Problems) -> Self {
        let mut read = |key: &str| {
            node.get(key)
                .map(|value| read_fields(key, value, problems))
                .unwrap_or_default()
        };
        let (query, path, form) = (read("query"), read("path"), read("form"));
        for field in path.iter().filter(|field| field.value.is_none()) {
            let expected = "a value: a part of the path can't be taken away";
            let nothing = Node::new(field.at, crate::guide::yaml::Kind::Scalar(().into()));
            wrong_kind(problems, &field.name, &nothing, expected);
        }
        Self { query, path, form }
    }

    /// Adds the names of the variables that the values use.
    pub(crate) fn names(&self, names: &mut Vec<String>) {
        let all = self.query.iter().chain(&self.path).chain(&self.form);
        let values = all.filter_map(|field| field.value.as_ref());
        values.for_each(|value| value::names_in(value, names));
    }

    /// Makes the changes.
    ///
    /// # Errors
    /// The first field that has no place.
    pub(crate) fn apply(&self, request: &mut Request) -> Result<(), NoField> {
        for field in &self.query {
            change(&mut request.url.query, field, "query")?;
        }
        for field in &self.path {
            set_in_path(&mut request.url, field)?;
        }
        for field in &self.form {
            set_in_form(request.body.as_deref_mut(), field)?;
        }
        Ok(())
    }
}

fn read_fields(key: &str, node: &Node, problems: &mut Problems) -> Vec<Field> {
    let Some(entries) = node.entries() else {
        wrong_kind(problems, key, node, "a map of names and values");
        return Vec::new();
    };
    let mut fields = Vec::new();
    for entry in entries {
        let is_empty = entry.value.text().is_some_and(|text| text.is_empty());
        let value = if entry.value.is_null() {
            None
        } else if is_empty {
            Some(String::new())
        } else {
            let Some(text) = keys::text(&entry.key, &entry.value, problems) else {
                continue;
            };
            Some(text)
        };
        fields.push(Field {
            name: entry.key.clone(),
            value,
            at: entry.at,
        });
    }
    fields
}

/// A field of a query or of a form.
trait Named {
    fn of(name: &str, value: &str) -> Self;
    fn name(&self) -> &str;
    fn set(&mut self, value: &str);
}

impl Named for QueryParam {
    fn of(name: &str, value: &str) -> Self {
        Self {
            key: Some(name.to_owned()),
            value: Some(value.to_owned()),
            ..Self::default()
        }
    }

    fn name(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    fn set(&mut self, value: &str) {
        self.value = Some(value.to_owned());
        self.disabled = false;
    }
}

impl Named for UrlEncodedParam {
    fn of(name: &str, value: &str) -> Self {
        Self {
            key: name.to_owned(),
            value: Some(value.to_owned()),
            ..Self::default()
        }
    }

    fn name(&self) -> &str {
        &self.key
    }

    fn set(&mut self, value: &str) {
        self.value = Some(value.to_owned());
        self.disabled = false;
    }
}

impl Named for FormParam {
    fn of(name: &str, value: &str) -> Self {
        Self {
            key: name.to_owned(),
            value: FormValue::Text(value.to_owned()),
            ..Self::default()
        }
    }

    fn name(&self) -> &str {
        &self.key
    }

    fn set(&mut self, value: &str) {
        self.value = FormValue::Text(value.to_owned());
        self.kind = Some("text".to_owned());
        self.disabled = false;
    }
}

/// Sets a field in its place, or adds it; what else has its name goes.
fn change<T: Named>(list: &mut Vec<T>, field: &Field, what: &str) -> Result<(), NoField> {
    let first = list.iter().position(|one| one.name() == field.name);
    match (&field.value, first) {
        (Some(value), Some(first)) => {
            list[first].set(value);
            let mut at = 0;
            list.retain(|one| {
                at += 1;
                at == first + 1 || one.name() != field.name
            });
        }
        (Some(value), None) => list.push(T::of(&field.name, value)),
        (None, Some(_)) => list.retain(|one| one.name() != field.name),
        (None, None) => {
            let names = list.iter().map(Named::name);
            return Err(field.has_no_place(&format!("the {what} has no `{}`", field.name), names));
        }
    }
    Ok(())
}

fn set_in_path(url: &mut Url, field: &Field) -> Result<(), NoField> {
    let segments = url.path.iter().flatten();
    let places: Vec<&str> = segments
        .filter_map(|segment| segment.strip_prefix(':'))
        .collect();
    if !places.contains(&field.name.as_str()) {
        let reason = format!("the path has no `:{}`", field.name);
        return Err(field.has_no_place(&reason, places.into_iter()));
    }
    let value = field.value.clone().unwrap_or_default();
    url.variables.retain(|variable| variable.key != field.name);
    url.variables
        .push(Variable::new(&field.name, value.as_str()));
    Ok(())
}

fn set_in_form(body: Option<&mut Body>, field: &Field) -> Result<(), NoField> {
    match body.map(|body| &mut body.mode) {
        Some(Mode::UrlEncoded(params)) => change(params, field, "form"),
        Some(Mode::FormData(params)) => change(params, field, "form"),
        other => {
            let is = other.map_or("nothing".to_owned(), |mode| format!("`{}`", mode.name()));
            let reason = format!("the request's body is {is}, and no form");
            Err(field.has_no_place(&reason, std::iter::empty()))
        }
    }
}

impl Field {
    fn has_no_place<'n>(&self, reason: &str, others: impl Iterator<Item = &'n str>) -> NoField {
        let hint = did_you_mean(&self.name, others).map(|hint| format!("; {hint}"));
        NoField {
            name: self.name.clone(),
            reason: format!("{reason}{}", hint.unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fields(yaml: &str) -> (Fields, Vec<String>) {
        let mut problems = Problems::of("p.md");
        let fields = Fields::read(&Node::parse(yaml, 1).unwrap(), &mut problems);
        (
            fields,
            problems.list.iter().map(ToString::to_string).collect(),
        )
    }

    fn request(json: &Value) -> Request {
        crate::collection::read_request(json).unwrap()
    }

    #[test]
    fn fields_of_the_query_and_the_path_are_set_added_and_taken_away() {
        let mut request = request(&json!({"url": "{{url}}/a/:id/b?x=1&y=2&x=3&z=4"}));
        let (fields, problems) =
            fields("query: { x: '{{n}}', new: 5, z: null }\npath: { id: '{{id}}' }");
        assert_eq!(problems, Vec::<String>::new());
        fields.apply(&mut request).unwrap();
        assert_eq!(
            request.url.to_string(),
            "{{url}}/a/{{id}}/b?x={{n}}&y=2&new=5"
        );
        assert_eq!(request.url.variables[0].text(), "{{id}}");
        let mut names = Vec::new();
        fields.names(&mut names);
        assert_eq!(names, ["n", "id"]);
    }

    #[test]
    fn fields_of_both_forms_are_set() {
        for mode in ["urlencoded", "formdata"] {
            let mut request = request(&json!({"method": "POST", "url": "h", "body": {"mode": mode,
                mode: [{"key": "a", "value": "1", "disabled": true}, {"key": "b", "value": "2"}]}}));
            let (fields, _) = fields("form: { a: x, b: null, c: '' }");
            fields.apply(&mut request).unwrap();
            let seen = match &request.body.unwrap().mode {
                Mode::UrlEncoded(params) => params
                    .iter()
                    .map(|one| (one.key.clone(), one.value.clone().unwrap(), one.disabled))
                    .collect::<Vec<_>>(),
                Mode::FormData(params) => params
                    .iter()
                    .map(|one| match &one.value {
                        FormValue::Text(text) => (one.key.clone(), text.clone(), one.disabled),
                        _ => panic!(),
                    })
                    .collect(),
                _ => panic!(),
            };
            let expected = [("a", "x", false), ("c", "", false)]
                .map(|(key, value, off)| (key.to_owned(), value.to_owned(), off));
            assert_eq!(seen, expected, "{mode}");
        }
    }

    #[test]
    fn a_field_without_a_place_is_told() {
        for (yaml, reason) in [
            (
                "query: { pge: null }",
                "the query has no `pge`; did you mean `page`?",
            ),
            (
                "path: { orderid: 1 }",
                "the path has no `:orderid`; did you mean `orderId`?",
            ),
            (
                "form: { a: 1 }",
                "the request's body is nothing, and no form",
            ),
        ] {
            let mut request = request(&json!({"url": "h/:orderId?page=1"}));
            let error = fields(yaml).0.apply(&mut request).unwrap_err();
            assert_eq!(error.to_string(), reason);
        }
        for (yaml, problem) in [
            (
                "query: x",
                "p.md:1:8: `query` is the text `x`, expected a map of names and values",
            ),
            (
                "query: { a: [1] }",
                "p.md:1:13: `a` is a list, expected text",
            ),
            (
                "path: { a: null }",
                "p.md:1:9: `a` is empty, expected a value: a part of the path can't be taken away",
            ),
        ] {
            assert_eq!(fields(yaml).1, [problem]);
        }
    }
}
