//! A schema that is ready to check values, and what it says of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, Registry, RegistryBuilder, ValidationError, Validator};
use serde_json::{Value, json};

use super::lent::{At, Lent, LentJson};
use super::lent_reader::plain_end;
use super::library::{Library, Place};
use super::operation::Spot;
use super::schema::Built;
use super::value::{describe, shortened, type_name};
use crate::text::{plural, pointer_token};

/// Where a schema stands while it is compiled.
const ADDRESS: &str = "json-schema:///built";

/// How long a text is at most that is kept, in bytes.
const LONGEST: usize = 32 << 10;

/// How many violations are told.
const TOLD: usize = 3;

/// How many words of an enumeration are told.
const WORDS: usize = 12;

/// A schema that is ready.
#[derive(Debug)]
pub(super) struct Compiled {
    validator: Validator<LentJson>,
    places: Vec<Place>,
    last: Mutex<Last>,
}

/// The last text that was found to keep a schema: servers often answer the same again, or what differs
/// only in texts of which the schema says nothing.
#[derive(Debug, Default)]
struct Last {
    text: Vec<u8>,
    /// Where the texts begin and end that the schema did not look at: any other keeps it as well.
    free: Vec<(usize, usize)>,
}

impl Last {
    /// Whether a text is this one, but for what is free.
    fn is_like(&self, text: &[u8]) -> bool {
        let (mut rest, mut from) = (text, 0);
        for (start, end) in &self.free {
            let Some(after) = rest.strip_prefix(&self.text[from..*start]) else {
                return false;
            };
            rest = &after[plain_end(after, 0)..];
            from = *end;
        }
        !text.is_empty() && rest == &self.text[from..] && std::str::from_utf8(text).is_ok()
    }

    fn keep(&mut self, text: &[u8], lent: &Lent<'_>) {
        self.text.clear();
        self.text.extend_from_slice(text);
        let start = text.as_ptr().addr();
        let free = lent.unseen().map(|part| {
            let at = part.as_ptr().addr() - start;
            (at, at + part.len())
        });
        self.free.clear();
        self.free.extend(free);
    }
}

/// What a value violates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// The place in the value: a JSON Pointer.
    pub(super) pointer: String,
    /// What was found and what was expected.
    pub(super) message: String,
    /// Where the specification says so.
    pub(super) spot: Option<Spot>,
}

impl Compiled {
    /// Compiles a schema; patterns that are no regular expressions are left out, and the first of them
    /// is said.
    ///
    /// # Errors
    /// It is no schema.
    pub(super) fn new(built: Built) -> Result<(Self, Option<String>), String> {
        let Built {
            mut schema, places, ..
        } = built;
        let (validator, left_out) = match compile(&schema) {
            Ok(validator) => (validator, None),
            Err(error) => {
                drop_patterns(&mut schema);
                (compile(&schema)?, Some(error))
            }
        };
        let last = Mutex::default();
        let compiled = Self {
            validator,
            places,
            last,
        };
        Ok((compiled, left_out))
    }

    /// Whether this is the text that was last found to keep the schema, or one that differs from it only
    /// where the schema does not look.
    pub(super) fn is_like_last(&self, text: &[u8]) -> bool {
        self.last().is_like(text)
    }

    /// Keeps a text that was found to keep the schema.
    pub(super) fn keep(&self, text: &[u8], lent: &Lent<'_>) {
        if text.len() <= LONGEST {
            self.last().keep(text, lent);
        }
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a value violates, the first few in words; nothing where it keeps the schema.
    pub(super) fn check(&self, value: At<'_>, library: &Library) -> Vec<Violation> {
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        let mut all = self.validator.iter_errors(value);
        let told = all.by_ref().take(TOLD);
        let mut told: Vec<Violation> = told.map(|error| self.violation(&error, library)).collect();
        let more = all.count();
        if more > 0 {
            told.push(Violation {
                pointer: String::new(),
                message: format!("and {} more", plural(more, "violation")),
                spot: None,
            });
        }
        told
    }

    fn violation(&self, error: &ValidationError<'_>, library: &Library) -> Violation {
        let error = nearest(error);
        Violation {
            pointer: pointer(error),
            message: message(error),
            spot: self.spot(error.schema_path().as_str(), library),
        }
    }

    /// Where in the specification a place of the schema is: that of the nearest part around it.
    fn spot(&self, path: &str, library: &Library) -> Option<Spot> {
        let rest = path.strip_prefix("/$defs/")?;
        let (number, inner) = rest.split_once('/').unwrap_or((rest, ""));
        let place = self.places.get(number.parse::<usize>().ok()?)?;
        let mut part = library.part(place)?;
        let mut at = part.at();
        for token in inner.split('/').filter(|token| !token.is_empty()) {
            let name = crate::text::pointer_name(token);
            let next = match part.node.elements() {
                Some(_) => name
                    .parse()
                    .ok()
                    .and_then(|number| part.elements().nth(number)),
                None => part.get(&name),
            };
            match next {
                Some(next) => part = next,
                // What the specification says in another way.
                None if matches!(token, "else" | "prefixItems") => continue,
                None => break,
            }
            at = part.at();
        }
        Some(Spot {
            file: part.file().to_owned(),
            line: at.line,
            column: at.column,
        })
    }
}

/// Compiles a schema. What it is made of was looked at when it was built: that it keeps the schema of
/// schemas is not asked of definitions that are referred to from elsewhere, which would take longer.
fn compile(schema: &Value) -> Result<Validator<LentJson>, String> {
    const DRAFT: Draft = Draft::Draft202012;
    let registry = Registry::new()
        .draft(DRAFT)
        .retrieve_known_draft_meta_schemas(false)
        .add(ADDRESS, DRAFT.create_resource_ref(schema))
        .and_then(RegistryBuilder::prepare)
        .map_err(|error| error.to_string())?;
    let options = jsonschema::options_for()
        .with_draft(DRAFT)
        .with_registry(&registry)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_format("byte", is_base64);
    let all = json!({"$ref": ADDRESS});
    options.build(&all).map_err(|error| error.to_string())
}

/// Base64, with the alphabet of URLs or without, padded or not.
fn is_base64(text: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "+/-_\r\n".contains(sign);
    text.trim_end_matches('=').chars().all(is_sign)
}

/// Takes out patterns that can't be compiled.
fn drop_patterns(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|keyword, value| {
                keyword != "pattern"
                    || !value.is_string()
                    || compile(&json!({"pattern": value})).is_ok()
            });
            if let Some(Value::Object(all)) = members.get_mut("patternProperties") {
                all.retain(|pattern, _| compile(&json!({"pattern": pattern})).is_ok());
            }
            members.values_mut().for_each(drop_patterns);
        }
        Value::Array(all) => all.iter_mut().for_each(drop_patterns),
        _ => {}
    }
}

/// Of a value that none of several schemas takes, what the schema says that it is nearest to: the one
/// that finds fault deepest in it, and with least.
fn nearest<'e, 'v: 'e>(error: &'e ValidationError<'v>) -> &'e ValidationError<'v> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) =
        error.kind()
    else {
        return error;
    };
    let depth = |errors: &Vec<ValidationError<'static>>| {
        let first = errors.first();
        first.map_or(0, |error| {
            error.instance_path().as_str().matches('/').count()
        })
    };
    let rank = |errors: &&Vec<ValidationError<'static>>| {
        let is_of_type = !errors.iter().any(|other| {
            let is_type = matches!(other.kind(), ValidationErrorKind::Type { .. });
            is_type && other.instance_path().as_str() == error.instance_path().as_str()
        });
        (is_of_type, depth(errors), usize::MAX - errors.len())
    };
    let mut all: Vec<_> = context.iter().filter(|errors| !errors.is_empty()).collect();
    // Of those that are as near, the first.
    all.reverse();
    let best = all.into_iter().max_by_key(rank);
    match best.and_then(|errors| errors.first()) {
        Some(best) => nearest(best),
        None => error,
    }
}

/// Where in the value it is.
fn pointer(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().as_str().to_owned();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            format!("{place}/{}", pointer_token(name))
        }
        _ => place,
    }
}

/// What was found, and what was expected.
fn message(error: &ValidationError<'_>) -> String {
    let found = describe(error.instance());
    match error.kind() {
        ValidationErrorKind::Required { .. } => "is missing, expected it to be there".to_owned(),
        ValidationErrorKind::Type { kind } => format!("is {found}, expected {}", types(kind)),
        ValidationErrorKind::Enum { options } => {
            format!("is {found}, expected {}", words(options))
        }
        ValidationErrorKind::Constant { expected_value } => {
            format!("is {found}, expected {}", describe(expected_value))
        }
        ValidationErrorKind::Format { format } => {
            format!("is {found}, expected the format `{format}`")
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("is {found}, expected the pattern `{}`", shortened(pattern))
        }
        ValidationErrorKind::FalseSchema => forbidden(error, &found),
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let names = unexpected.join("`, `");
            format!("has `{}`, expected no other members", shortened(&names))
        }
        ValidationErrorKind::OneOfMultipleValid { .. } => {
            format!("is {found}, expected one of several schemas to hold, and more than one does")
        }
        _ => format!("is {found}: {}", limit(error)),
    }
}

/// What a schema says that nothing keeps: a member that goes the other way, or one that has no name in
/// the schema.
fn forbidden(error: &ValidationError<'_>, found: &str) -> String {
    let path = error.schema_path().as_str();
    let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
    match last {
        "additionalProperties" => format!("has {found}, expected no other members"),
        _ if parent.ends_with("/properties") => {
            format!("is {found}, expected nothing: it is not sent this way")
        }
        _ => format!("is {found}, expected nothing there"),
    }
}

/// What a limit says, without the value itself, which may be long.
fn limit(error: &ValidationError<'_>) -> String {
    error.masked_with("it").to_string()
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => type_name(&one.to_string()).to_owned(),
        TypeKind::Multiple(several) => {
            let names = several.iter().map(|one| one.to_string());
            let names: Vec<String> = names.map(|name| type_name(&name).to_owned()).collect();
            names.join(" or ")
        }
    }
}

/// The words of an enumeration.
fn words(options: &Value) -> String {
    let all = options.as_array().map_or(&[][..], Vec::as_slice);
    let told = all.iter().take(WORDS).map(|word| match word {
        Value::String(text) => format!("`{}`", shortened(text)),
        other => format!("`{}`", shortened(&other.to_string())),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let more = all.len().saturating_sub(WORDS);
    if more > 0 {
        return format!("one of {told} and {more} more");
    }
    format!("one of {told}")
}

#[cfg(test)]
mod tests {
    use jsonschema::json::{Node, Object};

    use super::*;
    use crate::contract::lent_reader::read;

    #[test]
    fn a_text_is_like_the_last_one_but_for_what_nobody_looked_at() {
        let kept = r#"{"id": "1", "seen": "a", "list": ["", "ä"]}"#.as_bytes();
        let lent = read(kept).unwrap();
        let seen = Object::get(&lent.root(), &"seen".to_owned()).unwrap();
        assert_eq!(seen.as_string().as_deref(), Some("a"));
        let mut last = Last::default();
        assert!(!last.is_like(b"") && !last.is_like(kept));
        last.keep(kept, &lent);
        for (text, is_like) in [
            (kept, true),
            (
                br#"{"id": "much longer", "seen": "a", "list": ["x", ""]}"#,
                true,
            ),
            (br#"{"id": "1", "seen": "b", "list": ["", "a"]}"#, false),
            (br#"{"ie": "1", "seen": "a", "list": ["", "a"]}"#, false),
            (br#"{"id": "1\n", "seen": "a", "list": ["", "a"]}"#, false),
            (
                b"{\"id\": \"\n\", \"seen\": \"a\", \"list\": [\"\", \"a\"]}",
                false,
            ),
            (
                b"{\"id\": \"\xff\", \"seen\": \"a\", \"list\": [\"\", \"a\"]}",
                false,
            ),
            (br#"{"id": 1, "seen": "a", "list": ["", "a"]}"#, false),
            (br#"{"id": "1", "seen": "a", "list": ["", "a"]} "#, false),
            (br#"{"id": "1", "seen": "a", "list": ["#, false),
            (b"", false),
        ] {
            let shown = String::from_utf8_lossy(text);
            assert_eq!(last.is_like(text), is_like, "{shown}");
        }
    }
}
