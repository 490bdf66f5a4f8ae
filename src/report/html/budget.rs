//! How much of a run the page holds: one that grows with the run is one that no browser opens.
//!
//! What failed may use all of it, what passed half, so that there is room for failures at the end
//! of a long run. Beyond that an item is shown without bodies and console lines; where these fill
//! the same space once more, items are left out.

use serde_json::{Map, Value, json};

/// How many bytes the items may have together where the user does not say.
pub(super) const MAX_BODY: usize = 32_000_000;

/// What is left of the space.
pub(super) struct Budget {
    limit: usize,
    used: usize,
    /// How many items are shown without bodies.
    pub(super) bare: usize,
    /// How many items are not shown.
    pub(super) dropped: usize,
}

/// An item as the page holds it.
pub(super) struct Shown {
    /// What the list shows.
    pub(super) line: Value,
    /// What is shown when it is opened.
    pub(super) details: Value,
    pub(super) failed: bool,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            used: 0,
            bare: 0,
            dropped: 0,
        }
    }

    /// The item as far as there is room for it; `None` where there is none.
    pub(super) fn fit(&mut self, mut shown: Shown) -> Option<Shown> {
        let share = if shown.failed {
            self.limit
        } else {
            self.limit / 2
        };
        if self.take(&shown, share) {
            return Some(shown);
        }
        if strip(&mut shown.details) {
            self.bare += 1;
        }
        if self.take(&shown, share.saturating_mul(2)) {
            return Some(shown);
        }
        self.dropped += 1;
        None
    }

    fn take(&mut self, shown: &Shown, share: usize) -> bool {
        let wanted = length(&shown.line) + length(&shown.details);
        let fits = self.used.saturating_add(wanted) <= share;
        if fits {
            self.used += wanted;
        }
        fits
    }
}

/// How many bytes the value takes within the page, where `<` is written as six.
fn length(value: &Value) -> usize {
    let text = value.to_string();
    text.len() + 5 * memchr::memchr_iter(b'<', text.as_bytes()).count()
}

/// Takes out what may be large; returns whether there was something.
fn strip(details: &mut Value) -> bool {
    let mut stripped = false;
    for name in ["request", "response"] {
        let body = details
            .get_mut(name)
            .and_then(|message| message.get_mut("body"));
        let body = body.and_then(Value::as_object_mut);
        stripped |= body.is_some_and(strip_body);
    }
    let console = details.get_mut("console").and_then(Value::as_array_mut);
    stripped |= console.is_some_and(|list| !std::mem::take(list).is_empty());
    let members = details.as_object_mut();
    stripped |= members.is_some_and(|members| members.shift_remove("visualizer").is_some());
    let sent = details.get_mut("scriptRequests");
    for one in sent.and_then(Value::as_array_mut).into_iter().flatten() {
        let members = one.as_object_mut().into_iter();
        for members in members {
            // What was asked and how it was answered stays.
            stripped |= members.shift_remove("request").is_some();
            stripped |= members.shift_remove("response").is_some();
        }
    }
    stripped
}

fn strip_body(body: &mut Map<String, Value>) -> bool {
    if body.get("size") == Some(&json!(0)) {
        return false;
    }
    body.retain(|name, _| name == "size" || name == "type");
    body.insert("left".into(), true.into());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(size: usize) -> Shown {
        Shown {
            line: json!({"name": "r"}),
            details: json!({"response": {"body": {"size": size, "text": "x".repeat(size), "type": "t"}}, "console": []}),
            failed: false,
        }
    }

    fn is_whole(kept: &Shown) -> bool {
        kept.details["response"]["body"]["left"].is_null()
    }

    #[test]
    fn what_passed_uses_half_of_the_space_and_then_loses_its_bodies() {
        let mut budget = Budget::new(10_000);
        let kept: Vec<Shown> = (0..8).filter_map(|_| budget.fit(shown(1_000))).collect();
        assert_eq!(kept.iter().filter(|kept| is_whole(kept)).count(), 4);
        assert_eq!((budget.bare, budget.dropped), (4, 0));
        let body = &kept[7].details["response"]["body"];
        assert_eq!(*body, json!({"size": 1_000, "type": "t", "left": true}));
    }

    #[test]
    fn what_fails_at_the_end_is_whole() {
        let mut budget = Budget::new(10_000);
        for _ in 0..8 {
            budget.fit(shown(1_000));
        }
        let failed = Shown {
            failed: true,
            ..shown(1_000)
        };
        assert!(is_whole(&budget.fit(failed).unwrap()));
    }

    #[test]
    fn however_many_items_there_are_the_space_is_kept() {
        let mut budget = Budget::new(10_000);
        for number in 0..2_000 {
            let failed = number % 2 == 0;
            budget.fit(Shown {
                failed,
                ..shown(300)
            });
        }
        assert!(budget.used <= 20_000, "{}", budget.used);
        assert!(budget.dropped > 1_500, "{}", budget.dropped);
    }

    #[test]
    fn signs_that_are_written_longer_count_as_they_are_written() {
        let plain = json!("aaaa");
        assert_eq!(length(&json!("<a<a")), length(&plain) + 10);
    }

    #[test]
    fn a_body_of_nothing_is_not_missed() {
        let mut details = json!({"response": {"body": {"size": 0, "text": ""}}, "console": []});
        assert!(!strip(&mut details));
    }
}
