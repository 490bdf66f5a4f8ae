//! The variables that a drafted guide needs: those that its steps use and none of them sets.

use super::directive::Directive;
use crate::collection::mentions::set_names;
use crate::collection::{Listen, Request};
use crate::guide::directive::value;
use crate::guide::drift::Subject;
use crate::guide::run::resolve::Requests;

/// The names in the order in which they are used.
pub(super) fn of_steps(steps: &[Directive], subject: &Subject<'_>) -> Vec<String> {
    let mut needs: Vec<String> = Vec::new();
    let mut set: Vec<String> = Vec::new();
    let collections = subject.collections();
    let variables = collections
        .iter()
        .flat_map(|requests| &requests.collection.variables);
    set.extend(variables.map(|variable| variable.key.clone()));
    for step in steps {
        let mut names = step.uses.clone();
        let mut need = |names: Vec<String>, set: &[String]| {
            for name in names {
                if !name.starts_with('$') && !set.contains(&name) && !needs.contains(&name) {
                    needs.push(name);
                }
            }
        };
        need(std::mem::take(&mut names), &set);
        for id in &step.sends {
            let mut items = collections.iter().flat_map(Requests::requests);
            let Some(planned) = items.find(|planned| planned.item.id == *id) else {
                continue;
            };
            let request = planned.item.request().into_iter();
            request.for_each(|request| names_of(request, &mut names));
            let given = planned.auth.iter().flat_map(|auth| auth.values());
            given.for_each(|given| value::names_in_value(given, &mut names));
            // What its scripts set before it, or leave for those behind it.
            let set_by = |listen: Listen, set: &mut Vec<String>| {
                let scripts = planned.events.iter().map(|owned| &owned.event);
                for event in scripts.filter(|event| event.listen == listen) {
                    set.extend(set_names(&event.script.source).map(str::to_owned));
                }
            };
            set_by(Listen::Prerequest, &mut set);
            need(std::mem::take(&mut names), &set);
            set_by(Listen::Test, &mut set);
        }
        set.extend(step.sets.iter().cloned());
    }
    needs
}

fn names_of(request: &Request, names: &mut Vec<String>) {
    value::names_in(&request.url.to_string(), names);
    for header in request.headers.iter().filter(|header| !header.disabled) {
        value::names_in(&header.value, names);
    }
    if let Some(body) = request.sent_body() {
        value::names_in_value(&body.content(), names);
    }
}
