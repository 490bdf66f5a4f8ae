//! `postrider guide run`: from a page to an exit code.

use std::path::{Path, PathBuf};

use super::super::Exit;
use super::super::error::Fault;
use super::super::interrupt::Interrupt;
use super::super::runtime::block_on_scripts;
use super::super::stage::Stage;
use super::pages::PageFile;
use super::ready::{Opened, Wanted};
use super::walk::Walk;
use super::{several, watch};
use crate::guide::Part;
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
    let sources = wanted.sources(&world)?;
    let opened = Opened::page(wanted, PageFile::read(page)?, &sources)?;
    let run = async {
        let ready = opened.bind(wanted, &world).await?;
        ready.refuse_missing(wanted, page)?;
        let part = part(wanted.part, ready.bound.guide.steps.len())?;
        let stage = Stage::set(&wanted.common, &world, interrupt)?;
        let walk = Walk {
            wanted,
            ready: &ready,
            part,
            stage: &stage,
        };
        let reporters = walk.reporters()?;
        Ok::<_, Fault>(walk.run(reporters).await)
    };
    block_on_scripts(run)?
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
