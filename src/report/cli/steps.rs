//! The steps of a guide on a terminal: the page's own words, and whether they hold.

use super::lines::break_at_words;
use super::screen::Screen;
use super::style::Role;
use crate::runner::{GuideStep, Verdict};
use crate::text;

/// How many lines of a sentence are shown.
const LINES: usize = 3;

/// The steps of a guide so far.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The step that runs.
    current: Option<GuideStep>,
    /// How many sentences hold.
    passed: usize,
    /// How many sentences were not tried.
    not_run: usize,
    /// The sentences that do not hold.
    failed: Vec<GuideStep>,
    /// What could not be put back.
    not_put_back: Vec<GuideStep>,
}

impl Steps {
    /// The step that runs.
    pub(super) fn current(&self) -> Option<&GuideStep> {
        self.current.as_ref()
    }

    /// Shows a step that begins.
    pub(super) fn begin(&mut self, step: &GuideStep, screen: &mut Screen) {
        let name = text::sanitise(&step.name);
        let title = if step.puts_back {
            format!("Afterwards  {name}")
        } else {
            format!("Step {}  {name}", step.number)
        };
        let title = screen.style.paint(Role::Heading, title);
        let place = screen.style.paint(Role::Faint, place(step));
        screen.line(&format!("\n{title}  {place}"));
        if !step.puts_back {
            quote(&step.sentence, screen);
        }
        self.current = Some(step.clone());
    }

    /// Shows how a step ended.
    pub(super) fn end(&mut self, step: &GuideStep, verdict: &Verdict, screen: &mut Screen) {
        self.count(step, verdict);
        self.current = None;
        match verdict {
            Verdict::Passed => {
                let mark = screen.style.either("✔", "+");
                screen.painted(Role::Good, &format!("  {mark} passed"));
            }
            Verdict::Failed(reasons) => {
                let mark = screen.style.either("✘", "x");
                screen.painted(Role::Failed, &format!("  {mark} failed at {}", place(step)));
                for line in reasons.iter().flat_map(|reason| reason.split('\n')) {
                    screen.painted(Role::Bad, &format!("    {}", text::sanitise(line)));
                }
            }
            Verdict::NotRun(reason) => {
                screen.painted(
                    Role::Skipped,
                    &format!("  - not run: {}", text::sanitise(reason)),
                );
            }
        }
    }

    /// Shows how many steps there were, and those that failed; nothing where there were none.
    pub(super) fn conclude(&self, screen: &mut Screen) {
        let counts = [
            (self.passed, "passed"),
            (self.failed.len(), "failed"),
            (self.not_run, "not run"),
            (self.not_put_back.len(), "not put back"),
        ];
        let all = self.passed + self.failed.len() + self.not_run;
        if all == 0 {
            return;
        }
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        screen.line(&format!(
            "\n{}: {}",
            text::plural(all, "step"),
            counts.join(", ")
        ));
        let mark = screen.style.either("✘", "x");
        for step in self.failed.iter().chain(&self.not_put_back) {
            let name = text::sanitise(&step.name);
            screen.painted(
                Role::Bad,
                &format!("  {mark} {}  step {}, {name}", place(step), step.number),
            );
        }
    }

    fn count(&mut self, step: &GuideStep, verdict: &Verdict) {
        match (verdict, step.puts_back) {
            (Verdict::Passed, false) => self.passed += 1,
            (Verdict::NotRun(_), false) => self.not_run += 1,
            (Verdict::Failed(_), false) => self.failed.push(step.clone()),
            (Verdict::Failed(_), true) => self.not_put_back.push(step.clone()),
            (Verdict::Passed | Verdict::NotRun(_), true) => {}
        }
    }
}

/// Where on which page the step's sentence is.
pub(super) fn place(step: &GuideStep) -> String {
    format!("{}:{}", text::sanitise(&step.page), step.line)
}

/// Shows the first lines of a sentence, the last of them marked where more follows.
fn quote(sentence: &str, screen: &mut Screen) {
    let border = screen.style.either("│", "|");
    let sentence = text::sanitise(sentence);
    let mut lines = break_at_words(
        sentence.trim(),
        screen.style.width.saturating_sub(6).max(20),
    );
    lines.retain(|line| !line.is_empty());
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push_str(screen.style.either(" …", " ..."));
        }
    }
    for line in lines {
        screen.painted(Role::Faint, &format!("  {border} {line}"));
    }
}
