//! `postrider guide check`: where pages and collections have come apart.

use std::io::Write;

use serde_json::json;

use super::super::args::{FindingsFormat, GuideCheckArguments};
use super::super::error::Fault;
use super::super::{Exit, Surroundings, inputs};
use super::pages::{self, PageFile};
use crate::guide::drift::{self, Drawing, Finding, Given, Severity};
use crate::guide::{Guide, Text};
use crate::report::github::Annotation;
use crate::text::{self, plural};
use crate::variables::Scopes;
use crate::world::World;

/// Checks pages and prints what is found.
pub(in crate::cli) fn check(
    arguments: &GuideCheckArguments,
    surroundings: &Surroundings,
) -> Result<Exit, Fault> {
    let world = World::real();
    let mut findings = Vec::new();
    let mut files = Vec::new();
    for page in &arguments.pages {
        let file = PageFile::read(page)?;
        findings.extend(find(&file, arguments, &world)?);
        files.push(file);
    }
    let printed = match arguments.format {
        FindingsFormat::Terminal => terminal(&findings, &files, arguments, surroundings),
        FindingsFormat::Json => lines_of(&as_json(&findings)),
        FindingsFormat::Sarif => lines_of(&drift::sarif(&findings)),
        FindingsFormat::Github => findings.iter().map(annotation).collect(),
    };
    match std::io::stdout().write_all(printed.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    let counts = |finding: &Finding| arguments.strict || finding.code.severity() == Severity::Error;
    Ok(if findings.iter().any(counts) {
        Exit::Failed
    } else {
        Exit::Passed
    })
}

fn find(
    file: &PageFile,
    arguments: &GuideCheckArguments,
    world: &World,
) -> Result<Vec<Finding>, Fault> {
    let texts = file.texts();
    let mut guide = Guide::of(&texts);
    // A schema that can't be read would stop a run: it is a fault here, too.
    file.load_schemas(&mut guide)?;
    let header = guide.header;
    let mut collections = file.collections(&header, world)?;
    collections.extend(pages::given(&arguments.collection, world)?);
    let of_page = header
        .environment
        .as_ref()
        .map(|environment| (file.beside(&environment.path), environment.at));
    let scopes = match (&arguments.environment[..], of_page) {
        ([], None) => None,
        ([], Some((path, at))) => {
            let read = inputs::local_environment(&[path], world);
            Some(read.map_err(|fault| fault.named_at(file.place(at)))?)
        }
        (given, _) => Some(inputs::local_environment(given, world)?),
    };
    let scopes = scopes.map(|environment| Scopes {
        environment,
        ..Scopes::default()
    });
    Ok(drift::check(
        &texts,
        Given {
            collections,
            scopes,
        },
        world,
    ))
}

fn terminal(
    findings: &[Finding],
    files: &[PageFile],
    arguments: &GuideCheckArguments,
    surroundings: &Surroundings,
) -> String {
    let texts: Vec<Text<'_>> = files
        .iter()
        .flat_map(|file| {
            let texts = file.texts();
            [texts.page, texts.sidecar].into_iter().flatten()
        })
        .collect();
    let colours = arguments.color.is_on(surroundings);
    let width = if surroundings.terminal {
        surroundings.width().max(60)
    } else {
        140
    };
    let shown = drift::show(findings, &texts, Drawing { colours, width });
    format!("{shown}{}\n", summary(findings, files.len()))
}

fn summary(findings: &[Finding], pages: usize) -> String {
    let count = |severity: Severity| {
        findings
            .iter()
            .filter(|finding| finding.code.severity() == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let pages = plural(pages, "page");
    if findings.is_empty() {
        return format!("{pages} checked, nothing found");
    }
    format!(
        "{pages} checked: {}, {}",
        plural(errors, "error"),
        plural(warnings, "warning")
    )
}

fn as_json(findings: &[Finding]) -> serde_json::Value {
    let count = |severity: Severity| {
        findings
            .iter()
            .filter(|finding| finding.code.severity() == severity)
            .count()
    };
    json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "findings": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
    })
}

fn lines_of(json: &serde_json::Value) -> String {
    format!("{}\n", text::sanitise_json(&format!("{json:#}")))
}

fn annotation(finding: &Finding) -> String {
    let level = finding.code.severity().name();
    let suggestion = finding
        .suggestion
        .as_ref()
        .map(|text| format!("\n{text}"))
        .unwrap_or_default();
    let message = format!("{}{suggestion}", finding.message);
    let place = Some((finding.page.as_str(), Some(finding.at.line)));
    Annotation {
        level,
        place,
        title: finding.code.name(),
        message: &message,
    }
    .command()
}
