//! Cookies, from files and from servers.

use std::sync::Arc;

use postrider::collection;
use postrider::http::Jar;
use postrider::world::World;

use super::check_same;

/// Who sets the cookies.
const URL: &str = "https://a.example.com/p/q?x";

/// A jar is read, or the place is told that can't be; what was read and is written is the same jar.
pub fn run_file(data: &[u8]) {
    let Ok(json) = collection::decode("cookie jar", "j", data) else {
        return;
    };
    let jar = jar();
    if let Err(problem) = jar.add(&json) {
        let place = problem
            .split('`')
            .nth(1)
            .filter(|place| place.starts_with('/'));
        assert!(
            json.pointer(place.unwrap_or_default()).is_some(),
            "{problem}"
        );
    }
    // A cookie that is set anew keeps its age, as in tough-cookie, and its `maxAge` may end it.
    check_written(&read_again(&jar));
}

/// Lines of `Set-Cookie` are cookies that the jar gives back, or are refused; written, it is the same
/// jar.
pub fn run_set_cookie(data: &[u8]) {
    let jar = jar();
    let text = String::from_utf8_lossy(data);
    for line in text.split('\n') {
        let Ok(cookie) = jar.set(URL, line) else {
            continue;
        };
        assert!("a.example.com".ends_with(&cookie.domain), "{cookie:?}");
        assert!(!cookie.name.contains(['=', ';']), "{cookie:?}");
        assert!(!cookie.value.contains(';'), "{cookie:?}");
    }
    assert!(jar.cookies(URL).len() <= jar.all().len());
    check_written(&jar);
    jar.remove(URL, None);
    assert_eq!(jar.cookies(URL), []);
}

fn check_written(jar: &Jar) {
    check_same(&read_again(jar).to_json(), &jar.to_json());
}

fn read_again(first: &Jar) -> Jar {
    let (second, written) = (jar(), first.to_json());
    second
        .add(&written)
        .unwrap_or_else(|problem| panic!("{problem}: {written}"));
    second
}

fn jar() -> Jar {
    Jar::new(Arc::new(World::real()))
}
