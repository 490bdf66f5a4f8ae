//! What goes wrong with the body of a response: it can't be kept, or its coding can't be undone.

use std::error::Error;
use std::io;

use super::out_of_files;
use crate::exchange::SendError;
use crate::http::connections::decode::{CODINGS, Damage, Undecodable};
use crate::http::connections::store::TooLarge;
use crate::text::open_files;

/// The error of a body that its coding can't be undone of, in Node's words.
pub(crate) fn undecodable(error: &Undecodable) -> SendError {
    let (coding, damage) = match error {
        Undecodable::Unkept(error) => return unkept(error),
        Undecodable::Codings(count) => {
            let mut explained = SendError::new(format!("the body has {count} codings"));
            explained.hint = Some(format!(
                "at most {CODINGS} are undone: more are made to do harm"
            ));
            return explained;
        }
        Undecodable::Damaged { coding, damage } => (coding.as_str(), damage),
    };
    let (code, message) = match (coding, damage) {
        ("br" | "zstd", _) => ("ERR__ERROR_FORMAT", "Decompression failed"),
        (_, Damage::Beginning) => ("Z_DATA_ERROR", "incorrect header check"),
        (_, Damage::Content) => ("Z_DATA_ERROR", "incorrect data check"),
    };
    let mut explained = SendError::with_code(code, message);
    explained.hint = Some(format!(
        "the server says `Content-Encoding: {coding}`, but the body is no `{coding}`, or was damaged on its way"
    ));
    explained
}

/// Whether a response can't be kept because it is too large.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn Error + Send + Sync>::is::<TooLarge>)
}

/// The error of a response that can't be kept.
pub(crate) fn unkept(error: &io::Error) -> SendError {
    if open_files::are_too_many(error) {
        return out_of_files("open EMFILE".to_owned());
    }
    let cause = error.get_ref();
    if let Some(too_large) = cause.and_then(|cause| cause.downcast_ref::<TooLarge>()) {
        let mut explained = SendError::new("Maximum response size reached");
        explained.hint = Some(format!(
            "{too_large}, on the wire or unpacked: `--max-response-size` takes more"
        ));
        return explained;
    }
    let mut explained = SendError::new(format!("cannot keep the response: {error}"));
    explained.hint = Some(
        "large responses lie in the folder for temporary files until they are read".to_owned(),
    );
    explained
}
