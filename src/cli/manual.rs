//! The manual page: one page for all commands, made from the same types as the command line.

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::cli::args::Arguments;

/// The page in roff.
///
/// # Errors
/// Writing to memory fails, which it does not.
pub(super) fn page() -> std::io::Result<String> {
    let mut program = Arguments::command();
    program.build();
    let man = Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut page = String::from_utf8_lossy(&page).into_owned();
    commands(&program, &mut page)?;
    Ok(page)
}

/// A section for each command below `parent` that takes something to act on.
fn commands(parent: &Command, page: &mut String) -> std::io::Result<()> {
    for command in parent.get_subcommands() {
        if command.is_hide_set() || command.get_name() == "help" {
            continue;
        }
        if command.has_subcommands() {
            commands(command, page)?;
            continue;
        }
        let man = Man::new(command.clone());
        let mut section = Vec::new();
        man.render_description_section(&mut section)?;
        man.render_synopsis_section(&mut section)?;
        man.render_options_section(&mut section)?;
        let section = String::from_utf8_lossy(&section);
        page.push_str(&format!(".SH {}\n", name(command).to_uppercase()));
        page.push_str(&section.replace("\n.SH ", "\n.SS "));
    }
    Ok(())
}

/// The name as it is typed, with those of the commands above it.
fn name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_section_with_its_options_and_no_other_page_is_named() {
        let page = page().unwrap();
        for part in [
            ".SH POSTRIDER RUN\n",
            ".SS DESCRIPTION\nRun collections\n",
            ".SH POSTRIDER GUIDE CHECK\n",
            ".SS DESCRIPTION\nFind mistakes",
            "\\fB\\-\\-iteration\\-data\\fR",
        ] {
            assert!(page.contains(part), "{part:?} in {page}");
        }
        assert!(!page.contains("postrider\\-"), "{page}");
    }
}
