//! Where a member that the page names stands in a body.

use serde_json::Value;

use crate::guide::page::fence::Fence;
use crate::text;

/// The pointer of a member: the dotted path that the page writes, or the one place that a JSON has
/// for that name.
pub(super) fn pointer_of(member: &str, bodies: &[Value]) -> Result<String, String> {
    if member.contains('.') {
        return Ok(format!("/{}", member.replace('.', "/")));
    }
    for body in bodies {
        let mut found = Vec::new();
        places(body, member, "", &mut found);
        match &found[..] {
            [one] => return Ok(one.clone()),
            [] => {}
            several => return Err(several.join(" or ")),
        }
    }
    Ok(format!("/{member}"))
}

fn places(value: &Value, name: &str, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let place = format!("{at}/{}", text::pointer_token(key));
                if key == name {
                    found.push(place.clone());
                }
                places(member, name, &place, found);
            }
        }
        Value::Array(list) => {
            for (index, element) in list.iter().enumerate() {
                places(element, name, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The JSON samples near a place of the page: the next one first.
pub(super) fn samples(fences: &[Fence], offset: usize) -> Vec<Value> {
    let read = |fence: &Fence| {
        serde_json::from_str(&fence.text)
            .ok()
            .filter(Value::is_object)
    };
    let after = fences
        .iter()
        .filter(|fence| fence.offset > offset)
        .find_map(read);
    let before = fences
        .iter()
        .rev()
        .filter(|fence| fence.offset < offset)
        .find_map(read);
    after.into_iter().chain(before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_member_is_found_where_a_sample_has_it() {
        let sample = json!({"name": "x", "actions": {"session": {"cookie": true}}, "list": [{"id": 1}, {"id": 2}]});
        let bodies = [sample];
        assert_eq!(
            pointer_of("cookie", &bodies).as_deref(),
            Ok("/actions/session/cookie")
        );
        assert_eq!(pointer_of("type", &bodies).as_deref(), Ok("/type"));
        assert_eq!(pointer_of("a.b", &bodies).as_deref(), Ok("/a/b"));
        assert_eq!(
            pointer_of("id", &bodies),
            Err("/list/0/id or /list/1/id".into())
        );
    }
}
