//! Where the files of bodies are found.

use std::io::{Error, ErrorKind, Result as Outcome};
use std::path::{Path, PathBuf};

use super::BuildError;
use crate::collection::{Body, Request};
use crate::exchange::Chunk;
use crate::text;

/// The directory that relative paths of body files start from, and whether files may lie elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The working directory.
    pub directory: PathBuf,
    /// Which files may be read.
    pub reach: Reach,
    /// Where else files are looked for that are not there.
    pub others: Vec<PathBuf>,
    /// Those that a script chose, as it named them: they must lie within the directory.
    pub chosen: Vec<String>,
}

/// Which files of bodies may be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    #[default]
    Everywhere,
    /// Those within the working directory, also after links are followed:
    /// `--no-insecure-file-read`.
    WithinDirectory,
}

impl Files {
    /// Looks also in the folder of a request's own file, and in those above it, as far as they
    /// belong to the same repository.
    // Differs from Postman: its runner of v3 knows the working directory alone
    // (`a_file_of_a_body_lies_beside_its_request`).
    pub(super) fn near(&self, folder: &Path) -> Self {
        let is_end = |folder: &&Path| folder.join(".git").exists();
        let end = folder.ancestors().position(|above| is_end(&above));
        let count = end.map_or(1, |end| end + 1);
        Self {
            others: folder.ancestors().take(count).map(Path::to_owned).collect(),
            ..self.clone()
        }
    }

    fn find(&self, src: &str) -> PathBuf {
        let own = self.directory.join(src);
        if own.exists() {
            return own;
        }
        let others = self.others.iter().map(|folder| folder.join(src));
        others.into_iter().find(|path| path.exists()).unwrap_or(own)
    }

    /// Looks a file up, so that it can be streamed when the request is sent. `what` names its use
    /// in errors.
    pub(super) fn chunk(&self, src: &str, what: &dyn Fn() -> String) -> Result<Chunk, BuildError> {
        let path = self.find(src);
        let failed = |cause| BuildError::File {
            what: what(),
            path: path.clone(),
            cause,
        };
        let metadata = std::fs::metadata(&path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(Error::from(ErrorKind::IsADirectory)));
        }
        if !metadata.is_file() {
            return Err(failed(Error::new(ErrorKind::InvalidInput, text::NO_FILE)));
        }
        if !self.reaches(src, &path).map_err(failed)? {
            let (what, directory) = (what(), self.directory.clone());
            return Err(match self.reach {
                Reach::WithinDirectory => BuildError::Outside {
                    what,
                    path,
                    directory,
                },
                Reach::Everywhere => BuildError::Chosen {
                    what,
                    path,
                    directory,
                },
            });
        }
        std::fs::File::open(&path).map_err(failed)?;
        Ok(Chunk::File {
            length: metadata.len(),
            path,
        })
    }

    /// Where a script chose every file of a request that is not among its own; `None` where there is
    /// no such file.
    pub(super) fn where_others_are_chosen(
        &self,
        request: &Request,
        own: &[String],
    ) -> Option<Self> {
        let files = request.body.as_deref().map(Body::files).unwrap_or_default();
        let is_other = |src: &String| !own.contains(src);
        let chosen: Vec<String> = files.into_iter().filter(is_other).collect();
        (!chosen.is_empty()).then(|| Self {
            chosen,
            ..self.clone()
        })
    }

    /// Reads a file, for a signature that covers it.
    pub(super) fn read(&self, src: &str) -> Option<Vec<u8>> {
        let path = self.find(src);
        self.reaches(src, &path).ok().filter(|reaches| *reaches)?;
        text::read_file(&path).ok()
    }

    // Differs from Postman: Newman goes by the text of the paths, which a link leads out of, and
    // refuses everything where the directory is relative
    // (`files_outside_of_the_working_directory_are_refused_on_demand`).
    // It also sends what a script chose from anywhere (`a_file_that_a_script_chose_is_sent`).
    fn reaches(&self, src: &str, path: &Path) -> Outcome<bool> {
        let is_chosen = self.chosen.iter().any(|chosen| chosen == src);
        if self.reach == Reach::Everywhere && !is_chosen {
            return Ok(true);
        }
        Ok(path
            .canonicalize()?
            .starts_with(self.directory.canonicalize()?))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn files_outside_of_the_working_directory_are_refused_on_demand() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("inside")).unwrap();
        std::fs::create_dir(at("inside-too")).unwrap();
        for name in ["inside/a", "inside-too/b", "c"] {
            std::fs::write(at(name), "x").unwrap();
        }
        std::os::unix::fs::symlink(at("c"), at("inside/link")).unwrap();
        std::os::unix::fs::symlink(at("inside/a"), at("inside/own")).unwrap();
        let c = at("c").to_string_lossy().into_owned();
        for (src, within) in [
            ("a", true),
            ("own", true),
            ("../inside/a", true),
            ("../c", false),
            ("../inside-too/b", false),
            ("link", false),
            (&c, false),
        ] {
            let files = |reach| Files {
                directory: at("inside"),
                reach,
                ..Files::default()
            };
            let found = |reach| files(reach).chunk(src, &|| "the body".into());
            assert!(found(Reach::Everywhere).is_ok(), "{src}");
            assert!(files(Reach::Everywhere).read(src).is_some());
            assert_eq!(found(Reach::WithinDirectory).is_ok(), within, "{src}");
            assert_eq!(
                files(Reach::WithinDirectory).read(src).is_some(),
                within,
                "{src}"
            );
        }
        let outside = Files {
            directory: at("inside"),
            reach: Reach::WithinDirectory,
            ..Files::default()
        };
        let message = outside
            .chunk("link", &|| "the body".into())
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("PPERM: insecure file access outside working directory"),
            "{message}"
        );
    }
}
