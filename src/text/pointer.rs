//! Tokens of JSON Pointers (RFC 6901).

/// A token as it stands in a pointer.
pub fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What a token of a pointer means.
pub fn pointer_name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_means_what_it_was_made_of() {
        for (name, token) in [("a/b~c", "a~1b~0c"), ("~1", "~01"), ("", "")] {
            assert_eq!(pointer_token(name), token);
            assert_eq!(pointer_name(token), name);
        }
    }
}
