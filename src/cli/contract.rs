//! The specifications that runs are held against.

use std::path::Path;
use std::sync::OnceLock;

use super::args::{
    ContractArguments, ContractCheckArgument, SeverityArgument, SpecificationArguments,
};
use super::error::Fault;
use super::files;
use super::network::Network;
use super::sources::Sources;
use crate::collection::text_of;
use crate::contract::{Base, Checks, Contract, Coverage, Ignored, Options, Severity};
use crate::text;
use crate::world::World;

/// How an error names what can't be read.
pub(super) const KIND: &str = "specification";

/// What is wanted of a contract.
#[derive(Debug)]
pub(super) struct Wanted {
    arguments: ContractArguments,
    /// What was read, before anything ran. It is there as long as the process is: to take it apart at
    /// the end would take as long as to read it.
    read: OnceLock<&'static Contract>,
}

impl Wanted {
    pub(super) fn new(arguments: ContractArguments) -> Self {
        Self {
            arguments,
            read: OnceLock::new(),
        }
    }

    /// Reads the specifications, if any are named: what can't be read is known before anything runs.
    pub(super) fn read(&self, world: &World, network: &Network) -> Result<(), Fault> {
        if self.read.get().is_some() {
            return Ok(());
        }
        let sources = Sources::new(world, network);
        let get = |path: &Path| sources.bytes(KIND, path);
        let read = read(&self.arguments.specification, &self.options(), &get)?;
        match (read, self.arguments.openapi_coverage_min) {
            // Nobody else has set it meanwhile.
            (Some((contract, _)), _) => drop(self.read.set(Box::leak(Box::new(contract)))),
            (None, None) => {}
            (None, Some(_)) => {
                let hint = Some("name one with `--openapi`".to_owned());
                let message = "`--openapi-coverage-min` needs a contract";
                return Err(Fault::text(message).hint(hint));
            }
        }
        Ok(())
    }

    fn options(&self) -> Options {
        let has = |what| self.arguments.openapi_check.contains(&what);
        Options {
            checks: Checks {
                request: has(ContractCheckArgument::Request),
                response: has(ContractCheckArgument::Response),
            },
            severity: match self.arguments.openapi_severity {
                SeverityArgument::Warn => Severity::Warn,
                SeverityArgument::Fail => Severity::Fail,
            },
            ..Options::default()
        }
    }

    /// What was read, for a run that begins.
    pub(super) fn begin(&self) {
        if let Some(contract) = self.read.get() {
            contract.begin();
        }
    }

    /// What exchanges are held against.
    pub(super) fn contract(&self) -> Option<&Contract> {
        self.read.get().copied()
    }

    /// The least coverage in percent, where it is wanted and there is a contract.
    pub(super) fn least(&self) -> Option<f64> {
        self.contract()?;
        self.arguments.openapi_coverage_min
    }
}

/// Why what was touched is not enough, where it is not.
pub(super) fn shortfall(coverage: Option<&Coverage>, least: f64) -> Option<String> {
    let share = coverage.map(Coverage::share).unwrap_or_default();
    let touched = coverage.map_or(0.0, |_| share.percent());
    let text = share.text();
    (touched < least)
        .then(|| format!("{text} of the contract's operations were touched, expected {least} %"))
}

/// Documents that were read: each with its address and its text.
pub(super) type Documents = Vec<(String, String)>;

/// The bytes of a specification, for what uses no network.
pub(super) fn of_file(path: &Path) -> Result<Vec<u8>, Fault> {
    let name = path.display().to_string();
    if name.starts_with("http://") || name.starts_with("https://") {
        let hint = Some(format!(
            "save it to a file first: `curl -o openapi.json {name}`"
        ));
        let message = format!("{KIND} `{name}` is not read: a check uses no network");
        return Err(Fault::text(message).hint(hint));
    }
    files::bytes(KIND, path)
}

/// Reads the specifications that are named, with what gets the bytes of a file; `None` where none is
/// named.
pub(super) fn read(
    arguments: &SpecificationArguments,
    options: &Options,
    get: &dyn Fn(&Path) -> Result<Vec<u8>, Fault>,
) -> Result<Option<(Contract, Documents)>, Fault> {
    if arguments.openapi.is_empty() {
        return Ok(None);
    }
    let options = Options {
        bases: bases(arguments)?,
        ignored: ignored(arguments)?,
        ..options.clone()
    };
    let mut documents = Documents::new();
    for path in &arguments.openapi {
        let text = text_of(&get(path)?).into_owned();
        let name = text::with_slashes(path);
        documents.push((name, text));
    }
    let mut load = |address: &str| {
        let bytes = get(Path::new(address));
        bytes
            .map(|bytes| text_of(&bytes).into_owned())
            .map_err(|fault| fault.in_words())
    };
    let contract = Contract::read(&documents, options, &mut load);
    let contract = contract.map_err(|error| Fault::text(format!("{KIND} {error}")))?;
    Ok(Some((contract, documents)))
}

fn bases(arguments: &SpecificationArguments) -> Result<Vec<Base>, Fault> {
    let bases = arguments.openapi_base.iter().map(|text| {
        Base::parse(text).ok_or_else(|| {
            let expected = "`URL=/path`, as in `http://localhost:3000=/v1`";
            unread("--openapi-base", text, expected)
        })
    });
    bases.collect()
}

fn ignored(arguments: &SpecificationArguments) -> Result<Vec<Ignored>, Fault> {
    let ignored = arguments.openapi_ignore.iter().map(|text| {
        Ignored::parse(text).ok_or_else(|| {
            let expected = "a path, as in `GET /health` or `/internal/*`";
            unread("--openapi-ignore", text, expected)
        })
    });
    ignored.collect()
}

fn unread(option: &str, text: &str, expected: &str) -> Fault {
    Fault::text(format!("`{option} {text}`: expected {expected}"))
}
