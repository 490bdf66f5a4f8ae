//! From the one model of a collection to files in Postman's formats: a tree of YAML files (v3), or
//! one JSON file (v2.1); and what the format can't say of it.
//!
//! Nothing here reads or writes a file: a tree is paths and contents.

mod auth;
mod body;
mod environment;
mod example;
mod id;
mod loss;
mod merge;
mod name;
mod onto;
mod order;
mod pairs;
mod patch;
mod request;
mod script;
mod settings;
mod tree;
mod unread;
mod url;
mod v2;
mod variables;
mod yaml;

pub use environment::{environment, environment_json};
pub use loss::Loss;
use loss::Losses;
pub use name::file_name;
pub use onto::{Change, Standing, There, onto, onto_one};
pub use tree::{TreeFile, tree};
pub use unread::unread;
pub use v2::json;
pub use yaml::write as yaml;
