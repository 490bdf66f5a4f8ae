//! `--save-bodies`: the body of each response in a file of its own, named for its item and its
//! iteration.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::file::{Readers, ReportFile};
use super::{ReportError, Reporter};
use crate::exchange::Response;
use crate::runner::{At, Event, EventKind, Summary};

/// How many bytes of a name are kept: file systems have their limit.
const LONGEST: usize = 120;

/// What files end with, by what the subtype of their media type is, or ends with.
const ENDINGS: [(&str, &str); 15] = [
    ("json", "json"),
    ("html", "html"),
    ("svg+xml", "svg"),
    ("xml", "xml"),
    ("csv", "csv"),
    ("javascript", "js"),
    ("css", "css"),
    ("markdown", "md"),
    ("yaml", "yaml"),
    ("plain", "txt"),
    ("pdf", "pdf"),
    ("png", "png"),
    ("jpeg", "jpg"),
    ("gif", "gif"),
    ("zip", "zip"),
];

/// Writes the bodies.
pub struct Bodies {
    folder: PathBuf,
    readers: Readers,
    /// How many files have each name, whatever the case of its letters.
    names: HashMap<String, usize>,
    /// The collection that runs, where there are several.
    collection: Option<String>,
    failed: Option<ReportError>,
}

impl Bodies {
    /// Writes to files in the folder, which is made if it is not there.
    ///
    /// # Errors
    /// There is no such folder, and it can't be made.
    pub fn in_folder(folder: PathBuf, readers: Readers) -> Result<Self, ReportError> {
        match std::fs::create_dir_all(&folder) {
            Ok(()) => Ok(Self {
                folder,
                readers,
                names: HashMap::new(),
                collection: None,
                failed: None,
            }),
            Err(cause) => Err(ReportError::File {
                path: folder,
                cause,
            }),
        }
    }

    fn save(&mut self, response: &Response, at: &At) -> Result<(), ReportError> {
        let name = self.name(response, at);
        let path = self.folder.join(name);
        refuse_link(&path)?;
        let mut file = ReportFile::create(path.clone(), self.readers)?;
        let written = file.write_all(&response.body);
        written.map_err(|cause| ReportError::File { path, cause })?;
        file.complete()
    }

    /// A name that no file of the run has yet: `Folder-Request.1.json`, in the first iteration.
    fn name(&mut self, response: &Response, at: &At) -> String {
        let names = at.names(self.collection.as_deref());
        let name = format!("{}.{}", plain(&names.join("-")), at.cursor.iteration + 1);
        let count = self.names.entry(name.to_lowercase()).or_default();
        *count += 1;
        let ending = ending(&response.media_type().essence);
        match count {
            1 => format!("{name}.{ending}"),
            count => format!("{name}-{count}.{ending}"),
        }
    }
}

impl Reporter for Bodies {
    fn event(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Start(run) => {
                self.collection = (run.count > 1).then(|| run.collection.name.clone());
            }
            EventKind::Response(outcome) => {
                let exchange = outcome.exchange();
                let saved = exchange.map(|exchange| self.save(&exchange.response, &event.at));
                let failed = saved.and_then(Result::err);
                self.failed = self.failed.take().or(failed);
            }
            _ => {}
        }
    }

    fn finish(&mut self, _: &Summary) -> Result<(), ReportError> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

/// What stands there may lead out of the folder: nothing is written through it.
fn refuse_link(path: &Path) -> Result<(), ReportError> {
    if path.is_symlink() {
        let message = "it is a link, which may lead elsewhere; remove it";
        let cause = std::io::Error::other(message);
        let path = path.to_owned();
        return Err(ReportError::File { path, cause });
    }
    Ok(())
}

/// A name without what a file system takes for something else: no separators, no dots in front.
fn plain(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || " _.".contains(letter);
    let mut plain = String::new();
    for letter in name.chars() {
        match letter {
            letter if plain.len() + letter.len_utf8() > LONGEST => break,
            letter if is_plain(letter) => plain.push(letter),
            _ if plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let plain = plain.trim_matches(['.', ' ', '-']);
    if plain.is_empty() { "response" } else { plain }.to_owned()
}

fn ending(media_type: &str) -> &'static str {
    let subtype = media_type.rsplit('/').next().unwrap_or_default();
    let known = ENDINGS
        .iter()
        .find(|(kind, _)| subtype == *kind || subtype.ends_with(&format!("+{kind}")));
    match known {
        Some((_, ending)) => ending,
        None if media_type.is_empty() || media_type.starts_with("text/") => "txt",
        None => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_within_its_folder() {
        for (name, expected) in [
            ("../../etc/passwd", "etc-passwd"),
            ("a/b\\c:d*?", "a-b-c-d"),
            ("..", "response"),
            ("Get Rules – ä", "Get Rules - ä"),
            (".hidden", "hidden"),
            ("nul\0\n\u{202e}x", "nul-x"),
        ] {
            assert_eq!(plain(name), expected, "{name:?}");
        }
        assert_eq!(plain(&"x".repeat(1000)).len(), LONGEST);
    }

    #[test]
    fn a_file_ends_as_its_media_type_says() {
        for (kind, expected) in [
            ("application/json", "json"),
            ("application/problem+json", "json"),
            ("image/svg+xml", "svg"),
            ("application/atom+xml", "xml"),
            ("text/x-unknown", "txt"),
            ("", "txt"),
            ("application/octet-stream", "bin"),
        ] {
            assert_eq!(ending(kind), expected, "{kind}");
        }
    }
}
