//! What directives say: the keys of a step and their values, read from YAML with the place of each.

pub(super) mod ask;
pub(super) mod capture;
mod difference;
pub(super) mod edit;
pub(super) mod expect;
pub(super) mod fields;
pub(super) mod finding;
pub(super) mod include;
pub(super) mod lines;
pub(super) mod matcher;
pub(super) mod path;
pub(super) mod renew;
pub(super) mod retry;
mod said;
pub(super) mod schema;
pub(super) mod selector;
pub(super) mod sending;
pub(super) mod shape;
pub(super) mod shared;
pub(super) mod source;
pub(super) mod step;
pub(super) mod value;
mod which;
