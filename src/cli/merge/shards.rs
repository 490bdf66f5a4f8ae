//! Whether the files belong together, and which are missing.

use super::Source;
use crate::cli::error::Fault;
use crate::report::Share;

/// What the files are of.
pub(super) struct Shards {
    /// The whole run in units that they are parts of; `None` where they are whole runs.
    pub(super) share: Option<Share>,
    /// That some are missing.
    pub(super) missing: Option<Fault>,
}

impl Shards {
    /// Looks at the heads of files.
    ///
    /// # Errors
    /// They do not belong together.
    pub(super) fn of(sources: &[Source]) -> Result<Self, Fault> {
        let Some((first, others)) = sources.split_first() else {
            return Err(Fault::text(
                "nothing to merge: name the files that `-r blob` has written",
            ));
        };
        let Some(share) = &first.blob.head.share else {
            return match others.iter().find(|other| other.blob.head.share.is_some()) {
                Some(other) => Err(apart(
                    first,
                    other,
                    "one is a shard, the other is a whole run",
                )),
                None => Ok(Self {
                    share: None,
                    missing: None,
                }),
            };
        };
        let mut found = vec![None; share.count];
        for source in sources {
            place(source, &mut found, (first, share))?;
        }
        let whole = Share {
            own: (0..share.units.len()).collect(),
            number: None,
            count: 1,
            ..share.clone()
        };
        let numbers = found.iter().enumerate();
        let lacking = numbers.filter(|(_, source)| source.is_none());
        let lacking: Vec<String> = lacking.map(|(place, _)| (place + 1).to_string()).collect();
        Ok(Self {
            share: Some(whole),
            missing: missing(&lacking, share.count),
        })
    }
}

/// Puts a file in its place among those that were found, if it belongs to the first one.
fn place<'s>(
    source: &'s Source,
    found: &mut [Option<&'s Source>],
    to: (&Source, &Share),
) -> Result<(), Fault> {
    let (first, share) = to;
    let Some(own) = source.blob.head.share.as_ref() else {
        return Err(apart(
            first,
            source,
            "one is a shard, the other is a whole run",
        ));
    };
    if own.plan != share.plan {
        let why = "they are shards of different plans: other collections, options or units";
        return Err(apart(first, source, why));
    }
    if own.count != share.count {
        let counts = format!("they are of {} and of {} shards", share.count, own.count);
        return Err(apart(first, source, &counts));
    }
    let number = own.number.unwrap_or(1);
    match found.get_mut(number.wrapping_sub(1)) {
        Some(place @ None) => *place = Some(source),
        Some(Some(other)) => {
            let twice = match own.number {
                Some(number) => format!("both are shard {number} of {}", own.count),
                None => "both are the whole run".to_owned(),
            };
            return Err(apart(other, source, &twice));
        }
        None => {
            let path = source.path.display();
            let count = own.count;
            return Err(Fault::text(format!(
                "blob `{path}`: its shard is {number} of {count}"
            )));
        }
    }
    Ok(())
}

fn missing(lacking: &[String], count: usize) -> Option<Fault> {
    let (last, others) = lacking.split_last()?;
    let told = match others {
        [] => format!("{last} is missing"),
        others => format!("{} and {last} are missing", others.join(", ")),
    };
    let there = count - lacking.len();
    let hint = "`--allow-missing` reports what there is".to_owned();
    Some(Fault::text(format!("{there} of {count} shards; {told}")).hint(Some(hint)))
}

fn apart(one: &Source, other: &Source, why: &str) -> Fault {
    Fault::text(format!(
        "`{}` and `{}` can't be merged: {why}",
        one.path.display(),
        other.path.display()
    ))
}
