//! Where the files of bodies are found.

use std::path::{Path, PathBuf};

use super::BuildError;
use crate::exchange::Chunk;

/// The directory that relative paths of body files start from.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The working directory.
    pub directory: PathBuf,
}

impl Files {
    /// Looks a file up, so that it can be streamed when the request is sent. `what` names its use in errors.
    pub(super) fn chunk(&self, src: &str, what: &dyn Fn() -> String) -> Result<Chunk, BuildError> {
        let path = self.directory.join(Path::new(src));
        let failed = |cause| BuildError::File { what: what(), path: path.clone(), cause };
        let metadata = std::fs::metadata(&path).map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        std::fs::File::open(&path).map_err(failed)?;
        Ok(Chunk::File { length: metadata.len(), path })
    }

    /// Reads a file, for a signature that covers it.
    pub(super) fn read(&self, src: &str) -> Option<Vec<u8>> {
        std::fs::read(self.directory.join(Path::new(src))).ok()
    }
}
