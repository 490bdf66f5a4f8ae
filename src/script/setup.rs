//! What an engine is made with.

use std::sync::Arc;

use super::{Limits, PackageSource};
use crate::world::World;

/// What an engine is made with.
#[derive(Clone)]
pub struct Setup {
    /// What each script may use.
    pub limits: Limits,
    /// Clock and randomness.
    pub world: Arc<World>,
    /// Where `pm.require` finds packages.
    pub packages: Arc<dyn PackageSource>,
}
