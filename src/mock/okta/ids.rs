//! Identifiers that look like Okta's.

use crate::mock::ids::Ids;

/// The length of every resource id of Okta.
const ID_LENGTH: usize = 20;

/// The characters that end the ids of one org: Okta's name of the cell it lives in.
const CELL: &str = "5d7";

impl Ids {
    /// A resource id of 20 characters that begins with `prefix`, `00p` for example.
    pub(crate) fn id(&mut self, prefix: &str) -> String {
        let middle = self.token(ID_LENGTH - prefix.len() - CELL.len());
        format!("{prefix}{middle}{CELL}")
    }
}

/// Whether `text` has the shape of a resource id: 20 letters and digits.
pub(crate) fn looks_like_an_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_oktas() {
        let id = Ids::new(1).id("00p");
        assert!(id.starts_with("00p") && looks_like_an_id(&id), "{id}");
    }

    #[test]
    fn an_unresolved_variable_does_not_look_like_an_id() {
        for text in ["", "{{groupId}}", "00gshort", "00g_______________0g4"] {
            assert!(!looks_like_an_id(text), "{text}");
        }
        assert!(looks_like_an_id("00gak46y5hydV6NdM0g4"));
    }
}
