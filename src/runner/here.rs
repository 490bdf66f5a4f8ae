//! Where in a run something happens: what events of one item have in common.

use std::sync::Arc;

use super::teller::Teller;
use super::{At, Cursor, Event, EventKind, Planned};
use crate::world::World;

/// A place in a run, and who is told of what happens there.
#[derive(Clone)]
pub(super) struct Here<'a, 't> {
    pub(super) teller: &'a Teller<'t>,
    pub(super) world: &'a World,
    pub(super) cursor: Arc<Cursor>,
    /// The item that events name.
    pub(super) item: Arc<Planned>,
}

impl Here<'_, '_> {
    /// Tells of what happens here, now.
    pub(super) fn tell(&self, kind: EventKind) {
        let at = At {
            time: self.world.epoch_millis(),
            cursor: Arc::clone(&self.cursor),
            item: Some(Arc::clone(&self.item)),
        };
        self.teller.tell(Event { at, kind });
    }

    pub(super) fn warn(&self, message: impl Into<String>) {
        self.tell(EventKind::Warning(message.into()));
    }
}
