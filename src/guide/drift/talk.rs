//! Which request a page talks about where: what it names, which folder it has opened, what
//! its steps send.

use super::alike::{Missing, matching};
use super::announced;
use super::finding::{Code, Finding};
use super::sections::{SentFolder, section_at, sections};
use super::stock::Wanted;
use super::{Subject, Words, names};
use crate::guide::name::folded;
use crate::guide::page::example::Example;
use crate::guide::prose::{Block, BlockKind, Mention, MentionKind};
use crate::guide::run::bound::Bound;
use crate::runner::Planned;
use crate::text::did_you_mean;

/// A place at which the page comes to a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk<'a> {
    /// The offset into the page.
    pub(crate) offset: usize,
    /// The list item.
    pub(super) item: Option<usize>,
    /// The number of headings before.
    pub(super) section: usize,
    /// Where the name ends, if the reader is told to send it.
    pub(crate) sent: Option<usize>,
    /// Whether it is named by its address.
    pub(crate) by_address: bool,
    /// Whether the reader is told to do something with it.
    pub(super) is_said: bool,
    pub(crate) about: About<'a>,
}

/// What the page comes to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// A request is named in bold.
    Named(&'a Planned),
    /// A step sends: its number in the guide.
    Step(usize),
}

/// Everything that the page talks about, in its order.
pub(crate) struct Talks<'a> {
    pub(crate) list: Vec<Talk<'a>>,
    /// The names that stand for no request, or for several, each with its offset.
    pub(crate) missing: Vec<Missing>,
    /// The folders that the reader is told to run.
    pub(crate) folders: Vec<SentFolder>,
    sections: Vec<usize>,
}

/// The folder that the page has opened.
struct Opened {
    /// Its names from the collection's down.
    path: Vec<String>,
    line: usize,
    /// The level of the heading under which it was opened.
    level: u8,
}

/// Reads what a page talks about, and notes the names that are wrong.
pub(crate) fn read<'a>(subject: &Subject<'a>, findings: &mut Vec<Finding>) -> Talks<'a> {
    let mut reader = Reader {
        subject,
        findings,
        opened: None,
        level: 0,
        in_postman: false,
        missing: Vec::new(),
        folders: Vec::new(),
    };
    let mut list: Vec<Talk<'a>> = Vec::new();
    let sections = sections(subject.page);
    let in_postman = names::in_postman(subject);
    let blocks = subject.page.blocks.iter().zip(announced::mentions(subject));
    for ((block, mentions), in_postman) in blocks.zip(in_postman) {
        reader.in_postman = in_postman;
        for (mention, planned) in reader.block(block, mentions) {
            let offset = block.source(mention.range.start);
            list.push(Talk {
                offset,
                item: block.item,
                section: section_at(&sections, offset),
                sent: sent(block, &mention),
                by_address: mention.is_address(),
                is_said: mention.kind == MentionKind::Request
                    || mention.is_sent
                    || mention.is_direct(block),
                about: About::Named(planned),
            });
        }
    }
    for (number, offset) in subject.step_offsets() {
        let section = section_at(&sections, offset);
        let mut before = subject.page.blocks.iter();
        let before = before.rfind(|block| block.range.start < offset);
        let item = before.and_then(|block| block.item);
        list.push(Talk {
            offset,
            item,
            section,
            sent: None,
            by_address: false,
            is_said: true,
            about: About::Step(number),
        });
    }
    list.sort_by_key(|talk| talk.offset);
    Talks {
        list,
        missing: reader.missing,
        folders: reader.folders,
        sections,
    }
}

impl<'a> Talks<'a> {
    /// What a sample may belong to, the likeliest first: what its list item sends or names, what
    /// was talked of last in its section, what comes next there.
    pub(super) fn around(&self, offset: usize, item: Option<usize>) -> Vec<Talk<'a>> {
        let section = section_at(&self.sections, offset);
        let here = |talk: &&Talk<'_>| talk.section == section;
        let same_item = |talk: &&Talk<'_>| item.is_some() && talk.item == item;
        let is_step = |talk: &&Talk<'_>| matches!(talk.about, About::Step(_));
        let mut found: Vec<Talk<'a>> = Vec::new();
        let mut add = |talk: Option<&Talk<'a>>| found.extend(talk);
        add(self.list.iter().filter(same_item).find(is_step));
        add(self
            .list
            .iter()
            .filter(same_item)
            .rfind(|talk| talk.offset < offset));
        add(self
            .list
            .iter()
            .filter(here)
            .rfind(|talk| talk.offset < offset));
        add(self
            .list
            .iter()
            .filter(here)
            .find(|talk| talk.offset > offset && is_step(talk)));
        found
    }
}

impl Talks<'_> {
    /// The section of a place, by its number.
    pub(crate) fn section_at(&self, offset: usize) -> usize {
        section_at(&self.sections, offset)
    }
}

/// Where a name ends that the reader is told to send.
fn sent(block: &Block, mention: &Mention) -> Option<usize> {
    mention.is_sent.then(|| block.source(mention.range.end))
}

struct Reader<'s, 'a, 'f> {
    subject: &'s Subject<'a>,
    findings: &'f mut Vec<Finding>,
    opened: Option<Opened>,
    level: u8,
    /// Whether the section that is read has to do with Postman at all.
    in_postman: bool,
    missing: Vec<Missing>,
    folders: Vec<SentFolder>,
}

impl<'a> Reader<'_, 'a, '_> {
    /// The requests that a block names.
    fn block(&mut self, block: &'a Block, mentions: Vec<Mention>) -> Vec<(Mention, &'a Planned)> {
        if let BlockKind::Heading(level) = block.kind {
            self.level = level;
            self.opened.take_if(|opened| level <= opened.level);
        }
        if names::leaves_folder(&block.marked) {
            self.opened = None;
        }
        if block.quoted && !self.subject.has_steps() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for mention in mentions {
            match mention.kind {
                MentionKind::Folder => self.folder(block, &mention),
                MentionKind::Collection => self.collection(block, &mention),
                MentionKind::Request | MentionKind::Unsaid => {
                    let planned = self.request(block, &mention);
                    found.extend(planned.map(|planned| (mention, planned)));
                }
            }
        }
        found
    }

    fn folder(&mut self, block: &Block, mention: &Mention) {
        let wanted = folded(&mention.name);
        let mut found: Vec<&Vec<String>> = self.subject.folders_called(&wanted);
        if let Some(opened) = &self.opened {
            let within = |path: &&Vec<String>| path.starts_with(&opened.path);
            if found.iter().any(&within) {
                found.retain(|path| within(path));
            }
        }
        let line = self
            .subject
            .position(block.source(mention.range.start))
            .line;
        match found.first() {
            Some(path) => {
                self.note_run(block, mention, path);
                self.opened = Some(Opened {
                    path: (*path).clone(),
                    line,
                    level: self.level,
                });
            }
            None if !self.subject.is_about_collections() || !self.in_postman => {}
            // A folder of files.
            None if mention.name.starts_with('.') || mention.name.ends_with('/') => {}
            None if !mention.is_bold(block) && names::may_be_of_files(&mention.name) => {}
            None => {
                self.opened = None;
                let names = self.subject.stocks().map(|stock| &stock.folder_names);
                let near = crate::text::nearest_in(&wanted, names);
                let path = near.and_then(|near| {
                    let called = self.subject.folders_called(near);
                    called
                        .into_iter()
                        .find(|path| path.last().is_some_and(|last| last == near))
                });
                let is_collection = path.is_some_and(|path| path.len() == 1);
                let suggestion = near.map(|near| {
                    if is_collection {
                        format!("the collection is called `{near}`")
                    } else {
                        format!("did you mean `{near}`?")
                    }
                });
                let message = format!("no folder is called `{}`", mention.name);
                let place = path.map(|path| path.join(" / "));
                self.findings.push(Finding {
                    collection: place,
                    suggestion,
                    ..self
                        .subject
                        .finding(Code::UnknownFolder, self.words(block, mention), message)
                });
            }
        }
    }

    /// Notes a folder that the reader is told to run.
    fn note_run(&mut self, block: &Block, mention: &Mention, path: &[String]) {
        self.folders
            .extend(sent(block, mention).map(|end| SentFolder {
                offset: block.source(mention.range.start),
                end,
                path: path.to_vec(),
            }));
    }

    fn collection(&mut self, block: &Block, mention: &Mention) {
        let wanted = folded(&mention.name);
        let is_folder = |path: &Vec<String>| path.len() > 1;
        let called: Vec<&str> = self
            .subject
            .collections()
            .iter()
            .map(|requests| requests.collection.name.as_str())
            .collect();
        let is_called = |name: &&str| names::same(name, &wanted);
        if !called.iter().any(is_called)
            && self
                .subject
                .folders_called(&wanted)
                .into_iter()
                .any(is_folder)
        {
            return self.folder(block, mention);
        }
        self.opened = None;
        let own = called.iter().find(|name| names::same(name, &wanted));
        if let Some(own) = own {
            self.note_run(block, mention, &[(*own).to_owned()]);
        }
        if own.is_some() || !self.subject.is_about_collections() {
            return;
        }
        // A page may tell of a collection that was not given.
        let Some(suggestion) = did_you_mean(&wanted, called.iter().copied()) else {
            return;
        };
        let near = crate::text::nearest(&wanted, called).map(str::to_owned);
        let message = format!("no collection is called `{}`", mention.name);
        self.findings.push(Finding {
            collection: near,
            suggestion: Some(suggestion),
            ..self
                .subject
                .finding(Code::UnknownCollection, self.words(block, mention), message)
        });
    }

    fn request(&mut self, block: &Block, mention: &Mention) -> Option<&'a Planned> {
        let subject = self.subject;
        let wanted = folded(&mention.name);
        let name = Wanted::of(&wanted);
        let called = subject.stocks().flat_map(|stock| stock.called(&name));
        let called: Vec<&'a Planned> = called.map(|entry| &*entry.planned).collect();
        let is_said = mention.kind == MentionKind::Request;
        // `/token` is a path, and no name.
        if mention.name.starts_with('/') && mention.method.is_none() {
            return None;
        }
        if mention.is_address() {
            // An address alone may be that of anything.
            if mention.method.is_none() && !is_said {
                return None;
            }
            let example = Example::written(mention.method.clone(), &mention.name);
            let found = matching(subject, &example);
            if found.is_none() && is_said {
                self.misses(block, mention);
            }
            return found;
        }
        if called.is_empty() {
            self.not_called(block, mention);
            return None;
        }
        let is_word = !mention.name.contains(' ') && !mention.is_bold(block);
        let is_ordered = mention.is_sent || mention.is_direct(block);
        if !is_said && (!self.in_postman || is_word) && !is_ordered {
            return None;
        }
        let Some(opened) = &self.opened else {
            return self.one_of(block, mention, &called);
        };
        let within: Vec<&Planned> = called
            .iter()
            .copied()
            .filter(|planned| names::path(planned).starts_with(&opened.path))
            .collect();
        if within.is_empty() {
            let place = names::path(called[0]);
            let folder = &place[..place.len() - 1];
            let whereabouts = match folder {
                [_] => "at the top of the collection".to_owned(),
                _ => format!("in `{}`", folder[1..].join(" / ")),
            };
            let message = format!(
                "`{}` is {whereabouts}, not in the folder `{}` that line {} opens",
                mention.name,
                opened.path.last().map_or("", String::as_str),
                opened.line
            );
            let suggestion = format!("say that `{}` is {whereabouts}", mention.name);
            self.findings.push(Finding {
                collection: Some(place.join(" / ")),
                suggestion: Some(suggestion),
                ..self
                    .subject
                    .finding(Code::OtherFolder, self.words(block, mention), message)
            });
            return Some(called[0]);
        }
        self.one_of(block, mention, &within)
    }

    /// Notes a name that no request has.
    fn not_called(&mut self, block: &Block, mention: &Mention) {
        let (subject, wanted) = (self.subject, folded(&mention.name));
        let is_said = mention.kind == MentionKind::Request;
        let is_folder = !subject.folders_called(&wanted).is_empty();
        let may_be_sent = || mention.is_sent && subject.may_be_a_request(&wanted);
        if !is_folder && (is_said || may_be_sent()) {
            self.misses(block, mention);
        }
        // In a guide, bold words that are nearly a request's name are that name.
        let is_bold = || subject.has_steps() && mention.is_bold(block);
        let may_be_one = (is_said || mention.is_direct(block) || is_bold()) && !is_folder;
        if may_be_one && subject.is_about_collections() && self.in_postman {
            self.unknown_request(block, mention);
        }
    }

    fn misses(&mut self, block: &Block, mention: &Mention) {
        let address = || Example::written(mention.method.clone(), &mention.name);
        self.missing.push(Missing {
            offset: block.source(mention.range.start),
            name: mention.name.clone(),
            sent: sent(block, mention),
            example: mention.is_address().then(address),
        });
    }

    /// The one request that is meant; with several, the one that a step of the same item sends.
    fn one_of(
        &mut self,
        block: &Block,
        mention: &Mention,
        called: &[&'a Planned],
    ) -> Option<&'a Planned> {
        if let [one] = called {
            return Some(one);
        }
        let sent = self
            .subject
            .sent()
            .find(|sent| called.iter().any(|planned| planned.item.id == sent.item.id));
        if let Some(sent) = sent {
            return called
                .iter()
                .copied()
                .find(|planned| planned.item.id == sent.item.id);
        }
        if mention.kind == MentionKind::Request {
            self.misses(block, mention);
            let paths: Vec<String> = called
                .iter()
                .map(|planned| names::path(planned)[1..].join(" / "))
                .collect();
            let message = format!(
                "`{}` is the name of {} requests",
                mention.name,
                called.len()
            );
            let suggestion = format!("name the folder: {}", crate::guide::error::listed(&paths));
            let place = called
                .first()
                .map(|planned| names::path(planned).join(" / "));
            self.findings.push(Finding {
                collection: place,
                suggestion: Some(suggestion),
                ..self
                    .subject
                    .finding(Code::AmbiguousRequest, self.words(block, mention), message)
            });
        }
        None
    }

    fn unknown_request(&mut self, block: &Block, mention: &Mention) {
        let wanted = folded(&mention.name);
        let item_names = self.subject.stocks().map(|stock| &stock.request_names);
        let near = crate::text::nearest_in(&wanted, item_names);
        // Where nothing says that it is a request, only what is hardly anything else is taken for a
        // slip.
        let is_slip =
            |near: &str| wanted.len() >= 8 && strsim::damerau_levenshtein(near, &wanted) <= 2;
        // A word alone is most likely no name.
        let is_near = near.is_some() && mention.is_bold(block);
        let is_word = !is_near && !mention.name.contains([' ', '/']);
        if (is_word || mention.kind == MentionKind::Unsaid) && !near.is_some_and(is_slip) {
            return;
        }
        let path: Option<&Vec<String>> = near.and_then(|near| {
            let name = Wanted::of(near);
            let mut called = self.subject.stocks().flat_map(|stock| stock.called(&name));
            let has_name = |path: &&Vec<String>| path.last().is_some_and(|name| name == near);
            called.find_map(|entry| Some(&entry.path).filter(has_name))
        });
        let suggestion = path
            .as_ref()
            .map(|path| format!("did you mean `{}`?", path[1..].join(" / ")));
        let message = format!("no request is called `{}`", mention.name);
        let place = path.map(|path| path.join(" / "));
        self.findings.push(Finding {
            collection: place,
            suggestion,
            ..self
                .subject
                .finding(Code::UnknownRequest, self.words(block, mention), message)
        });
    }

    /// Where a mention stands in the page.
    fn words(&self, block: &Block, mention: &Mention) -> Words {
        Words {
            at: self.subject.position(block.source(mention.range.start)),
            length: mention.range.len(),
        }
    }
}

/// The request of a collection that a talk is about, as it is saved.
pub(super) fn planned<'a>(talk: &Talk<'a>, bound: &'a Bound) -> Option<&'a Planned> {
    match talk.about {
        About::Named(planned) => Some(planned),
        About::Step(number) => {
            let chosen = bound.chosen[number].as_ref();
            let saved = chosen.filter(|chosen| chosen.collection.is_some());
            saved.map(|chosen| &chosen.planned)
        }
    }
}
