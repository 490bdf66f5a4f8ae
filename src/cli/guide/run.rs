//! `postrider guide run`: from a page to an exit code.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::super::args::{GuideRunArguments, ReporterOption, VariableArguments};
use super::super::conduct::{client, conclude, limits, runtime, shared_settings};
use super::super::error::Fault;
use super::super::exports::Exports;
use super::super::interrupt::Interrupt;
use super::super::reporters::{self, Reporting, Wanted};
use super::super::sources::Sources;
use super::super::{Exit, Surroundings, inputs, mock};
use super::pages::PageFile;
use super::watch;
use crate::guide::{self, Bound, Conclusion, Destructive, Guide, Options, Part, Requests};
use crate::runner::{Ports, Session, Settings};
use crate::text::plural;
use crate::variables::Scopes;
use crate::world::World;

/// Runs a page, once or whenever it changes.
pub(super) fn run(
    arguments: &GuideRunArguments,
    options: &[ReporterOption],
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    if arguments.watch {
        return watch::repeat(arguments, || once(arguments, options, surroundings));
    }
    once(arguments, options, surroundings)
}

fn once(
    arguments: &GuideRunArguments,
    options: &[ReporterOption],
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = Rc::new(inputs::world(&arguments.variables));
    let sources = Sources::new(&world, &arguments.sending, surroundings);
    let file = PageFile::read(&arguments.page)?;
    let bound = read(&file, &sources)?;
    let mut scopes = scopes((&bound, &file), arguments, &sources)?;
    scopes.vault = inputs::vault(arguments.scripts.vault_file.as_deref(), surroundings)?;
    let settings = shared_settings((&arguments.sending, &arguments.variables), surroundings);
    let part = part(arguments, &bound)?;
    let page = guide::render::page(&file.texts(), &bound.guide);
    let record = arguments.record.then(|| transcript_of(&arguments.page));
    let told = Told {
        part,
        page: page.as_deref(),
        record,
    };
    let walk = Walk {
        arguments,
        bound: &bound,
        world: &world,
        settings: &settings,
        surroundings,
        told,
    };
    runtime()?.block_on(walk.run(scopes, options))
}

/// What is run of a guide, and what is told of it beside the events.
struct Told<'a> {
    part: Part,
    /// The page as HTML.
    page: Option<&'a str>,
    /// Where the transcript goes.
    record: Option<PathBuf>,
}

/// A guide that is about to be run.
struct Walk<'a> {
    arguments: &'a GuideRunArguments,
    bound: &'a Bound,
    world: &'a Rc<World>,
    settings: &'a Settings,
    surroundings: &'a Surroundings,
    told: Told<'a>,
}

impl Walk<'_> {
    async fn run(&self, mut scopes: Scopes, options: &[ReporterOption]) -> Result<Exit, Fault> {
        let (arguments, world) = (self.arguments, self.world);
        let _running = mock::start(&arguments.mock, &mut scopes.environment, world).await?;
        let missing = self.bound.missing_needs(&scopes);
        if !missing.is_empty() {
            return Err(needs_missing(&arguments.page, &missing));
        }
        let record = self.told.record.clone();
        let wanted = Wanted {
            output: &arguments.output,
            options,
            collections: &[],
            record,
        };
        let mut reporting = reporters::open(&wanted, world, self.surroundings)?;
        let (conclusion, exit) = self.walk(scopes, &mut reporting).await?;
        Ok(match conclusion {
            Conclusion::Passed => exit,
            Conclusion::Failed | Conclusion::NeedsMissing => Exit::Failed,
            Conclusion::Interrupted => Exit::Interrupted,
        })
    }

    async fn walk(
        &self,
        scopes: Scopes,
        reporting: &mut Reporting,
    ) -> Result<(Conclusion, Exit), Fault> {
        let (arguments, world) = (self.arguments, self.world);
        let client = client(&arguments.sending, self.surroundings, world)?;
        let interrupt = Interrupt::watch();
        let limits = limits(
            (&arguments.sending, &arguments.scripts, &arguments.output),
            &interrupt,
        );
        let packages = inputs::packages(&arguments.scripts)?;
        let ports = Ports {
            client: &client,
            world,
            settings: self.settings,
            limits: &limits,
            packages: &packages,
        };
        let allowed = arguments.allow_destructive || arguments.mock.mock.is_some();
        let options = Options {
            destructive: if allowed {
                Destructive::Allowed
            } else {
                Destructive::Refused
            },
            angle: self.settings.angle,
            part: self.told.part,
            page: self.told.page,
            world,
        };
        let mut session = Session::new(ports, scopes, &mut reporting.reporters);
        let outcome = guide::run(
            self.bound,
            &mut session,
            options,
            over(&interrupt, limits.run_ends),
        )
        .await;
        let (summary, scopes) = session.finish(&outcome.end);
        let (variables, sending) = (&arguments.variables, &arguments.sending);
        let exports = Exports {
            variables,
            sending,
            jar: client.jar(),
            world,
        };
        let exit = conclude(&summary, reporting, || exports.write(&scopes));
        Ok((outcome.conclusion(), exit))
    }
}

/// Ends when the user interrupts, or when the time for the whole run is over.
async fn over(interrupt: &Interrupt, ends: Option<tokio::time::Instant>) {
    match ends {
        None => interrupt.pressed().await,
        // Whatever ends it, the wait is over.
        Some(ends) => drop(tokio::time::timeout_at(ends, interrupt.pressed()).await),
    }
}

/// The steps that are asked for.
fn part(arguments: &GuideRunArguments, bound: &Bound) -> Result<Part, Fault> {
    let count = bound.guide.steps.len();
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let first = arguments.step.or(arguments.from).map_or(1, number);
    let last = arguments.step.or(arguments.to).map_or(usize::MAX, number);
    let hint = || Some(format!("the guide has {}", plural(count, "step")));
    if first > count {
        return Err(Fault::text(format!("there is no step {first}")).hint(hint()));
    }
    if last < first {
        let message = format!("`--from {first} --to {last}` holds no step");
        return Err(Fault::text(message).hint(Some("the first step comes first".into())));
    }
    if last != usize::MAX && last > count {
        return Err(Fault::text(format!("there is no step {last}")).hint(hint()));
    }
    Ok(Part { first, last })
}

/// `NAME.transcript.md` beside the page.
fn transcript_of(page: &Path) -> PathBuf {
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    page.with_file_name(format!("{stem}.transcript.md"))
}

/// Finds the requests that a page names in its collections.
fn read(file: &PageFile, sources: &Sources<'_>) -> Result<Bound, Fault> {
    let (mut guide, problems) = Guide::read_leniently(&file.texts());
    let mut missing = file.load_schemas(&mut guide).err();
    let mut collections = Vec::new();
    for named in &guide.header.collections {
        match inputs::collection(&file.beside(&named.path), sources) {
            Ok(collection) => collections.push(Requests::of(&named.name, Rc::new(collection))),
            Err(fault) => drop(missing.get_or_insert(fault.named_at(file.place(named.at)))),
        }
    }
    match missing {
        None => Ok(guide.bind_with(collections, sources.world, problems)?),
        // Everything that is wrong is told at once, but for names that a missing file may have.
        Some(missing) => Err(missing.beside(&problems)),
    }
}

/// The variables that a guide begins with: those of the page's environment, unless the command line
/// names another.
fn scopes(
    (bound, file): (&Bound, &PageFile),
    arguments: &GuideRunArguments,
    sources: &Sources<'_>,
) -> Result<Scopes, Fault> {
    let of_page = bound
        .guide
        .header
        .environment
        .as_ref()
        .map(|environment| file.beside(&environment.path));
    let given: &VariableArguments = &arguments.variables;
    let files: Vec<PathBuf> = match (&given.environment[..], of_page) {
        ([], Some(of_page)) => vec![of_page],
        (given, _) => given.to_vec(),
    };
    inputs::scopes_of(&files, given, sources)
}

fn needs_missing(page: &Path, missing: &[String]) -> Fault {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let flags: Vec<String> = missing
        .iter()
        .map(|name| format!("--env-var {name}=…"))
        .collect();
    let them = if missing.len() == 1 { "it" } else { "them" };
    Fault::text(format!(
        "guide `{}` was not run: {} {} no value",
        page.display(),
        names.join(", "),
        has(missing)
    ))
    .hint(Some(format!(
        "set {them} in an environment (`-e`) or with `{}`, or try it with `--mock okta`",
        flags.join(" ")
    )))
    .exit_with(Exit::NotRun)
}

fn has(names: &[String]) -> &'static str {
    if names.len() == 1 { "has" } else { "have" }
}
