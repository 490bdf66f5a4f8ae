//! Putting values in place of `{{name}}` and `<<name>>`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use serde_json::Value;

use super::dynamic::generate;
use super::{Scopes, Vault};
use crate::collection::{Lack, Variable};
use crate::world::World;

/// How often the text is gone over: values may hold placeholders themselves, and may hold each
/// other.
const PASSES: usize = 19;

/// How long what is put in may make the texts of a request, in bytes, all taken together: about what
/// V8 has as the longest text, with which Newman ends. A variable that holds itself twice grows
/// with each pass.
const LONGEST: usize = 512 << 20;

/// A placeholder that no scope has a value for, or a variable of the path that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// The name between the braces; that of a variable of the path with its colon.
    pub name: String,
    /// Where it stands: `url`, ``header `X-A` ``, `body`.
    pub place: String,
    /// Whether there is a value, which is no text.
    pub is_no_text: bool,
}

/// Resolves placeholders against scopes, and notes those it could not.
#[derive(Debug)]
pub struct Resolver<'a> {
    scopes: &'a Scopes,
    world: &'a World,
    angle: bool,
    keeps_null: bool,
    vault: Option<&'a Vault>,
    /// Where what is resolved goes to: secrets may be limited to some hosts.
    target: RefCell<String>,
    unresolved: RefCell<Vec<Unresolved>>,
    failure: RefCell<Option<String>>,
    /// How much of [`LONGEST`] is left.
    room: Cell<usize>,
}

/// Texts would grow beyond [`LONGEST`].
struct TooLong;

impl<'a> Resolver<'a> {
    /// A resolver of `{{name}}` and, where a variable of that name exists, of `<<name>>`.
    pub fn new(scopes: &'a Scopes, world: &'a World) -> Self {
        Self {
            scopes,
            world,
            angle: true,
            keeps_null: false,
            vault: scopes.vault.as_ref(),
            target: RefCell::default(),
            unresolved: RefCell::default(),
            failure: RefCell::default(),
            room: Cell::new(LONGEST),
        }
    }

    /// Leaves `<<name>>` alone.
    #[must_use]
    pub fn without_angle(mut self) -> Self {
        self.angle = false;
        self
    }

    /// Leaves `{{name}}` alone where its value is `null`, or where it has none, as in v3.
    #[must_use]
    pub fn keeping_null(mut self) -> Self {
        self.keeps_null = true;
        self
    }

    /// Leaves `{{vault:name}}` alone, as scripts do: secrets are for requests.
    #[must_use]
    pub fn without_vault(mut self) -> Self {
        self.vault = None;
        self
    }

    /// Takes note of the URL that what follows is sent to.
    pub fn send_to(&self, url: &str) {
        url.clone_into(&mut self.target.borrow_mut());
    }

    /// Resolves the placeholders of a text. `place` names where it stands, for the notes.
    pub fn text<'t>(&self, text: &'t str, place: impl Fn() -> String) -> Cow<'t, str> {
        let resolved = self.resolve(text);
        for name in placeholder_names(&resolved) {
            self.note(name, &place);
        }
        resolved
    }

    /// Resolves the placeholders of a text that is only shown: what has no value there is not
    /// noted.
    pub fn shown(&self, text: &str) -> String {
        self.resolve(text).into_owned()
    }

    /// Resolves every text within a JSON value, names of members excepted.
    pub fn json(&self, value: &Value, place: &dyn Fn() -> String) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text, place).into_owned()),
            Value::Array(list) => list.iter().map(|entry| self.json(entry, place)).collect(),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.json(member, place)))
                    .collect(),
            ),
            _ => value.clone(),
        }
    }

    /// The value of a text that is exactly one placeholder, with its JSON type.
    pub fn typed(&self, text: &str) -> Option<Value> {
        let name = text
            .strip_prefix("{{")
            .and_then(|rest| rest.strip_suffix("}}"));
        let angle = || {
            text.strip_prefix("<<")
                .and_then(|rest| rest.strip_suffix(">>"))
                .filter(|_| self.angle)
        };
        let variable = self.scopes.find(name.or_else(angle)?)?;
        self.fetched(variable)?.held().cloned()
    }

    /// Why a value could not be put in, the first of those that were wanted so far: it is kept
    /// somewhere else and could not be fetched, or is too long.
    pub fn failure(&self) -> Option<String> {
        self.failure.borrow().clone()
    }

    /// What could not be resolved so far, each name and place once.
    pub fn into_unresolved(self) -> Vec<Unresolved> {
        self.unresolved.into_inner()
    }

    fn resolve<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut current = Cow::Borrowed(text);
        for _ in 0..PASSES {
            match self.pass(&current) {
                Ok(Some(next)) => current = Cow::Owned(next),
                Ok(None) => break,
                Err(TooLong) => {
                    self.room.set(0);
                    self.failed(&too_long(text));
                    return Cow::Borrowed(text);
                }
            }
        }
        if let Cow::Owned(resolved) = &current {
            self.room
                .set(self.room.get().saturating_sub(resolved.len()));
        }
        current
    }

    /// Goes over the text once; `None` when there was nothing to put in.
    fn pass(&self, text: &str) -> Result<Option<String>, TooLong> {
        let room = self.room.get();
        let curly = replace(text, ["{{", "}}"], room, |name| self.value(name))?;
        if !self.angle {
            return Ok(curly);
        }
        let text = curly.as_deref().unwrap_or(text);
        let angle = replace(text, ["<<", ">>"], room, |name| {
            Some(self.fetched(self.scopes.find(name)?)?.text())
        })?;
        Ok(angle.or(curly))
    }

    fn value(&self, name: &str) -> Option<String> {
        match self.scopes.find(name) {
            // A `null` of a data row stays as it is written.
            Some(variable) if variable.value == Some(Value::Null) && self.scopes.data.has(name) => {
                None
            }
            Some(variable) => {
                let value = self.fetched(variable)?.held();
                let is_kept = self.keeps_null && value.is_none_or(Value::is_null);
                (!is_kept).then(|| variable.text())
            }
            None => self.secret(name).or_else(|| generate(name, self.world)),
        }
    }

    fn secret(&self, name: &str) -> Option<String> {
        let secret = self.vault?.resolve(name, &self.target.borrow())?;
        Some(self.fetched(secret)?.text())
    }

    /// The variable, unless its value is to be fetched and could not be.
    fn fetched<'v>(&self, variable: &'v Variable) -> Option<&'v Variable> {
        let Some(why) = variable.failure() else {
            return Some(variable);
        };
        self.failed(why);
        None
    }

    fn failed(&self, why: &str) {
        let mut first = self.failure.borrow_mut();
        first.get_or_insert_with(|| why.to_owned());
    }

    /// Takes note of a variable of the path that nothing is put in for.
    pub fn note_path(&self, lack: &Lack) {
        self.note_found(Unresolved {
            name: format!(":{}", lack.name),
            place: "the URL".to_owned(),
            is_no_text: lack.is_no_text,
        });
    }

    fn note(&self, name: &str, place: &impl Fn() -> String) {
        let kept = || self.vault?.get(name.strip_prefix("vault:")?);
        let variable = self.scopes.find(name).or_else(kept);
        if variable.is_some_and(|variable| variable.failure().is_some()) {
            return;
        }
        self.note_found(Unresolved {
            name: name.to_owned(),
            place: place(),
            is_no_text: false,
        });
    }

    fn note_found(&self, found: Unresolved) {
        let mut unresolved = self.unresolved.borrow_mut();
        if !unresolved.contains(&found) {
            unresolved.push(found);
        }
    }
}

/// Puts values in place of the `{{names}}` of a text, as often as they hold others.
pub fn put_in(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut current = text.to_owned();
    for _ in 0..PASSES {
        let Ok(Some(next)) = replace(&current, ["{{", "}}"], LONGEST, value) else {
            break;
        };
        current = next;
    }
    current
}

/// Why nothing was put into a text that would be too long.
fn too_long(text: &str) -> String {
    let names: Vec<String> = placeholder_names(text)
        .chain(angle_names(text))
        .take(3)
        .map(|name| format!("`{name}`"))
        .collect();
    format!(
        "the values of {} make the request longer than {} MB: does one refer to itself?",
        names.join(", "),
        LONGEST >> 20
    )
}

/// Replaces each `open name close` for which there is a value; `None` when there was none to
/// replace. A name holds none of the brackets' characters, so the innermost placeholder of a nest
/// is the one that is found.
fn replace(
    text: &str,
    marks: [&str; 2],
    longest: usize,
    value: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, TooLong> {
    let [open, close] = marks;
    let mut replaced: Option<String> = None;
    let mut copied = 0;
    for (start, end) in brackets(text, marks) {
        if let Some(value) = value(&text[start + open.len()..end - close.len()]) {
            let output = replaced.get_or_insert_with(String::new);
            output.push_str(&text[copied..start]);
            output.push_str(&value);
            copied = end;
            if output.len() > longest {
                return Err(TooLong);
            }
        }
    }
    Ok(replaced.map(|mut output| {
        output.push_str(&text[copied..]);
        output
    }))
}

/// The names of the `{{placeholders}}` in a text.
pub fn placeholder_names(text: &str) -> impl Iterator<Item = &str> {
    brackets(text, ["{{", "}}"]).map(|(start, end)| &text[start + 2..end - 2])
}

/// The names in a text that stand between `<<` and `>>`, if they look like names of variables.
pub fn angle_names(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| {
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
    };
    let found = brackets(text, ["<<", ">>"]);
    found
        .map(|(start, end)| &text[start + 2..end - 2])
        .filter(is_name)
}

/// The byte ranges of `open name close`.
fn brackets<'t>(text: &'t str, marks: [&'t str; 2]) -> impl Iterator<Item = (usize, usize)> + 't {
    let [open, close] = marks;
    let first = |mark: &str| mark.chars().next().unwrap_or_default();
    let stops = [first(open), first(close)];
    // Most texts have none, which one letter tells sooner than two.
    let mut from = text.find(stops[0]);
    std::iter::from_fn(move || {
        while let Some(begin) = from.take() {
            let start = text[begin..].find(open).map(|at| at + begin)?;
            let name = start + open.len();
            let stop = text[name..].find(stops).map(|at| at + name)?;
            if text[stop..].starts_with(close) {
                let end = stop + close.len();
                from = Some(end);
                return Some((start, end));
            }
            // `{{{x}}`: the brackets may begin one further on.
            from = Some(start + 1);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn scopes(pairs: &[(&str, Value)]) -> Scopes {
        let mut scopes = Scopes::default();
        for (key, value) in pairs {
            scopes.environment.set(key, value.clone());
        }
        scopes
    }

    fn resolve(text: &str, pairs: &[(&str, Value)]) -> String {
        let (scopes, world) = (scopes(pairs), World::fixed(0, 0));
        Resolver::new(&scopes, &world)
            .text(text, String::new)
            .into_owned()
    }

    #[test]
    fn placeholders_are_replaced_by_their_values() {
        let pairs = [
            ("a", json!("1")),
            ("b1", json!("nest")),
            (" a ", json!("blank")),
            ("n", json!(null)),
            ("o", json!({})),
        ];
        for (text, expected) in [
            ("x{{a}}y{{a}}", "x1y1"),
            ("{{b{{a}}}}", "nest"),
            ("{{ a }}", "blank"),
            ("{{A}}", "{{A}}"),
            ("{{{a}}}", "{1}"),
            ("{{a}", "{{a}"),
            ("{{}}", "{{}}"),
            ("{{n}}{{o}}", "null[object Object]"),
        ] {
            assert_eq!(resolve(text, &pairs), expected, "{text}");
        }
    }

    #[test]
    fn angle_placeholders_resolve_only_where_a_variable_exists() {
        let pairs = [("policyId", json!("00p")), ("b00p", json!("nest"))];
        assert_eq!(
            resolve("/<<policyId>>/<<other>> 1<<2>>3", &pairs),
            "/00p/<<other>> 1<<2>>3"
        );
        assert_eq!(resolve("{{b<<policyId>>}}", &pairs), "nest");
        let (scopes, world) = (scopes(&pairs), World::fixed(0, 0));
        assert_eq!(
            Resolver::new(&scopes, &world)
                .without_angle()
                .text("<<policyId>>", String::new),
            "<<policyId>>"
        );
    }

    #[test]
    fn a_variable_that_holds_itself_stops_after_nineteen_passes() {
        assert_eq!(
            resolve("{{loop}}", &[("loop", json!("x{{loop}}"))]),
            format!("{}{{{{loop}}}}", "x".repeat(19))
        );
    }

    /// Nineteen passes would make a text of 10^19 placeholders of it.
    #[test]
    fn a_variable_that_holds_itself_several_times_is_a_failure() {
        let scopes = scopes(&[("loop", json!("{{loop}}".repeat(10)))]);
        let world = World::fixed(0, 0);
        let resolver = Resolver::new(&scopes, &world);
        resolver.room.set(1 << 20);
        assert_eq!(resolver.text("x{{loop}}", String::new), "x{{loop}}");
        assert_eq!(
            resolver.failure().as_deref(),
            Some(
                "the values of `loop` make the request longer than 512 MB: does one refer to itself?"
            )
        );
        assert_eq!(resolver.text("{{loop}}", String::new), "{{loop}}");
    }

    #[test]
    fn a_variable_hides_the_dynamic_one_of_its_name() {
        assert_eq!(resolve("{{$guid}}", &[("$guid", json!("mine"))]), "mine");
        assert_ne!(
            resolve("{{$guid}}{{$guid}}", &[])[..36],
            resolve("{{$guid}}{{$guid}}", &[])[36..]
        );
    }

    #[test]
    fn names_without_a_value_are_noted_once_with_their_place() {
        let (scopes, world) = (scopes(&[("a", json!("{{gone}}"))]), World::fixed(0, 0));
        let resolver = Resolver::new(&scopes, &world);
        assert_eq!(
            resolver.text("{{a}}{{gone}}", || "url".into()),
            "{{gone}}{{gone}}"
        );
        assert_eq!(
            resolver.into_unresolved(),
            [Unresolved {
                name: "gone".into(),
                place: "url".into(),
                is_no_text: false,
            }]
        );
    }

    #[test]
    fn a_single_placeholder_has_its_value_with_its_type() {
        let (scopes, world) = (scopes(&[("o", json!({"a": 1}))]), World::fixed(0, 0));
        assert_eq!(
            Resolver::new(&scopes, &world).typed("{{o}}"),
            Some(json!({"a": 1}))
        );
        assert_eq!(Resolver::new(&scopes, &world).typed("x{{o}}"), None);
    }

    #[test]
    fn null_in_a_data_row_stays_as_written() {
        let mut scopes = Scopes::default();
        scopes.data.set("a", Value::Null);
        assert_eq!(
            Resolver::new(&scopes, &World::fixed(0, 0)).text("{{a}}", String::new),
            "{{a}}"
        );
    }
}
