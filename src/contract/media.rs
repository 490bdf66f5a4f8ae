//! Media types and ranges of them.

use super::operation::Media;
use crate::exchange::MediaType;

/// What is documented for a media type: the nearest of what covers it.
pub(super) fn find<'m>(content: &'m [Media], found: &MediaType, header: &str) -> Option<&'m Media> {
    // Most often there is one, and it is meant.
    if let [only] = content
        && only.range == found.essence
    {
        return Some(only);
    }
    let rank = |media: &&Media| rank(&media.range, found, header);
    let best = content.iter().max_by_key(rank)?;
    (rank(&best) > 0).then_some(best)
}

/// How near a range is to a media type; 0 where it does not cover it.
fn rank(range: &str, found: &MediaType, header: &str) -> usize {
    let documented = MediaType::parse(range);
    let plain = |text: &str| text.to_ascii_lowercase().replace([' ', '"'], "");
    let (kind, any) = documented
        .essence
        .split_once('/')
        .unwrap_or((&documented.essence, "*"));
    match () {
        () if plain(range) == plain(header) => 4,
        () if documented.essence == found.essence => 3,
        () if any == "*" && found.essence.starts_with(&format!("{kind}/")) => 2,
        () if matches!(documented.essence.as_str(), "*/*" | "*") => 1,
        () => 0,
    }
}

/// The media types that are documented, in words.
pub(super) fn names(content: &[Media]) -> String {
    let names: Vec<String> = content
        .iter()
        .map(|media| format!("`{}`", media.range))
        .collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_range_counts() {
        let content = [
            "*/*",
            "application/*",
            "application/json",
            "text/plain; v=1",
        ];
        let content = content.map(|range| Media {
            range: range.to_owned(),
            schema: None,
        });
        for (header, range) in [
            ("Application/JSON; charset=utf-8", "application/json"),
            ("application/xml", "application/*"),
            ("text/plain;v=1", "text/plain; v=1"),
            ("image/png", "*/*"),
        ] {
            let found = find(&content, &MediaType::parse(header), header);
            assert_eq!(found.unwrap().range, range, "{header}");
        }
        let found = find(&content[2..3], &MediaType::parse("text/html"), "text/html");
        assert!(found.is_none());
    }
}
