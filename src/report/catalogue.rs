//! The reporters there are. Each describes itself in its own file; a new one is that file and a row
//! here.

use super::description::Description;
use super::{
    blob, cli, cobertura, ctrf, github, har, html, json, junit, live, markdown, ndjson, tap,
};

/// All reporters that are called by a name, in the order in which they are told of.
pub const REPORTERS: [&Description; 15] = [
    &cli::DESCRIPTION,
    &json::DESCRIPTION,
    &junit::DESCRIPTION,
    &html::DESCRIPTION,
    &markdown::DESCRIPTION,
    &github::DESCRIPTION,
    &tap::DESCRIPTION,
    &ctrf::DESCRIPTION,
    &cobertura::DESCRIPTION,
    &har::DESCRIPTION,
    &json::SUMMARY,
    &ndjson::DESCRIPTION,
    &blob::DESCRIPTION,
    &live::PROGRESS,
    &live::EMOJITRAIN,
];

/// A reporter from npm in whose place one of ours writes where it is not installed.
#[derive(Debug)]
pub struct StandIn {
    /// What it is called by.
    pub name: &'static str,
    /// What ours is called by.
    pub own: &'static str,
    /// Those of its options that have an equal here, each with what that is called.
    pub options: &'static [(&'static str, &'static str)],
}

/// All of them.
pub const STAND_INS: [StandIn; 5] = [
    of_html("htmlextra"),
    of_html("htmlfull"),
    of_junit("junitfull"),
    of_junit("junitxml"),
    of_junit("xunit"),
];

const fn of_html(name: &'static str) -> StandIn {
    StandIn {
        name,
        own: "html",
        options: &[
            ("export", "export"),
            ("title", "title"),
            ("browserTitle", "title"),
            ("darkTheme", "dark-theme"),
            ("showEnvironmentData", "show-environment"),
            ("showGlobalData", "show-globals"),
        ],
    }
}

const fn of_junit(name: &'static str) -> StandIn {
    StandIn {
        name,
        own: "junit",
        options: &[("export", "export")],
    }
}
