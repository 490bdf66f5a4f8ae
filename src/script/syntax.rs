//! Whether scripts parse, without running them.

use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, Context, Runtime, Value};

use super::engine::wrap;
use super::failure::{Failure, SCRIPT_FILE};
use super::{Limits, ScriptError};

/// The longest that the parsing of a script may take.
const LONGEST: Duration = Duration::from_secs(2);

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn start(error: rquickjs::Error) -> ScriptError {
    ScriptError::Start(error.to_string())
}

/// Parses scripts. There is nothing in it that a script could reach.
pub struct Parser {
    context: Context,
    runtime: Runtime,
}

impl Parser {
    /// A parser.
    ///
    /// # Errors
    /// The engine could not be started, for example for want of memory.
    pub fn new() -> Result<Self, ScriptError> {
        let runtime = Runtime::new().map_err(start)?;
        runtime.set_memory_limit(Limits::default().memory);
        let context = Context::full(&runtime).map_err(start)?;
        Ok(Self { context, runtime })
    }

    /// Why a script does not parse, with its line; `None` if it does.
    pub fn error_in(&self, source: &str) -> Option<Failure> {
        let end = Instant::now() + LONGEST;
        // A text that closes the function that it is put in would run.
        self.runtime
            .set_interrupt_handler(Some(Box::new(move || Instant::now() > end)));
        self.context.with(|ctx| {
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some(SCRIPT_FILE.to_owned());
            let code = wrap(source, &[]);
            let read = ctx.eval_with_options::<Value<'_>, _>(code, options);
            let mut failure = Failure::from_caught(read.catch(&ctx).err()?);
            // The function's own line comes first.
            failure.line = failure.line.map(|line| line.saturating_sub(1).max(1));
            Some(failure)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_does_not_parse_is_told_with_its_line() {
        let parser = Parser::new().unwrap();
        for (source, line) in [
            ("pm.test('a', () => {});", None),
            ("return; await 1", None),
            ("let a = 1;\nlet a = 2;", Some(2)),
            ("ok();\n\nif (", Some(3)),
            ("x = 'open", Some(1)),
            ("})()}); while (true) {}; ((", Some(1)),
        ] {
            let error = parser.error_in(source);
            assert_eq!(error.is_some(), line.is_some(), "{source}: {error:?}");
            let found = error.and_then(|error| error.line);
            assert!(found.is_none() || found >= line, "{source}: {found:?}");
        }
    }
}
