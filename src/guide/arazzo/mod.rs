//! Guides as Arazzo documents, and Arazzo documents as guides.
//!
//! Arazzo describes workflows over operations; here the operations are requests of Postman
//! collections, pointed at by `operationPath` with a JSON Pointer into the collection, or written
//! down in `x-operation`. What a guide says and Arazzo has no words for stands in `x-postrider`, so
//! that nothing is lost on the way there and back.

mod criterion;
mod export;
mod expression;
mod import;
mod operation;
mod reader;
mod response;
mod step;

pub use export::{Addresses, export};
pub use import::{Imported, Unread, import, sources};
pub use reader::SourceCollection;

/// The extension that holds what Arazzo has no words for.
const EXTENSION: &str = "x-postrider";

/// The source description that stands for the page itself, where it holds requests of its own.
const PAGE: &str = "page";

pub use crate::document::to_yaml as yaml;
