//! Discriminators: the member whose value names the schema that holds.

use super::library::Part;

/// What a discriminator says.
#[derive(Debug)]
pub(super) struct Discriminator<'l> {
    /// The member.
    pub(super) property: String,
    /// Schemas, each with the values that name it.
    pub(super) variants: Vec<(Vec<String>, Part<'l>)>,
    /// Whether these are all that there are.
    pub(super) is_whole: bool,
}

impl<'l> Discriminator<'l> {
    /// That of a schema which says between which others it chooses.
    pub(super) fn of_choice(part: &Part<'l>) -> Option<Self> {
        let property = property(part)?;
        let choice = part.get("oneOf").or_else(|| part.get("anyOf"))?;
        let mapping = mapping(part);
        let mut found = Self {
            property,
            variants: Vec::new(),
            is_whole: true,
        };
        for branch in choice.elements() {
            match branch.reference().and_then(|name| branch.resolve(&name)) {
                Some(target) => found.add(&mapping, target),
                None => found.is_whole &= branch.text("type").as_deref() == Some("null"),
            }
        }
        let is_listed = |target: &Part<'l>| {
            let mut all = found.variants.iter();
            all.any(|(_, known)| known.place == target.place)
        };
        let is_whole = mapping.iter().all(|(_, target)| is_listed(target));
        found.is_whole &= is_whole;
        (!found.variants.is_empty()).then_some(found)
    }

    /// That of a schema which others are put together from.
    pub(super) fn of_base(part: &Part<'l>) -> Option<Self> {
        let property = property(part)?;
        if part.get("oneOf").is_some() || part.get("anyOf").is_some() {
            return None;
        }
        let mut found = Self {
            property,
            variants: Vec::new(),
            is_whole: false,
        };
        let mapping = mapping(part);
        let mut targets: Vec<Part<'l>> = mapping.iter().map(|(_, part)| part.clone()).collect();
        if targets.is_empty() {
            targets = children(part);
        }
        for target in targets {
            let is_known = found
                .variants
                .iter()
                .any(|(_, known)| known.place == target.place);
            if !is_known {
                found.add(&mapping, target);
            }
        }
        (!found.variants.is_empty()).then_some(found)
    }

    /// Adds a schema with its values: those of the mapping, or its name.
    fn add(&mut self, mapping: &[(String, Part<'l>)], target: Part<'l>) {
        let named = mapping.iter();
        let named = named.filter(|(_, other)| other.place == target.place);
        let mut values: Vec<String> = named.map(|(value, _)| value.clone()).collect();
        if values.is_empty() {
            values.extend(name(&target));
        }
        self.variants.push((values, target));
    }
}

/// The member that discriminates; in Swagger 2.0 nothing else is said.
fn property(part: &Part<'_>) -> Option<String> {
    let discriminator = part.get("discriminator")?;
    discriminator
        .node
        .text()
        .or_else(|| discriminator.text("propertyName"))
}

/// The values of the mapping, with what they name: a reference, or the name of a schema.
fn mapping<'l>(part: &Part<'l>) -> Vec<(String, Part<'l>)> {
    let discriminator = part.get("discriminator");
    let mapping = discriminator.and_then(|part| part.get("mapping"));
    let all = mapping.iter().flat_map(Part::members);
    let found = all.filter_map(|(value, target)| {
        let reference = target.node.text()?;
        let by_name = || part.resolve(&format!("#/components/schemas/{reference}"));
        let is_name = !reference.contains(['/', '#', '.']);
        let named = is_name.then(by_name).flatten();
        Some((
            value.to_owned(),
            named.or_else(|| part.resolve(&reference))?,
        ))
    });
    found.collect()
}

/// The last word of its place, or its file's name.
fn name(part: &Part<'_>) -> Option<String> {
    let pointer = part.place.pointer.as_str();
    let last = pointer.rsplit('/').next().filter(|name| !name.is_empty());
    let of_file = || part.file().rsplit('/').next()?.split('.').next();
    last.map(crate::text::pointer_name)
        .or_else(|| of_file().map(str::to_owned))
}

/// The named schemas that are put together from this one.
fn children<'l>(part: &Part<'l>) -> Vec<Part<'l>> {
    let root = part.root();
    let schemas = root.get("components").and_then(|all| all.get("schemas"));
    let schemas = schemas.or_else(|| root.get("definitions"));
    let all = schemas.iter().flat_map(Part::members);
    let is_child = |other: &Part<'l>| is_part_of(part, other);
    all.map(|(_, other)| other).filter(is_child).collect()
}

/// Whether a schema is put together from another one.
pub(super) fn is_part_of(base: &Part<'_>, part: &Part<'_>) -> bool {
    let all = part.get("allOf");
    let mut all = all.iter().flat_map(Part::elements);
    all.any(|part| {
        let named = part.reference().and_then(|name| part.resolve(&name));
        named.is_some_and(|named| named.place == base.place)
    })
}
