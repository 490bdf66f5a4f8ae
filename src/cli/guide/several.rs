//! Several pages in one run: each is a unit, with one report for all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::super::error::Fault;
use super::super::inputs::Ran;
use super::super::interrupt::Interrupt;
use super::super::messages::{complain, warn};
use super::super::reporters::{self, Subject};
use super::super::runtime::on_runtime;
use super::super::stage::Stage;
use super::super::units::{self, Placed, Roster, Work};
use super::super::{Exit, exports};
use super::pages::PageFile;
use super::reader::Terminal;
use super::ready::{Opened, Ready, Wanted};
use super::site;
use crate::guide::{self, Conclusion, Destructive, Options, Part};
use crate::runner::{self, Angle, End, Keeper, Leavings, Session, TIMED_OUT, Unit, fingerprint_of};
use crate::text::plural;
use crate::variables::{Scope, Scopes};

/// Runs pages, as many at the same time as is wanted.
pub(super) fn run(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    if wanted.part != Part::default() {
        let message = "`--step`, `--from` and `--to` are about the steps of one page";
        return Err(Fault::text(message));
    }
    if wanted.transcript.is_some() {
        return Err(Fault::text("`--record` is about one page"));
    }
    let pages = guides(&wanted.pages)?;
    let usual = units::Wanted::default();
    let units = wanted.units.as_ref().unwrap_or(&usual);
    let roster = units.deal(units_of(&pages), "page")?;
    units.introduce(&roster);
    on_runtime(|runtime| {
        let pages = Pages::prepare(wanted, &pages, &roster, runtime);
        Ok(pages.and_then(|pages| pages.run(wanted, (units, &roster), (interrupt, runtime))))
    })?
}

/// The guides that paths stand for: what is named as a file, and of folders and patterns the pages
/// that have directives.
pub(super) fn guides(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut guides = Vec::new();
    let mut others = 0;
    for path in paths {
        let is_named = is_page(path);
        for page in site::pages(std::slice::from_ref(path))? {
            if guides.contains(&page) {
                continue;
            }
            if is_named || PageFile::read(&page)?.has_directives() {
                guides.push(page);
            } else {
                others += 1;
            }
        }
    }
    if guides.is_empty() {
        let message = format!("{} and no guide", plural(others, "page"));
        let hint = "`postrider guide init PAGE` drafts the directives of a page".to_owned();
        return Err(Fault::text(message).hint(Some(hint)));
    }
    if others > 0 {
        warn(format!(
            "{} without directives: not run",
            plural(others, "page")
        ));
    }
    Ok(guides)
}

/// Whether a path is one page, and neither a folder nor a pattern.
pub(super) fn is_page(path: &Path) -> bool {
    let is_pattern = path.to_string_lossy().contains(['*', '?', '[']);
    !path.is_dir() && (path.exists() || !is_pattern)
}

fn units_of(pages: &[PathBuf]) -> Vec<Unit> {
    let unit = |(number, page): (usize, &PathBuf)| Unit {
        number,
        name: page.display().to_string(),
        plan: number,
        part: runner::Part {
            iterations: 0..1,
            items: 0..0,
        },
    };
    pages.iter().enumerate().map(unit).collect()
}

/// Pages that are to run.
struct Pages<'a> {
    destructive: Destructive,
    angle: Angle,
    /// The variables of the process, which may answer what a page asks.
    variables: &'a BTreeMap<String, String>,
    names: Vec<String>,
    /// By their numbers; those that another machine runs are not there.
    ready: Vec<Option<Ready>>,
    /// When the time of the whole run is over.
    ends: Option<Instant>,
    /// Those of which no step ran.
    idle: Mutex<Vec<String>>,
}

impl<'a> Pages<'a> {
    /// Reads the pages that run here. What is wrong with them is told of all, and then none runs.
    fn prepare(
        wanted: &'a Wanted,
        pages: &[PathBuf],
        roster: &Roster,
        runtime: &Runtime,
    ) -> Result<Self, Fault> {
        let world = wanted.common.world();
        let sources = wanted.sources(&world)?;
        let mut ready: Vec<Option<Ready>> = pages.iter().map(|_| None).collect();
        let mut wrong: Vec<Fault> = Vec::new();
        for unit in roster.chosen() {
            let page = &pages[unit.number];
            let opened = PageFile::read(page).and_then(|file| Opened::page(wanted, file, &sources));
            let made = opened.and_then(|opened| {
                let made = runtime.block_on(opened.bind(wanted, &world))?;
                made.refuse_missing(wanted, page)?;
                Ok(made)
            });
            match made {
                Ok(page) => ready[unit.number] = Some(page),
                Err(fault) => wrong.push(fault),
            }
        }
        // A page that is wrong weighs more than one that lacks a value.
        wrong.sort_by_key(|fault| fault.exit() != Exit::NotRun);
        if let Some(last) = wrong.pop() {
            wrong.iter().for_each(complain);
            return Err(last);
        }
        Ok(Self {
            destructive: wanted.destructive,
            angle: wanted.common.settings.angle,
            variables: &wanted.variables,
            names: pages
                .iter()
                .map(|page| page.display().to_string())
                .collect(),
            ready,
            ends: None,
            idle: Mutex::default(),
        })
    }

    fn run(
        mut self,
        wanted: &Wanted,
        order: (&units::Wanted, &Roster),
        on: (&Interrupt, &Runtime),
    ) -> Result<Exit, Fault> {
        let ((units, roster), (interrupt, runtime)) = (order, on);
        let common = &wanted.common;
        let begun = self.begun_together(&common.exports)?;
        let world = common.world();
        let _within = runtime.enter();
        let stage = Stage::set(common, &world, interrupt)?;
        self.ends = stage.ends();
        let course = units::Course {
            wanted: units,
            roster,
            work: &self,
            exports: &common.exports,
        };
        let subject = Subject {
            collections: Vec::new(),
            transcript: None,
            share: Some(course.share()),
        };
        let mut reporters = reporters::open(&common.reporting, &world, subject)?;
        stage.connect(&mut reporters)?;
        let mut ended = course.run(&begun, &stage, (&mut reporters, runtime))?;
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        let idle = idle
            .iter()
            .map(|page| Fault::text(format!("guide `{page}`: no step has run")));
        ended.faults.extend(idle);
        Ok(stage.conclude(&mut ended, reporters))
    }

    /// The variables that all begin with, where what they leave is to be written.
    fn begun_together(&self, exports: &exports::Wanted) -> Result<Scopes, Fault> {
        let mut pages = self.ready.iter().flatten();
        let Some(first) = pages.next() else {
            return Ok(Scopes::default());
        };
        let is_written = exports.environment.is_some();
        let whole = |page: &Ready| -> Vec<PathBuf> {
            let files = page.environment.iter();
            files
                .map(|file| file.canonicalize().unwrap_or_else(|_| file.clone()))
                .collect()
        };
        if let Some(other) = pages.find(|page| is_written && whole(page) != whole(first)) {
            let shown = |page: &Ready| {
                let files = page
                    .environment
                    .iter()
                    .map(|file| format!("`{}`", file.display()));
                files.collect::<Vec<_>>().join(", ")
            };
            let message = format!(
                "`--export-environment` writes one environment, and the pages have several: {} and {}",
                shown(first),
                shown(other)
            );
            let hint = "name one for all with `-e`".to_owned();
            return Err(Fault::text(message).hint(Some(hint)));
        }
        Ok(first.scopes.clone())
    }

    fn ready(&self, unit: &Unit) -> &Ready {
        let ready = self.ready[unit.number].as_ref();
        ready.expect("what runs here was read")
    }
}

impl Work for Pages<'_> {
    fn fingerprint(&self, by: &str) -> String {
        fingerprint_of(
            [by.to_owned()]
                .into_iter()
                .chain(self.names.iter().cloned()),
        )
    }

    fn begun(&self, unit: &Unit) -> Scopes {
        self.ready(unit).scopes.clone()
    }

    fn own_variables(&self) -> Vec<Scope> {
        self.names.iter().map(|_| Scope::default()).collect()
    }

    fn teach(&self, _: &Unit, _: &Keeper) {
        // Each page is one unit, which tells of it itself.
    }

    fn shares_engine(&self) -> bool {
        false
    }

    async fn run(
        &self,
        session: &mut Session<'_>,
        placed: Placed<'_>,
        ended: impl Future<Output = ()>,
    ) -> End {
        let unit = placed.unit;
        let ready = self.ready(unit);
        let reader = Terminal {
            variables: self.variables,
        };
        let options = Options {
            destructive: self.destructive,
            angle: self.angle,
            part: Part::default(),
            page: ready.html.as_deref(),
            among: unit.among(self.names.len()),
            reader: Some(&reader),
            world: placed.world,
        };
        let over = async {
            match self.ends {
                None => ended.await,
                // Whatever ends it, the wait is over.
                Some(ends) => drop(tokio::time::timeout_at(ends, ended).await),
            }
        };
        let outcome = guide::run(&ready.bound, session, options, over).await;
        ready.prove(session, Part::default(), &outcome);
        if outcome.conclusion() == Conclusion::Failed && outcome.failed == 0 {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(unit.name.clone());
        }
        let mut end = outcome.end;
        if end.interrupted && self.ends.is_some_and(|ends| Instant::now() >= ends) {
            end.error = Some(TIMED_OUT.to_owned());
        }
        end
    }

    fn ran(&self, _: &Leavings) -> Vec<Ran> {
        Vec::new()
    }
}
