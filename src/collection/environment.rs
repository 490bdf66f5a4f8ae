//! Environments and globals: named lists of variables in files of their own.

use serde_json::{Map, Value};

use super::meta::Meta;
use super::place::Place;
use super::{Problem, Variable};

/// Whether a file holds an environment or globals; they have the same form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvironmentKind {
    /// An environment.
    Environment,
    /// Globals.
    Globals,
}

impl EnvironmentKind {
    /// The word for it, also used as the name of one that has none.
    pub fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Globals => "globals",
        }
    }
}

/// A named list of variables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Environment {
    /// Its id; made up when the file gives none.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its variables in order.
    pub values: Vec<Variable>,
    /// What Postman keeps for itself.
    pub meta: Meta,
    /// What the file says beside that; written back as it was.
    pub extra: Map<String, Value>,
}

impl Environment {
    /// Reads an environment or globals from JSON: an object with `values`, or a list of variables.
    ///
    /// # Errors
    /// The JSON is neither.
    pub fn parse(
        json: &Value,
        kind: EnvironmentKind,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Self, Problem> {
        let root = Place::root(json);
        if json.is_array() {
            return Ok(Self {
                id: new_id(),
                values: Variable::read_list(&root),
                ..Self::default()
            });
        }
        root.object().map_err(|problem| {
            problem.hint(format!("{} is an object with `values`", article(kind)))
        })?;
        let place = root
            .member(kind.name())
            .filter(|inner| inner.member("values").is_some())
            .unwrap_or(root);
        let Some(values) = place.member("values") else {
            return Self::without_values(&place, kind, new_id);
        };
        let known = ["id", "name", "values"];
        let is_extra = |name: &str| !known.contains(&name) && !name.starts_with('_');
        let extra = place.members().filter(|(name, _)| is_extra(name));
        Ok(Self {
            id: place.text("id").unwrap_or_else(new_id),
            name: place.text("name"),
            meta: Meta::read(&place),
            extra: extra
                .map(|(name, member)| (name.clone(), member.value.clone()))
                .collect(),
            values: Variable::read_list(&values),
        })
    }

    /// `{}` and an environment of no more than a name are empty; what is something else is told
    /// apart.
    fn without_values(
        place: &Place<'_>,
        kind: EnvironmentKind,
        new_id: &mut dyn FnMut() -> String,
    ) -> Result<Self, Problem> {
        let wrong = |found: &str, hint: &str| {
            let message = format!("{found}, expected {} with `values`", article(kind));
            Err(Problem::new(place.pointer.clone(), message).hint(hint))
        };
        let members = place.object()?;
        if members.contains_key("item") || members.contains_key("info") {
            return wrong(
                "is a collection",
                "the collection is the command's first argument",
            );
        }
        if !members
            .keys()
            .all(|name| name.starts_with('_') || matches!(name.as_str(), "id" | "name" | "values"))
        {
            return wrong(
                "has no `values`",
                "export it from Postman: `{\"name\": …, \"values\": [{\"key\": …, \"value\": …}]}`",
            );
        }
        Ok(Self {
            id: place.text("id").unwrap_or_else(new_id),
            name: place.text("name"),
            meta: Meta::read(place),
            ..Self::default()
        })
    }
}

fn article(kind: EnvironmentKind) -> &'static str {
    match kind {
        EnvironmentKind::Environment => "an environment",
        EnvironmentKind::Globals => "globals",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: &Value) -> Result<Environment, Problem> {
        Environment::parse(json, EnvironmentKind::Environment, &mut || "new".into())
    }

    #[test]
    fn a_wrapped_environment_is_unwrapped() {
        let environment =
            read(&json!({"environment": {"id": "e", "values": [{"key": "a", "value": "b"}]}}))
                .unwrap();
        assert_eq!(environment.values, [Variable::new("a", "b")]);
    }

    #[test]
    fn an_empty_environment_is_one() {
        assert_eq!(read(&json!({})).unwrap().values, []);
        assert_eq!(
            read(&json!({"name": "n", "values": null}))
                .unwrap()
                .name
                .as_deref(),
            Some("n")
        );
    }

    #[test]
    fn a_collection_is_no_environment() {
        let problem = read(&json!({"info": {}, "item": []})).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "the document is a collection, expected an environment with `values`"
        );
        assert!(problem.hint.is_some());
        assert!(read(&json!({"a": 1})).is_err());
        for neither in [json!(5), json!("a"), json!(false), json!(null)] {
            assert!(read(&neither).is_err(), "{neither}");
        }
    }

    #[test]
    fn variables_are_read_from_whatever_stands_there() {
        let variable = json!({"key": "a", "value": "b"});
        for (json, count) in [
            (json!([variable]), 1),
            (json!([null, 5, variable, {}]), 1),
            (json!([]), 0),
            (json!({"values": variable}), 1),
            (json!({"values": [5, variable]}), 1),
            (json!({"values": {"a": "b"}}), 1),
            (json!({"values": ""}), 0),
            (json!({"values": 5}), 0),
            (json!({"values": false}), 0),
        ] {
            let environment = read(&json).unwrap();
            let expected = vec![Variable::new("a", "b"); count];
            assert_eq!(environment.values, expected, "{json}");
        }
    }
}
