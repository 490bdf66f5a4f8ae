//! Which units run on which machine.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Unit;

/// One of the machines that share a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub count: usize,
}

/// How long units took in an earlier run, in milliseconds, by their names.
pub type Times = HashMap<String, u64>;

impl Shard {
    /// The numbers of its units, in the order of the plan. Every machine with the same units and
    /// times comes to the same.
    pub fn units(self, units: &[Unit], times: &Times) -> Vec<usize> {
        let machines = deal(units, self.count, times);
        let mine = machines.iter().enumerate();
        mine.filter(|(_, machine)| **machine == self.number - 1)
            .map(|(unit, _)| unit)
            .collect()
    }
}

/// The machine of each unit, from 0.
fn deal(units: &[Unit], count: usize, times: &Times) -> Vec<usize> {
    let known: Vec<u64> = units
        .iter()
        .filter_map(|unit| times.get(&unit.name).copied())
        .collect();
    if known.is_empty() {
        return (0..units.len()).map(|unit| unit % count).collect();
    }
    // One that is new takes as long as the others do on average.
    let usual = known.iter().sum::<u64>() / known.len() as u64;
    let took = |unit: &Unit| times.get(&unit.name).copied().unwrap_or(usual);
    let mut longest_first: Vec<usize> = (0..units.len()).collect();
    longest_first.sort_by_key(|unit| Reverse(took(&units[*unit])));
    let mut loads = vec![(0_u64, 0_usize); count];
    let mut machines = vec![0; units.len()];
    for unit in longest_first {
        let least = (0..count).min_by_key(|machine| loads[*machine]);
        let machine = least.unwrap_or_default();
        loads[machine].0 += took(&units[unit]);
        loads[machine].1 += 1;
        machines[unit] = machine;
    }
    machines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::Part;

    fn units(count: usize) -> Vec<Unit> {
        let unit = |number: usize| Unit {
            number,
            name: number.to_string(),
            plan: 0,
            part: Part {
                iterations: 0..1,
                items: 0..1,
            },
        };
        (0..count).map(unit).collect()
    }

    fn shards(units: &[Unit], count: usize, times: &Times) -> Vec<Vec<usize>> {
        let shard = |number| Shard { number, count }.units(units, times);
        (1..=count).map(shard).collect()
    }

    #[test]
    fn every_unit_is_in_one_shard_and_they_are_even() {
        let dealt = shards(&units(7), 3, &Times::new());
        assert_eq!(dealt, [vec![0, 3, 6], vec![1, 4], vec![2, 5]]);
        assert_eq!(shards(&units(1), 2, &Times::new()), [vec![0], vec![]]);
    }

    #[test]
    fn with_times_the_longest_go_first() {
        let times = [("0", 100), ("1", 90), ("2", 10), ("3", 10)];
        let times: Times = times.map(|(name, took)| (name.to_owned(), took)).into();
        assert_eq!(shards(&units(4), 2, &times), [vec![0, 3], vec![1, 2]]);
        // The fifth is unknown and taken for an average one.
        assert_eq!(shards(&units(5), 2, &times), [vec![0, 2, 3], vec![1, 4]]);
    }
}
