//! `cobertura`: how much of a contract was touched, as tools for the coverage of code read it: a
//! specification is a file, each operation a class, and each line an operation or something of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::description::{Audience, Description, EXPORT, Opened};
use super::{Opening, ReportError, ReportFile, Reporter};
use crate::contract::{Coverage, Covered, Share};
use crate::runner::{Event, Summary};
use crate::text;

/// What there is to know of it before it is opened.
pub const DESCRIPTION: Description = Description {
    name: "cobertura",
    stands_for: &[],
    help: "a file: how much of the contract (`--openapi`) was covered, for tools that show code coverage",
    ending: "cobertura.xml",
    options: &[EXPORT],
    audience: Audience::Readers,
    open,
};

fn open(opening: &Opening<'_>) -> Opened {
    Ok(Some(Box::new(Cobertura::new(opening.file()?))))
}

/// Writes the report.
pub struct Cobertura {
    file: Option<ReportFile>,
}

impl Cobertura {
    /// Writes to `file`.
    pub fn new(file: ReportFile) -> Self {
        Self { file: Some(file) }
    }
}

impl Reporter for Cobertura {
    fn event(&mut self, _: &Event) {}

    fn finish(&mut self, summary: &Summary) -> Result<(), ReportError> {
        let Some(mut file) = self.file.take() else {
            return Ok(());
        };
        let nothing = Coverage::default();
        let coverage = summary.coverage.as_deref().unwrap_or(&nothing);
        let xml = document(coverage, summary.started());
        match std::io::Write::write_all(&mut file, xml.as_bytes()) {
            Ok(()) => file.complete(),
            Err(cause) => Err(ReportError::File {
                path: file.path().to_owned(),
                cause,
            }),
        }
    }
}

fn document(coverage: &Coverage, time: i64) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (lines, branches) = (coverage.share(), aspects(&coverage.operations));
    // Writing to a string can't fail.
    let _ = writeln!(
        xml,
        "<coverage line-rate=\"{}\" branch-rate=\"{}\" lines-covered=\"{}\" lines-valid=\"{}\" branches-covered=\"{}\" \
         branches-valid=\"{}\" complexity=\"0\" version=\"postrider {}\" timestamp=\"{time}\">",
        rate(lines),
        rate(branches),
        lines.covered,
        lines.total,
        branches.covered,
        branches.total,
        env!("CARGO_PKG_VERSION")
    );
    xml.push_str("<sources><source>.</source></sources>\n<packages>\n");
    let mut files: BTreeMap<&str, Vec<&Covered>> = BTreeMap::new();
    for covered in &coverage.operations {
        let file = files.entry(&covered.described.spot.file).or_default();
        file.push(covered);
    }
    for (file, operations) in files {
        package(&mut xml, file, &operations);
    }
    xml.push_str("</packages>\n</coverage>\n");
    xml
}

/// A specification: a package of one class, which is the file.
fn package(xml: &mut String, file: &str, operations: &[&Covered]) {
    let touched = operations.iter().filter(|covered| covered.exchanges > 0);
    let lines = Share {
        covered: touched.count(),
        total: operations.len(),
    };
    let rates = format!(
        "line-rate=\"{}\" branch-rate=\"{}\" complexity=\"0\"",
        rate(lines),
        rate(aspects(operations.iter().copied()))
    );
    let name = escaped(file);
    let _ = writeln!(xml, "<package name=\"{name}\" {rates}><classes>");
    let _ = writeln!(xml, "<class name=\"{name}\" filename=\"{name}\" {rates}>");
    xml.push_str("<methods>\n");
    for covered in operations {
        let share = aspects([*covered]);
        let called = escaped(&covered.described.name());
        let line_rate = u8::from(covered.exchanges > 0);
        let _ = writeln!(
            xml,
            "<method name=\"{called}\" signature=\"\" line-rate=\"{line_rate}\" branch-rate=\"{}\" complexity=\"0\"><lines>{}</lines></method>",
            rate(share),
            line(covered)
        );
    }
    xml.push_str("</methods>\n<lines>\n");
    for covered in operations {
        let _ = writeln!(xml, "{}", line(covered));
    }
    xml.push_str("</lines>\n</class></classes></package>\n");
}

/// An operation at its line; what is documented of it are the branches.
fn line(covered: &Covered) -> String {
    let number = covered.described.spot.line;
    let hits = covered.exchanges;
    let share = aspects([covered]);
    if share.total == 0 {
        return format!("<line number=\"{number}\" hits=\"{hits}\" branch=\"false\"/>");
    }
    format!(
        "<line number=\"{number}\" hits=\"{hits}\" branch=\"true\" condition-coverage=\"{}% ({}/{})\"/>",
        share.percent().floor(),
        share.covered,
        share.total
    )
}

/// How much of what is documented of operations was touched.
fn aspects<'c>(operations: impl IntoIterator<Item = &'c Covered>) -> Share {
    let mut share = Share::default();
    for (_, times) in operations.into_iter().flat_map(Covered::aspects) {
        share.total += 1;
        share.covered += usize::from(times > 0);
    }
    share
}

fn rate(share: Share) -> String {
    format!("{:.4}", share.percent() / 100.0)
}

/// A text as the value of an attribute.
fn escaped(text: &str) -> String {
    let text = text::sanitise(text);
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
