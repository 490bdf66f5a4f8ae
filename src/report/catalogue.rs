//! The reporters there are. Each describes itself in its own file; a new one is that file and a row
//! here.

use super::description::Description;
use super::{cli, ctrf, github, html, json, junit, live, markdown, ndjson, tap};

/// All reporters that are called by a name, in the order in which they are told of.
pub const REPORTERS: [&Description; 11] = [
    &cli::DESCRIPTION,
    &json::DESCRIPTION,
    &junit::DESCRIPTION,
    &html::DESCRIPTION,
    &markdown::DESCRIPTION,
    &github::DESCRIPTION,
    &tap::DESCRIPTION,
    &ctrf::DESCRIPTION,
    &ndjson::DESCRIPTION,
    &live::PROGRESS,
    &live::EMOJITRAIN,
];
