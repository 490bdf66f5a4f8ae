//! Jars in files, in tough-cookie's form, which Newman writes and reads.

use cookie_store::RawCookie;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use url::Url;

use crate::http::cookies::jar::{Jar, Record, key, read};
use crate::http::cookies::suffix;
use crate::http::cookies::text as cookie_text;

impl Jar {
    /// Adds the cookies of a file's JSON; those that have ended are left out, and those for a public
    /// suffix, which are told.
    ///
    /// # Errors
    /// It is not a jar; the place that is not what it should be, as a JSON Pointer.
    pub fn add(&self, json: &Value) -> Result<Vec<String>, String> {
        let cookies = json
            .get("cookies")
            .ok_or("has no `cookies`, expected a jar as tough-cookie writes it")?;
        let cookies = cookies.as_array().ok_or("`/cookies` is not a list")?;
        let mut left_out = Vec::new();
        for (at, cookie) in cookies.iter().enumerate() {
            let public = self
                .add_one(cookie)
                .map_err(|problem| format!("`/cookies/{at}` {problem}"))?;
            left_out.extend(public.map(|domain| {
                format!(
                    "`/cookies/{at}` is left out: `{domain}` belongs to many, and no cookie is for all of them"
                )
            }));
        }
        Ok(left_out)
    }

    /// Adds a cookie, unless it is for the public suffix that is returned.
    fn add_one(&self, json: &Value) -> Result<Option<String>, String> {
        let text = |name: &str| json.get(name).and_then(Value::as_str);
        let is_set = |name: &str| json.get(name) == Some(&Value::Bool(true));
        let domain = text("domain").ok_or("has no `domain`")?;
        let domain = domain.trim_start_matches('.');
        let path = text("path").unwrap_or("/");
        let url = Url::parse(&format!("https://{domain}{path}"))
            .map_err(|_| format!("has the domain `{domain}`, which is no host"))?;
        let name = text("key").unwrap_or_default();
        let mut raw = RawCookie::new(
            name.to_owned(),
            text("value").unwrap_or_default().to_owned(),
        );
        raw.set_path(path.to_owned());
        raw.set_secure(is_set("secure"));
        raw.set_http_only(is_set("httpOnly"));
        let lower = domain.to_ascii_lowercase();
        if !is_set("hostOnly") && suffix::is_public(&lower) {
            if suffix::is_listed(&lower) {
                return Ok(Some(lower));
            }
        } else if !is_set("hostOnly") {
            raw.set_domain(domain.to_owned());
        }
        let created = moment(text("creation")).unwrap_or_default();
        let max_age = json.get("maxAge").and_then(Value::as_i64);
        let expires = moment(text("expires"));
        let ends = match max_age {
            Some(seconds) => Some(created.saturating_add(seconds.saturating_mul(1000))),
            None => expires,
        };
        if let Some(ends) = ends
            .and_then(|millis| OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).ok())
        {
            raw.set_expires(ends);
        }
        let extensions = json
            .get("extensions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let record = Record {
            created,
            accessed: moment(text("lastAccessed")).unwrap_or(created),
            extensions: extensions
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            same_site: text("sameSite").and_then(cookie_text::same_site),
            path_is_default: is_set("pathIsDefault"),
            max_age,
            expires,
            ..Record::default()
        };
        self.kept().insert(&raw, &url, record).map(|_| None)
    }

    /// The jar as a file's JSON, oldest cookie first.
    pub fn to_json(&self) -> Value {
        let kept = self.kept();
        let mut cookies: Vec<(u64, Value)> = Vec::new();
        for stored in kept.store.iter_unexpired() {
            let record = kept
                .records
                .get(&key(&read(stored)))
                .cloned()
                .unwrap_or_default();
            cookies.push((record.order, cookie_json(stored, &record)));
        }
        cookies.sort_by_key(|(order, _)| *order);
        json!({
            "version": "tough-cookie@4.1.3-postman.1", "storeType": "MemoryCookieStore", "rejectPublicSuffixes": false,
            "enableLooseMode": true, "allowSpecialUseDomain": true, "prefixSecurity": "silent",
            "cookies": cookies.into_iter().map(|(_, cookie)| cookie).collect::<Vec<_>>(),
        })
    }
}

/// One cookie; what has no value, or its usual one, is left out.
fn cookie_json(stored: &cookie_store::Cookie<'_>, record: &Record) -> Value {
    let cookie = read(stored);
    let max_age = record.max_age.or(cookie.max_age);
    // Counted from its making, a file's `maxAge` was turned into an end.
    let expires = match record.max_age {
        Some(_) => record.expires,
        None => stored.expires_datetime().map(|moment| {
            i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
        }),
    };
    let members = [
        ("key", (!cookie.name.is_empty()).then(|| json!(cookie.name))),
        ("value", Some(json!(cookie.value))),
        ("expires", expires.map(written).map(Value::from)),
        ("maxAge", max_age.map(Value::from)),
        ("domain", Some(json!(cookie.domain))),
        ("path", Some(json!(cookie.path))),
        ("secure", cookie.secure.then_some(Value::Bool(true))),
        ("httpOnly", cookie.http_only.then_some(Value::Bool(true))),
        (
            "extensions",
            (!record.extensions.is_empty()).then(|| json!(record.extensions)),
        ),
        ("hostOnly", Some(json!(cookie.host_only))),
        (
            "pathIsDefault",
            record.path_is_default.then_some(Value::Bool(true)),
        ),
        ("creation", Some(json!(written(record.created)))),
        ("lastAccessed", Some(json!(written(record.accessed)))),
        ("sameSite", record.same_site.map(Value::from)),
    ];
    let members = members
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A moment in milliseconds since the Unix epoch.
fn moment(text: Option<&str>) -> Option<i64> {
    text?
        .parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

fn written(millis: i64) -> String {
    format!(
        "{:.3}",
        Timestamp::from_millisecond(millis).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::world::World;

    fn jar() -> Jar {
        Jar::new(Arc::new(World::fixed(1_795_766_289_607, 0)))
    }

    #[test]
    fn a_jar_is_written_as_newman_writes_it() {
        let jar = jar();
        for cookie in [
            "a=1; Path=/x; HttpOnly",
            "b=2; Max-Age=3600; Domain=localhost; Secure; SameSite=Lax; Foo=bar",
            "c=\"q\"; Expires=Wed, 21 Oct 2099 07:28:00 GMT",
            "novalue",
            "d=4; Max-Age=0",
        ] {
            jar.set("http://localhost/p/q?x", cookie).unwrap();
        }
        let at = "2026-11-27T07:58:09.607Z";
        assert_eq!(
            jar.to_json()["cookies"],
            json!([
                {"key": "a", "value": "1", "domain": "localhost", "path": "/x", "httpOnly": true, "hostOnly": true,
                    "creation": at, "lastAccessed": at},
                {"key": "b", "value": "2", "maxAge": 3600, "domain": "localhost", "path": "/p", "secure": true,
                    "extensions": ["Foo=bar"], "hostOnly": false, "pathIsDefault": true, "creation": at,
                    "lastAccessed": at, "sameSite": "lax"},
                {"key": "c", "value": "\"q\"", "expires": "2099-10-21T07:28:00.000Z", "domain": "localhost", "path": "/p",
                    "hostOnly": true, "pathIsDefault": true, "creation": at, "lastAccessed": at},
                {"value": "novalue", "domain": "localhost", "path": "/p", "hostOnly": true, "pathIsDefault": true,
                    "creation": at, "lastAccessed": at}
            ])
        );
    }

    #[test]
    fn what_is_written_is_read_again() {
        let first = jar();
        for (url, cookie) in [
            (
                "https://a.example.com/x/y",
                "one=1; Domain=example.com; Secure; Max-Age=99999999; SameSite=Strict",
            ),
            (
                "http://127.0.0.1:8080/",
                "two=2; Path=/a/b; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Max-Age=99999999; X",
            ),
            ("http://h/", "lonely"),
        ] {
            first.set(url, cookie).unwrap();
        }
        let second = jar();
        second.add(&first.to_json()).unwrap();
        assert_eq!(second.to_json(), first.to_json());
        assert_eq!(second.cookies("https://b.example.com/x/").len(), 1);
        assert_eq!(second.cookies("http://127.0.0.1/a/b/c").len(), 1);
    }

    #[test]
    fn dots_before_a_domain_say_nothing() {
        let jar = jar();
        let cookie = json!({"key": "a", "value": "1", "domain": "..example.com", "path": "/"});
        jar.add(&json!({ "cookies": [cookie] })).unwrap();
        assert_eq!(jar.to_json()["cookies"][0]["domain"], "example.com");
        assert_eq!(jar.cookies("https://a.example.com/").len(), 1);
    }

    #[test]
    fn a_cookie_for_a_public_suffix_is_left_out_and_told() {
        let jar = jar();
        let cookie = |domain: &str, host_only: bool| json!({"key": "a", "value": "1", "domain": domain, "path": "/", "hostOnly": host_only});
        let cookies = [
            cookie("com", false),
            cookie("Co.UK", false),
            cookie("github.io", true),
            cookie("intranet", false),
        ];
        let told = jar.add(&json!({ "cookies": cookies })).unwrap();
        assert_eq!(told.len(), 2);
        assert!(
            told[1].starts_with("`/cookies/1` is left out: `co.uk`"),
            "{told:?}"
        );
        let kept: Vec<_> = jar
            .all()
            .into_iter()
            .map(|cookie| (cookie.domain, cookie.host_only))
            .collect();
        assert_eq!(
            kept,
            [
                ("github.io".to_owned(), true),
                ("intranet".to_owned(), true)
            ]
        );
    }

    #[test]
    fn a_cookie_that_has_ended_is_left_out() {
        let jar = jar();
        let cookie = |more: Value| {
            let mut cookie =
                json!({"key": "a", "value": "1", "domain": "h", "path": "/", "hostOnly": true});
            cookie
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            json!({ "cookies": [cookie] })
        };
        jar.add(&cookie(json!({"expires": "2001-01-01T00:00:00.000Z"})))
            .unwrap();
        jar.add(&cookie(
            json!({"maxAge": 60, "creation": "2001-01-01T00:00:00.000Z"}),
        ))
        .unwrap();
        assert!(jar.all().is_empty());
    }

    #[test]
    fn what_is_no_jar_is_told_with_its_place() {
        for (json, told) in [
            (json!({}), "has no `cookies`"),
            (json!({"cookies": {}}), "`/cookies` is not a list"),
            (
                json!({"cookies": [{"key": "a"}]}),
                "`/cookies/0` has no `domain`",
            ),
            (
                json!({"cookies": [{"key": "a", "domain": "a b"}]}),
                "`/cookies/0` has the domain `a b`",
            ),
        ] {
            let problem = jar().add(&json).unwrap_err();
            assert!(problem.contains(told), "{problem}");
        }
    }
}
