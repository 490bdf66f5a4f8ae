//! Statuses of responses as the user names them: `404`, `5xx`.

use crate::exchange::Response;

/// A status, or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// This one.
    Code(u16),
    /// All that begin with this digit.
    Class(u16),
}

/// Several of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statuses(pub Vec<Status>);

impl Status {
    /// Reads `404` or `4xx`.
    pub fn read(text: &str) -> Option<Self> {
        let lower = text.trim().to_ascii_lowercase();
        if lower.len() != 3 {
            return None;
        }
        let (digits, known) = match lower.strip_suffix("xx") {
            Some(class) => (class, 1_u16..=5),
            None => (lower.as_str(), 100..=599),
        };
        let is_class = digits.len() == 1;
        let number = digits
            .parse::<u16>()
            .ok()
            .filter(|number| known.contains(number))?;
        Some(if is_class {
            Self::Class(number)
        } else {
            Self::Code(number)
        })
    }
}

impl Statuses {
    /// Whether a status is one of them.
    pub fn has(&self, code: u16) -> bool {
        self.0.iter().any(|status| match status {
            Status::Code(own) => *own == code,
            Status::Class(class) => *class == code / 100,
        })
    }
}

/// The status of a response as people read it: `404 Not Found`.
pub(super) fn shown(response: &Response) -> String {
    format!("{} {}", response.code, response.reason)
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_three_digits_or_a_class() {
        assert_eq!(Status::read("404"), Some(Status::Code(404)));
        assert_eq!(Status::read(" 5XX"), Some(Status::Class(5)));
        for text in [
            "", "4", "4x", "xxx", "6xx", "099", "600", "4xxx", "+40", "é",
        ] {
            assert_eq!(Status::read(text), None, "{text}");
        }
        let statuses = Statuses(vec![Status::Class(5), Status::Code(429)]);
        let has = [429, 500, 599, 428, 200].map(|code| statuses.has(code));
        assert_eq!(has, [true, true, true, false, false]);
    }
}
