//! The `postrider` program: hands what the system knows to the library, and its verdict back.

use std::process::ExitCode;
use std::thread;

#[cfg(not(address_sanitizer))]
use mimalloc::MiMalloc;
use postrider::cli;

#[cfg(not(address_sanitizer))]
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Stack in bytes: scripts may call as deep as in Postman, and systems give a program's first
/// thread as little as 1 MB.
const STACK: usize = 32 << 20;

/// What Rust exits with after a panic.
const PANICKED: u8 = 101;

fn main() -> ExitCode {
    let work = || cli::main(&cli::Surroundings::capture());
    match thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(thread) => thread
            .join()
            .map_or(ExitCode::from(PANICKED), ExitCode::from),
        Err(_) => work().into(),
    }
}
