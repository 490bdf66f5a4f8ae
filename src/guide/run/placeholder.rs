//! Placeholders of the requests that pages show: `{appId}`, `<APP_ID>`, `$APP_ID`, `%APP_ID%`, `[appId]`,
//! `YOUR-TOKEN`.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use crate::collection::Mode;
use crate::guide::base::host_end;
use crate::guide::curl::CurlCommand;
use crate::guide::pattern::pattern;

/// What of a request a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guide) enum Part {
    /// Path and query.
    Address,
    /// A header, a field of a form, a host.
    Value,
    /// A body.
    Body,
}

/// A placeholder of a text.
#[derive(Debug, Clone, Copy)]
pub(in crate::guide) struct Placeholder<'a> {
    /// As it is written.
    pub(in crate::guide) spelling: &'a str,
    /// Its name.
    pub(in crate::guide) name: &'a str,
    /// Whether it is written as our variables are.
    pub(in crate::guide) is_ours: bool,
    /// Whether it may as well be a word that is meant as it stands.
    pub(in crate::guide) may_be_a_word: bool,
}

/// `{{name}}` is ours; a brace behind a letter is none of a placeholder.
static ANY: LazyLock<Regex> = LazyLock::new(|| pattern(&SPELLINGS.join("|")));

/// How placeholders are written; the first that fits is meant.
const SPELLINGS: [&str; 20] = [
    r"(?P<ours>\{\{(?P<our>[^{}]*)\}\})",
    r"<<(?P<double>[A-Za-z][\w .-]*)>>",
    r"(?P<other><<[^<>]*>>)",
    r"(?P<command>\$\((?P<run>[^()]*)\))",
    r"\$\{(?P<shell>[A-Za-z_]\w*)\}",
    r"\$(?P<plain>[A-Z][A-Z0-9_]*)\b",
    r"(?P<before>[\w$])?\{(?P<brace>[A-Za-z_][\w. -]*)\}",
    r"\{(?P<route>\s*[A-Za-z_]\w*(?:\s+|:\w+|[?*]))\}",
    r"<(?P<angle>[A-Za-z][\w .-]*)>",
    r"&lt;(?P<entity>[A-Za-z][\w .-]*)&gt;",
    r"(?P<slash>[/=]):(?P<colon>[A-Za-z_]\w*)",
    r"%(?P<percent>[A-Za-z_][\w-]*)%",
    r"\[(?P<square>[A-Za-z_][\w .-]*)\]",
    r"__(?P<lines>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)__",
    r"\(\((?P<round>[A-Za-z][\w.-]*)\)\)",
    r"@(?P<at>[A-Za-z_][\w.-]*)@",
    r"(?P<mask>[xX]{3,}(?:-[xX]{3,})*|\*{3,}|\.{3,}|…)",
    r"\b(?P<your>YOUR(?:[ _-][A-Z0-9]+)+|[Yy]our(?:[_-]\w[\w-]*\w|[A-Z]\w*)|[A-Z][A-Z0-9_]*_HERE)\b",
    r"\b(?P<capitals>[A-Z][A-Z0-9_]*_(?:ID|TOKEN|KEY|SECRET|NAME|URL|DOMAIN)|(?:REPLACE|CHANGE)[_-]?ME|REPLACE_WITH_[A-Z0-9_]+)\b",
    r"\b(?P<word>(?i:(?:access|api|auth|id|jwt)[_-]?)?(?i:token|key|secret|password|jwt))\b",
];

/// Puts something else in the place of each placeholder, where there is something.
pub(in crate::guide) fn replace(
    text: &str,
    part: Part,
    mut with: impl FnMut(&Placeholder<'_>) -> Option<String>,
) -> String {
    let spared = (part == Part::Body).then(|| spared(text)).flatten();
    let replaced = ANY.replace_all(text, |found: &Captures<'_>| {
        let whole = found.get(0).map_or("", |whole| whole.as_str());
        let start = found.get(0).map_or(0, |whole| whole.start());
        let kept = || whole.to_owned();
        let lead = ["before", "slash"]
            .iter()
            .find_map(|name| found.name(name))
            .map_or("", |lead| lead.as_str());
        let is_spared = spared.as_ref().is_some_and(|range| range.contains(&start));
        let is_one = !is_spared && is_meant(found, text, part);
        let Some(placeholder) = of(found, whole, part).filter(|_| is_one) else {
            return kept();
        };
        if part == Part::Body && lead.len() == 1 && found.name("before").is_some() {
            return kept();
        }
        let spelling = &placeholder.spelling[lead.len()..];
        let placeholder = Placeholder {
            spelling,
            ..placeholder
        };
        with(&placeholder).map_or_else(kept, |value| format!("{lead}{value}"))
    });
    replaced.into_owned()
}

fn of<'t>(found: &Captures<'t>, whole: &'t str, part: Part) -> Option<Placeholder<'t>> {
    let named = |name: &str| found.name(name).map(|found| found.as_str());
    let plain = |name: &'t str| Placeholder {
        spelling: whole,
        name,
        is_ours: false,
        may_be_a_word: false,
    };
    if let Some(name) = named("our") {
        return Some(Placeholder {
            is_ours: true,
            ..plain(name)
        });
    }
    if let Some(name) = named("capitals") {
        return Some(Placeholder {
            may_be_a_word: part == Part::Body,
            ..plain(name)
        });
    }
    if let Some(name) = named("route") {
        let end = name.trim_start().find([':', '?', '*']);
        let name = name.trim_start();
        return Some(plain(name[..end.unwrap_or(name.len())].trim_end()));
    }
    [
        "double", "run", "shell", "plain", "brace", "angle", "entity", "colon", "percent",
        "square", "lines", "your", "round", "at", "word", "mask",
    ]
    .iter()
    .find_map(|name| named(name))
    .map(plain)
}

/// Whether a spelling that means something else elsewhere is a placeholder where it stands.
fn is_meant(found: &Captures<'_>, text: &str, part: Part) -> bool {
    let Some(whole) = found.get(0) else {
        return false;
    };
    let (before, behind) = (&text[..whole.start()], &text[whole.end()..]);
    let named = |name: &str| found.name(name).map(|found| found.as_str());
    let is_loud = |name: &str| !name.contains(char::is_lowercase);
    let is_part = is_whole_part(before, behind, part);
    if named("round").is_some() || named("mask").is_some() {
        return is_part;
    }
    if let Some(name) = named("at") {
        return is_part || (part == Part::Body && is_loud(name) && is_in_quotes(before, behind));
    }
    if let Some(name) = named("word") {
        // `Authorization: Bearer TOKEN`; `hint: token` may be meant as it stands.
        let is_given = SCHEME.is_match(before) && behind.is_empty();
        return part == Part::Value
            && (is_given || (is_part && is_loud(name) && before.is_empty()));
    }
    if named("route").is_some() || named("entity").is_some() {
        return part != Part::Body;
    }
    if named("colon").is_some() {
        return part == Part::Address;
    }
    if let Some(name) = named("plain") {
        // `$5` and `$US` are money.
        return part != Part::Body || name.len() > 2;
    }
    if let Some(name) = named("percent") {
        let is_escape =
            behind.len() > 1 && behind.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit);
        // `name=%smith%` looks for a part of a name.
        let is_alone = part == Part::Value || (part == Part::Address && before.ends_with('/'));
        return !is_escape && (is_loud(name) || is_alone);
    }
    if let Some(name) = named("square") {
        let is_whole = |begin: &[char], end: &[char]| {
            before.ends_with(begin) && (behind.is_empty() || behind.starts_with(end))
        };
        return match part {
            // `filter[name]` is a parameter's name.
            Part::Address => is_whole(&['/', '='], &['/', '?', '&', '#']),
            Part::Value => before.is_empty() || is_whole(&[' ', '='], &[' ', ';', ',']),
            Part::Body => is_loud(name) && is_whole(&['"', '='], &['"', '&']),
        };
    }
    true
}

/// `Bearer ` and other words before what signs a request.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:bearer|token|basic|ssws|jwt|digest|api-?key|auth|oauth|key) $")
});

/// Whether something is a whole part of an address, or a whole value but for the scheme before it.
fn is_whole_part(before: &str, behind: &str, part: Part) -> bool {
    match part {
        Part::Address => {
            before.ends_with(['/', '='])
                && (behind.is_empty() || behind.starts_with(['/', '?', '&', '#']))
        }
        Part::Value => (before.is_empty() || SCHEME.is_match(before)) && behind.is_empty(),
        Part::Body => false,
    }
}

fn is_in_quotes(before: &str, behind: &str) -> bool {
    before.ends_with('"') && behind.starts_with('"')
}

/// The part of a body that holds braces and angles of their own: markup, GraphQL.
fn spared(body: &str) -> Option<std::ops::Range<usize>> {
    if body.trim_start().starts_with('<') || body.contains("</") {
        return Some(0..body.len());
    }
    let Ok(Value::Object(members)) = serde_json::from_str(body) else {
        return None;
    };
    let query = members.get("query").and_then(Value::as_str);
    let query = query.filter(|query| query.contains('{') && query.contains(char::is_whitespace));
    let written = query.map(|query| Value::from(query).to_string());
    let at = written
        .as_ref()
        .and_then(|written| body.find(written.as_str()));
    let range = at.zip(written).map(|(at, written)| at..at + written.len());
    match (range, query) {
        (Some(range), _) => Some(range),
        (None, Some(_)) => Some(0..body.len()),
        (None, None) => None,
    }
}

/// The rest of an address with a variable for each of its placeholders.
pub(in crate::guide) fn address_with_variables(text: &str) -> String {
    replace(text, Part::Address, as_variable)
}

/// A body with a variable for each of its placeholders.
pub(in crate::guide) fn body_with_variables(text: &str) -> String {
    replace(text, Part::Body, as_variable)
}

fn as_variable(found: &Placeholder<'_>) -> Option<String> {
    let is_one = !found.is_ours && !found.may_be_a_word;
    is_one.then(|| format!("{{{{{}}}}}", variable_name(found.name)))
}

/// A name without case, separators, and the words that say no more than that it is the reader's.
pub(in crate::guide) fn folded(name: &str) -> String {
    let words = words(name);
    let telling: Vec<&String> = words
        .iter()
        .filter(|word| !["your", "my", "the", "here"].contains(&word.as_str()))
        .collect();
    if telling.is_empty() {
        words.concat()
    } else {
        telling.into_iter().map(String::as_str).collect()
    }
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for each in name.chars() {
        let begins = !before.is_alphanumeric() || (each.is_uppercase() && before.is_lowercase());
        if each.is_alphanumeric() {
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.extend(each.to_lowercase()),
                None => words.push(each.to_lowercase().collect()),
            }
        }
        before = each;
    }
    words
}

/// A name for the variable that a placeholder stands for; a mask, `xxx`, has none of its own.
pub(super) fn suggested(found: &Placeholder<'_>, part: Part) -> String {
    let is_of_mask = |each: char| matches!(each.to_ascii_lowercase(), 'x' | '*' | '.' | '…' | '-');
    let is_mask = found.spelling == found.name && found.name.chars().all(is_of_mask);
    match part {
        Part::Address if is_mask => "id".to_owned(),
        _ if is_mask => "token".to_owned(),
        _ => variable_name(found.name),
    }
}

/// A placeholder's name as that of a variable: `YOUR_APP_ID` is `appId`.
pub(in crate::guide) fn variable_name(name: &str) -> String {
    let all = words(name);
    let telling: Vec<&String> = all
        .iter()
        .filter(|word| !["your", "my", "the", "here"].contains(&word.as_str()))
        .collect();
    let mut variable = String::new();
    for word in if telling.is_empty() {
        all.iter().collect()
    } else {
        telling
    } {
        let mut letters = word.chars();
        match letters.next().filter(|_| !variable.is_empty()) {
            Some(first) => {
                variable.extend(first.to_uppercase());
                variable.push_str(letters.as_str());
            }
            None => variable.push_str(word),
        }
    }
    variable
}

/// The variables that the placeholders of a command would be, in order: those of its host and of its
/// `Authorization` where nothing else stands there.
pub(in crate::guide) fn variables_of(
    command: &CurlCommand,
    host: Replaced,
    authorization: Replaced,
) -> Vec<String> {
    let request = &command.request;
    let url = request.url.to_string();
    let from = match host {
        Replaced::Yes => host_end(&url),
        Replaced::No => 0,
    };
    let mut texts = vec![(url[from..].to_owned(), Part::Address)];
    let is_kept =
        |key: &str| authorization == Replaced::No || !key.eq_ignore_ascii_case("authorization");
    let headers = request.headers.iter().filter(|header| is_kept(&header.key));
    texts.extend(headers.map(|header| (header.value.clone(), Part::Value)));
    let given = request.auth.iter().flat_map(|auth| auth.values());
    let given = given.filter_map(|value| Some((value.as_str()?.to_owned(), Part::Value)));
    texts.extend(given);
    if let Some(Mode::Raw(text)) = request.sent_body().map(|body| &body.mode) {
        texts.push((text.clone(), Part::Body));
    }
    let mut names: Vec<String> = Vec::new();
    for (text, part) in texts {
        replace(&text, part, |found| {
            let name = if found.is_ours {
                found.name.to_owned()
            } else {
                variable_name(found.name)
            };
            let may_be = !found.may_be_a_word && !name.is_empty();
            names.extend(Some(name).filter(|name| may_be && !names.contains(name)));
            None
        });
    }
    names
}

/// Whether something else stands in the place of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guide) enum Replaced {
    Yes,
    No,
}

impl From<bool> for Replaced {
    fn from(is_replaced: bool) -> Self {
        if is_replaced { Self::Yes } else { Self::No }
    }
}

/// How a placeholder is named as a key of YAML.
pub(super) fn key(placeholder: &Placeholder<'_>) -> String {
    let is_plain = |each: char| each.is_alphanumeric() || each == '_' || each == '-';
    if placeholder.name.chars().all(is_plain) {
        placeholder.name.to_owned()
    } else {
        format!("\"{}\"", placeholder.spelling)
    }
}

/// A text with its shell variables as the page writes them.
pub(super) fn as_written(text: &str, variables: &[String]) -> String {
    let mut text = text.to_owned();
    for name in variables {
        text = text.replace(&format!("{{{{{name}}}}}"), &format!("${name}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, part: Part) -> Vec<String> {
        let mut found = Vec::new();
        replace(text, part, |placeholder| {
            if !placeholder.is_ours {
                found.push(placeholder.name.to_owned());
            }
            None
        });
        found
    }

    #[test]
    fn every_spelling_of_a_placeholder_is_found() {
        for (text, part, names) in [
            (
                "/apps/{appId}/<FEATURE>/:id?a=$TOKEN&b=${key}",
                Part::Address,
                &["appId", "FEATURE", "id", "TOKEN", "key"][..],
            ),
            ("Bearer YOUR-TOKEN", Part::Value, &["YOUR-TOKEN"]),
            (
                "SSWS yourApiToken, your_key, API_TOKEN",
                Part::Value,
                &["yourApiToken", "your_key", "API_TOKEN"],
            ),
            (
                "{\"name\": \"{label}\", \"id\": \"<your id>\", \"x\": {}}",
                Part::Body,
                &["label", "your id"],
            ),
            ("/{{appId}}/urn:ngsi:Store:001/$filter", Part::Address, &[]),
            (
                "http://$(docker-machine ip a)/",
                Part::Address,
                &["docker-machine ip a"],
            ),
            ("<a><B>x</B></a>", Part::Body, &[]),
            (
                "{\"query\": \"{ viewer {login} }\", \"v\": \"{id}\"}",
                Part::Body,
                &["id"],
            ),
            ("query{viewer{login}}", Part::Body, &[]),
            ("Thank you, {\"status\":\"ACTIVE\"}", Part::Body, &[]),
            (
                "/%user%/[order]/{id:int}/{ line }/<<kind>>/__PART__?a=[b]&c=%C%&d=:d&e=$E&f=&lt;f&gt;",
                Part::Address,
                &[
                    "user", "order", "id", "line", "kind", "PART", "b", "C", "d", "E", "f",
                ],
            ),
            (
                "/%C3%A9t%C3%A9?filter[name]=%smith%&time=10:30&a[]=1",
                Part::Address,
                &[],
            ),
            (
                "Bearer [your token], YOUR SECRET KEY, CHANGE_ME",
                Part::Value,
                &["your token", "YOUR SECRET KEY", "CHANGE_ME"],
            ),
            (
                r#"{"a": "[API KEY]", "b": "%TOKEN%", "c": [d], "e": "[f]", "g": "$US 5%h%"}"#,
                Part::Body,
                &["API KEY", "TOKEN"],
            ),
        ] {
            assert_eq!(found(text, part), names, "{text}");
        }
    }

    #[test]
    fn what_leaves_something_out_is_found_where_it_is_the_whole() {
        for (text, part, names) in [
            (
                "/xxx/XXXX-XXXX/***/@a@/((b))/.../x?c=xxxx&d=axxx",
                Part::Address,
                &["xxx", "XXXX-XXXX", "***", "a", "b", "...", "xxxx"][..],
            ),
            ("Bearer xxxx", Part::Value, &["xxxx"]),
            ("Bearer ...", Part::Value, &["..."]),
            ("Bearer TOKEN", Part::Value, &["TOKEN"]),
            ("SSWS api_token", Part::Value, &["api_token"]),
            ("TOKEN", Part::Value, &["TOKEN"]),
            ("token", Part::Value, &[]),
            ("a@b.example, c@d", Part::Value, &[]),
            (
                r#"{"a": "xxx", "b": "***", "c": "@d@", "e": "@F@", "g": "TOKEN", "h": "..."}"#,
                Part::Body,
                &["F"],
            ),
        ] {
            assert_eq!(found(text, part), names, "{text}");
        }
    }

    #[test]
    fn what_stands_for_a_placeholder_takes_its_place() {
        let with = |placeholder: &Placeholder<'_>| {
            (!placeholder.is_ours).then(|| format!("[{}]", placeholder.name))
        };
        let replaced = replace("/a/:id/{{id}}/x{id}", Part::Address, with);
        assert_eq!(replaced, "/a/[id]/{{id}}/x[id]");
    }

    #[test]
    fn names_are_the_same_in_any_spelling() {
        for (one, other) in [
            ("APP_ID", "appId"),
            ("YOUR-TOKEN", "token"),
            ("yourOktaDomain", "okta_domain"),
            ("your id", "id"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_eq!(variable_name("YOUR_APP_ID"), "appId");
        for (spelling, name, expected) in [("{x}", "x", "x"), ("xxx", "xxx", "id")] {
            let found = Placeholder {
                spelling,
                name,
                is_ours: false,
                may_be_a_word: false,
            };
            assert_eq!(suggested(&found, Part::Address), expected);
        }
        assert_eq!(variable_name("docker-machine ip"), "dockerMachineIp");
    }
}
