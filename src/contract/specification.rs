//! One specification: its operations and its schemas, each compiled when it is first needed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::compiled::{Compiled, Violation};
use super::coverage::{Aspect, AspectKind, Described};
use super::error::Unreadable;
use super::lent::{At, Lent};
use super::library::{Library, Load, Part, Place};
use super::operation::{Form, Operation, Spot, Valued, Version};
use super::schema::{self, Direction};
use super::{lent_reader, read, text_value};

/// A specification.
#[derive(Debug)]
pub(super) struct Specification {
    library: Library,
    version: Version,
    pub(super) operations: Vec<Operation>,
    compiled: Mutex<Schemas>,
    unusable: Mutex<Unusable>,
}

/// What was found to be unusable.
#[derive(Debug, Default)]
struct Unusable {
    all: HashSet<String>,
    /// What of it is not told yet.
    fresh: Vec<String>,
}

/// Schemas that were needed; `None` for what is none.
type Schemas = HashMap<(Place, Direction), Option<Arc<Compiled>>>;

impl Specification {
    /// Reads a document, and the files that it refers to.
    ///
    /// # Errors
    /// A file can't be read, or it is no `OpenAPI` document.
    pub(super) fn read(address: &str, text: &str, load: Load<'_>) -> Result<Self, Unreadable> {
        let library = Library::read(address, text, load)?;
        let version = read::version(&library.root())?;
        let operations = read::operations(&library.root(), version);
        let specification = Self {
            library,
            version,
            operations,
            compiled: Mutex::default(),
            unusable: Mutex::default(),
        };
        for broken in specification.library.broken() {
            specification.note(format!(
                "a reference leads nowhere, and nothing is checked by what it stands for: {broken}"
            ));
        }
        Ok(specification)
    }

    /// What a value violates of a schema.
    pub(super) fn check(
        &self,
        place: &Place,
        direction: Direction,
        value: At<'_>,
    ) -> Vec<Violation> {
        match self.compiled(place, direction) {
            Some(compiled) => compiled.check(value, &self.library),
            None => Vec::new(),
        }
    }

    /// What a JSON text violates of a schema.
    ///
    /// # Errors
    /// It is no JSON.
    pub(super) fn check_json(
        &self,
        place: &Place,
        direction: Direction,
        text: &[u8],
    ) -> serde_json::Result<Vec<Violation>> {
        let compiled = self.compiled(place, direction);
        if compiled
            .as_ref()
            .is_some_and(|compiled| compiled.is_like_last(text))
        {
            return Ok(Vec::new());
        }
        let value = lent_reader::read(text)?;
        let Some(compiled) = compiled else {
            return Ok(Vec::new());
        };
        let violations = compiled.check(value.root(), &self.library);
        if violations.is_empty() {
            compiled.keep(text, &value);
        }
        Ok(violations)
    }

    /// What the texts of a parameter or of a header violate.
    pub(super) fn check_texts(
        &self,
        valued: &Valued,
        direction: Direction,
        texts: &[String],
    ) -> Vec<Violation> {
        let Some(place) = &valued.schema else {
            return Vec::new();
        };
        let part = self.part(place);
        let value = part.and_then(|part| text_value::read(&part, valued.form, texts));
        match (value, valued.form) {
            (Some(value), _) => self.check(place, direction, Lent::of(&value).root()),
            (None, Form::Json) => vec![Violation {
                pointer: String::new(),
                message: "is no JSON".to_owned(),
                spot: None,
            }],
            (None, _) => Vec::new(),
        }
    }

    /// What stands at a place, or what that refers to.
    pub(super) fn part(&self, place: &Place) -> Option<Part<'_>> {
        self.library.part(place)?.target()
    }

    fn compiled(&self, place: &Place, direction: Direction) -> Option<Arc<Compiled>> {
        let mut known = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (place.clone(), direction);
        let entry = known.entry(key).or_insert_with(|| {
            let part = self.library.part(place)?;
            let spot = Spot::of(&part);
            let built = schema::build(part, self.version, direction);
            for unusable in &built.unusable {
                self.note(format!(
                    "a part of a schema can't be used, and nothing is checked by it: {unusable}"
                ));
            }
            match Compiled::new(built) {
                Ok((compiled, left_out)) => {
                    if let Some(error) = left_out {
                        self.note(format!(
                            "a pattern can't be used, and is not checked: {error} ({spot})"
                        ));
                    }
                    Some(Arc::new(compiled))
                }
                Err(error) => {
                    self.note(format!(
                        "a schema can't be used, and nothing is checked by it: {error} ({spot})"
                    ));
                    None
                }
            }
        });
        entry.clone()
    }

    fn note(&self, message: String) {
        let mut unusable = self.unusable.lock().unwrap_or_else(PoisonError::into_inner);
        if unusable.all.insert(message.clone()) {
            unusable.fresh.push(message);
        }
    }

    /// What was found to be unusable since somebody asked last.
    pub(super) fn unusable(&self) -> Vec<String> {
        let mut unusable = self.unusable.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut unusable.fresh)
    }

    /// Compiles the schema of every body: what is wrong with which.
    pub(super) fn faults(&self) -> Vec<String> {
        let bodies = self.operations.iter().flat_map(|operation| {
            let requests = operation.body.iter().flat_map(|body| &body.content);
            let answers = operation.answers.iter().flat_map(|answer| &answer.content);
            requests.chain(answers)
        });
        let places = bodies.filter_map(|media| media.schema.as_ref());
        let faults = places.filter_map(|place| {
            let part = self.library.part(place)?;
            let built = schema::build(part, self.version, Direction::Response);
            let error = Compiled::new(built).err()?;
            Some(format!("{}: {error}", place.pointer))
        });
        faults.collect()
    }
}

/// An operation as it can be touched.
pub(super) fn describe(operation: &Operation) -> Described {
    let mut aspects = Vec::new();
    let mut add = |kind, name: String| {
        let aspect = Aspect { kind, name };
        if !aspects.contains(&aspect) {
            aspects.push(aspect);
        }
    };
    for answer in &operation.answers {
        add(AspectKind::Status, answer.status.clone());
    }
    for parameter in &operation.parameters {
        add(AspectKind::Parameter, parameter.title());
    }
    for media in operation.body.iter().flat_map(|body| &body.content) {
        add(AspectKind::MediaType, format!("request {}", media.range));
    }
    for answer in &operation.answers {
        for media in &answer.content {
            add(
                AspectKind::MediaType,
                format!("{} {}", answer.status, media.range),
            );
        }
    }
    Described {
        spot: operation.spot.clone(),
        method: operation.method.clone(),
        path: operation.path.clone(),
        aspects,
    }
}
