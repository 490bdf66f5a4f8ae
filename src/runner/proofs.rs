//! What the steps of pages prove: which requests of the collections they send, and which samples
//! they send or compare. What two parts of a run prove adds up to what the whole does.

use crate::contract::Share;

/// What is proven, and what there is to prove.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs {
    /// The collections that the pages are about.
    pub collections: Vec<Sent>,
    /// The samples of the pages, each at its `page:line`.
    pub samples: Vec<Proof>,
}

/// A collection, and which of its requests are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Its name.
    pub name: String,
    /// Its requests by their paths, in its order.
    pub requests: Vec<Proof>,
}

/// A request or a sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Where it is.
    pub place: String,
    /// What it shows.
    pub what: String,
    /// Whether a step proves it.
    pub is_proven: bool,
}

impl Proofs {
    /// Adds what another part of a run proves.
    pub fn merge(&mut self, other: &Self) {
        for sent in &other.collections {
            match self.collections.iter_mut().find(|own| own.is(sent)) {
                Some(own) => {
                    for (own, others) in own.requests.iter_mut().zip(&sent.requests) {
                        own.is_proven |= others.is_proven;
                    }
                }
                None => self.collections.push(sent.clone()),
            }
        }
        self.samples.extend(other.samples.iter().cloned());
    }

    /// Adds what another part of a run proves, where either has guides.
    pub fn join(own: &mut Option<Box<Self>>, others: Option<&Self>) {
        if let Some(others) = others {
            own.get_or_insert_default().merge(others);
        }
    }

    /// How many of the requests are sent.
    pub fn sent(&self) -> Share {
        share(self.collections.iter().flat_map(|sent| &sent.requests))
    }

    /// How many of the samples are sent or compared.
    pub fn proven(&self) -> Share {
        share(self.samples.iter())
    }

    /// The lists of what no step proves, each with its title.
    pub fn left(&self) -> Vec<(String, Vec<&Proof>)> {
        let of_collections = self.collections.iter().map(|sent| {
            let title = format!("Requests of {} that no step sends", sent.name);
            (title, &sent.requests)
        });
        let samples = ("Samples that no step proves".to_owned(), &self.samples);
        let all = of_collections.chain([samples]);
        let left = all.map(|(title, all)| {
            let left = all.iter().filter(|proof| !proof.is_proven);
            (title, left.collect::<Vec<_>>())
        });
        left.filter(|(_, left)| !left.is_empty()).collect()
    }
}

impl Sent {
    fn is(&self, other: &Self) -> bool {
        let same = |(own, others): (&Proof, &Proof)| own.place == others.place;
        self.name == other.name
            && self.requests.len() == other.requests.len()
            && self.requests.iter().zip(&other.requests).all(same)
    }
}

impl Proof {
    /// What people read of it: `page.md:7: GET /orders`.
    pub fn told(&self) -> String {
        match &self.what[..] {
            "" => self.place.clone(),
            what => format!("{}: {what}", self.place),
        }
    }
}

fn share<'a>(all: impl Iterator<Item = &'a Proof> + Clone) -> Share {
    Share {
        covered: all.clone().filter(|proof| proof.is_proven).count(),
        total: all.count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(place: &str, is_proven: bool) -> Proof {
        Proof {
            place: place.into(),
            is_proven,
            ..Proof::default()
        }
    }

    fn part(proven: [bool; 2], sample: Proof) -> Proofs {
        let [first, second] = proven;
        let requests = vec![proof("A", first), proof("A", second)];
        Proofs {
            collections: vec![Sent {
                name: "Shop".into(),
                requests,
            }],
            samples: vec![sample],
        }
    }

    #[test]
    fn what_two_pages_prove_adds_up() {
        let mut whole = part([true, false], proof("a.md:3", true));
        whole.merge(&part([false, true], proof("b.md:9", false)));
        let (sent, proven) = (whole.sent().text(), whole.proven().text());
        assert_eq!((&*sent, &*proven), ("2 of 2 (100 %)", "1 of 2 (50 %)"));
        let left = whole.left();
        assert_eq!(left.len(), 1);
        assert_eq!(
            (&*left[0].0, left[0].1[0].told()),
            ("Samples that no step proves", "b.md:9".into())
        );
        // A collection of the same name with other requests is another one.
        let mut other = part([false, false], proof("c.md:1", true));
        other.collections[0].requests.pop();
        whole.merge(&other);
        assert_eq!(whole.sent().text(), "2 of 3 (66 %)");
    }
}
