//! All reporters of a run, told of everything together.

use super::ReportError;
use crate::runner::{Event, Sink, Summary};

/// What is told of a run, in one form.
pub trait Reporter {
    /// Takes an event while the run goes.
    fn event(&mut self, event: &Event);

    /// Is told how many other units run while what it takes next happens.
    fn beside(&mut self, _units: usize) {}

    /// Whether it wants to be told what the variables are after each script.
    fn wants_variables(&self) -> bool {
        false
    }

    /// Whether it shows what the steps of a guide prove.
    fn wants_proofs(&self) -> bool {
        false
    }

    /// Ends the report; called once, after the run's last event, also when the run was interrupted.
    ///
    /// # Errors
    /// The report could not be written; the message names its file.
    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError>;
}

/// The reporters of a run. Each gets every event, whatever becomes of the others.
#[derive(Default)]
pub struct Reporters {
    list: Vec<Box<dyn Reporter>>,
    /// The program that started the run, if it listens.
    starter: Option<Box<dyn Reporter>>,
}

impl Reporters {
    /// All of these.
    pub fn new(list: Vec<Box<dyn Reporter>>) -> Self {
        Self {
            list,
            starter: None,
        }
    }

    /// Tells one more.
    pub fn add(&mut self, reporter: Box<dyn Reporter>) {
        self.list.push(reporter);
    }

    /// Tells the program that started the run of everything, too: in the clear.
    pub fn tell_starter(&mut self, starter: Box<dyn Reporter>) {
        self.starter = Some(starter);
    }

    /// Whether the program listens that started the run.
    pub fn has_starter(&self) -> bool {
        self.starter.is_some()
    }

    /// Ends all reports and returns what went wrong with any.
    pub fn finish(&mut self, summary: &Summary) -> Vec<ReportError> {
        // The starter is told last: what it is told of is there then.
        self.list
            .iter_mut()
            .chain(&mut self.starter)
            .filter_map(|reporter| reporter.finish(summary).err())
            .collect()
    }
}

impl Sink for Reporters {
    fn event(&mut self, event: &Event) {
        for reporter in &mut self.list {
            reporter.event(event);
        }
    }

    fn in_the_clear(&mut self, event: &Event) {
        if let Some(starter) = &mut self.starter {
            starter.event(event);
        }
    }

    fn beside(&mut self, units: usize) {
        for reporter in &mut self.list {
            reporter.beside(units);
        }
    }

    fn wants_variables(&self) -> bool {
        let mut all = self.list.iter().chain(&self.starter);
        all.any(|reporter| reporter.wants_variables())
    }

    fn wants_proofs(&self) -> bool {
        let mut all = self.list.iter().chain(&self.starter);
        all.any(|reporter| reporter.wants_proofs())
    }
}
