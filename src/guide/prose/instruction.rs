//! What a page tells its reader to do: send the request, copy a value, set a variable, change the
//! body.
//!
//! The patterns are those of manuals for Postman. What they do not understand is no instruction;
//! nothing is guessed.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use super::block::Block;
use super::language;
use crate::guide::pattern::pattern;

/// An instruction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Instruction {
    /// The open request is sent.
    Send,
    /// A request is to be used, which may mean that it is sent, or only what is sent later.
    Use,
    /// A value of the response is kept.
    Copy(Taken),
    /// What was copied becomes the value of that variable.
    Keep(String),
    /// The body is changed.
    Change(BodyChange),
}

impl Instruction {
    /// Whether something is sent.
    pub(crate) fn sends(&self) -> bool {
        matches!(self, Self::Send | Self::Use)
    }
}

/// A value of a response that the reader copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The member that is copied: `id`.
    pub(crate) member: String,
    /// The noun before it: `policy` of "copy the policy `id`".
    pub(crate) noun: Option<String>,
    /// What it is a member of, in the page's words: `the policy that you want to modify`.
    pub(crate) of: Option<String>,
    /// What tells that one from others, where the page says it: a member and its value.
    pub(crate) whose: Option<(String, String)>,
}

/// A change to the body of the open request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BodyChange {
    /// A member gets a value.
    Put { member: String, value: Value },
    /// A member is replaced with what was copied before.
    TakeOver { member: String },
    /// A member is taken away.
    Remove { member: String },
}

impl BodyChange {
    /// The member that is changed, as the page names it.
    pub(crate) fn member(&self) -> &str {
        match self {
            Self::Put { member, .. } | Self::TakeOver { member } | Self::Remove { member } => {
                member
            }
        }
    }
}

static SEND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?:click|press|select|choose|hit|use|click on|tap) (?:on )?(?:the (?:[a-z]+ )?)?(?:\*\*|["'`“‘])send(?:\*\*|["'`”’])|\b(?:click|press|hit|tap) (?:on )?(?:the )?(?-i:Send)(?:[.,;)]|$| button\b| and\b| to\b| again\b)|\b(?:send|run|execute|submit|invoke|issue) (?:it|the request|this request|that request|the (?:\w+ )?request to)\b|\b(?:send|invoke|issue) (?:the |a |an )?(?:\*\*)?(?-i:[A-Z]+ )?\*\*|\b(?:send|run|execute|invoke|issue|make|perform|submit) (?:the |a |an )?(?:following )?(?:\*\*|["`“])[^*`"“”]*(?-i:[a-z])[^*`"“”]*(?:\*\*|["`”]) (?:\w+ )?(?:request|call|query)\b|(?:`|\*\*)[^`*/]+/[^`*]+(?:`|\*\*) request\b|\b(?:send|run|execute|invoke) (?:the )?["`“][^`"“”]+["`”] (?:from|in) (?:the )?(?:\*\*)?(?:Postman|collection)|^(?:\*\*)?request(?: ur[il])?:?(?:\*\*)?:? `(?-i:GET|POST|PUT|PATCH|DELETE) "#,
    )
});
static USE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\buse (?:the |a |an )?(?:following )?(?:\*\*|["`“])[^*`"“”]*(?-i:[a-z])[^*`"“”]*(?:\*\*|["`”]) (?:\w+ )?(?:request|call|query)\b"#,
    )
});
/// What stands before words that tell of a sending, and order none.
static NO_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:once|when|whenever|if|until|unless|before|after|while|as soon as|(?:each|every) time)(?: you| we)?(?: have| can)?|\bno need to|(?:\b(?:never|not|cannot)|n['’]t)(?: (?:yet|ever|just|simply|even|you|we|have|to))?(?: \w+ (?:or|and))?) $",
    )
});
/// How many bytes behind words of sending are looked at for what forbids it.
const NEAR: usize = 300;
/// What stands behind them in a sentence that forbids it.
static FORBIDDEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^[^.;!?]*\b(?:never|under no circumstances)(?:[.;!]|$)"));
static COPY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:copy|copies|note down|make a note of|note|save|store|record|keep|take) (?:[\w']+ ){1,5}?`([A-Za-z_][\w.]*)`",
    )
});
/// Further members of the same list, each in code type, with commas and an `and` between.
static FURTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?: (?:value|property))?(?:,| and|, and) (?:its |the )?`([A-Za-z_][\w.]*)`")
});
static LOCATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:locate|find|identify|look for|pick out|search for) ((?:the|a|an|your) [^.;,]+?)(?: and (?:copy|note|save|keep)|, and|[.;,]|$)",
    )
});
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:named|called) (?:\*\*([^*]+)\*\*|`([^`]+)`)"));
static WHOSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:whose|where(?: the)?|with(?: a| the)?) `([\w]+)` (?:is|equals|of) `([^`]+)`")
});
static KEEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:as|to|in|into) (?:the |a )?(?:value (?:of|for) (?:the |a )?)?(?:`([A-Za-z_]\w*)` (?:\w+ )?variable|(?:\w+ )?variable `([A-Za-z_]\w*)`)",
    )
});
static ADD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?i)\b(?:add|insert|include) (?:[\w']+ ){0,4}?`"([\w]+)"\s*:\s*([^`]+?),?`"#)
});
static ADD_VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:add|insert) (?:the |a |an )?`([A-Za-z_][\w.]*)` (?:property|parameter|member|field|attribute|key) (?:with (?:the |a )?value(?: of)?|set to|and set it to) `([^`]+)`",
    )
});
static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:change|set|update|modify|switch) (?:the )?(?:value (?:of|for) (?:the )?)?`([A-Za-z_][\w.]*)`(?: (?:parameter|property|member|field|attribute|option|value|setting|key|flag)){0,3} (?:to|as) `([^`]+)`",
    )
});
static TAKE_OVER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\breplace (?:the )?`([A-Za-z_][\w.]*)`(?: [\w]+){0,3} (?:with|by) (?:the |your )?[^.]*\bcop(?:y|ied)\b",
    )
});
static REMOVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:remove|delete|drop) (?:the )?`([A-Za-z_][\w.]*)` (?:property|parameter|member|field|attribute|object|section|line|key)",
    )
});

/// The instructions of a block, in order, each with its offset in `marked`: that of its end for one
/// that sends.
pub(crate) fn instructions(block: &Block) -> Vec<(usize, Instruction)> {
    let text = block.marked.as_str();
    let mut found: Vec<(usize, Instruction)> = Vec::new();
    let orders = |pattern: &Regex| {
        let mut said = pattern.find_iter(text);
        let is_order = |said: &regex::Match<'_>| {
            !is_no_order(&text[..said.start()])
                && !is_forbidden(&text[said.end()..])
                && !is_in_isolation(text, said.end())
        };
        said.find(is_order).map(|said| said.end())
    };
    // `Send **Get Rules**` names what it sends.
    let send = orders(&SEND).or_else(|| language::sends(text));
    match (send, orders(&USE)) {
        (Some(end), _) => found.push((end, Instruction::Send)),
        (None, Some(end)) => found.push((end, Instruction::Use)),
        (None, None) => {}
    }
    // All others name what they are about in code.
    if !text.contains('`') {
        return found;
    }
    copies(text, &mut found);
    for keep in KEEP.captures_iter(text) {
        let variable = keep
            .get(1)
            .or_else(|| keep.get(2))
            .map_or("", |name| name.as_str());
        found.push((start(&keep), Instruction::Keep(variable.to_owned())));
    }
    let mut change = |found_at: usize, change| found.push((found_at, Instruction::Change(change)));
    for pattern in [&ADD, &ADD_VALUE, &CHANGE] {
        for put in pattern.captures_iter(text) {
            change(
                start(&put),
                BodyChange::Put {
                    member: put[1].to_owned(),
                    value: value(&put[2]),
                },
            );
        }
    }
    // A variable of the URL is not a member of the body.
    let of_body = |found: &Captures<'_>| !found[0].contains(" variable");
    for over in TAKE_OVER.captures_iter(text).filter(of_body) {
        change(
            start(&over),
            BodyChange::TakeOver {
                member: over[1].to_owned(),
            },
        );
    }
    for remove in REMOVE.captures_iter(text) {
        change(
            start(&remove),
            BodyChange::Remove {
                member: remove[1].to_owned(),
            },
        );
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// Whether the words before tell of a sending that is not ordered here: "When you".
pub(super) fn is_no_order(before: &str) -> bool {
    NO_ORDER.is_match(before)
}

/// Whether the words behind forbid what the sentence would order: "Run **A** never."
pub(super) fn is_forbidden(behind: &str) -> bool {
    // A page may be one sentence, of many orders.
    FORBIDDEN.is_match(&behind[..behind.floor_char_boundary(NEAR)])
}

/// "Run it in isolation" is no request that is sent.
fn is_in_isolation(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start();
    [
        "in isolation",
        "in a container",
        "in the background",
        "locally",
        "as a container",
    ]
    .iter()
    .any(|words| rest.starts_with(words))
}

fn start(found: &Captures<'_>) -> usize {
    found.get(0).map_or(0, |whole| whole.start())
}

/// A value in code type: JSON where it is JSON, else text.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.trim_matches('"').to_owned()))
}

fn copies(text: &str, found: &mut Vec<(usize, Instruction)>) {
    let of = LOCATE
        .captures(text)
        .map(|located| located[1].trim().to_owned());
    for copy in COPY.captures_iter(text) {
        let Some(member) = copy.get(1) else { continue };
        let noun = noun(&text[start(&copy)..member.start() - 1]);
        let mut members = vec![member.as_str().to_owned()];
        let mut rest = &text[(member.end() + 1).min(text.len())..];
        while let Some(further) = FURTHER.captures(rest) {
            members.push(further[1].to_owned());
            rest = &rest[further[0].len()..];
        }
        // `keep its `id` as the variable `policyId`` names a variable, not a member.
        for member in members {
            let taken = Taken {
                member,
                noun: noun.clone(),
                of: of.clone(),
                whose: whose(text),
            };
            found.push((start(&copy), Instruction::Copy(taken)));
        }
    }
}

/// The last of the words between "copy" and a member, where it names what the member is of.
fn noun(words: &str) -> Option<String> {
    let articles = [
        "copy", "copies", "note", "save", "store", "record", "keep", "take", "the", "its", "their",
        "this", "that", "of", "value", "down", "your", "a", "an",
    ];
    let last = words.split_whitespace().last()?.to_lowercase();
    let is_noun =
        last.chars().all(|each| each.is_ascii_alphabetic()) && !articles.contains(&last.as_str());
    is_noun.then_some(last)
}

fn whose(text: &str) -> Option<(String, String)> {
    if let Some(whose) = WHOSE.captures(text) {
        return Some((whose[1].to_owned(), whose[2].trim_matches('"').to_owned()));
    }
    let named = NAMED.captures(text)?;
    Some((
        "name".to_owned(),
        named.get(1).or_else(|| named.get(2))?.as_str().to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::error::Problems;
    use crate::guide::page::Page;
    use serde_json::json;

    fn found(text: &str) -> Vec<Instruction> {
        let page = Page::read(text, &mut Problems::of("p.md"));
        page.blocks
            .iter()
            .flat_map(instructions)
            .map(|(_, found)| found)
            .collect()
    }

    fn copy(member: &str, of: Option<&str>, whose: Option<(&str, &str)>) -> Instruction {
        let whose = whose.map(|(member, value)| (member.to_owned(), value.to_owned()));
        Instruction::Copy(Taken {
            member: member.into(),
            noun: None,
            of: of.map(str::to_owned),
            whose,
        })
    }

    #[test]
    fn the_noun_before_a_member_is_known() {
        let noun = |text: &str| match &found(text)[..] {
            [Instruction::Copy(taken)] => taken.noun.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            noun("Copy the policy `id` from the response.").as_deref(),
            Some("policy")
        );
        assert_eq!(noun("Save the value of the `id`."), None);
    }

    fn put(member: &str, value: Value) -> Instruction {
        Instruction::Change(BodyChange::Put {
            member: member.into(),
            value,
        })
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn the_words_of_manuals_are_understood() {
        for (text, expected) in [
            (
                "Click the **A** request to open it, and then click **Send** to run it.",
                vec![Instruction::Send],
            ),
            ("Send the request.", vec![Instruction::Send]),
            ("Use the **A b** request.", vec![Instruction::Use]),
            ("If you send the request, it fails.", vec![]),
            ("Request: `GET /a`", vec![Instruction::Send]),
            ("Build & run **some-thing** example.", vec![]),
            ("Send **Get Rules**.", vec![Instruction::Send]),
            (
                "In the response, locate the policy that you want to modify and copy its `id` value.",
                vec![copy("id", Some("the policy that you want to modify"), None)],
            ),
            (
                "In the response, locate the rule that you want to modify, copy its `id` value, and copy the `actions` property section of the JSON payload.",
                vec![
                    copy("id", Some("the rule that you want to modify"), None),
                    copy("actions", Some("the rule that you want to modify"), None),
                ],
            ),
            (
                "Find the order whose `state` is `open` and copy its `id`.",
                vec![copy(
                    "id",
                    Some("the order whose `state` is `open`"),
                    Some(("state", "open")),
                )],
            ),
            (
                "Find the policy named **Stay signed in** and copy its `id` and `name`.",
                vec![
                    copy(
                        "id",
                        Some("the policy named **Stay signed in**"),
                        Some(("name", "Stay signed in")),
                    ),
                    copy(
                        "name",
                        Some("the policy named **Stay signed in**"),
                        Some(("name", "Stay signed in")),
                    ),
                ],
            ),
            (
                "You can also highlight the policy ID and set it as the value for the `policyId` variable in your environment.",
                vec![Instruction::Keep("policyId".into())],
            ),
            (
                "Select the **Body** tab of the request and add `\"type\": \"SIGN_ON\",` just below the `name` parameter.",
                vec![put("type", json!("SIGN_ON"))],
            ),
            (
                "Replace the `actions` property with the `actions` property that you copied previously.",
                vec![Instruction::Change(BodyChange::TakeOver {
                    member: "actions".into(),
                })],
            ),
            (
                "In the `actions` section, change the `usePersistentCookie` parameter value to `true`.",
                vec![put("usePersistentCookie", json!(true))],
            ),
            (
                "In the URL, replace the `policyId` variable with the policy ID that you copied.",
                vec![],
            ),
            (
                "Set the `priority` property to `2`.",
                vec![put("priority", json!(2))],
            ),
            (
                "Remove the `priority` property.",
                vec![Instruction::Change(BodyChange::Remove {
                    member: "priority".into(),
                })],
            ),
            ("The `id` is not changed.", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
