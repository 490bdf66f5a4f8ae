//! Authentication: of a request as an object, of a collection or a folder as a list of one.

use serde_json::{Map, Value, json};

use super::{Losses, id};
use crate::collection::{Auth, Scheme};

/// What no reader of v3 but ours knows a scheme for is sent without authentication, here as there.
const NONE: &str = "noauth";

/// The authentication of a request.
pub(super) fn of_request(auth: &Auth, losses: &mut Losses) -> Value {
    let mut json = Map::new();
    json.insert("type".into(), json!(kind(auth, losses)));
    json.extend(
        credentials(auth, losses).map(|credentials| ("credentials".to_owned(), credentials)),
    );
    Value::Object(json)
}

/// The authentication of what lies below a collection or a folder; `place` is what its id is made
/// of, since an entry without one counts as none.
pub(super) fn of_level(auth: &Auth, place: &str, losses: &mut Losses) -> Value {
    let kind = kind(auth, losses);
    let mut json = Map::new();
    json.insert("id".into(), json!(id::made(&format!("auth of {place}"))));
    json.insert("type".into(), json!(kind));
    json.insert("name".into(), json!(format!("{kind} auth")));
    json.extend(
        credentials(auth, losses).map(|credentials| ("credentials".to_owned(), credentials)),
    );
    json!([json])
}

fn kind<'a>(auth: &'a Auth, losses: &mut Losses) -> &'a str {
    let is_known =
        Scheme::of(&auth.kind).is_some() || ["azure", "sasl"].contains(&auth.kind.as_str());
    if is_known {
        return &auth.kind;
    }
    losses.tell(format!(
        "authentication of the type `{}`, which is none of v3's: `{NONE}` is written",
        auth.kind
    ));
    NONE
}

fn credentials(auth: &Auth, losses: &mut Losses) -> Option<Value> {
    for (kind, params) in &auth.others {
        if !params.is_empty() {
            losses.tell(format!(
                "the parameters of `{kind}` authentication, which is not the one chosen"
            ));
        }
    }
    let mut credentials = Map::new();
    for param in &auth.params {
        if param.disabled {
            losses.tell(format!(
                "the parameter `{}` of the authentication, which is off",
                param.key
            ));
            continue;
        }
        let value = param.value.clone().unwrap_or_default();
        credentials.insert(param.key.clone(), text_of_number(value));
    }
    (!credentials.is_empty()).then_some(Value::Object(credentials))
}

/// A number as text: Postman sends no authentication at all where one stands among credentials.
fn text_of_number(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.to_string()),
        other => other,
    }
}
