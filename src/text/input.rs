//! The bytes of what a path names, within bounds: nothing that somebody can name keeps the program
//! waiting for ever or takes all memory.

use std::fs::{File, FileType, Metadata};
use std::io::{Error, ErrorKind, IsTerminal, Read, Result};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// The most that is read of a file.
const LARGEST_FILE: u64 = 1 << 30;

/// The most that is read of what has no length before its end, such as a pipe.
const LARGEST_STREAM: usize = 128 << 20;

/// How long a pipe may be silent: nobody may ever write to it.
const SILENCE: Duration = Duration::from_secs(30);

/// How much of a stream is read at a time.
const PIECE: usize = 64 << 10;

/// How many pieces may wait.
const WAITING: usize = 16;

/// Reads what the user has named: a file or, as in `<(…)`, a pipe.
///
/// # Errors
/// It can't be read, it is a directory or a device, it is too large, or nothing comes of it.
pub fn read_input(path: &Path) -> Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_file() {
        return of_length(path, &metadata);
    }
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if is_device(metadata.file_type()) {
        let file = File::open(path)?;
        // Somebody types.
        return if file.is_terminal() || path == Path::new("/dev/null") {
            limited(file, LARGEST_STREAM as u64)
        } else {
            Err(Error::new(ErrorKind::InvalidInput, "it is a device"))
        };
    }
    let path = path.to_owned();
    // Opening it waits for whoever writes.
    read_stream(move || File::open(path))
}

/// Reads a file, and nothing that is none.
///
/// # Errors
/// It can't be read, it is no file, or it is too large.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, NO_FILE));
    }
    of_length(path, &metadata)
}

/// Opens a file of at least so many bytes; `None` where it is smaller, too large, or no file.
pub fn open_large(path: &Path, least: u64) -> Option<File> {
    let metadata = std::fs::metadata(path).ok()?;
    let is_large = metadata.is_file() && (least..=LARGEST_FILE).contains(&metadata.len());
    is_large.then(|| File::open(path).ok()).flatten()
}

/// What is said of a pipe or a device where only a file will do.
pub const NO_FILE: &str = "it is no regular file";

/// Reads a stream on a thread of its own, to its end.
///
/// # Errors
/// It can't be opened or read, it is too large, or nothing comes of it.
pub fn read_stream<R: Read>(open: impl FnOnce() -> Result<R> + Send + 'static) -> Result<Vec<u8>> {
    let (sender, pieces) = sync_channel(WAITING);
    let work = move || {
        let read = open().and_then(|mut stream| {
            loop {
                let mut piece = vec![0; PIECE];
                let length = match stream.read(&mut piece) {
                    Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
                    read => read?,
                };
                piece.truncate(length);
                // Nobody listens any more.
                if length == 0 || sender.send(Ok(piece)).is_err() {
                    return Ok(());
                }
            }
        });
        if let Err(cause) = read {
            let _ = sender.send(Err(cause));
        }
    };
    thread::Builder::new().name("input".into()).spawn(work)?;
    let mut bytes = Vec::new();
    loop {
        match pieces.recv_timeout(SILENCE) {
            Ok(piece) => bytes.append(&mut piece?),
            Err(RecvTimeoutError::Disconnected) => return Ok(bytes),
            Err(RecvTimeoutError::Timeout) => {
                let message = format!("nothing came for {} seconds", SILENCE.as_secs());
                return Err(Error::new(ErrorKind::TimedOut, message));
            }
        }
        if bytes.len() > LARGEST_STREAM {
            return Err(too_large(LARGEST_STREAM as u64));
        }
    }
}

fn of_length(path: &Path, metadata: &Metadata) -> Result<Vec<u8>> {
    if metadata.len() > LARGEST_FILE {
        return Err(too_large(LARGEST_FILE));
    }
    let file = File::open(path)?;
    // What the system makes up as it is read has no length.
    let most = if metadata.len() == 0 {
        LARGEST_STREAM as u64
    } else {
        LARGEST_FILE
    };
    limited(file, most)
}

fn limited(file: File, most: u64) -> Result<Vec<u8>> {
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    // One byte more tells the end without another piece.
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(most)).unwrap_or(0) + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

fn too_large(most: u64) -> Error {
    let message = format!("it is larger than {} MB", most >> 20);
    Error::new(ErrorKind::FileTooLarge, message)
}

#[cfg(unix)]
fn is_device(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_: FileType) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_an_error() {
        let error = read_stream(|| Ok(std::io::repeat(b' '))).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 128 MB");
        let endless = tempfile::NamedTempFile::new().unwrap();
        endless.as_file().set_len(LARGEST_FILE + 1).unwrap();
        let error = read_input(endless.path()).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 1024 MB");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_no_input() {
        for path in ["/dev/zero", "/dev/urandom"].map(Path::new) {
            assert_eq!(read_input(path).unwrap_err().to_string(), "it is a device");
            assert_eq!(read_file(path).unwrap_err().to_string(), NO_FILE);
        }
        assert_eq!(read_input(Path::new("/dev/null")).unwrap(), b"");
    }
}
