//! Scripts: `QuickJS` with Postman's `pm`, one engine a run, one script after another.
//!
//! Another program can drive it: an [`Engine`] takes a script and a [`Context`], tells a [`Host`]
//! what happens meanwhile and returns an [`Outcome`]. There is no terminal here, no file and no
//! socket; what a script may reach beyond the engine it asks of the host. What scripts see is
//! JavaScript, in `sandbox/src`, over the functions of `native`.
//!
//! Scripts are not trusted: they are held to [`Limits`], and the invariant is that nothing they do
//! panics, hangs or reaches beyond their host.

mod calls;
mod console;
mod context;
mod engine;
mod error;
mod event;
mod event_loop;
mod failure;
mod host;
mod jar;
mod limits;
mod machine;
mod mentions;
mod native;
mod native_crypto;
mod native_http;
mod native_packages;
mod native_scopes;
mod native_streams;
mod native_vault;
mod native_web;
mod package;
mod raw;
mod state;
mod timers;
mod value;

pub use context::{Context, Info, NextRequest, Outcome, Target, Visualizer};
pub use engine::{Engine, Errand, Setup, Turn};
pub use error::ScriptError;
pub use event::{Assertion, ConsoleLine, Failure, Level, ScriptEvent};
pub use host::Host;
pub use limits::{Deprecations, Limits, Stop};
pub use package::{NoPackages, Package, PackageSource};
