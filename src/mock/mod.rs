//! Servers that stand in for a real service, so that a run needs no account and no network.
//!
//! There is one: an Okta org ([`okta`]), which lives in memory, speaks HTTP on the loopback address
//! and forgets everything when it stops. It deliberately serves only what the shipped collections,
//! Okta's Policy collection and the guide send. Invariant: what a stand-in answers keeps the
//! published contract of the service, refusals included.

mod clock;
mod connection;
mod ids;
pub mod okta;
mod rate_limit;

pub use okta::{Fault, FaultError, Faults, MockError, Options, Running, serve};
