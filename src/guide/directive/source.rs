//! Where the request of a step comes from.

use serde_json::Value;

use crate::collection::{Auth, Body, Header, Request, Url};
use crate::guide::curl::CurlCommand;
use crate::guide::error::{Mistake, Position, Problems};
use crate::guide::keys::{self, Keys, wrong_kind};
use crate::guide::page::fence::{Displayed, Samples, Which};
use crate::guide::yaml::Node;

/// Where a request comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A request of a collection, by its name.
    Named {
        /// The names, joined by ` / `.
        name: String,
        /// Where the name stands.
        at: Position,
        /// The request's id, where it is one of a folder.
        id: Option<String>,
    },
    /// A request that the page shows: a curl command, or a request as HTTP writes it.
    Shown(Box<Shown>),
    /// A request that the directive itself writes down.
    Written(Box<Request>),
}

/// A request that a page shows in a fence.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The request, and how it is sent.
    pub command: CurlCommand,
    /// Where it begins on the page.
    pub at: Position,
    /// The offset of its fence, and which of its requests it is.
    pub(crate) place: (usize, usize),
}

const REQUEST: Keys = Keys {
    place: "`request`",
    known: &["method", "url", "headers", "body"],
};

impl Source {
    /// Reads the value of `send`, `curl` or `request`.
    pub(super) fn read(
        key: &str,
        node: &Node,
        samples: Samples<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        match key {
            "send" => Some(Self::Named {
                name: keys::text(key, node, problems)?,
                at: node.at,
                id: None,
            }),
            "curl" => {
                let which = node.text().and_then(|text| Which::parse_command(&text));
                if which.is_none() {
                    wrong_kind(
                        problems,
                        key,
                        node,
                        "`next`, `previous` or the command's number",
                    );
                }
                Self::shown(samples.curl(which?), node, problems)
            }
            _ if node.text().is_some() => {
                let which = which_request(node, problems)?;
                Self::shown(samples.message(which), node, problems)
            }
            _ => read_request(node, problems).map(|request| Self::Written(Box::new(request))),
        }
    }
}

impl Source {
    /// The URL of a request that the page shows, as it is written.
    pub(crate) fn shown_url(&self) -> Option<String> {
        match self {
            Self::Shown(shown) => Some(shown.command.request.url.to_string()),
            _ => None,
        }
    }

    fn shown(
        found: Result<Displayed, Mistake>,
        node: &Node,
        problems: &mut Problems,
    ) -> Option<Self> {
        match found {
            Ok(Displayed { command, place, at }) => {
                Some(Self::Shown(Box::new(Shown { command, at, place })))
            }
            Err(mistake) => {
                problems.add(node.at, mistake);
                None
            }
        }
    }
}

/// `next` or `previous`, where a request is not written down.
fn which_request(node: &Node, problems: &mut Problems) -> Option<Which> {
    let which = node.text().and_then(|text| Which::parse(&text));
    if which.is_none() {
        let expected = "a map with `method`, `url`, `headers`, `body`, or `next` or `previous`";
        wrong_kind(problems, "request", node, expected);
    }
    which
}

/// Reads `request: {method, url, headers?, body?}`. A body that is not text is sent as JSON.
fn read_request(node: &Node, problems: &mut Problems) -> Option<Request> {
    if node.entries().is_none() {
        wrong_kind(
            problems,
            "request",
            node,
            "a map with `method`, `url`, `headers`, `body`",
        );
        return None;
    }
    REQUEST.check(node, problems);
    let Some(url) = node.get("url") else {
        wrong_kind(problems, "request", node, "a map with a `url`");
        return None;
    };
    let url = keys::text("url", url, problems)?;
    let method = keys::text_of(node, "method", problems);
    let pairs = node
        .get("headers")
        .map(|value| keys::text_map("headers", value, problems));
    let mut headers: Vec<Header> = pairs
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| Header::new(name, value))
        .collect();
    let body = node.get("body").map(|body| match body.text() {
        Some(text) => Body::raw(text),
        None => json_body(&body.to_json(), &mut headers),
    });
    Some(Request {
        method: method.unwrap_or_else(|| {
            if body.is_some() {
                "POST".into()
            } else {
                "GET".into()
            }
        }),
        url: Url::parse(&url),
        headers,
        body: body.map(Box::new),
        auth: Some(Auth::none().into()),
        ..Request::default()
    })
}

/// A JSON body, announced as one where no header says what it is.
pub(crate) fn json_body(value: &Value, headers: &mut Vec<Header>) -> Body {
    if !headers
        .iter()
        .any(|header| header.key.eq_ignore_ascii_case("content-type"))
    {
        headers.push(Header::new("Content-Type", "application/json"));
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
    Body::raw_in("json", text)
}
