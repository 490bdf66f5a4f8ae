//! Scripts: `tests` and `preRequestScript`, or `events` where there is neither.

use std::sync::Arc;

use super::given;
use crate::collection::place::Place;
use crate::collection::{ItemEvent, Listen, Problem, Script};

/// Reads the scripts of a collection, a folder or a request.
pub(super) fn read(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Vec<Arc<ItemEvent>>, Problem> {
    let old: Vec<_> = [
        ("tests", Listen::Test),
        ("preRequestScript", Listen::Prerequest),
    ]
    .into_iter()
    .filter_map(|(name, listen)| Some((given(place, name)?, listen)))
    .collect();
    if old.is_empty() {
        return read_events(place, new_id);
    }
    let event = |(source, listen): (Place<'_>, Listen)| {
        Ok(Arc::new(ItemEvent {
            id: None,
            listen,
            disabled: false,
            script: Script::read(&source, new_id)?,
        }))
    };
    old.into_iter().map(event).collect()
}

/// Reads `events`; one that does not say when it runs is a test.
fn read_events(
    place: &Place<'_>,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Vec<Arc<ItemEvent>>, Problem> {
    let Some(events) = given(place, "events") else {
        return Ok(Vec::new());
    };
    events.array()?;
    let read = |entry: Place<'_>| {
        entry.object()?;
        if given(&entry, "listen").is_none() {
            return ItemEvent::read_as(Listen::Test, &entry, new_id);
        }
        ItemEvent::read(&entry, new_id)
    };
    events
        .elements()
        .map(read)
        .filter_map(Result::transpose)
        .collect()
}
