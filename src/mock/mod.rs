//! Services that stand in for real ones, so that a run needs no account and no network.
//!
//! A stand-in lives in memory, speaks HTTP on the loopback address and forgets everything when it
//! stops. Which there are is one table, [`SERVICES`]; each describes itself in its own folder
//! ([`Service`]). What holds for all of them stands here: listening, counting and limiting requests,
//! the faults that any service may have. Invariant: what a stand-in answers keeps the published
//! contract of the service, refusals included.

mod catalogue;
mod clock;
mod connection;
mod desk;
mod faults;
mod ids;
mod okta;
mod rate_limit;
mod server;
mod service;
#[cfg(test)]
mod tests;
mod visit;

pub use catalogue::{Mock, NameError, SERVICES};
pub use faults::{Fault, FaultError, GENERAL_FAULTS, Takes, WHEN};
pub use server::{MockError, Options, Running, serve};
pub use service::Service;
