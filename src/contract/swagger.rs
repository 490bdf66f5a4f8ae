//! Operations as Swagger 2.0 writes them.

use super::library::Part;
use super::operation::{
    Answer, Body, Form, Header, Media, Need, Operation, Parameter, Spot, Valued, Within,
};

/// The one server of a document.
pub(super) fn servers(root: &Part<'_>) -> Vec<String> {
    let base = root.text("basePath").unwrap_or_default();
    let base = base.trim_end_matches('/');
    vec![match root.text("host") {
        Some(host) => format!("https://{host}{base}"),
        None => base.to_owned(),
    }]
}

/// Reads what an operation takes and what it answers.
pub(super) fn complete(operation: &mut Operation, part: &Part<'_>, parameters: &[Part<'_>]) {
    operation.parameters = parameters.iter().filter_map(parameter).collect();
    let consumes = media_types(part, "consumes");
    let body = parameters
        .iter()
        .find(|part| part.text("in").as_deref() == Some("body"));
    operation.body = body.map(|body| Body {
        need: Need::of(body),
        spot: Spot::of(body),
        content: medias(&consumes, body),
    });
    let produces = media_types(part, "produces");
    let answers = part.get("responses");
    let answers = answers.iter().flat_map(Part::members);
    operation.answers = answers
        .filter(|(status, _)| !status.starts_with("x-"))
        .map(|(status, part)| {
            // What leads nowhere is a status all the same.
            let target = part.target().unwrap_or_else(|| part.clone());
            answer(status, &target, &produces)
        })
        .collect();
}

fn answer(status: &str, part: &Part<'_>, produces: &[String]) -> Answer {
    let headers = part.get("headers");
    let headers = headers.iter().flat_map(Part::members);
    let headers = headers.map(|(name, part)| Header {
        name: name.to_owned(),
        // No header is required in Swagger 2.0.
        need: Need::Optional,
        spot: Spot::of(&part),
        value: valued(&part),
    });
    let has_schema = part.get("schema").is_some();
    Answer {
        status: status.to_owned(),
        spot: Spot::of(part),
        content: if has_schema {
            medias(produces, part)
        } else {
            Vec::new()
        },
        headers: headers.collect(),
    }
}

/// The media types of an operation, or those of the document.
fn media_types(part: &Part<'_>, key: &str) -> Vec<String> {
    let own = part.get(key).or_else(|| part.root().get(key));
    let all = own.iter().flat_map(Part::elements);
    all.filter_map(|element| element.node.text()).collect()
}

/// A schema under each of these types; under any, where none is named.
fn medias(types: &[String], part: &Part<'_>) -> Vec<Media> {
    let schema = part.get("schema").map(|schema| schema.place);
    let any = ["*/*".to_owned()];
    let types = if types.is_empty() { &any[..] } else { types };
    let media = types.iter().map(|range| Media {
        range: range.clone(),
        schema: schema.clone(),
    });
    media.collect()
}

fn parameter(part: &Part<'_>) -> Option<Parameter> {
    Some(Parameter {
        name: part.text("name")?,
        within: Within::of(part)?,
        need: Need::of(part),
        spot: Spot::of(part),
        value: valued(part),
    })
}

/// A parameter is a schema of its own.
fn valued(part: &Part<'_>) -> Valued {
    let format = part.text("collectionFormat");
    Valued {
        schema: Some(part.place.clone()),
        form: match format.as_deref().unwrap_or("csv") {
            "csv" => Form::Joined(','),
            "ssv" => Form::Joined(' '),
            "tsv" => Form::Joined('\t'),
            "pipes" => Form::Joined('|'),
            "multi" => Form::Repeated,
            _ => Form::Other,
        },
    }
}
