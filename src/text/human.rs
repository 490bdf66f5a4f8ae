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

/// Writes a duration in milliseconds as Newman does: `42µs`, `999ms`, `2.1s`, `1m 1.2s`,
/// `1h 2m 3.4s`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "shown to a tenth of a second at most"
)]
pub fn duration(millis: f64) -> String {
    if millis < 1.0 {
        return format!("{}µs", (millis * 1000.0) as i64);
    }
    if millis < 1998.0 {
        return format!("{}ms", millis as i64);
    }
    let whole = (millis / 1000.0) as i64;
    let mut parts = Vec::new();
    for (count, unit) in [
        (whole / 86_400, "d"),
        (whole / 3600 % 24, "h"),
        (whole / 60 % 60, "m"),
    ] {
        if count > 0 {
            parts.push(format!("{count}{unit}"));
        }
    }
    let tenths = (millis / 100.0 + 1e-7) as i64 % 600;
    match (tenths / 10, tenths % 10) {
        (0, 0) => {}
        (seconds, 0) => parts.push(format!("{seconds}s")),
        (seconds, tenth) => parts.push(format!("{seconds}.{tenth}s")),
    }
    parts.join(" ")
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
    fn durations_are_written_as_newman_writes_them() {
        for (millis, text) in [
            (0.0, "0µs"),
            (0.5, "500µs"),
            (999.9, "999ms"),
            (1997.0, "1997ms"),
            (1998.0, "1.9s"),
            (2000.0, "2s"),
            (2100.0, "2.1s"),
            (61_200.0, "1m 1.2s"),
            (3_723_400.0, "1h 2m 3.4s"),
            (60_000.0, "1m"),
        ] {
            assert_eq!(duration(millis), text);
        }
    }

    #[test]
    fn one_has_no_plural() {
        assert_eq!(
            (plural(1, "request"), plural(0, "request")),
            ("1 request".into(), "0 requests".into())
        );
    }
}
