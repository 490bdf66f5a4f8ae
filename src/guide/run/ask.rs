//! Asking the reader for what a step can't know.

use std::fmt;

use serde_json::Value;

use super::Walk;
use super::bound::is_missing;
use crate::guide::directive::ask::Question;
use crate::guide::directive::step::Step;
use crate::runner::{Session, Verdict};

/// Who answers questions.
pub trait Reader: fmt::Debug {
    /// The answer; `None` where there is nobody to ask and nothing answers in their place.
    fn answer(&self, question: &Question) -> Option<String>;
}

impl Walk<'_> {
    /// Asks what a step asks, as far as it has no value; why the step can't be tried where nobody
    /// answers.
    pub(super) fn ask(&self, session: &mut Session<'_>, step: &Step) -> Option<Verdict> {
        for question in &step.questions {
            if !is_missing(session.scopes(), &question.variable) {
                continue;
            }
            let reader = self.options.reader;
            let answer = reader.and_then(|reader| reader.answer(question));
            let Some(answer) = answer.or_else(|| question.default.clone()) else {
                let Question {
                    variable, question, ..
                } = question;
                return Some(Verdict::NotRun(format!(
                    "it asks for `{variable}` ({question}), and nobody answers; `--env-var {variable}=…` does"
                )));
            };
            let environment = &mut session.scopes_mut().environment;
            environment.set(&question.variable, Value::String(answer));
        }
        None
    }
}
