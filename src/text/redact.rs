//! Keeping secrets out of what is written: by value, wherever a value turns up, in the forms it
//! turns up in.
//!
//! A value that is too short or too common is not searched for ([`Secrets::recognises`]): who knows
//! where it stands hides it there. A short word is masked where it is a word of its own. In a name
//! only what is long is masked, where it is a word of its own or in an encoded form.
//!
//! The search goes over a text once as it is, and once more as it reads through its escapes, where it
//! has any ([`super::unescape`]): so one form of a secret stands for all that JSON, URLs and HTML
//! make of it. Its time grows with the text, not with the number of secrets, and a secret that is
//! learnt or forgotten costs no more than its own few forms: servers set cookies and requests are
//! signed all the time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use memchr::memchr;

use super::common::is_common;
use super::forms::{Forms, forms_of};
use super::index::{Index, Term};
use super::reach::{Part, Reach};
use super::unescape::{LONGEST_ESCAPE, Unescaped, first_escape};

/// What stands in a secret's place.
pub(super) const MASK: &[u8] = REDACTED.as_bytes();

/// How many secrets of single requests are known at a time: each is written soon after it was
/// learnt, or not at all.
const PASSING: usize = 64;

/// How much of a text is read through its escapes at a time, in bytes.
const PIECE: usize = 1 << 16;

/// How many bytes escapes within each other make of one.
const ESCAPED: usize = 12;

/// What a secret value is shown as.
pub const REDACTED: &str = "(redacted)";

/// The secrets of a run, shared by everything that writes.
#[derive(Clone, Default)]
pub struct Secrets(Rc<RefCell<Known>>);

#[derive(Default)]
struct Known {
    /// Nothing is hidden.
    is_off: bool,
    /// The forms as they are written.
    written: Index,
    /// The forms as they are read through escapes.
    read: Index,
    /// Whether one of those has a blank, which forms write as a plus sign.
    has_blanks: bool,
    /// The secrets that are good for one request, the one that was seen last at the end.
    passing: VecDeque<Passing>,
    /// How many secrets were learnt that stay.
    version: u64,
    /// How many were learnt, those that pass among them.
    learnt: u64,
}

/// A secret that is good for one request.
struct Passing {
    value: String,
    forms: Forms,
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
        self.0.borrow().written.is_empty()
    }

    /// Goes up whenever a secret was learnt that stays: what is told again and again may have to be
    /// masked anew.
    pub fn version(&self) -> u64 {
        self.0.borrow().version
    }

    /// How many secrets were learnt.
    pub fn learnt(&self) -> u64 {
        self.0.borrow().learnt
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
        let found = self.0.borrow().found(bytes, part);
        if found.is_empty() {
            return Cow::Borrowed(bytes);
        }
        let mut masked = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for place in found {
            masked.extend_from_slice(&bytes[from..place.start]);
            masked.extend_from_slice(MASK);
            from = place.end;
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
        self.hold(&forms_of(value), value, Term::Lasting);
    }

    fn learn_passing(&mut self, value: &str) {
        if !self.is_worth_learning(value) {
            return;
        }
        let position = self.passing.iter().position(|known| known.value == value);
        if let Some(known) = position.and_then(|at| self.passing.remove(at)) {
            return self.passing.push_back(known);
        }
        let forms = forms_of(value);
        self.hold(&forms, value, Term::Passing);
        let value = value.to_owned();
        self.passing.push_back(Passing { value, forms });
        if self.passing.len() > PASSING
            && let Some(oldest) = self.passing.pop_front()
        {
            self.forget(&oldest.forms);
        }
    }

    /// Whether a value is secret, and not known for ever.
    fn is_worth_learning(&self, value: &str) -> bool {
        !self.is_off && !self.written.is_lasting(value.as_bytes()) && Secrets::recognises(value)
    }

    fn hold(&mut self, forms: &Forms, value: &str, term: Term) {
        self.learnt += 1;
        for form in &forms.written {
            self.written
                .hold(form.as_bytes(), Reach::of(form, value), term);
        }
        for form in &forms.read {
            self.has_blanks |= form.contains(&b' ');
            self.read.hold(form, Reach::of_escaped(value), term);
        }
    }

    fn forget(&mut self, forms: &Forms) {
        for form in &forms.written {
            self.written.release(form.as_bytes());
        }
        for form in &forms.read {
            self.read.release(form);
        }
        self.written.tidy();
        self.read.tidy();
    }

    /// Where secrets stand, in order and apart from each other.
    fn found(&self, bytes: &[u8], part: Part) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(place) = self.written.find(bytes, from, part) {
            from = place.end;
            found.push(place);
        }
        if !self.read.is_empty() {
            let count = found.len();
            self.add_escaped(bytes, part, &mut found);
            if found.len() > count {
                found = apart(found);
            }
        }
        found
    }

    /// Adds where secrets stand in which something is escaped. A long text is read in pieces that
    /// overlap by more than a secret can take.
    fn add_escaped(&self, bytes: &[u8], part: Part, found: &mut Vec<Range<usize>>) {
        let longest = ESCAPED * self.read.longest();
        let step = PIECE.max(longest);
        let mut from = 0;
        while from < bytes.len() {
            // No further: it would be looked through again and again.
            let near = &bytes[from..bytes.len().min(from + step + LONGEST_ESCAPE)];
            let Some(escape) = self.first_escape(near) else {
                from += step;
                continue;
            };
            // Before the first escape a secret stands as it is read.
            let begin = from.max((from + escape).saturating_sub(self.read.longest()));
            let end = bytes.len().min(begin + step + longest);
            let places = self.in_piece(&bytes[begin..end], part).into_iter();
            found.extend(places.map(|place| begin + place.start..begin + place.end));
            from = begin + step;
        }
    }

    /// Where the first escape stands, or the first plus sign where one may be a secret's blank.
    fn first_escape(&self, bytes: &[u8]) -> Option<usize> {
        let plus = memchr(b'+', bytes).filter(|_| self.has_blanks);
        first_escape(&bytes[..plus.unwrap_or(bytes.len())]).or(plus)
    }

    /// Where in a piece of a text secrets stand in which something is escaped.
    fn in_piece(&self, piece: &[u8], part: Part) -> Vec<Range<usize>> {
        let read = Unescaped::of(piece);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(place) = self.read.find(&read.bytes, at, part) {
            at = place.end;
            let original = read.place(place.start)..read.place(place.end);
            if piece[original.clone()] != read.bytes[place] {
                found.push(original);
            }
        }
        found
    }
}

/// The places in order, with those as one that overlap.
fn apart(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match apart.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
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
        let forms = known.0.borrow().written.len();
        let of_one = forms_of("value-127-of-many").written.len();
        assert!(forms < 66 * of_one, "{forms}");
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands_in_a_long_text() {
        let secret = "it's/a+secret";
        let known = secrets(&[secret]);
        let forms = [
            "it\\'s\\/a+secret",
            "it%27s%2fa%2Bsecret",
            "it&amp;#39;s/a\\u002bsecret",
        ];
        for (number, form) in forms.iter().cycle().take(60).enumerate() {
            let lead = "x%20".repeat((PIECE - 40 + number) / 4);
            let text = format!(
                "{lead}{}{form}\\n{}",
                "y".repeat(number % 4),
                "z+".repeat(PIECE)
            );
            assert_eq!(known.mask(&text), text.replace(form, REDACTED), "{number}");
        }
    }

    #[test]
    fn no_text_makes_the_search_slow() {
        let known = secrets(&["it's/a+secret"]);
        let begun = std::time::Instant::now();
        for piece in [
            "\\", "%", "%2", "&amp;", "&", "\\ud800", "+", "it'", "it\\'",
        ] {
            let text = piece.repeat(4_000_000 / piece.len());
            assert!(matches!(known.mask(&text), Cow::Borrowed(_)));
        }
        // A search that goes to the end of the text again and again takes minutes.
        assert!(begun.elapsed().as_secs() < 60);
    }

    #[test]
    fn encodings_whose_signs_are_escaped_are_masked() {
        let secret = "a~>?\u{fb}~~?>o";
        let base64 = BASE64_STANDARD.encode(secret);
        assert!(base64.contains('+') && base64.contains('/') && base64.ends_with('='));
        for form in [
            base64.replace('/', "\\/").replace('+', "\\u002b"),
            base64
                .replace('/', "%2f")
                .replace('+', "%2B")
                .replace('=', "%3D"),
            base64.replace('/', "&#x2F;").replace('=', "&#x3D;"),
        ] {
            assert_eq!(masked(&[secret], &format!("<{form}>")), "<(redacted)>");
        }
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
