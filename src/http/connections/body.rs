//! A request's body on its way out: files are read while they are sent.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::Frame;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::exchange::{Body, Chunk, SendError};
use crate::http::connections::progress::Activity;

/// The body of a request as hyper takes it.
pub(crate) type Outgoing = UnsyncBoxBody<Bytes, std::io::Error>;

/// How much of a file is in memory at a time.
const PIECE: usize = 64 * 1024;

/// Where a body that can't be read leaves the reason.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trouble(Arc<Mutex<Option<SendError>>>);

impl Trouble {
    /// The reason, if the body could not be read.
    pub(crate) fn take(&self) -> Option<SendError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the body could not be read.
    pub(crate) fn is_there(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    fn set(&self, error: SendError) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// The body as hyper takes it.
pub(crate) fn stream(body: &Body, activity: &Activity, trouble: &Trouble) -> Outgoing {
    match body {
        Body::Bytes(bytes) if bytes.len() <= PIECE => Full::new(bytes.clone())
            .map_err(|never| match never {})
            .boxed_unsync(),
        Body::Bytes(bytes) => wrap(vec![Chunk::Bytes(bytes.clone())], activity, trouble),
        Body::Chunks(chunks) if !body.is_empty() => wrap(chunks.clone(), activity, trouble),
        Body::Empty | Body::Chunks(_) => {
            Empty::new().map_err(|never| match never {}).boxed_unsync()
        }
    }
}

fn wrap(chunks: Vec<Chunk>, activity: &Activity, trouble: &Trouble) -> Outgoing {
    let sender = Sender {
        chunks: chunks.into_iter(),
        current: Current::Nothing,
        activity: activity.clone(),
        trouble: trouble.clone(),
    };
    let pieces = stream::try_unfold(sender, |mut sender| async move {
        match sender.next().await {
            Ok(piece) => Ok(piece.map(|piece| (Frame::data(piece), sender))),
            Err(error) => {
                sender.trouble.set(error);
                Err(std::io::Error::other("the body could not be read"))
            }
        }
    });
    StreamBody::new(pieces).boxed_unsync()
}

/// What is left to be sent.
struct Sender {
    chunks: std::vec::IntoIter<Chunk>,
    current: Current,
    activity: Activity,
    trouble: Trouble,
}

enum Current {
    Nothing,
    Bytes(Bytes),
    File {
        file: File,
        path: PathBuf,
        left: u64,
    },
}

impl Sender {
    async fn next(&mut self) -> Result<Option<Bytes>, SendError> {
        self.activity.mark();
        loop {
            match &mut self.current {
                Current::Bytes(bytes) if !bytes.is_empty() => {
                    return Ok(Some(bytes.split_to(bytes.len().min(PIECE))));
                }
                Current::File { file, path, left } if *left > 0 => {
                    let piece = read(file, *left)
                        .await
                        .map_err(|error| unreadable(path, &error))?;
                    *left -= piece.len() as u64;
                    return Ok(Some(piece));
                }
                _ => {}
            }
            let Some(chunk) = self.chunks.next() else {
                return Ok(None);
            };
            self.current = open(chunk).await?;
        }
    }
}

async fn open(chunk: Chunk) -> Result<Current, SendError> {
    match chunk {
        Chunk::Bytes(bytes) => Ok(Current::Bytes(bytes)),
        Chunk::File { path, length } => {
            let file = File::open(&path)
                .await
                .map_err(|error| unreadable(&path, &error))?;
            Ok(Current::File {
                file,
                path,
                left: length,
            })
        }
    }
}

async fn read(file: &mut File, left: u64) -> std::io::Result<Bytes> {
    let limit = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
    let mut piece = BytesMut::with_capacity(limit);
    if file.take(limit as u64).read_buf(&mut piece).await? == 0 {
        return Err(std::io::Error::other("it became shorter while it was sent"));
    }
    Ok(piece.freeze())
}

fn unreadable(path: &std::path::Path, error: &std::io::Error) -> SendError {
    SendError::new(format!("cannot read `{}`: {error}", path.display()))
}
