//! How often the nonces of servers were used.

use std::cell::RefCell;
use std::collections::HashMap;

/// Counts the nonces of a whole run: a server refuses a count that it has seen, whoever used the
/// nonce.
#[derive(Debug, Default)]
pub struct Nonces(RefCell<HashMap<(String, String), u64>>);

impl Nonces {
    /// The number of this use of a server's nonce, from 1.
    pub(super) fn next(&self, server: &str, nonce: &str) -> u64 {
        let mut uses = self.0.borrow_mut();
        let count = uses
            .entry((server.to_owned(), nonce.to_owned()))
            .or_default();
        *count += 1;
        *count
    }
}
