//! `postrider guide …`: pages of documentation, run, checked, drafted and converted.

mod arazzo;
mod baseline;
mod check;
mod init;
mod pages;
mod reader;
mod ready;
mod rewrite;
mod run;
mod several;
mod site;
mod update;
mod walk;
mod watch;

pub(super) use arazzo::{export, import};
pub(super) use check::check;
pub(super) use init::init;
pub(super) use ready::Wanted;
pub(super) use run::run;
pub(super) use update::{Wanted as WantedUpdate, update};
