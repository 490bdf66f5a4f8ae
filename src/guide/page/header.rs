//! The header of a page: what the guide is about and what it needs.

use std::collections::HashSet;

use crate::guide::base::Bases;
use crate::guide::directive::shared::Shared;
use crate::guide::error::{Position, Problems};
use crate::guide::keys::{self, Keys};
use crate::guide::yaml::Node;

/// What the first directive of a page says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// The guide's name; the page's title where it says none.
    pub guide: Option<String>,
    /// The collections that the steps take their requests from.
    pub collections: Vec<File>,
    /// The environment to start with.
    pub environment: Option<File>,
    /// Variables that the reader must bring.
    pub needs: Vec<String>,
    /// What takes the place of the page's hosts.
    pub bases: Bases,
    /// Placeholders as the page writes them, and what stands in their places.
    pub placeholders: Vec<(String, String)>,
    /// What all steps share that send something.
    pub shared: Shared,
    /// The alternatives of the page, each of which is a run of its own.
    pub tabs: Vec<String>,
    /// Where the header stands.
    pub at: Position,
}

/// A file that the header names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The short name that steps call it by; empty for the environment.
    pub name: String,
    /// The path as written, relative to the page.
    pub path: String,
    /// Where the path stands.
    pub at: Position,
}

pub(in crate::guide) const KEYS: Keys = Keys {
    place: "the header",
    known: &[
        "guide",
        "collections",
        "environment",
        "needs",
        "base",
        "placeholders",
        "headers",
        "expect",
        "tabs",
    ],
};

/// A side-car has its header's keys at the top.
pub(in crate::guide) const SIDECAR_KEYS: Keys = Keys {
    place: "a side-car",
    known: &[
        "guide",
        "collections",
        "environment",
        "needs",
        "base",
        "placeholders",
        "headers",
        "expect",
        "tabs",
        "page",
        "steps",
    ],
};

impl Header {
    /// Whether a directive is a header.
    pub(crate) fn is_one(node: &Node) -> bool {
        node.get("guide").is_some() || node.get("collections").is_some()
    }

    /// Reads a header.
    pub(crate) fn read(node: &Node, problems: &mut Problems) -> Self {
        KEYS.check(node, problems);
        Self::read_values(node, problems)
    }

    /// Reads the header of a side-car.
    pub(crate) fn read_of_sidecar(node: &Node, problems: &mut Problems) -> Self {
        SIDECAR_KEYS.check(node, problems);
        Self::read_values(node, problems)
    }

    fn read_values(node: &Node, problems: &mut Problems) -> Self {
        let guide = keys::text_of(node, "guide", problems);
        let environment = node.get("environment").and_then(|value| {
            let path = keys::text("environment", value, problems)?;
            Some(File {
                name: String::new(),
                path,
                at: value.at,
            })
        });
        let collections = node
            .get("collections")
            .map(|value| read_collections(value, problems));
        let needs = node
            .get("needs")
            .map(|value| keys::texts("needs", value, problems));
        let tabs = node.get("tabs").map(|value| read_tabs(value, problems));
        let bases = node.get("base").map(|value| Bases::read(value, problems));
        let placeholders = node
            .get("placeholders")
            .map(|value| keys::text_map("placeholders", value, problems));
        Self {
            bases: bases.unwrap_or_default(),
            placeholders: placeholders.unwrap_or_default(),
            shared: Shared::read(node, problems),
            guide,
            collections: collections.unwrap_or_default(),
            environment,
            needs: needs.unwrap_or_default(),
            tabs: tabs.unwrap_or_default(),
            at: node.at,
        }
    }
}

/// The alternatives that a page shows, each named once.
fn read_tabs(node: &Node, problems: &mut Problems) -> Vec<String> {
    let mut seen = HashSet::new();
    let elements = node.elements().unwrap_or_default().iter();
    for again in elements.filter(|element| !seen.insert(element.text())) {
        keys::wrong_kind(problems, "tabs", again, "a name that no tab before has");
    }
    keys::texts("tabs", node, problems)
}

fn read_collections(node: &Node, problems: &mut Problems) -> Vec<File> {
    let Some(entries) = node.entries() else {
        keys::wrong_kind(
            problems,
            "collections",
            node,
            "a map of short names and paths, as in `{ policy: a.json }`",
        );
        return Vec::new();
    };
    let mut files = Vec::new();
    for entry in entries {
        if let Some(path) = keys::text(&entry.key, &entry.value, problems) {
            files.push(File {
                name: entry.key.clone(),
                path,
                at: entry.value.at,
            });
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_text_and_each_tab_has_its_own_name() {
        for (yaml, found) in [
            ("base: 5", "5"),
            ("base: ''", "``"),
            ("tabs: [a, b, a]", "a"),
        ] {
            let mut problems = Problems::of("p.md");
            Header::read(&Node::parse(yaml, 1).unwrap(), &mut problems);
            let told: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
            assert!(
                told.len() == 1 && told[0].contains(found),
                "{yaml}: {told:?}"
            );
        }
    }

    #[test]
    fn a_header_names_files_and_needs() {
        let mut problems = Problems::of("p.md");
        let yaml = "guide: G\ncollections: { policy: ../a.json }\nenvironment: e.json\nneeds: [url, apikey]\n";
        let header = Header::read(&Node::parse(yaml, 3).unwrap(), &mut problems);
        assert_eq!(problems.list, []);
        assert_eq!(header.guide.as_deref(), Some("G"));
        let at = Position {
            line: 4,
            column: 24,
        };
        assert_eq!(
            header.collections,
            [File {
                name: "policy".into(),
                path: "../a.json".into(),
                at
            }]
        );
        assert_eq!(header.environment.unwrap().path, "e.json");
        assert_eq!(header.needs, ["url", "apikey"]);
    }

    #[test]
    fn a_header_with_mistakes_tells_all_of_them() {
        let mut problems = Problems::of("p.md");
        let yaml = "guide: [x]\ncollections: a.json\nenviroment: e.json\n";
        Header::read(&Node::parse(yaml, 1).unwrap(), &mut problems);
        let seen: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            seen,
            [
                "p.md:3:1: unknown key `enviroment` in the header; did you mean `environment`?",
                "p.md:1:8: `guide` is a list, expected text",
                "p.md:2:14: `collections` is the text `a.json`, expected a map of short names and paths, as in `{ policy: a.json }`",
            ]
        );
    }
}
