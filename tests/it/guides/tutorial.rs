//! The tutorial, done as a reader would do it: its files written, its commands run, its outputs
//! compared.

use super::walk::root;
use crate::program::{Folder, postrider};

/// A fenced block of the tutorial and the words before it.
struct Block<'a> {
    language: &'a str,
    before: &'a str,
    text: String,
}

#[test]
fn the_tutorial_leads_where_it_says() {
    let folder = Folder::with(&[]);
    for name in [
        "collections/okta-policy.postman_collection.json",
        "environments/okta.postman_environment.json",
    ] {
        folder.write(name, &std::fs::read_to_string(root().join(name)).unwrap());
    }
    let tutorial = std::fs::read_to_string(root().join("docs/guide-tutorial.md")).unwrap();
    let mut commands = 0;
    for block in blocks(&tutorial) {
        match block.language {
            "md" if block.before.contains("the end of") => {
                let first = block.text.split(' ').next().unwrap();
                let whole = folder.read("guided.md");
                let kept = whole.split(&format!("\n{first} ")).next().unwrap();
                folder.write("guided.md", &format!("{kept}\n{}", block.text));
            }
            "md" => folder.write(named(block.before), &block.text),
            "yaml" => assert!(
                folder.read("guided.md").contains(&indented(&block.text)),
                "{}",
                block.text
            ),
            _ => commands += run(&folder, &block.text),
        }
    }
    assert!(commands >= 7, "only {commands} commands were found");
    assert!(
        folder
            .read("report.html")
            .contains("Look at the rules of a policy")
    );
}

/// Runs the commands of a console block; each is followed by lines that it prints, and by its exit
/// code if that is not 0.
fn run(folder: &Folder, text: &str) -> usize {
    let mut count = 0;
    for command in text.split("$ ").skip(1) {
        let mut lines = command.lines();
        let mut words = lines.next().unwrap().split(' ');
        assert_eq!(words.next(), Some("postrider"));
        let assert = postrider().current_dir(folder.path()).args(words).assert();
        let output = assert.get_output();
        let printed = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let mut code = 0;
        for line in lines {
            match line
                .strip_prefix("(exit code ")
                .and_then(|rest| rest.strip_suffix(')'))
            {
                Some(number) => code = number.parse().unwrap(),
                None => assert!(printed.contains(line), "{line}\n{printed}"),
            }
        }
        assert_eq!(output.status.code(), Some(code), "{command}\n{printed}");
        count += 1;
    }
    count
}

/// The file that the words before a block name.
fn named(words: &str) -> &str {
    words.rsplit('`').nth(1).unwrap()
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("   {line}")).collect();
    lines.join("\n")
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut before, mut open): (&str, Option<Block<'_>>) = ("", None);
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    language,
                    before,
                    text: String::new(),
                });
            }
            (None, None) => before = if line.is_empty() { before } else { line },
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
        }
    }
    blocks
}
