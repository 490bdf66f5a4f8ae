//! What the page says of all requests together: how long they took, which were slow, and how those
//! of each folder, status and host went. All of them count, also those that are not in the list.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::times::{Times, duration};
use crate::report::record::Record;

/// How many of the slowest are named.
const SLOWEST: usize = 10;

/// How many rows a table has; what comes later is counted together.
const ROWS: usize = 100;

/// What is known so far.
#[derive(Default)]
pub(super) struct Statistics {
    times: Times,
    slowest: Vec<Slow>,
    folders: Groups,
    statuses: Groups,
    hosts: Groups,
}

struct Slow {
    millis: u64,
    title: String,
    /// Its number in the list, if it is there.
    number: Option<usize>,
}

/// Requests that have something in common, in the order in which they turned up.
#[derive(Default)]
struct Groups {
    places: HashMap<String, usize>,
    list: Vec<Group>,
}

#[derive(Default)]
struct Group {
    name: String,
    requests: u64,
    failed: u64,
    answered: u64,
    /// Milliseconds of all that were answered.
    millis: u64,
    slowest: u64,
}

impl Statistics {
    /// Counts an item that sent something; `number` is its place in the list.
    pub(super) fn note(&mut self, record: &Record, number: Option<usize>) {
        let Some(sent) = &record.request else {
            return;
        };
        let millis = sent.answer.as_ref().map(|answer| answer.millis);
        if let Some(millis) = millis {
            self.times.add(millis);
            self.note_slow(record, millis, number);
        }
        let path = record.collection.iter().chain(&record.folders);
        let folder = path.map(String::as_str).collect::<Vec<_>>().join(" / ");
        let code = sent.answer.as_ref().map(|answer| answer.code.to_string());
        let status = code.unwrap_or_else(|| "no response".to_owned());
        let failed = record.has_failed();
        for (groups, name) in [
            (&mut self.folders, folder.as_str()),
            (&mut self.statuses, status.as_str()),
            (&mut self.hosts, host(&sent.url)),
        ] {
            groups.of(name).count(millis, failed);
        }
    }

    fn note_slow(&mut self, record: &Record, millis: u64, number: Option<usize>) {
        let at = self.slowest.partition_point(|slow| slow.millis >= millis);
        if at == SLOWEST {
            return;
        }
        self.slowest.truncate(SLOWEST - 1);
        let title = record.title();
        self.slowest.insert(
            at,
            Slow {
                millis,
                title,
                number,
            },
        );
    }

    /// The variables `times`, `slowest` and `groups` of the template.
    pub(super) fn model(&self) -> [(&'static str, Value); 3] {
        let slowest = self.slowest.iter().map(|slow| {
            json!({"title": slow.title, "time": duration(slow.millis), "number": slow.number})
        });
        let groups = [
            ("Folder", &self.folders),
            ("Status", &self.statuses),
            ("Host", &self.hosts),
        ];
        let groups = groups
            .iter()
            .filter(|(title, groups)| *title != "Folder" || groups.list.len() > 1)
            .filter(|(_, groups)| !groups.list.is_empty())
            .map(|(title, groups)| json!({"title": title, "rows": groups.rows()}));
        [
            ("times", self.times.model()),
            ("slowest", slowest.collect()),
            ("groups", groups.collect()),
        ]
    }
}

impl Groups {
    fn of(&mut self, name: &str) -> &mut Group {
        let known = self.places.get(name).copied();
        let at = match known {
            Some(at) => at,
            None if self.list.len() <= ROWS => self.begin(name),
            None => ROWS,
        };
        &mut self.list[at]
    }

    fn begin(&mut self, name: &str) -> usize {
        let at = self.list.len();
        let name = if at == ROWS { "(all others)" } else { name };
        self.places.insert(name.to_owned(), at);
        self.list.push(Group {
            name: name.to_owned(),
            ..Group::default()
        });
        at
    }

    fn rows(&self) -> Vec<Value> {
        let average = |group: &Group| group.millis.checked_div(group.answered).map(duration);
        let row = |group: &Group| {
            let is_answered = group.answered > 0;
            json!({
                "name": group.name, "requests": group.requests, "failed": group.failed,
                "average": average(group),
                "slowest": is_answered.then(|| duration(group.slowest)),
            })
        };
        self.list.iter().map(row).collect()
    }
}

impl Group {
    fn count(&mut self, millis: Option<u64>, failed: bool) {
        self.requests += 1;
        self.failed += u64::from(failed);
        if let Some(millis) = millis {
            self.answered += 1;
            self.millis += millis;
            self.slowest = self.slowest.max(millis);
        }
    }
}

/// Host and port of a URL.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_stands_between_scheme_and_path() {
        for (url, name) in [
            ("https://me:pass@api.test:8443/a?b=c@d", "api.test:8443"),
            ("http://[::1]/x", "[::1]"),
            ("api.test?x", "api.test"),
            ("{{base}}/a", "{{base}}"),
        ] {
            assert_eq!(host(url), name);
        }
    }

    #[test]
    fn a_table_has_an_end() {
        let mut groups = Groups::default();
        for number in 0..1_000 {
            groups
                .of(&number.to_string())
                .count(Some(number), number == 7);
        }
        let rows = groups.rows();
        assert_eq!(rows.len(), ROWS + 1);
        assert_eq!(rows[7]["failed"], 1);
        assert_eq!(rows[ROWS]["name"], "(all others)");
        assert_eq!(rows[ROWS]["requests"], 900);
        assert_eq!(rows[ROWS]["slowest"], "999ms");
    }
}
