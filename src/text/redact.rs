//! Keeping secrets out of what is written: by value, wherever a value turns up, in the forms it
//! turns up in.
//!
//! A value that is too short or too common is not searched for ([`Secrets::recognises`]): who knows
//! where it stands hides it there. A short word is masked where it is a word of its own. In a name
//! only what is long is masked, where it is a word of its own or in an encoded form.
//!
//! The search goes over a text once: at each place the next four bytes tell whether any form begins
//! with them, and only then is the longest form that stands there looked up. Its time grows with the
//! text, not with the number of secrets, and a secret that is learnt or forgotten costs no more
//! than its own forms: servers set cookies and requests are signed all the time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::{Bound, Range};
use std::rc::Rc;

use super::common::is_common;
use super::forms::forms_of;
use super::reach::{Part, Reach, stands_alone};
use super::starts::Starts;

/// What stands in a secret's place.
pub(super) const MASK: &[u8] = REDACTED.as_bytes();

/// How many secrets of single requests are known at a time: each is written soon after it was
/// learnt, or not at all.
const PASSING: usize = 64;

/// What a secret value is shown as.
pub const REDACTED: &str = "(redacted)";

/// The secrets of a run, shared by everything that writes.
#[derive(Clone, Default)]
pub struct Secrets(Rc<RefCell<Known>>);

#[derive(Default)]
struct Known {
    /// Nothing is hidden.
    is_off: bool,
    /// Every form of every secret.
    forms: BTreeMap<Vec<u8>, Holders>,
    /// What the forms begin with; forms that were forgotten since it was made count as well.
    starts: Starts,
    /// The secrets that are good for one request, the one that was seen last at the end.
    passing: VecDeque<Passing>,
    /// How many forms were forgotten since `starts` was made without them.
    forgotten: usize,
    /// How many secrets were learnt that stay.
    version: u64,
}

/// A secret that is good for one request.
struct Passing {
    value: String,
    forms: BTreeSet<String>,
}

/// Whose form a form is, and where it counts.
#[derive(Default)]
struct Holders {
    reach: Reach,
    /// That of a secret which is never forgotten.
    is_lasting: bool,
    /// How many of the passing secrets have it.
    passing: usize,
}

impl Secrets {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Secrets that are shown.
    pub fn off() -> Self {
        Self(Rc::new(RefCell::new(Known {
            is_off: true,
            ..Known::default()
        })))
    }

    /// Whether secrets are hidden.
    pub fn hides(&self) -> bool {
        !self.0.borrow().is_off
    }

    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().forms.is_empty()
    }

    /// Goes up whenever a secret was learnt that stays: what is told again and again may have to be
    /// masked anew.
    pub fn version(&self) -> u64 {
        self.0.borrow().version
    }

    /// Whether a value is masked wherever it stands, once it is learnt: it is neither too short nor
    /// too common for that, and no placeholder.
    pub fn recognises(value: &str) -> bool {
        !is_common(value) && !value.contains("{{")
    }

    /// Learns a secret, in all forms that it may be written in. It stays one.
    pub fn learn(&self, value: &str) {
        self.0.borrow_mut().learn(value);
    }

    /// Learns a secret that is good for one request, such as a signature: it is forgotten when many
    /// others have followed.
    pub fn learn_passing(&self, value: &str) {
        self.0.borrow_mut().learn_passing(value);
    }

    /// The text with its secrets masked.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        as_text(text, self.mask_part(text.as_bytes(), Part::Text))
    }

    /// The name with its secrets masked: those of eight characters and more that are no part of a
    /// longer word. What something is called is how people find it again.
    pub fn mask_name<'a>(&self, name: &'a str) -> Cow<'a, str> {
        as_text(name, self.mask_part(name.as_bytes(), Part::Name))
    }

    /// The bytes with their secrets masked.
    pub fn mask_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        self.mask_part(bytes, Part::Text)
    }

    fn mask_part<'a>(&self, bytes: &'a [u8], part: Part) -> Cow<'a, [u8]> {
        let known = self.0.borrow();
        let mut masked = Vec::new();
        let mut from = 0;
        while let Some(found) = known.find(bytes, from, part) {
            masked.extend_from_slice(&bytes[from..found.start]);
            masked.extend_from_slice(MASK);
            from = found.end;
        }
        if from == 0 {
            return Cow::Borrowed(bytes);
        }
        masked.extend_from_slice(&bytes[from..]);
        Cow::Owned(masked)
    }
}

/// What became of the bytes of a text, as a text.
fn as_text<'a>(text: &'a str, masked: Cow<'a, [u8]>) -> Cow<'a, str> {
    match masked {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(masked) => Cow::Owned(
            String::from_utf8(masked)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        ),
    }
}

impl Known {
    fn learn(&mut self, value: &str) {
        if !self.is_worth_learning(value) {
            return;
        }
        self.version += 1;
        for form in forms_of(value) {
            let holders = self.hold(&form);
            holders.is_lasting = true;
            holders.reach.add(Reach::of(&form, value));
        }
    }

    fn learn_passing(&mut self, value: &str) {
        if !self.is_worth_learning(value) {
            return;
        }
        let position = self.passing.iter().position(|known| known.value == value);
        if let Some(known) = position.and_then(|at| self.passing.remove(at)) {
            return self.passing.push_back(known);
        }
        let value = value.to_owned();
        let forms = forms_of(&value);
        for form in &forms {
            let holders = self.hold(form);
            holders.passing += 1;
            holders.reach.add(Reach::of(form, &value));
        }
        self.passing.push_back(Passing { value, forms });
        if self.passing.len() > PASSING
            && let Some(oldest) = self.passing.pop_front()
        {
            self.forget(&oldest);
        }
    }

    /// Whether a value is secret, and not known for ever.
    fn is_worth_learning(&self, value: &str) -> bool {
        let known = self.forms.get(value.as_bytes());
        !self.is_off
            && known.is_none_or(|holders| !holders.is_lasting)
            && Secrets::recognises(value)
    }

    /// Whose form it is, to be added to.
    fn hold(&mut self, form: &str) -> &mut Holders {
        let form = form.as_bytes();
        if !self.forms.contains_key(form) {
            if !self.starts.has_room_for(self.forms.len() + 1) {
                self.starts = Starts::of(self.forms.keys());
            }
            self.starts.add(form);
        }
        self.forms.entry(form.to_owned()).or_default()
    }

    fn forget(&mut self, secret: &Passing) {
        for form in &secret.forms {
            let form = form.as_bytes();
            let Some(holders) = self.forms.get_mut(form) else {
                continue;
            };
            holders.passing -= 1;
            if holders.passing == 0 && !holders.is_lasting {
                self.forms.remove(form);
                self.forgotten += 1;
            }
        }
        if self.forgotten > self.forms.len() {
            self.forgotten = 0;
            self.starts = Starts::of(self.forms.keys());
        }
    }

    /// Where the first secret stands from a place on, the longest if there are several.
    fn find(&self, bytes: &[u8], mut from: usize, part: Part) -> Option<Range<usize>> {
        if self.forms.is_empty() {
            return None;
        }
        loop {
            let at = self.starts.first(bytes, from..bytes.len())?;
            if let Some(end) = self.form_at(bytes, at, part) {
                return Some(at..end);
            }
            from = at + 1;
        }
    }

    /// Where the longest form ends that stands there and counts there.
    ///
    /// In order, it is the last one that is not behind the text; or, if something stands between
    /// that has only its beginning in common with the text, the last one not behind this beginning.
    fn form_at(&self, bytes: &[u8], at: usize, part: Part) -> Option<usize> {
        let mut text = &bytes[at..];
        loop {
            let upto = (Bound::Unbounded, Bound::Included(text));
            let (form, holders) = self.forms.range::<[u8], _>(upto).next_back()?;
            let shared = shared_length(form, text);
            if shared < form.len() {
                text = &text[..shared];
                continue;
            }
            let end = at + shared;
            let alone = || stands_alone(bytes, &(at..end));
            if holders.reach.covers(part, alone) {
                return Some(end);
            }
            text = &text[..shared.checked_sub(1)?];
        }
    }
}

/// How many bytes two texts have in common at their beginnings.
fn shared_length(one: &[u8], other: &[u8]) -> usize {
    const STEP: usize = 32;
    let steps = one.chunks_exact(STEP).zip(other.chunks_exact(STEP));
    let alike = STEP * steps.take_while(|(one, other)| one == other).count();
    let rest = one[alike..].iter().zip(&other[alike..]);
    alike + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, Engine as _};

    fn secrets(values: &[&str]) -> Secrets {
        let known = Secrets::new();
        for value in values {
            known.learn(value);
        }
        known
    }

    fn masked(values: &[&str], text: &str) -> String {
        secrets(values).mask(text).into_owned()
    }

    #[test]
    fn a_secret_is_masked_in_every_form() {
        let secret = "s3cr\"t/ä";
        for form in [
            "s3cr\"t/ä",
            "s3cr\\\"t/ä",
            "s3cr\\\"t\\/ä",
            "s3cr\\\"t/\\u00e4",
            "s3cr\\\\\\\"t/ä",
            "s3cr%22t%2F%C3%A4",
            "s3cr%22t%2f%c3%a4",
            "s3cr%22t/%C3%A4",
            "s3cr&quot;t/ä",
            "s3cr\\&quot;t/ä",
            "czNjciJ0L8Ok",
        ] {
            assert_eq!(
                masked(&[secret], &format!("a{form}b")),
                "a(redacted)b",
                "{form}"
            );
        }
        assert_eq!(
            masked(&["a b-c.d"], "a+b-c.d a%20b-c.d a%20b%2Dc%2Ed"),
            "(redacted) (redacted) (redacted)"
        );
        let secret = "a b&c=d<e'f#g?h";
        for form in [
            "a%20b%26c=d%3Ce%27f%23g?h",
            "a b%26c=d<e'f%23g?h",
            "a%20b&c=d%3Ce'f%23g%3Fh",
            "a+b%26c%3Dd%3Ce%27f%23g%3Fh",
            "a+b%26c%3dd%3ce%27f%23g%3fh",
            "a b&amp;c=d&lt;e&#39;f#g?h",
            "a b&amp;c=d&lt;e'f#g?h",
            "a b&amp;c&#x3D;d&lt;e&#x27;f#g?h",
            "a b\\u0026c=d\\u003ce'f#g?h",
        ] {
            assert_eq!(masked(&[secret], form), REDACTED, "{form}");
        }
    }

    #[test]
    fn a_secret_within_base64_is_masked_wherever_it_begins() {
        let secret = "correct-horse-battery";
        for user in ["u:", "us:", "use:"] {
            let text = BASE64_STANDARD.encode(format!("{user}{secret}, and more"));
            let shown = masked(&[secret], &text);
            assert!(
                shown.contains("(redacted)") && shown.len() < text.len() - 10,
                "{text} became {shown}"
            );
        }
    }

    #[test]
    fn a_secret_that_a_message_shortens_is_masked() {
        let secret = "0123456789".repeat(5);
        let message = "expected '0123456789012345678901234567890123456…' to equal 1";
        assert_eq!(
            masked(&[&secret], message),
            "expected '(redacted)' to equal 1"
        );
    }

    #[test]
    fn the_longest_of_the_secrets_at_a_place_goes_first() {
        assert_eq!(
            masked(
                &["t0ken", "t0ken-and-more"],
                "t0ken-and-more t0ken-and-less"
            ),
            "(redacted) (redacted)-and-less"
        );
        // What stands between in order has only its beginning in common with the text.
        assert_eq!(
            masked(&["s3cret", "s3cret-a", "s3cret-an-b"], "s3cret-an-a"),
            "(redacted)n-a"
        );
        let long = "xy".repeat(50);
        assert_eq!(
            masked(&["xyxyxyxy", &long], &"xy".repeat(55)),
            "(redacted)(redacted)xy"
        );
        // One that does not count there leaves room for one that does.
        assert_eq!(
            masked(&["horse", "hors-e"], "hors-es horses"),
            "(redacted)s horses"
        );
    }

    #[test]
    fn the_first_of_overlapping_secrets_is_masked() {
        assert_eq!(
            masked(&["abcde1", "cde1ghijkl"], "abcde1ghijkl"),
            "(redacted)ghijkl"
        );
    }

    #[test]
    fn a_short_word_is_masked_where_it_is_one() {
        let text = "hunter hunters bounty_hunter Hunter %2Fhunter a\\nhunter&hunter\u{fc}";
        assert_eq!(
            masked(&["hunter"], text),
            "(redacted) hunters bounty_(redacted) Hunter %2F(redacted) a\\n(redacted)&(redacted)\u{fc}"
        );
        assert_eq!(masked(&["hunt3r"], "xhunt3rs"), "x(redacted)s");
        assert_eq!(masked(&["longhunter"], "xlonghunters"), "x(redacted)s");
    }

    #[test]
    fn a_name_keeps_what_is_short_or_part_of_a_word() {
        let known = secrets(&["hunt3r", "longhunter", "a b&c=d<e"]);
        assert_eq!(
            known.mask_name("hunt3r longhunters of longhunter: a+b%26c%3Dd%3Ce"),
            "hunt3r longhunters of (redacted): (redacted)"
        );
        let encoded = BASE64_STANDARD.encode("user:longhunter");
        assert!(known.mask_name(&encoded).contains(REDACTED));
    }

    #[test]
    fn nothing_happens_without_secrets_or_with_short_ones() {
        assert_eq!(
            masked(&["abc", "null", "{{token}}"], "abc null {{token}}"),
            "abc null {{token}}"
        );
        assert!(secrets(&["abc"]).is_empty());
        let off = Secrets::off();
        off.learn("secret-value");
        assert_eq!(off.mask("secret-value"), "secret-value");
    }

    #[test]
    fn a_version_tells_that_a_secret_was_learnt_that_stays() {
        let known = secrets(&["secret-value"]);
        let version = known.version();
        known.learn("secret-value");
        known.learn("null");
        assert_eq!(known.version(), version);
        known.learn_passing("passing-value");
        assert_eq!(known.version(), version);
        known.learn("another-value");
        assert!(known.version() > version);
    }

    #[test]
    fn a_passing_secret_is_forgotten_unless_it_is_seen_again_or_lasts() {
        let known = Secrets::new();
        known.learn_passing("first-value");
        known.learn_passing("seen-again");
        known.learn_passing("made-to-last");
        known.learn("made-to-last");
        for number in 0..2 * PASSING {
            known.learn_passing(&format!("value-{number}-of-many"));
            known.learn_passing("seen-again");
        }
        let text = "first-value seen-again made-to-last value-0-of-many value-127-of-many";
        assert_eq!(
            known.mask(text),
            "first-value (redacted) (redacted) value-0-of-many (redacted)"
        );
        let forms = known.0.borrow().forms.len();
        assert!(forms < 66 * forms_of("value-127-of-many").len(), "{forms}");
    }

    #[test]
    fn time_grows_with_the_text_and_not_with_what_is_found_in_it() {
        let values: Vec<String> = (0..20)
            .map(|number| format!("{number}-secret-{number}"))
            .collect();
        let known = secrets(&values.iter().map(String::as_str).collect::<Vec<_>>());
        let rows: Vec<String> = (0..200_000)
            .map(|row| format!("{row} {}\n", values[row % 20]))
            .collect();
        let text = rows.concat();
        let begun = std::time::Instant::now();
        assert_eq!(known.mask(&text).matches(REDACTED).count(), 200_000);
        // A search that begins anew for each secret takes minutes.
        assert!(begun.elapsed().as_secs() < 10);
    }
}
