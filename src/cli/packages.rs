//! `--packages`: a folder of packages for `pm.require`.
//!
//! A package is a file or a folder: `@team/name` is `@team/name.js`, or the folder `@team/name`
//! with a `package.json` or an `index.js`. `npm:name@version` is looked for as `npm/name@version`,
//! `name@version`, `npm/name`, `name` and `node_modules/name`. Nothing outside the folder is ever
//! read.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::error::Fault;
use crate::script::{Package, PackageSource};
use crate::text;

/// What is tried for the file that a path means, as Node tries it.
const ENDINGS: [&str; 4] = ["", ".js", ".cjs", ".json"];

/// The packages of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct Packages {
    /// The folder; `None` where the user named none.
    folder: Option<PathBuf>,
}

impl Packages {
    /// The packages of this folder.
    pub(super) fn in_folder(folder: Option<PathBuf>) -> Result<Self, Fault> {
        if let Some(folder) = folder.as_deref().filter(|folder| !folder.is_dir()) {
            let found = if folder.exists() {
                "is a file"
            } else {
                "does not exist"
            };
            return Err(Fault::text(format!(
                "the folder of packages `{}` {found}",
                folder.display()
            )));
        }
        Ok(Self { folder })
    }
}

impl PackageSource for Packages {
    fn find(&self, name: &str, from: Option<&str>) -> Result<Package, String> {
        let Some(folder) = &self.folder else {
            return Err("no folder of packages was given; name one with --packages".into());
        };
        let paths = match from {
            Some(from) => vec![Path::new(from).parent().unwrap_or(Path::new("")).join(name)],
            None => places(name),
        };
        let wanted = version(name);
        let mut looked = Vec::new();
        for path in paths.iter().filter_map(|path| plain(path)) {
            match read(folder, &path) {
                Some(Ok(found)) => {
                    check_version(folder, &path, wanted)?;
                    return Ok(found);
                }
                Some(Err(problem)) => return Err(problem),
                None => looked.push(format!("`{}`", text::with_slashes(&folder.join(&path)))),
            }
        }
        if looked.is_empty() {
            return Err("that is no name of a package within the folder of packages".into());
        }
        Err(format!(
            "looked for {}, each as a file (`.js`, `.cjs`, `.json`) or a folder",
            looked.join(", ")
        ))
    }
}

/// Where a package may lie, from the folder.
fn places(name: &str) -> Vec<PathBuf> {
    let Some((registry, rest)) = name.split_once(':') else {
        return vec![name.into()];
    };
    let bare = bare(rest);
    let mut places = vec![
        format!("{registry}/{rest}"),
        rest.to_owned(),
        format!("{registry}/{bare}"),
        bare.to_owned(),
        format!("node_modules/{bare}"),
    ];
    places.dedup();
    places.into_iter().map(PathBuf::from).collect()
}

/// A package's name without its version: `@scope/name@1.0` is `@scope/name`.
fn bare(name: &str) -> &str {
    name.rfind('@')
        .filter(|at| *at > 0)
        .map_or(name, |at| &name[..at])
}

/// The version that a name asks for, if it names one exactly.
fn version(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once(':')?;
    let at = rest.rfind('@').filter(|at| *at > 0)?;
    Some(&rest[at + 1..])
        .filter(|version| version.starts_with(|first: char| first.is_ascii_digit()))
}

/// The path without `.` and `..`; `None` if it leads out of the folder.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(plain).filter(|plain| !plain.as_os_str().is_empty())
}

/// The file that a path means; `None` if there is none.
fn read(folder: &Path, path: &Path) -> Option<Result<Package, String>> {
    let direct = ENDINGS.iter().map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    });
    let inside = main_of(folder, path)
        .into_iter()
        .chain(["index.js".into(), "index.cjs".into()]);
    let inside = inside.filter_map(|main| plain(&path.join(main)));
    let file = direct
        .chain(inside)
        .find(|file| folder.join(file).is_file())?;
    Some(load(folder, &file))
}

fn load(folder: &Path, file: &Path) -> Result<Package, String> {
    let full = folder.join(file);
    let told =
        |error: std::io::Error| format!("`{}` can't be read: {error}", text::with_slashes(&full));
    let real = full.canonicalize().map_err(told)?;
    if !real.starts_with(folder.canonicalize().map_err(told)?) {
        return Err(format!(
            "`{}` is a link that leads out of the folder of packages",
            text::with_slashes(&full)
        ));
    }
    let source = text_of(&real).map_err(told)?;
    Ok(Package {
        id: text::with_slashes(file),
        source,
        is_json: file
            .extension()
            .is_some_and(|extension| extension == "json"),
    })
}

fn text_of(path: &Path) -> io::Result<String> {
    String::from_utf8(text::read_file(path)?)
        .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// The file that a folder's `package.json` names.
fn main_of(folder: &Path, path: &Path) -> Vec<PathBuf> {
    let Some(manifest) = manifest(folder, path) else {
        return Vec::new();
    };
    let Some(main) = manifest["main"].as_str() else {
        return Vec::new();
    };
    ["", ".js", "/index.js"]
        .iter()
        .map(|ending| PathBuf::from(format!("{main}{ending}")))
        .collect()
}

fn manifest(folder: &Path, path: &Path) -> Option<Value> {
    serde_json::from_str(&text_of(&folder.join(path).join("package.json")).ok()?).ok()
}

/// A folder without a version in its name must hold the one that was asked for.
fn check_version(folder: &Path, path: &Path, wanted: Option<&str>) -> Result<(), String> {
    let Some(wanted) = wanted else { return Ok(()) };
    let manifest = manifest(folder, path);
    match manifest
        .as_ref()
        .and_then(|manifest| manifest["version"].as_str())
    {
        Some(found) if found != wanted && !found.starts_with(&format!("{wanted}.")) => {
            Err(format!(
                "`{}` is version {found}, not {wanted}",
                text::with_slashes(&folder.join(path))
            ))
        }
        _ => Ok(()),
    }
}
