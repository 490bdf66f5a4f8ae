//! Contracts: what `OpenAPI` documents (Swagger 2.0, 3.0, 3.1 and later) say of exchanges, and how much
//! of them a run has touched.
//!
//! A [`Contract`] is read once. It finds the operation of an exchange by its method and path, checks
//! the exchange and tells what of the operation it touched; a schema is compiled when it is first
//! needed. [`Coverage`] folds what was touched. Who asks, and what a violation means for a run, is
//! for others.

mod check;
mod compiled;
mod coverage;
mod cycles;
mod discriminator;
mod error;
mod exchanges;
mod lent;
mod lent_reader;
mod library;
mod media;
mod offline;
mod operation;
mod path;
mod plain;
mod read;
mod request;
mod response;
mod routes;
mod schema;
mod specification;
mod swagger;
mod text_value;
mod value;

#[cfg(test)]
mod tests;

pub use check::{Check, What};
pub use coverage::{Aspect, AspectKind, Coverage, Covered, Described, Inventory, Share, Touch};
pub use error::Unreadable;
pub use exchanges::{Checks, Contract, Ignored, Looked, Options, Severity};
pub use library::Load;
pub use offline::{Found, Offline};
pub use operation::Spot;
pub use routes::Base;
