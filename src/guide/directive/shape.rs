//! `expect: { sample: next }` and `expect: { like: next }`: a sample of the page that shows the
//! response, compared with what came.

use serde_json::Value;

use super::finding::Finding;
use super::matcher::equal;
use super::path::{Path, shortened};
use super::which::which;
use crate::guide::error::Problems;
use crate::guide::keys;
use crate::guide::page::fence::{JsonSample, Samples};
use crate::guide::yaml::Node;
use crate::text::kind_of;

/// A sample that the response is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The sample.
    pub sample: JsonSample,
    /// How like it the response is.
    pub likeness: Likeness,
    /// The places that are not compared.
    pub except: Vec<Path>,
}

/// How like a sample a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same members, elements and values.
    Same,
    /// The members of the sample, with values of their types.
    Alike,
}

impl Shape {
    /// Reads `sample` or `like`, with `except`.
    pub(super) fn read(node: &Node, samples: Samples<'_>, problems: &mut Problems) -> Option<Self> {
        let except = node.get("except").map(|node| read_except(node, problems));
        let (key, likeness) = match (node.get("sample"), node.get("like")) {
            (Some(_), _) => ("sample", Likeness::Same),
            (None, Some(_)) => ("like", Likeness::Alike),
            (None, None) => {
                if let Some(except) = node.get("except") {
                    keys::wrong_kind(problems, "except", except, "`sample` or `like` beside it");
                }
                return None;
            }
        };
        let value = node.get(key)?;
        let which = which(key, value, problems)?;
        Some(Self {
            sample: samples.json(which, value.at, problems)?,
            likeness,
            except: except.unwrap_or_default(),
        })
    }

    /// How the sample is compared with a response.
    pub(super) fn comparison(&self, body: &Value) -> Comparison {
        let places = self.except.iter();
        let spared = places.flat_map(|path| [path.find(&self.sample.value), path.find(body)]);
        let spared = spared.flatten().map(std::ptr::from_ref).collect();
        let likeness = self.likeness;
        Comparison { likeness, spared }
    }

    /// Compares a response.
    pub(super) fn check(&self, body: Result<&Value, &String>) -> Finding {
        let name = match self.likeness {
            Likeness::Same => "the response is the sample",
            Likeness::Alike => "the response is like the sample",
        };
        let failure = match body {
            Ok(body) => {
                let found = self
                    .comparison(body)
                    .difference(&self.sample.value, body, "$");
                found.map(|found| format!("{}: {found}", name.replace(" is ", " is not ")))
            }
            Err(missed) => Some(missed.clone()),
        };
        Finding {
            name: name.to_owned(),
            failure,
        }
    }
}

fn read_except(node: &Node, problems: &mut Problems) -> Vec<Path> {
    let mut paths = Vec::new();
    for text in keys::texts("except", node, problems) {
        match Path::parse(&text) {
            Ok(path) => paths.push(path),
            Err(mistake) => problems.add(node.at, mistake),
        }
    }
    paths
}

/// A sample held against a response.
pub(super) struct Comparison {
    pub(super) likeness: Likeness,
    /// The values at the places that are not compared.
    spared: Vec<*const Value>,
}

impl Comparison {
    pub(super) fn spares(&self, value: &Value) -> bool {
        self.spared.contains(&std::ptr::from_ref(value))
    }

    /// The first place at which a response differs from a part of the sample.
    pub(super) fn difference(&self, sample: &Value, body: &Value, path: &str) -> Option<String> {
        if self.spares(sample) || self.spares(body) {
            return None;
        }
        match (sample, body, self.likeness) {
            (Value::Object(_), Value::Object(_), _) => self.members(sample, body, path),
            (Value::Array(sample), Value::Array(body), Likeness::Same) => {
                self.elements(sample, body, path)
            }
            (Value::Array(sample), Value::Array(body), Likeness::Alike) => {
                body.iter().enumerate().find_map(|(index, element)| {
                    let place = format!("{path}[{index}]");
                    let mut compared = sample.iter();
                    let first = self.difference(compared.next()?, element, &place)?;
                    let is_like = |other| self.difference(other, element, &place).is_none();
                    (!compared.any(is_like)).then_some(first)
                })
            }
            (Value::Null, _, Likeness::Alike) => None,
            (_, _, Likeness::Alike) if kind_of(sample) == kind_of(body) => None,
            (_, _, Likeness::Alike) => Some(format!(
                "`{path}` is {}, and {} in the sample",
                kind_of(body),
                kind_of(sample)
            )),
            _ if equal(sample, body) => None,
            _ => Some(format!(
                "`{path}` is `{}`, the sample has `{}`",
                shortened(&body.to_string()),
                shortened(&sample.to_string())
            )),
        }
    }

    fn members(&self, sample: &Value, body: &Value, path: &str) -> Option<String> {
        let (sample, body) = (sample.as_object()?, body.as_object()?);
        let lacks = sample.iter().find_map(|(name, value)| {
            let inner = format!("{path}.{name}");
            match body.get(name) {
                Some(found) => self.difference(value, found, &inner),
                None if self.spares(value) => None,
                None => Some(format!("`{inner}` is not there")),
            }
        });
        let is_more =
            |(name, value): &(&String, &Value)| !sample.contains_key(*name) && !self.spares(value);
        let more = || {
            let found = body.iter().find(is_more)?;
            Some(format!("`{path}.{}` is not in the sample", found.0))
        };
        match self.likeness {
            Likeness::Same => lacks.or_else(more),
            Likeness::Alike => lacks,
        }
    }

    fn elements(&self, sample: &[Value], body: &[Value], path: &str) -> Option<String> {
        let mut pairs = sample.iter().zip(body).enumerate();
        let found = pairs.find_map(|(index, (sample, body))| {
            self.difference(sample, body, &format!("{path}[{index}]"))
        });
        let (shown, there) = (sample.len(), body.len());
        let differs = (shown != there)
            .then(|| format!("`{path}` has {there} elements, the sample has {shown}"));
        found.or(differs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn failure(shape: (Likeness, &[&str]), sample: Value, body: &Value) -> Option<String> {
        let (likeness, except) = shape;
        let except = except.iter().map(|path| Path::parse(path).unwrap());
        let shape = Shape {
            sample: JsonSample {
                value: sample,
                fence: 0,
            },
            likeness,
            except: except.collect(),
        };
        shape.check(Ok(body)).failure
    }

    #[test]
    fn a_sample_is_compared_with_its_values_and_its_likeness_without() {
        use Likeness::{Alike, Same};
        let body =
            json!({"id": "a1", "list": [{"n": 1, "at": "x"}, {"n": 2, "at": "y"}], "more": null});
        for (likeness, except, sample, told) in [
            (
                Same,
                &["$.id", "$..at"][..],
                json!({"id": "b", "list": [{"n": 1, "at": "z"}, {"n": 2}], "more": null}),
                None,
            ),
            (
                Same,
                &["$.id"],
                json!({"list": [{"n": 1, "at": "z"}]}),
                Some(
                    "the response is not the sample: `$.list[0].at` is `\"x\"`, the sample has `\"z\"`",
                ),
            ),
            (
                Same,
                &["$.id", "$.list"],
                json!({"list": []}),
                Some("the response is not the sample: `$.more` is not in the sample"),
            ),
            (
                Same,
                &["$.id", "$.more"],
                json!({"list": [{"n": 1, "at": "x"}]}),
                Some("the response is not the sample: `$.list` has 2 elements, the sample has 1"),
            ),
            (Alike, &[], json!({"id": "b", "list": [{"n": 5}]}), None),
            (
                Alike,
                &[],
                json!({"id": 1}),
                Some(
                    "the response is not like the sample: `$.id` is text, and a number in the sample",
                ),
            ),
            (
                Alike,
                &[],
                json!({"list": [{"n": "1"}, {"n": []}]}),
                Some(
                    "the response is not like the sample: `$.list[0].n` is a number, and text in the sample",
                ),
            ),
            (
                Alike,
                &[],
                json!({"gone": 1}),
                Some("the response is not like the sample: `$.gone` is not there"),
            ),
        ] {
            let found = failure((likeness, except), sample.clone(), &body);
            assert_eq!(found.as_deref(), told, "{sample}");
        }
    }
}
