//! `--reporter-*`: options that each reporter understands for itself.

use std::ffi::OsString;

/// An option of a reporter, `--reporter-<name>-<option> [value]`, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct ReporterOption {
    /// What follows `--reporter-`.
    pub(in crate::cli) name: String,
    /// The value, where one follows.
    pub(in crate::cli) value: Option<String>,
}

/// Takes `--reporter-*` and their values out of the arguments, as Newman does before it reads the
/// others.
pub(in crate::cli) fn split_reporter_options(
    arguments: &[OsString],
) -> (Vec<OsString>, Vec<ReporterOption>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reporter_options_are_taken_out_with_their_values() {
        let line = "postrider run --reporter-json-export out.json c.json --reporter-cli-no-summary -k --reporter-x=y";
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let (plain, options) = split_reporter_options(&arguments);
        assert_eq!(
            plain,
            ["postrider", "run", "c.json", "-k"].map(OsString::from)
        );
        let option = |name: &str, value: Option<&str>| ReporterOption {
            name: name.into(),
            value: value.map(Into::into),
        };
        assert_eq!(
            options,
            [
                option("json-export", Some("out.json")),
                option("cli-no-summary", None),
                option("x", Some("y"))
            ]
        );
    }
}
