//! "Did you mean …?": the nearest of the names that would have been right.

/// Finds the candidate that `given` was most likely meant to be; `None` when nothing is near.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = given.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (similarity(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// Candidates that are asked for the nearest again and again.
#[derive(Debug, Clone, Default)]
pub struct Candidates(Vec<Candidate>);

#[derive(Debug, Clone)]
struct Candidate {
    text: String,
    lower: String,
    letters: Letters,
}

impl<'a> FromIterator<Option<&'a String>> for Candidates {
    fn from_iter<I: IntoIterator<Item = Option<&'a String>>>(texts: I) -> Self {
        let texts = texts.into_iter().map(Option::<&String>::cloned);
        let candidates = texts.map(|text| {
            let text = text.unwrap_or_default();
            let lower = text.to_lowercase();
            let letters = Letters::of(&lower);
            Candidate {
                text,
                lower,
                letters,
            }
        });
        Self(candidates.collect())
    }
}

/// The nearest of several lists of candidates; see [`nearest`].
pub fn nearest_in<'a>(
    given: &str,
    lists: impl IntoIterator<Item = &'a Candidates>,
) -> Option<&'a str> {
    let wanted = given.to_lowercase();
    let letters = Letters::of(&wanted);
    let mut best: Option<(f64, &str)> = None;
    for candidate in lists.into_iter().flat_map(|list| &list.0) {
        if !letters.may_be_near(&candidate.letters) && !candidate.lower.contains(&wanted) {
            continue;
        }
        let score = similarity(&wanted, &candidate.lower);
        let least = best.map_or(NEAR, |(score, _)| score);
        if score >= least {
            best = Some((score, &candidate.text));
        }
    }
    best.map(|(_, text)| text)
}

/// How often each letter occurs in a text; letters share a few boxes.
#[derive(Debug, Clone)]
struct Letters {
    boxes: [u8; 32],
    count: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut boxes = [0_u8; 32];
        let mut count = 0;
        for letter in text.chars() {
            let one = &mut boxes[letter as usize % 32];
            *one = one.saturating_add(1);
            count += 1;
        }
        Self { boxes, count }
    }

    /// Whether two texts may be near each other. Each change brings or takes at most one letter, so
    /// there are at least as many as there are letters too few or too many.
    fn may_be_near(&self, other: &Self) -> bool {
        let (mut few, mut many) = (0_usize, 0_usize);
        for (one, another) in self.boxes.iter().zip(&other.boxes) {
            few += usize::from(another.saturating_sub(*one));
            many += usize::from(one.saturating_sub(*another));
        }
        let longest = self.count.max(other.count);
        // The distance at which `NEAR` is reached, and one for what is rounded.
        few.max(many) <= longest * 2 / 5 + 1
    }
}

/// From which similarity on a candidate is near.
const NEAR: f64 = 0.6;

/// Words the nearest candidate as a question: ``did you mean `x`?``.
pub fn did_you_mean<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(given, candidates).map(|name| format!("did you mean `{name}`?"))
}

fn similarity(wanted: &str, candidate: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(wanted, candidate);
    let part_of = wanted.len() >= 4 && candidate.contains(wanted);
    if part_of {
        distance.max(0.75)
    } else {
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_that_stay_are_told_like_others() {
        let texts = [
            "Global Session Policy",
            "Password",
            "Get Rules",
            "Set rules",
            "été",
        ];
        let owned = texts.map(str::to_owned);
        let lists: [Candidates; 2] = [
            owned[..3].iter().map(Some).collect(),
            owned[3..].iter().map(Some).collect(),
        ];
        for given in [
            "get rule",
            "Session Policy",
            "something else",
            "et rules",
            "ete",
            "",
            "pasword",
        ] {
            assert_eq!(nearest_in(given, &lists), nearest(given, texts), "{given}");
        }
    }

    #[test]
    fn the_nearest_name_is_suggested() {
        let names = ["Global Session Policy", "Password", "Get Rules"];
        assert_eq!(nearest("get rule", names), Some("Get Rules"));
        assert_eq!(
            nearest("Session Policy", names),
            Some("Global Session Policy")
        );
        assert_eq!(nearest("something else", names), None);
    }
}
