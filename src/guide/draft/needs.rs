//! The variables that a drafted guide needs: those that its steps use and none of them sets.

use super::directive::Directive;
use crate::collection::Request;
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
        let mut items = collections.iter().flat_map(Requests::requests);
        if let Some(planned) = step
            .sends
            .as_ref()
            .and_then(|id| items.find(|planned| planned.item.id == *id))
        {
            planned
                .item
                .request()
                .into_iter()
                .for_each(|request| names_of(request, &mut names));
            let given = planned.auth.iter().flat_map(|auth| auth.values());
            given.for_each(|given| value::names_in_value(given, &mut names));
        }
        for name in names {
            if !name.starts_with('$') && !set.contains(&name) && !needs.contains(&name) {
                needs.push(name);
            }
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
