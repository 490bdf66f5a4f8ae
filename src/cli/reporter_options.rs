//! `--reporter-*`: options that each reporter understands for itself.

use std::collections::HashMap;
use std::ffi::OsString;

use super::messages::warn;
use crate::report::{Description, REPORTERS};
use crate::text;

/// An option of a reporter, `--reporter-<name>-<option> [value]`, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReporterOption {
    /// What follows `--reporter-`.
    pub(super) name: String,
    /// The value, where one follows.
    pub(super) value: Option<String>,
}

/// Takes `--reporter-*` and their values out of the arguments, as Newman does before it reads the
/// others.
pub(super) fn split(arguments: &[OsString]) -> (Vec<OsString>, Vec<ReporterOption>) {
    let mut plain = Vec::new();
    let mut options = Vec::new();
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        let Some(option) = argument
            .to_str()
            .and_then(|text| text.strip_prefix("--reporter-"))
        else {
            plain.push(argument.clone());
            continue;
        };
        let (name, value) = if let Some((name, value)) = option.split_once('=') {
            (name, Some(value.to_owned()))
        } else {
            let follows =
                rest.next_if(|next| next.to_str().is_some_and(|text| !text.starts_with('-')));
            (
                option,
                follows.and_then(|value| value.to_str()).map(str::to_owned),
            )
        };
        options.push(ReporterOption {
            name: name.to_owned(),
            value,
        });
    }
    (plain, options)
}

/// The options of one reporter, by name; those without a reporter's name are everybody's, and win.
pub(super) fn of<'a>(
    reporter: &str,
    options: &'a [ReporterOption],
) -> HashMap<&'a str, Option<&'a str>> {
    let own = own(reporter, options);
    let general = options.iter().filter(|option| option.reporter().is_none());
    own.chain(general.map(|option| (option.name.as_str(), option.value.as_deref())))
        .collect()
}

/// The options that name this reporter.
pub(super) fn own<'a>(
    reporter: &str,
    options: &'a [ReporterOption],
) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
    options
        .iter()
        .filter_map(move |option| Some((option.of(reporter)?, option.value.as_deref())))
}

/// The options of a reporter from npm, in Newman's order of weight: its own, then those that no
/// reporter of the run is named in.
pub(super) fn of_package(
    reporter: &str,
    reporters: &[String],
    options: &[ReporterOption],
) -> Vec<(String, Option<String>)> {
    let is_of_any =
        |option: &&ReporterOption| reporters.iter().any(|name| option.of(name).is_some());
    let general = options.iter().filter(|option| !is_of_any(option));
    let general = general.map(|option| (option.name.as_str(), option.value.as_deref()));
    own(reporter, options)
        .chain(general)
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .collect()
}

/// Warns about options that look mistyped. What no option is like may be meant for a reporter that
/// only Newman has, and is left alone.
pub(super) fn warn_of_mistyped(options: &[ReporterOption]) {
    for option in options {
        if let Some(meant) = option.meant() {
            warn(format!(
                "there is no option `--reporter-{}` (did you mean `--reporter-{meant}`?)",
                option.name
            ));
        }
    }
}

impl ReporterOption {
    /// What the option is called by its reporter, if it is this one's.
    fn of(&self, reporter: &str) -> Option<&str> {
        self.name.strip_prefix(reporter)?.strip_prefix('-')
    }

    /// The reporter whose option it is.
    fn reporter(&self) -> Option<&'static Description> {
        REPORTERS
            .into_iter()
            .find(|reporter| self.of(reporter.name).is_some())
    }

    /// The option that was meant, if this one looks mistyped.
    fn meant(&self) -> Option<String> {
        let is_of_other = REPORTERS
            .iter()
            .flat_map(|reporter| reporter.stands_for)
            .any(|other| self.of(other).is_some());
        if is_of_other {
            return None;
        }
        let Some(reporter) = self.reporter() else {
            let all = REPORTERS.iter().flat_map(|reporter| names(reporter));
            // What has more words may begin with the name of a reporter that is not ours.
            let alike = all.filter(|name| words(name) == words(&self.name));
            return nearest(&self.name, alike.collect()).map(str::to_owned);
        };
        let own = nearest(self.of(reporter.name)?, names(reporter).collect())?;
        Some(format!("{}-{own}", reporter.name))
    }
}

fn names(reporter: &'static Description) -> impl Iterator<Item = &'static str> {
    reporter.options.iter().map(|option| option.name)
}

fn words(name: &str) -> usize {
    name.split('-').count()
}

/// The nearest of the options, unless it is that itself.
fn nearest<'a>(given: &str, known: Vec<&'a str>) -> Option<&'a str> {
    if known.contains(&given) {
        return None;
    }
    text::nearest(given, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str, value: Option<&str>) -> ReporterOption {
        ReporterOption {
            name: name.into(),
            value: value.map(Into::into),
        }
    }

    #[test]
    fn reporter_options_are_taken_out_with_their_values() {
        let line = "postrider run --reporter-json-export out.json c.json --reporter-cli-no-summary -k --reporter-x=y";
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (plain, options) = split(&arguments);
        assert_eq!(
            plain,
            ["postrider", "run", "c.json", "-k"].map(OsString::from)
        );
        assert_eq!(
            options,
            [
                option("json-export", Some("out.json")),
                option("cli-no-summary", None),
                option("x", Some("y"))
            ]
        );
    }

    #[test]
    fn a_mistyped_option_has_one_that_was_meant() {
        for (given, meant) in [
            ("json-exprot", Some("json-export")),
            ("html-bodylimit", Some("html-body-limit")),
            ("cli-no-sumary", Some("cli-no-summary")),
            ("exprot", Some("export")),
            ("no-sumary", Some("no-summary")),
            ("json-export", None),
            ("export", None),
            // Newman's, without effect here.
            ("json-silent", None),
            // Of reporters that are not ours.
            ("htmlextra-exprot", None),
            ("json-summary-export", None),
            ("md-export", None),
            ("csv-export", None),
            ("allure-resultsDir", None),
        ] {
            let found = option(given, None).meant();
            assert_eq!(found.as_deref(), meant, "{given}");
        }
    }
}
