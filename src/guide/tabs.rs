//! Alternatives of a page, as tabs show them: each is a run of its own, from what the guide begins
//! with.

use super::directive::step::Step;
use super::error::{Mistake, Problems, listed};
use super::sequence::Guide;
use crate::text::did_you_mean;

/// The steps of a guide once for each of its alternatives, by their numbers from 0: those of that
/// alternative, and those of all. `None` where there are no alternatives.
pub(super) fn runs(guide: &Guide) -> Option<Vec<(usize, (usize, String))>> {
    let tabs = &guide.header.tabs;
    let is_in = |step: &Step, tab: &String| step.when.is_empty() || step.when.contains(tab);
    let runs = tabs.iter().enumerate().flat_map(|(number, tab)| {
        let steps = guide.steps.iter().enumerate();
        let steps = steps.filter(move |(_, step)| is_in(step, tab));
        steps.map(move |(at, _)| (at, (number, tab.clone())))
    });
    (!tabs.is_empty()).then(|| runs.collect())
}

/// Tells of alternatives that the header does not name.
pub(super) fn check(guide: &Guide, problems: &mut Problems) {
    let tabs = &guide.header.tabs;
    for step in &guide.steps {
        for name in step.when.iter().filter(|name| !tabs.contains(name)) {
            let near = did_you_mean(name, tabs.iter().map(String::as_str));
            let suggestion = near.or_else(|| match &tabs[..] {
                [] => Some(format!(
                    "the header names the alternatives: `tabs: [{name}, …]`"
                )),
                tabs => Some(format!("there are {}", listed(tabs))),
            });
            let name = name.clone();
            problems.add(step.at, Mistake::UnknownTab { name, suggestion });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    const PAGE: &str = "<!-- postrider\nguide: T\ntabs: [curl, Postman]\n-->\n\n<!-- postrider\nrequest: { url: http://a }\nwhen: curl\n-->\n\n<!-- postrider\nrequest: { url: http://b }\nwhen: [Postman]\n-->\n\n<!-- postrider\nrequest: { url: http://c }\n-->\n";

    fn steps(page: &str) -> Result<Vec<String>, Problems> {
        let bound = Guide::read("p.md", page)?.bind(Vec::new(), &World::fixed(0, 0))?;
        let steps = bound.guide.steps.iter().map(|step| {
            let tab = step.tab.as_ref().map_or("", |(_, tab)| tab);
            format!("{tab} {}", step.said["request"]["url"])
        });
        Ok(steps.collect())
    }

    #[test]
    fn each_alternative_is_a_run_of_its_own() {
        assert_eq!(
            steps(PAGE).unwrap(),
            [
                "curl \"http://a\"",
                "curl \"http://c\"",
                "Postman \"http://b\"",
                "Postman \"http://c\""
            ]
        );
        let one = PAGE
            .replace("tabs: [curl, Postman]\n", "")
            .replace("when: curl\n", "");
        let one = one.replace("when: [Postman]\n", "");
        assert_eq!(
            steps(&one).unwrap(),
            [" \"http://a\"", " \"http://b\"", " \"http://c\""]
        );
    }

    #[test]
    fn an_alternative_that_the_header_does_not_name_is_told() {
        assert_eq!(
            steps(&PAGE.replace("when: curl", "when: crul"))
                .unwrap_err()
                .to_string(),
            "p.md:6:1: the header names no tab `crul`; did you mean `curl`?"
        );
        let looks = PAGE.replace("request: { url: http://b }", "expect: { status: 200 }");
        let told = steps(&looks).unwrap_err().to_string();
        assert!(told.contains("has no response to look at"), "{told}");
    }
}
