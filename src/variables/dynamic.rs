//! Dynamic variables: `{{$guid}}` and its kin, each made anew at every place it stands.

use crate::world::World;

/// A name and what makes its value.
type Generator = (&'static str, fn(&World) -> String);

/// Every dynamic variable, by name without the braces.
const GENERATORS: [Generator; 4] = [
    ("$guid", World::uuid),
    ("$timestamp", |world| world.epoch_millis().div_euclid(1000).to_string()),
    ("$isoTimestamp", |world| format!("{:.3}", world.now())),
    ("$randomInt", |world| world.integer(0, 1000).to_string()),
];

/// The names of all dynamic variables, `$` included.
pub fn dynamic_names() -> impl Iterator<Item = &'static str> {
    GENERATORS.iter().map(|(name, _)| *name)
}

/// Makes a value for a dynamic variable; `None` when there is none of that name.
pub(super) fn generate(name: &str, world: &World) -> Option<String> {
    let (_, make) = GENERATORS.iter().find(|(known, _)| *known == name)?;
    Some(make(world))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_shape() {
        let world = World::fixed(1_795_463_868_522, 1);
        assert_eq!(generate("$timestamp", &world).unwrap(), "1795463868");
        assert_eq!(generate("$isoTimestamp", &world).unwrap(), "2026-11-23T19:57:48.522Z");
        assert_eq!(generate("$guid", &world).unwrap().len(), 36);
        assert!(generate("$randomInt", &world).unwrap().parse::<u32>().unwrap() <= 1000);
        assert_eq!(generate("$other", &world), None);
    }
}
