//! What servers ask for in `WWW-Authenticate` (RFC 9110, section 11.6.1): a header may hold several
//! challenges.

use crate::exchange::Headers;

/// One challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    /// The scheme, as written.
    scheme: String,
    /// Names in lower case, and values without their quotes.
    members: Vec<(String, String)>,
}

impl Challenge {
    /// The challenges for a scheme that a response makes, in order.
    pub(super) fn all(headers: &Headers, scheme: &str) -> Vec<Self> {
        let written = headers.all("www-authenticate");
        let is_it = |challenge: &Self| challenge.scheme.eq_ignore_ascii_case(scheme);
        written.flat_map(read).filter(is_it).collect()
    }

    /// A member; empty where there is none.
    pub(super) fn member(&self, name: &str) -> &str {
        let mut members = self.members.iter();
        let found = members.find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// Reads the value of a header. Commas may lack, and blanks may stand around a `=`.
fn read(text: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return challenges;
        }
        let end = rest.find([' ', '\t', ',', '=', '"']);
        // What begins with neither a name nor a blank is passed over.
        let end = end.unwrap_or(rest.len()).max(1);
        let (word, after) = rest.split_at(end.min(rest.len()));
        let value = after.trim_start().strip_prefix('=');
        if let (Some(value), Some(challenge)) = (value, challenges.last_mut()) {
            let (value, after) = read_value(value.trim_start());
            challenge.members.push((word.to_ascii_lowercase(), value));
            rest = after;
        } else {
            challenges.push(Challenge {
                scheme: word.to_owned(),
                members: Vec::new(),
            });
            rest = value.unwrap_or(after);
        }
    }
}

/// A value in quotes, or one that goes on to the next comma or blank; with what stands after it.
fn read_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t', ',']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            // Servers that escape nothing have backslashes in the names of their domains.
            '\\' => {
                let next = characters.next_if(|(_, next)| matches!(next, '"' | '\\'));
                value.push(next.map_or(character, |(_, next)| next));
            }
            _ => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<String> {
        let member = |(name, value): &(String, String)| format!("{name}={value}");
        let shown = |challenge: Challenge| {
            let members: Vec<String> = challenge.members.iter().map(member).collect();
            format!("{} {}", challenge.scheme, members.join("|"))
        };
        read(text).into_iter().map(shown).collect()
    }

    #[test]
    fn a_header_may_hold_several_challenges() {
        for (text, expected) in [
            ("", vec![]),
            ("Negotiate", vec!["Negotiate "]),
            (
                "Negotiate, Digest realm=\"R\", nonce=\"N\", qop=\"auth\", Basic realm=\"b, c\"",
                vec![
                    "Negotiate ",
                    "Digest realm=R|nonce=N|qop=auth",
                    "Basic realm=b, c",
                ],
            ),
            (
                "Digest realm=\"a \\\"q\\\" b\",nonce = N ,qop=auth",
                vec!["Digest realm=a \"q\" b|nonce=N|qop=auth"],
            ),
            (
                "Digest realm=\"CORP\\users\", x=\"\\\\\"",
                vec!["Digest realm=CORP\\users|x=\\"],
            ),
            (
                "digest REALM=\"Basic realm=x\", nonce=\"N==\"",
                vec!["digest realm=Basic realm=x|nonce=N=="],
            ),
            (
                "NTLM TlRMTVNT==, Digest realm=\"R\" nonce=\"N\"",
                vec!["NTLM tlrmtvnt==", "Digest realm=R|nonce=N"],
            ),
            ("Digest realm=\"open", vec!["Digest realm=open"]),
            ("Digest realm=, nonce=\"\"", vec!["Digest realm=|nonce="]),
            (", ,Basic realm=\"é\"", vec!["Basic realm=é"]),
        ] {
            assert_eq!(seen(text), expected, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "=",
            "\"",
            "=\"\"=,\"",
            "a=\"",
            "\" \" = é",
            "Digest \"x\" =y, z",
        ] {
            read(text);
        }
    }
}
