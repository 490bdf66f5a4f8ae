//! The services that are part of the program: `--mock NAME`, and `postrider mock NAME`.

use std::io::Write;

use serde_json::json;

use super::Exit;
use super::error::Fault;
use super::exit::Signal;
use super::interrupt::Interrupt;
use super::messages::tell;
use super::runtime::block_on;
use crate::mock::{self, Mock, NameError, Options, Running};
use crate::variables::Scope;
use crate::world::World;

/// Starts what `--mock` names, if it does, and points the variables of the environment at it.
pub(super) async fn start(
    name: Option<&str>,
    environment: &mut Scope,
    world: &World,
) -> Result<Option<Running>, Fault> {
    let Some(name) = name else {
        return Ok(None);
    };
    let options = Options {
        port: 0,
        started: world.now(),
    };
    let running = mock::serve(named(name)?, options).await?;
    for (name, value) in &running.variables {
        environment.set(name, json!(value));
    }
    environment.take_changes();
    Ok(Some(running))
}

/// Serves a service until the user interrupts.
pub(super) fn serve(name: &str, port: u16, interrupt: &Interrupt) -> Result<Exit, Fault> {
    let mock = named(name)?;
    let options = Options {
        port,
        started: World::real().now(),
    };
    let serving = async {
        interrupt.begin();
        let running = mock::serve(mock, options).await?;
        tell(&format!(
            "`{name}` is served at {}; what follows is an env file, for `--env-file`; Ctrl-C stops it",
            running.url
        ));
        let mut out = std::io::stdout();
        // Whoever started us may not read what we print.
        for (name, value) in &running.variables {
            let _ = writeln!(out, "{name}={value}");
        }
        let _ = out.flush();
        // Whoever has started it by hand ends it like this.
        Ok(match interrupt.came().await {
            Signal::Interrupt => Exit::Passed,
            signal => Exit::Interrupted(signal),
        })
    };
    block_on(serving)?
}

fn named(name: &str) -> Result<Mock, Fault> {
    name.parse().map_err(|error: NameError| {
        let hint = error.hint();
        Fault::new(error).hint(hint)
    })
}
