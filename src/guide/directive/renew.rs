//! What a sample must show for a response to be as the step says: as little as possible of it is
//! changed. Members that the sample leaves out stay out where the step lets them, shortened lists
//! stay short.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::difference::likeness;
use super::expect::Expectations;
use super::matcher::{equal, subset};
use super::shape::{Comparison, Likeness, Shape};
use crate::guide::page::fence::JsonSample;
use crate::text::kind_of;

/// A sample of the page that a step compares with its response.
#[derive(Debug, Clone)]
pub(crate) enum Compared {
    /// `sample` or `like`.
    Shape(Shape),
    /// `contains`.
    Part(JsonSample),
}

impl Expectations {
    /// Takes out the samples, to be compared later.
    pub(crate) fn take_samples(&mut self) -> Vec<Compared> {
        let shape = self.shape.take().map(Compared::Shape);
        let part = self.contains.take().map(Compared::Part);
        shape.into_iter().chain(part).collect()
    }
}

impl Compared {
    /// The sample.
    pub(crate) fn sample(&self) -> &JsonSample {
        match self {
            Self::Shape(shape) => &shape.sample,
            Self::Part(sample) => sample,
        }
    }

    /// The sample as it must be for this response.
    pub(crate) fn renewed(&self, body: &Value) -> Value {
        match self {
            Self::Shape(shape) => shape.comparison(body).renewed(&shape.sample.value, body),
            Self::Part(sample) => part_of(&sample.value, body),
        }
    }
}

impl Comparison {
    fn renewed(&self, sample: &Value, body: &Value) -> Value {
        if self.difference(sample, body, "").is_none() {
            return sample.clone();
        }
        match (sample, body, self.likeness) {
            (Value::Object(sample), Value::Object(body), _) => self.renewed_members(sample, body),
            (Value::Array(sample), Value::Array(body), Likeness::Same) => {
                let more = body.iter().skip(sample.len()).cloned();
                let pairs = sample.iter().zip(body);
                let renewed = pairs.map(|(sample, body)| self.renewed(sample, body));
                renewed.chain(more).collect()
            }
            (Value::Array(sample), Value::Array(body), Likeness::Alike) => {
                Value::Array(self.alike(sample, body))
            }
            _ => body.clone(),
        }
    }

    fn renewed_members(&self, sample: &Map<String, Value>, body: &Map<String, Value>) -> Value {
        let mut renewed = Map::new();
        for (name, value) in sample {
            match body.get(name) {
                Some(found) => drop(renewed.insert(name.clone(), self.renewed(value, found))),
                None if self.spares(value) => drop(renewed.insert(name.clone(), value.clone())),
                None => {}
            }
        }
        if self.likeness == Likeness::Same {
            let more = |(name, value): &(&String, &Value)| {
                !sample.contains_key(*name) && !self.spares(value)
            };
            let more = body.iter().filter(more);
            renewed.extend(more.map(|(name, value)| (name.clone(), value.clone())));
        }
        Value::Object(renewed)
    }

    /// The elements that the elements of a response are like: each that is like none changes one of
    /// its kind, where the others stay like that, else it is added.
    fn alike(&self, sample: &[Value], body: &[Value]) -> Vec<Value> {
        let is_like =
            |known: &Value, element: &Value| self.difference(known, element, "").is_none();
        let mut renewed: Vec<Cow<'_, Value>> = sample.iter().map(Cow::Borrowed).collect();
        for (index, element) in body.iter().enumerate() {
            if renewed.iter().any(|known| is_like(known, element)) {
                continue;
            }
            let changed = renewed.iter().enumerate().find_map(|(at, known)| {
                let changed = self.renewed(known, element);
                let mut before = body[..index].iter().filter(|other| is_like(known, other));
                let is_one = kind_of(known) == kind_of(element);
                (is_one && before.all(|other| is_like(&changed, other))).then_some((at, changed))
            });
            match changed {
                Some((at, changed)) => renewed[at] = Cow::Owned(changed),
                None => renewed.push(Cow::Borrowed(element)),
            }
        }
        // What stands for none of the elements was of the response as it used to be.
        let is_of_now = |known: &Cow<'_, Value>| {
            let mut kinds = body.iter().map(kind_of);
            kinds.any(|kind| kind == kind_of(known))
        };
        renewed.retain(is_of_now);
        renewed.into_iter().map(Cow::into_owned).collect()
    }
}

/// A sample that is part of a response.
fn part_of(sample: &Value, body: &Value) -> Value {
    match (sample, body) {
        _ if subset(sample, body) => sample.clone(),
        (Value::Object(sample), Value::Object(body)) => {
            let there = sample
                .iter()
                .filter_map(|(name, value)| Some((name, value, body.get(name)?)));
            let renewed = there.map(|(name, value, found)| (name.clone(), part_of(value, found)));
            Value::Object(renewed.collect())
        }
        (Value::Array(sample), Value::Array(body)) => {
            let mut rest = &body[..];
            let mut renewed = Vec::new();
            for element in sample {
                let same = rest.iter().position(|other| subset(element, other));
                let near = || {
                    let most = rest.iter().map(|other| likeness(element, other)).max()?;
                    let is_most = |other| likeness(element, other) == most;
                    rest.iter().position(is_most)
                };
                let Some(found) = same.or_else(near) else {
                    break;
                };
                renewed.push(part_of(element, &rest[found]));
                rest = &rest[found + 1..];
            }
            Value::Array(renewed)
        }
        _ if equal(sample, body) => sample.clone(),
        _ => body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::directive::path::Path;
    use serde_json::json;

    fn shape(likeness: Likeness, sample: &Value, except: &[&str]) -> Compared {
        let except = except.iter().map(|path| Path::parse(path).unwrap());
        Compared::Shape(Shape {
            sample: JsonSample {
                value: sample.clone(),
                fence: 0,
            },
            likeness,
            except: except.collect(),
        })
    }

    #[test]
    fn what_holds_stays_and_what_does_not_is_renewed() {
        use Likeness::{Alike, Same};
        let body = json!({"id": "b", "n": 2, "list": [{"a": 1, "x": true}, {"a": "2"}], "more": 1});
        for (likeness, except, sample, renewed) in [
            (
                Same,
                &["$.id", "$.more"][..],
                json!({"id": "a", "n": 1, "gone": 0, "list": [{"a": 1.0}]}),
                json!({"id": "a", "n": 2, "list": [{"a": 1.0, "x": true}, {"a": "2"}]}),
            ),
            (
                Same,
                &["$.list", "$.id", "$.n"],
                json!({}),
                json!({"more": 1}),
            ),
            (
                Alike,
                &[],
                json!({"id": "a", "n": 9, "list": [{"a": 0}]}),
                json!({"id": "a", "n": 9, "list": [{"a": 0}, {"a": "2"}]}),
            ),
            (
                Alike,
                &[],
                json!({"id": 1, "gone": 0, "list": []}),
                json!({"id": "b", "list": []}),
            ),
            (
                Alike,
                &[],
                json!({"list": ["x", {}]}),
                json!({"list": ["x", {}]}),
            ),
        ] {
            let found = shape(likeness, &sample, except).renewed(&body);
            assert_eq!(found, renewed, "{likeness:?} {sample}");
        }
    }

    #[test]
    fn a_part_stays_a_part() {
        let body =
            json!({"a": {"b": 2, "c": 3}, "list": [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}]});
        for (sample, renewed) in [
            (json!({"a": {"b": 1}}), json!({"a": {"b": 2}})),
            (json!({"gone": 1, "a": {}}), json!({"a": {}})),
            (
                json!({"list": [{"id": 2, "n": "z"}]}),
                json!({"list": [{"id": 2, "n": "y"}]}),
            ),
            (json!({"list": [{}, {}, {}]}), json!({"list": [{}, {}]})),
        ] {
            let part = Compared::Part(JsonSample {
                value: sample.clone(),
                fence: 0,
            });
            assert_eq!(part.renewed(&body), renewed, "{sample}");
        }
    }
}
