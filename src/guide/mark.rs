//! Marks of a draft that its author has to settle: `# choose: what is to be settled`.

use super::error::{Mistake, Position, Problems};

/// How a mark begins.
pub(crate) const CHOOSE: &str = "# choose:";

/// Notes the marks of a directive whose first line has that number; its columns are those of the
/// file.
pub(crate) fn find(yaml: &str, first_line: usize, problems: &mut Problems) {
    for (line, text) in (first_line..).zip(yaml.lines()) {
        let Some((before, what)) = text.split_once(CHOOSE) else {
            continue;
        };
        let column = before.chars().count() + 1;
        let what = what.trim().to_owned();
        let help = help(before);
        problems.add(Position { line, column }, Mistake::Choose { what, help });
    }
}

/// What would settle a mark, by what stands before it.
fn help(before: &str) -> &'static str {
    let key = before.trim_start().trim_start_matches("- ");
    let key = key.split(':').next().unwrap_or_default().trim();
    let value = before
        .split_once(": ")
        .map_or("", |(_, value)| value.trim());
    match key {
        "send" => "write the request's name, as in `send: Folder / Request`",
        "base" => "write the variable that holds this host, as in `base: \"{{url}}\"`",
        "destructive" => "keep the line with the reason, or take it out",
        "curl" | "request" => "keep the step as it is sent, or take it out",
        "expect" | "like" | "contains" | "body" => "say what is expected, or take the line out",
        _ if key.starts_with('"') && value.starts_with("\"{{") => "keep the line, or take it out",
        _ if key.starts_with(['/', '"']) && !value.starts_with("\"$") => {
            "write the place and the value that are meant"
        }
        _ if value.contains('$') => "make the selector say it, as in `$[?@.name == 'x'].id`",
        _ => "write what is meant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_told_with_its_place_and_what_would_settle_it() {
        let mut problems = Problems::of("p.md");
        let yaml = " send: \"?\"  # choose: which one\n capture:\n   id: $.id  # choose: whose\n destructive: x  # choose: what\n";
        find(yaml, 3, &mut problems);
        let told: Vec<String> = problems.list.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "p.md:3:13: this is not settled: which one; write the request's name, as in `send: Folder / Request`, and delete the mark",
                "p.md:5:14: this is not settled: whose; make the selector say it, as in `$[?@.name == 'x'].id`, and delete the mark",
                "p.md:6:18: this is not settled: what; keep the line with the reason, or take it out, and delete the mark",
            ]
        );
    }
}
