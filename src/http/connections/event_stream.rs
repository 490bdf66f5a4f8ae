//! Server-sent events (WHATWG HTML, section 9.2): cutting a response into them while it arrives.

/// Who hears the events of a response while they arrive, each with its lines as the server wrote
/// them.
pub type Listener<'a> = &'a dyn Fn(&str);

/// The longest event that is told, in bytes; of a longer one, the parts.
const LONGEST: usize = 1024 * 1024;

/// What of an event has arrived.
#[derive(Debug, Default)]
pub(crate) struct EventStream {
    pending: Vec<u8>,
    /// Where the search for the event's end goes on.
    searched: usize,
}

impl EventStream {
    /// Takes what arrived, and tells each event that is complete.
    pub(crate) fn push(&mut self, piece: &[u8], listener: Listener<'_>) {
        self.pending.extend_from_slice(piece);
        while let Some(end) = self.end() {
            let event: Vec<u8> = self.pending.drain(..end).collect();
            self.searched = 0;
            let text = String::from_utf8_lossy(&event);
            let text = text
                .trim_start_matches('\u{feff}')
                .trim_matches(['\r', '\n']);
            if !text.is_empty() {
                listener(text);
            }
        }
    }

    /// Where the first event ends: behind an empty line. Lines end with CR LF, LF, or CR.
    fn end(&mut self) -> Option<usize> {
        let from = self.searched.saturating_sub(3);
        self.searched = self.pending.len();
        let mut at = from;
        while at < self.pending.len() {
            let line_end = line_end(&self.pending[at..]);
            // A CR at the very end may be half of CR LF: what comes next decides.
            let is_sure = at + line_end < self.pending.len();
            if line_end > 0 && is_sure && self.line_end_at(at + line_end) > 0 {
                return Some(at + line_end + self.line_end_at(at + line_end));
            }
            at += line_end.max(1);
        }
        (self.pending.len() > LONGEST).then_some(self.pending.len())
    }

    fn line_end_at(&self, at: usize) -> usize {
        line_end(&self.pending[at..])
    }
}

/// How long the line end is that some bytes begin with.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn told(pieces: &[&[u8]]) -> Vec<String> {
        let told = RefCell::new(Vec::new());
        let mut stream = EventStream::default();
        for piece in pieces {
            stream.push(piece, &|event| told.borrow_mut().push(event.to_owned()));
        }
        told.into_inner()
    }

    #[test]
    fn events_end_with_an_empty_line_however_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                format!("data: 1{end}id: a{end}{end}: comment{end}{end}data: half").into_bytes();
            let expected = [format!("data: 1{end}id: a"), ": comment".to_owned()];
            assert_eq!(told(&[&text]), expected, "{end:?}");
            let pieces: Vec<&[u8]> = text.chunks(1).collect();
            assert_eq!(told(&pieces), expected, "{end:?}");
        }
        assert_eq!(told(&["\u{feff}data: x\n\n\n\n".as_bytes()]), ["data: x"]);
    }
}
