//! Which reporters a run has.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::error::Fault;
use super::files;
use super::messages::tell;
use super::npm::{self, Npm};
use super::reporter_options::{self, ReporterOption};
use crate::report::Share;
use crate::report::bodies::Bodies;
use crate::report::cli::{Items, Style};
use crate::report::exec::{self, Exec};
use crate::report::heartbeat::Heartbeat;
use crate::report::npm::Package;
use crate::report::transcript::Transcript;
use crate::report::{
    Audience, Facts, Opening, Output, REPORTERS, Readers, ReportError, ReportFile, Reporter,
    Reporters, STAND_INS, StandIn,
};
use crate::runner::Keeper;
use crate::text;
use crate::world::World;

/// How a run is to be reported.
pub(super) struct Wanted {
    /// The reporters as they are called.
    pub(super) names: Vec<String>,
    /// What was typed as options of reporters.
    pub(super) options: Vec<ReporterOption>,
    /// Whether reporters for those who watch keep quiet.
    pub(super) silent: bool,
    /// Whether more is told.
    pub(super) verbose: bool,
    /// How the terminal report looks.
    pub(super) style: Style,
    /// What is secret.
    pub(super) keeper: Keeper,
    /// The page of the CI job that runs us.
    pub(super) job_page: Option<PathBuf>,
    /// After how long a time without a line one says how far the run is, where there is no
    /// terminal.
    pub(super) heartbeat: Option<Duration>,
    /// Where the program listens that started the run, if it does.
    pub(super) listener: Option<PathBuf>,
    /// The folder that takes the bodies of responses, if they are wanted.
    pub(super) bodies: Option<PathBuf>,
    /// Where reporters from npm are looked for.
    pub(super) npm: Npm,
}

/// What is reported on.
pub(super) struct Subject {
    /// The collections as they were named, in the order in which they run.
    pub(super) collections: Vec<PathBuf>,
    /// What of a run in units, where it is one.
    pub(super) share: Option<Share>,
    /// Where the transcript of a guide goes, if one is wanted.
    pub(super) transcript: Option<PathBuf>,
}

/// Opens the reporters that were asked for: a report that can't be written is known before anything
/// runs.
pub(super) fn open(
    wanted: &Wanted,
    world: &Arc<World>,
    subject: Subject,
) -> Result<Reporters, Fault> {
    let facts = Facts {
        world: Arc::clone(world),
        style: wanted.style,
        standard_output: || Box::new(io::BufWriter::new(io::stdout())),
        standard_error: || Box::new(io::stderr()),
        draws: io::stderr().is_terminal(),
        job_page: wanted.job_page.clone(),
        readers: if wanted.keeper.secrets().hides() {
            Readers::Usual
        } else {
            Readers::Owner
        },
        collections: subject.collections,
        share: subject.share,
    };
    let mut list = Vec::new();
    for name in &wanted.names {
        list.extend(reporter(name, wanted, &facts)?);
    }
    if let Some(folder) = &wanted.bodies {
        let bodies = Bodies::in_folder(folder.clone(), facts.readers)?;
        list.push(Box::new(bodies));
    }
    if let Some(path) = subject.transcript {
        let output = Output::file(ReportFile::create(path, facts.readers)?);
        list.push(Box::new(Transcript::new(output)));
    }
    if let Some(every) = wanted.heartbeat.filter(|_| !facts.draws) {
        list.push(Box::new(heartbeat(wanted, every)));
    }
    Ok(Reporters::new(list))
}

/// What says how far the run is where nothing else does.
fn heartbeat(wanted: &Wanted, every: Duration) -> Heartbeat {
    let heartbeat = Heartbeat::new(Box::new(io::stderr()), every);
    let is_shown = wanted.names.iter().any(|name| name == "cli");
    if is_shown && wanted.style.items == Items::All {
        heartbeat.beside_another()
    } else {
        heartbeat
    }
}

/// The names that are listed, each once, separated by commas; a command takes what follows it,
/// commas and all.
pub(super) fn names(lists: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for list in lists {
        let mut rest = list.as_str();
        while !rest.is_empty() {
            let is_command = rest.trim_start().starts_with(exec::PREFIX);
            let (name, after) = if is_command {
                (rest, "")
            } else {
                rest.split_once(',').unwrap_or((rest, ""))
            };
            let name = name.trim();
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
            rest = after;
        }
    }
    names
}

/// Opens a reporter; `None` where it has nothing to write, or is to keep quiet.
fn reporter(
    name: &str,
    wanted: &Wanted,
    facts: &Facts,
) -> Result<Option<Box<dyn Reporter>>, Fault> {
    if let Some(command) = name.strip_prefix(exec::PREFIX) {
        if command.trim().is_empty() {
            let hint = "write the command behind the colon, as in `-r 'exec:jq .event'`".to_owned();
            return Err(Fault::text("the reporter `exec:` has no command").hint(Some(hint)));
        }
        let exec = Exec::start(command)?;
        return Ok(Some(Box::new(exec)));
    }
    if let Some(package) = package(name, wanted) {
        return Ok(Some(Box::new(package?)));
    }
    let stand_in = STAND_INS.iter().find(|other| other.name == name);
    let own = stand_in.map_or(name, |other| other.own);
    let Some(description) = REPORTERS.into_iter().find(|known| known.name == own) else {
        return Err(unknown_reporter(name));
    };
    let options = stand_in.map_or_else(
        || reporter_options::of(name, &wanted.options),
        |other| stand_in_options(other, &wanted.options),
    );
    let opening = Opening {
        name: description.name,
        ending: description.ending,
        options,
        facts,
    };
    let is_silent = wanted.silent || opening.has("silent");
    if description.audience == Audience::Watchers && is_silent {
        return Ok(None);
    }
    (description.open)(&opening).map_err(|error| match error {
        ReportError::Unreadable(error) => files::fault(error),
        error => Fault::new(error),
    })
}

/// The reporter as a package from npm, where it is installed and there is Node to run it.
fn package(name: &str, wanted: &Wanted) -> Option<Result<Exec, ReportError>> {
    let folder = wanted.npm.package(name)?;
    let node = wanted.npm.node()?;
    let package = Package {
        name: name.to_owned(),
        folder,
        options: reporter_options::of_package(name, &wanted.names, &wanted.options),
        reporters: wanted.names.clone(),
        directory: wanted.npm.directory.clone(),
        verbose: wanted.verbose,
        silent: wanted.silent,
    };
    Some(package.start(&node))
}

/// The options of a reporter that one of ours stands in for, as ours calls them, those of everybody
/// among them; says that it does, and what it does not take.
fn stand_in_options<'a>(
    other: &StandIn,
    options: &'a [ReporterOption],
) -> HashMap<&'a str, Option<&'a str>> {
    let mut taken = HashMap::new();
    let mut left = Vec::new();
    for (name, value) in reporter_options::own(other.name, options) {
        match other.options.iter().find(|equal| equal.0 == name) {
            Some(equal) => drop(taken.insert(equal.1, value)),
            None => left.push(format!("`--reporter-{}-{name}`", other.name)),
        }
    }
    for option in options {
        if let Some(equal) = other.options.iter().find(|equal| equal.0 == option.name) {
            taken.insert(equal.1, option.value.as_deref());
        }
    }
    let without = match &left[..] {
        [] => String::new(),
        left => format!(", without {}", left.join(", ")),
    };
    tell(&format!(
        "note: `{}` is not installed: the built-in `{}` takes its place{without}",
        other.name, other.own
    ));
    taken
}

fn unknown_reporter(name: &str) -> Fault {
    let mut all = REPORTERS.into_iter();
    let other = all.find(|reporter| reporter.stands_for.contains(&name));
    let near = match other {
        Some(own) => Some(format!("did you mean `{}`?", own.name)),
        None => text::did_you_mean(name, REPORTERS.map(|reporter| reporter.name)),
    };
    let near = near.unwrap_or_else(|| {
        format!(
            "there are {}, and `exec:<command>` for a program of yours",
            REPORTERS.map(|reporter| reporter.name).join(", ")
        )
    });
    let hint = match npm::package_name(name) {
        Some(package) => format!("{near}; those from npm need Node: `npm install {package}`"),
        None => near,
    };
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
