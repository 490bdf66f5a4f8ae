//! What a format can't say of a source, told with its place.

use std::fmt;

/// Something of the source that what is written does not say, or says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where it is in the source: the names of the folders and of the item, as `Folder / Request`;
    /// empty for the collection itself.
    pub place: String,
    /// What it is, and what becomes of it.
    pub what: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            formatter.write_str(&self.what)
        } else {
            write!(formatter, "{}: {}", self.place, self.what)
        }
    }
}

/// The losses so far, and where the writer is.
#[derive(Debug, Default)]
pub(super) struct Losses {
    names: Vec<String>,
    list: Vec<Loss>,
}

impl Losses {
    /// Goes into what is called so; [`Self::leave`] goes out again.
    pub(super) fn enter(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    /// Goes out of where it went last.
    pub(super) fn leave(&mut self) {
        self.names.pop();
    }

    /// Tells of a loss where the writer is.
    pub(super) fn tell(&mut self, what: impl Into<String>) {
        self.list.push(Loss {
            place: self.names.join(" / "),
            what: what.into(),
        });
    }

    pub(super) fn into_list(self) -> Vec<Loss> {
        self.list
    }
}
