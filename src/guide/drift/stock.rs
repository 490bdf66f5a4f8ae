//! What is known of a collection before any page is read: the names, URLs and words of its requests,
//! so arranged that a page finds what it shows without looking at every request.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use super::names;
use super::slips::{self, Index};
use crate::collection::{Mode, Variable};
use crate::guide::name;
use crate::guide::page::parts::Parts;
use crate::runner::Planned;
use crate::text::Candidates;

/// What is known of a collection's requests.
pub(crate) struct Stock {
    entries: Vec<Entry>,
    /// Requests by their names, and by what stands behind the last ` / ` of their paths.
    named: HashMap<String, Vec<usize>>,
    ending: HashMap<String, Vec<usize>>,
    /// Requests by their ids.
    by_id: HashMap<String, Vec<usize>>,
    places: Places,
    /// The collection and its folders, by the names from the collection's down.
    folders: Vec<Vec<String>>,
    opened: HashMap<String, Vec<usize>>,
    /// The names of requests, and those of the collection and its folders.
    pub(super) request_names: Candidates,
    pub(super) folder_names: Candidates,
    /// The words of what is sent.
    words: HashSet<String>,
    pub(super) index: Index,
}

/// A name that a page writes.
pub(super) struct Wanted {
    key: String,
    /// The end of a path, where the name is one of several names.
    line: Option<String>,
}

impl Wanted {
    pub(super) fn of(name: &str) -> Self {
        Self {
            key: name::key(name),
            line: names::as_path(name).map(|line| format!(" / {line}")),
        }
    }
}

/// A request and what of it is compared.
pub(super) struct Entry {
    pub(super) planned: Arc<Planned>,
    /// The names from the collection's down.
    pub(super) path: Vec<String>,
    /// The path in one line and in lower case.
    line: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) parts: Parts,
}

impl fmt::Debug for Stock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Stock of {} requests", self.entries.len())
    }
}

impl Stock {
    /// What is known of these requests.
    pub(crate) fn of(items: &[Arc<Planned>], variables: &[Variable]) -> Self {
        let entries: Vec<Entry> = items.iter().map(Entry::of).collect();
        let (named, ending) = (by(&entries, Entry::name_key), by(&entries, Entry::ending));
        let folders = folders(&entries);
        let last = |path: &Vec<String>| path.last().cloned().unwrap_or_default();
        let opened = by(&folders, |path| name::key(&last(path)));
        let words = words(items, variables);
        Self {
            named,
            ending,
            by_id: by(&entries, |entry| entry.planned.item.id.clone()),
            places: Places::of(&entries),
            opened,
            request_names: entries.iter().map(|entry| entry.path.last()).collect(),
            folder_names: folders.iter().map(|path| path.last()).collect(),
            folders,
            index: Index::of(words.iter().map(String::as_str)),
            words,
            entries,
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The request that stands right between two others.
    pub(super) fn between(&self, before: &Planned, behind: &Planned) -> Option<&Entry> {
        let is_behind = |entry: &Entry| entry.planned.item.id == behind.item.id;
        let mut places = self.by_id.get(&before.item.id).into_iter().flatten();
        places.find_map(|at| {
            let behind = self.entries.get(at + 2);
            behind.filter(|entry| is_behind(entry))?;
            self.entries.get(at + 1)
        })
    }

    /// The requests that have a name, which may begin with the names of folders.
    pub(super) fn called(&self, wanted: &Wanted) -> Vec<&Entry> {
        let mut found = self.named.get(&wanted.key).cloned().unwrap_or_default();
        if let Some(line) = &wanted.line {
            let ending = line.rsplit(" / ").next().unwrap_or(line);
            let ending = self.ending.get(ending).into_iter().flatten();
            let before = found.len();
            found.extend(
                ending
                    .clone()
                    .filter(|at| self.entries[**at].line.ends_with(line)),
            );
            if found.len() == before {
                found.extend(ending.filter(|at| self.entries[**at].is_below(line)));
            }
            found.sort_unstable();
            found.dedup();
        }
        found.into_iter().map(|at| &self.entries[at]).collect()
    }

    /// The words with which the requests' names begin.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        let names = self.entries.iter().filter_map(|entry| entry.path.last());
        names.filter_map(|name| name.split(' ').next())
    }

    /// The requests that may have a path, in order.
    pub(super) fn with_path(&self, shown: &Parts) -> Vec<&Entry> {
        match self.places.like(shown) {
            Some(found) => found.into_iter().map(|at| &self.entries[at]).collect(),
            None => self.entries.iter().collect(),
        }
    }

    /// The requests whose paths may be nearly that of an example, in order.
    pub(super) fn near_path(&self, shown: &Parts) -> Vec<&Entry> {
        let Some(same) = self.places.like(shown) else {
            return self.entries.iter().collect();
        };
        let votes = self.places.votes(shown, self.entries.len());
        let pairs = self.entries.iter().zip(votes).enumerate();
        let near = pairs.filter(|(number, (entry, votes))| {
            let is_near = shown.may_be_near(usize::from(*votes), &entry.parts);
            is_near || same.binary_search(number).is_ok()
        });
        near.map(|(_, (entry, _))| entry).collect()
    }

    /// The collection, or its folders, of the name with that key.
    pub(super) fn folders_called(&self, key: &str) -> Vec<&Vec<String>> {
        let found = self.opened.get(key).into_iter().flatten();
        found.map(|at| &self.folders[*at]).collect()
    }

    /// Whether a word is one of what is sent.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

impl Entry {
    fn of(planned: &Arc<Planned>) -> Self {
        let path = names::path(planned);
        let request = planned.item.request();
        let url = request.map_or_else(String::new, |request| request.url.to_string());
        Self {
            planned: Arc::clone(planned),
            line: format!(" / {}", path.join(" / ").to_lowercase()),
            path,
            method: request.map_or_else(String::new, |request| request.method.clone()),
            parts: Parts::of(&url),
            url,
        }
    }

    /// Whether a path names folders of its own in their order, and not all of them.
    fn is_below(&self, path: &str) -> bool {
        let mut own = self.line.split(" / ");
        path.split(" / ").all(|name| own.any(|own| own == name))
    }

    fn name_key(&self) -> String {
        name::key(&self.planned.item.name)
    }

    fn ending(&self) -> String {
        let ending = self.line.rsplit(" / ").next();
        ending.unwrap_or_default().to_owned()
    }
}

/// The numbers of things by a key.
fn by<T>(things: &[T], key: impl Fn(&T) -> String) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, thing) in things.iter().enumerate() {
        found.entry(key(thing)).or_default().push(at);
    }
    found
}

fn folders(entries: &[Entry]) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = Vec::new();
    let mut known: HashSet<&[String]> = HashSet::new();
    for entry in entries {
        for depth in 1..entry.path.len() {
            if known.insert(&entry.path[..depth]) {
                paths.push(entry.path[..depth].to_vec());
            }
        }
    }
    paths
}

/// The words of a collection: what is there is meant.
fn words(items: &[Arc<Planned>], variables: &[Variable]) -> HashSet<String> {
    let mut known = HashSet::new();
    let mut add = |text: &str| known.extend(slips::words(text).map(str::to_owned));
    for variable in variables {
        add(&variable.key);
    }
    for request in items.iter().filter_map(|planned| planned.item.request()) {
        add(&request.url.to_string());
        request.headers.iter().for_each(|header| add(&header.value));
        if let Some(Mode::Raw(text)) = request.sent_body().map(|body| &body.mode) {
            add(text);
        }
    }
    known
}

/// Requests by the words of their paths, counted from the end: a variable may hold the beginning.
#[derive(Default)]
struct Places {
    /// By the place and the word there.
    words: Vec<HashMap<String, Vec<usize>>>,
    /// Those that have a placeholder or an id at a place, or nothing.
    others: Vec<Vec<usize>>,
    /// Those whose paths end before a place.
    shorter: Vec<Vec<usize>>,
    /// The same counted from the front, but for those that are shorter.
    first_words: Vec<HashMap<String, Vec<usize>>>,
    first_others: Vec<Vec<usize>>,
}

/// How many places are looked at.
const PLACES: usize = 8;

impl Places {
    fn of(entries: &[Entry]) -> Self {
        let mut places = Self {
            words: vec![HashMap::new(); PLACES],
            others: vec![Vec::new(); PLACES],
            shorter: vec![Vec::new(); PLACES],
            first_words: vec![HashMap::new(); PLACES],
            first_others: vec![Vec::new(); PLACES],
        };
        for (number, entry) in entries.iter().enumerate() {
            // The value of a variable may be the whole of a path.
            let is_empty = entry.parts.path.len() == 1 && entry.parts.path[0].word() == Some("");
            for place in 0..PLACES {
                let segment = entry.parts.path.iter().rev().nth(place);
                match segment.filter(|_| !is_empty).map(|segment| segment.word()) {
                    None => places.shorter[place].push(number),
                    Some(None) => places.others[place].push(number),
                    Some(Some(word)) => {
                        let same = places.words[place].entry(word.to_owned());
                        same.or_default().push(number);
                    }
                }
            }
            for (place, segment) in entry.parts.path.iter().enumerate().take(PLACES) {
                match segment.word() {
                    None => places.first_others[place].push(number),
                    Some(word) => {
                        let same = places.first_words[place].entry(word.to_owned());
                        same.or_default().push(number);
                    }
                }
            }
        }
        places
    }

    /// For each request, how many parts of its path may be those of an example.
    fn votes(&self, shown: &Parts, count: usize) -> Vec<u8> {
        // Parts that are not looked at may all be the same.
        let behind = u8::try_from(shown.path.len().saturating_sub(PLACES)).unwrap_or(u8::MAX);
        let mut votes = vec![behind; count];
        let mut vote = |numbers: &[usize]| {
            for number in numbers {
                votes[*number] = votes[*number].saturating_add(1);
            }
        };
        for (place, segment) in shown.path.iter().enumerate().take(PLACES) {
            vote(&self.first_others[place]);
            match segment.word() {
                Some(word) => {
                    let same = self.first_words[place].get(word);
                    vote(same.map_or(&[], Vec::as_slice));
                }
                None => self.first_words[place].values().for_each(|all| vote(all)),
            }
        }
        votes
    }

    /// The requests that may have a path, in order, by the word of it that fewest have; `None` where
    /// all may.
    fn like(&self, shown: &Parts) -> Option<Vec<usize>> {
        let segments = shown.path.iter().rev().enumerate().take(PLACES);
        let words = segments.filter_map(|(place, segment)| Some((place, segment.word()?)));
        let lists = words.map(|(place, word)| {
            let same = self.words[place].get(word).map_or(&[][..], Vec::as_slice);
            [same, &self.others[place], &self.shorter[place]]
        });
        let fewest =
            lists.min_by_key(|lists| lists.iter().map(|list| list.len()).sum::<usize>())?;
        let mut found = fewest.concat();
        found.sort_unstable();
        Some(found)
    }
}
