//! What takes the place of the hosts that a page writes.

use crate::collection::Url;
use crate::guide::error::Problems;
use crate::guide::keys::{self, wrong_kind};
use crate::guide::yaml::Node;

/// What takes the place of scheme and host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bases {
    /// For any host.
    pub any: Option<String>,
    /// For the beginnings of URLs, as the page writes them.
    pub named: Vec<(String, String)>,
}

impl Bases {
    /// Reads a text or a map of texts.
    pub(crate) fn read(node: &Node, problems: &mut Problems) -> Self {
        if node.entries().is_some() {
            let named = keys::text_map("base", node, problems);
            return Self { any: None, named };
        }
        let any = node
            .text()
            .filter(|text| !text.is_empty() && node.is_string());
        if any.is_none() {
            let expected =
                "text, or a map of hosts and texts, as in `{ \"https://h.example\": \"{{url}}\" }`";
            wrong_kind(problems, "base", node, expected);
        }
        Self {
            any,
            named: Vec::new(),
        }
    }

    /// The beginnings with which none of these URLs begins.
    pub(crate) fn unused<'b>(&'b self, urls: &[String]) -> Vec<&'b str> {
        let fits = |beginning: &str| {
            let is_only = self.named.len() == 1;
            let mut urls = urls.iter();
            urls.any(|url| {
                beginning_of(url, beginning).is_some() || (is_only && url.starts_with('/'))
            })
        };
        let beginnings = self.named.iter().map(|(beginning, _)| &**beginning);
        beginnings.filter(|beginning| !fits(beginning)).collect()
    }

    /// Whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.any.is_none() && self.named.is_empty()
    }

    /// What takes the place of the beginning of a URL, and how much of the URL that is; `None`
    /// where its host stays.
    pub(crate) fn of(&self, url: &str) -> Option<(&str, usize)> {
        let named = self
            .named
            .iter()
            .filter_map(|(beginning, base)| Some((base.as_str(), beginning_of(url, beginning)?)));
        if let Some(longest) = named.max_by_key(|(_, length)| *length) {
            return Some(longest);
        }
        // A request without a host goes to the only one that there is.
        let only = match &self.named[..] {
            [(_, base)] if url.starts_with('/') => Some(base),
            _ => None,
        };
        let base = self.any.as_ref().or(only)?;
        Some((base, host_end(url)))
    }
}

/// How much of a URL is the beginning that a page's author names.
fn beginning_of(url: &str, beginning: &str) -> Option<usize> {
    let wanted = beginning.trim_end_matches('/');
    let shell = |text: &str| text.replace("${", "{{").replace('$', "");
    let from = if wanted.contains("://") {
        0
    } else {
        url.find("://").map_or(0, |at| at + 3)
    };
    let whole = &url[from..];
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#']);
    if let Some(rest) = whole.strip_prefix(wanted).filter(|rest| ends(rest)) {
        return Some(url.len() - rest.len());
    }
    // `$HOST` of a command is our variable `{{HOST}}`.
    let end = host_end(url);
    let written = url[from.min(end)..end].replace("{{", "").replace("}}", "");
    let wanted = shell(wanted).replace("{{", "").replace(['{', '}'], "");
    (beginning.contains('$') && written == wanted).then_some(end)
}

/// Where scheme and host of a URL end.
pub(crate) fn host_end(url: &str) -> usize {
    let from = url.find("://").map_or(0, |at| at + 3);
    let is_end = |at: usize| url[at..].starts_with(['/', '?', '#']);
    // `<…>`, `{…}` and `$(…)` may hold any character.
    let mut depth = 0_usize;
    for (at, each) in url[from..]
        .char_indices()
        .map(|(at, each)| (at + from, each))
    {
        match each {
            '{' | '<' | '(' => depth += 1,
            '}' | '>' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && is_end(at) => return at,
            _ => {}
        }
    }
    url.len()
}

/// Replaces scheme and host. A path of the base comes before that of the URL.
pub(in crate::guide) fn rebase(url: &mut Url, base: &str) {
    let base = Url::parse(base.trim_end_matches('/'));
    url.protocol = base.protocol;
    url.auth = base.auth.or(url.auth.take());
    url.host = base.host;
    url.port = base.port;
    if let Some(mut path) = base.path {
        path.extend(url.path.take().unwrap_or_default());
        url.path = Some(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_has_its_base() {
        let named = [
            ("https://{domain}", "{{url}}"),
            ("https://hub.example/api", "{{hub}}"),
            ("$OTHER", "{{other}}"),
        ];
        let bases = Bases {
            any: None,
            named: named.map(|(from, to)| (from.into(), to.into())).into(),
        };
        for (url, expected) in [
            ("https://{domain}/a", Some(("{{url}}", "/a"))),
            ("https://hub.example/api/b?c", Some(("{{hub}}", "/b?c"))),
            ("https://hub.example/apis", None),
            ("https://hub.example.org/api", None),
            ("http://{{OTHER}}/x", Some(("{{other}}", "/x"))),
            ("/x", None),
        ] {
            let found = bases.of(url).map(|(base, end)| (base, &url[end..]));
            assert_eq!(found, expected, "{url}");
        }
    }

    #[test]
    fn one_base_is_that_of_any_host() {
        let bases = Bases {
            any: Some("{{url}}".into()),
            named: Vec::new(),
        };
        for (url, rest) in [
            ("https://<your host>:1/a?b", "/a?b"),
            ("/a", "/a"),
            ("http://$(docker-machine ip a/b):1/v", "/v"),
            ("http://h?x", "?x"),
        ] {
            assert_eq!(
                bases.of(url),
                Some(("{{url}}", url.len() - rest.len())),
                "{url}"
            );
        }
    }
}
