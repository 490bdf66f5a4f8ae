//! What running a collection and running a guide have in common: what is set up before, and what
//! is done at the end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::Exit;
use super::contract;
use super::error::Fault;
use super::exit::Signal;
use super::exports::{self, Exports};
use super::inputs::{self, Ran, VariableSources};
use super::interrupt::Interrupt;
use super::messages::complain;
use super::network::Network;
use super::packages::Packages;
use super::reporters;
use crate::collection::v3::Manner;
use crate::contract::Contract;
use crate::http::{Client, ClientSettings, Jar};
use crate::report::Reporters;
use crate::report::listener::Listener;
use crate::request::Nonces;
use crate::runner::{Keeper, Ports, Secrecy, Session, Settings, Summary};
use crate::script::{Limits, PackageSource};
use crate::variables::Scopes;
use crate::world::World;

/// What the command line means, as far as it means the same for every run.
pub(super) struct Common {
    /// What randomness follows from.
    pub(super) seed: Option<u64>,
    pub(super) network: Network,
    pub(super) variables: VariableSources,
    pub(super) settings: Settings,
    /// How long the whole run may take.
    pub(super) time: Option<Duration>,
    /// What scripts may use; when they are stopped is known when the run begins.
    pub(super) limits: Limits,
    /// The folder of packages for scripts.
    pub(super) packages: Option<PathBuf>,
    /// The cookies that the run begins with.
    pub(super) cookies: Option<PathBuf>,
    /// The organisation that it runs against.
    pub(super) mock: Option<String>,
    /// What it is held against.
    pub(super) contract: contract::Wanted,
    /// How Postman's ways with v3 collections are understood.
    pub(super) manner: Manner,
    pub(super) reporting: reporters::Wanted,
    pub(super) exports: exports::Wanted,
}

impl Common {
    /// Clock and randomness, which may follow from a seed.
    pub(super) fn world(&self) -> Arc<World> {
        Arc::new(self.seed.map_or_else(World::real, World::seeded))
    }
}

/// What a worker sets up for itself, which its thread may have.
pub(super) struct Kit<'a> {
    pub(super) network: ClientSettings,
    pub(super) settings: &'a Settings,
    pub(super) seed: Option<u64>,
    pub(super) limits: Limits,
    pub(super) packages: Arc<dyn PackageSource>,
    pub(super) secrecy: Secrecy,
    /// The cookies that each unit begins with.
    pub(super) cookies: serde_json::Value,
    pub(super) interrupt: &'a Interrupt,
    /// What exchanges are held against, if anything.
    pub(super) contract: Option<&'a Contract>,
}

/// What a session came to.
pub(super) struct Ended {
    pub(super) summary: Summary,
    /// The variables as it has left them.
    pub(super) scopes: Scopes,
    /// The collections that ran.
    pub(super) ran: Vec<Ran>,
    /// What went wrong beside the run.
    pub(super) faults: Vec<Fault>,
    /// Whether it is the whole run, and not a shard of it.
    pub(super) is_whole: bool,
}

/// All that a session needs, set up.
pub(super) struct Stage<'a> {
    common: &'a Common,
    pub(super) world: &'a Arc<World>,
    client: Client,
    interrupt: &'a Interrupt,
    limits: Limits,
    packages: Arc<dyn PackageSource>,
    keeper: Keeper,
    nonces: Nonces,
}

impl<'a> Stage<'a> {
    /// Sets up what the command line wants; from here on a signal ends the run with care, and its
    /// time goes.
    pub(super) fn set(
        common: &'a Common,
        world: &'a Arc<World>,
        interrupt: &'a Interrupt,
    ) -> Result<Self, Fault> {
        let client = Client::new(common.network.settings()?.clone(), Arc::clone(world))?;
        if let Some(path) = &common.cookies {
            inputs::cookies(path, client.jar())?;
        }
        common.contract.begin();
        common.variables.fetcher.heed(interrupt);
        let packages = Arc::new(Packages::in_folder(common.packages.clone())?);
        let limits = Limits {
            run_ends: common.time.map(|time| tokio::time::Instant::now() + time),
            stop: interrupt.begin(),
            ..common.limits.clone()
        };
        Ok(Self {
            common,
            world,
            client,
            interrupt,
            limits,
            packages,
            keeper: common.reporting.keeper.fresh(),
            nonces: Nonces::default(),
        })
    }

    /// What each worker sets up for itself.
    pub(super) fn kit(&self) -> Result<Kit<'_>, Fault> {
        Ok(Kit {
            network: self.common.network.settings()?.clone(),
            settings: &self.common.settings,
            seed: self.common.seed,
            limits: self.limits.clone(),
            packages: Arc::clone(&self.packages),
            secrecy: self.keeper.secrecy(),
            cookies: self.client.jar().to_json(),
            interrupt: self.interrupt,
            contract: self.common.contract.contract(),
        })
    }

    /// Begins a session that the reporters are told of.
    pub(super) fn session<'s>(
        &'s self,
        scopes: Scopes,
        reporters: &'s mut Reporters,
    ) -> Session<'s> {
        let ports = Ports {
            client: &self.client,
            world: self.world,
            settings: &self.common.settings,
            limits: &self.limits,
            packages: &self.packages,
            keeper: &self.keeper,
            nonces: &self.nonces,
            contract: self.common.contract.contract(),
        };
        Session::new(ports, scopes, reporters)
    }

    /// Has the program listen that started the run, if it wants to: the run ends when it is gone.
    pub(super) fn connect(&self, reporters: &mut Reporters) -> Result<(), Fault> {
        if let Some(path) = &self.common.reporting.listener {
            let interrupt = self.interrupt.clone();
            let listener = Listener::connect(path, move || interrupt.take(Signal::HangUp))?;
            reporters.tell_starter(Box::new(listener));
        }
        Ok(())
    }

    /// The cookies.
    pub(super) fn jar(&self) -> &Jar {
        self.client.jar()
    }

    /// What is secret.
    pub(super) fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// Whether the user has interrupted, or the time is over.
    pub(super) fn is_over(&self) -> bool {
        self.limits.is_over()
    }

    /// Whether the user has interrupted.
    pub(super) fn is_interrupted(&self) -> bool {
        self.limits.stop.is_asked()
    }

    /// Ends when the user interrupts.
    pub(super) async fn interrupted(&self) {
        self.interrupt.came().await;
    }

    /// When the time for the whole run is over.
    pub(super) fn ends(&self) -> Option<tokio::time::Instant> {
        self.limits.run_ends
    }

    /// Ends when the user interrupts, or when the time for the whole run is over.
    pub(super) async fn over(&self) {
        match self.limits.run_ends {
            None => self.interrupted().await,
            // Whatever ends it, the wait is over.
            Some(ends) => drop(tokio::time::timeout_at(ends, self.interrupted()).await),
        }
    }

    /// What an interrupted run exits with.
    pub(super) fn interrupted_exit(&self) -> Exit {
        self.interrupt.exit()
    }

    /// Ends the reports, writes the exports, and says how it went. Whatever fails here is told, and
    /// nothing keeps the rest from being written.
    pub(super) fn conclude(&self, ended: &mut Ended, mut reporters: Reporters) -> Exit {
        if let Some(least) = self.common.contract.least().filter(|_| ended.is_whole) {
            let coverage = ended.summary.coverage.as_deref();
            let shortfall = contract::shortfall(coverage, least);
            ended.summary.error = ended.summary.error.take().or(shortfall);
        }
        let summary = &ended.summary;
        let reports = reporters.finish(summary).into_iter();
        let mut faults: Vec<Fault> = reports.map(Fault::new).collect();
        let exports = Exports {
            wanted: &self.common.exports,
            jar: self.client.jar(),
            world: self.world,
        };
        faults.extend(exports.write(&ended.scopes, &ended.ran));
        faults.extend(summary.error.as_ref().map(Fault::text));
        let told = || ended.faults.iter().chain(&faults);
        told().for_each(complain);
        match () {
            () if summary.interrupted => self.interrupt.exit(),
            () if summary.passed() && told().next().is_none() => Exit::Passed,
            () => Exit::Failed,
        }
    }
}
