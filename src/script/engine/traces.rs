//! Whether a script can leave something in its engine that scripts of another unit would see.
//!
//! An engine costs as much as a dozen requests. Units whose scripts leave nothing may use the same
//! one; a script of which that can't be told is taken for one that does.

use super::mentions::{BUILT_IN, DECLARING, GLOBAL, LIBRARIES, evaluates, is_name, words};

/// Words of scripts that may change what all scripts share: the global object, prototypes, the
/// settings of libraries.
const TELLING: [&str; 16] = [
    "this",
    "prototype",
    "__proto__",
    "constructor",
    "defineProperty",
    "defineProperties",
    "setPrototypeOf",
    "Reflect",
    "import",
    "mixin",
    "locale",
    "templateSettings",
    "use",
    "overwriteMethod",
    "addMethod",
    "delete",
];

/// Names of what all scripts share, beside built-in ones and the libraries.
const SHARED: [&str; 9] = [
    "JSON", "pm", "postman", "require", "expect", "chai", "moment", "ajv", "lodash",
];

/// Whether a script may leave something behind that is no variable of Postman's.
pub fn leaves_traces(source: &str) -> bool {
    let words = words(source);
    let says = |names: &[&str]| names.iter().any(|name| words.contains(name));
    says(&TELLING)
        || says(&GLOBAL)
        || evaluates(&words)
        || assigns(source, words.contains("require"))
        || loops_over_undeclared(source)
}

/// Whether something is assigned that outlasts the script, or may: a variable that is declared
/// nowhere, a member of what all scripts share, or of what was required.
fn assigns(source: &str, requires: bool) -> bool {
    let mut signs = source.match_indices('=').map(|(at, _)| at);
    signs.any(|at| {
        if source[at + 1..].starts_with(['=', '>']) {
            return false;
        }
        let before = source[..at].trim_end_matches(['+', '-', '*', '/', '%', '|', '&', '^', '?']);
        if before.ends_with(['<', '>', '!', '=']) {
            return false;
        }
        let chain = chain(before.trim_end());
        let root: &str = chain
            .split(|sign| !is_name(sign))
            .next()
            .unwrap_or_default();
        if root.len() == chain.len() {
            return !is_declared(source, root);
        }
        requires || root.is_empty() || is_shared(root)
    })
}

/// What is assigned, with all that it is a member of: the end of `text` that is one expression.
fn chain(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut start = text.len();
    for (at, sign) in text.char_indices().rev() {
        let is_part = match sign {
            ']' | ')' => {
                depth += 1;
                true
            }
            '[' | '(' if depth == 0 => false,
            '[' | '(' => {
                depth -= 1;
                true
            }
            _ if depth > 0 => true,
            sign => is_name(sign) || sign == '.',
        };
        if !is_part {
            break;
        }
        start = at;
    }
    &text[start..]
}

fn is_shared(root: &str) -> bool {
    BUILT_IN.contains(&root) || LIBRARIES.contains(&root) || SHARED.contains(&root)
}

/// Whether a variable is declared somewhere in the script.
fn is_declared(source: &str, name: &str) -> bool {
    source.match_indices(name).any(|(at, _)| {
        let is_whole = !source[at + name.len()..].starts_with(is_name);
        let before = source[..at].trim_end();
        let declares = |word: &str| {
            let rest = before.strip_suffix(word);
            rest.is_some_and(|rest| !rest.ends_with(is_name))
        };
        is_whole && before.len() < at && DECLARING.into_iter().any(declares)
    })
}

/// Whether a loop goes over a variable that is not declared right there.
fn loops_over_undeclared(source: &str) -> bool {
    source.match_indices("for").any(|(at, word)| {
        let after = source[at + word.len()..].trim_start();
        let is_loop = !source[..at].ends_with(is_name) && after.starts_with('(');
        let first = after[usize::from(is_loop)..].trim_start();
        let is_declared = DECLARING.iter().any(|word| first.starts_with(word));
        is_loop && !is_declared && !first.starts_with(';') && is_over(first)
    })
}

/// Whether what is in the brackets of a loop is `NAME of LIST` or `NAME in LIST`.
fn is_over(head: &str) -> bool {
    let rest = head.trim_start_matches(is_name).trim_start();
    rest.starts_with("of ") || rest.starts_with("in ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_outlasts_a_script_is_seen() {
        for source in [
            "a = 1",
            "total += 1",
            "globalThis.a = 1",
            "String.prototype.x = 1",
            "Math.random = () => 4",
            "_.x = 1",
            "const l = require('lodash'); l.x = 1",
            "moment.locale('de')",
            "eval('a = 1')",
            "for (name of names) {}",
            "(() => Array)().x = 1",
            "Object['keys'] = 1",
            "let outer; ab = 1",
        ] {
            assert!(leaves_traces(source), "{source}");
        }
    }

    #[test]
    fn what_ends_with_a_script_is_no_trace() {
        for source in [
            "pm.test('a', () => pm.expect(1).to.equal(1))",
            "const a = 1; let b\nb = pm.response.json().x; var c; c += 1",
            "for (const name of names) {} for (let i = 0; i < 3; i++) {}",
            "const body = {}; body.a = 1; body['b'][0].c = 2",
            "tests['ok'] = responseCode.code === 200",
            "if (a == 1 && b <= 2 && c >= 3 && d != 4) {}",
        ] {
            assert!(!leaves_traces(source), "{source}");
        }
    }
}
