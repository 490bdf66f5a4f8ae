//! Scopes of variables, which of them wins, and putting their values in place of `{{name}}` and
//! `<<name>>`.
//!
//! Rules are Postman's: nearest scope first, placeholders are neither trimmed nor case-folded,
//! innermost first, and what can't be resolved stays as it was written. This module never decides
//! what an unresolved name means for a run; it only tells which names they were.

mod dynamic;
mod list;
mod resolve;
mod rows;
mod scope;
mod vault;

pub use dynamic::dynamic_names;
pub use resolve::{Resolver, Unresolved, angle_names, placeholder_names, put_in};
pub use rows::{Cells, DELIMITERS, Row, Rows, RowsError, Table, parse_rows};
pub use scope::{Change, Scope, ScopeKind, Scopes};
pub use vault::{Secret, Vault, VaultError};
