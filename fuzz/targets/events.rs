//! The event stream of a run, as it is read back.

use postrider::report::Reporter;
use postrider::report::ndjson::{Ndjson, StreamError, read};
use postrider::runner::{Event, Summary};
use serde_json::Value;

use super::check_same;

/// A stream is read up to a line that is told; written again, and read, it is the same stream.
pub fn run(data: &[u8]) {
    let mut events = Vec::new();
    if let Err(error) = read(data, |event| events.push(event)) {
        let (StreamError::Input { line, .. } | StreamError::Line { line, .. }) = error;
        let lines = data.split(|byte| *byte == b'\n').count();
        assert!((1..=lines).contains(&line), "line {line}");
    }
    let once = written(&events);
    let mut again = Vec::new();
    read(&*once, |event| again.push(event)).expect("what was written can be read");
    let twice = written(&again);
    let (twice, once) = (values(&twice), values(&once));
    check_same(&twice, &once);
}

fn values(stream: &[u8]) -> Value {
    let lines = stream
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice::<Value>(line).expect("a line is JSON"))
        .collect()
}

fn written(events: &[Event]) -> Vec<u8> {
    let (mut out, mut summary) = (Vec::new(), Summary::default());
    let mut reporter = Ndjson::new(&mut out);
    for event in events {
        summary.note(event);
        reporter.event(event);
    }
    reporter.finish(&summary).expect("memory can be written to");
    drop(reporter);
    out
}
