//! What `postrider guide update` means.

use std::sync::Arc;

use super::common;
use crate::cli::args::GuideUpdateArguments;
use crate::cli::config::Configured;
use crate::cli::{Surroundings, guide};
use crate::guide::Part;

/// What is shown is what changes, not the run.
pub(in crate::cli) fn guide_update(
    arguments: GuideUpdateArguments,
    configured: Configured,
    surroundings: &Surroundings,
) -> guide::WantedUpdate {
    let is_allowed = arguments.allow_destructive || arguments.common.mock.mock.is_some();
    let mut common = common(arguments.common, configured, surroundings);
    common.reporting.silent = true;
    guide::WantedUpdate {
        pages: arguments.pages,
        writes: arguments.write,
        takes_requests: arguments.collection_from_page,
        run: guide::Wanted {
            pages: Vec::new(),
            part: Part::default(),
            destructive: is_allowed.into(),
            transcript: None,
            units: None,
            watch: false,
            variables: Arc::clone(&surroundings.variables),
            common,
        },
    }
}
