//! Who answers the questions of a guide: a variable of the process, or who sits at the terminal.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Write};

use crate::guide::{Question, Reader};
use crate::text;

/// The terminal and the variables of the process.
#[derive(Debug)]
pub(super) struct Terminal<'a> {
    pub(super) variables: &'a BTreeMap<String, String>,
}

impl Reader for Terminal<'_> {
    fn answer(&self, question: &Question) -> Option<String> {
        let given = question.from.as_ref();
        let given = given.and_then(|name| self.variables.get(name));
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            return Some(given.clone());
        }
        // Of several pages that ask, one does so at a time.
        let (mut input, mut shown) = (std::io::stdin().lock(), std::io::stderr());
        if !input.is_terminal() || !shown.is_terminal() {
            return None;
        }
        let default = question.default.as_ref();
        let default = default.map_or_else(String::new, |default| format!(" [{default}]"));
        let asked = text::sanitise(&format!("{}{default}", question.question)).into_owned();
        write!(shown, "{asked}: ")
            .and_then(|()| shown.flush())
            .ok()?;
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let typed = line.trim();
        (!typed.is_empty()).then(|| typed.to_owned())
    }
}
