//! A folder whose requests the reader is told to send.

use super::directive::Directive;
use super::steps::{Walk, push_destructive};
use crate::guide::directive::lines::Line;
use crate::guide::drift::{SentFolder, path_of};
use crate::guide::run::resolve::{Index, Requests};
use crate::runner::Planned;

impl Walk<'_, '_> {
    /// Sends a folder, or a collection, by the shortest name that only it has.
    pub(super) fn send_folder(&self, folder: &SentFolder, step: &mut Directive) {
        let collections = self.subject.collections();
        let index = Index::of(collections);
        let all = collections.iter().flat_map(Requests::requests);
        let within = |planned: &&Planned| path_of(planned).starts_with(&folder.path);
        let sent: Vec<&Planned> = all.filter(within).collect();
        let ids: Vec<String> = sent.iter().map(|planned| planned.item.id.clone()).collect();
        let names = (0..folder.path.len()).rev();
        let names = names.map(|from| folder.path[from..].join(" / "));
        let is_its_own = |name: &String| {
            index.find(name).is_err() && index.of_folder(name).is_ok_and(|found| found == ids)
        };
        let Some(name) = names.into_iter().find(is_its_own) else {
            let what = format!("which folder is `{}`", folder.path.join(" / "));
            step.lines.push(Line::new("send", "?").choose(Some(what)));
            return;
        };
        step.lines.push(Line::new("send", name));
        for planned in sent {
            let request = planned.item.request();
            push_destructive(request.map_or("", |request| &request.method), step);
        }
        step.sends = ids;
    }
}
