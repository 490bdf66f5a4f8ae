//! The places of neighbours, in numbers: those that files have already are kept as far as they say
//! the same.

use serde_json::{Number, Value, json};

/// How far apart neighbours are, so that there is room between them.
const STEP: u32 = 1000;

/// The number of a neighbour where none has one yet.
pub(super) fn at(index: usize) -> usize {
    (index + 1) * STEP as usize
}

/// A number for each of the neighbours, from those that they have.
pub(super) fn orders(old: &[Option<f64>]) -> Vec<Value> {
    let kept = ascending(old);
    let mut numbers: Vec<f64> = Vec::new();
    for index in 0..old.len() {
        let before = numbers.last().copied();
        let number = match old[index].filter(|_| kept[index]) {
            Some(own) => own,
            None => between(before, next(&old[index..], &kept[index..])),
        };
        numbers.push(number);
    }
    let is_ascending = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    if !is_ascending {
        return (0..old.len()).map(|index| json!(at(index))).collect();
    }
    numbers.into_iter().map(number).collect()
}

/// The next number that is kept, and how many come before it.
fn next(old: &[Option<f64>], kept: &[bool]) -> Option<(f64, usize)> {
    let at = kept.iter().position(|kept| *kept)?;
    Some((old[at]?, at))
}

fn between(before: Option<f64>, next: Option<(f64, usize)>) -> f64 {
    let step = f64::from(STEP);
    match (before, next) {
        (before, None) => before.unwrap_or(0.0) + step,
        (None, Some((next, count))) => {
            // As far apart as usual, where there is room before the first.
            let room = next / (count_of(count) + 1.0);
            if room >= 1.0 {
                room.floor()
            } else {
                next - step * count_of(count)
            }
        }
        (Some(before), Some((next, count))) => {
            let middle = before + (next - before) / (count_of(count) + 1.0);
            if middle.floor() > before {
                middle.floor()
            } else {
                middle
            }
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "there are not that many files in a folder"
)]
fn count_of(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only taken where it is exact"
)]
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

/// Which of the numbers are kept: the most that are ascending as they stand.
fn ascending(old: &[Option<f64>]) -> Vec<bool> {
    // For each place, how many are kept up to it, and which is the one before.
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (index, own) in old.iter().enumerate() {
        let before = (0..index)
            .filter(|&before| own.is_some() && old[before].is_some() && old[before] < *own);
        // Of several, the first.
        let longest = before.rev().max_by_key(|&before| best[before].0);
        let length = longest.map_or(0, |before| best[before].0) + usize::from(own.is_some());
        best.push((length, longest));
    }
    let mut kept = vec![false; old.len()];
    let given = (0..old.len()).filter(|&index| old[index].is_some());
    let mut at = given.rev().max_by_key(|&index| best[index].0);
    while let Some(index) = at {
        kept[index] = true;
        at = best[index].1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_say_the_same_are_kept() {
        for (old, expected) in [
            (vec![None, None], json!([1000, 2000])),
            (vec![Some(5.0), Some(7.0)], json!([5, 7])),
            (
                vec![Some(1000.0), None, Some(2000.0)],
                json!([1000, 1500, 2000]),
            ),
            (vec![None, Some(1000.0), None], json!([500, 1000, 2000])),
            (
                vec![Some(2000.0), Some(1000.0), Some(3000.0)],
                json!([2000, 2500, 3000]),
            ),
            (
                vec![Some(1.0), None, None, Some(2.0)],
                json!([1, 4.0 / 3.0, 1.0 + 2.0 / 3.0, 2]),
            ),
            (vec![Some(0.0), Some(0.0)], json!([0, 1000])),
            (vec![], json!([])),
        ] {
            assert_eq!(Value::Array(orders(&old)), expected, "{old:?}");
        }
    }
}
