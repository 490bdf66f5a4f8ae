//! `postrider guide update`: what servers answer goes into the samples of pages, and what pages show
//! of requests into their collections.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::super::Exit;
use super::super::error::Fault;
use super::super::files;
use super::super::interrupt::Interrupt;
use super::super::messages::tell;
use super::super::runtime::block_on_scripts;
use super::super::sources::{self, Sources};
use super::super::stage::Stage;
use super::pages::PageFile;
use super::ready::{self, Opened};
use super::rewrite::Rewrite;
use super::site;
use super::walk::Walk;
use crate::exchange::Exchange;
use crate::guide::Part;
use crate::guide::drift::{Given, Reading};
use crate::guide::update::{PageRequest, Samples, into_collection};
use crate::report::{ReportError, Reporter};
use crate::runner::{Event, EventKind, Source, Summary, Verdict};
use crate::text::plural;

/// What is to be updated, and how the pages are run.
pub(in crate::cli) struct Wanted {
    pub(in crate::cli) pages: Vec<PathBuf>,
    pub(in crate::cli) writes: bool,
    /// Whether the requests of pages go into their collections.
    pub(in crate::cli) takes_requests: bool,
    /// How each page is run.
    pub(in crate::cli) run: ready::Wanted,
}

/// Updates pages, one after the other.
pub(in crate::cli) fn update(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let pages = site::pages(&wanted.pages)?;
    let is_site = pages.len() > 1;
    let mut exit = Exit::Passed;
    let (mut looked_at, mut changed) = (0, 0);
    for page in pages {
        let file = PageFile::read(&page)?;
        // Most pages of a site are no guides.
        if is_site && !file.has_directives() {
            continue;
        }
        looked_at += 1;
        let done = Page {
            wanted,
            path: &page,
            file: &file,
            rewrite: if wanted.writes {
                Rewrite::Write
            } else {
                Rewrite::Show
            },
        }
        .update(interrupt)?;
        changed += usize::from(done.changes);
        let is_stale = done.changes && !wanted.writes;
        exit = match done.exit {
            Exit::Passed if is_stale => Exit::Failed,
            Exit::Passed => exit,
            worse => worse,
        };
        if matches!(exit, Exit::Interrupted(_)) {
            break;
        }
    }
    let what = if wanted.writes {
        "changed"
    } else {
        "to be changed with `--write`"
    };
    tell(&format!(
        "{} looked at, {changed} {what}",
        plural(looked_at, "page")
    ));
    Ok(exit)
}

/// A page that is updated.
struct Page<'a> {
    wanted: &'a Wanted,
    path: &'a Path,
    file: &'a PageFile,
    rewrite: Rewrite,
}

/// What came of a page.
struct Done {
    changes: bool,
    exit: Exit,
}

impl Page<'_> {
    fn update(&self, interrupt: &Interrupt) -> Result<Done, Fault> {
        let run = &self.wanted.run;
        let world = run.common.world();
        let sources = run.sources(&world)?;
        let takes = self.wanted.takes_requests;
        let requests = takes.then(|| self.requests(&sources)).transpose()?;
        let requests = requests.unwrap_or_default();
        let opened = Opened::page(run, self.file.clone(), &sources)?;
        let walk = async {
            let mut ready = opened.bind(run, &world).await?;
            let samples = ready.bound.take_samples();
            if samples.is_empty() {
                return Ok::<_, Fault>(None);
            }
            ready.refuse_missing(run, self.path)?;
            let stage = Stage::set(&run.common, &world, interrupt)?;
            let walk = Walk {
                wanted: run,
                ready: &ready,
                part: Part::default(),
                stage: &stage,
            };
            let mut reporters = walk.reporters()?;
            let answers = Rc::new(RefCell::new(Answers::default()));
            reporters.add(Box::new(Listener(Rc::clone(&answers))));
            let exit = walk.run(reporters).await;
            Ok(Some((samples, exit, answers.take())))
        };
        let Some((samples, exit, answers)) = block_on_scripts(walk)?? else {
            if !takes {
                let page = self.path.display();
                tell(&format!(
                    "{page}: no step compares a sample with its response"
                ));
            }
            return Ok(Done {
                changes: requests,
                exit: Exit::Passed,
            });
        };
        Ok(Done {
            changes: self.samples(&samples, &answers)? || requests,
            exit,
        })
    }

    /// Puts the answers into the samples of the page; whether any changes.
    fn samples(&self, samples: &Samples, answers: &Answers) -> Result<bool, Fault> {
        for why in &answers.failed {
            tell(why);
        }
        let Some((page, path)) = self.file.as_written() else {
            if self.file.page_path.is_some() {
                let page = self.path.display();
                tell(&format!(
                    "{page}: samples are written in Markdown pages only"
                ));
            }
            return Ok(false);
        };
        let update = samples.update(page.text, &answers.by_step);
        for (step, why) in &update.left {
            let name = page.name;
            tell(&format!(
                "{name}: the sample of step {step} stays as it is: {why}"
            ));
        }
        self.rewrite.file(path, page.text, &update.splices)
    }

    /// Puts the requests that the page shows into the files of their collections; whether any
    /// changes.
    fn requests(&self, sources: &Sources<'_>) -> Result<bool, Fault> {
        let texts = self.file.texts();
        let world = self.wanted.run.common.world();
        let read = ready::read(self.file, sources)?;
        let given = Given {
            collections: read.collections,
            ..Given::default()
        };
        let requests = Reading::of(&texts).requests(given, &world);
        let mut changes = false;
        for (index, named) in read.guide.header.collections.iter().enumerate() {
            let of_it = requests
                .iter()
                .filter(|request| request.collection == index);
            let of_it: Vec<&PageRequest> = of_it.collect();
            if of_it.is_empty() {
                continue;
            }
            let path = self.file.beside(&named.path);
            changes |= self.collection(&path, &of_it)?;
        }
        Ok(changes)
    }

    fn collection(&self, path: &Path, requests: &[&PageRequest]) -> Result<bool, Fault> {
        let is_file = sources::address(path).is_none() && path.is_file();
        let text = is_file
            .then(|| files::text("collection", path))
            .transpose()?;
        let splices = text
            .as_deref()
            .and_then(|text| into_collection(text, requests));
        let Some((text, splices)) = text.as_deref().zip(splices) else {
            let message = format!("collection `{}` can't be changed in place", path.display());
            let hint = "requests of pages go into collections in one JSON file (v2) alone";
            return Err(Fault::text(message).hint(Some(hint.into())));
        };
        self.rewrite.file(path, text, &splices)
    }
}

/// What the steps of a run looked at.
#[derive(Default)]
struct Answers {
    /// The responses of the steps that passed, by their numbers.
    by_step: BTreeMap<usize, Arc<Exchange>>,
    /// The steps that did not pass, in words.
    failed: Vec<String>,
    /// The response that the next step may look at.
    last: Option<Arc<Exchange>>,
}

/// Keeps what a run tells: secrets are masked in it.
struct Listener(Rc<RefCell<Answers>>);

impl Reporter for Listener {
    fn event(&mut self, event: &Event) {
        let mut answers = self.0.borrow_mut();
        match &event.kind {
            EventKind::BeforeStep(step) if !step.looks => answers.last = None,
            EventKind::Request(outcome, Source::Collection) => {
                answers.last = outcome.result.as_ref().ok().cloned();
            }
            EventKind::Step(step, verdict) => {
                let place = format!("{}:{}: step {}", step.page, step.line, step.number);
                match verdict {
                    Verdict::Passed => {
                        if let Some(last) = answers.last.clone() {
                            answers.by_step.entry(step.number).or_insert(last);
                        }
                    }
                    Verdict::Failed(reasons) => {
                        let why = format!("{place} failed: {}", reasons.join("; "));
                        answers.failed.push(why);
                    }
                    Verdict::NotRun(why) => {
                        answers.failed.push(format!("{place} was not run: {why}"));
                    }
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        Ok(())
    }
}
