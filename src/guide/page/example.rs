//! A request that a page shows in a fenced sample, and where it differs from a request of a
//! collection.

use std::sync::LazyLock;

use regex::Regex;

use super::message;
use super::parts::{Parts, query_differences, same_path, weight};
use crate::collection::Request;
use crate::guide::curl::{Shell, Shown};
use crate::guide::pattern::pattern;

/// A request as a page shows it: `GET https://{yourOktaDomain}/api/v1/policies?type=OKTA_SIGN_ON`,
/// or a curl command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Example {
    /// The method; `None` where only a URL stands there.
    pub(crate) method: Option<String>,
    /// The URL as written.
    pub(crate) url: String,
    pub(crate) is_curl: bool,
    /// Which of its sample's requests it is, from 0, and where it begins in the sample.
    pub(crate) number: usize,
    pub(crate) at: usize,
    /// The whole request, where it could be read.
    pub(crate) request: Option<Request>,
    /// The parts of its URL.
    pub(crate) parts: Parts,
}

/// A difference between what a page shows and what a collection sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Another method: the page's and the request's.
    Method { shown: String, sent: String },
    /// Another path: the page's and the request's, and how much they differ.
    Path {
        shown: String,
        sent: String,
        weight: usize,
    },
    /// Another query: in words.
    Query(String),
}

impl Difference {
    /// From which weight on two paths have nothing to do with each other.
    pub(crate) const FAR: usize = super::parts::FAR;

    /// How much it tells two requests apart.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Method { .. } => 2,
            Self::Query(_) => 1,
            Self::Path { weight, .. } => *weight,
        }
    }
}

static REQUEST_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+)?(\S+)(?:\s+HTTP/[\d.]+)?\s*$")
});
static CURL_METHOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?:-X|--request)[\s=]*["']?([A-Za-z]+)"#));
static CURL_URL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?:https?://|\{\{|\$\{)[^\s'"\\]+"#));

/// A sample as far as it was read.
pub(super) struct Sample<'a> {
    pub(super) text: &'a str,
    pub(super) shell: Option<&'a Shell>,
    /// The request that it shows as HTTP writes it.
    pub(super) message: Option<&'a Request>,
}

impl Example {
    /// The requests that a sample shows, in order; files that are fetched are none.
    pub(super) fn all(sample: &Sample<'_>) -> Vec<Self> {
        if let Some(shell) = sample.shell.filter(|shell| !shell.commands.is_empty()) {
            let commands = shell.commands.iter().enumerate();
            let shown = commands.filter(|(_, shown)| !shown.is_download);
            return shown
                .filter_map(|(number, shown)| Some((number, shown, Self::of_curl(sample, shown)?)))
                .map(|(number, shown, example)| Self {
                    number,
                    at: shown.at,
                    ..example
                })
                .collect();
        }
        Self::of_message(sample).into_iter().collect()
    }

    /// The request that stands within words: `GET {yourDomain}/api/v1/users`.
    pub(crate) fn written(method: Option<String>, url: &str) -> Self {
        let has_host = url.contains("://") || url.starts_with('/');
        let url = if has_host {
            url.to_owned()
        } else {
            format!("https://{url}")
        };
        Self {
            method,
            parts: Parts::of(&url),
            url,
            is_curl: false,
            number: 0,
            at: 0,
            request: None,
        }
    }

    fn of_message(sample: &Sample<'_>) -> Option<Self> {
        let text = message::from_request_line(sample.text);
        let first = text.lines().next()?.trim();
        let line = REQUEST_LINE.captures(first)?;
        let (method, url) = (
            line.get(1).map(|method| method.as_str().to_owned()),
            line[2].to_owned(),
        );
        let is_whole = url.contains("://") || (url.starts_with("{{") && url.contains("}}/"));
        let begins = url.starts_with(['/', '{', '<', '$']);
        // A path alone may be that of a file.
        let is_request = is_whole || (method.is_some() && begins);
        let request = sample.message.filter(|_| method.is_some()).cloned();
        let url = request
            .as_ref()
            .map_or(url, |request| request.url.to_string());
        is_request.then(|| Self {
            method,
            parts: Parts::of(&url),
            url,
            is_curl: false,
            number: 0,
            at: 0,
            request,
        })
    }

    fn of_curl(sample: &Sample<'_>, shown: &Shown) -> Option<Self> {
        if let Ok(read) = &shown.read {
            let request = read.request.clone();
            let url = request.url.to_string();
            return Some(Self {
                method: Some(request.method.clone()),
                parts: Parts::of(&url),
                url,
                is_curl: true,
                number: 0,
                at: 0,
                request: Some(request),
            });
        }
        let command = &sample.text[shown.at..];
        let url = CURL_URL.find(command)?.as_str().to_owned();
        let method = CURL_METHOD
            .captures(command)
            .map(|found| found[1].to_uppercase());
        let has_body = ["-d ", "--data", "--json", "-F "]
            .iter()
            .any(|option| command.contains(option));
        let implied = if has_body { "POST" } else { "GET" };
        Some(Self {
            method: Some(method.unwrap_or_else(|| implied.to_owned())),
            parts: Parts::of(&url),
            url,
            is_curl: true,
            number: 0,
            at: 0,
            request: None,
        })
    }

    /// How the example is told: `DELETE /idp/myaccount/sessions`.
    pub(crate) fn describe(&self) -> String {
        let path = self.parts.path_text();
        self.method
            .as_ref()
            .map_or_else(|| path.clone(), |method| format!("{method} {path}"))
    }

    /// Whether method, path and query are those of a request; its leading variable is expanded where
    /// its value is known.
    pub(crate) fn is_like(&self, method: &str, sent: &Parts) -> bool {
        // The method tells most of them apart, and costs nothing.
        self.has_method(method)
            && same_path(&self.parts, sent)
            && query_differences(&self.parts, sent).is_empty()
    }

    /// Whether its method is that, and its path ends in that of an address: `/token` of
    /// `/oauth2/v1/token`.
    pub(crate) fn ends_in(&self, method: &str, address: &Parts) -> bool {
        self.has_method(method) && self.parts.ends_in(address)
    }

    fn has_method(&self, method: &str) -> bool {
        let shown = self.method.as_ref();
        shown.is_none_or(|shown| shown.eq_ignore_ascii_case(method))
    }

    /// Where the example differs from a request with that method and URL.
    pub(crate) fn differences(&self, method: &str, sent: &Parts) -> Vec<Difference> {
        let mut differences = Vec::new();
        if let Some(shown) = self.method.as_ref().filter(|_| !self.has_method(method)) {
            differences.push(Difference::Method {
                shown: shown.clone(),
                sent: method.to_owned(),
            });
        }
        if !same_path(&self.parts, sent) {
            differences.push(Difference::Path {
                shown: self.parts.path_text(),
                sent: sent.path_text(),
                weight: weight(&self.parts, sent),
            });
        }
        differences.extend(
            query_differences(&self.parts, sent)
                .into_iter()
                .map(Difference::Query),
        );
        differences
    }

    /// Whether a path is the example's, or nearly so.
    pub(crate) fn is_near(&self, sent: &Parts) -> bool {
        weight(&self.parts, sent) < Difference::FAR || same_path(&self.parts, sent)
    }
}

/// The placeholders of a URL as they are written, with their names: `{policyId}` and `policyId`.
pub(crate) fn placeholders(url: &str) -> Vec<(&str, &str)> {
    static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\{\{([\w.-]+)\}\}|<<([\w.-]+)>>|\$\{([\w.-]+)\}|\{([\w.-]+)\}|<([\w. -]+)>|\$(\w+)|/:(\w+)|\b(YOUR_[A-Z0-9_]+|[A-Z][A-Z0-9_]*_(?:HERE|ID|TOKEN|KEY|SECRET|NAME|URL|DOMAIN))\b",
        )
    });
    let found = PLACEHOLDER.captures_iter(url).filter_map(|found| {
        let name = found.iter().skip(1).flatten().next()?;
        Some((
            found.get(0)?.as_str().trim_start_matches('/'),
            name.as_str(),
        ))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::page::fence::Fence;

    fn example(text: &str) -> Option<Example> {
        let fence = Fence {
            text: text.into(),
            fenced: true,
            ..Fence::default()
        };
        fence.examples().first().cloned()
    }

    fn differences(shown: &Example, method: &str, url: &str) -> Vec<Difference> {
        shown.differences(method, &Parts::of(url))
    }

    #[test]
    fn requests_are_told_from_other_samples() {
        for (text, expected) in [
            (
                "GET https://{yourOktaDomain}/api/v1/policies?type=X\n",
                Some("GET /api/v1/policies"),
            ),
            (
                "PUT {{url}}/a/<<b>> HTTP/1.1\nHost: x\n",
                Some("PUT /a/<<b>>"),
            ),
            (
                "https://{yourOktaDomain}/api/v1/policies/{policyId}\n",
                Some("/api/v1/policies/{policyId}"),
            ),
            (
                "curl -i -X DELETE \\\n  https://h/idp/sessions \\\n  -H 'A: <B>'\n",
                Some("DELETE /idp/sessions"),
            ),
            (
                "curl --weird-option \"https://${d}/a\" -d x\n",
                Some("POST /a"),
            ),
            ("{\"a\": 1}\n", None),
            ("/etc/hosts\n", None),
            ("npm install\n", None),
        ] {
            assert_eq!(
                example(text).map(|found| found.describe()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn any_spelling_of_a_variable_and_any_id_stand_for_a_variable() {
        for shown in [
            "{policyId}",
            "{{policyId}}",
            "${policyId}",
            "<policyId>",
            ":policyId",
            "00p2sy9ploJnRwPwp5g7",
        ] {
            let shown =
                example(&format!("GET https://{{d}}/api/v1/policies/{shown}/rules")).unwrap();
            assert_eq!(
                differences(&shown, "GET", "{{url}}/api/v1/policies/{{policyId}}/rules"),
                [],
                "{shown:?}"
            );
        }
    }

    #[test]
    fn method_path_and_query_are_compared() {
        let shown = example("PUT https://h/api/v1/policy/{id}?a=1&b={b}&x=1").unwrap();
        assert_eq!(
            differences(
                &shown,
                "GET",
                "{{url}}/api/v1/policies/{{id}}?a=2&b=5&c=3&d="
            ),
            [
                Difference::Method {
                    shown: "PUT".into(),
                    sent: "GET".into()
                },
                Difference::Path {
                    shown: "/api/v1/policy/{id}".into(),
                    sent: "/api/v1/policies/{{id}}".into(),
                    weight: 2,
                },
                Difference::Query("`a` is `1` on the page, and `2` in the request".into()),
                Difference::Query("the page shows `x=1`, which the request does not send".into()),
                Difference::Query("the request also sends `c=3`".into()),
            ]
        );
    }

    #[test]
    fn a_variable_host_may_hold_the_beginning_of_the_path() {
        let shown = example("GET https://h/api/v1/policies").unwrap();
        assert_eq!(differences(&shown, "GET", "{{baseUrl}}/policies"), []);
        assert_ne!(differences(&shown, "GET", "https://h/policies"), []);
        let shown = example("GET https://h/api/v1/policies/{policyId}").unwrap();
        assert_eq!(differences(&shown, "GET", "{{base}}/policies/:id"), []);
        for of_any_path in ["{{base}}/:id", "{{base}}/:who/:id"] {
            assert_ne!(differences(&shown, "GET", of_any_path), [], "{of_any_path}");
        }
        let shown = example("GET https://h/api/v1/users/00p2sy9ploJnRwPwp5g7").unwrap();
        assert_eq!(differences(&shown, "GET", "{{usersUrl}}/:id"), []);
    }

    #[test]
    fn a_word_in_capitals_is_a_value_unless_it_says_otherwise() {
        let shown = example("GET https://h/policies?type=OKTA_SIGN_ON").unwrap();
        assert_eq!(
            differences(&shown, "GET", "{{url}}/policies?type=PASSWORD").len(),
            1
        );
        let shown = example("GET https://h/policies/POLICY_ID").unwrap();
        assert_eq!(
            differences(&shown, "GET", "{{url}}/policies/{{policyId}}"),
            []
        );
    }

    #[test]
    fn placeholders_have_a_spelling_and_a_name() {
        assert_eq!(
            placeholders("https://{d}/{{a}}/<<b>>/${c}/<e f>/:g?h=$I"),
            [
                ("{d}", "d"),
                ("{{a}}", "a"),
                ("<<b>>", "b"),
                ("${c}", "c"),
                ("<e f>", "e f"),
                (":g", "g"),
                ("$I", "I")
            ]
        );
    }
}
