//! "Did you mean …?": the nearest of the names that would have been right.

/// Finds the candidate that `given` was most likely meant to be; `None` when nothing is near.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = given.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (similarity(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

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
