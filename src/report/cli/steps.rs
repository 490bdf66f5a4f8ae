//! The steps of a guide on a terminal: the page's own words, and whether they hold.

use super::screen::{Screen, wrap_words};
use super::style::Role;
use crate::runner::{Step, Verdict};
use crate::text;

/// How many lines of a sentence are shown.
const LINES: usize = 4;

/// How many steps ended in which way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    passed: usize,
    failed: usize,
    not_run: usize,
}

/// Shows a step that begins.
pub(super) fn begin(screen: &mut Screen, step: &Step) {
    let title = format!("Step {}  {}", step.number, text::sanitise(&step.name));
    let place = screen.style.paint(Role::Faint, format!("{}:{}", step.page, step.line));
    let title = screen.style.paint(Role::Heading, title);
    screen.line(&format!("\n{title}  {place}"));
    let sentence = text::sanitise(&step.sentence).into_owned();
    for line in shortened(&sentence, screen.style.width.saturating_sub(4).max(20)) {
        let line = screen.style.paint(Role::Faint, format!("  {} {line}", screen.style.either("│", "|")));
        screen.line(&line);
    }
}

/// Shows how a step ended.
pub(super) fn end(screen: &mut Screen, step: &Step, (verdict, tally): (&Verdict, &mut Tally)) {
    match verdict {
        Verdict::Passed => {
            tally.passed += 1;
            let line = screen.style.paint(Role::Good, format!("  {} passed", screen.style.either("✔", "+")));
            screen.line(&line);
        }
        Verdict::Failed(reasons) => {
            tally.failed += 1;
            let mark = screen.style.either("✘", "x");
            let line =
                screen.style.paint(Role::Failed, format!("  {mark} failed at {}:{}", step.page, step.line));
            screen.line(&line);
            for reason in reasons {
                let reason = text::sanitise(reason).replace('\n', "\n    ");
                let line = screen.style.paint(Role::Bad, format!("    {reason}"));
                screen.line(&line);
            }
        }
        Verdict::NotRun(reason) => {
            tally.not_run += 1;
            let line = screen.style.paint(Role::Skipped, format!("  - not run: {}", text::sanitise(reason)));
            screen.line(&line);
        }
    }
}

impl Tally {
    /// The counts as a line; `None` where there were no steps.
    pub(super) fn line(self) -> Option<String> {
        let all = self.passed + self.failed + self.not_run;
        let parts = [(self.passed, "passed"), (self.failed, "failed"), (self.not_run, "not run")];
        let named: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        (all > 0).then(|| format!("{}: {}", text::plural(all, "step"), named.join(", ")))
    }
}

/// The first lines of a sentence, the last of them marked where more follows.
fn shortened(sentence: &str, width: usize) -> Vec<String> {
    let mut lines = wrap_words(sentence, width);
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push_str(" …");
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tally_names_what_there_was() {
        assert_eq!(Tally { passed: 2, failed: 1, not_run: 0 }.line().unwrap(), "3 steps: 2 passed, 1 failed");
        assert_eq!(Tally::default().line(), None);
    }

    #[test]
    fn long_sentences_are_shortened() {
        assert_eq!(shortened("a b c d e f", 1), ["a", "b", "c", "d …"]);
    }
}
