//! What of others is in the program, and under which licences: `THIRD-PARTY.md`, which the licences
//! ask to go along with it. It lies in the program packed, and only whoever asks unpacks it.

use std::io::Read;

use flate2::read::GzDecoder;

use super::Exit;
use super::error::Fault;
use super::messages::print;

/// The page, as `build.rs` packed it.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/licenses.gz"));

/// Prints the page.
pub(super) fn print_page() -> Result<Exit, Fault> {
    let mut page = String::new();
    GzDecoder::new(PACKED).read_to_string(&mut page)?;
    print(&page)
}
