//! A reader under libFuzzer: `POSTRIDER_FUZZ` names which. `.ci/fuzz` builds and runs it.

#![no_main]

mod targets;

use std::sync::OnceLock;

use targets::Target;

static TARGET: OnceLock<Target> = OnceLock::new();

#[expect(
    clippy::disallowed_methods,
    reason = "arguments and what they are for are libFuzzer's"
)]
fn named() -> Target {
    let name = std::env::var("POSTRIDER_FUZZ").unwrap_or_default();
    let found = targets::TARGETS.iter().find(|(own, _)| *own == name);
    let names: Vec<&str> = targets::TARGETS.iter().map(|(own, _)| *own).collect();
    found
        .unwrap_or_else(|| panic!("POSTRIDER_FUZZ is `{name}`, expected one of {names:?}"))
        .1
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| (TARGET.get_or_init(named))(data));
