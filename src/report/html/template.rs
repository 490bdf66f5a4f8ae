//! The template of the page, ours or the user's, in Handlebars.

use std::borrow::Cow;
use std::io;
use std::sync::Mutex;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output as Sink, RenderContext,
    RenderErrorReason,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Spools;
use super::problem::TemplateProblem;
use super::spool::{Spool, within_page};
use crate::report::output::Output;
use crate::text;

const PAGE: &str = include_str!("page.hbs");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("parts.js"), include_str!("page.js"));

/// The name that the template is registered under.
const NAME: &str = "report";

/// A template that was read and understood.
pub struct Template {
    handlebars: Handlebars<'static>,
    wants_executions: bool,
}

impl Template {
    /// The template of this program.
    pub fn own() -> Self {
        Self::read("page.hbs", PAGE).expect("the tests read it")
    }

    /// Reads a template that is called `name` in messages.
    ///
    /// # Errors
    /// It is not Handlebars.
    pub fn read(name: &str, text: &str) -> Result<Self, TemplateProblem> {
        let mut handlebars = Handlebars::new();
        handlebars
            .register_template_string(NAME, text)
            .map_err(|error| TemplateProblem {
                name: name.to_owned(),
                place: error.pos(),
                reason: error.reason().to_string(),
            })?;
        for (name, show) in [
            ("json", json as fn(&Value) -> String),
            ("duration", duration),
            ("size", size),
        ] {
            handlebars.register_helper(name, shown(show));
        }
        // Only a template that names them has all executions in memory.
        Ok(Self {
            handlebars,
            wants_executions: text.contains("executions"),
        })
    }

    /// Whether the template goes over the executions itself.
    pub(super) fn wants_executions(&self) -> bool {
        self.wants_executions
    }

    /// Fills the template with `model`, and with what was spooled where it asks for that.
    pub(super) fn render(
        mut self,
        model: &Value,
        spools: Option<Spools>,
        out: &mut Output,
    ) -> io::Result<()> {
        for (name, part) in [("style", STYLE), ("script", SCRIPT)] {
            self.handlebars.register_helper(name, plain(part.into()));
        }
        let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        self.handlebars
            .register_helper("script-hash", plain(format!("sha256-{hash}").into()));
        if let Some(Spools { list, details }) = spools {
            self.handlebars
                .register_helper("list-data", streamed(list, Form::List));
            self.handlebars
                .register_helper("details-data", streamed(details, Form::Scripts));
        } else {
            for name in ["list-data", "details-data"] {
                self.handlebars.register_helper(name, plain("".into()));
            }
        }
        let writer = Writer(out);
        self.handlebars
            .render_to_write(NAME, model, writer)
            .map_err(|error| {
                let place = match (error.line_no, error.column_no) {
                    (Some(line), Some(column)) => format!("line {line}, column {column}: "),
                    _ => String::new(),
                };
                io::Error::other(format!(
                    "the template can't be filled: {place}{}",
                    error.reason()
                ))
            })
    }
}

/// An output as a writer.
struct Writer<'a>(&'a mut Output);

impl io::Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.0.write(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A helper that is a function of what follows its name, and of where to write.
struct Function<F>(F);

impl<F: Fn(&Helper<'_>, &mut dyn Sink) -> HelperResult + Send + Sync> HelperDef for Function<F> {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Sink,
    ) -> HelperResult {
        self.0(helper, out)
    }
}

/// Writes what a function makes of the first parameter.
fn shown(show: fn(&Value) -> String) -> Box<dyn HelperDef + Send + Sync> {
    Box::new(Function(move |helper: &Helper<'_>, out: &mut dyn Sink| {
        let value = helper
            .param(0)
            .map(|param| param.value().clone())
            .unwrap_or_default();
        Ok(out.write(&show(&value))?)
    }))
}

/// Writes a text as it is.
fn plain(text: Cow<'static, str>) -> Box<dyn HelperDef + Send + Sync> {
    Box::new(Function(move |_: &Helper<'_>, out: &mut dyn Sink| {
        Ok(out.write(&text)?)
    }))
}

/// How lines stand in the page.
#[derive(Clone, Copy)]
enum Form {
    /// As the elements of an array.
    List,
    /// Each in an element of its own, numbered from 0: `d0`, `d1`, …
    Scripts,
}

/// Writes what was spooled, a line at a time.
fn streamed(spool: Spool, form: Form) -> Box<dyn HelperDef + Send + Sync> {
    let spool = Mutex::new(spool);
    Box::new(Function(move |_: &Helper<'_>, out: &mut dyn Sink| {
        let failed = |error: io::Error| RenderErrorReason::NestedError(Box::new(error));
        let lines = spool
            .lock()
            .map_err(|_| RenderErrorReason::Other("the list is in use".into()))?
            .lines();
        for (number, line) in lines.map_err(failed)?.enumerate() {
            let line = within_page(&line.map_err(failed)?);
            match form {
                Form::List => {
                    out.write(if number == 0 { "" } else { ",\n" })?;
                    out.write(&line)?;
                }
                Form::Scripts => {
                    out.write(&format!(
                        "<script type=\"application/json\" id=\"d{number}\">"
                    ))?;
                    out.write(&line)?;
                    out.write("</script>\n")?;
                }
            }
        }
        Ok(())
    }))
}

/// `{{json value}}`: a value as JSON that can stand in a script of a page.
fn json(value: &Value) -> String {
    within_page(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// `{{duration millis}}`: milliseconds for people.
fn duration(value: &Value) -> String {
    value.as_f64().map(text::duration).unwrap_or_default()
}

/// `{{size bytes}}`: bytes for people.
fn size(value: &Value) -> String {
    value.as_u64().map(text::size).unwrap_or_default()
}
