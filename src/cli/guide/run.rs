//! `postrider guide run`: from a page to an exit code.

use std::path::{Path, PathBuf};

use super::super::Exit;
use super::super::error::Fault;
use super::super::interrupt::Interrupt;
use super::super::reporters::{self, Subject};
use super::super::runtime::block_on_scripts;
use super::super::sources::Sources;
use super::super::stage::{Ended, Stage};
use super::pages::PageFile;
use super::reader::Terminal;
use super::ready::{Opened, Ready, Wanted};
use super::{several, watch};
use crate::guide::{self, Conclusion, Options, Part};
use crate::runner::Among;
use crate::text::plural;

/// Runs pages, once or whenever they change.
pub(in crate::cli) fn run(wanted: &Wanted, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let once = || match &wanted.pages[..] {
        [page] if several::is_page(page) && wanted.units.is_none() => once(wanted, page, interrupt),
        _ => several::run(wanted, interrupt),
    };
    if wanted.watch {
        let files = || {
            let pages = several::guides(&wanted.pages).unwrap_or_default();
            let files = |page: &PathBuf| watch::files(page, &wanted.common.variables);
            pages.iter().flat_map(files).collect()
        };
        return watch::repeat(files, once, interrupt);
    }
    once()
}

fn once(wanted: &Wanted, page: &Path, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let world = wanted.common.world();
    let sources = Sources::new(&world, &wanted.common.network);
    wanted
        .common
        .contract
        .read(&world, &wanted.common.network)?;
    let opened = Opened::page(wanted, PageFile::read(page)?, &sources)?;
    let run = async {
        let ready = opened.bind(wanted, &world).await?;
        ready.refuse_missing(wanted, page)?;
        let walk = Walk {
            part: part(wanted.part, ready.bound.guide.steps.len())?,
            ready: &ready,
        };
        let stage = Stage::set(&wanted.common, &world, interrupt)?;
        walk.run(wanted, &stage).await
    };
    block_on_scripts(run)?
}

/// What is run of a page.
struct Walk<'a> {
    ready: &'a Ready,
    part: Part,
}

impl Walk<'_> {
    async fn run(&self, wanted: &Wanted, stage: &Stage<'_>) -> Result<Exit, Fault> {
        let subject = Subject {
            collections: Vec::new(),
            transcript: wanted.transcript.clone(),
            share: None,
        };
        let mut reporters = reporters::open(&wanted.common.reporting, stage.world, subject)?;
        stage.connect(&mut reporters)?;
        let reader = Terminal {
            variables: &wanted.variables,
        };
        let options = Options {
            destructive: wanted.destructive,
            angle: wanted.common.settings.angle,
            part: self.part,
            page: self.ready.html.as_deref(),
            among: Among::default(),
            reader: Some(&reader),
            world: stage.world,
        };
        let mut session = stage.session(self.ready.scopes.clone(), &mut reporters);
        let outcome = guide::run(&self.ready.bound, &mut session, options, stage.over()).await;
        let (summary, scopes) = session.finish(&outcome.end);
        let mut ended = Ended {
            summary,
            scopes,
            ran: Vec::new(),
            faults: Vec::new(),
            is_whole: true,
        };
        let exit = stage.conclude(&mut ended, reporters);
        Ok(match outcome.conclusion() {
            Conclusion::Passed => exit,
            Conclusion::Failed | Conclusion::NeedsMissing => Exit::Failed,
            Conclusion::Interrupted => stage.interrupted_exit(),
        })
    }
}

/// The steps that are asked for, of so many.
fn part(asked: Part, count: usize) -> Result<Part, Fault> {
    let Part { first, last } = asked;
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
    Ok(asked)
}
