//! What keeps a step of a guide from being tried: a need, a variable or a response that is missing,
//! or no leave to destroy something.

use super::bound::is_missing;
use super::prepare;
use super::{Destructive, Walk};
use crate::collection::Listen;
use crate::guide::directive::sending::Sending;
use crate::runner::Verdict;
use crate::text::did_you_mean;
use crate::variables::Scopes;

impl Walk<'_> {
    /// What keeps a step from being tried.
    pub(in crate::guide) fn obstacle(&self, scopes: &Scopes, at: usize) -> Option<Verdict> {
        let step = &self.bound.guide.steps[at];
        let not_run = |why: String| Some(Verdict::NotRun(why));
        if self.halted {
            return not_run("an earlier failure ended the run".to_owned());
        }
        if let Some(name) = step.needs.iter().find(|name| is_missing(scopes, name)) {
            return not_run(format!("it needs `{name}`, which has no value"));
        }
        let names = self.names(at);
        let sets = |name: &String| {
            step.sending()
                .is_some_and(|sending| sending.set.iter().any(|(set, _)| set == name))
        };
        let unset = self
            .unset
            .iter()
            .find(|(name, _)| names.contains(name) && !sets(name));
        if let Some((name, line)) = unset {
            return not_run(format!("it uses `{name}`, which line {line} did not set"));
        }
        let Some((sending, chosen)) = step.sending().zip(self.bound.chosen[at].as_ref()) else {
            return self.nothing_to_look_at(at);
        };
        if let Some(reason) = &sending.destructive {
            if self.options.destructive == Destructive::Refused {
                return not_run(format!(
                    "destructive: {reason}; `--allow-destructive` sends it"
                ));
            }
            if self.has_failed() {
                return not_run(format!(
                    "destructive: {reason}; not sent because a step before it failed"
                ));
            }
        }
        let has_scripts = chosen.planned.scripts(Listen::Prerequest).next().is_some();
        let names = prepare::names(chosen, sending);
        if has_scripts {
            None
        } else {
            without_value(scopes, sending, &names)
        }
    }

    fn nothing_to_look_at(&self, at: usize) -> Option<Verdict> {
        if self.last.is_some() {
            return None;
        }
        let before = self.bound.guide.steps[..at]
            .iter()
            .rev()
            .find(|step| step.sending().is_some());
        let line = before.map(|step| {
            format!(
                ": the request of line {} did not succeed",
                step.sentence.line
            )
        });
        Some(Verdict::NotRun(format!(
            "there is no response to look at{}",
            line.unwrap_or_default()
        )))
    }

    /// The names of the variables that a step uses.
    fn names(&self, at: usize) -> Vec<String> {
        let step = &self.bound.guide.steps[at];
        let mut names = match step.sending().zip(self.bound.chosen[at].as_ref()) {
            Some((sending, chosen)) => prepare::names(chosen, sending),
            None => Vec::new(),
        };
        step.expect.names(&mut names);
        names.extend(step.needs.iter().cloned());
        names
    }
}

/// A variable that is used and that nobody gives a value: a slip of the page's author.
fn without_value(scopes: &Scopes, sending: &Sending, names: &[String]) -> Option<Verdict> {
    let has_value = |name: &String| {
        scopes
            .find(name)
            .is_some_and(|variable| variable.value.is_some() || variable.reference.is_some())
            || sending.set.iter().any(|(set, _)| set == name)
    };
    let name = names.iter().find(|name| !has_value(name))?;
    let hint = did_you_mean(name, scopes.names())
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default();
    Some(Verdict::Failed(vec![format!(
        "`{{{{{name}}}}}` has no value: no step before sets it, and it is not in the environment{hint}"
    )]))
}
