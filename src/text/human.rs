//! Counts and sizes as people write them.

/// Writes a count with its noun: `1 request`, `3 requests`.
pub fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Writes a size in bytes with decimal units and without a space: `0B`, `999B`, `1.02kB`, `1MB`.
#[expect(clippy::cast_precision_loss, reason = "shown to two decimals")]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let mut rounded = (value * 100.0).round() / 100.0;
    if rounded >= 1000.0 && unit + 1 < UNITS.len() {
        rounded = 1.0;
        unit += 1;
    }
    format!("{rounded}{}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_newman_writes_them() {
        for (bytes, text) in [
            (0, "0B"),
            (999, "999B"),
            (1000, "1kB"),
            (1024, "1.02kB"),
            (5160, "5.16kB"),
            (1_000_000, "1MB"),
            (999_999, "1MB"),
            (1_500_000_000, "1.5GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn one_has_no_plural() {
        assert_eq!((plural(1, "request"), plural(0, "request")), ("1 request".into(), "0 requests".into()));
    }
}
