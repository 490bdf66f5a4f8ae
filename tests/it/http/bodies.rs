//! Bodies in pieces, and bodies from files.

use std::io::Write;
use std::path::PathBuf;

use postrider::exchange::{Body, Chunk, Request};

use super::{request, send, with_body};
use crate::server::{Server, ok, redirect};

fn file(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn post(server: &Server, chunks: Vec<Chunk>) -> Request {
    Request {
        body: Body::Chunks(chunks),
        ..request("POST", &server.url("/"), &[])
    }
}

fn of_file(path: impl Into<PathBuf>, length: usize) -> Chunk {
    Chunk::File {
        path: path.into(),
        length: length as u64,
    }
}

#[test]
fn pieces_and_files_are_sent_in_order_with_their_length() {
    let content: Vec<u8> = (0..300_000_u32)
        .map(|number| number.to_le_bytes()[1])
        .collect();
    let file = file(&content);
    let server = Server::start(|_| ok(""));
    let chunks = vec![
        Chunk::Bytes("before".into()),
        of_file(file.path(), content.len()),
        Chunk::Bytes("after".into()),
    ];
    send(post(&server, chunks)).unwrap();
    let seen = server.sole_request();
    assert_eq!(seen.header("content-length"), Some("300011"));
    assert_eq!(seen.header("transfer-encoding"), None);
    assert!(seen.body == [b"before".as_slice(), &content, b"after"].concat());
}

#[test]
fn no_more_of_a_file_is_sent_than_was_promised() {
    let file = file(b"0123456789");
    let server = Server::start(|_| ok(""));
    send(post(
        &server,
        vec![of_file(file.path(), 4), Chunk::Bytes("!".into())],
    ))
    .unwrap();
    assert_eq!(server.sole_request().body, b"0123!");
}

#[test]
fn a_file_that_cannot_be_read_fails_the_request_and_is_named() {
    let server = Server::start(|_| ok(""));
    let missing = tempfile::tempdir().unwrap().path().join("missing.bin");
    let error = send(post(&server, vec![of_file(&missing, 4)])).unwrap_err();
    assert!(
        error
            .message
            .starts_with(&format!("cannot read `{}`: ", missing.display())),
        "{}",
        error.message
    );

    let short = file(b"01");
    let error = send(post(&server, vec![of_file(short.path(), 4)])).unwrap_err();
    assert!(
        error
            .message
            .ends_with("it became shorter while it was sent"),
        "{}",
        error.message
    );
}

#[test]
fn a_file_is_sent_again_after_a_redirect() {
    let file = file(b"content");
    let server = Server::start(|seen| {
        if seen.target() == "/" {
            redirect(307, "/to")
        } else {
            ok("")
        }
    });
    send(post(&server, vec![of_file(file.path(), 7)])).unwrap();
    assert_eq!(server.received()[1].body, b"content");
}

#[test]
fn a_big_body_is_whole() {
    let big: Vec<u8> = (0..3_000_000_u32)
        .map(|number| number.to_le_bytes()[0])
        .collect();
    let server = Server::start(|_| ok(""));
    send(with_body(
        request("PUT", &server.url("/"), &[]),
        big.clone(),
    ))
    .unwrap();
    assert!(server.sole_request().body == big);
}
