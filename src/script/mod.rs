//! Scripts: `QuickJS` with Postman's `pm`, one engine a run, one script after another.
//!
//! Another program can drive it: an [`Engine`] takes a script and a [`Context`], tells a [`Host`]
//! what happens meanwhile and returns its [`Effects`]. There is no terminal here, no file and no
//! socket; what a script may reach beyond the engine it asks of the host. What scripts see is
//! JavaScript, in `sandbox/src`, over the functions of `native`.
//!
//! Scripts are not trusted: they are held to [`Limits`], and the invariant is that nothing they do
//! panics, hangs or reaches beyond their host.

mod address;
mod context;
mod deprecated;
mod effects;
mod engine;
mod error;
mod event;
mod failure;
mod host;
mod limits;
mod native;
mod package;
mod raw;
mod setup;
mod state;
mod syntax;
mod thrown;
mod value;

pub use context::{Context, Info, Target};
pub use deprecated::deprecated;
pub use effects::{Effects, NextRequest, Visualizer};
pub use engine::{Engine, Errand, Turn, block_on, leaves_traces};
pub use error::ScriptError;
pub use event::{Assertion, ConsoleLine, Level, ScriptEvent};
pub use failure::{Compared, Failure};
pub use host::Host;
pub use limits::{Deprecations, Limits, Stop};
pub use package::{NoPackages, Package, PackageSource};
pub use setup::Setup;
pub use syntax::Parser;
