//! What a script wants to be seen, as the event of its item shows it.

use serde_json::{Value, json};

use crate::script::Visualizer;

/// `{processedTemplate, data}`, or `{error, data}` where the template could not be filled.
pub(super) fn to_json(visualizer: &Visualizer) -> Value {
    match &visualizer.page {
        Ok(page) => json!({"processedTemplate": page, "data": visualizer.data}),
        Err(error) => json!({"error": error.to_json(), "data": visualizer.data}),
    }
}
