//! The names of files: what an item is called, as far as every file system takes it.

use std::collections::HashSet;

/// How long a name may be, in UTF-16 units, before the ending that tells what the file is.
const LONGEST: usize = 64;

/// What a name in a folder may not be: its own resources lie there.
const RESERVED: &str = ".resources";

/// The names that are taken in a folder.
#[derive(Debug)]
pub(super) struct Names {
    /// In small letters, since not every file system tells capitals apart.
    taken: HashSet<String>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            taken: HashSet::from([RESERVED.to_owned()]),
        }
    }
}

impl Names {
    /// A name that no other file of the folder has, for an item of that name; `otherwise` is for one
    /// without a name.
    pub(super) fn take(&mut self, name: &str, otherwise: &str) -> String {
        let plain = plain(name);
        let stem = if plain.is_empty() { otherwise } else { &plain };
        let numbered = (1..).map(|number| format!("{stem}-{number}"));
        let free = std::iter::once(stem.to_owned())
            .chain(numbered)
            .find(|name| !self.taken.contains(&name.to_lowercase()));
        let free = free.unwrap_or_default();
        self.taken.insert(free.to_lowercase());
        free
    }
}

/// What a file is called that stands alone, for a thing of that name; `otherwise`, for one without.
pub fn file_name(name: &str, otherwise: &str) -> String {
    Names::default().take(name, otherwise)
}

/// Where the examples of a request are, by the path of its file.
pub(super) fn examples_of(request: &str) -> String {
    let (above, name) = request.rsplit_once('/').unwrap_or(("", request));
    let stem = name.rsplitn(3, '.').nth(2).unwrap_or(name);
    below(above, &format!(".resources/{stem}.resources/examples"))
}

/// A file in a folder, which may be the tree itself.
pub(super) fn below(folder: &str, file: &str) -> String {
    if folder.is_empty() {
        file.to_owned()
    } else {
        format!("{folder}/{file}")
    }
}

/// A name with a hyphen in the place of what no file may be called.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.trim().chars() {
        let character = if is_refused(character) {
            '-'
        } else {
            character
        };
        if character != '-' || !plain.ends_with('-') {
            plain.push(character);
        }
    }
    let mut plain = cut(&plain).to_owned();
    if plain.ends_with('.') {
        plain.truncate(plain.trim_end_matches(['.', ' ', '-']).len());
        plain.push('-');
    }
    if is_device(&plain) {
        "-".to_owned()
    } else {
        plain
    }
}

fn is_refused(character: char) -> bool {
    matches!(
        character,
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'
    ) || character.is_control()
}

/// As much of a name as there is room for, without blanks at its end.
fn cut(name: &str) -> &str {
    let mut length = 0;
    let end = name.char_indices().find(|(_, character)| {
        length += character.len_utf16();
        length > LONGEST
    });
    let end = end.map_or(name.len(), |(at, _)| at);
    name[..end].trim_end()
}

/// Whether Windows takes a file of that name for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = |prefix: &str| {
        let rest = stem.strip_prefix(prefix);
        rest.is_some_and(|number| {
            number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_its_item_as_far_as_file_systems_allow() {
        let long = "x".repeat(70);
        let emoji = "😀".repeat(40);
        for (name, file) in [
            ("plain", "plain"),
            ("a/b:c*?\"<>|\\d", "a-b-c-d"),
            ("modules -- all", "modules - all"),
            ("done.", "done-"),
            ("..", "-"),
            ("of 1.5 kg", "of 1.5 kg"),
            (" in the middle  ", "in the middle"),
            ("CON", "-"),
            ("com1.txt", "-"),
            ("console", "console"),
            ("a\u{7}b", "a-b"),
            ("日本語", "日本語"),
            ("", "otherwise"),
            (&long, &long[..64]),
            (&emoji, &emoji[..32 * 4]),
        ] {
            assert_eq!(Names::default().take(name, "otherwise"), file, "{name}");
        }
    }

    #[test]
    fn no_two_files_differ_by_case_alone_and_none_is_the_folder_of_resources() {
        let mut names = Names::default();
        let taken = ["dup", "dup", "DUP", ".resources", "dup-1"].map(|name| names.take(name, "x"));
        assert_eq!(taken, ["dup", "dup-1", "DUP-2", ".resources-1", "dup-1-1"]);
    }
}
