//! Which commands of a text run in any case, and once: those that no condition, loop or function of the
//! shell decides.

use super::simple::{Follows, Simple};

/// Commands whose result is a condition.
const CONDITIONS: [&str; 9] = [
    "test", "[", "[[", "((", "false", "grep", "egrep", "diff", "cmp",
];

/// Commands behind which no other one runs.
const ENDS: [&str; 3] = ["exit", "return", "exec"];

/// What decides at a place of a text whether the next command runs.
#[derive(Debug, Default, Clone)]
pub(super) struct Flow {
    blocks: Vec<Block>,
    /// The condition of the commands that `&&` and `||` join.
    chain: Option<String>,
    /// The command that has ended all.
    ended: Option<String>,
}

/// Commands between two words of the shell: `if` and `fi`.
#[derive(Debug, Clone)]
struct Block {
    begin: String,
    /// Whether what follows runs only under a condition, or several times.
    is_decided: bool,
}

impl Flow {
    /// Takes a command, and says what decides whether it runs.
    pub(super) fn take(&mut self, command: &Simple) -> Option<String> {
        let (decided_by, first) = self.begin(command);
        let words = &command.words;
        let Some(first) = words.get(first).map(|word| word.text.as_str()) else {
            return decided_by;
        };
        let is_not = words.iter().any(|word| word.text == "!");
        if is_not || CONDITIONS.contains(&first) || first.starts_with("((") {
            self.chain.get_or_insert_with(|| first.to_owned());
        }
        // `… || exit` goes on where all is well.
        if decided_by.is_none()
            && words.len() > usize::from(first == "exec")
            && ENDS.contains(&first)
        {
            self.ended.get_or_insert_with(|| first.to_owned());
        }
        decided_by
    }

    /// Goes into what a command takes the output of.
    pub(super) fn enter(&mut self, command: &Simple) {
        if let (Some(begin), _) = self.begin(command) {
            self.open(&begin, true);
        }
        self.chain = None;
    }

    pub(super) fn is_in_case(&self) -> bool {
        self.blocks.iter().any(|block| block.begin == "case")
    }

    /// `(` and `)`: what is set between them is not set behind.
    pub(super) fn open_group(&mut self) {
        self.open("(", false);
    }

    pub(super) fn is_in_group(&self) -> bool {
        self.blocks.iter().any(|block| block.begin == "(")
    }

    pub(super) fn close_group(&mut self) {
        while self.blocks.pop().is_some_and(|block| block.begin != "(") {}
    }

    /// Reads the words of the shell that a command begins with: what decides whether it runs, and
    /// which of its words is the first one behind them.
    fn begin(&mut self, command: &Simple) -> (Option<String>, usize) {
        match command.follows {
            Follows::Line => self.chain = None,
            Follows::And => {}
            Follows::Or => self.chain = Some("||".to_owned()),
        }
        let mut first = 0;
        for word in &command.words {
            match word.text.as_str() {
                word @ ("if" | "while" | "until") => self.open(word, word != "if"),
                word @ ("for" | "select" | "case" | "function") => {
                    self.open(word, true);
                    break;
                }
                "then" | "else" | "elif" | "do" => {
                    if let Some(block) = self.blocks.last_mut() {
                        block.is_decided = true;
                    }
                }
                "{" if !self.blocks.last().is_some_and(Block::awaits_brace) => {
                    self.open("{", false);
                }
                "fi" | "done" | "esac" | "}" => {
                    self.blocks.pop();
                }
                word if word.ends_with("()") => self.open(word, true),
                "{" | "!" | "time" => {}
                _ => break,
            }
            first += 1;
        }
        let decided = self.blocks.iter().find(|block| block.is_decided);
        let by_block = decided.map(|block| block.begin.clone());
        let decided_by = self.ended.clone().or(by_block).or(self.chain.clone());
        (decided_by, first)
    }

    fn open(&mut self, begin: &str, is_decided: bool) {
        self.blocks.push(Block {
            begin: begin.to_owned(),
            is_decided,
        });
    }
}

impl Block {
    /// `name() {` is one block.
    fn awaits_brace(&self) -> bool {
        self.begin.ends_with("()") || self.begin == "function"
    }
}
