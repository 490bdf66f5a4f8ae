//! The cookies of a run, kept and sent as Postman does: as browsers do (RFC 6265), but more leniently.

use std::cell::RefCell;

use cookie_store::{CookieDomain, CookieError, CookieExpiration, CookieStore, RawCookie};
use url::Url;

use super::{cookie_text, target};
use crate::exchange::Cookie;

/// The cookies of a run. Requests and scripts share it.
#[derive(Debug, Default)]
pub struct Jar(RefCell<Kept>);

#[derive(Debug, Default)]
struct Kept {
    store: CookieStore,
    /// The keys of the cookies, oldest first: the store doesn't know which of two is older.
    ages: Vec<Key>,
}

/// What makes a cookie one and the same: domain, path and name.
type Key = (String, String, String);

impl Jar {
    /// An empty jar.
    pub fn new() -> Self {
        Self::default()
    }

    /// The cookies that would be sent to `url`: those with the longest path first, then the oldest.
    pub fn cookies(&self, url: &str) -> Vec<Cookie> {
        target::parse(url).map(|url| self.matching(&url)).unwrap_or_default()
    }

    /// Takes a cookie as if the server at `url` had set it; `set_cookie` is the header's value.
    ///
    /// # Errors
    /// The header holds no cookie, or one that is not for that URL.
    pub fn set(&self, url: &str, set_cookie: &str) -> Result<Cookie, String> {
        let url = target::parse(url).map_err(|error| error.message)?;
        self.store(&url, set_cookie)
    }

    /// Removes the cookie of that name that would be sent to `url`; without a name, all that would be sent.
    pub fn remove(&self, url: &str, name: Option<&str>) {
        let Ok(url) = target::parse(url) else { return };
        let mut kept = self.0.borrow_mut();
        for cookie in kept.matching(&url) {
            if name.is_none_or(|name| name == cookie.name) {
                kept.remove(&cookie);
            }
        }
    }

    /// Every cookie that has not ended, oldest first.
    pub fn all(&self) -> Vec<Cookie> {
        let kept = self.0.borrow();
        let mut cookies: Vec<_> = kept.store.iter_unexpired().map(read).collect();
        cookies.sort_by_key(|cookie| kept.age(cookie));
        cookies
    }

    /// The value of the `Cookie` header for a URL, if there are cookies for it.
    pub(crate) fn header(&self, url: &Url) -> Option<String> {
        let cookies = self.matching(url);
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
        let cookie = cookie_store::Cookie::try_from_raw_cookie(&raw, url)
            .map_err(|error| refusal(&error, raw.domain().unwrap_or_default(), url))?;
        let taken = read(&cookie);
        let mut kept = self.0.borrow_mut();
        let expired = cookie.is_expired();
        match kept.store.insert(cookie.into_owned(), url) {
            Ok(_) | Err(CookieError::Expired) => {}
            Err(error) => return Err(refusal(&error, &taken.domain, url)),
        }
        if expired {
            kept.remove(&taken);
        } else if kept.age(&taken).is_none() {
            kept.ages.push(key(&taken));
        }
        Ok(taken)
    }

    /// The cookies that would be sent to a URL.
    pub(crate) fn matching(&self, url: &Url) -> Vec<Cookie> {
        self.0.borrow().matching(url)
    }
}

impl Kept {
    fn matching(&self, url: &Url) -> Vec<Cookie> {
        let mut cookies: Vec<_> = self.store.matches(url).into_iter().map(read).collect();
        cookies.sort_by_key(|cookie| (std::cmp::Reverse(cookie.path.len()), self.age(cookie)));
        cookies
    }

    fn age(&self, cookie: &Cookie) -> Option<usize> {
        let is_it = |(domain, path, name): &Key| {
            *domain == cookie.domain && *path == cookie.path && *name == cookie.name
        };
        self.ages.iter().position(is_it)
    }

    fn remove(&mut self, cookie: &Cookie) {
        self.store.remove(&cookie.domain, &cookie.path, &cookie.name);
        if let Some(age) = self.age(cookie) {
            self.ages.remove(age);
        }
    }
}

fn key(cookie: &Cookie) -> Key {
    (cookie.domain.clone(), cookie.path.clone(), cookie.name.clone())
}

/// A cookie whose name begins with `__Secure-` or `__Host-` promises something (RFC 6265bis, section 4.1.3).
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

fn read(cookie: &cookie_store::Cookie<'_>) -> Cookie {
    let expires = match &cookie.expires {
        CookieExpiration::AtUtc(moment) => i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok(),
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
