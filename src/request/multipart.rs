//! Multipart forms (RFC 7578), in the layout that Postman sends.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use super::media_type::media_type;
use super::{BuildError, Files};
use crate::collection::{FormParam, FormValue};
use crate::exchange::Chunk;
use crate::world::World;

/// A boundary of 26 hyphens and 24 digits.
pub(super) fn boundary(world: &World) -> String {
    let digits: String = (0..24).map(|_| world.integer(0, 9).to_string()).collect();
    format!("{}{digits}", "-".repeat(26))
}

/// The body of a form: texts in memory, files to be streamed.
pub(super) fn encode<'p>(
    params: impl IntoIterator<Item = &'p FormParam>,
    boundary: &str,
    files: &Files,
) -> Result<Vec<Chunk>, BuildError> {
    let mut writer = Writer {
        boundary,
        chunks: Vec::new(),
        text: Vec::new(),
    };
    for param in params.into_iter().filter(|param| !param.disabled) {
        match &param.value {
            FormValue::Text(text) => {
                writer.part(
                    &Part::of(param, None),
                    Chunk::Bytes(text.clone().into_bytes().into()),
                );
            }
            FormValue::Base64(content) => {
                let what = || format!("form field `{}`", param.key);
                let decoded =
                    BASE64_STANDARD
                        .decode(content)
                        .map_err(|cause| BuildError::NotBase64 {
                            what: what(),
                            cause,
                        })?;
                writer.part(&Part::of(param, None), Chunk::Bytes(decoded.into()));
            }
            // No file was ever chosen: Postman sends an empty part.
            FormValue::Files(_) if param.value.is_no_file() => {
                let unnamed = FormParam {
                    file_name: Some(param.file_name.clone().unwrap_or_default()),
                    ..param.clone()
                };
                writer.part(&Part::of(&unnamed, None), Chunk::Bytes(Bytes::new()));
            }
            FormValue::Files(sources) => {
                for source in sources {
                    let chunk = files.chunk(source, &|| format!("form field `{}`", param.key))?;
                    writer.part(&Part::of(param, Some(source)), chunk);
                }
            }
        }
    }
    Ok(writer.finish())
}

/// The header of a part.
struct Part<'a> {
    name: &'a str,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl<'a> Part<'a> {
    fn of(param: &'a FormParam, source: Option<&String>) -> Self {
        let base_name = |path: &String| {
            Path::new(path)
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let file_name = param
            .file_name
            .clone()
            .or_else(|| source.and_then(base_name));
        let guessed = file_name
            .as_deref()
            .filter(|name| !name.is_empty())
            .map(|name| media_type(name).to_owned());
        let given = param
            .content_type
            .clone()
            .filter(|content_type| !content_type.is_empty());
        Self {
            name: &param.key,
            content_type: given.or(guessed),
            file_name,
        }
    }
}

struct Writer<'a> {
    boundary: &'a str,
    chunks: Vec<Chunk>,
    text: Vec<u8>,
}

impl Writer<'_> {
    fn part(&mut self, part: &Part<'_>, content: Chunk) {
        let mut header = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
            self.boundary, part.name
        );
        if let Some(file_name) = &part.file_name {
            header.extend(["; filename=\"", file_name, "\""]);
        }
        header.push_str("\r\n");
        if let Some(content_type) = &part.content_type {
            header.extend(["Content-Type: ", content_type, "\r\n"]);
        }
        header.push_str("\r\n");
        self.text.extend_from_slice(header.as_bytes());
        match content {
            Chunk::Bytes(bytes) => self.text.extend_from_slice(&bytes),
            Chunk::File { .. } => {
                self.flush();
                self.chunks.push(content);
            }
        }
        self.text.extend_from_slice(b"\r\n");
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.chunks
                .push(Chunk::Bytes(Bytes::from(std::mem::take(&mut self.text))));
        }
    }

    fn finish(mut self) -> Vec<Chunk> {
        self.text
            .extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        self.flush();
        self.chunks
    }
}
