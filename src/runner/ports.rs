//! What a run works with.

use std::sync::Arc;

use super::Settings;
use super::keeper::Keeper;
use crate::contract::Contract;
use crate::http::Client;
use crate::request::{Nonces, Tools};
use crate::script::{Limits, PackageSource};
use crate::world::World;

/// What a run works with, owned by whoever starts it.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// Sends requests and holds the cookies.
    pub client: &'a Client,
    /// Clock and randomness.
    pub world: &'a Arc<World>,
    /// What the user decides.
    pub settings: &'a Settings,
    /// What scripts may use.
    pub limits: &'a Limits,
    /// Where scripts find packages.
    pub packages: &'a Arc<dyn PackageSource>,
    /// What is secret.
    pub keeper: &'a Keeper,
    /// How often the nonces of servers were used.
    pub nonces: &'a Nonces,
    /// What exchanges are held against, if anything.
    pub contract: Option<&'a Contract>,
}

impl<'a> Ports<'a> {
    /// What requests are built with.
    pub(super) fn tools(self) -> Tools<'a> {
        self.settings.tools(self.world, self.nonces)
    }
}
