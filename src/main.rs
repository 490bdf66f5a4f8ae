//! The `postrider` program: hands what the system knows to the library, and its verdict back.

use std::process::ExitCode;

use postrider::cli;

fn main() -> ExitCode {
    cli::main(&cli::Surroundings::capture()).into()
}
