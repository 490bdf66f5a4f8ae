//! The bytes of a connection: over HTTP/1, the head of a request is ours, letter for letter.
//!
//! hyper frames bodies, keeps the connection alive and checks responses. It writes a head of its
//! own making, with the names' case lost and headers added; this stream puts the head that
//! `crate::request` wrote in its place. On the way back it keeps a copy of the response's head, in
//! which names are still as the server wrote them.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use memchr::{memchr_iter, memmem};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::http::connections::frames::Frames;

/// What ends a head.
const END: &[u8] = b"\r\n\r\n";

/// How long the heads of one answer may be together, those of interim answers included, in bytes:
/// curl's limit.
pub(crate) const LONGEST: usize = 300 * 1024;

/// After how many bytes that are read others have their turn: a server that never stops writing
/// stops no clock.
const TURN: usize = 16 * 1024;

/// Heads that never end, one after the other or in one.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the heads of the answer are longer than {LONGEST} bytes")]
pub(crate) struct TooLong;

/// What the sender of a request shares with the stream that carries it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heads(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    /// The head that takes the place of the one that hyper is going to write.
    outgoing: Option<Vec<u8>>,
    /// What has arrived of the response's head.
    incoming: Vec<u8>,
    /// Where the search for the head's end goes on.
    searched: usize,
    /// How much came before that: interim responses, and empty lines.
    passed: usize,
    stage: Stage,
    /// Whether something of a response has arrived.
    is_answered: bool,
    /// What is counted in its place where HTTP/2 is spoken.
    frames: Option<Frames>,
    /// Whether there were more heads than may be.
    is_too_long: bool,
}

/// What of a response is to be copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    /// Nothing: no request is under way, or the head is complete.
    #[default]
    Idle,
    /// The head is arriving.
    Head,
}

impl Heads {
    /// Those of a connection that speaks HTTP/2: they are counted, not kept.
    pub(crate) fn of_http2() -> Self {
        Self(Arc::new(Mutex::new(Shared {
            frames: Some(Frames::default()),
            ..Shared::default()
        })))
    }

    /// Puts a head in the place of the next one that is written.
    pub(crate) fn expect(&self, head: Vec<u8>) {
        let mut shared = self.lock();
        *shared = Shared {
            outgoing: Some(head),
            stage: Stage::Head,
            ..Shared::default()
        };
    }

    /// Keeps the head of the next response, to a request that stays as hyper writes it.
    pub(crate) fn listen(&self) {
        *self.lock() = Shared {
            stage: Stage::Head,
            ..Shared::default()
        };
    }

    /// The head of the last response, as it arrived; interim responses are left out.
    pub(crate) fn received(&self) -> Vec<u8> {
        std::mem::take(&mut self.lock().incoming)
    }

    /// Whether something of a response to the last request has arrived; empty lines are nothing.
    pub(crate) fn is_answered(&self) -> bool {
        self.lock().is_answered
    }

    /// Whether the connection was given up for heads without end.
    pub(crate) fn are_too_long(&self) -> bool {
        self.lock().is_too_long
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Takes a copy of what arrived, as far as it belongs to the head, in time that grows with it
    /// alone.
    ///
    /// # Errors
    /// There is more of it than may be: [`TooLong`].
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(frames) = &mut self.frames {
            let length = frames.take(bytes);
            return self.limit(length);
        }
        if self.stage == Stage::Idle || bytes.is_empty() {
            return Ok(());
        }
        self.incoming.extend_from_slice(bytes);
        let mut begin = if self.incoming.len() == bytes.len() {
            empty_lines(bytes)
        } else {
            0
        };
        self.is_answered |= begin < self.incoming.len();
        let mut end = self.incoming.len();
        while let Some(found) = self.end(begin) {
            if is_interim(&self.incoming[begin..found]) {
                begin = found + empty_lines(&self.incoming[found..]);
                continue;
            }
            end = found;
            self.stage = Stage::Idle;
            break;
        }
        self.incoming.truncate(end);
        self.incoming.drain(..begin);
        self.passed += begin;
        self.searched = self.incoming.len();
        self.limit(self.passed + self.incoming.len())
    }

    // Differs from Postman: there any number of interim answers may come
    // (`heads_without_end_are_given_up_whatever_they_are_made_of`).
    fn limit(&mut self, length: usize) -> io::Result<()> {
        self.is_too_long = length > LONGEST;
        if self.is_too_long {
            return Err(io::Error::other(TooLong));
        }
        Ok(())
    }

    /// Where the head ends that begins at `begin`; lines may end with a bare line feed.
    fn end(&self, begin: usize) -> Option<usize> {
        let from = begin.max(self.searched.saturating_sub(2));
        let rest = &self.incoming[from..];
        memchr_iter(b'\n', rest).find_map(|at| match &rest[at + 1..] {
            [b'\n', ..] => Some(from + at + 2),
            [b'\r', b'\n', ..] => Some(from + at + 3),
            _ => None,
        })
    }
}

/// How many bytes of empty lines there are before a head: hyper passes over them.
fn empty_lines(bytes: &[u8]) -> usize {
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte));
    start.unwrap_or(bytes.len())
}

/// Makes of a head what hyper reads where Node reads it too: versions that exist by name alone,
/// chunks from a server of HTTP/1.0, and control characters in a reason phrase. The copy of the
/// head stays as it came.
fn amend(bytes: &mut [u8]) {
    let start = empty_lines(bytes);
    let head = &mut bytes[start..];
    let is_amended = [b"HTTP/2.0 ", b"HTTP/0.9 "]
        .iter()
        .any(|version| head.starts_with(*version))
        || (head.starts_with(b"HTTP/1.0 ") && is_chunked(head));
    if is_amended {
        head[5..8].copy_from_slice(b"1.1");
    }
    let line = head.iter().take_while(|&&byte| byte != b'\n').count();
    let phrase = head[..line].iter_mut().skip("HTTP/1.1 200 ".len());
    for byte in phrase.filter(|byte| byte.is_ascii_control() && !b"\t\r".contains(*byte)) {
        *byte = b'?';
    }
}

/// Whether a head speaks of a transfer coding.
fn is_chunked(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    lines
        .by_ref()
        .take_while(|line| line.len() > 1)
        .any(|line| {
            const NAME: &[u8] = b"transfer-encoding:";
            line.get(..NAME.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(NAME))
        })
}

/// Whether a head is that of a response which another one follows.
fn is_interim(head: &[u8]) -> bool {
    let code = head.split(|&byte| byte == b' ').nth(1);
    code.is_some_and(|code| code.len() == 3 && code[0] == b'1' && code != b"101")
}

/// A stream that carries requests and responses.
#[derive(Debug)]
pub(crate) struct Wire<S> {
    inner: S,
    heads: Heads,
    /// What is being written in the place of hyper's bytes.
    own: Vec<u8>,
    /// How much of it is written.
    written: usize,
    /// How many of hyper's bytes it stands for.
    stands_for: usize,
    /// How much was read since others had their turn.
    taken: usize,
    /// Whether what arrives may be read.
    is_open: bool,
    /// Who waits for that.
    waiting: Option<Waker>,
}

impl<S> Wire<S> {
    /// Wraps a stream.
    pub(crate) fn new(inner: S, heads: Heads) -> Self {
        Self {
            inner,
            heads,
            own: Vec::new(),
            written: 0,
            stands_for: 0,
            taken: 0,
            is_open: true,
            waiting: None,
        }
    }

    /// Leaves what arrives unread until something is written: some servers answer before they are
    /// asked, which hyper takes for a fault.
    pub(crate) fn asking_first(self) -> Self {
        Self {
            is_open: false,
            ..self
        }
    }

    /// Something was written.
    fn open(&mut self) {
        self.is_open = true;
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    /// Makes ready what stands for `buffer`, if a head is expected in it.
    fn replace(&mut self, buffer: &[u8]) -> io::Result<()> {
        let Some(head) = self.heads.lock().outgoing.take() else {
            return Ok(());
        };
        let end = memmem::find(buffer, END)
            .ok_or_else(|| io::Error::other("a head was written in parts"))?;
        self.own = head;
        // What follows the head goes with it: one write for a small request.
        self.own.extend_from_slice(&buffer[end + END.len()..]);
        (self.written, self.stands_for) = (0, buffer.len());
        Ok(())
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.stands_for == 0 {
            this.replace(buffer)?;
        }
        if this.stands_for == 0 {
            let count = ready!(Pin::new(&mut this.inner).poll_write(context, buffer))?;
            this.open();
            return Poll::Ready(Ok(count));
        }
        while this.written < this.own.len() {
            let count =
                ready!(Pin::new(&mut this.inner).poll_write(context, &this.own[this.written..]))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            this.written += count;
        }
        this.own = Vec::new();
        this.open();
        Poll::Ready(Ok(std::mem::take(&mut this.stands_for)))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.is_open {
            this.waiting = Some(context.waker().clone());
            return Poll::Pending;
        }
        if this.taken >= TURN {
            this.taken = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        match ready!(Pin::new(&mut this.inner).poll_read(context, buffer)) {
            // Many servers end a connection without TLS's word for it. Whether something is missing is
            // told by the length of a body, or its last chunk.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
            read => read?,
        }
        this.taken += buffer.filled().len() - before;
        let mut shared = this.heads.lock();
        let begins = shared.stage == Stage::Head && shared.incoming.is_empty();
        shared.take(&buffer.filled()[before..])?;
        if begins {
            amend(&mut buffer.filled_mut()[before..]);
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_head_takes_the_place_of_the_next_one_alone() {
        let (near, mut far) = duplex(7);
        let heads = Heads::default();
        heads.expect(b"GET /../x HTTP/1.1\r\nx-OWN: 1\r\n\r\n".to_vec());
        let mut wire = Wire::new(near, heads.clone());
        let writing = tokio::spawn(async move {
            wire.write_all(b"GET / HTTP/1.1\r\n\r\nbody").await.unwrap();
            wire.write_all(b"GET /next HTTP/1.1\r\n\r\n").await.unwrap();
        });
        let mut seen = String::new();
        far.read_to_string(&mut seen).await.unwrap();
        writing.await.unwrap();
        assert_eq!(
            seen,
            "GET /../x HTTP/1.1\r\nx-OWN: 1\r\n\r\nbodyGET /next HTTP/1.1\r\n\r\n"
        );
    }

    /// What a server sends that ends without a word: a piece, and an error.
    struct Torn(Option<&'static [u8]>);

    impl AsyncRead for Torn {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let Some(piece) = self.0.take() else {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            };
            buffer.put_slice(piece);
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn a_connection_that_ends_without_a_word_is_over_as_any_other() {
        let answer = b"HTTP/1.0 200 OK\r\n\r\nbody";
        let mut wire = Wire::new(Torn(Some(answer)), Heads::default());
        let mut through = Vec::new();
        wire.read_to_end(&mut through).await.unwrap();
        assert_eq!(through, answer);
    }

    #[tokio::test]
    async fn the_head_of_a_response_is_kept_as_it_came_in_pieces_of_any_size() {
        let answer =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Fine\r\nx-UP: 1\r\n\r\nbody\r\n\r\n";
        for size in 1..answer.len() {
            let heads = Heads::default();
            heads.expect(Vec::new());
            let (mut near, far) = duplex(size);
            let mut wire = Wire::new(far, heads.clone());
            let writing = tokio::spawn(async move { near.write_all(answer).await.unwrap() });
            let mut through = Vec::new();
            wire.read_to_end(&mut through).await.unwrap();
            writing.await.unwrap();
            assert_eq!(through, answer);
            assert_eq!(
                heads.received(),
                b"HTTP/1.1 200 Fine\r\nx-UP: 1\r\n\r\n",
                "{size}"
            );
        }
    }

    #[test]
    fn empty_lines_before_a_head_are_passed_over() {
        let answer = b"\r\n\nHTTP/1.1 100 Continue\r\n\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nbody";
        for size in 1..answer.len() {
            let mut shared = Shared {
                stage: Stage::Head,
                ..Shared::default()
            };
            answer
                .chunks(size)
                .for_each(|piece| shared.take(piece).unwrap());
            assert_eq!(
                shared.incoming, b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n",
                "{size}"
            );
        }
    }

    #[test]
    fn empty_lines_are_no_answer_and_the_first_byte_of_a_head_is_one() {
        let heads = Heads::default();
        heads.expect(Vec::new());
        heads.lock().take(b"\r\n\r\n").unwrap();
        assert!(!heads.is_answered());
        heads
            .lock()
            .take(b"\nHTTP/1.1 103 Early Hints\r\n\r\n")
            .unwrap();
        assert!(heads.is_answered());
        heads.expect(Vec::new());
        assert!(!heads.is_answered());
    }

    #[test]
    fn heads_are_counted_together_with_those_of_interim_answers() {
        let interim = b"HTTP/1.1 103 Early Hints\r\n\r\n";
        let last = b"HTTP/1.1 200 OK\r\n\r\n";
        for (piece, rest) in [
            (&interim.repeat(1000)[..], &last[..]),
            (&b"\r\n".repeat(20_000), last),
            (&b"x".repeat(10_000), b"\r\n\r\n"),
        ] {
            let taken = |pieces: usize| {
                let mut shared = Shared {
                    stage: Stage::Head,
                    ..Shared::default()
                };
                let whole = [&piece.repeat(pieces), rest].concat();
                let body = b"a body counts for nothing".repeat(20_000);
                shared
                    .take(&whole)
                    .and_then(|()| shared.take(&body))
                    .is_ok()
            };
            let fitting = (LONGEST - rest.len()) / piece.len();
            assert!(taken(fitting), "{}", piece.len());
            assert!(!taken(fitting + 1), "{}", piece.len());
        }
    }

    #[test]
    fn what_node_reads_is_made_into_what_hyper_reads() {
        for (head, amended) in [
            ("HTTP/2.0 200 OK\r\n", "HTTP/1.1 200 OK\r\n"),
            ("\r\n\nHTTP/0.9 200 OK\r\n", "\r\n\nHTTP/1.1 200 OK\r\n"),
            ("HTTP/2.1 200 OK\r\n", "HTTP/2.1 200 OK\r\n"),
            ("HTTP/1.0 200 OK\r\nA: b\r\n", "HTTP/1.0 200 OK\r\nA: b\r\n"),
            (
                "HTTP/1.0 200 OK\r\ntransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-Encoding: chunked\r\n\r\n",
            ),
            (
                "HTTP/1.0 200 OK\r\n\r\nTransfer-Encoding: x",
                "HTTP/1.0 200 OK\r\n\r\nTransfer-Encoding: x",
            ),
            (
                "HTTP/1.1 200 O\u{1}\tK\u{7f}\r\nA: \u{1}\r\n",
                "HTTP/1.1 200 O?\tK?\r\nA: \u{1}\r\n",
            ),
            ("HT", "HT"),
        ] {
            let mut bytes = head.as_bytes().to_vec();
            amend(&mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), amended, "{head:?}");
        }
    }

    #[test]
    fn heads_with_bare_line_feeds_end_too() {
        for head in ["HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200 OK\r\nA: b\n\r\n"] {
            let mut shared = Shared {
                stage: Stage::Head,
                ..Shared::default()
            };
            shared.take(format!("{head}body").as_bytes()).unwrap();
            assert_eq!(shared.incoming, head.as_bytes());
        }
    }
}
