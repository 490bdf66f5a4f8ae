//! The fenced samples of a page, and which of them `next` and `previous` mean.

use serde_json::Value;

use crate::guide::error::{Mistake, Position, Problems};

/// A block of code.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Fence {
    pub(crate) offset: usize,
    pub(crate) at: Position,
    /// The first word after the opening fence.
    pub(crate) language: String,
    pub(crate) text: String,
    /// Whether it has fences; code that is only indented has none and is no sample.
    pub(crate) fenced: bool,
    /// The list item it stands in, by its number in the page.
    pub(crate) item: Option<usize>,
}

/// Which sample is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Next,
    Previous,
}

/// What kind of sample is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sample {
    Curl,
    Json,
}

impl Which {
    /// Reads `next` or `previous`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "next" => Some(Self::Next),
            "previous" => Some(Self::Previous),
            _ => None,
        }
    }

    fn direction(self) -> &'static str {
        match self {
            Self::Next => "below",
            Self::Previous => "above",
        }
    }
}

impl Sample {
    fn fits(self, fence: &Fence) -> bool {
        let text = fence.text.trim_start();
        match self {
            Self::Curl => {
                let command = text.trim_start_matches(['$', '>', '%']).trim_start();
                command == "curl" || command.starts_with("curl ") || command.starts_with("curl\t")
            }
            Self::Json => fence.language.starts_with("json") || text.starts_with(['{', '[']),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl command",
            Self::Json => "JSON sample",
        }
    }
}

/// The samples of a page, seen from a directive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Samples<'a> {
    pub(crate) fences: &'a [Fence],
    /// The offset into the page at which the directive stands.
    pub(crate) offset: usize,
}

impl<'a> Samples<'a> {
    /// Finds the nearest sample of a kind.
    pub(crate) fn nearest(&self, which: Which, sample: Sample) -> Result<&'a Fence, Mistake> {
        let mut fitting = self.fences.iter().filter(|fence| sample.fits(fence));
        let found = match which {
            Which::Next => fitting.find(|fence| fence.offset > self.offset),
            Which::Previous => fitting.rfind(|fence| fence.offset < self.offset),
        };
        found.ok_or(Mistake::NoFence {
            what: sample.name(),
            direction: which.direction(),
        })
    }

    /// Finds the nearest JSON sample, and reads it. What is wrong with it is told at `at`.
    pub(crate) fn json(
        &self,
        which: Which,
        at: Position,
        problems: &mut Problems,
    ) -> Option<Value> {
        let read = |fence: &Fence| {
            serde_json::from_str(&fence.text).map_err(|error| Mistake::Sample {
                line: fence.at.line,
                message: error.to_string(),
            })
        };
        match self.nearest(which, Sample::Json).and_then(read) {
            Ok(value) => Some(value),
            Err(mistake) => {
                problems.add(at, mistake);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Samples<'_> = Samples {
        fences: &[],
        offset: 0,
    };

    fn fence(offset: usize, language: &str, text: &str) -> Fence {
        Fence {
            offset,
            language: language.into(),
            text: text.into(),
            fenced: true,
            ..Fence::default()
        }
    }

    fn fences() -> Vec<Fence> {
        vec![
            fence(10, "bash", "GET https://h/\n"),
            fence(20, "sh", "$ curl https://a\n"),
            fence(30, "json", "{\"a\": 1}\n"),
            fence(40, "", "  [1]\n"),
            fence(50, "bash", "curl -X DELETE \\\n https://b\n"),
        ]
    }

    #[test]
    fn the_nearest_sample_of_the_kind_is_found() {
        for (offset, which, sample, expected) in [
            (5, Which::Next, Sample::Curl, Some(20)),
            (25, Which::Next, Sample::Curl, Some(50)),
            (45, Which::Previous, Sample::Curl, Some(20)),
            (5, Which::Next, Sample::Json, Some(30)),
            (60, Which::Previous, Sample::Json, Some(40)),
            (60, Which::Next, Sample::Curl, None),
            (5, Which::Previous, Sample::Json, None),
        ] {
            let fences = fences();
            let samples = Samples {
                fences: &fences,
                offset,
            };
            let found = samples
                .nearest(which, sample)
                .ok()
                .map(|fence| fence.offset);
            assert_eq!(found, expected, "{offset} {which:?} {sample:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        let mistake = NONE.nearest(Which::Next, Sample::Curl).unwrap_err();
        assert_eq!(
            mistake.to_string(),
            "there is no fenced curl command below the directive"
        );
    }

    #[test]
    fn a_sample_that_is_not_json_is_told_with_its_line() {
        let mut broken = fence(1, "json", "{\"a\": …}");
        broken.at.line = 7;
        let samples = Samples {
            fences: &[broken],
            offset: 0,
        };
        let mut problems = Problems::of("p.md");
        assert_eq!(
            samples.json(Which::Next, Position::default(), &mut problems),
            None
        );
        let text = problems.list[0].mistake.to_string();
        assert!(
            text.starts_with("the JSON sample at line 7 is not JSON: expected value"),
            "{text}"
        );
    }
}
