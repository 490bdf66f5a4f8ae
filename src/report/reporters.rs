//! All reporters of a run, told of everything together.

use std::borrow::Cow;

use super::{Masking, ReportError};
use crate::runner::{Event, Sink, Summary};
use crate::text::Secrets;

/// What is told of a run, in one form.
pub trait Reporter {
    /// Takes an event while the run goes.
    fn event(&mut self, event: &Event<'_>);

    /// Ends the report; called once, after [`Event::Done`], also when the run was interrupted.
    ///
    /// # Errors
    /// The report could not be written; the message names its file.
    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError>;
}

/// The reporters of a run. Each gets every event, whatever becomes of the others.
#[derive(Default)]
pub struct Reporters {
    list: Vec<Box<dyn Reporter>>,
    secrets: Secrets,
    masking: Masking,
}

impl Reporters {
    /// Reporters that mask `secrets`, to which the run adds what is one by `masking`.
    pub fn new(list: Vec<Box<dyn Reporter>>, secrets: Secrets, masking: Masking) -> Self {
        Self {
            list,
            secrets,
            masking,
        }
    }

    /// Ends all reports and returns what went wrong with any.
    pub fn finish(&mut self, summary: &Summary) -> Vec<ReportError> {
        self.list
            .iter_mut()
            .filter_map(|reporter| reporter.finish(summary).err())
            .collect()
    }
}

impl Sink for Reporters {
    fn event(&mut self, event: &Event<'_>) {
        self.masking.learn(event, &self.secrets);
        for reporter in &mut self.list {
            reporter.event(event);
        }
    }

    fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.secrets.mask(text)
    }
}
