//! A page, run from its beginning to its reports.

use super::super::Exit;
use super::super::error::Fault;
use super::super::reporters::{self, Subject};
use super::super::stage::{Ended, Stage};
use super::reader::Terminal;
use super::ready::{Ready, Wanted};
use crate::guide::{self, Conclusion, Options, Part};
use crate::report::Reporters;
use crate::runner::Among;

/// What is run of a page, and where.
pub(super) struct Walk<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) ready: &'a Ready,
    pub(super) part: Part,
    pub(super) stage: &'a Stage<'a>,
}

impl Walk<'_> {
    /// Those who are told of it.
    pub(super) fn reporters(&self) -> Result<Reporters, Fault> {
        let subject = Subject {
            collections: Vec::new(),
            transcript: self.wanted.transcript.clone(),
            share: None,
        };
        let reporting = &self.wanted.common.reporting;
        let mut reporters = reporters::open(reporting, self.stage.world, subject)?;
        self.stage.connect(&mut reporters)?;
        Ok(reporters)
    }

    /// Runs it, and says how it went.
    pub(super) async fn run(&self, mut reporters: Reporters) -> Exit {
        let (wanted, ready, stage) = (self.wanted, self.ready, self.stage);
        let reader = Terminal {
            variables: &wanted.variables,
        };
        let options = Options {
            destructive: wanted.destructive,
            angle: wanted.common.settings.angle,
            part: self.part,
            page: ready.html.as_deref(),
            among: Among::default(),
            reader: Some(&reader),
            world: stage.world,
        };
        let mut session = stage.session(ready.scopes.clone(), &mut reporters);
        let outcome = guide::run(&ready.bound, &mut session, options, stage.over()).await;
        ready.prove(&session, self.part, &outcome);
        let (summary, scopes) = session.finish(&outcome.end);
        let mut ended = Ended {
            summary,
            scopes,
            ran: Vec::new(),
            faults: Vec::new(),
            is_whole: true,
        };
        let exit = stage.conclude(&mut ended, reporters);
        match outcome.conclusion() {
            Conclusion::Passed => exit,
            Conclusion::Failed | Conclusion::NeedsMissing => Exit::Failed,
            Conclusion::Interrupted => stage.interrupted_exit(),
        }
    }
}
