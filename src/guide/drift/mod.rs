//! `guide check`: where a page and its collections have come apart, found without a network.
//!
//! Reading and binding a page tell what is wrong with its directives; the files here read what the
//! page says to its readers and compare it with what the collections hold. What a page does not say
//! for certain is not held against it.

mod alike;
mod allow;
mod announced;
mod bodies;
mod contract;
mod coverage;
mod examples;
mod finding;
mod fix;
mod identifiers;
mod includes;
mod names;
mod placeholders;
mod proving;
mod samples;
mod sections;
mod slips;
mod steps;
mod stock;
mod talk;
mod variables;

use std::collections::HashMap;

use crate::contract::Contract;
use crate::finding::Code as _;
use crate::guide::directive::source::Source;
use crate::guide::directive::step::Step;
use crate::guide::error::{Mistake, Position, Problem, Problems};
use crate::guide::page::Page;
use crate::guide::page::lines::Lines;
use crate::guide::run::bound::Bound;
use crate::guide::run::resolve::Requests;
use crate::guide::sequence::Guide;
use crate::guide::texts::{Text, Texts};
use crate::runner::Planned;
use crate::variables::Scopes;
use crate::world::World;

pub(crate) use alike::{Missing, contents, fits, is_shared, matching};
pub(crate) use bodies::is_of_a_response;
pub use coverage::{Coverage, proofs};
pub(crate) use examples::Differing;
use examples::differing;
pub use finding::{Code, Finding};
pub use fix::fixes;
pub use includes::{TakenIn, taken_in};
pub(crate) use names::path as path_of;
use proving::Proving;
pub(crate) use sections::{SentFolder, sections};
pub(crate) use stock::Stock;
pub(crate) use talk::{About, Talk, Talks, read as read_talks};

/// What a page is compared with.
#[derive(Debug, Default)]
pub struct Given<'a> {
    /// The collections: those of the header in its order, then others.
    pub collections: Vec<Requests>,
    /// The environment and the globals; `None` where the page names none.
    pub scopes: Option<Scopes>,
    /// The places at which the page takes in files that are checked with it: offsets.
    pub followed: Vec<usize>,
    /// What the requests are held against that it shows.
    pub contract: Option<&'a Contract>,
}

/// A page that was read, to be compared with what its header names.
pub struct Reading<'a> {
    texts: &'a Texts<'a>,
    /// The guide, as far as it can be read.
    pub guide: Guide,
    page: Page,
    problems: Problems,
}

impl<'a> Reading<'a> {
    /// Reads a page.
    pub fn of(texts: &'a Texts<'a>) -> Self {
        let mut problems = Problems::of(texts.directives().name);
        let (guide, page) = Guide::read_parts(texts, &mut problems);
        Self {
            texts,
            guide,
            page,
            problems,
        }
    }
}

impl Reading<'_> {
    /// What is made of each example that is otherwise than its request, over the collections.
    pub(crate) fn differing<T>(
        self,
        given: Given<'_>,
        world: &World,
        make: impl Fn(&[Requests], &Differing<'_>) -> T,
    ) -> Vec<T> {
        let mut problems = self.problems;
        let bound = self.guide.bind_all(given.collections, world, &mut problems);
        let subject = Subject::new(self.texts, &self.page, &bound, given.scopes.as_ref());
        let talks = talk::read(&subject, &mut Vec::new());
        let found = differing(&subject, &talks).into_iter();
        found
            .map(|found| make(subject.collections(), &found))
            .collect()
    }
}

/// Finds what is wrong with a page, in the order of the page, and notes what its steps prove.
pub fn check(
    reading: Reading<'_>,
    given: Given<'_>,
    world: &World,
    coverage: &mut Coverage,
) -> Vec<Finding> {
    let Reading {
        texts,
        mut guide,
        page,
        mut problems,
    } = reading;
    let known = given.scopes.iter().flat_map(Scopes::names);
    guide.known = known.map(str::to_owned).collect();
    let bound = guide.bind_all(given.collections, world, &mut problems);
    let subject = Subject::new(texts, &page, &bound, given.scopes.as_ref());
    let mut findings: Vec<Finding> = problems
        .list
        .into_iter()
        .map(|problem| subject.of_problem(problem))
        .collect();
    samples::check(&subject, &mut findings);
    includes::check(&subject, &given.followed, &mut findings);
    let talks = talk::read(&subject, &mut findings);
    examples::check(&subject, &talks, &mut findings);
    coverage.add(&subject, &talks, proving::ALL);
    if let Some(contract) = given.contract {
        contract::check(&subject, contract, world, &mut findings);
    }
    variables::check(&subject, &mut findings);
    bodies::check(&subject, &talks, &mut findings);
    identifiers::check(&subject, &mut findings);
    placeholders::check(&subject, &talks, &mut findings);
    placeholders::bases(&subject, &mut findings);
    steps::check(&subject, &talks, &mut findings);
    allow::apply(&subject, &mut findings);
    let page_first = |finding: &Finding| finding.file != texts.directives().name;
    findings.sort_by_key(|finding| (page_first(finding), finding.at, finding.code.severity()));
    findings.dedup();
    findings
}

/// Words of a file: where they begin, and how many characters they are.
#[derive(Debug, Clone, Copy)]
struct Words {
    at: Position,
    length: usize,
}

impl Words {
    /// The place itself, where the words are not known.
    fn at(at: Position) -> Self {
        Self { at, length: 1 }
    }
}

/// A page, its directives and its collections, side by side.
pub(crate) struct Subject<'a> {
    page: &'a Page,
    /// The page as it was named, and its text.
    name: &'a str,
    text: &'a str,
    lines: Lines<'a>,
    /// The file that the directives stand in: the page or its side-car.
    directives: Text<'a>,
    directive_lines: Lines<'a>,
    bound: &'a Bound,
    scopes: Option<&'a Scopes>,
    /// The steps that send what a fence shows, by the fence's offset and the number of its request:
    /// what another page's step sends stands there.
    sent_places: HashMap<(usize, usize), Vec<usize>>,
}

impl<'a> Subject<'a> {
    pub(crate) fn new(
        texts: &Texts<'a>,
        page: &'a Page,
        bound: &'a Bound,
        scopes: Option<&'a Scopes>,
    ) -> Self {
        let directives = texts.directives();
        let Text { name, text } = texts.page.unwrap_or_default();
        let mut sent_places: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, step) in bound.guide.steps.iter().enumerate() {
            let source = step.sending().map(|sending| &sending.source);
            if let (Some(Source::Shown(shown)), None) = (source, &step.page) {
                sent_places.entry(shown.place).or_default().push(number);
            }
        }
        Self {
            sent_places,
            page,
            name,
            text,
            lines: Lines::of(text),
            directives,
            directive_lines: Lines::of(directives.text),
            bound,
            scopes,
        }
    }

    fn steps(&self) -> &'a [Step] {
        &self.bound.guide.steps
    }

    fn has_steps(&self) -> bool {
        !self.steps().is_empty()
    }

    /// The page's parts.
    pub(crate) fn page(&self) -> &'a Page {
        self.page
    }

    /// The collections that the page is compared with.
    pub(crate) fn collections(&self) -> &'a [Requests] {
        &self.bound.collections
    }

    /// Whether folders and requests that the page tells its reader to open are those of
    /// collections.
    fn is_about_collections(&self) -> bool {
        !self.collections().is_empty()
    }

    /// The offset into the page of each step.
    fn step_offsets(&self) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.steps().iter().map(|step| step.offset).enumerate()
    }

    /// Whether steps there send requests of the collections; where none is, those of the page.
    fn steps_are_of_collections(&self, range: std::ops::Range<usize>) -> bool {
        let pairs = self.step_offsets().zip(&self.bound.chosen);
        let here = pairs.filter(|((_, offset), _)| range.contains(offset));
        let mut sent = here.filter_map(|(_, chosen)| chosen.as_ref()).peekable();
        match sent.peek() {
            None => self.has_steps(),
            Some(_) => sent.any(|chosen| chosen.collection.is_some()),
        }
    }

    /// The requests of the collections that steps send.
    fn sent(&self) -> impl Iterator<Item = &'a Planned> + 'a {
        self.sent_by(proving::ALL)
    }

    /// The requests of the collections that those of the steps send that prove something.
    fn sent_by<'p>(&self, proving: Proving<'p>) -> impl Iterator<Item = &'a Planned> + use<'a, 'p> {
        let chosen = self.bound.chosen.iter().enumerate();
        let chosen = chosen.filter_map(|(at, chosen)| Some((at, chosen.as_ref()?)));
        chosen
            .filter(move |(at, chosen)| chosen.collection.is_some() && proving(*at))
            .map(|(_, chosen)| &chosen.planned)
    }

    /// What is known of each collection.
    fn stocks(&self) -> impl Iterator<Item = &'a Stock> + 'a {
        self.collections().iter().map(Requests::stock)
    }

    /// Whether a name is a slip of a request's, or begins as one does.
    fn may_be_a_request(&self, name: &str) -> bool {
        let name = name.rsplit('/').next().unwrap_or(name).trim();
        let names = self.stocks().map(|stock| &stock.request_names);
        let near = crate::text::nearest_in(name, names);
        if near.is_some_and(|near| strsim::damerau_levenshtein(near, name) <= 2) {
            return true;
        }
        let Some((first, _)) = name.split_once(' ') else {
            return false;
        };
        let mut begins = self.stocks().flat_map(Stock::first_words);
        begins.any(|word| word.eq_ignore_ascii_case(first))
    }

    /// The collections and folders of a name, by the names from the collection's down.
    fn folders_called(&self, name: &str) -> Vec<&'a Vec<String>> {
        let key = crate::guide::name::key(name);
        let called = self.stocks().flat_map(|stock| stock.folders_called(&key));
        called.collect()
    }

    /// The line of an offset into the page.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.position(offset).line
    }

    fn position(&self, offset: usize) -> Position {
        self.lines.position(offset.min(self.text.len()))
    }

    /// The next place from an offset on at which the page has these words.
    fn find_from(&self, offset: usize, words: &str) -> Option<usize> {
        let from = self.text.floor_char_boundary(offset);
        self.text[from..].find(words).map(|at| at + from)
    }

    /// A finding at a place of the page.
    fn finding(&self, code: Code, words: Words, message: String) -> Finding {
        let Words { at, length } = words;
        let (file, length) = (self.name.to_owned(), length.max(1));
        Finding {
            code,
            file,
            at,
            length,
            message,
            collection: None,
            suggestion: None,
        }
    }

    /// Words of a step's directive; its beginning where they are not there.
    fn words_of_step(&self, step: &Step, words: &str) -> Words {
        let source = self.directives.text.get(step.source.clone());
        let found = source
            .filter(|_| !words.is_empty())
            .and_then(|source| source.find(words));
        found.map_or(Words::at(step.at), |found| Words {
            at: self.directive_lines.position(step.source.start + found),
            length: words.chars().count(),
        })
    }

    /// A finding at a place of the directives.
    fn in_directives(&self, code: Code, words: Words, message: String) -> Finding {
        Finding {
            file: self.directives.name.to_owned(),
            ..self.finding(code, words, message)
        }
    }

    fn of_problem(&self, problem: Problem) -> Finding {
        let lines = if problem.page == self.directives.name {
            &self.directive_lines
        } else {
            &self.lines
        };
        let length = match problem.mistake {
            // A mark goes to the end of its line.
            Mistake::Choose { .. } => {
                let line = lines.line(problem.at.line).trim_end().chars().count();
                (line + 1).saturating_sub(problem.at.column)
            }
            _ => lines.word_length(problem.at),
        };
        let words = Words {
            at: problem.at,
            length,
        };
        let (message, suggestion) = problem.mistake.parted();
        let code = problem.mistake.code();
        Finding {
            file: problem.page,
            suggestion,
            ..self.finding(code, words, message)
        }
    }
}
