//! What of a run is reported that several machines share.

use serde::{Deserialize, Serialize};

/// What of a run in units is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// What tells the run's plan from others.
    pub plan: String,
    /// What a unit is.
    pub by: String,
    /// The names of all units of the run.
    pub units: Vec<String>,
    /// The numbers of those that ran here.
    pub own: Vec<usize>,
    /// The shard, from 1, where it is one.
    pub number: Option<usize>,
    /// How many shards there are.
    pub count: usize,
}
