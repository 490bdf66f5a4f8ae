//! The texts that a guide is read from.

/// A text with the name that its file has in messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Text<'a> {
    /// The name.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

impl<'a> Text<'a> {
    /// A text of that name.
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text }
    }
}

/// The text of a page and of its side-car.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texts<'a> {
    /// The page; a side-car may have none.
    pub page: Option<Text<'a>>,
    /// The side-car, where the directives stand in one.
    pub sidecar: Option<Text<'a>>,
}

impl<'a> Texts<'a> {
    /// The file that the directives stand in.
    pub fn directives(&self) -> Text<'a> {
        self.sidecar.or(self.page).unwrap_or_default()
    }
}
