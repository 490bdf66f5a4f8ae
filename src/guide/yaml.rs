//! YAML of guides: as any other, but for placeholders, which must be quoted.

pub(super) use crate::document::{Entry, Kind, Node};

use super::error::{Mistake, Position};

/// Reads one document. Lines are counted from `first_line`.
pub(super) fn parse(text: &str, first_line: usize) -> Result<Node, (Position, Mistake)> {
    let read = Node::parse(text, first_line);
    let node = read.map_err(|malformed| {
        let message = malformed.message;
        (malformed.at, Mistake::NotYaml { message })
    })?;
    match node.braces() {
        Some((at, name)) => {
            let name = name.to_owned();
            Err((at, Mistake::UnquotedPlaceholder { name }))
        }
        None => Ok(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_without_quotes_is_a_mistake() {
        let (at, mistake) = parse("expect: {}\nbase: {{url}}", 1).unwrap_err();
        assert_eq!(at, Position { line: 2, column: 7 });
        assert_eq!(mistake, Mistake::UnquotedPlaceholder { name: "url".into() });
    }
}
