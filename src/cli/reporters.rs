//! Which reporters a run has, and where each writes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Surroundings;
use super::args::{BodyArgument, ColorArgument, OutputArguments, ReporterOption};
use super::error::Fault;
use crate::report::cli::{Body, Cli, Colour, Detail, Hidden, Items, Live, Stamp, Style, Symbols};
use crate::report::json::Json;
use crate::report::ndjson::Ndjson;
use crate::report::{Masking, ReportError, ReportFile, Reporter, Reporters, default_path};
use crate::text::{self, Masked, Secrets};
use crate::world::World;

/// The reporters there are.
const NAMES: [&str; 3] = ["cli", "json", "ndjson"];

/// What the name of a reporter begins with that is a command of the user's.
const COMMAND: &str = "exec:";

/// The reporters of a run.
pub(super) struct Reporting {
    pub(super) reporters: Reporters,
}

/// Opens the reporters that were asked for: a report that can't be written is known before anything runs.
pub(super) fn open(
    (output, options): (&OutputArguments, &[ReporterOption]),
    world: &Rc<World>,
    surroundings: &Surroundings,
) -> Result<Reporting, Fault> {
    let opening = Opening { output, options, world, surroundings, secrets: Secrets::new() };
    let mut list = Vec::new();
    for name in names(&output.reporters) {
        list.extend(opening.reporter(name)?);
    }
    Ok(Reporting { reporters: Reporters::new(list, opening.secrets, masking(output)) })
}

/// What reports do not show.
pub(super) fn masking(output: &OutputArguments) -> Masking {
    if output.show_secrets { Masking::Off } else { Masking::On { names: output.secret.clone() } }
}

/// The names that are listed, each once, separated by commas; a command takes what follows it, commas and all.
fn names(lists: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for list in lists {
        let mut rest = list.as_str();
        while !rest.is_empty() {
            let is_command = rest.trim_start().starts_with(COMMAND);
            let (name, after) =
                if is_command { (rest, "") } else { rest.split_once(',').unwrap_or((rest, "")) };
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
    output: &'a OutputArguments,
    options: &'a [ReporterOption],
    world: &'a Rc<World>,
    surroundings: &'a Surroundings,
    secrets: Secrets,
}

impl Opening<'_> {
    fn reporter(&self, name: &str) -> Result<Option<Box<dyn Reporter>>, Fault> {
        Ok(Some(match name {
            "cli" if self.output.silent => return Ok(None),
            "cli" if self.options_of("cli").contains_key("silent") => return Ok(None),
            "cli" => Box::new(self.cli()),
            "json" => Box::new(Json::new(self.file("json")?, self.secrets.clone(), Rc::clone(self.world))),
            "ndjson" => Box::new(Ndjson::new(self.ndjson_output()?, self.secrets.clone(), self.marks())),
            unknown => {
                let hint = text::did_you_mean(unknown, NAMES)
                    .unwrap_or_else(|| format!("there are {}", NAMES.join(", ")));
                return Err(Fault::text(format!("there is no reporter `{unknown}`")).hint(Some(hint)));
            }
        }))
    }

    /// The options of one reporter, by name; those without a reporter's name are everybody's, and win.
    fn options_of(&self, reporter: &str) -> HashMap<&str, Option<&str>> {
        let own = self.options.iter().filter_map(|option| {
            let name = option.name.strip_prefix(reporter)?.strip_prefix('-')?;
            Some((name, option.value.as_deref()))
        });
        let named = |option: &&ReporterOption| {
            NAMES.iter().any(|name| option.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('-')))
        };
        let general = self.options.iter().filter(|option| !named(option));
        own.chain(general.map(|option| (option.name.as_str(), option.value.as_deref()))).collect()
    }

    fn file(&self, reporter: &str) -> Result<ReportFile, Fault> {
        Ok(ReportFile::create(self.path(reporter))?)
    }

    fn path(&self, reporter: &str) -> PathBuf {
        let options = self.options_of(reporter);
        let given = options.get("export").copied().flatten().map(Path::new);
        let timestamp = format!("{:.3}", self.world.now());
        default_path(given, reporter, &timestamp)
    }

    /// A file that others read while it grows: written in its place.
    fn followed_file(&self, reporter: &str) -> Result<File, Fault> {
        let path = self.path(reporter);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let opened = parent.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| File::create(&path));
        Ok(opened.map_err(|cause| ReportError::File { path, cause })?)
    }

    fn ndjson_output(&self) -> Result<Box<dyn Write>, Fault> {
        if self.options_of("ndjson").contains_key("export") {
            return Ok(Box::new(io::BufWriter::new(self.followed_file("ndjson")?)));
        }
        Ok(Box::new(io::BufWriter::new(io::stdout())))
    }

    fn standard_output(&self) -> Box<dyn Write> {
        Box::new(Masked::new(io::BufWriter::new(io::stdout()), self.secrets.clone()))
    }

    fn marks(&self) -> Box<dyn FnMut() -> (String, i64)> {
        let world = Rc::clone(self.world);
        Box::new(move || (world.uuid(), world.epoch_millis()))
    }

    fn cli(&self) -> Cli {
        let cli = Cli::new(self.standard_output(), self.style(), self.secrets.clone());
        if !self.options_of("cli").contains_key("show-timestamps") {
            return cli;
        }
        let world = Rc::clone(self.world);
        cli.with_clock(Box::new(move || {
            let now = world.now().to_zoned(jiff::tz::TimeZone::system());
            let form = |form: &str| now.strftime(form).to_string();
            Stamp { date_and_time: form("%-m/%-d/%Y, %-I:%M:%S %p"), time: form("%-I:%M:%S %p") }
        }))
    }

    /// Whether what is written can be taken back: with escape sequences, on a terminal that a person looks at.
    fn live(&self, escapes: bool) -> Live {
        let is_watched = self.surroundings.terminal && self.surroundings.variable("CI").is_none();
        if is_watched && escapes { Live::Terminal(self.surroundings.width()) } else { Live::No }
    }

    fn style(&self) -> Style {
        let colour = match self.output.color {
            ColorArgument::On => true,
            ColorArgument::Off => false,
            ColorArgument::Auto => self.surroundings.wants_colour(),
        };
        let options = self.options_of("cli");
        let has = |name: &str| options.contains_key(name);
        Style {
            colour: if colour { Colour::On } else { Colour::Off },
            symbols: if self.output.disable_unicode { Symbols::Ascii } else { Symbols::Unicode },
            width: self.surroundings.width(),
            table_width: self.surroundings.terminal.then(|| self.surroundings.width()),
            detail: if self.output.verbose { Detail::Everything } else { Detail::Line },
            hide: Hidden {
                summary: has("no-summary"),
                failures: has("no-failures"),
                assertions: has("no-assertions"),
                success_assertions: has("no-success-assertions"),
                console: has("no-console"),
                banner: has("no-banner"),
            },
            items: if self.output.only_failures { Items::Failed } else { Items::All },
            body: match self.output.show_body_on_failure {
                BodyArgument::Short => Body::Short,
                BodyArgument::Full => Body::Full,
                BodyArgument::Off => Body::Off,
            },
            live: self.live(colour),
        }
    }
}
