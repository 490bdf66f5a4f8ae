//! libFuzzer under a name whose file is found without looking for it.

pub use libfuzzer_sys::*;
