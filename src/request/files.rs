//! Where the files of bodies are found.

use std::io::{Error, ErrorKind, Result as Outcome};
use std::path::{Path, PathBuf};

use super::BuildError;
use crate::exchange::Chunk;

/// The directory that relative paths of body files start from, and whether files may lie elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The working directory.
    pub directory: PathBuf,
    /// Which files may be read.
    pub reach: Reach,
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
    /// Looks a file up, so that it can be streamed when the request is sent. `what` names its use
    /// in errors.
    pub(super) fn chunk(&self, src: &str, what: &dyn Fn() -> String) -> Result<Chunk, BuildError> {
        let path = self.directory.join(Path::new(src));
        let failed = |cause| BuildError::File {
            what: what(),
            path: path.clone(),
            cause,
        };
        let metadata = std::fs::metadata(&path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(Error::from(ErrorKind::IsADirectory)));
        }
        if !self.reaches(&path).map_err(failed)? {
            return Err(BuildError::Outside {
                what: what(),
                path,
                directory: self.directory.clone(),
            });
        }
        std::fs::File::open(&path).map_err(failed)?;
        Ok(Chunk::File {
            length: metadata.len(),
            path,
        })
    }

    /// Reads a file, for a signature that covers it.
    pub(super) fn read(&self, src: &str) -> Option<Vec<u8>> {
        let path = self.directory.join(Path::new(src));
        self.reaches(&path).ok().filter(|reaches| *reaches)?;
        std::fs::read(path).ok()
    }

    // Differs from Postman: Newman goes by the text of the paths, which a link leads out of, and
    // refuses everything where the directory is relative
    // (`files_outside_of_the_working_directory_are_refused_on_demand`).
    fn reaches(&self, path: &Path) -> Outcome<bool> {
        Ok(match self.reach {
            Reach::Everywhere => true,
            Reach::WithinDirectory => path
                .canonicalize()?
                .starts_with(self.directory.canonicalize()?),
        })
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
