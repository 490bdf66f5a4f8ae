//! Placeholders as runtime expressions of Arazzo, and back: `{{policyId}}` is
//! `$steps.getPolicies.outputs.policyId` or `$inputs.policyId`.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::guide::pattern::pattern;
use serde_json::Value;

/// Where each variable comes from: an input, or the output of a step.
#[derive(Debug, Default)]
pub(super) struct Origins {
    steps: HashMap<String, String>,
    /// The inputs that were used, in the order in which they were.
    pub(super) inputs: Vec<String>,
}

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{([^{}]+)\}\}|<<([^<>]+)>>"));
static EXPRESSION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\$(?:inputs\.([\w.-]+)|steps\.([\w-]+)\.outputs\.([\w.-]+)|workflows\.[\w-]+\.(?:inputs|outputs)\.([\w.-]+))$",
    )
});
static EMBEDDED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{(\$[^{}]+)\}"));

impl Origins {
    /// From here on, the variable is an output of that step.
    pub(super) fn captured(&mut self, variable: &str, step: &str) {
        self.steps.insert(variable.to_owned(), step.to_owned());
    }

    /// The expression of a variable.
    pub(super) fn expression(&mut self, variable: &str) -> String {
        if let Some(step) = self.steps.get(variable) {
            return format!("$steps.{step}.outputs.{variable}");
        }
        if !self.inputs.iter().any(|input| input == variable) {
            self.inputs.push(variable.to_owned());
        }
        format!("$inputs.{variable}")
    }

    /// A text with its placeholders as expressions: alone where it is one placeholder, in braces
    /// within other words.
    pub(super) fn text(&mut self, text: &str) -> String {
        let name = |found: &Captures<'_>| {
            found
                .get(1)
                .or_else(|| found.get(2))
                .map_or("", |name| name.as_str())
                .to_owned()
        };
        if let Some(found) = PLACEHOLDER
            .captures(text)
            .filter(|found| found[0].len() == text.len())
        {
            return self.of_name(&name(&found), text);
        }
        PLACEHOLDER
            .replace_all(text, |found: &Captures<'_>| {
                let expression = self.of_name(&name(found), &found[0]);
                if expression.starts_with('$') {
                    format!("{{{expression}}}")
                } else {
                    expression
                }
            })
            .into_owned()
    }

    /// Made-up values such as `{{$guid}}` have no expression.
    fn of_name(&mut self, name: &str, written: &str) -> String {
        if name.starts_with('$') {
            written.to_owned()
        } else {
            self.expression(name)
        }
    }

    /// A value with the placeholders of its texts as expressions.
    pub(super) fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(list) => list.iter().map(|element| self.value(element)).collect(),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.value(member)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }
}

/// The names of outputs as variables: an output's own name, or with its step's where another step
/// has one of that name.
#[derive(Debug, Default)]
pub(super) struct Variables {
    outputs: HashMap<(String, String), String>,
}

impl Variables {
    /// Takes note of the outputs of a step, in the order of the steps.
    pub(super) fn add(&mut self, step: &str, output: &str) {
        let taken = self.outputs.values().any(|variable| variable == output);
        let variable = if taken {
            format!("{step}_{output}")
        } else {
            output.to_owned()
        };
        self.outputs
            .insert((step.to_owned(), output.to_owned()), variable);
    }

    /// The variable of an output.
    pub(super) fn of(&self, step: &str, output: &str) -> String {
        let key = (step.to_owned(), output.to_owned());
        self.outputs
            .get(&key)
            .cloned()
            .unwrap_or_else(|| output.to_owned())
    }

    /// An expression as a placeholder; `None` for one that stands for nothing that a guide knows.
    pub(super) fn placeholder(&self, expression: &str) -> Option<String> {
        let found = EXPRESSION.captures(expression)?;
        let named = |group: usize| found.get(group).map(|name| name.as_str());
        let name = match (named(1), named(2), named(3), named(4)) {
            (Some(input), ..) => input.to_owned(),
            (_, Some(step), Some(output), _) => self.of(step, output),
            (.., other) => other?.to_owned(),
        };
        Some(format!("{{{{{name}}}}}"))
    }

    /// A text with its expressions as placeholders.
    ///
    /// # Errors
    /// The first expression that a guide has no words for.
    pub(super) fn text(&self, text: &str) -> Result<String, String> {
        if text.starts_with('$') && !text.contains(' ') {
            return self.placeholder(text).ok_or_else(|| text.to_owned());
        }
        let mut unknown = None;
        let replaced = EMBEDDED.replace_all(text, |found: &Captures<'_>| {
            self.placeholder(&found[1]).unwrap_or_else(|| {
                unknown.get_or_insert_with(|| found[1].to_owned());
                String::new()
            })
        });
        match unknown {
            Some(expression) => Err(expression),
            None => Ok(replaced.into_owned()),
        }
    }

    /// A value with the expressions of its texts as placeholders.
    pub(super) fn value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.text(text)?),
            Value::Array(list) => Value::Array(
                list.iter()
                    .map(|element| self.value(element))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), self.value(member)?)));
                Value::Object(members.collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn placeholders_become_expressions() {
        let mut origins = Origins::default();
        origins.captured("id", "list");
        assert_eq!(origins.text("{{id}}"), "$steps.list.outputs.id");
        assert_eq!(
            origins.text("Bearer {{token}} <<id>>"),
            "Bearer {$inputs.token} {$steps.list.outputs.id}"
        );
        assert_eq!(origins.text("{{$guid}} x"), "{{$guid}} x");
        assert_eq!(
            origins.value(&json!({"a": ["{{id}}", 1]})),
            json!({"a": ["$steps.list.outputs.id", 1]})
        );
        assert_eq!(origins.inputs, ["token"]);
    }

    #[test]
    fn expressions_become_placeholders() {
        let mut variables = Variables::default();
        variables.add("a", "id");
        variables.add("b", "id");
        assert_eq!(
            variables.text("$steps.a.outputs.id").as_deref(),
            Ok("{{id}}")
        );
        assert_eq!(
            variables
                .text("x {$steps.b.outputs.id}/{$inputs.url}")
                .as_deref(),
            Ok("x {{b_id}}/{{url}}")
        );
        assert_eq!(
            variables.text("costs $5 and more").as_deref(),
            Ok("costs $5 and more")
        );
        assert_eq!(
            variables.text("$response.body#/id"),
            Err("$response.body#/id".into())
        );
    }
}
