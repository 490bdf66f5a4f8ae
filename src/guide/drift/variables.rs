//! Variables that a step uses and that nobody gives a value.

use std::collections::HashSet;

use super::Subject;
use super::finding::{Code, Finding};
use crate::collection::Listen;
use crate::collection::mentions::set_names;
use crate::guide::run::prepare;
use crate::text::did_you_mean;

/// Finds the variables that have no value where they are used.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let header = &subject.bound.guide.header;
    let mut known: HashSet<String> = header.needs.iter().cloned().collect();
    if let Some(scopes) = subject.scopes {
        known.extend(scopes.names().map(str::to_owned));
    }
    for requests in subject.collections() {
        known.extend(
            requests
                .collection
                .variables
                .iter()
                .map(|variable| variable.key.clone()),
        );
    }
    // Without an environment nothing is known of what the reader has.
    let environment_known = header.environment.is_none() || subject.scopes.is_some();
    let mut told = HashSet::new();
    for (step, chosen) in subject.steps().iter().zip(&subject.bound.chosen) {
        known.extend(step.needs.iter().cloned());
        let asked = step.questions.iter();
        known.extend(asked.map(|question| question.variable.clone()));
        if let Some((sending, chosen)) = step.sending().zip(chosen.as_ref()) {
            known.extend(sending.set.iter().map(|(name, _)| name.clone()));
            let names = prepare::names(chosen, sending);
            let scripts = &chosen.planned.events;
            let may_set = scripts
                .iter()
                .any(|owned| owned.event.listen == Listen::Prerequest);
            for name in names.into_iter().filter(|_| environment_known && !may_set) {
                if !known.contains(&name) && told.insert(name.clone()) {
                    findings.push(unknown(subject, step, &name, &known));
                }
            }
            let sources = scripts.iter().map(|owned| &owned.event.script.source);
            known.extend(
                sources
                    .flat_map(|source| set_names(source))
                    .map(str::to_owned),
            );
        }
        let mut expected = Vec::new();
        step.expect.names(&mut expected);
        for name in expected.into_iter().filter(|_| environment_known) {
            if !known.contains(&name) && !name.starts_with('$') && told.insert(name.clone()) {
                findings.push(unknown(subject, step, &name, &known));
            }
        }
        known.extend(step.captures.iter().map(|capture| capture.variable.clone()));
    }
}

fn unknown(
    subject: &Subject<'_>,
    step: &super::Step,
    name: &str,
    known: &HashSet<String>,
) -> Finding {
    let later = subject.steps().iter().find(|other| {
        other.offset > step.offset
            && other
                .captures
                .iter()
                .any(|capture| capture.variable == name)
    });
    let suggestion = match later {
        Some(later) => format!("line {} captures it, which is later", later.at.line),
        None => did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
            "capture it in a step before, name it in `needs`, or add it to the environment"
                .to_owned()
        }),
    };
    let message = format!(
        "`{{{{{name}}}}}` has no value: no step before captures it, and it is neither in the environment nor needed"
    );
    let written = subject.words_of_step(step, &format!("{{{{{name}}}}}"));
    Finding {
        suggestion: Some(suggestion),
        ..subject.in_directives(Code::UnknownVariable, written, message)
    }
}
