//! Scripts: `tests` and `preRequestScript`, or `events` where there is neither.

use std::sync::Arc;

use crate::collection::place::Place;
use crate::collection::{ItemEvent, Listen, Script};

/// Reads the scripts of a collection, a folder or a request.
pub(super) fn read(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Vec<Arc<ItemEvent>> {
    let old: Vec<_> = [
        ("tests", Listen::Test),
        ("preRequestScript", Listen::Prerequest),
    ]
    .into_iter()
    .filter_map(|(name, listen)| Some((place.given(name)?, listen)))
    .collect();
    if old.is_empty() {
        return read_events(place, new_id);
    }
    let event = |(source, listen): (Place<'_>, Listen)| {
        Some(Arc::new(ItemEvent {
            id: None,
            listen,
            disabled: false,
            script: Script::read(&source, new_id)?,
            only: None,
        }))
    };
    old.into_iter().filter_map(event).collect()
}

/// Reads `events`; one that does not say when it runs is a test.
fn read_events(place: &Place<'_>, new_id: &mut dyn FnMut() -> String) -> Vec<Arc<ItemEvent>> {
    let entries = place
        .given("events")
        .map_or_else(Vec::new, |events| events.entries());
    let read = |entry: &Place<'_>| {
        if entry.given("listen").is_none() {
            return ItemEvent::read_as(Listen::Test, entry, new_id);
        }
        ItemEvent::read(entry, new_id)
    };
    entries.iter().filter_map(read).collect()
}
