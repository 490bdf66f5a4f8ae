//! `postrider lint`: what in the files of a collection will not be as its author meant it, found
//! without a network and without running a script.
//!
//! A [`Subject`] is a collection with the place of each of its parts; the files here look at one
//! thing each.

mod allow;
mod code;
mod contract;
mod file;
mod keys;
mod masked;
mod names;
mod read;
mod scripts;
mod subject;
mod variables;

use crate::finding;

use crate::finding::Allowance;
use allow::Judged;

pub use code::Code;
pub use contract::{Held, Requests, hold, uncovered};
pub use file::File;
pub use subject::Subject;

/// Something that `lint` found.
pub type Finding = finding::Finding<Code>;

/// What is known beside the collection.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The names of variables that environments, globals and iteration data define.
    pub defined: Vec<String>,
    /// Whether there is an environment.
    pub has_environment: bool,
    /// What is left out.
    pub allowed: Vec<Allowance<Code>>,
}

impl Given {
    /// Whether a finding is left out.
    pub fn allows(&self, finding: &Finding) -> bool {
        self.allowed
            .iter()
            .any(|allowance| allowance.covers(finding))
    }
}

/// Finds what there is to say of a collection, in the order of its files.
pub fn check(subject: &Subject, given: &Given) -> Vec<Finding> {
    let mut findings = subject.told.clone();
    let parts = subject.parts();
    if let Some(collection) = &subject.collection {
        names::check(&parts, &mut findings);
        variables::check(collection, &parts, given, &mut findings);
        scripts::check(&parts, &mut findings);
    }
    allow::apply(
        (&subject.files, Judged::Collection),
        &given.allowed,
        &mut findings,
    );
    let place = |finding: &Finding| {
        let files = subject.files.iter();
        files.take_while(|file| file.name != finding.file).count()
    };
    findings.sort_by_cached_key(|finding| (place(finding), finding.at, finding.code as u8));
    findings.dedup();
    // What can't be read is of another type, too: that is said once.
    findings.dedup_by(|later, first| {
        let is_same = later.file == first.file && later.at == first.at;
        is_same && first.code == Code::Unreadable && later.code == Code::WrongType
    });
    findings
}
