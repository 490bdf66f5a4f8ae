//! Findings in SARIF 2.1.0 (OASIS), as code-scanning services read them.

use serde_json::{Value, json};

use super::{Code, Finding, Severity};

/// The findings as a SARIF log.
pub fn sarif<C: Code>(findings: &[Finding<C>]) -> Value {
    let rules: Vec<Value> = C::ALL.iter().map(|code| rule(*code)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "postrider",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn rule<C: Code>(code: C) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": level(code) },
    })
}

fn level<C: Code>(code: C) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result<C: Code>(finding: &Finding<C>) -> Value {
    let suggestion = finding
        .suggestion
        .as_ref()
        .map(|text| format!("; {text}"))
        .unwrap_or_default();
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&finding.file) },
            "region": {
                "startLine": finding.at.line,
                "startColumn": finding.at.column,
                "endColumn": finding.at.column + finding.length,
            },
        },
    });
    if let Some(path) = &finding.collection {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": path }]);
    }
    json!({
        "ruleId": finding.code.name(),
        "ruleIndex": C::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.code),
        "message": { "text": format!("{}{suggestion}", finding.message) },
        "locations": [location],
    })
}

/// A path as a relative reference of a URI.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    percent_encoding::utf8_percent_encode(&path, URI).to_string()
}

/// What may stand in a path of a URI stays.
const URI: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%');
