//! Marked words that name something: a request, a folder, a collection, or something else of the
//! reader's screen.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::block::Block;
use super::language;
use crate::guide::pattern::pattern;

/// Marked words of a block: bold, emphasis, a link, code, in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) name: String,
    pub(crate) kind: MentionKind,
    /// The method that stands before the name, as Postman shows it.
    pub(crate) method: Option<String>,
    /// Whether the reader is told to send what has that name: `Run **Get Rules**`.
    pub(crate) is_sent: bool,
    /// Where the name stands in the block's `marked`.
    pub(crate) range: Range<usize>,
}

/// What marked words are said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MentionKind {
    /// The reader is told to do something with a request of that name.
    Request,
    /// The reader is told to open a folder of that name.
    Folder,
    /// The reader is told to use a collection of that name.
    Collection,
    /// Nothing is said: a name only where there is something that has it.
    Unsaid,
}

/// Words of every screen, never names.
const SCREEN: [&str; 17] = [
    "send",
    "save",
    "body",
    "headers",
    "params",
    "authorization",
    "tests",
    "note",
    "tip",
    "next",
    "import",
    "fork",
    "run",
    "create",
    "cancel",
    "edit",
    "delete",
];

/// What marks a name: bold, emphasis and links, all of which are `**` here, code, and quotes.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\*\*([^*]+)\*\*|`([^`]+)`|"([^"*`]{3,60})"|'([A-Za-z][^'"*`]{1,58}[\w)])'|“([^”*`]{3,60})”|„([^“”*`]{3,60})[“”]|«([^»*`]{3,60})»|「([^」*`]{3,60})」"#,
    )
});

/// How many bytes around a name are looked at for what a sentence says of it.
const NEAR: usize = 300;

/// What begins marked words.
const QUOTES: [char; 8] = ['*', '`', '"', '\'', '“', '„', '«', '「'];

/// The noun after marked words, other marked words of the same list passed over:
/// `**A** and **B** requests`.
static NOUN_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:(?:,? (?:and|or)(?: the)?|,) (?:\*\*[^*]+\*\*|`[^`]+`|"[^"]+"))*(?: (?:Postman|API|REST|HTTP))* (request|folder|collection|item|endpoint)(?:s|\b)( [a-zA-Z]+)?"#,
    )
});
static NOUN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(request|folder|collection) (?:that is )?(?:called|named|titled|labell?ed)?:? ?(?:the )?$",
    )
});
static DOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(click|open|select|choose|pick|expand|send|run|use|invoke|issue|make|perform|trigger|submit|go (?:back )?to|return to|find|locate|import|fork|navigate|execute|press|call|switch to|duplicate)\b[^.]*$|\b(in|from|under|within|inside|with|using|via|through) (?:the |your |this )?(?:\*\*[^*]+\*\*(?:,? and|,)? (?:the )?)*$",
    )
});
static METHOD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:GET|POST|PUT|PATCH|DELETE|DEL|HEAD)\s+"));
static DIRECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(send|run|execute|call|invoke|open|choose|select|click)(?: the)? $")
});

/// What stands before the name of a request that is sent.
static SENDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:send|run|execute|call|invoke|issue|submit|trigger)(?: again)?(?: (?:the|a|an|your))?(?: (?:first|next|same|saved|following|whole|entire))?(?: (?:folder|collection)(?: (?:called|named))?)? $",
    )
});
/// The same for a request whose button is clicked: `click Send in **Get Rules**`.
static SENT_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"\b(?i:click|press|hit|tap) (?:on )?(?:the )?(?:\*\*|["'`“])?Send(?:\*\*|["'`”])?(?: button)? (?:in|on|for|of) (?:the )?$"#,
    )
});
/// What stands before an address that is sent to, with the method: ``Make a `GET` request to ``.
static TO_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?:;,] |\b(?i:then|now|next|first|finally|and|please),? )(?i:send|make|issue|perform|do|submit|execute)(?: again)?(?: (?:a|an|the|another))?(?: (?:new|simple|first|second|HTTP))? (?:\*\*|`)?(GET|POST|PUT|PATCH|DELETE|HEAD)(?:\*\*|`)?(?: HTTP)?(?: (?:request|call))? (?:to|on|against|at) (?:the )?(?:endpoint |URL |path |address )?$",
    )
});
/// What stands before the name of a request that the reader is told not to send.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:never|not|cannot|avoid|without|instead of|rather than|no need to)|n['’]t)(?: (?:yet|ever|just|simply|even|you|we|have to|need to|to))*(?: \w+ (?:or|and))? (?:send|run|execut|call|invok|issu|submit|trigger|us|open)\w*(?: (?:the|a|an|your|this))?(?: \w+){0,2} $",
    )
});
/// What stands between two names of a list.
static AND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?: (?:request|call))?(?:,? (?:and|then)(?: then)?|,)(?: the)? $"));
/// What stands behind the name of something else that is run.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^ (?:command|script|tool|container|service|app|application|example|function|method|job|test|program|button|tab|menu|device)s?\b",
    )
});

impl Mention {
    /// Whether the name is in bold, as buttons and names of a screen are.
    pub(crate) fn is_bold(&self, block: &Block) -> bool {
        let before = &block.marked[..self.range.start];
        before
            .trim_end_matches(|each: char| each.is_ascii_uppercase() || each == ' ')
            .ends_with("**")
    }

    /// Whether the name is an address: `{yourDomain}/api/v1/users`, with its method before.
    pub(crate) fn is_address(&self) -> bool {
        self.name.contains("://")
            || (self.method.is_some() && self.name.contains('/') && !self.name.contains(' '))
    }

    /// Whether the words stand directly behind the word for what a reader does, as in
    /// `Send **Get Rules**`.
    pub(crate) fn is_direct(&self, block: &Block) -> bool {
        let before = block.marked[..self.range.start].trim_end_matches(QUOTES);
        let said = DIRECT.find(before);
        said.is_some_and(|said| !super::instruction::is_no_order(&before[..said.start()]))
    }
}

/// The marked words of a block that may name something, in order.
pub(crate) fn mentions(block: &Block) -> Vec<Mention> {
    let text = &block.marked;
    let mut found: Vec<Mention> = Vec::new();
    // Where the name before ends, if that is sent.
    let mut sent = None;
    for marked in MARKED.captures_iter(text) {
        let name = marked.iter().skip(1).flatten().next();
        let (Some(whole), Some(name)) = (marked.get(0), name) else {
            continue;
        };
        let trimmed = name
            .as_str()
            .trim_matches(['"', '“', '”', ' ', '\u{a0}', '\u{202f}']);
        let trimmed = trimmed.trim_end_matches([':', '.', ',']).trim();
        let start = name.start() + name.as_str().find(trimmed).unwrap_or_default();
        // Chinese and Japanese letters have no case.
        let is_letter = |each: char| each.is_alphabetic() && !each.is_uppercase();
        let letters = trimmed.chars().any(is_letter);
        if trimmed.is_empty() || !letters || SCREEN.contains(&trimmed.to_lowercase().as_str()) {
            continue;
        }
        let (before, behind) = (&text[..whole.start()], &text[whole.end()..]);
        // An apostrophe begins no quote.
        if whole.as_str().starts_with('\'')
            && (before.ends_with(char::is_alphanumeric)
                || behind.starts_with(char::is_alphanumeric))
        {
            continue;
        }
        // All marks of a page may stand on one line.
        let near_before = &before[text.floor_char_boundary(before.len().saturating_sub(NEAR))..];
        let near_behind = &behind[..behind.floor_char_boundary(NEAR)];
        let is_address = !trimmed.contains(' ') && trimmed.contains('/');
        let to = is_address.then(|| TO_ADDRESS.captures(near_before));
        let to = to.flatten();
        let is_refused = REFUSED.is_match(near_before)
            || super::instruction::is_forbidden(near_behind)
            || language::forbids(near_before, near_behind);
        let kind = match &to {
            _ if is_refused => MentionKind::Unsaid,
            Some(_) => MentionKind::Request,
            None => kind(before, behind),
        };
        let goes_on = sent.is_some_and(|end: usize| AND.is_match(&text[end..whole.start()]));
        let says = SENDING.find(before).map(|found| &before[..found.start()]);
        let says = says.is_some_and(|before| !super::instruction::is_no_order(before));
        let says = (says || to.is_some()) && !is_refused;
        // A word in code is most likely a command.
        let is_name = trimmed.contains([' ', '/'])
            || whole.as_str().starts_with('*')
            || kind != MentionKind::Unsaid;
        let is_one = !matches!(kind, MentionKind::Folder | MentionKind::Collection);
        let says = says || (is_one && SENT_IN.is_match(before));
        let is_sent = (says || goes_on || language::sends_the_name(near_before, near_behind))
            && is_name
            && !THING.is_match(behind);
        sent = is_sent.then_some(whole.end());
        // Postman shows the method before the name.
        let name_only = METHOD.replace(trimmed, "").replace('`', "");
        let skipped = trimmed.len() - METHOD.replace(trimmed, "").len();
        let method = to.map(|to| to[1].to_owned());
        found.push(Mention {
            name: name_only,
            kind,
            method: method.or_else(|| (skipped > 0).then(|| trimmed[..skipped].trim().to_owned())),
            is_sent,
            range: start + skipped..start + trimmed.len(),
        });
    }
    found
}

fn kind(before: &str, after: &str) -> MentionKind {
    if language::names_a_folder(before, after) {
        return MentionKind::Folder;
    }
    let noun = NOUN_AFTER
        .captures(after)
        .filter(|found| !is_about_a_part(found.get(2).map(|next| next.as_str())));
    if language::names_a_request(before, after) {
        return MentionKind::Request;
    }
    let noun = noun
        .or_else(|| NOUN_BEFORE.captures(before))
        .and_then(|found| Some(found.get(1)?.as_str().to_owned()));
    match noun.as_deref().filter(|_| DOING.is_match(before)) {
        Some("request" | "item" | "endpoint") => MentionKind::Request,
        Some("folder") => MentionKind::Folder,
        Some(_) => MentionKind::Collection,
        None => MentionKind::Unsaid,
    }
}

/// `the **Authorization** request header` names a header.
fn is_about_a_part(next: Option<&str>) -> bool {
    let parts = [
        "body",
        "header",
        "headers",
        "parameter",
        "parameters",
        "url",
        "uri",
        "type",
        "object",
        "method",
        "payload",
        "property",
        "field",
        "example",
    ];
    next.is_some_and(|next| parts.contains(&next.trim().to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::MentionKind::{Collection, Folder, Request, Unsaid};
    use super::*;
    use crate::guide::error::Problems;
    use crate::guide::page::Page;

    fn found(text: &str) -> Vec<(String, MentionKind)> {
        let page = Page::read(text, &mut Problems::of("p.md"));
        page.blocks
            .iter()
            .flat_map(mentions)
            .map(|mention| (mention.name, mention.kind))
            .collect()
    }

    #[test]
    fn the_noun_beside_bold_words_says_what_they_name() {
        for (text, expected) in [
            (
                "Click the **Get Rules** request to open it, and then click **Send**.",
                vec![("Get Rules", Request)],
            ),
            (
                "In Postman, expand the **Policies (API)** folder, and then the **Global** folder.",
                vec![("Policies (API)", Folder), ("Global", Folder)],
            ),
            (
                "Fork the **Policy** Postman collection.",
                vec![("Policy", Collection)],
            ),
            (
                "Send the **A one** and **B two** requests.",
                vec![("A one", Request), ("B two", Request)],
            ),
            (
                "Open the request called **Get it**.",
                vec![("Get it", Request)],
            ),
            (
                "Set the **Authorized by** request header.",
                vec![("Authorized by", Unsaid)],
            ),
            (
                "The **Stay signed in** feature.",
                vec![("Stay signed in", Unsaid)],
            ),
            (
                "The **Code flow** request has no body.",
                vec![("Code flow", Unsaid)],
            ),
            ("Make a **GET** request.", vec![]),
            ("Execute the `List it` request.", vec![("List it", Request)]),
            (
                "Execute the \"List it\" request.",
                vec![("List it", Request)],
            ),
            (
                "Execute the *List it* or the [Get it](x) request.",
                vec![("List it", Request), ("Get it", Request)],
            ),
            (
                "Select the `List it` item and click `Send`.",
                vec![("List it", Request)],
            ),
            (
                "With the `Shop/List it` request we can ask.",
                vec![("Shop/List it", Request)],
            ),
            (
                "Run the `Shop/List it` request.",
                vec![("Shop/List it", Request)],
            ),
            ("Ouvrez la requête **List it**.", vec![("List it", Request)]),
            (
                "Select the **GET List users** request.",
                vec![("List users", Request)],
            ),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(name, kind)| (name.to_owned(), kind))
                .collect();
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_request_that_is_not_to_be_sent_is_not_said() {
        for text in [
            "Avoid sending the **A b** request.",
            "You should not run the **A b** request.",
            "Nunca envíe la solicitud **A b**.",
        ] {
            assert_eq!(found(text), [("A b".to_owned(), Unsaid)], "{text}");
        }
    }

    #[test]
    fn a_name_is_direct_where_its_sending_is_ordered() {
        for (text, expected) in [
            ("Run **A b**.", true),
            ("You should not run **A b**.", false),
            ("Before you run **A b**, wait.", false),
        ] {
            let page = Page::read(text, &mut Problems::of("p.md"));
            let block = &page.blocks[0];
            assert_eq!(mentions(block)[0].is_direct(block), expected, "{text}");
        }
    }

    #[test]
    fn the_names_of_what_is_sent_are_told_from_others() {
        for (text, expected) in [
            ("Run **A b**.", vec![true]),
            ("Send the **A b** and **C d** requests.", vec![true, true]),
            ("Execute `A b` or `C d`.", vec![true, false]),
            ("Open **A b**.", vec![false]),
            ("Run the **A b** script.", vec![false]),
            ("Click **Send** in **A b**.", vec![true]),
            ("Click Send in the **A b** folder.", vec![false]),
            ("When you run **A b**, wait.", vec![false]),
            ("Run **A b** never.", vec![false]),
            ("Do not ever send **A b**.", vec![false]),
            ("You must not run **A b**.", vec![false]),
            ("Never open or run **A b**.", vec![false]),
            ("Make a `GET` request to `/a/b`.", vec![true]),
            ("Then send a POST request to `https://h/a`.", vec![true]),
            ("Clients make a `GET` request to `/a/b`.", vec![false]),
            ("Senden Sie die Anfrage **A b** nicht.", vec![false]),
            ("N'exécutez pas la requête **A b**.", vec![false]),
            ("No ejecute la solicitud **A b**.", vec![false]),
            ("**A b** を送信しません。", vec![false]),
            ("**A b** を実行します。", vec![true]),
            ("Senden Sie die Anfrage **A b**.", vec![true]),
            ("Lancez **A b**.", vec![true]),
            ("Ejecute la petición **A b**.", vec![true]),
            ("Senden Sie die Anfrage „A b“.", vec![true]),
            ("Envoyez la requête « A b ».", vec![true]),
            ("「注文一覧」リクエストを実行します。", vec![true]),
            ("Before you run **A b**, wait.", vec![false]),
            ("There is no need to run **A b**.", vec![false]),
            (
                "Run the 'A b' request of the users' list, and **C d**.",
                vec![true, false],
            ),
            (
                "**A b** リクエストを送信し、次に **C d** リクエストを送信します。",
                vec![true, true],
            ),
            (
                "Run the <b>A b</b> or the <code>C d</code> request.",
                vec![true, false],
            ),
        ] {
            let page = Page::read(text, &mut Problems::of("p.md"));
            let found = page.blocks.iter().flat_map(mentions);
            let found: Vec<bool> = found.map(|mention| mention.is_sent).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_mention_knows_its_place_in_the_page() {
        let text = "1. First\n   click the\n   **Get   Rules** request.\n";
        let page = Page::read(text, &mut Problems::of("p.md"));
        let block = &page.blocks[0];
        let mention = &mentions(block)[0];
        assert_eq!(mention.name, "Get Rules");
        assert_eq!(&text[block.source(mention.range.start)..][..3], "Get");
    }
}
