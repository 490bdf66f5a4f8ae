//! Circles: files of one top-level module that can't be understood one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::source::{Scope, Source, absolute, read};

/// A `use` of a `use` of a `use` …: deeper than this is a circle of its own.
const DEEPEST: usize = 8;

/// Which files each file uses.
type Edges = BTreeMap<usize, BTreeSet<usize>>;

/// For each circle of files in the module, which of them uses which. A folder's `mod.rs` and what
/// stands in the folder are one thing: that a file uses its own folder's `mod.rs` closes no circle.
pub(super) fn circles(sources: &[Source], module: &str) -> Vec<String> {
    let tree = Tree::new(sources);
    let files = (0..sources.len()).filter(|at| sources[*at].module == module);
    let edges: Edges = files
        .map(|file| (file, used_files(&tree, sources, file)))
        .collect();
    let name = |at: &usize| sources[*at].path.display().to_string();
    let described = |circle: Vec<usize>| {
        let uses = circle.iter().map(|file| {
            let inside = circle.iter().filter(|other| edges[file].contains(other));
            format!(
                "{} uses {}",
                name(file),
                inside.map(name).collect::<Vec<_>>().join(", ")
            )
        });
        uses.collect::<Vec<_>>().join("\n  ")
    };
    connected(&edges).into_iter().map(described).collect()
}

fn used_files(tree: &Tree<'_>, sources: &[Source], file: usize) -> BTreeSet<usize> {
    let source = &sources[file];
    let paths = source.named.paths.iter();
    let mut used: BTreeSet<usize> = paths
        .flat_map(|(from, path)| tree.files(from, path, DEEPEST))
        .collect();
    used.retain(|other| {
        let other = &sources[*other];
        let is_parent = other.path.ends_with("mod.rs")
            && other
                .path
                .parent()
                .is_some_and(|folder| source.path.starts_with(folder));
        other.module == source.module && !is_parent
    });
    used.remove(&file);
    used
}

/// The modules of the crate: where each name is defined.
struct Tree<'a> {
    modules: BTreeMap<&'a [String], (usize, &'a Scope)>,
}

impl<'a> Tree<'a> {
    fn new(sources: &'a [Source]) -> Self {
        let mut modules = BTreeMap::new();
        for (file, source) in sources.iter().enumerate() {
            for (module, scope) in &source.named.modules {
                modules.insert(module.as_slice(), (file, scope));
            }
        }
        Self { modules }
    }

    /// The files that define what the path names, as seen from the module: none for what is another
    /// crate's, and none for a module itself, whose names are what is used.
    fn files(&self, from: &[String], path: &[String], depth: usize) -> BTreeSet<usize> {
        let path = absolute(from, path);
        let Some(depth) = depth.checked_sub(1) else {
            return BTreeSet::new();
        };
        let (mut at, rest) = match path.first() {
            Some(first) if first == "crate" => (vec![first.clone()], &path[1..]),
            _ => (from.to_vec(), &path[..]),
        };
        let mut found = BTreeSet::new();
        for (index, name) in rest.iter().enumerate() {
            let Some((file, scope)) = self.modules.get(at.as_slice()) else {
                break;
            };
            let child = [&at[..], std::slice::from_ref(name)].concat();
            let is_module = self.modules.contains_key(child.as_slice());
            if is_module && index + 1 < rest.len() {
                at = child;
                continue;
            }
            let after = &rest[index + 1..];
            if let Some(stands_for) = scope.uses.get(name) {
                found.extend(self.files(&at, &[stands_for, after].concat(), depth));
            } else if scope.items.contains(name) {
                found.insert(*file);
            } else if !is_module {
                for glob in &scope.globs {
                    found.extend(self.files(&at, &[glob, &rest[index..]].concat(), depth));
                }
            }
            break;
        }
        found
    }
}

/// The strongly connected parts of more than one node.
fn connected(edges: &Edges) -> Vec<Vec<usize>> {
    let reached: BTreeMap<usize, BTreeSet<usize>> = edges
        .keys()
        .map(|from| (*from, reach(edges, *from)))
        .collect();
    let mut parts = BTreeSet::new();
    for (from, there) in &reached {
        let part: Vec<usize> = there
            .iter()
            .copied()
            .filter(|to| reached[to].contains(from))
            .collect();
        if part.len() > 1 {
            parts.insert(part);
        }
    }
    parts.into_iter().collect()
}

fn reach(edges: &Edges, from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in &edges[&at] {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}

#[test]
fn what_is_imported_through_a_parent_is_its_files() {
    let file = |path: &str, text: &str| read(Path::new(path), text).0;
    let sources = [
        file("lib.rs", "mod http;"),
        file(
            "http/mod.rs",
            "mod a; mod b; mod deep; pub use a::A; pub use deep::*; struct Own;",
        ),
        file(
            "http/a.rs",
            "use super::{B, Own}; use super::b; fn a() { vec![b::other()]; } struct A;",
        ),
        file(
            "http/b.rs",
            "use crate::http::Deep; struct B; fn other() {}",
        ),
        file("http/deep/mod.rs", "mod inner; pub(crate) use inner::Deep;"),
        file("http/deep/inner.rs", "use crate::http::A; struct Deep;"),
        file(
            "http/deep/alone.rs",
            "use super::inner::Deep; use super::super::A;",
        ),
    ];
    assert_eq!(
        circles(&sources, "http"),
        [
            "http/a.rs uses http/b.rs\n  http/b.rs uses http/deep/inner.rs\n  http/deep/inner.rs uses http/a.rs"
        ]
    );
    assert!(circles(&sources[..4], "http").is_empty());
}
