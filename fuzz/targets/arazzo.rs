//! Arazzo documents.

use postrider::guide::{Guide, Mistake, Text, Texts, arazzo};

use super::page;

/// A document becomes a side-car of as many steps that can be read, or each mistake has its line.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Err(problems) = arazzo::sources("a.yaml", text) {
        page::check_places(&problems, text);
    }
    let imported = match arazzo::import(Text::new("a.yaml", text), &[], None) {
        Ok(imported) => imported,
        Err(problems) => return page::check_places(&problems, text),
    };
    let sidecar = Some(Text::new("a.guide.yaml", &imported.text));
    let (guide, problems) = Guide::read_leniently(&Texts {
        page: None,
        sidecar,
    });
    let is_yaml = |mistake: &Mistake| !matches!(mistake, Mistake::NotYaml { .. });
    assert!(
        problems.list.iter().all(|one| is_yaml(&one.mistake)),
        "{problems}\n{}",
        imported.text
    );
    if problems.list.is_empty() {
        assert_eq!(guide.steps.len(), imported.steps, "{}", imported.text);
    }
}
