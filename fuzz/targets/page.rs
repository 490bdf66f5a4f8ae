//! Guides: pages with their directives, and side-cars.

use std::sync::{Arc, LazyLock};

use postrider::collection::{self, Collection};
use postrider::guide::draft::{Form, Layout, draft};
use postrider::guide::drift::{Coverage, Given, Reading, check};
use postrider::guide::{Guide, Mistake, Problems, Requests, Text, Texts, render};
use postrider::world::World;

use super::has_line;

/// What pages are compared with.
static SESSIONS: LazyLock<Arc<Collection>> = LazyLock::new(|| {
    let json = include_bytes!("../../collections/okta-sessions.postman_collection.json");
    let json = collection::decode("collection", "c", json).expect("it is JSON");
    Arc::new(collection::parse(&json, &mut String::new).expect("it is a collection"))
});

/// A page is steps and mistakes, each with its line; every step has its mark in the rendered page;
/// what is drafted for it can be read.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let page = Some(Text::new("p.md", text));
    check_texts(&Texts {
        page,
        sidecar: None,
    });
    check_texts(&Texts {
        page: None,
        sidecar: page,
    });
    for form in [Form::Page, Form::Sidecar] {
        check_draft(text, form);
    }
}

/// Each mistake has a line of the text.
pub fn check_places(problems: &Problems, text: &str) {
    assert!(!problems.list.is_empty());
    for problem in &problems.list {
        assert!(has_line(text, problem.at.line), "{problem}");
        assert!(problem.at.column >= 1, "{problem}");
    }
}

fn check_texts(texts: &Texts<'_>) {
    let text = texts.directives().text;
    let (guide, problems) = Guide::read_leniently(texts);
    if !problems.list.is_empty() {
        check_places(&problems, text);
    }
    if let Some(html) = render::page(texts, &guide) {
        for number in 1..=guide.steps.len() {
            let mark = format!("<!--step {number}-->");
            assert_eq!(html.matches(&mark).count(), 1, "{mark} in {html}");
        }
    }
    for finding in check(
        Reading::of(texts),
        given(),
        &world(),
        &mut Coverage::default(),
    ) {
        assert!(has_line(text, finding.at.line), "{finding:?}");
    }
}

fn check_draft(text: &str, form: Form) {
    let layout = Layout {
        form,
        page: "p.md".to_owned(),
        collections: vec![("sessions".to_owned(), "c.json".to_owned())],
        ..Layout::default()
    };
    let page = Text::new("p.md", text);
    let Ok(draft) = draft(page, &layout, given().collections, &world()) else {
        return;
    };
    let drafted = Text::new("d", &draft.text);
    let texts = match form {
        Form::Sidecar => Texts {
            page: Some(page),
            sidecar: Some(drafted),
        },
        _ => Texts {
            page: Some(drafted),
            sidecar: None,
        },
    };
    let (guide, problems) = Guide::read_leniently(&texts);
    // Among the words of any page, a directive may end up in a place that Markdown reads otherwise.
    if form != Form::Sidecar {
        return;
    }
    let is_yaml = |mistake: &Mistake| !matches!(mistake, Mistake::NotYaml { .. });
    assert!(
        problems.list.iter().all(|one| is_yaml(&one.mistake)),
        "{problems}\n{}",
        draft.text
    );
    if problems.list.is_empty() {
        assert_eq!(guide.steps.len(), draft.steps, "{problems}\n{}", draft.text);
    }
}

fn given() -> Given<'static> {
    Given {
        collections: vec![Requests::of("sessions", Arc::clone(&SESSIONS))],
        scopes: None,
        followed: Vec::new(),
        contract: None,
    }
}

fn world() -> World {
    World::fixed(0, 0)
}
