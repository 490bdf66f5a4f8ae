//! Why a request could not be built.

use std::path::PathBuf;

use crate::collection::Problem;

/// A request that can't be built; it counts as failed, and the run goes on.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no URL.
    #[error("runtime:extensions~request: request url is empty")]
    EmptyUrl,
    /// The file says something else where the request or its URL should stand.
    #[error("{0}")]
    Unreadable(Problem),
    /// There is no host.
    #[error("Invalid URI \"{href}\"")]
    NoHost {
        /// The URL as it would have been sent.
        href: String,
    },
    /// A file of the body is not there or can't be read.
    // Differs from Postman: Newman warns and sends the request without the file
    // (`a_missing_file_fails_the_request`).
    #[error("{what} needs the file `{}`: {cause}", path.display())]
    File {
        /// What it is for: `the body`, ``form field `f` ``.
        what: String,
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file of the body lies where none may be read.
    #[error(
        "{what} needs the file `{}`: PPERM: insecure file access outside working directory `{}`; \
         `--no-insecure-file-read` forbids it",
        path.display(),
        directory.display()
    )]
    Outside {
        /// What it is for.
        what: String,
        /// Where it was looked for.
        path: PathBuf,
        /// The directory that it should lie in.
        directory: PathBuf,
    },
    /// A file of the body that a script chose lies outside of the working directory.
    #[error(
        "{what} needs the file `{}`, which a script chose: PPERM: insecure file access outside working directory \
         `{}`; `--working-dir` names another",
        path.display(),
        directory.display()
    )]
    Chosen {
        /// What it is for.
        what: String,
        /// Where it was looked for.
        path: PathBuf,
        /// The directory that it should lie in.
        directory: PathBuf,
    },
    /// A file's content in base64 that is not base64.
    #[error("{what} is not base64: {cause}")]
    NotBase64 {
        /// What it is for.
        what: String,
        /// Where it stops being base64.
        cause: base64::DecodeError,
    },
}
