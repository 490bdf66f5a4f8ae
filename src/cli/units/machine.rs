//! Which machine this is, of those that share a run.

use crate::cli::Surroundings;
use crate::cli::error::Fault;
use crate::runner::Shard;

/// The variables in which a system says which of its machines this is.
struct System {
    name: &'static str,
    number: &'static str,
    count: &'static str,
    /// The number of the first.
    first: usize,
}

const SYSTEMS: [System; 5] = [
    System {
        name: "GitLab",
        number: "CI_NODE_INDEX",
        count: "CI_NODE_TOTAL",
        first: 1,
    },
    System {
        name: "CircleCI",
        number: "CIRCLE_NODE_INDEX",
        count: "CIRCLE_NODE_TOTAL",
        first: 0,
    },
    System {
        name: "Buildkite",
        number: "BUILDKITE_PARALLEL_JOB",
        count: "BUILDKITE_PARALLEL_JOB_COUNT",
        first: 0,
    },
    System {
        name: "Azure Pipelines",
        number: "SYSTEM_JOBPOSITIONINPHASE",
        count: "SYSTEM_TOTALJOBSINPHASE",
        first: 1,
    },
    System {
        name: "Kubernetes",
        number: "JOB_COMPLETION_INDEX",
        count: "POSTRIDER_SHARDS",
        first: 0,
    },
];

/// The shard that this machine is, as its system says: `--shard auto`.
pub(in crate::cli) fn shard_of_machine(surroundings: &Surroundings) -> Result<Shard, Fault> {
    let said = SYSTEMS.iter().find_map(|system| {
        let number = surroundings.variable(system.number);
        let count = surroundings.variable(system.count);
        // GitLab and Azure say how many there are where there is one, too.
        let is_said = number.is_some() && count.is_some();
        is_said.then(|| (system, number.unwrap_or_default(), count.unwrap_or("1")))
    });
    let Some((system, number, count)) = said else {
        let halves = SYSTEMS
            .iter()
            .find(|system| surroundings.variable(system.number).is_some());
        let hint = halves.map_or_else(every_system, |system| {
            format!(
                "{} says `{}`; set `{}`, too",
                system.name, system.number, system.count
            )
        });
        return Err(
            Fault::text("`--shard auto`: nothing says which of how many machines this is")
                .hint(Some(hint)),
        );
    };
    let read = |text: &str| text.trim().parse::<usize>().ok();
    let shard = read(number).zip(read(count)).and_then(|(number, count)| {
        let number = (number + 1).checked_sub(system.first)?;
        (1..=count)
            .contains(&number)
            .then_some(Shard { number, count })
    });
    shard.ok_or_else(|| {
        let System { number: name, count: of, first, .. } = system;
        Fault::text(format!(
            "`--shard auto`: `{name}` is `{number}` and `{of}` is `{count}`, expected numbers from {first} on, of as many machines as there are"
        ))
    })
}

/// All that could say it.
fn every_system() -> String {
    let pairs = SYSTEMS.map(|system| format!("`{}` and `{}`", system.number, system.count));
    format!("set {}, or write `--shard 2/5`", pairs.join(", or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(variables: &[(&str, &str)]) -> Result<Shard, String> {
        let set = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let surroundings = Surroundings {
            variables: std::sync::Arc::new(set.collect()),
            ..Surroundings::default()
        };
        shard_of_machine(&surroundings).map_err(|fault| fault.to_string())
    }

    #[test]
    fn each_system_counts_as_it_does() {
        for (number, count, first) in [
            ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
            ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
            ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
            ("SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1),
            ("JOB_COMPLETION_INDEX", "POSTRIDER_SHARDS", 0),
        ] {
            let own = (first + 1).to_string();
            let expected = Shard {
                number: 2,
                count: 5,
            };
            assert_eq!(shard(&[(number, &own), (count, "5")]), Ok(expected));
            let beyond = (first + 5).to_string();
            assert!(shard(&[(number, &beyond), (count, "5")]).is_err());
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let told = shard(&[]).unwrap_err();
        assert!(
            told.contains("`CI_NODE_INDEX` and `CI_NODE_TOTAL`"),
            "{told}"
        );
        let told = shard(&[("JOB_COMPLETION_INDEX", "0")]).unwrap_err();
        assert!(told.contains("set `POSTRIDER_SHARDS`, too"), "{told}");
        let told = shard(&[("CI_NODE_INDEX", "x"), ("CI_NODE_TOTAL", "5")]).unwrap_err();
        assert!(told.contains("`CI_NODE_INDEX` is `x`"), "{told}");
    }
}
