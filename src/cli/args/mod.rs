//! What can be typed. Newman's options keep their names, their grammar and their defaults.

mod check;
mod contract;
mod convert;
mod groups;
mod lint;
mod merge;
mod run;
mod units;
mod values;

use std::path::PathBuf;

use clap::builder::styling::Styles;
use clap::{ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand};

pub(super) use check::CheckArguments;
pub(super) use contract::{
    ContractArguments, ContractCheckArgument, SeverityArgument, SpecificationArguments,
};
pub(super) use convert::ConvertArguments;
use groups::ConfigurationArguments;
pub(super) use groups::{
    CommonArguments, OutputArguments, ScriptArguments, SendingArguments, VariableArguments,
};
pub(super) use lint::{FindingsArguments, LintArguments};
pub(super) use merge::MergeArguments;
pub(super) use run::{
    CourseArguments, DataArguments, RetryArguments, RunArguments, SelectionArguments,
};
pub(super) use units::{ByArgument, ShardArgument, UnitsArguments, WorkersArguments};
pub(super) use values::{
    BailArgument, BodyArgument, ColorArgument, FindingsFormat, FormArgument, HttpVersionArgument,
    ListArgument, OrderArgument, RetryArgument,
};

use crate::mock::{Fault, GENERAL_FAULTS, SERVICES, WHEN};

/// Runs Postman collections in place of Newman, and checks documentation against them
#[derive(Debug, Parser)]
#[command(
    name = "postrider",
    version,
    disable_version_flag = true,
    disable_help_flag = true,
    styles = Styles::plain()
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Print the version
    #[arg(short = 'v', long, action = ArgAction::Version)]
    version: Option<bool>,
    /// Print help; `postrider help COMMAND` and docs/cli.md say more
    #[arg(short = 'h', long, action = ArgAction::HelpShort, global = true)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run collections
    Run(Box<RunArguments>),
    /// Run, check, draft and convert pages of documentation
    Guide(Deferred<GuideArguments>),
    /// Merge the runs of several machines into one report: the files that `-r blob` writes
    Merge(Deferred<Box<MergeArguments>>),
    /// Convert a collection, an environment or globals from one of Postman's formats into another
    Convert(Deferred<ConvertArguments>),
    /// Find mistakes in collections, without a network
    Lint(Deferred<LintArguments>),
    /// Check collections against the contract of an API (`--openapi`), without a network
    Check(Deferred<CheckArguments>),
    /// Serve a mock API on this machine, until Ctrl-C
    Mock(Deferred<MockArguments>),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page: `postrider man | man -l -`
    Man,
    /// Print the licences of third-party software in the program
    Licenses,
}

/// Arguments that are put together only where their command is called, or asked about.
#[derive(Debug)]
pub(super) struct Deferred<T>(pub(super) T);

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(|command| {
            // What the type is for is no help for those who call the command.
            let about = command.get_about().cloned().unwrap_or_default();
            T::augment_args(command).about(about)
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        command.defer(T::augment_args_for_update)
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

#[derive(Debug, Args)]
pub(super) struct GuideArguments {
    #[command(subcommand)]
    pub(super) command: GuideCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum GuideCommand {
    /// Do what the page says, step by step
    Run(Box<GuideRunArguments>),
    /// Check that pages and collections still agree, without a network
    Check(GuideCheckArguments),
    /// Update the samples of pages with what servers answer; without `--write`, show what would
    /// change
    Update(Box<GuideUpdateArguments>),
    /// Draft the directives of a page that has none, from what it tells its readers to do
    Init(GuideInitArguments),
    /// Write a guide as an Arazzo document
    Export(GuideExportArguments),
    /// Make a guide from an Arazzo document
    Import(GuideImportArguments),
    /// Print the JSON schema of directives and side-cars, for YAML editors
    Schema,
}

#[derive(Debug, Args)]
pub(super) struct GuideExportArguments {
    /// The page, or its side-car
    pub(super) page: PathBuf,
    /// As an Arazzo 1.1 document
    #[arg(long, required = true)]
    pub(super) arazzo: bool,
    /// Write to this file instead of standard output: JSON where it ends in `.json`, else YAML
    #[arg(short = 'o', long, value_name = "path")]
    pub(super) output: Option<PathBuf>,
    /// Overwrite a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct GuideImportArguments {
    /// The Arazzo document, 1.0 or 1.1, in YAML or JSON
    pub(super) document: PathBuf,
    /// The workflow, where there are several
    #[arg(long, value_name = "id")]
    pub(super) workflow: Option<String>,
    /// Write to this file instead of standard output; guides are called `NAME.guide.yaml`
    #[arg(short = 'o', long, value_name = "path")]
    pub(super) output: Option<PathBuf>,
    /// Overwrite a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct GuideInitArguments {
    /// The pages, folders of pages, or patterns such as `docs/**/*.md`
    #[arg(required = true, value_name = "page")]
    pub(super) pages: Vec<PathBuf>,
    /// The collection that the page talks about; may be given several times
    #[arg(short = 'c', long, value_name = "path")]
    pub(super) collection: Vec<PathBuf>,
    /// The environment that goes with it
    #[arg(short = 'e', long, value_name = "path")]
    pub(super) environment: Option<PathBuf>,
    /// Write to this file instead of standard output; of several pages, into this folder
    #[arg(short = 'o', long, value_name = "path")]
    pub(super) output: Option<PathBuf>,
    /// Leave the page as it is, and write `NAME.guide.yaml` beside it
    #[arg(long)]
    pub(super) sidecar: bool,
    /// Overwrite a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct GuideCheckArguments {
    /// The pages or their side-cars, folders of pages, or patterns such as `docs/**/*.md`; those of
    /// `postrider.toml` where none are named
    #[arg(value_name = "page")]
    pub(super) pages: Vec<PathBuf>,
    /// A collection for pages without a header; may be given several times
    #[arg(short = 'c', long, value_name = "path")]
    pub(super) collection: Vec<PathBuf>,
    /// The environment, instead of the page's own
    #[arg(short = 'e', long, value_name = "path")]
    pub(super) environment: Vec<PathBuf>,
    /// Leave out the findings in this file, which an earlier `--format json` wrote
    #[arg(long, value_name = "path")]
    pub(super) baseline: Option<PathBuf>,
    /// Leave out findings with this code: `CODE`, or `CODE=WORDS` for those whose page, message or
    /// part of the collection has these words; may be given several times
    #[arg(long, value_name = "code")]
    pub(super) allow: Vec<String>,
    /// Correct misspelt names and placeholders in the pages, and show what changes
    #[arg(long)]
    pub(super) fix: bool,
    /// Write which requests of the collections and which samples of the pages no step proves: as
    /// HTML where the path ends in `.html`, else as Markdown; `-` prints it
    #[arg(long, value_name = "path")]
    pub(super) coverage: Option<PathBuf>,
    #[command(flatten)]
    pub(super) findings: FindingsArguments,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
    #[command(flatten)]
    pub(super) specification: SpecificationArguments,
}

#[derive(Debug, Args)]
pub(super) struct GuideRunArguments {
    /// The pages or their side-cars, folders of pages, or patterns such as `docs/**/*.md`; several
    /// are one run, each from the variables that it begins with
    #[arg(required = true, value_name = "page")]
    pub(super) pages: Vec<PathBuf>,
    /// Send the requests of steps that the page calls destructive
    #[arg(long, help_heading = "What runs")]
    pub(super) allow_destructive: bool,
    /// Run this step alone, by its number from 1; what earlier ones capture comes from the
    /// environment
    #[arg(long, value_name = "n", value_parser = clap::value_parser!(u32).range(1..), conflicts_with_all = ["from", "to"], help_heading = "What runs")]
    pub(super) step: Option<u32>,
    /// Start with this step
    #[arg(long, value_name = "n", value_parser = clap::value_parser!(u32).range(1..), help_heading = "What runs")]
    pub(super) from: Option<u32>,
    /// End with this step
    #[arg(long, value_name = "n", value_parser = clap::value_parser!(u32).range(1..), help_heading = "What runs")]
    pub(super) to: Option<u32>,
    /// Write requests and responses, secrets masked, to `NAME.transcript.md` beside the page
    #[arg(long, help_heading = "Files written after the run")]
    pub(super) record: bool,
    /// Run again whenever the page, a collection or the environment changes, until interrupted
    #[arg(long, help_heading = "What runs")]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) common: CommonArguments,
    #[command(flatten)]
    pub(super) retry: RetryArguments,
    #[command(flatten)]
    pub(super) workers: WorkersArguments,
}

#[derive(Debug, Args)]
pub(super) struct GuideUpdateArguments {
    /// The pages or their side-cars, folders of pages, or patterns such as `docs/**/*.md`; those of
    /// `postrider.toml` where none are named
    #[arg(value_name = "page")]
    pub(super) pages: Vec<PathBuf>,
    /// Write the changes; without it they are shown, and the exit code is 1 where there are any
    #[arg(long)]
    pub(super) write: bool,
    /// Write the requests that pages show into their collections, too, where the two differ
    #[arg(long)]
    pub(super) collection_from_page: bool,
    /// Send the requests of steps that the page calls destructive
    #[arg(long)]
    pub(super) allow_destructive: bool,
    #[command(flatten)]
    pub(super) common: CommonArguments,
}

#[derive(Debug, Args)]
#[command(after_help = faults())]
pub(super) struct MockArguments {
    #[arg(help = format!("Which: {}", groups::mocks()))]
    pub(super) name: String,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "n", default_value_t = 0)]
    pub(super) port: u16,
}

/// What mocks are, and how each can be told to misbehave.
fn faults() -> String {
    let list = |faults: &[Fault]| {
        let lines = faults.iter().map(|fault| {
            let name = fault.to_string();
            format!("  {name:<26}{}\n", fault.help)
        });
        lines.collect::<String>()
    };
    let services = SERVICES.map(|service| {
        format!(
            "{}: {}\n{}",
            service.name,
            service.help,
            list(service.faults)
        )
    });
    format!(
        "{}\nAny of them:\n{}\nWHEN is {WHEN}",
        services.join("\n"),
        list(&GENERAL_FAULTS)
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_of_mocks_tells_of_all_services_and_faults() {
        let mut all = Arguments::command();
        let mock = all.find_subcommand_mut("mock").unwrap();
        let help = mock.render_help().to_string();
        for service in SERVICES {
            let row = format!("{}: {}", service.name, service.help);
            assert!(help.contains(&row), "{row}\n{help}");
            for fault in service.faults.iter().chain(&GENERAL_FAULTS) {
                let row = format!("  {:<26}{}\n", fault.to_string(), fault.help);
                assert!(help.contains(&row), "{row}\n{help}");
            }
        }
    }

    #[test]
    fn newmans_grammar_is_read() {
        let parse = |line: &str| {
            Arguments::try_parse_from(line.split(' ')).map(|arguments| arguments.command)
        };
        let Ok(Command::Run(run)) = parse(
            "postrider run -kn 2 c.json --bail --timeout --folder A --folder B -r cli,json --color off",
        ) else {
            panic!("not read")
        };
        assert_eq!(
            (
                run.data.iteration_count,
                run.common.sending.insecure,
                run.common.sending.timeout
            ),
            (Some(2), true, Some(0))
        );
        assert_eq!(run.course.bail, [BailArgument::Failure]);
        assert_eq!(
            (run.selection.folder, run.common.output.reporters),
            (vec!["A".into(), "B".into()], vec!["cli,json".into()])
        );
        assert!(parse("postrider run c.json -n 0").is_err());
        assert!(parse("postrider run c.json --color pink").is_err());
    }
}
