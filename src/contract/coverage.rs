//! How much of specifications a run has touched. A fold of what exchanges touched; the folds of two
//! parts of a run add up to that of the whole.

use std::collections::BTreeMap;

use super::operation::Spot;

/// What there is to touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The operations, in the order of their specifications.
    pub operations: Vec<Described>,
}

/// An operation, as far as it can be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Where it stands; paths that share an item have their operations at one place.
    pub spot: Spot,
    /// In upper case.
    pub method: String,
    /// As the specification writes it.
    pub path: String,
    /// What of it is documented.
    pub aspects: Vec<Aspect>,
}

/// Something that is documented of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// What it is.
    pub kind: AspectKind,
    /// Its name: `200`, `query limit`, `200 application/json`.
    pub name: String,
}

/// What can be documented of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AspectKind {
    /// A status, a class of them, or `default`.
    Status,
    /// A parameter.
    Parameter,
    /// A media type of the request, or of an answer.
    MediaType,
}

/// What one exchange touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touch {
    /// Where the operation stands; `None` where no specification knows it.
    pub operation: Option<Spot>,
    /// Its path, as the specification writes it.
    pub path: String,
    /// Method and URL, without its query.
    pub request: String,
    /// What of the operation.
    pub aspects: Vec<Aspect>,
    /// How many checks failed.
    pub violations: usize,
}

/// What a run has touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All operations, in the order of their specifications.
    pub operations: Vec<Covered>,
    /// Requests that no specification knows, with how often they were sent.
    pub unknown: BTreeMap<String, usize>,
    /// What was touched of operations that another part of the run knows.
    waiting: Vec<Touch>,
}

/// An operation, and how often it was touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The operation.
    pub described: Described,
    /// How many exchanges it had.
    pub exchanges: usize,
    /// How many checks of them failed.
    pub violations: usize,
    /// How often each of its aspects was touched, in their order.
    pub times: Vec<usize>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were touched.
    pub covered: usize,
    /// How many there are.
    pub total: usize,
}

impl AspectKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Status, Self::Parameter, Self::MediaType];

    /// How it is called in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Parameter => "parameter",
            Self::MediaType => "mediaType",
        }
    }

    /// How several of them are called.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Status => "statuses",
            Self::Parameter => "parameters",
            Self::MediaType => "media types",
        }
    }

    /// What is called so.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Described {
    /// `GET /path`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Covered {
    /// Its aspects, each with how often it was touched.
    pub fn aspects(&self) -> impl Iterator<Item = (&Aspect, usize)> {
        let times = self.times.iter().copied();
        self.described.aspects.iter().zip(times)
    }

    fn add(&mut self, touch: &Touch) {
        self.exchanges += 1;
        self.violations += touch.violations;
        for (aspect, times) in self.described.aspects.iter().zip(&mut self.times) {
            *times += usize::from(touch.aspects.contains(aspect));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.exchanges += other.exchanges;
        self.violations += other.violations;
        for (own, others) in self.times.iter_mut().zip(&other.times) {
            *own += others;
        }
    }
}

impl Coverage {
    /// Takes what there is to touch into account.
    pub fn open(&mut self, inventory: &Inventory) {
        for described in &inventory.operations {
            if self.find(&described.spot, &described.path).is_none() {
                self.operations.push(Covered {
                    described: described.clone(),
                    exchanges: 0,
                    violations: 0,
                    times: vec![0; described.aspects.len()],
                });
            }
        }
        self.settle();
    }

    /// Takes what waits into account, as far as its operations are known by now.
    fn settle(&mut self) {
        for touch in std::mem::take(&mut self.waiting) {
            self.add(&touch);
        }
    }

    /// Takes an exchange into account.
    pub fn add(&mut self, touch: &Touch) {
        let Some(spot) = &touch.operation else {
            *self.unknown.entry(touch.request.clone()).or_default() += 1;
            return;
        };
        match self.find(spot, &touch.path) {
            Some(covered) => covered.add(touch),
            None => self.waiting.push(touch.clone()),
        }
    }

    /// Adds what another part of the run has touched.
    pub fn merge(&mut self, other: Self) {
        for covered in other.operations {
            let described = &covered.described;
            match self.find(&described.spot, &described.path) {
                Some(own) => own.merge(&covered),
                None => self.operations.push(covered),
            }
        }
        for (request, times) in other.unknown {
            *self.unknown.entry(request).or_default() += times;
        }
        self.waiting.extend(other.waiting);
        self.settle();
    }

    /// Adds what another part of the run has touched, where either knows of a contract.
    pub fn join(own: &mut Option<Box<Self>>, others: Option<Box<Self>>) {
        match (own, others) {
            (Some(own), Some(others)) => own.merge(*others),
            (own, others) => *own = own.take().or(others),
        }
    }

    fn find(&mut self, spot: &Spot, path: &str) -> Option<&mut Covered> {
        let mut all = self.operations.iter_mut();
        // A stream of before does not say the path.
        let is_it = |own: &Described| own.spot == *spot && (path.is_empty() || own.path == path);
        all.find(|covered| is_it(&covered.described))
    }

    /// How many of the operations were touched.
    pub fn share(&self) -> Share {
        let touched = self
            .operations
            .iter()
            .filter(|covered| covered.exchanges > 0);
        Share {
            covered: touched.count(),
            total: self.operations.len(),
        }
    }

    /// How many of the aspects of one kind were touched.
    pub fn share_of(&self, kind: AspectKind) -> Share {
        let all = self.operations.iter().flat_map(Covered::aspects);
        let mut share = Share::default();
        for (_, times) in all.filter(|(aspect, _)| aspect.kind == kind) {
            share.total += 1;
            share.covered += usize::from(times > 0);
        }
        share
    }

    /// How many checks failed.
    pub fn violations(&self) -> usize {
        self.operations
            .iter()
            .map(|covered| covered.violations)
            .sum()
    }

    /// How many exchanges no specification knows.
    pub fn unknown_exchanges(&self) -> usize {
        self.unknown.values().sum()
    }
}

impl Share {
    /// In percent; all of nothing is 100.
    #[expect(clippy::cast_precision_loss, reason = "counts, shown to a digit")]
    pub fn percent(self) -> f64 {
        if self.total == 0 {
            return 100.0;
        }
        self.covered as f64 * 100.0 / self.total as f64
    }

    /// `3 of 4 (75 %)`.
    pub fn text(self) -> String {
        // Rounded down: all is only what is all.
        format!(
            "{} of {} ({} %)",
            self.covered,
            self.total,
            self.percent().floor()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aspect(kind: AspectKind, name: &str) -> Aspect {
        Aspect {
            kind,
            name: name.to_owned(),
        }
    }

    fn spot(line: usize) -> Spot {
        Spot {
            file: "a.yaml".into(),
            line,
            column: 1,
        }
    }

    fn opened() -> Coverage {
        let described = |line, path: &str| Described {
            spot: spot(line),
            method: "GET".into(),
            path: path.into(),
            aspects: vec![
                aspect(AspectKind::Status, "200"),
                aspect(AspectKind::Status, "404"),
                aspect(AspectKind::Parameter, "query q"),
            ],
        };
        let mut coverage = Coverage::default();
        let operations = vec![described(1, "/a"), described(9, "/b")];
        coverage.open(&Inventory { operations });
        coverage
    }

    fn touch(line: usize, status: &str) -> Touch {
        Touch {
            operation: Some(spot(line)),
            path: if line == 1 { "/a" } else { "/b" }.into(),
            aspects: vec![aspect(AspectKind::Status, status)],
            violations: 1,
            ..Touch::default()
        }
    }

    #[test]
    fn two_parts_of_a_run_add_up_to_the_whole() {
        let unknown = Touch {
            request: "GET http://h/x".into(),
            ..Touch::default()
        };
        let all = [
            touch(1, "200"),
            touch(1, "404"),
            unknown.clone(),
            touch(9, "200"),
            unknown,
        ];
        let fold = |part: &[Touch]| {
            let mut coverage = opened();
            for touch in part {
                coverage.add(touch);
            }
            coverage
        };
        let whole = fold(&all);
        for at in 0..=all.len() {
            let mut first = fold(&all[..at]);
            first.merge(fold(&all[at..]));
            assert_eq!(first, whole);
            // A part of the stream may not have heard what there is to touch.
            let mut later = Coverage::default();
            for touch in &all[at..] {
                later.add(touch);
            }
            let mut first = fold(&all[..at]);
            first.merge(later);
            assert_eq!(first, whole);
        }
        assert_eq!(whole.share().text(), "2 of 2 (100 %)");
        assert_eq!(whole.share_of(AspectKind::Status).text(), "3 of 4 (75 %)");
        assert_eq!(whole.share_of(AspectKind::Parameter).text(), "0 of 2 (0 %)");
        assert_eq!((whole.violations(), whole.unknown_exchanges()), (3, 2));
    }
}
