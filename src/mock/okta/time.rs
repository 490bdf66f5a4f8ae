//! Times, as Okta writes them.

use jiff::Timestamp;

/// `time` as Okta writes it: UTC with milliseconds, `2024-04-25T17:35:02.000Z`.
pub(crate) fn okta_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_carry_milliseconds_and_a_z() {
        let time = Timestamp::from_millisecond(1_714_066_502_000).unwrap();
        assert_eq!(okta_time(time), "2024-04-25T17:35:02.000Z");
    }
}
