//! Hawk: the request line, the host, and on demand the body, keyed with a secret
//! (<https://github.com/mozilla/hawk/blob/main/API.md>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::hash::Hash;
use super::{Sign, SignError, Signing, is_set, leading_integer, put, random_text};
use crate::collection::{Auth, Behavior};
use crate::request::{body, encode};
use crate::world::World;

/// Parameters: `authId`, `authKey`, `algorithm` (`sha1`, `sha256`), `nonce`, `timestamp`,
/// `extraData`, `app`, `delegation`, `includePayloadHash`.
pub(super) struct Hawk;

impl Sign for Hawk {
    fn sign(&self, auth: &Auth, signing: &mut Signing<'_>) -> Result<(), SignError> {
        if !is_set(auth, "authId") || !is_set(auth, "authKey") {
            return Ok(());
        }
        let hash = match auth.text("algorithm").as_str() {
            "sha1" => Some(Hash::Sha1),
            "sha256" => Some(Hash::Sha256),
            _ => None,
        };
        // Postman sends the header without a value where it knows no such algorithm.
        let value = hash
            .map(|hash| header(auth, hash, signing))
            .unwrap_or_default();
        signing.authorize(value);
        Ok(())
    }

    /// Sets a nonce and the time, where there are none.
    fn complete(&self, auth: &mut Auth, world: &World) {
        if auth.text("nonce").is_empty() {
            put(auth, "nonce", Some(random_text(world, 6).into()));
        }
        if leading_integer(&auth.text("timestamp")).is_none_or(|at| at == 0) {
            put(
                auth,
                "timestamp",
                Some((world.epoch_millis() / 1000).into()),
            );
        }
    }
}

fn header(auth: &Auth, algorithm: Hash, signing: &Signing<'_>) -> String {
    let given = |key: &str| Some(auth.text(key)).filter(|text| !text.is_empty());
    let (nonce, timestamp) = (auth.text("nonce"), auth.text("timestamp"));
    let hash = is_set(auth, "includePayloadHash")
        .then(|| payload_hash(algorithm, signing))
        .flatten();
    let (ext, app, dlg) = (given("extraData"), given("app"), given("delegation"));
    let escaped = ext
        .as_deref()
        .map(|ext| ext.replacen('\\', "\\\\", 1).replacen('\n', "\\n", 1));
    let method = signing.request.method.to_uppercase();
    let mut lines = vec![
        "hawk.1.header".to_owned(),
        timestamp.clone(),
        nonce.clone(),
        method,
    ];
    lines.extend(resource(signing));
    lines.extend([
        hash.clone().unwrap_or_default(),
        escaped.unwrap_or_default(),
    ]);
    lines.extend(
        app.iter()
            .flat_map(|app| [app.clone(), dlg.clone().unwrap_or_default()]),
    );
    let text = lines.join("\n") + "\n";
    let mac =
        BASE64_STANDARD.encode(algorithm.hmac(auth.text("authKey").as_bytes(), text.as_bytes()));
    let ext = ext.map(|ext| ext.replace('\\', "\\\\").replace('"', "\\\""));
    // What belongs to an application has no place without one.
    let dlg = dlg.filter(|_| app.is_some());
    let members = [
        ("id", Some(auth.text("authId"))),
        ("ts", Some(timestamp)),
        ("nonce", Some(nonce)),
        ("hash", hash),
        ("ext", ext),
        ("mac", Some(mac)),
        ("app", app),
        ("dlg", dlg),
    ];
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}=\"{}\"", value?)));
    format!("Hawk {}", members.collect::<Vec<_>>().join(", "))
}

/// Path and query, host, port.
fn resource(signing: &Signing<'_>) -> [String; 3] {
    let target = encode::target(&signing.request.url, &Behavior::new());
    let scheme = target.href.split(':').next().unwrap_or_default();
    let default = if scheme == "https" { "443" } else { "80" };
    let host = encode::target(&without_port(signing), &Behavior::new()).host;
    let port = signing
        .request
        .url
        .port
        .as_deref()
        .filter(|port| !port.is_empty())
        .unwrap_or(default);
    [target.path, host, port.to_owned()]
}

fn without_port(signing: &Signing<'_>) -> crate::collection::Url {
    crate::collection::Url {
        port: None,
        ..signing.request.url.clone()
    }
}

/// The hash of the body with its type; there is none where there is no body, or where it is not
/// known.
fn payload_hash(algorithm: Hash, signing: &Signing<'_>) -> Option<String> {
    let content = body::content(signing.request, signing.tools.files)
        .filter(|content| !content.is_empty())?;
    let essence = signing
        .headers
        .get("content-type")
        .and_then(|value| value.split(';').next());
    let essence = essence.unwrap_or_default().trim().to_lowercase();
    let mut payload = format!("hawk.1.payload\n{essence}\n").into_bytes();
    payload.extend(content);
    payload.push(b'\n');
    Some(BASE64_STANDARD.encode(algorithm.digest(&payload)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{authorization, signed};
    use serde_json::json;

    #[test]
    fn the_vectors_of_the_specification_are_met() {
        let auth = |more: serde_json::Value| {
            let mut params = json!({"authId": "dh37fgj492je", "authKey": "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
                "algorithm": "sha256", "timestamp": "1353832234", "nonce": "j4h3g2", "extraData": "some-app-ext-data"});
            params
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            json!({"type": "hawk", "hawk": params})
        };
        let get = json!({"url": "http://example.com:8000/resource/1?b=1&a=2"});
        assert_eq!(
            authorization(&get, &auth(json!({}))),
            "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
             mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\""
        );
        let post = json!({"method": "POST", "url": "http://example.com:8000/resource/1?b=1&a=2",
            "header": [{"key": "Content-Type", "value": "text/plain"}],
            "body": {"mode": "raw", "raw": "Thank you for flying Hawk"}});
        assert_eq!(
            authorization(&post, &auth(json!({"includePayloadHash": true}))),
            "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", \
             hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", ext=\"some-app-ext-data\", \
             mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\""
        );
    }

    #[test]
    fn an_application_is_named_and_what_is_not_given_is_made() {
        let auth = json!({"type": "hawk", "hawk": {"authId": "i", "authKey": "k", "algorithm": "sha1", "app": "a",
            "delegation": "d", "timestamp": "0"}});
        let header = authorization(&json!({"url": "https://h/x"}), &auth);
        assert!(
            header.starts_with("Hawk id=\"i\", ts=\"1\", nonce=\""),
            "{header}"
        );
        assert!(header.ends_with("\", app=\"a\", dlg=\"d\""), "{header}");
    }

    #[test]
    fn without_a_key_nothing_is_signed_and_without_an_algorithm_nothing_is_said() {
        let request = json!({"url": "http://h/x"});
        let none = json!({"type": "hawk", "hawk": {"authId": "i", "algorithm": "sha256"}});
        assert_eq!(signed(&request, &none).headers.get("authorization"), None);
        let unknown =
            json!({"type": "hawk", "hawk": {"authId": "i", "authKey": "k", "algorithm": "md5"}});
        assert_eq!(authorization(&request, &unknown), "");
    }
}
