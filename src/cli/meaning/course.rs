//! What is asked of the course of a run: its waits, its second attempts, and what ends it.

use std::time::Duration;

use crate::cli::args::{BailArgument, CourseArguments, RetryArgument, RetryArguments};
use crate::cli::error::Fault;
use crate::runner::{Bail, Foreign, Reasons, Retry, Settings, Statuses};

/// The settings of a run of collections.
pub(super) fn settings(course: &CourseArguments, shared: Settings) -> Result<Settings, Fault> {
    Ok(Settings {
        foreign: if course.fail_on_unsupported {
            Foreign::Fails
        } else {
            Foreign::Told
        },
        delay: Duration::from_millis(course.delay_request.unwrap_or(0)),
        retry: retry(&course.retry)?,
        unwanted: Statuses(course.fail_on_status.clone()),
        bail: bail(&course.bail)?,
        ..shared
    })
}

/// When and how often a request is sent again.
pub(super) fn retry(arguments: &RetryArguments) -> Result<Retry, Fault> {
    if arguments.retry == 0 && !arguments.retry_on.is_empty() {
        let hint = "add `--retry N`".to_owned();
        let message = "`--retry-on` says when a request is sent again, and nothing says how often";
        return Err(Fault::text(message).hint(Some(hint)));
    }
    let status = |reason: &RetryArgument| match reason {
        RetryArgument::Status(status) => Some(*status),
        RetryArgument::Error | RetryArgument::Test => None,
    };
    let on = &arguments.retry_on;
    Ok(Retry {
        times: arguments.retry,
        wait: Duration::from_millis(arguments.retry_delay),
        longest: Duration::from_millis(arguments.retry_max_wait),
        on: Reasons {
            error: on.is_empty() || on.contains(&RetryArgument::Error),
            test: on.contains(&RetryArgument::Test),
            statuses: Statuses(on.iter().filter_map(status).collect()),
        },
    })
}

fn bail(modifiers: &[BailArgument]) -> Result<Bail, Fault> {
    let has = |modifier| modifiers.contains(&modifier);
    let run = match (has(BailArgument::Failure), has(BailArgument::Folder)) {
        (true, true) => Bail::Both,
        (true, false) => Bail::Failure,
        (false, true) => Bail::Error,
        (false, false) => Bail::Never,
    };
    if !has(BailArgument::Iteration) {
        return Ok(run);
    }
    if run == Bail::Never {
        return Ok(Bail::Iteration);
    }
    let message =
        "`--bail iteration` goes on with the next iteration, `failure` and `folder` end the run";
    Err(Fault::text(message).hint(Some("name one of them".to_owned())))
}
