//! Several workers, several machines.

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Several workers, several machines")]
pub(in crate::cli) struct UnitsArguments {
    /// What a unit is: the part of a run that one worker does; default: a collection where there
    /// are several, else an iteration where there are several, else a top-level folder (or each
    /// that `--folder` names)
    #[arg(long, value_name = "unit", value_enum)]
    pub(in crate::cli) by: Option<ByArgument>,
    #[command(flatten)]
    pub(in crate::cli) workers: WorkersArguments,
}

/// What is asked of workers and machines, whatever a unit is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Several workers, several machines")]
pub(in crate::cli) struct WorkersArguments {
    /// Run this many units in parallel (`auto`: as many as there are cores), each from the
    /// variables and cookies that the run begins with
    #[arg(long, value_name = "n", value_parser = jobs, num_args = 0..=1, default_missing_value = "auto")]
    pub(in crate::cli) jobs: Option<usize>,
    /// Run only the units of this shard: `2/5`, or `auto`: as GitLab, CircleCI, Buildkite, Azure
    /// Pipelines or a Kubernetes job (with `POSTRIDER_SHARDS`) says
    #[arg(long, value_name = "n/count", value_parser = shard)]
    pub(in crate::cli) shard: Option<ShardArgument>,
    /// Run failed units again, up to this many times, when all have run: what passes then is flaky
    #[arg(long, value_name = "n")]
    pub(in crate::cli) retry_failed: Option<u32>,
    /// Balance the shards by how long each unit took in an earlier run; takes the file of
    /// `--export-timings`
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) timings: Option<PathBuf>,
    /// Write how long each unit took to this file, for `--timings`
    #[arg(long, value_name = "path", allow_hyphen_values = true)]
    pub(in crate::cli) export_timings: Option<PathBuf>,
    /// Send at most this many requests in a second, a minute or an hour, all workers together:
    /// `50/s`, `600/m`
    #[arg(long, value_name = "n/time", value_parser = rate)]
    pub(in crate::cli) rate: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ByArgument {
    Collection,
    Folder,
    Iteration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum ShardArgument {
    /// As the machine's system says.
    Auto,
    /// Its number, from 1, and how many there are.
    Of(usize, usize),
}

fn jobs(text: &str) -> Result<usize, String> {
    if text == "auto" {
        return Ok(std::thread::available_parallelism().map_or(1, NonZero::get));
    }
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| "expected a number from 1 to 1024, or `auto`".to_owned())
}

fn shard(text: &str) -> Result<ShardArgument, String> {
    if text == "auto" {
        return Ok(ShardArgument::Auto);
    }
    let read = text.split_once('/').and_then(|(number, count)| {
        let (number, count) = (number.trim().parse().ok()?, count.trim().parse().ok()?);
        (1..=count)
            .contains(&number)
            .then_some(ShardArgument::Of(number, count))
    });
    read.ok_or_else(|| {
        "expected a shard and how many there are, from `1/5` to `5/5`, or `auto`".to_owned()
    })
}

/// The time between two requests.
fn rate(text: &str) -> Result<Duration, String> {
    let read = text.split_once('/').and_then(|(count, unit)| {
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        let count: f64 = count.trim().parse().ok()?;
        Duration::try_from_secs_f64(seconds / count)
            .ok()
            .filter(|every| !every.is_zero())
    });
    read.ok_or_else(|| {
        "expected a number of requests in a second, a minute or an hour: `50/s`, `600/m`".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_and_rates_are_read() {
        assert_eq!(shard("2/5"), Ok(ShardArgument::Of(2, 5)));
        assert!(
            ["0/5", "6/5", "2", "a/b", "1/0"]
                .iter()
                .all(|text| shard(text).is_err())
        );
        assert_eq!(rate("50/s"), Ok(Duration::from_millis(20)));
        assert_eq!(rate("0.5/m"), Ok(Duration::from_mins(2)));
        assert!(
            ["0/s", "-1/s", "5", "5/d", "inf/s"]
                .iter()
                .all(|text| rate(text).is_err())
        );
        assert!(jobs("auto").is_ok_and(|jobs| jobs > 0) && jobs("0").is_err());
    }
}
