//! The organisations that are part of the program: `--mock okta`, and `postrider mock okta`.

use std::io::Write;

use serde_json::json;

use super::Exit;
use super::error::Fault;
use super::runtime::runtime;
use crate::mock::okta::{self, Options, Running};
use crate::text;
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
    let running = okta::serve(options(name, world)?).await?;
    for (name, value) in pointers(&running) {
        environment.set(name, json!(value));
    }
    environment.take_changes();
    Ok(Some(running))
}

/// Serves an organisation until the user interrupts.
pub(super) fn serve(name: &str, port: u16) -> Result<Exit, Fault> {
    let options = Options {
        port,
        ..options(name, &World::real())?
    };
    runtime()?.block_on(async {
        let running = okta::serve(options).await?;
        let mut out = std::io::stdout();
        // Whoever started us may not read what we print.
        for (name, value) in pointers(&running) {
            let _ = writeln!(out, "{name}={value}");
        }
        let _ = out.flush();
        tokio::signal::ctrl_c().await?;
        Ok(Exit::Passed)
    })
}

fn pointers(running: &Running) -> [(&'static str, &str); 3] {
    [
        ("url", &running.url),
        ("apikey", &running.api_key),
        ("accessToken", &running.access_token),
    ]
}

/// Reads `okta` or `okta:FAULT,…`.
fn options(name: &str, world: &World) -> Result<Options, Fault> {
    let (org, faults) = name.split_once(':').unwrap_or((name, ""));
    if org != "okta" {
        let hint =
            text::did_you_mean(org, ["okta"]).unwrap_or_else(|| "the one there is: `okta`".into());
        return Err(Fault::text(format!("there is no mock organisation `{org}`")).hint(Some(hint)));
    }
    let faults: okta::Faults = faults.parse().map_err(|error: okta::FaultError| {
        let hint = error.hint();
        Fault::new(error).hint(hint)
    })?;
    Ok(Options {
        faults,
        started: world.now(),
        ..Options::default()
    })
}
