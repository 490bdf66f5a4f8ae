//! Where a request goes: its URL, with the parameters that are listed beside it.

use std::collections::HashSet;

use super::fields::{Pair, Reading};
use crate::collection::{QueryParam, Url, Variable};
use crate::document::Node;

pub(super) fn read(node: &Node, reading: &mut Reading) -> Url {
    let text = reading.text(node, "url").unwrap_or_default();
    let mut url = Url::parse(&text);
    let listed = reading.pairs(node, "queryParams");
    join(&mut url.query, listed);
    let listed = reading.pairs(node, "pathVariables");
    let is_given =
        |pair: &Pair| !pair.disabled && pair.value.as_ref().is_some_and(|value| !value.is_empty());
    if reading.bare {
        url.variables.clear();
    }
    let is_taken = |pair: &Pair| reading.bare || is_given(pair);
    for pair in listed.into_iter().filter(is_taken) {
        url.variables.retain(|variable| variable.key != pair.key);
        let mut variable = Variable::new(pair.key, pair.value.unwrap_or_default());
        variable.disabled = pair.disabled;
        variable.extra.extend(
            pair.note
                .description
                .iter()
                .map(|description| ("description".to_owned(), description.clone())),
        );
        url.variables.push(variable);
    }
    url
}

/// The parameters of the URL that are not listed, then those that are.
fn join(query: &mut Vec<QueryParam>, listed: Vec<Pair>) {
    let names: HashSet<String> = listed.iter().map(|pair| decoded(&pair.key)).collect();
    query.retain(|param| {
        let key = param.key.as_deref().unwrap_or_default();
        !names.contains(&decoded(key))
    });
    query.extend(listed.into_iter().map(|pair| QueryParam {
        key: (!pair.is_nameless).then_some(pair.key),
        value: pair.value,
        disabled: pair.disabled,
        note: pair.note,
    }));
}

/// A name as names are compared: a blank is a blank, however it is written.
fn decoded(name: &str) -> String {
    name.replace("%20", " ")
}
