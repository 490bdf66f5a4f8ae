//! What a specification says of an operation, whichever version of `OpenAPI` it is written in.

use super::library::{Part, Place};
use super::path::Template;

/// Which words a schema is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Version {
    /// Swagger 2.0.
    Swagger,
    /// `OpenAPI` 3.0.
    Three,
    /// `OpenAPI` 3.1 and later: JSON Schema 2020-12.
    Later,
}

/// An operation: what a method means at a path.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// In upper case.
    pub(super) method: String,
    /// The path as the specification writes it.
    pub(super) path: String,
    pub(super) spot: Spot,
    /// The path alone.
    pub(super) bare: Template,
    /// The path behind those of its servers.
    pub(super) whole: Vec<Template>,
    /// The hosts of its servers, where they are known.
    pub(super) hosts: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) answers: Vec<Answer>,
}

/// A place in a specification.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1: documents that programs write are one line.
    pub column: usize,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Path,
    Query,
    Header,
    Cookie,
    /// A form, in Swagger 2.0.
    Form,
}

/// A parameter.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) within: Within,
    pub(super) need: Need,
    pub(super) spot: Spot,
    pub(super) value: Valued,
}

/// Whether something must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// What a text in a URL or in a header is to be.
#[derive(Debug, Clone)]
pub(super) struct Valued {
    /// Its schema, where it has one.
    pub(super) schema: Option<Place>,
    pub(super) form: Form,
}

/// How a value is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Elements between signs such as commas.
    Joined(char),
    /// An element for each time that the name stands there.
    Repeated,
    /// JSON.
    Json,
    /// Some other way, which is not looked into.
    Other,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) need: Need,
    pub(super) spot: Spot,
    pub(super) content: Vec<Media>,
}

/// What a body may be.
#[derive(Debug, Clone)]
pub(super) struct Media {
    /// A media type, or a range of them: `application/*`.
    pub(super) range: String,
    pub(super) schema: Option<Place>,
}

/// An answer that is documented.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// `200`, `4XX` or `default`.
    pub(super) status: String,
    pub(super) spot: Spot,
    pub(super) content: Vec<Media>,
    pub(super) headers: Vec<Header>,
}

/// A header of an answer.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) need: Need,
    pub(super) spot: Spot,
    pub(super) value: Valued,
}

impl Operation {
    /// `GET /path`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// What is documented for a status: the status itself, its class, or any.
    pub(super) fn answer(&self, status: u16) -> Option<&Answer> {
        let find = |fits: &dyn Fn(&str) -> bool| {
            let mut all = self.answers.iter();
            all.find(|answer| fits(&answer.status))
        };
        let class = |text: &str| {
            let (digit, rest) = text.split_at_checked(1)?;
            digit
                .parse()
                .ok()
                .filter(|_| rest.eq_ignore_ascii_case("xx"))
        };
        find(&|text| text.parse() == Ok(status))
            .or_else(|| find(&|text| class(text) == Some(status / 100)))
            .or_else(|| find(&|text| text.eq_ignore_ascii_case("default")))
    }
}

impl Spot {
    /// The place of a part.
    pub(super) fn of(part: &Part<'_>) -> Self {
        Self {
            file: part.file().to_owned(),
            line: part.at().line,
            column: part.at().column,
        }
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

impl Need {
    /// What a flag means.
    pub(super) fn of(part: &Part<'_>) -> Self {
        if part.is("required") {
            Self::Required
        } else {
            Self::Optional
        }
    }
}

impl Within {
    /// Where `in` says that it stands.
    pub(super) fn of(part: &Part<'_>) -> Option<Self> {
        match part.text("in")?.as_str() {
            "path" => Some(Self::Path),
            "query" => Some(Self::Query),
            "header" => Some(Self::Header),
            "cookie" => Some(Self::Cookie),
            "formData" => Some(Self::Form),
            _ => None,
        }
    }

    /// How it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Form => "form",
        }
    }
}

impl Parameter {
    /// `query limit`.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.within.name(), self.name)
    }
}
