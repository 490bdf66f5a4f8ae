//! Which names a script must be given as its own, instead of finding them in the global object.
//!
//! Of the names that scripts had before `pm` it is given those that it mentions, which keeps the
//! others from being made: a body that nobody reads never crosses into the engine.

use std::collections::{BTreeSet, HashSet};

/// Names whose values are made for each script, in the order in which a script takes them.
const VALUES: [&str; 8] = [
    "tests",
    "globals",
    "environment",
    "data",
    "request",
    "iteration",
    "postman",
    "JSON",
];

/// Those that only scripts with a response have.
const OF_RESPONSE: [&str; 5] = [
    "responseCookies",
    "responseHeaders",
    "responseTime",
    "responseCode",
    "responseBody",
];

/// Libraries. Scripts that don't mention one by name find it in the global object all the same.
pub(super) const LIBRARIES: [&str; 6] = ["_", "CryptoJS", "tv4", "xml2Json", "Backbone", "cheerio"];

/// A script that begins so has none of the legacy names.
const MODERN: [&str; 2] = ["\"use sandbox2\";", "'use sandbox2';"];

/// Names of members that libraries have which the sandbox makes quicker (`sandbox/src/watch.js`).
const SIGNS: [&str; 2] = ["isProbablePrime", "BufferedBlockAlgorithm"];

/// Names of the global object.
pub(super) const GLOBAL: [&str; 4] = ["globalThis", "global", "window", "self"];

/// Words before a name that declare it.
pub(super) const DECLARING: [&str; 3] = ["const", "let", "var"];

/// Built-in names that Postman gives each script as its own: what a script puts in their place ends
/// with it. Sorted.
#[rustfmt::skip]
pub(super) const BUILT_IN: [&str; 96] = [
    "AbortController", "AbortSignal", "AggregateError", "Array", "ArrayBuffer", "Atomics",
    "BigInt", "BigInt64Array", "BigUint64Array", "Blob", "Boolean", "Buffer",
    "ByteLengthQueuingStrategy", "CompressionStream", "CountQueuingStrategy", "Crypto",
    "CryptoKey", "DOMException", "DataView", "Date", "DecompressionStream", "Error",
    "EvalError", "Event", "EventTarget", "File", "Float32Array", "Float64Array", "Function",
    "Int16Array", "Int32Array", "Int8Array", "Intl", "Map", "Math", "Number", "Object",
    "Promise", "Proxy", "RangeError", "ReadableByteStreamController", "ReadableStream",
    "ReadableStreamBYOBReader", "ReadableStreamBYOBRequest", "ReadableStreamDefaultController",
    "ReadableStreamDefaultReader", "ReferenceError", "Reflect", "RegExp", "Set",
    "SharedArrayBuffer", "String", "SubtleCrypto", "Symbol", "SyntaxError", "TextDecoder",
    "TextDecoderStream", "TextEncoder", "TextEncoderStream", "TransformStream",
    "TransformStreamDefaultController", "TypeError", "URIError", "URL", "URLSearchParams",
    "Uint16Array", "Uint32Array", "Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakSet",
    "WritableStream", "WritableStreamDefaultController", "WritableStreamDefaultWriter", "atob",
    "btoa", "clearImmediate", "clearInterval", "clearTimeout", "console", "crypto", "decodeURI",
    "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "isFinite", "isNaN",
    "parseFloat", "parseInt", "queueMicrotask", "setImmediate", "setInterval", "setTimeout",
    "structuredClone", "unescape",
];

/// The built-in names that `source` assigns, sorted.
pub(super) fn assigned(source: &str) -> Vec<&'static str> {
    let found = source
        .match_indices('=')
        .filter_map(|(at, _)| target(source, at));
    let names: BTreeSet<&'static str> = found
        .filter_map(|name| BUILT_IN.binary_search(&name).ok())
        .map(|place| BUILT_IN[place])
        .collect();
    names.into_iter().collect()
}

/// The name before the `=` at `at`, if that assigns a variable.
pub(super) fn target(source: &str, at: usize) -> Option<&str> {
    if source[at + 1..].starts_with(['=', '>']) {
        return None;
    }
    let before = source[..at].trim_end();
    let name = &before[before.trim_end_matches(is_name).len()..];
    let is_member = before[..before.len() - name.len()]
        .trim_end()
        .ends_with('.');
    (!is_member).then_some(name)
}

/// Whether `source` has `name` as a word of its own.
pub(super) fn mentions(source: &str, name: &str) -> bool {
    source.match_indices(name).any(|(at, _)| {
        !source[..at].ends_with(is_name) && !source[at + name.len()..].starts_with(is_name)
    })
}

pub(super) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// The legacy names that `source` mentions. One that makes code out of text gets all values: any
/// may be named there.
pub(super) fn legacy_names(source: &str, has_response: bool) -> Vec<&'static str> {
    if is_modern(source) {
        return Vec::new();
    }
    let words = words(source);
    let evaluates = evaluates(&words);
    let of_response = OF_RESPONSE.into_iter().filter(|_| has_response);
    let values = VALUES
        .into_iter()
        .chain(of_response)
        .filter(|name| evaluates || words.contains(name));
    values
        .chain(LIBRARIES.into_iter().filter(|name| words.contains(name)))
        .collect()
}

/// The libraries that `source` must not find in the global object: a script that wants nothing old
/// has none.
pub(super) fn hidden_names(source: &str) -> &'static [&'static str] {
    if is_modern(source) { &LIBRARIES } else { &[] }
}

fn is_modern(source: &str) -> bool {
    MODERN.iter().any(|marker| source.starts_with(marker))
}

/// What else `source` tells: 1 if it can look at what `this` is, 2 if it may assign a name that it
/// does not declare.
pub(super) fn traits(source: &str) -> u8 {
    let words = words(source);
    let evaluates = evaluates(&words);
    let says_this = evaluates || words.contains("this");
    let reaches_globals = says_this || GLOBAL.iter().any(|name| words.contains(name));
    // `for (name of list)` assigns without a sign.
    let leaves_names = reaches_globals || words.contains("for") || assigns_undeclared(source);
    u8::from(says_this) | u8::from(leaves_names) << 1
}

/// Whether something is assigned that is neither a member nor declared right there. It may be
/// declared elsewhere.
fn assigns_undeclared(source: &str) -> bool {
    let mut targets = source
        .match_indices('=')
        .filter_map(|(at, _)| Some((at, target(source, at)?)));
    targets.any(|(at, name)| {
        let before = source[..at].trim_end();
        let before = before[..before.len() - name.len()].trim_end();
        let is_declared = DECLARING.iter().any(|word| {
            before
                .strip_suffix(word)
                .is_some_and(|rest| !rest.ends_with(is_name))
        });
        // A comparison (`<=`, `!=`), and the second sign of `==`.
        let is_comparison = name.is_empty() && before.ends_with(['<', '>', '!', '=']);
        !is_declared && !is_comparison
    })
}

pub(super) fn words(source: &str) -> HashSet<&str> {
    source.split(|character| !is_name(character)).collect()
}

/// Whether a library of big numbers or hashes can be within `source`, or within text that it
/// evaluates.
pub(super) fn brings_libraries(source: &str) -> bool {
    let may_evaluate = source.contains("eval") || source.contains("Function");
    (may_evaluate && evaluates(&words(source))) || SIGNS.iter().any(|sign| source.contains(sign))
}

/// Whether it makes code out of text: any name may be in that.
pub(super) fn evaluates(words: &HashSet<&str>) -> bool {
    words.contains("eval") || words.contains("Function")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_mentions() {
        assert_eq!(
            legacy_names(
                "tests['a'] = responseBody.has('x'); $_ = data1; _.map()",
                true
            ),
            ["tests", "responseBody", "_"]
        );
        assert_eq!(
            legacy_names("pm.test('a', () => {})", true),
            [] as [&str; 0]
        );
    }

    #[test]
    fn an_assignment_is_told_from_a_comparison_and_a_member() {
        assert_eq!(
            assigned("console = {}; Math  = 1; x.Date = 2; URL == 3; Map => 1; myconsole = 1"),
            ["Math", "console"]
        );
    }

    #[test]
    fn built_in_names_are_sorted_to_be_found() {
        assert!(BUILT_IN.is_sorted());
        assert_eq!(
            assigned("TextEncoder=1;a = b=parseInt\n= 2"),
            ["TextEncoder", "parseInt"]
        );
    }

    #[test]
    fn names_are_mentioned_as_whole_words() {
        assert!(mentions("a = late + 1", "late"));
        assert!(!mentions("later = $late", "late"));
    }

    #[test]
    fn a_script_that_evaluates_gets_all_values() {
        assert_eq!(
            legacy_names("eval(x); CryptoJS", true).len(),
            VALUES.len() + OF_RESPONSE.len() + 1
        );
    }

    #[test]
    fn libraries_are_brought_along_or_evaluated() {
        for source in [
            "eval(text)",
            "new Function(text)()",
            "B.prototype.isProbablePrime=c",
        ] {
            assert!(brings_libraries(source), "{source}");
        }
        assert!(!brings_libraries("pm.test('evaluation', function () {})"));
    }

    #[test]
    fn names_of_the_response_are_only_there_with_one() {
        assert_eq!(legacy_names("responseBody; data", false), ["data"]);
    }

    #[test]
    fn this_is_said_or_may_be() {
        for source in ["(function (root) {})(this)", "eval(code)"] {
            assert_eq!(traits(source) & 1, 1, "{source}");
        }
        assert_eq!(traits("const thisOne = 1"), 0);
    }

    #[test]
    fn a_name_may_be_assigned_that_is_not_declared() {
        for source in [
            "a = 1",
            "let a; a = 1",
            "const a = 1, b = 2",
            "a += 1",
            "[a] = [1]",
            "({ a } = b)",
            "f((a = 1))",
            "outlet = 1",
            "for (a of b) {}",
            "globalThis.a = 1",
            "Object.assign(global, { a })",
        ] {
            assert_eq!(traits(source) & 2, 2, "{source}");
        }
        for source in [
            "pm.test('a', () => pm.expect(1).to.equal(1))",
            "const a = 1; let b = 2\nvar c= 3",
            "a == 1 && b === 2 && c != 3 && d !== 4 && e <= 5 && f >= 6",
            "pm.a.b = 1",
        ] {
            assert_eq!(traits(source), 0, "{source}");
        }
    }

    #[test]
    fn sandbox2_has_no_legacy_names() {
        let source = "\"use sandbox2\";\ntests.a = _";
        assert!(legacy_names(source, true).is_empty());
        assert!(hidden_names(source).contains(&"_") && hidden_names("_").is_empty());
    }
}
