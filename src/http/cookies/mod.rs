//! The cookies of a run: the jar, its file, and what servers write in `Set-Cookie`.

pub(crate) mod date;
pub(crate) mod file;
pub(crate) mod jar;
pub(crate) mod suffix;
pub(crate) mod text;
