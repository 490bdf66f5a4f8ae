//! `--dry-run`: each request as it would be sent, and the variables without a value. Nothing is
//! sent and no script runs.

use std::fmt::Write;
use std::sync::Arc;

use super::error::Fault;
use super::messages;
use super::stage::Common;
use super::{Exit, listing};
use crate::runner::{Keeper, Plan, Planned, Preview, Strictness, preview};
use crate::text::{self, Start};
use crate::variables::{Scope, Scopes};
use crate::world::World;

/// How much of a body is shown, in characters.
const BODY: usize = 2048;

/// Prints what the plans would send with these variables, for the first iteration. A request that
/// can't be read fails it, and with `--strict-variables` a variable without a value does.
pub(super) fn print(
    plans: &[Plan],
    mut scopes: Scopes,
    common: &Common,
    world: &Arc<World>,
) -> Result<Exit, Fault> {
    let mut page = Page {
        text: String::new(),
        unresolved: Vec::new(),
        has_unreadable: false,
        keeper: common.reporting.keeper.fresh(),
    };
    // Nothing is sent, and nothing is fetched for it.
    scopes.withhold(text::REDACTED);
    for plan in plans {
        scopes.collection = Scope::of_collection(&plan.collection);
        scopes.data = plan.row(0).map(Scope::from_row).unwrap_or_default();
        page.keeper.learn_scopes(&scopes);
        page.plan(plan);
        page.keeper.learn_collection(&plan.collection);
        for item in &plan.items {
            scopes.enter(&item.variables);
            let mut preview = preview(item, &scopes, &common.settings, world);
            page.keeper.learn_request(&preview.written);
            let template = item.item.request();
            page.keeper.hide_in_request(&mut preview.written, template);
            page.has_unreadable |= preview.is_unreadable;
            page.request(item, &preview);
        }
    }
    page.conclude();
    messages::print(&text::without_commands(&page.text, Start::OfLine))?;
    let is_strict = common.settings.strictness == Strictness::Fail;
    let is_refused = is_strict && !page.unresolved.is_empty();
    Ok(if is_refused || page.has_unreadable {
        Exit::Failed
    } else {
        Exit::Passed
    })
}

/// What is printed.
struct Page {
    text: String,
    /// Each variable without a value, and the requests that name it.
    unresolved: Vec<(String, Vec<String>)>,
    /// Whether there is a request that could not be read.
    has_unreadable: bool,
    keeper: Keeper,
}

impl Page {
    fn line(&mut self, line: &str) {
        // Writing to a string can't fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn foreign(&self, text: &str) -> String {
        text::sanitise_line(&self.keeper.secrets().mask(text)).into_owned()
    }

    fn named(&self, name: &str) -> String {
        text::sanitise_line(&self.keeper.secrets().mask_name(name)).into_owned()
    }

    fn plan(&mut self, plan: &Plan) {
        let heading = self.named(&listing::heading(plan));
        self.line(&heading);
    }

    fn request(&mut self, item: &Planned, preview: &Preview) {
        let path = self.named(&item.path());
        self.line(&format!("\n→ {path}"));
        let wire = &preview.written.wire;
        let first = format!("  {} {}", wire.method, preview.written.url);
        let first = self.foreign(&first);
        self.line(&first);
        for header in &wire.headers {
            let header = self.foreign(&format!("  {}: {}", header.name, header.value));
            self.line(&header);
        }
        self.body(preview);
        let scripts = item
            .events
            .iter()
            .filter(|owned| !owned.event.script.is_empty())
            .count();
        if scripts > 0 {
            self.line(&format!(
                "  ({} not run, which may change this)",
                text::plural(scripts, "script")
            ));
        }
        if let Some(problem) = &preview.problem {
            let problem = self.foreign(problem);
            self.line(&format!("  !  {problem}"));
        }
        for name in &preview.unresolved {
            let path = item.path();
            match self.unresolved.iter_mut().find(|(known, _)| known == name) {
                Some((_, paths)) if paths.contains(&path) => {}
                Some((_, paths)) => paths.push(path),
                None => self.unresolved.push((name.clone(), vec![path])),
            }
        }
    }

    fn body(&mut self, preview: &Preview) {
        let Some(body) = preview.body() else { return };
        let body = self.foreign_lines(&body);
        let count = body.chars().count();
        let shown: String = body.chars().take(BODY).collect();
        self.line("");
        for line in shown.lines() {
            self.line(&format!("  {line}"));
        }
        if count > BODY {
            self.line(&format!("  (the first {BODY} of {count} characters)"));
        }
    }

    fn foreign_lines(&self, text: &str) -> String {
        let masked = self.keeper.secrets().mask(text);
        masked
            .lines()
            .map(|line| text::sanitise(line).into_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn conclude(&mut self) {
        if self.unresolved.is_empty() {
            return;
        }
        let unresolved = std::mem::take(&mut self.unresolved);
        self.line("\nvariables without a value:");
        for (name, paths) in &unresolved {
            let line = self.named(&format!("  {name}  in {}", paths.join(", ")));
            self.line(&line);
        }
        self.unresolved = unresolved;
    }
}
