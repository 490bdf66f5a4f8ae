//! Collections that are folders: where they are, and what is told of their files.

use std::path::{Component, Path, PathBuf};

use super::error::Fault;
use super::messages::{complain, warn};
use crate::collection::v3::{self, Finding, Level, Manner, Tree, Wanted};
use crate::collection::{Collection, EnvironmentKind};
use crate::document::Node;
use crate::text;

/// How many of the findings of a collection are told one by one.
const MOST: usize = 50;

/// The folder that Postman keeps collections in, in that of its own.
const COLLECTIONS: &str = "collections";

/// Whether a path is that of a collection that is a folder, of a part of one, or of several.
pub(super) fn is_tree(path: &Path) -> bool {
    path.is_dir() || is_request(path) && path.is_file()
}

/// The collections that a path stands for: a collection's folder, a folder or a request in one, or
/// what holds several.
// Differs from Postman: what a folder of a collection inherits is unknown to its runner, and of a
// request's file it runs nothing (`a_part_of_a_collection_inherits_from_above`).
pub(super) fn locate(path: &Path, manner: Manner) -> Result<Vec<Wanted>, Fault> {
    let wanted = |folder| Wanted {
        folder,
        manner,
        ..Wanted::default()
    };
    if path.is_file() {
        return Ok(vec![part_of(path, manner)]);
    }
    let several = several(path);
    if !several.is_empty() {
        return Ok(several.into_iter().map(wanted).collect());
    }
    if !holds_requests(path) {
        let message = format!(
            "collection `{}` is a directory without requests (`*.request.yaml`)",
            path.display()
        );
        let hint = "name the folder of a collection, what holds several (`postman/collections`), \
                    or a collection that was exported as a JSON file";
        return Err(Fault::text(message).hint(Some(hint.into())));
    }
    if manner == Manner::Postman {
        return Ok(vec![wanted(path.to_owned())]);
    }
    Ok(vec![part_of(path, manner)])
}

/// Reads a collection that is a folder.
pub(super) fn read(wanted: &Wanted) -> Result<Tree, Fault> {
    v3::read(wanted).map_err(|problem| {
        let hint = "without `--v3-like-postman` it is read";
        Fault::text(format!(
            "Postman's runner refuses the collection: {problem}"
        ))
        .hint(Some(hint.into()))
    })
}

/// Reads the one collection that a path stands for, with its saved examples, and tells what there
/// is to say of its files.
pub(super) fn read_one(path: &Path) -> Result<Collection, Fault> {
    read_only(path, &Wanted::default()).map(|tree| tree.collection)
}

/// Reads the one collection that a path stands for as it stands there, with what there is to say of
/// its files.
pub(super) fn read_bare(path: &Path) -> Result<Tree, Fault> {
    let bare = Wanted {
        bare: true,
        ..Wanted::default()
    };
    read_only(path, &bare)
}

fn read_only(path: &Path, how: &Wanted) -> Result<Tree, Fault> {
    let mut located = locate(path, Manner::Documented)?;
    let (Some(mut wanted), true) = (located.pop(), located.is_empty()) else {
        let message = format!("`{}` holds several collections", path.display());
        return Err(Fault::text(message).hint(Some("name the folder of one".into())));
    };
    wanted.examples = true;
    wanted.bare = how.bare;
    let tree = read(&wanted)?;
    if !tell(&tree.findings, wanted.manner) {
        let message = format!("collection `{}` can't be read in full", path.display());
        return Err(Fault::text(message));
    }
    Ok(tree)
}

/// The file of an environment, or of globals, that is called so in a `postman` folder near one of
/// these places.
pub(super) fn named(kind: EnvironmentKind, name: &str, near: &[PathBuf]) -> Option<PathBuf> {
    let (folders, ending) = environment_folders(kind, near);
    folders.into_iter().find_map(|folder| {
        let paths = files(&folder);
        let is_called = |path: &&PathBuf| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = file.split(ending).next().unwrap_or(&file);
            stem == name
        };
        let by_file = paths.iter().find(is_called).cloned();
        by_file.or_else(|| {
            paths
                .into_iter()
                .find(|path| name_in(path).as_deref() == Some(name))
        })
    })
}

/// Which environments, or globals, there are near these places, where none is called so.
pub(super) fn near(kind: EnvironmentKind, name: &str, near: &[PathBuf]) -> Option<String> {
    let (folders, ending) = environment_folders(kind, near);
    let paths = folders.iter().flat_map(|folder| files(folder));
    let name_of = |path: PathBuf| {
        let file = path.file_name()?.to_string_lossy();
        file.split_once(ending).map(|(name, _)| name.to_owned())
    };
    let mut names: Vec<String> = paths.filter_map(name_of).collect();
    names.sort();
    names.dedup();
    let there = || format!("there is `{}`", names.join("`, `"));
    let meant = text::did_you_mean(name, names.iter().map(String::as_str));
    meant.or_else(|| (!names.is_empty()).then(there))
}

/// The files of all environments, or of globals, in the nearest `postman` folder of a collection.
pub(super) fn beside(kind: EnvironmentKind, path: &Path) -> Vec<PathBuf> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (folders, ending) = environment_folders(kind, &[whole]);
    let is_one = |path: &PathBuf| path.to_string_lossy().contains(ending);
    let listed = folders.iter().map(|folder| files(folder));
    let found = listed.map(|paths| paths.into_iter().filter(is_one).collect::<Vec<_>>());
    found
        .into_iter()
        .find(|paths| !paths.is_empty())
        .unwrap_or_default()
}

/// The folders in which environments, or globals, may lie near these places, and what is in the
/// names of their files.
fn environment_folders(kind: EnvironmentKind, near: &[PathBuf]) -> (Vec<PathBuf>, &'static str) {
    let (folder, ending) = match kind {
        EnvironmentKind::Environment => ("environments", ".environment"),
        EnvironmentKind::Globals => ("globals", ".globals"),
    };
    let above = near.iter().flat_map(|place| place.ancestors());
    let folders = above.flat_map(|place| [place.join(folder), place.join("postman").join(folder)]);
    (folders.collect(), ending)
}

/// The name that an environment's file says.
fn name_in(path: &Path) -> Option<String> {
    let bytes = text::read_input(path).ok()?;
    let node = Node::parse(&crate::collection::text_of(&bytes), 1).ok()?;
    node.get("name")?.text()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

fn is_request(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    v3::is_request_file(&name)
}

/// A folder or a file, as a part of the collection that it lies in.
fn part_of(path: &Path, manner: Manner) -> Wanted {
    let mut folder = if path.is_file() {
        path.parent().unwrap_or(Path::new("")).to_owned()
    } else {
        path.to_owned()
    };
    while let Some(above) = above(&folder).filter(|above| continues(above)) {
        folder = above;
    }
    let part = path.strip_prefix(&folder).map(Path::to_owned);
    // Above a path such as `.` there are only those that `..` names.
    let part = part.unwrap_or_else(|_| below(&folder, path));
    Wanted {
        folder,
        part,
        manner,
        ..Wanted::default()
    }
}

/// The folder above another; `..` where its name does not tell.
fn above(folder: &Path) -> Option<PathBuf> {
    match folder.components().next_back() {
        Some(Component::Normal(_)) => {
            let above = folder.parent()?;
            let is_here = above.as_os_str().is_empty();
            Some(if is_here {
                PathBuf::from(".")
            } else {
                above.to_owned()
            })
        }
        Some(Component::RootDir | Component::Prefix(_)) => None,
        _ => Some(folder.join("..")),
    }
}

/// Where a path lies in a folder above it.
fn below(folder: &Path, path: &Path) -> PathBuf {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    pathdiff::diff_paths(whole(path), whole(folder)).unwrap_or_default()
}

/// Whether a folder belongs to the collection of what lies in it.
fn continues(above: &Path) -> bool {
    let name = |path: &Path| {
        let whole = path.canonicalize().ok()?;
        Some(whole.file_name()?.to_string_lossy().into_owned())
    };
    if name(above).as_deref() == Some(COLLECTIONS) {
        return false;
    }
    let has_request = || files(above).iter().any(|path| is_request(path));
    v3::definition_file(above).is_some() || has_request() || lies_in_collections(above)
}

/// Whether a folder lies in one that holds collections.
fn lies_in_collections(folder: &Path) -> bool {
    let Ok(whole) = folder.canonicalize() else {
        return false;
    };
    let above: Vec<_> = whole.components().rev().skip(1).collect();
    above
        .windows(2)
        .any(|pair| pair[0].as_os_str() == COLLECTIONS && pair[1].as_os_str() == "postman")
}

/// The collections of a repository, of its `postman` folder, or of that folder's `collections`;
/// none where the path is something else.
pub(super) fn several(path: &Path) -> Vec<PathBuf> {
    let name = path
        .canonicalize()
        .ok()
        .and_then(|whole| Some(whole.file_name()?.to_string_lossy().into_owned()));
    let holders = [
        path.join("postman").join(COLLECTIONS),
        path.join(COLLECTIONS),
    ];
    let is_holder = name.as_deref() == Some(COLLECTIONS) && v3::definition_file(path).is_none();
    let holder = is_holder
        .then(|| path.to_owned())
        .or_else(|| holders.into_iter().find(|holder| holder.is_dir()));
    // What lies in the folder of a repository speaks for that alone, and for its `postman` folder.
    let is_top =
        holder.is_some() || name.as_deref() == Some("postman") || path.join(".postman").is_dir();
    let mut folders: Vec<PathBuf> = holder.map(|holder| folders(&holder)).unwrap_or_default();
    folders.retain(|folder| holds_requests(folder));
    folders.sort();
    let local = if is_top {
        local_resources(path)
    } else {
        Vec::new()
    };
    for local in local {
        let is_known = folders.iter().any(|folder| is_same(folder, &local));
        if !is_known && holds_requests(&local) {
            folders.push(local);
        }
    }
    folders
}

/// The collections that `.postman/resources.yaml` says are in the repository.
fn local_resources(path: &Path) -> Vec<PathBuf> {
    let beside = [path.to_owned(), path.join(".."), path.join("..").join("..")];
    let mut found = beside.iter().map(|place| place.join(".postman"));
    let Some(folder) = found.find(|folder| folder.join("resources.yaml").is_file()) else {
        return Vec::new();
    };
    let bytes = text::read_input(&folder.join("resources.yaml")).unwrap_or_default();
    let Ok(node) = Node::parse(&crate::collection::text_of(&bytes), 1) else {
        return Vec::new();
    };
    let listed = node
        .get("localResources")
        .and_then(|resources| resources.get(COLLECTIONS));
    let listed = listed.and_then(Node::elements).unwrap_or_default();
    let paths = listed.iter().filter_map(Node::text);
    paths.map(|path| plain(&folder.join(path))).collect()
}

/// A path without `..`, where names tell what that leads to.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        let is_named = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::ParentDir if is_named => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).into_iter().flatten();
    listed
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect()
}

/// Whether a folder holds a request, at any depth, or says that it is a collection.
fn holds_requests(folder: &Path) -> bool {
    holds_requests_within(folder, 0)
}

fn holds_requests_within(folder: &Path, depth: usize) -> bool {
    depth < 64
        && (v3::definition_file(folder).is_some()
            || files(folder).iter().any(|path| is_request(path))
            || folders(folder)
                .iter()
                .filter(|below| !below.ends_with(".resources") && !below.is_symlink())
                .any(|below| holds_requests_within(below, depth + 1)))
}

/// Tells what there is to say of the files of a collection; returns whether all could be read but
/// for requests, which tell it themselves.
pub(super) fn tell(findings: &[Finding], manner: Manner) -> bool {
    let mut is_whole = true;
    let mut warned = 0;
    for finding in findings {
        let is_left_out = manner == Manner::Postman && finding.effect != v3::Effect::None;
        match finding.level {
            Level::Lost if !is_left_out => {
                is_whole = false;
                let hint = finding.problem.hint.clone();
                complain(&Fault::text(&finding.problem).hint(hint));
            }
            Level::Note => {}
            Level::Unsent if !is_left_out => {}
            Level::Odd | Level::Lost | Level::Unsent => {
                warned += 1;
                if warned <= MOST {
                    warn(finding);
                }
            }
        }
    }
    if warned > MOST {
        warn(format!("{} more like these are not shown", warned - MOST));
    }
    is_whole
}
