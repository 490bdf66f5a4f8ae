//! Which reporters a run has, and where each writes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Surroundings;
use super::args::{BodyArgument, OutputArguments, ReporterOption};
use super::error::Fault;
use super::sources;
use crate::report::cli::{Body, Cli, Colour, Detail, Hidden, Items, Live, Stamp, Style, Symbols};
use crate::report::ctrf::Ctrf;
use crate::report::exec::Exec;
use crate::report::github::{Github, SourceFile};
use crate::report::html::{self, Html, Template};
use crate::report::json::{Extent, Json};
use crate::report::junit::Junit;
use crate::report::live::{Emojitrain, Progress};
use crate::report::markdown::Markdown;
use crate::report::ndjson::Ndjson;
use crate::report::tap::Tap;
use crate::report::transcript::Transcript;
use crate::report::{Output, ReportError, ReportFile, Reporter, Reporters, default_path};
use crate::runner::Keeper;
use crate::text;
use crate::world::World;

/// The reporters there are.
const NAMES: [&str; 11] = [
    "cli",
    "json",
    "junit",
    "html",
    "markdown",
    "github",
    "tap",
    "ctrf",
    "ndjson",
    "progress",
    "emojitrain",
];

/// Reporters that Newman's users install, and what stands for them here.
const OTHERS: [(&str, &str); 5] = [
    ("htmlextra", "html"),
    ("json-summary", "markdown"),
    ("teamcity", "ndjson"),
    ("md", "markdown"),
    ("xunit", "junit"),
];

/// What the name of a reporter begins with that is a command of the user's.
const COMMAND: &str = "exec:";

/// The reporters of a run.
pub(super) struct Reporting {
    pub(super) reporters: Reporters,
    /// What they are not shown.
    pub(super) keeper: Keeper,
}

/// What opening reporters needs to know.
pub(super) struct Wanted<'a> {
    pub(super) output: &'a OutputArguments,
    pub(super) options: &'a [ReporterOption],
    /// The collections as they were named, in the order in which they run.
    pub(super) collections: &'a [PathBuf],
    /// Where the transcript of a guide goes, if one is wanted.
    pub(super) record: Option<PathBuf>,
}

/// Opens the reporters that were asked for: a report that can't be written is known before anything
/// runs.
pub(super) fn open(
    wanted: &Wanted<'_>,
    world: &Rc<World>,
    surroundings: &Surroundings,
) -> Result<Reporting, Fault> {
    let opening = Opening {
        wanted,
        world,
        surroundings,
    };
    let mut list = Vec::new();
    for name in names(&wanted.output.reporters) {
        list.extend(opening.reporter(name)?);
    }
    if let Some(path) = &wanted.record {
        let output = Output::file(ReportFile::create(path.clone())?);
        list.push(Box::new(Transcript::new(output)));
    }
    Ok(Reporting {
        reporters: Reporters::new(list),
        keeper: keeper(wanted.output),
    })
}

/// What is secret.
pub(super) fn keeper(output: &OutputArguments) -> Keeper {
    if output.show_secrets {
        Keeper::off()
    } else {
        Keeper::new(output.secret.clone())
    }
}

/// The names that are listed, each once, separated by commas; a command takes what follows it,
/// commas and all.
fn names(lists: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for list in lists {
        let mut rest = list.as_str();
        while !rest.is_empty() {
            let is_command = rest.trim_start().starts_with(COMMAND);
            let (name, after) = if is_command {
                (rest, "")
            } else {
                rest.split_once(',').unwrap_or((rest, ""))
            };
            let name = name.trim();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
            rest = after;
        }
    }
    names
}

/// What opening a reporter needs.
struct Opening<'a> {
    wanted: &'a Wanted<'a>,
    world: &'a Rc<World>,
    surroundings: &'a Surroundings,
}

impl Opening<'_> {
    fn reporter(&self, name: &str) -> Result<Option<Box<dyn Reporter>>, Fault> {
        if let Some(command) = name.strip_prefix(COMMAND) {
            if command.trim().is_empty() {
                let hint =
                    "write the command behind the colon, as in `-r 'exec:jq .event'`".to_owned();
                return Err(Fault::text("the reporter `exec:` has no command").hint(Some(hint)));
            }
            return Ok(Some(Box::new(Exec::start(command)?)));
        }
        if self.is_silent(name) {
            return Ok(None);
        }
        Ok(Some(match name {
            "cli" => Box::new(self.cli()),
            "json" => Box::new(self.json()?),
            "junit" => Box::new(Junit::new(self.file_output("junit", "xml")?)),
            "html" => Box::new(self.html()?),
            "markdown" => Box::new(Markdown::new(self.markdown_output()?)),
            "github" => Box::new(Github::new(self.output("github", "txt")?, self.files())),
            "tap" => Box::new(Tap::new(self.output("tap", "tap")?)),
            "ctrf" => Box::new(Ctrf::new(self.file_output("ctrf", "ctrf.json")?)),
            "ndjson" => Box::new(self.ndjson()?),
            // There is nothing to draw on.
            "progress" if !io::stderr().is_terminal() => return Ok(None),
            "progress" => Box::new(Progress::new(Box::new(io::stderr()))),
            "emojitrain" => Box::new(Emojitrain::new(self.stream("emojitrain"))),
            unknown => return Err(unknown_reporter(unknown)),
        }))
    }

    /// Whether a reporter for people is to keep quiet.
    fn is_silent(&self, name: &str) -> bool {
        let shows = matches!(name, "cli" | "progress" | "emojitrain");
        shows && (self.wanted.output.silent || self.options_of(name).contains_key("silent"))
    }

    /// The options of one reporter, by name; those without a reporter's name are everybody's, and
    /// win.
    fn options_of(&self, reporter: &str) -> HashMap<&str, Option<&str>> {
        let options = self.wanted.options;
        let own = options.iter().filter_map(|option| {
            let name = option.name.strip_prefix(reporter)?.strip_prefix('-')?;
            Some((name, option.value.as_deref()))
        });
        let named = |option: &&ReporterOption| {
            NAMES.iter().any(|name| {
                option
                    .name
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('-'))
            })
        };
        let general = options.iter().filter(|option| !named(option));
        own.chain(general.map(|option| (option.name.as_str(), option.value.as_deref())))
            .collect()
    }

    /// The path that `--reporter-<name>-export` gives.
    fn export(&self, reporter: &str) -> Option<&Path> {
        self.options_of(reporter)
            .get("export")
            .copied()
            .flatten()
            .map(Path::new)
    }

    fn file(&self, reporter: &str, extension: &str) -> Result<ReportFile, Fault> {
        Ok(ReportFile::create(self.path(reporter, extension))?)
    }

    fn path(&self, reporter: &str, extension: &str) -> PathBuf {
        let timestamp = format!("{:.3}", self.world.now());
        default_path(self.export(reporter), extension, &timestamp)
    }

    fn file_output(&self, reporter: &str, extension: &str) -> Result<Output, Fault> {
        Ok(Output::file(self.file(reporter, extension)?))
    }

    fn json(&self) -> Result<Json, Fault> {
        let extent = if self.options_of("json").contains_key("compact") {
            Extent::Compact
        } else {
            Extent::Full
        };
        let json = Json::new(self.file("json", "json")?);
        Ok(json.with_extent(extent))
    }

    fn html(&self) -> Result<Html, Fault> {
        let options = self.options_of("html");
        let value = |name: &str| options.get(name).copied().flatten();
        let template = value("template").map(|path| {
            let text = super::inputs::text("template", Path::new(path))?;
            Template::read(path, &text).map_err(Fault::new)
        });
        let limit = value("body-limit").map(|text| {
            text.parse().map_err(|_| {
                Fault::text(format!(
                    "`--reporter-html-body-limit {text}`: expected a number of bytes"
                ))
            })
        });
        let options = html::Options {
            template: template.transpose()?,
            title: value("title").map(str::to_owned),
            body_limit: limit.transpose()?,
        };
        let output = self.file_output("html", "html")?;
        Ok(Html::new(output, options))
    }

    /// A file where one is asked for, else standard output.
    fn output(&self, reporter: &'static str, extension: &str) -> Result<Output, Fault> {
        let is_file = self.options_of(reporter).contains_key("export");
        if is_file {
            self.file_output(reporter, extension)
        } else {
            Ok(self.stream(reporter))
        }
    }

    fn stream(&self, reporter: &'static str) -> Output {
        Output::stream(Box::new(io::BufWriter::new(io::stdout())), reporter)
    }

    /// The file that is asked for, else the page of a GitHub job, else standard output.
    fn markdown_output(&self) -> Result<Output, Fault> {
        let page = self.surroundings.variable("GITHUB_STEP_SUMMARY");
        match page.filter(|_| !self.options_of("markdown").contains_key("export")) {
            Some(page) => Ok(Output::end_of(page.into())?),
            None => self.output("markdown", "md"),
        }
    }

    /// A file that others read while it grows: written in its place.
    fn followed_file(&self, reporter: &str) -> Result<(PathBuf, File), Fault> {
        let path = self.path(reporter, reporter);
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let opened = parent
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| File::create(&path));
        match opened {
            Ok(file) => Ok((path, file)),
            Err(cause) => Err(ReportError::File { path, cause }.into()),
        }
    }

    fn ndjson(&self) -> Result<Ndjson<Box<dyn Write>>, Fault> {
        let to = |out: Box<dyn Write>| Ndjson::new(out);
        if !self.options_of("ndjson").contains_key("export") {
            return Ok(to(Box::new(io::BufWriter::new(io::stdout()))));
        }
        let (path, file) = self.followed_file("ndjson")?;
        Ok(to(Box::new(io::BufWriter::new(file))).to_file(path))
    }

    /// The files of the collections, for those who name lines in them.
    fn files(&self) -> Vec<Option<Rc<SourceFile>>> {
        let file = |path: &PathBuf| {
            let bytes = std::fs::read(path)
                .ok()
                .filter(|_| sources::address(path).is_none())?;
            let text = crate::collection::text_of(&bytes).into_owned();
            Some(Rc::new(SourceFile {
                path: path.display().to_string(),
                text,
            }))
        };
        self.wanted.collections.iter().map(file).collect()
    }

    fn cli(&self) -> Cli {
        let out = Box::new(io::BufWriter::new(io::stdout()));
        let cli = Cli::new(out, self.style());
        if !self.options_of("cli").contains_key("show-timestamps") {
            return cli;
        }
        cli.with_clock(Box::new(|millis| {
            let time = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
            let time = time.to_zoned(jiff::tz::TimeZone::system());
            let form = |form: &str| time.strftime(form).to_string();
            Stamp {
                date_and_time: form("%-m/%-d/%Y, %-I:%M:%S %p"),
                time: form("%-I:%M:%S %p"),
            }
        }))
    }

    /// Whether what is written can be taken back: with escape sequences, on a terminal that a
    /// person looks at.
    fn live(&self, escapes: bool) -> Live {
        let is_watched = self.surroundings.terminal && self.surroundings.variable("CI").is_none();
        if is_watched && escapes {
            Live::Terminal(self.surroundings.width())
        } else {
            Live::No
        }
    }

    fn style(&self) -> Style {
        let output = self.wanted.output;
        let colour = output.color.is_on(self.surroundings);
        let options = self.options_of("cli");
        let has = |name: &str| options.contains_key(name);
        Style {
            colour: if colour { Colour::On } else { Colour::Off },
            symbols: if output.disable_unicode {
                Symbols::Ascii
            } else {
                Symbols::Unicode
            },
            width: self.surroundings.width(),
            table_width: self
                .surroundings
                .terminal
                .then(|| self.surroundings.width()),
            detail: if output.verbose {
                Detail::Everything
            } else {
                Detail::Line
            },
            hide: Hidden {
                summary: has("no-summary"),
                failures: has("no-failures"),
                assertions: has("no-assertions"),
                success_assertions: has("no-success-assertions"),
                console: has("no-console"),
                banner: has("no-banner"),
            },
            items: if output.only_failures {
                Items::Failed
            } else {
                Items::All
            },
            body: match output.show_body_on_failure {
                BodyArgument::Short => Body::Short,
                BodyArgument::Full => Body::Full,
                BodyArgument::Off => Body::Off,
            },
            live: self.live(colour),
        }
    }
}

fn unknown_reporter(name: &str) -> Fault {
    let other = OTHERS
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, own)| format!("did you mean `{own}`?"));
    let hint = other.or_else(|| text::did_you_mean(name, NAMES));
    let hint = hint.unwrap_or_else(|| {
        format!(
            "there are {}, and `exec:<command>` for a program of yours",
            NAMES.join(", ")
        )
    });
    Fault::text(format!("there is no reporter `{name}`")).hint(Some(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_takes_what_follows_it() {
        let lists = [
            "cli, json,,cli".to_owned(),
            "tap,exec:jq '.a, .b'".to_owned(),
        ];
        assert_eq!(names(&lists), ["cli", "json", "tap", "exec:jq '.a, .b'"]);
    }
}
