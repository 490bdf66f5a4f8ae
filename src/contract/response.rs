//! What is checked of an answer.

use super::check::{Check, What, told, violated};
use super::media;
use super::operation::{Answer, Need, Operation};
use super::schema::Direction;
use super::specification::Specification;
use crate::exchange::{Headers, MediaType};

/// An answer as it came.
pub(super) struct Answered<'a> {
    pub(super) code: u16,
    pub(super) headers: &'a Headers,
    /// `None` where it was not kept: a redirect was followed.
    pub(super) body: Option<&'a [u8]>,
    /// The method of its request.
    pub(super) method: &'a str,
}

/// The checks of an answer, and what documents it.
pub(super) struct Looked<'o> {
    pub(super) checks: Vec<Check>,
    pub(super) answer: Option<&'o Answer>,
    /// The range of its media type.
    pub(super) media: Option<&'o str>,
}

impl Answered<'_> {
    /// Holds the answer against its operation.
    pub(super) fn check<'o>(
        &self,
        operation: &'o Operation,
        specification: &Specification,
    ) -> Looked<'o> {
        let Some(answer) = operation.answer(self.code) else {
            // Where the status is not known, nothing else has a meaning.
            return Looked {
                checks: vec![Check::of(What::Status, vec![self.undocumented(operation)])],
                answer: None,
                media: None,
            };
        };
        let mut looked = Looked {
            checks: vec![Check::of(What::Status, Vec::new())],
            answer: Some(answer),
            media: None,
        };
        if let Some(body) = self.body.filter(|_| self.has_body()) {
            self.check_body(body, &mut looked, specification);
        }
        if !answer.headers.is_empty() {
            looked
                .checks
                .push(self.check_headers(answer, specification));
        }
        looked
    }

    fn undocumented(&self, operation: &Operation) -> String {
        let known: Vec<&str> = operation
            .answers
            .iter()
            .map(|answer| answer.status.as_str())
            .collect();
        let expected = if known.is_empty() {
            "no status is".to_owned()
        } else {
            format!("expected {}", known.join(", "))
        };
        let spot = &operation.spot;
        format!(
            "the status {} is not documented, {expected} ({spot})",
            self.code
        )
    }

    /// Whether an answer of this kind may have a body.
    fn has_body(&self) -> bool {
        let is_bare = matches!(self.code, 100..=199 | 204 | 205 | 304);
        !is_bare && self.method != "HEAD"
    }

    fn check_body(&self, body: &[u8], looked: &mut Looked<'_>, specification: &Specification) {
        let Some(answer) = looked.answer.filter(|answer| !answer.content.is_empty()) else {
            return;
        };
        let header = self.headers.get("content-type").unwrap_or_default();
        let names = || media::names(&answer.content);
        let spot = &answer.spot;
        let found = MediaType::parse(header);
        let media = media::find(&answer.content, &found, header);
        let problem = match (media, body, header) {
            (_, [], "") => Some(format!("there is no body, expected {} ({spot})", names())),
            (_, _, "") => Some(format!(
                "there is no `Content-Type`, expected {} ({spot})",
                names()
            )),
            (None, ..) => Some(format!("is `{header}`, expected {} ({spot})", names())),
            (Some(_), ..) => None,
        };
        let is_right = problem.is_none();
        let check = Check::of(What::ContentType, problem.into_iter().collect());
        looked.checks.push(check);
        let Some(media) = media.filter(|_| is_right) else {
            return;
        };
        looked.media = Some(&media.range);
        if let Some(schema) = media.schema.as_ref().filter(|_| found.is_json()) {
            let body = without_mark(body);
            let violations = match specification.check_json(schema, Direction::Response, body) {
                Err(error) => vec![format!("the body is no JSON: {error} ({spot})")],
                Ok(found) => found.iter().map(|one| told("the body", one)).collect(),
            };
            looked.checks.push(Check::of(What::Body, violations));
        }
    }

    fn check_headers(&self, answer: &Answer, specification: &Specification) -> Check {
        let mut violations = Vec::new();
        for header in &answer.headers {
            let (name, spot) = (&header.name, &header.spot);
            let texts: Vec<String> = self.headers.all(name).map(str::to_owned).collect();
            if texts.is_empty() {
                if header.need == Need::Required {
                    let problem = "is missing, expected it to be there";
                    violations.push(format!("the header `{name}` {problem} ({spot})"));
                }
                continue;
            }
            let found = specification.check_texts(&header.value, Direction::Response, &texts);
            let subject = format!("the header `{name}`");
            violations.extend(violated(&subject, spot, &found));
        }
        Check::of(What::Headers, violations)
    }
}

/// JSON without the byte order mark that some begin it with.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}
