//! The cookies of a run, kept and sent as Postman does: as browsers do (RFC 6265), but more
//! leniently.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use cookie_store::{CookieDomain, CookieError, CookieExpiration, CookieStore, RawCookie};
use url::Url;

use crate::exchange::Cookie;
use crate::http::cookies::suffix;
use crate::http::cookies::text as cookie_text;
use crate::http::rules::target;
use crate::world::World;

/// The cookies of a run. Requests and scripts share it.
#[derive(Debug)]
pub struct Jar {
    kept: RefCell<Kept>,
    world: Arc<World>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub(crate) store: CookieStore,
    /// What the store doesn't know of its cookies.
    pub(crate) records: HashMap<Key, Record>,
    /// How many cookies there have been.
    count: u64,
}

/// What makes a cookie one and the same: domain, path and name.
pub(crate) type Key = (String, String, String);

/// What a jar knows of a cookie beside what decides where it is sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    /// Its place among the others, by age.
    pub(crate) order: u64,
    /// When it was made, in milliseconds since the Unix epoch.
    pub(crate) created: i64,
    /// When it was sent last, or made.
    pub(crate) accessed: i64,
    /// Attributes that nobody here knows.
    pub(crate) extensions: Vec<String>,
    /// `strict`, `lax` or `none`.
    pub(crate) same_site: Option<&'static str>,
    /// Whether its path is that of the URL, because it was given none.
    pub(crate) path_is_default: bool,
    /// `Max-Age` of a cookie that comes from a file; the store would count it from now.
    pub(crate) max_age: Option<i64>,
    /// What the file says beside that of its end, in milliseconds since the Unix epoch.
    pub(crate) expires: Option<i64>,
}

impl Jar {
    /// An empty jar, with a clock.
    pub fn new(world: Arc<World>) -> Self {
        Self {
            kept: RefCell::default(),
            world,
        }
    }

    /// A jar with the same cookies, and a clock of its own.
    pub(crate) fn copied(&self, world: Arc<World>) -> Self {
        Self {
            kept: self.kept.clone(),
            world,
        }
    }

    /// The cookies that would be sent to `url`: those with the longest path first, then the oldest.
    pub fn cookies(&self, url: &str) -> Vec<Cookie> {
        target::parse(url)
            .map(|url| self.matching(&url))
            .unwrap_or_default()
    }

    /// Takes a cookie as if the server at `url` had set it; `set_cookie` is the header's value.
    ///
    /// # Errors
    /// The header holds no cookie, or one that is not for that URL.
    pub fn set(&self, url: &str, set_cookie: &str) -> Result<Cookie, String> {
        let url = target::parse(url).map_err(|error| error.message)?;
        self.store(&url, set_cookie)
    }

    /// Removes the cookie of that name that would be sent to `url`; without a name, all that would
    /// be sent.
    pub fn remove(&self, url: &str, name: Option<&str>) {
        let Ok(url) = target::parse(url) else { return };
        let mut kept = self.kept.borrow_mut();
        for cookie in kept.matching(&url) {
            if name.is_none_or(|name| name == cookie.name) {
                kept.remove(&cookie);
            }
        }
    }

    /// Every cookie that has not ended, oldest first.
    pub fn all(&self) -> Vec<Cookie> {
        let kept = self.kept.borrow();
        let mut cookies: Vec<_> = kept.store.iter_unexpired().map(read).collect();
        cookies.sort_by_cached_key(|cookie| kept.order(cookie));
        cookies
    }

    /// What is kept.
    pub(crate) fn kept(&self) -> std::cell::RefMut<'_, Kept> {
        self.kept.borrow_mut()
    }

    /// The value of the `Cookie` header for a URL, if there are cookies for it.
    pub(crate) fn header(&self, url: &Url) -> Option<String> {
        let cookies = self.matching(url);
        let now = self.world.epoch_millis();
        for cookie in &cookies {
            if let Some(record) = self.kept.borrow_mut().records.get_mut(&key(cookie)) {
                record.accessed = now;
            }
        }
        let pair = |cookie: &Cookie| match cookie.name.as_str() {
            "" => cookie.value.clone(),
            name => format!("{name}={}", cookie.value),
        };
        (!cookies.is_empty()).then(|| cookies.iter().map(pair).collect::<Vec<_>>().join("; "))
    }

    /// Takes a cookie that a response set.
    ///
    /// # Errors
    /// The header holds no cookie, or one that is not for that URL.
    pub(crate) fn store(&self, url: &Url, set_cookie: &str) -> Result<Cookie, String> {
        let raw = cookie_text::parse(set_cookie).ok_or("Cookie failed to parse")?;
        check_prefix(&raw)?;
        let raw = suffix::confine(raw, url)?;
        let now = self.world.epoch_millis();
        let cookie_text::Rest {
            same_site,
            extensions,
        } = cookie_text::rest(set_cookie);
        let path_is_default = raw.path().is_none();
        let record = Record {
            created: now,
            accessed: now,
            extensions,
            same_site,
            path_is_default,
            ..Record::default()
        };
        self.kept.borrow_mut().insert(&raw, url, record)
    }

    /// The cookies that would be sent to a URL.
    pub(crate) fn matching(&self, url: &Url) -> Vec<Cookie> {
        self.kept.borrow().matching(url)
    }
}

impl Kept {
    /// Takes a cookie; one that has ended removes its like.
    ///
    /// # Errors
    /// It is not for that URL.
    pub(crate) fn insert(
        &mut self,
        raw: &RawCookie<'_>,
        url: &Url,
        record: Record,
    ) -> Result<Cookie, String> {
        let cookie = cookie_store::Cookie::try_from_raw_cookie(raw, url)
            .map_err(|error| refusal(&error, raw.domain().unwrap_or_default(), url))?;
        let taken = read(&cookie);
        let expired = cookie.is_expired();
        match self.store.insert(cookie.into_owned(), url) {
            Ok(_) | Err(CookieError::Expired) => {}
            Err(error) => return Err(refusal(&error, &taken.domain, url)),
        }
        if expired {
            self.remove(&taken);
            return Ok(taken);
        }
        self.count += 1;
        let next = self.count;
        let known = self
            .records
            .get(&key(&taken))
            .map(|known| (known.order, known.created));
        // A cookie that is set anew keeps its age (RFC 6265, section 5.3).
        let (order, created) = known.unwrap_or((next, record.created));
        self.records.insert(
            key(&taken),
            Record {
                order,
                created,
                ..record
            },
        );
        Ok(taken)
    }

    fn matching(&self, url: &Url) -> Vec<Cookie> {
        let mut cookies: Vec<_> = self.store.matches(url).into_iter().map(read).collect();
        cookies.sort_by_cached_key(|cookie| {
            (std::cmp::Reverse(cookie.path.len()), self.order(cookie))
        });
        cookies
    }

    fn order(&self, cookie: &Cookie) -> u64 {
        self.records
            .get(&key(cookie))
            .map_or(0, |record| record.order)
    }

    fn remove(&mut self, cookie: &Cookie) {
        self.store
            .remove(&cookie.domain, &cookie.path, &cookie.name);
        self.records.remove(&key(cookie));
    }
}

/// By what a cookie is found again.
pub(crate) fn key(cookie: &Cookie) -> Key {
    (
        cookie.domain.clone(),
        cookie.path.clone(),
        cookie.name.clone(),
    )
}

/// A cookie whose name begins with `__Secure-` or `__Host-` promises something (RFC 6265bis,
/// section 4.1.3).
fn check_prefix(cookie: &RawCookie<'_>) -> Result<(), String> {
    let secure = cookie.secure().unwrap_or(false);
    if cookie.name().starts_with("__Secure-") && !secure {
        return Err("Cookie has __Secure prefix but Secure attribute is not set".to_owned());
    }
    let bound = secure && cookie.domain().is_none() && cookie.path() == Some("/");
    if cookie.name().starts_with("__Host-") && !bound {
        return Err(
            "Cookie has __Host prefix but either Secure or HostOnly attribute is not set or Path is not '/'"
                .to_owned(),
        );
    }
    Ok(())
}

fn refusal(error: &CookieError, domain: &str, url: &Url) -> String {
    match error {
        CookieError::DomainMismatch => {
            let host = url.host_str().unwrap_or_default();
            format!("Cookie not in this host's domain. Cookie:{domain} Request:{host}")
        }
        _ => "Cookie failed to parse".to_owned(),
    }
}

/// A cookie of the store as others see it.
pub(crate) fn read(cookie: &cookie_store::Cookie<'_>) -> Cookie {
    let expires = match &cookie.expires {
        CookieExpiration::AtUtc(moment) => {
            i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()
        }
        CookieExpiration::SessionEnd => None,
    };
    Cookie {
        name: cookie.name().to_owned(),
        value: cookie.value().to_owned(),
        domain: cookie.domain.as_cow().map(Into::into).unwrap_or_default(),
        path: String::from(&cookie.path),
        expires,
        max_age: cookie.max_age().map(time::Duration::whole_seconds),
        secure: cookie.secure().unwrap_or(false),
        http_only: cookie.http_only().unwrap_or(false),
        host_only: matches!(cookie.domain, CookieDomain::HostOnly(_)),
    }
}
