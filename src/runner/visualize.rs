//! What a script wants to be seen: its Handlebars template, filled with its data.

use handlebars::Handlebars;
use serde_json::{Value, json};

use crate::script::Visualizer;

/// Renders the template of `pm.visualizer.set`: `{processedTemplate, data}`, or `{error, data}` where the template can't be.
pub(super) fn render(visualizer: &Visualizer) -> Value {
    match Handlebars::new().render_template(&visualizer.template, &visualizer.data) {
        Ok(page) => json!({"processedTemplate": page, "data": visualizer.data}),
        Err(error) => {
            json!({"error": {"name": "Error", "message": error.to_string()}, "data": visualizer.data})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str) -> Value {
        render(&Visualizer {
            template: template.into(),
            data: json!({"names": ["a", "<b>"]}),
            options: Value::Null,
        })
    }

    #[test]
    fn the_template_is_filled_and_foreign_text_escaped() {
        let page = rendered("<ul>{{#each names}}<li>{{this}}</li>{{/each}}</ul>");
        assert_eq!(page["processedTemplate"], "<ul><li>a</li><li>&lt;b&gt;</li></ul>");
    }

    #[test]
    fn a_broken_template_is_an_error() {
        assert!(rendered("{{#each names}}").get("error").is_some());
    }
}
