//! Operations as `OpenAPI` 3 writes them, and what Swagger 2.0 has in common with it.

use super::error::Unreadable;
use super::library::Part;
use super::operation::{
    Answer, Body, Form, Header, Media, Need, Operation, Parameter, Spot, Valued, Version, Within,
};
use super::path::Template;
use super::swagger;

/// The methods that operations have.
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Which version a document is written in.
///
/// # Errors
/// It is none that is known, or no `OpenAPI` document.
pub(super) fn version(root: &Part<'_>) -> Result<Version, Unreadable> {
    let (key, written) = match (root.get("openapi"), root.get("swagger")) {
        (Some(part), _) => ("openapi", part),
        (None, Some(part)) => ("swagger", part),
        (None, None) => return Err(wrong(root, "expected `openapi` or `swagger` in it".into())),
    };
    let text = root.text(key).unwrap_or_default();
    match (key, text.split('.').collect::<Vec<_>>().as_slice()) {
        ("openapi", ["3", "0", ..]) => Ok(Version::Three),
        ("openapi", ["3", "1" | "2", ..]) => Ok(Version::Later),
        ("swagger", ["2", ..]) => Ok(Version::Swagger),
        _ => {
            let message = format!("`{key}: {text}` is not known, expected 2.0, 3.0, 3.1 or 3.2");
            Err(wrong(&written, message))
        }
    }
}

fn wrong(part: &Part<'_>, message: String) -> Unreadable {
    Unreadable {
        file: part.file().to_owned(),
        at: Some(part.at()),
        message,
    }
}

/// Reads all operations of a document, in its order.
pub(super) fn operations(root: &Part<'_>, version: Version) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in root.get("paths").iter().flat_map(Part::members) {
        if !path.starts_with('/') {
            continue;
        }
        let Some(item) = item.target() else { continue };
        for (method, part) in item.members() {
            if METHODS.contains(&method) {
                let written = Written {
                    path,
                    method,
                    item: &item,
                    part: &part,
                };
                operations.push(written.read(version));
            }
        }
    }
    operations
}

/// An operation as it is written.
struct Written<'w, 'l> {
    path: &'w str,
    method: &'w str,
    item: &'w Part<'l>,
    part: &'w Part<'l>,
}

impl Written<'_, '_> {
    fn read(&self, version: Version) -> Operation {
        let servers = match version {
            Version::Swagger => swagger::servers(&self.part.root()),
            Version::Three | Version::Later => self.servers(),
        };
        let whole = servers.iter().map(|server| {
            let (_, base) = host_and_path(server);
            Template::parse(&format!("{}{}", base.trim_end_matches('/'), self.path))
        });
        let mut operation = Operation {
            method: self.method.to_ascii_uppercase(),
            path: self.path.to_owned(),
            spot: Spot::of(self.part),
            bare: Template::parse(self.path),
            whole: whole.collect(),
            hosts: servers.iter().filter_map(|server| host(server)).collect(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
        };
        operation.whole.dedup();
        let parameters = self.parameters();
        match version {
            Version::Swagger => swagger::complete(&mut operation, self.part, &parameters),
            Version::Three | Version::Later => self.complete(&mut operation, &parameters),
        }
        operation
    }

    fn complete(&self, operation: &mut Operation, parameters: &[Part<'_>]) {
        operation.parameters = parameters.iter().filter_map(parameter).collect();
        let body = self.part.follow("requestBody");
        operation.body = body.map(|body| Body {
            need: Need::of(&body),
            spot: Spot::of(&body),
            content: content(&body),
        });
        let answers = self.part.get("responses");
        let answers = answers.iter().flat_map(Part::members);
        operation.answers = answers
            .filter_map(|(status, part)| answer(status, &part))
            .collect();
    }

    /// The URLs of its servers: its own, those of its path, or those of the document.
    fn servers(&self) -> Vec<String> {
        let levels = [self.part.clone(), self.item.clone(), self.part.root()];
        let urls = |level: &Part<'_>| {
            let servers = level.get("servers");
            let servers = servers.iter().flat_map(Part::elements);
            servers
                .filter_map(|server| server.text("url"))
                .collect::<Vec<_>>()
        };
        let mut found = levels.iter().map(urls);
        let found = found.find(|urls| !urls.is_empty());
        found.unwrap_or_else(|| vec!["/".to_owned()])
    }

    /// Its parameters and those of its path, without what it says anew.
    fn parameters(&self) -> Vec<Part<'_>> {
        let mut all: Vec<Part<'_>> = Vec::new();
        for level in [self.part, self.item] {
            let listed = level.get("parameters");
            for part in listed.iter().flat_map(Part::elements) {
                let Some(part) = part.target() else { continue };
                let is_same = |other: &Part<'_>| {
                    ["name", "in"].map(|key| other.text(key))
                        == ["name", "in"].map(|key| part.text(key))
                };
                if !all.iter().any(is_same) {
                    all.push(part);
                }
            }
        }
        all
    }
}

/// The host and the path of a server; its variables stay in their braces.
fn host_and_path(server: &str) -> (Option<&str>, &str) {
    let Some((_, rest)) = server.split_once("://") else {
        return (None, server);
    };
    match rest.find('/') {
        Some(at) => (Some(&rest[..at]), &rest[at..]),
        None => (Some(rest), ""),
    }
}

/// The host of a server, where no variable stands in it.
fn host(server: &str) -> Option<String> {
    let host = host_and_path(server).0?;
    (!host.contains('{')).then(|| host.to_ascii_lowercase())
}

fn parameter(part: &Part<'_>) -> Option<Parameter> {
    let within = Within::of(part)?;
    let name = part.text("name")?;
    // What authentication and negotiation send has its own words in a specification.
    let is_told_elsewhere = ["accept", "content-type", "authorization"]
        .iter()
        .any(|other| name.eq_ignore_ascii_case(other));
    if within == Within::Header && is_told_elsewhere {
        return None;
    }
    Some(Parameter {
        name,
        within,
        need: Need::of(part),
        spot: Spot::of(part),
        value: valued(part, within),
    })
}

/// How the text of a parameter or of a header is to be understood.
fn valued(part: &Part<'_>, within: Within) -> Valued {
    let content = part.get("content");
    let first = content.iter().flat_map(Part::members).next();
    if let Some((media, part)) = first {
        let schema = part.get("schema").filter(|_| media.contains("json"));
        return Valued {
            form: schema.as_ref().map_or(Form::Other, |_| Form::Json),
            schema: schema.map(|schema| schema.place),
        };
    }
    let of_place = match within {
        Within::Query | Within::Cookie | Within::Form => "form",
        Within::Path | Within::Header => "simple",
    };
    let style = part.text("style").unwrap_or_else(|| of_place.to_owned());
    let explode = part.text("explode");
    let is_exploded = explode.map_or(style == "form", |explode| explode == "true");
    Valued {
        form: match (style.as_str(), is_exploded) {
            ("form", true) => Form::Repeated,
            ("form" | "simple", _) => Form::Joined(','),
            ("pipeDelimited", false) => Form::Joined('|'),
            ("spaceDelimited", false) => Form::Joined(' '),
            _ => Form::Other,
        },
        schema: part.get("schema").map(|schema| schema.place),
    }
}

fn answer(status: &str, part: &Part<'_>) -> Option<Answer> {
    if status.starts_with("x-") {
        return None;
    }
    // What leads nowhere is a status all the same.
    let target = part.target().unwrap_or_else(|| part.clone());
    let headers = target.get("headers");
    let headers = headers.iter().flat_map(Part::members);
    let headers = headers.filter_map(|(name, part)| {
        let spot = Spot::of(&part);
        let part = part.target()?;
        let is_told_elsewhere = name.eq_ignore_ascii_case("content-type");
        (!is_told_elsewhere).then(|| Header {
            name: name.to_owned(),
            need: Need::of(&part),
            spot,
            value: valued(&part, Within::Header),
        })
    });
    Some(Answer {
        status: status.to_owned(),
        spot: Spot::of(&target),
        content: content(&target),
        headers: headers.collect(),
    })
}

fn content(part: &Part<'_>) -> Vec<Media> {
    let content = part.get("content");
    let all = content.iter().flat_map(Part::members);
    let media = all.filter_map(|(range, part)| {
        let part = part.target()?;
        Some(Media {
            range: range.to_owned(),
            schema: part.get("schema").map(|schema| schema.place),
        })
    });
    media.collect()
}
