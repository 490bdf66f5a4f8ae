//! Percent-encoded forms, as Node's `querystring.stringify` writes them.

use std::collections::HashMap;

use percent_encoding::utf8_percent_encode;

use crate::collection::UrlEncodedParam;
use crate::text::percent::RESERVED;

/// Writes the enabled fields. Fields of one name are moved together, and names that are array
/// indices come first, because Postman collects them in a JavaScript object.
pub(super) fn encode(params: &[UrlEncodedParam]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for param in params.iter().filter(|param| !param.disabled) {
        let value = param.value.as_deref().unwrap_or_default();
        let place = *places.entry(&param.key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((&param.key, vec![value])),
        }
    }
    groups.sort_by_key(|(key, _)| array_index(key).map_or((1, 0), |index| (0, index)));
    let pairs = groups
        .iter()
        .flat_map(|(key, values)| values.iter().map(move |value| (key, value)));
    let written = pairs.map(|(key, value)| {
        format!(
            "{}={}",
            utf8_percent_encode(key, RESERVED),
            utf8_percent_encode(value, RESERVED)
        )
    });
    written.collect::<Vec<_>>().join("&")
}

/// The number that a key stands for where JavaScript would order it among array indices.
fn array_index(key: &str) -> Option<u32> {
    let index: u32 = key.parse().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_grouped_encoded_and_ordered_as_in_javascript() {
        let field = |key: &str, value: Option<&str>| UrlEncodedParam {
            key: key.into(),
            value: value.map(Into::into),
            ..UrlEncodedParam::default()
        };
        let fields = [
            field("b", Some("1 !'()*~")),
            field("10", Some("x")),
            field("2", None),
            field("01", Some("é&=")),
            field("b", Some("2")),
            UrlEncodedParam {
                disabled: true,
                ..field("off", None)
            },
        ];
        assert_eq!(
            encode(&fields),
            "2=&10=x&b=1%20%21%27%28%29%2A~&b=2&01=%C3%A9%26%3D"
        );
    }
}
