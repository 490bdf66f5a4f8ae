//! A request that a page shows in a fenced sample, and where it differs from a request of a
//! collection.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::fence::Fence;
use crate::collection::Request;
use crate::guide::curl::Shown;
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
}

/// A difference between what a page shows and what a collection sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Another method: the page's and the request's.
    Method { shown: String, sent: String },
    /// Another path: the page's and the request's.
    Path { shown: String, sent: String },
    /// Another query: in words.
    Query(String),
}

impl Difference {
    /// From which weight on two paths have nothing to do with each other.
    pub(crate) const FAR: usize = 100;

    /// How much it tells two requests apart.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Method { .. } => 2,
            Self::Query(_) => 1,
            Self::Path { shown, sent } => {
                let (shown, sent): (Vec<&str>, Vec<&str>) =
                    (shown.split('/').collect(), sent.split('/').collect());
                let pairs = shown.iter().zip(&sent);
                let same = pairs
                    .filter(|(shown, sent)| same_segment(shown, sent))
                    .count();
                let longest = shown.len().max(sent.len());
                // The empty part before the first slash is always the same.
                if same * 3 > longest * 2 && same > 2 {
                    2 * (longest - same)
                } else {
                    Self::FAR
                }
            }
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

impl Example {
    /// The request that a sample shows first; `None` for a sample of another kind.
    pub(crate) fn of(fence: &Fence) -> Option<Self> {
        Self::all(fence).into_iter().next()
    }

    /// The requests that a sample shows, in order; files that are fetched are none.
    pub(crate) fn all(fence: &Fence) -> Vec<Self> {
        if let Some(shell) = fence.shell().filter(|shell| !shell.commands.is_empty()) {
            let commands = shell.commands.iter().enumerate();
            let shown = commands.filter(|(_, shown)| !shown.is_download);
            return shown
                .filter_map(|(number, shown)| Some((number, shown, Self::of_curl(fence, shown)?)))
                .map(|(number, shown, example)| Self {
                    number,
                    at: shown.at,
                    ..example
                })
                .collect();
        }
        Self::of_message(fence).into_iter().collect()
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
            url,
            is_curl: false,
            number: 0,
            at: 0,
            request: None,
        }
    }

    fn of_message(fence: &Fence) -> Option<Self> {
        let first = fence.text.trim().lines().next()?.trim();
        let line = REQUEST_LINE.captures(first)?;
        let (method, url) = (
            line.get(1).map(|method| method.as_str().to_owned()),
            line[2].to_owned(),
        );
        let is_whole = url.contains("://") || (url.starts_with("{{") && url.contains("}}/"));
        let begins = url.starts_with(['/', '{', '<', '$']);
        // A path alone may be that of a file.
        let is_request = is_whole || (method.is_some() && begins);
        let request = fence.message().filter(|_| method.is_some());
        let url = request
            .as_ref()
            .map_or(url, |request| request.url.to_string());
        is_request.then_some(Self {
            method,
            url,
            is_curl: false,
            number: 0,
            at: 0,
            request,
        })
    }

    fn of_curl(fence: &Fence, shown: &Shown) -> Option<Self> {
        if let Ok(read) = &shown.read {
            let request = read.request.clone();
            return Some(Self {
                method: Some(request.method.clone()),
                url: request.url.to_string(),
                is_curl: true,
                number: 0,
                at: 0,
                request: Some(request),
            });
        }
        let command = &fence.text[shown.at..];
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
            url,
            is_curl: true,
            number: 0,
            at: 0,
            request: None,
        })
    }

    /// How the example is told: `DELETE /idp/myaccount/sessions`.
    pub(crate) fn describe(&self) -> String {
        let path = format!("/{}", Parts::of(&self.url).path.join("/"));
        self.method
            .as_ref()
            .map_or_else(|| path.clone(), |method| format!("{method} {path}"))
    }

    /// Where the example differs from a request with that method and URL, whose leading variable is
    /// expanded where its value is known.
    pub(crate) fn differences(&self, method: &str, url: &str) -> Vec<Difference> {
        let (shown, sent) = (Parts::of(&self.url), Parts::of(url));
        let mut differences = Vec::new();
        if let Some(shown) = self
            .method
            .as_ref()
            .filter(|shown| !shown.eq_ignore_ascii_case(method))
        {
            differences.push(Difference::Method {
                shown: shown.clone(),
                sent: method.to_owned(),
            });
        }
        if !same_path(&shown, &sent) {
            let text = |parts: &Parts<'_>| format!("/{}", parts.path.join("/"));
            differences.push(Difference::Path {
                shown: text(&shown),
                sent: text(&sent),
            });
        }
        differences.extend(
            query_differences(&shown, &sent)
                .into_iter()
                .map(Difference::Query),
        );
        differences
    }
}

/// The parts of a URL with placeholders of any spelling.
struct Parts<'a> {
    host: &'a str,
    path: Vec<&'a str>,
    query: Vec<(String, String)>,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let url = url
            .split_once('#')
            .filter(|(before, _)| !before.is_empty())
            .map_or(url, |(before, _)| before);
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        let decode = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(key, value)| (decode(key), decode(value)));
        Self {
            host,
            path: path.trim_end_matches('/').split('/').collect(),
            query: query.collect(),
        }
    }
}

fn same_path(shown: &Parts<'_>, sent: &Parts<'_>) -> bool {
    let same = |shown: &[&str], sent: &[&str]| {
        shown.len() == sent.len()
            && shown
                .iter()
                .zip(sent)
                .all(|(shown, sent)| same_segment(shown, sent))
    };
    // A host that is a variable may hold the beginning of the path.
    let cut = shown.path.len().saturating_sub(sent.path.len());
    same(&shown.path, &sent.path)
        || (stands_for_any(sent.host) && cut > 0 && same(&shown.path[cut..], &sent.path))
}

fn same_segment(shown: &str, sent: &str) -> bool {
    if shown == sent {
        return true;
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    decode(shown) == decode(sent)
        || is_placeholder(shown)
        || (is_placeholder(sent) && !shown.is_empty())
        || (is_id(shown) && is_id(sent))
        || are_ids_of_one_urn(&decode(shown), &decode(sent))
}

/// `urn:ngsi:Subscription:5fd8…`, whose last part is an id.
fn are_ids_of_one_urn(shown: &str, sent: &str) -> bool {
    let parts = shown.rsplit_once(':').zip(sent.rsplit_once(':'));
    let is_same = |((shown, shown_id), (sent, sent_id)): ((&str, &str), (&str, &str))| {
        shown == sent && shown.starts_with("urn:") && is_id(shown_id) && is_id(sent_id)
    };
    parts.is_some_and(is_same)
}

fn query_differences(shown: &Parts<'_>, sent: &Parts<'_>) -> Vec<String> {
    let find = |parts: &Parts<'_>, key: &str| {
        parts
            .query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.clone())
    };
    let mut differences = Vec::new();
    for (key, value) in shown.query.iter().filter(|(key, _)| !is_placeholder(key)) {
        match find(sent, key) {
            None => {
                differences.push(format!(
                    "the page shows `{key}={value}`, which the request does not send"
                ));
            }
            Some(sent) if same_value(value, &sent) => {}
            Some(sent) => {
                differences.push(format!(
                    "`{key}` is `{value}` on the page, and `{sent}` in the request"
                ));
            }
        }
    }
    for (key, value) in sent
        .query
        .iter()
        .filter(|(key, value)| !value.is_empty() && !is_placeholder(key))
    {
        if find(shown, key).is_none() {
            differences.push(format!("the request also sends `{key}={value}`"));
        }
    }
    differences
}

fn same_value(shown: &str, sent: &str) -> bool {
    shown == sent || is_placeholder(shown) || is_placeholder(sent) || (is_id(shown) && is_id(sent))
}

/// Words in capitals that stand for a value, and are none: `YOUR_TOKEN`, `POLICY_ID`.
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bYOUR_[A-Z0-9_]+\b|\b[A-Z][A-Z0-9_]*_(?:HERE|ID|TOKEN|KEY|SECRET|NAME|URL|DOMAIN)\b")
});

/// Whether a part of a URL stands for a value: `{x}`, `{{x}}`, `${x}`, `$X`, `<x>`, `:x`,
/// `YOUR_ID`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    text.contains(['{', '<', '$'])
        || text.starts_with(':')
        || CAPITALS
            .find(text)
            .is_some_and(|found| found.as_str() == text)
}

/// Whether a part of a URL looks like the id of something: letters and digits, mixed, and many of
/// them.
pub(crate) fn is_id(text: &str) -> bool {
    let only = text
        .chars()
        .all(|each| each.is_ascii_alphanumeric() || each == '-' || each == '_');
    only && text.len() >= 8 && text.contains(|each: char| each.is_ascii_digit())
}

fn stands_for_any(host: &str) -> bool {
    host.contains("{{")
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

    fn example(text: &str) -> Option<Example> {
        Example::of(&Fence {
            text: text.into(),
            fenced: true,
            ..Fence::default()
        })
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
                shown.differences("GET", "{{url}}/api/v1/policies/{{policyId}}/rules"),
                [],
                "{shown:?}"
            );
        }
    }

    #[test]
    fn method_path_and_query_are_compared() {
        let shown = example("PUT https://h/api/v1/policy/{id}?a=1&b={b}&x=1").unwrap();
        assert_eq!(
            shown.differences("GET", "{{url}}/api/v1/policies/{{id}}?a=2&b=5&c=3&d="),
            [
                Difference::Method {
                    shown: "PUT".into(),
                    sent: "GET".into()
                },
                Difference::Path {
                    shown: "/api/v1/policy/{id}".into(),
                    sent: "/api/v1/policies/{{id}}".into()
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
        assert_eq!(shown.differences("GET", "{{baseUrl}}/policies"), []);
        assert_ne!(shown.differences("GET", "https://h/policies"), []);
    }

    #[test]
    fn a_word_in_capitals_is_a_value_unless_it_says_otherwise() {
        let shown = example("GET https://h/policies?type=OKTA_SIGN_ON").unwrap();
        assert_eq!(
            shown
                .differences("GET", "{{url}}/policies?type=PASSWORD")
                .len(),
            1
        );
        let shown = example("GET https://h/policies/POLICY_ID").unwrap();
        assert_eq!(
            shown.differences("GET", "{{url}}/policies/{{policyId}}"),
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
