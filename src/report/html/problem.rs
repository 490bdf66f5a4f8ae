//! What is wrong with a template.

/// Why a template is none.
#[derive(Debug, thiserror::Error)]
#[error("template `{name}`{}: {reason}", place.map(|(line, column)| format!(": line {line}, column {column}")).unwrap_or_default())]
pub struct TemplateProblem {
    /// The file as it was named.
    pub name: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub reason: String,
}
