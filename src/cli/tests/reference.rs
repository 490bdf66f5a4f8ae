//! `docs/cli.md`: made from the command line itself, so that it can't tell anything else.

use std::fmt::Write;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use crate::cli::args::Arguments;
use crate::mock::{Fault, GENERAL_FAULTS, SERVICES, WHEN};
use crate::report::REPORTERS;

/// What the page begins with.
const HEAD: &str = "\
# The command line

Made from the program's own options; `POSTRIDER_UPDATE_DOCS=1 cargo test --lib reference` writes it anew. Every option may have its default
elsewhere: see [configuration.md](configuration.md).
";

/// The whole page.
fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut all = Arguments::command();
    all.build();
    for command in all
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        section(&mut page, command, "postrider");
    }
    reporters(&mut page);
    mocks(&mut page);
    page
}

/// The reporters and their options.
fn reporters(page: &mut String) {
    // Writing to a string can't fail.
    let _ = writeln!(
        page,
        "\n## Reporters\n\n[reporters.md](reporters.md) says more."
    );
    for reporter in REPORTERS {
        let _ = writeln!(page, "\n### {}\n\nTo {}.\n", reporter.name, reporter.help);
        let _ = writeln!(page, "| | |\n| --- | --- |");
        for option in reporter.options {
            let value = option.value.map(|value| format!(" <{value}>"));
            let value = value.unwrap_or_default();
            let name = format!("--reporter-{}-{}{value}", reporter.name, option.name);
            let _ = writeln!(page, "| `{name}` | {} |", option.help);
        }
    }
}

/// The services that are part of the program, and how each can be told to misbehave.
fn mocks(page: &mut String) {
    let _ = writeln!(page, "\n## Mocks\n\n[mock-org.md](mock-org.md) says more.");
    let mut table = |name: &str, help: &str, faults: &[Fault]| {
        // Writing to a string can't fail.
        let _ = writeln!(page, "\n### {name}\n\n{help}.\n\n| | |\n| --- | --- |");
        for fault in faults {
            let _ = writeln!(page, "| `{fault}` | {} |", fault.help);
        }
    };
    for service in SERVICES {
        table(service.name, service.help, service.faults);
    }
    let help = format!("Faults that every mock may have. `WHEN` is {WHEN}");
    table("any mock", &help, &GENERAL_FAULTS);
}

fn section(page: &mut String, command: &Command, above: &str) {
    let name = format!("{above} {}", command.get_name());
    let about = command
        .get_about()
        .map(StyledStr::to_string)
        .unwrap_or_default();
    // Writing to a string can't fail.
    let _ = writeln!(page, "\n## {name}\n\n{about}.");
    let mut headings: Vec<&str> = Vec::new();
    for argument in shown(command) {
        let heading = heading(argument);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings.sort_by_key(|heading| *heading != "Arguments");
    for heading in headings {
        let _ = writeln!(page, "\n### {heading}\n\n| | |\n| --- | --- |");
        for argument in shown(command).filter(|argument| self::heading(argument) == heading) {
            let help = argument
                .get_help()
                .map(StyledStr::to_string)
                .unwrap_or_default();
            let help = help
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace('|', "\\|");
            let _ = writeln!(
                page,
                "| `{}` | {help}{}{} |",
                spelled(argument),
                values(argument),
                default(argument)
            );
        }
    }
    for below in command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
    {
        section(page, below, &name);
    }
}

/// What an argument stands under.
fn heading(argument: &Arg) -> &str {
    let without = if argument.is_positional() {
        "Arguments"
    } else {
        "Options"
    };
    argument.get_help_heading().unwrap_or(without)
}

fn shown(command: &Command) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|argument| !matches!(argument.get_id().as_str(), "help" | "version"))
}

/// The option with its short form and its value.
fn spelled(argument: &Arg) -> String {
    let short = argument
        .get_short()
        .map(|short| format!("-{short}, "))
        .unwrap_or_default();
    let value = argument
        .get_value_names()
        .and_then(|names| names.first())
        .map(|name| format!("<{name}>"));
    let Some(long) = argument.get_long() else {
        return value.unwrap_or_default();
    };
    let value = value.filter(|_| argument.get_action().takes_values());
    let value = match (
        value,
        argument
            .get_num_args()
            .is_some_and(|range| range.min_values() == 0),
    ) {
        (None, _) => String::new(),
        (Some(value), true) => format!(" [{value}]"),
        (Some(value), false) => format!(" {value}"),
    };
    format!("{short}--{long}{value}").replace('|', "\\|")
}

/// The values that an option takes, where they are few.
fn values(argument: &Arg) -> String {
    let values = argument.get_possible_values();
    let names: Vec<_> = values
        .iter()
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if names.is_empty() || !argument.get_action().takes_values() {
        return String::new();
    }
    format!(" (one of {})", names.join(", "))
}

fn default(argument: &Arg) -> String {
    let values: Vec<_> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    let is_flag = !argument.get_action().takes_values();
    if values.is_empty() || is_flag {
        String::new()
    } else {
        format!(" (default: `{}`)", values.join(","))
    }
}

#[test]
fn every_command_says_what_it_does_and_no_option_stands_under_anothers_heading() {
    let page = page();
    for line in [
        "## postrider lint\n\nFind mistakes in collections, without a network.",
        "## postrider check\n\nCheck collections against the contract of an API",
    ] {
        assert!(page.contains(line), "{line}");
    }
    let configuration = page.split("\n### Configuration\n").skip(1);
    for text in configuration {
        let table: Vec<&str> = text
            .lines()
            .skip(1)
            .take_while(|line| !line.is_empty())
            .collect();
        assert_eq!(table.len(), 4, "{table:?}");
    }
}

#[test]
fn the_page_is_what_the_program_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    if std::env::var_os("POSTRIDER_UPDATE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page(),
        "docs/cli.md is out of date: POSTRIDER_UPDATE_DOCS=1 cargo test --lib reference"
    );
}
