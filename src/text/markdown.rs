//! Markdown that others wrote, as HTML for a page that opens from a disk and asks no network.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// What is understood beside plain `CommonMark`.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Renders Markdown as HTML, without the HTML and the pictures in it; links go to the web or
/// nowhere.
pub fn markdown(text: &str) -> String {
    let mut rendered = String::with_capacity(text.len() * 2);
    let events = Parser::new_ext(text, OPTIONS).filter_map(harmless);
    html::push_html(&mut rendered, events);
    rendered
}

/// An event as it may be shown; `None` for one that could reach out of its page.
pub fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => None,
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Some(Event::Start(Tag::Link {
            link_type,
            dest_url: if only_leads(&dest_url) {
                dest_url
            } else {
                CowStr::Borrowed("#")
            },
            title,
            id,
        })),
        other => Some(other),
    }
}

/// Whether a link only leads somewhere.
fn only_leads(address: &str) -> bool {
    let scheme = address
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_none_or(|scheme| {
        ["http", "https", "mailto"].contains(&scheme.as_str()) || scheme.contains(['/', '#', '?'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_out_of_what_is_rendered() {
        let html = markdown(
            "# Head\n\n![a cat](http://x/cat.png) [in](JavaScript:alert(1)) [out](https://x/) <script>x</script>\n\n\
             <img src=\"http://x/y\">\n\n| a | b |\n| - | - |\n| `<i>` | 2 |\n",
        );
        for gone in ["<img", "<script", "cript:alert", "cat.png", "<i>"] {
            assert!(!html.contains(gone), "{html}");
        }
        for kept in [
            "<h1>Head</h1>",
            "a cat",
            "href=\"https://x/\"",
            "<td>2</td>",
            "&lt;i&gt;",
        ] {
            assert!(html.contains(kept), "{html}");
        }
    }
}
