//! What an engine is made with.

use std::rc::Rc;

use super::{Limits, PackageSource};
use crate::world::World;

/// What an engine is made with.
#[derive(Clone)]
pub struct Setup {
    /// What each script may use.
    pub limits: Limits,
    /// Clock and randomness.
    pub world: Rc<World>,
    /// Where `pm.require` finds packages.
    pub packages: Rc<dyn PackageSource>,
}
