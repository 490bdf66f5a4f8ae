//! Reporters from npm, made for Newman: `newman-reporter-<name>`, run by Node.
//!
//! Each is a process of its own, which reads the event stream and tells it on as Newman does. What
//! does so is the bridge, `npm/postrider/lib/bridge.js`; the program has it in it and hands it to
//! Node before the stream, so that nothing has to be installed but the reporter.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::ReportError;
use super::exec::Exec;

/// The bridge, packed, and the models that it hands out: Node unpacks those when it is asked for one.
const BRIDGE: [&[u8]; 2] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/bridge.gz")),
    include_bytes!(concat!(env!("OUT_DIR"), "/models.gz")),
];

/// What Node is started with: it reads so many bytes of each, and runs the first.
const START: &str = "
    const packed = process.argv.slice(1).map((length) => {
        const bytes = Buffer.alloc(+length);
        for (let at = 0, read; at < bytes.length; at += read)
            if (!(read = require('fs').readSync(0, bytes, at, bytes.length - at))) process.exit(0);
        return bytes;
    });
    const run = (number, filename, find) => {
        const module = {}, text = require('zlib').gunzipSync(packed[number]).toString();
        new (require('vm').Script)(text, { filename }).runInThisContext()(find, module);
        return module.exports;
    };
    let models;
    const find = (name) => name === 'postman-collection'
        ? models ??= run(1, 'postman-collection.js', require)
        : require(name);
    run(0, 'postrider-bridge.js', find);
";

// Differs from Postman: a reporter gets no secret (`a reporter from npm is told of the run, and its file is written`), and
// one that fails takes no other down (`a reporter that fails takes no other down, and is told`).
/// A package that was found, and what it is to be called with.
#[derive(Debug)]
pub struct Package {
    /// What the reporter is called by.
    pub name: String,
    /// The package's folder.
    pub folder: PathBuf,
    /// Its options as they were typed, each with its value.
    pub options: Vec<(String, Option<String>)>,
    /// The names of all reporters of the run.
    pub reporters: Vec<String>,
    /// The working folder.
    pub directory: PathBuf,
    /// Whether more is to be told.
    pub verbose: bool,
    /// Whether nothing is to be printed.
    pub silent: bool,
}

impl Package {
    /// Starts the reporter under this Node.
    ///
    /// # Errors
    /// Node can't be started.
    pub fn start(&self, node: &Path) -> Result<Exec, ReportError> {
        let mut command = Command::new(node);
        let lengths = BRIDGE.map(|part| part.len().to_string());
        command.arg("-e").arg(START).args(lengths);
        let setup = format!("{}\n", self.setup());
        let name = format!("newman-reporter-{}", self.name);
        let [bridge, models] = BRIDGE;
        Exec::feed(command, &name, &[bridge, models, setup.as_bytes()])
    }

    /// What the bridge is told before the stream.
    fn setup(&self) -> Value {
        json!({
            "name": self.name, "folder": self.folder, "options": self.options, "reporters": self.reporters,
            "workingDir": self.directory, "verbose": self.verbose, "silent": self.silent,
        })
    }
}
