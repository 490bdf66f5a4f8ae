//! `include`: the steps of another page, carried out where a page says so. What that page says of
//! its hosts, placeholders and collections holds for its steps.

use super::base::Bases;
use super::directive::include::Include;
use super::directive::sending::Sending;
use super::directive::source::Source;
use super::directive::step::{Deed, Step};
use super::error::Mistake;
use super::page::header::File;
use super::sequence::Guide;

/// The offset of a fence of another page: no fence of this one has it.
const ELSEWHERE: usize = usize::MAX;

impl Guide {
    /// Takes in the steps of another guide at a place of this one. Of several, the last comes first.
    ///
    /// # Errors
    /// A collection of the other page has the short name of another one here.
    pub fn include(&mut self, place: &Include, other: Self) -> Result<(), Mistake> {
        for file in other.header.collections {
            let path = seen_through(&place.path, &file.path);
            let mut named = self.header.collections.iter();
            let same_file = named.clone().any(|own| plain(&own.path) == path);
            if named.any(|own| own.name == file.name && plain(&own.path) != path) {
                let (name, page) = (file.name, place.path.clone());
                return Err(Mistake::IncludedName { name, page });
            }
            if !same_file {
                let at = place.at;
                self.header.collections.push(File { path, at, ..file });
            }
        }
        let environment = other.header.environment.map(|file| File {
            path: seen_through(&place.path, &file.path),
            at: place.at,
            ..file
        });
        self.header.environment = self.header.environment.take().or(environment);
        add(&mut self.header.needs, other.header.needs);
        add(&mut self.header.tabs, other.header.tabs);
        self.header.placeholders.extend(other.header.placeholders);
        let (page, bases) = (other.page, other.header.bases);
        let steps = other.steps.into_iter().map(|step| Step {
            at: place.at,
            offset: place.offset,
            source: place.source.clone(),
            page: step.page.clone().or_else(|| Some(page.clone())),
            ..of_elsewhere(step, place, &bases)
        });
        let steps: Vec<Step> = steps.collect();
        self.steps.splice(place.before..place.before, steps);
        Ok(())
    }
}

fn add(own: &mut Vec<String>, others: Vec<String>) {
    for other in others {
        if !own.contains(&other) {
            own.push(other);
        }
    }
}

/// A step of another page, whose fences are none of this one.
fn of_elsewhere(mut step: Step, place: &Include, bases: &Bases) -> Step {
    if let Some(shape) = &mut step.expect.shape {
        shape.sample.fence = ELSEWHERE;
    }
    if let Some(sample) = &mut step.expect.contains {
        sample.fence = ELSEWHERE;
    }
    if let Deed::Send(sending) = &mut step.deed {
        take_bases(sending, bases);
        match &mut sending.source {
            Source::Named { at, .. } => *at = place.at,
            Source::Shown(shown) => shown.place.0 = ELSEWHERE,
            Source::Written(_) => {}
        }
    }
    step
}

/// A step that says nothing of hosts has what its own header says.
fn take_bases(sending: &mut Sending, bases: &Bases) {
    let names_host = match &sending.source {
        Source::Written(request) => request.url.host.is_some(),
        _ => false,
    };
    // A request of a collection has a host of its own.
    if sending.base.is_empty() && !matches!(sending.source, Source::Named { .. }) {
        sending.base = Bases {
            any: bases.any.clone().filter(|_| !names_host),
            named: bases.named.clone(),
        };
    }
}

/// A path that counts from another page, seen from this one.
fn seen_through(page: &str, path: &str) -> String {
    if path.contains("://") || path.starts_with('/') {
        return path.to_owned();
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    plain(&format!("{folder}/{path}"))
        .trim_start_matches('/')
        .to_owned()
}

/// A path without `.` and without `name/..`.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            (".", _) => {}
            ("..", Some(last)) if !["..", ""].contains(last) => drop(parts.pop()),
            ("..", Some(&"")) if parts.len() == 1 && !path.starts_with("//") => {
                parts[0] = "..";
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_another_page_are_seen_from_this_one() {
        for (page, path, seen) in [
            ("setup.md", "shop.json", "shop.json"),
            ("../setup/first.md", "../shop.json", "../shop.json"),
            ("parts/setup.md", "shop.json", "parts/shop.json"),
            ("parts/setup.md", "../shop.json", "shop.json"),
            ("setup.md", "../shop.json", "../shop.json"),
            ("a.md", "https://h/c.json", "https://h/c.json"),
            ("a.md", "/c.json", "/c.json"),
        ] {
            assert_eq!(seen_through(page, path), seen, "{page} {path}");
        }
    }

    fn guide(name: &str, text: &str) -> Guide {
        Guide::read(name, text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn the_steps_of_another_page_stand_where_it_is_taken_in() {
        let setup = guide(
            "setup/a.md",
            "<!-- postrider\ncollections: { c: ../c.json }\nneeds: [url]\nbase: \"{{hub}}\"\n-->\n\nMake it.\n\n<!-- postrider\ncurl: next\n-->\n\n```bash\ncurl https://h/a\n```\n",
        );
        let mut own = guide(
            "p.md",
            "<!-- postrider\ncollections: { shop: c.json }\nneeds: [key]\n-->\n\nFirst.\n\n<!-- postrider send: A -->\n\nThen set up.\n\n<!-- postrider include: setup/a.md -->\n\n<!-- postrider\nsend: B\n-->\n",
        );
        let place = own.includes.remove(0);
        own.include(&place, setup.clone()).unwrap();
        let pages: Vec<_> = own.steps.iter().map(|step| step.page.as_deref()).collect();
        assert_eq!(pages, [None, Some("setup/a.md"), None]);
        assert_eq!(own.header.needs, ["key", "url"]);
        assert_eq!(own.header.collections.len(), 1);
        let base = &own.steps[1].sending().unwrap().base;
        assert_eq!(base.any.as_deref(), Some("{{hub}}"));
        assert_eq!(own.steps[1].sentence.text, "Make it.");
        let mut other = guide(
            "p.md",
            "<!-- postrider\ncollections: { c: other.json }\n-->\n\n<!-- postrider include: setup/a.md -->\n",
        );
        let place = other.includes.remove(0);
        let mistake = other.include(&place, setup).unwrap_err();
        assert_eq!(
            mistake.to_string(),
            "`setup/a.md` calls another collection `c`; give one of them another short name"
        );
    }
}
