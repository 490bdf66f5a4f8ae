//! The steps that a page's instructions make, in the order of the page.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::body;
use super::directive::Directive;
use super::hosts::Hosts;
use super::passage::{Passage, passages};
use crate::collection::ItemKind;
use crate::guide::directive::lines::Line;
use crate::guide::drift::{
    About, Missing, SentFolder, Subject, Talks, fits, is_shared, path_of, read_talks,
};
use crate::guide::page::example::Example;
use crate::guide::prose::{BodyChange, Instruction, Taken};
use crate::runner::Planned;

/// What a page makes.
pub(super) struct Drafted {
    pub(super) steps: Vec<Directive>,
    /// What takes the place of the page's hosts, where there are several.
    pub(super) bases: Option<Line>,
    /// What the page names and no step sends, each with its line.
    pub(super) left: Vec<(usize, String)>,
}

/// The steps of a page.
pub(super) fn of_page(subject: &Subject<'_>) -> Drafted {
    let talks = read_talks(subject, &mut Vec::new());
    let mut walk = Walk {
        subject,
        talks: &talks,
        current: None,
        by_address: false,
        missing: None,
        folder: None,
        named_at: 0,
        sent_at: None,
        shows_last: false,
        hosts: Hosts::of(subject),
        taken: Vec::new(),
        section: 0,
        pending: Vec::new(),
        sent_here: Vec::new(),
        unsettled: None,
        told_of: Vec::new(),
        last_sent: None,
        kept: Vec::new(),
        steps: Vec::new(),
    };
    let mut rest = VecDeque::from(passages(subject, &talks));
    while let Some(passage) = rest.pop_front() {
        walk.take(passage, &rest);
    }
    let mut left = walk.left();
    left.extend(walk.named());
    left.sort();
    if let Some(first) = walk.steps.first_mut() {
        first.uses.splice(0..0, walk.hosts.uses());
    }
    Drafted {
        bases: walk.hosts.line(),
        steps: walk.steps,
        left,
    }
}

pub(super) struct Walk<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) talks: &'s Talks<'a>,
    /// The request that the reader has open.
    pub(super) current: Option<&'s Planned>,
    /// Whether it is open by its address.
    pub(super) by_address: bool,
    /// What it names instead and is in no collection, or one of several.
    pub(super) missing: Option<&'s Missing>,
    /// The folder that the reader is told to run, until that is drafted.
    pub(super) folder: Option<&'s SentFolder>,
    /// Where it was named, and what of that was sent last.
    pub(super) named_at: usize,
    pub(super) sent_at: Option<usize>,
    pub(super) hosts: Hosts,
    /// The requests of fences that steps send: the fence's offset and their number.
    pub(super) taken: Vec<(usize, usize)>,
    pub(super) section: usize,
    /// Changes to its body that were told before it is sent.
    pub(super) pending: Vec<BodyChange>,
    /// The requests that were sent by their names in this section, and not shown since.
    pub(super) sent_here: Vec<&'s Planned>,
    pub(super) unsettled: Option<Unsettled<'s>>,
    /// Whether what was sent last in this section is what a fence shows.
    pub(super) shows_last: bool,
    /// The requests of fences that are no steps of their own, as in `taken`.
    pub(super) told_of: Vec<(usize, usize)>,
    pub(super) last_sent: Option<&'s Planned>,
    /// Members that were copied, and the variables that they are in.
    pub(super) kept: Vec<(String, String)>,
    pub(super) steps: Vec<Directive>,
}

/// A step that tells less than what the page may say next in the same section: "use the **A**
/// request", a request that is named by its address, or one that is in no collection.
pub(super) struct Unsettled<'s> {
    /// Its place among the steps.
    pub(super) at: usize,
    /// Whether it may be the same sending as the next one.
    pub(super) is_used: bool,
    pub(super) sent: Option<&'s Planned>,
    /// The address by which it is named.
    pub(super) address: Option<&'s Example>,
}

impl<'s, 'a: 's> Walk<'s, 'a> {
    fn take(&mut self, passage: Passage<'s>, rest: &VecDeque<Passage<'s>>) {
        let section = self.talks.section_at(passage.place(self.subject).0);
        if section != self.section {
            self.section = section;
            self.current = None;
            self.missing = None;
            self.folder = None;
            self.pending.clear();
            self.sent_here.clear();
            self.unsettled = None;
            self.shows_last = false;
        }
        match passage {
            Passage::Named(talk, planned) => {
                let is_open = self.current.is_some_and(|current| {
                    current.item.id == planned.item.id
                        || (talk.by_address && self.has_same_address(current, planned))
                });
                if talk.sent.is_some() || !is_open {
                    self.opens(talk.offset, talk.by_address && talk.sent.is_some());
                }
                if !is_open {
                    self.pending.clear();
                    self.current = Some(planned);
                    self.by_address = talk.by_address;
                }
                (self.missing, self.folder) = (None, None);
            }
            Passage::Missed(missing) => {
                self.opens(missing.offset, false);
                self.pending.clear();
                (self.current, self.folder) = (None, None);
                self.missing = Some(missing);
            }
            Passage::Folder(folder) => {
                self.opens(folder.offset, false);
                self.pending.clear();
                (self.current, self.missing) = (None, None);
                self.folder = Some(folder);
            }
            Passage::Told {
                unit,
                instructions,
                again,
            } => self.told(&unit, instructions, again),
            Passage::Shown { fence, example } => self.shown(fence, example, rest),
        }
    }

    /// Another request is open, or the same one is named anew.
    fn opens(&mut self, at: usize, may_be_same: bool) {
        self.named_at = at;
        self.shows_last = false;
        if !may_be_same {
            self.unsettled = None;
        }
    }

    fn has_same_address(&self, open: &Planned, named: &Planned) -> bool {
        let request = named.item.request();
        let example = request.map(|request| {
            Example::written(Some(request.method.clone()), &request.url.to_string())
        });
        example.is_some_and(|example| fits(self.subject, &example, open))
    }

    fn told(&mut self, unit: &[usize], told: Vec<(usize, Instruction)>, again: bool) {
        let blocks = &self.subject.page().blocks;
        let anchor = told
            .iter()
            .find(|(_, told)| !matches!(told, Instruction::Keep(_)));
        let Some((first, _)) = anchor else { return };
        let block = unit
            .iter()
            .copied()
            .find(|index| blocks[*index].range.contains(first))
            .unwrap_or(unit[0]);
        let kept: Vec<String> = told
            .iter()
            .filter_map(|(_, told)| match told {
                Instruction::Keep(variable) => Some(variable.clone()),
                _ => None,
            })
            .collect();
        let mut step = Directive::after(block, blocks[block].range.end);
        let mut captures = Vec::new();
        let mut unsettled = None;
        for (_, instruction) in told {
            match instruction {
                Instruction::Send | Instruction::Use
                    if again && self.sent_at == Some(self.named_at) =>
                {
                    ask_whether_again(&mut step);
                }
                // Words may tell of what the fence before them shows.
                Instruction::Send
                    if self.shows_last && self.current.is_none() && self.missing.is_none() => {}
                Instruction::Send | Instruction::Use => {
                    unsettled = self.order(&mut step, instruction == Instruction::Use);
                }
                Instruction::Copy(taken) if self.last_sent.is_some() || !step.sends.is_empty() => {
                    captures.push(taken);
                }
                Instruction::Change(change) => self.pending.push(change),
                Instruction::Copy(_) | Instruction::Keep(_) => {}
            }
        }
        self.finish(step, &captures, &kept);
        self.unsettled = unsettled.or(self.unsettled.take());
    }

    fn finish(&mut self, mut step: Directive, captures: &[Taken], kept: &[String]) {
        self.capture(captures, kept, &mut step);
        if !step.lines.is_empty() {
            self.steps.push(step);
        }
    }

    pub(super) fn send(&mut self, step: &mut Directive) {
        let Some(planned) = self.current else {
            self.send_unknown(step);
            return;
        };
        let request = planned.item.request();
        let address = request.filter(|_| self.by_address).map(|request| {
            Example::written(Some(request.method.clone()), &request.url.to_string())
        });
        let several = address.is_some_and(|address| is_shared(self.subject, &address));
        let what = "which of the requests with this address is sent";
        let line = Line::new("send", self.name_of(planned));
        step.lines
            .push(line.choose(several.then(|| what.to_owned())));
        step.sends.push(planned.item.id.clone());
        let method = request.map_or("", |request| request.method.as_str());
        push_destructive(method, step);
        self.last_sent = Some(planned);
        let changes = std::mem::take(&mut self.pending);
        self.edit(planned, &changes, step);
    }

    /// A request that is in no collection: its address, where the page names that, else a mark.
    fn send_unknown(&mut self, step: &mut Directive) {
        self.last_sent = None;
        if let Some(folder) = self.folder.take() {
            return self.send_folder(folder, step);
        }
        let Some(missing) = self.missing else {
            let what = "which request of the collection is sent here".to_owned();
            step.lines.push(Line::new("send", "?").choose(Some(what)));
            return;
        };
        if let Some(example) = missing
            .example
            .as_ref()
            .filter(|example| example.method.is_some())
        {
            self.written(example, step);
            return;
        }
        let what = format!(
            "the collection has no request `{}`, or several; which one is sent here",
            missing.name.replace('\n', " ")
        );
        step.lines.push(Line::new("send", "?").choose(Some(what)));
    }

    /// The shortest name that only this request has, with its folder where it has one.
    pub(super) fn name_of(&self, planned: &Planned) -> String {
        let path = path_of(planned);
        let short = path.len().saturating_sub(2).max(1);
        let mut names: Vec<usize> = (1..=short).rev().collect();
        names.push(0);
        for from in names {
            let name = path[from..].join(" / ");
            if crate::guide::run::resolve::find(self.subject.collections(), &name).is_ok() {
                return name;
            }
        }
        path.join(" / ")
    }

    /// Writes the changes of the body that the page told.
    fn edit(&self, planned: &Planned, changes: &[BodyChange], step: &mut Directive) {
        // What is changed in a request without a body is something else.
        if planned
            .item
            .request()
            .is_none_or(|request| request.sent_body().is_none())
        {
            return;
        }
        let mut bodies = body::samples(
            &self.subject.page().fences,
            self.subject.page().blocks[step.block].range.start,
        );
        bodies.extend(saved_body(planned));
        let (mut puts, mut removes) = (Vec::new(), Vec::new());
        for change in changes {
            let (pointer, choose) = match body::pointer_of(change.member(), &bodies) {
                Ok(pointer) => (pointer, None),
                Err(places) => (
                    format!("/{}", change.member()),
                    Some(format!("which place: {places}")),
                ),
            };
            match change {
                BodyChange::Put { value, .. } => {
                    puts.push(Line::new(pointer, value.clone()).choose(choose));
                }
                BodyChange::TakeOver { member } => {
                    let variable = self
                        .kept
                        .iter()
                        .rev()
                        .find(|(kept, _)| kept == member)
                        .map(|(_, variable)| variable);
                    let unknown = variable
                        .is_none()
                        .then(|| format!("where the copied `{member}` comes from"));
                    let variable = variable.unwrap_or(member);
                    step.uses.push(variable.clone());
                    puts.push(
                        Line::new(pointer, format!("{{{{{variable}}}}}"))
                            .choose(choose.or(unknown)),
                    );
                }
                BodyChange::Remove { .. } => removes.push(json!(pointer)),
            }
        }
        if !puts.is_empty() {
            step.lines.push(Line::map("edit", puts));
        }
        if !removes.is_empty() {
            step.lines.push(Line::new("remove", Value::Array(removes)));
        }
    }

    fn capture(&mut self, captures: &[Taken], kept: &[String], step: &mut Directive) {
        let mut lines = Vec::new();
        for (index, taken) in captures.iter().enumerate() {
            let variable = kept
                .get(index)
                .filter(|_| index == 0 || kept.len() == captures.len());
            let variable = variable
                .cloned()
                .unwrap_or_else(|| Self::variable_of(taken));
            let (selector, choose) = self.selector(taken);
            lines.push(Line::new(variable.clone(), selector).choose(choose));
            self.kept.push((taken.member.clone(), variable.clone()));
            step.sets.push(variable);
        }
        if !lines.is_empty() {
            step.lines.push(Line::map("capture", lines));
        }
    }

    /// A name for what is copied: `id` of `the policy that …` is `policyId`, anything else is
    /// called as it is.
    fn variable_of(taken: &Taken) -> String {
        let last = taken.member.rsplit('.').next().unwrap_or_default();
        let noun = taken
            .of
            .as_deref()
            .and_then(|of| of.split(' ').nth(1))
            .or(taken.noun.as_deref());
        let noun = noun.filter(|noun| noun.chars().all(|each| each.is_ascii_alphabetic()));
        match noun.filter(|_| last == "id") {
            Some(noun) => format!("{}Id", noun.to_lowercase()),
            None => last.to_owned(),
        }
    }

    /// Where the value is in the response, as far as page and saved examples tell.
    fn selector(&self, taken: &Taken) -> (String, Option<String>) {
        let list = self
            .last_sent
            .and_then(saved_response)
            .and_then(|example| list_in(&example));
        let base = list.clone().unwrap_or_else(|| "$".to_owned());
        let member = &taken.member;
        match (&taken.whose, &taken.of) {
            (Some((name, value)), _) => {
                let value = value.replace('\\', "\\\\").replace('\'', "\\'");
                // Where no example shows the response, the list is looked for at any depth.
                let base = if list.is_some() {
                    base
                } else {
                    "$..".to_owned()
                };
                (format!("{base}[?@.{name} == '{value}'].{member}"), None)
            }
            (None, Some(of)) => (
                format!("{base}[*].{member}"),
                Some(of.replace("**", "").replace('`', "")),
            ),
            (None, None) if list.is_some() => (
                format!("{base}[*].{member}"),
                Some(format!("whose `{member}` is copied")),
            ),
            (None, None) => (format!("$.{member}"), None),
        }
    }
}

impl Walk<'_, '_> {
    /// The requests that the page names and no step sends.
    fn named(&self) -> Vec<(usize, String)> {
        let mut named: Vec<(usize, String)> = Vec::new();
        let mut told: Vec<&String> = Vec::new();
        for talk in &self.talks.list {
            let About::Named(planned) = talk.about else {
                continue;
            };
            let id = &planned.item.id;
            let is_sent =
                |step: &Directive| step.sends.contains(id) || step.saved.as_ref() == Some(id);
            if !told.contains(&id) && !self.steps.iter().any(is_sent) {
                told.push(id);
                named.push((self.subject.line_of(talk.offset), planned.item.name.clone()));
            }
        }
        named
    }
}

/// The same words may tell of one sending twice, or of two.
fn ask_whether_again(step: &mut Directive) {
    let what = "which request is sent a second time here; if none is, delete this step".to_owned();
    step.lines.push(Line::new("send", "?").choose(Some(what)));
}

fn saved_body(planned: &Planned) -> Option<Value> {
    planned.item.request()?.sent_body()?.json()
}

fn saved_response(planned: &Planned) -> Option<Value> {
    let ItemKind::Request { responses, .. } = &planned.item.kind else {
        return None;
    };
    responses
        .iter()
        .find_map(|response| serde_json::from_str(response.value().get("body")?.as_str()?).ok())
}

/// The list that a response is, or holds as its only one.
fn list_in(example: &Value) -> Option<String> {
    match example {
        Value::Array(_) => Some("$".to_owned()),
        Value::Object(members) => {
            let mut lists = members.iter().filter(|(_, member)| member.is_array());
            let (name, _) = lists.next()?;
            lists.next().is_none().then(|| format!("$.{name}"))
        }
        _ => None,
    }
}

/// A step that deletes says so.
pub(super) fn push_destructive(method: &str, step: &mut Directive) {
    let is_said = step.lines.iter().any(|line| line.key == "destructive");
    if method.eq_ignore_ascii_case("DELETE") && !is_said {
        let what = "say what it ends, or delete this line".to_owned();
        step.lines
            .push(Line::new("destructive", "it deletes").choose(Some(what)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_response_is_found_where_there_is_one() {
        assert_eq!(list_in(&json!([{}])).as_deref(), Some("$"));
        assert_eq!(
            list_in(&json!({"items": [], "next": null})).as_deref(),
            Some("$.items")
        );
        assert_eq!(list_in(&json!({"a": [], "b": []})), None);
    }
}
