//! The basic URL parser of the standard.

use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::{Address, Path, is_drive, is_special};
use crate::text::percent;

/// Reads a URL, on its own or from a base.
pub(super) fn parse(text: &str, base: Option<&Address>) -> Option<Address> {
    let text = without_breaks(text.trim_matches(|character: char| character <= ' '));
    let (text, fragment) = cut(&text, '#');
    let mut address = match scheme(text) {
        Some((scheme, rest)) => with_scheme(&scheme, rest, base)?,
        None => without_scheme(text, fragment.is_some(), base?)?,
    };
    address.fragment =
        fragment.map(|text| utf8_percent_encode(text, percent::FRAGMENT).to_string());
    Some(address)
}

/// What is ignored wherever it stands.
pub(super) fn without_breaks(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], "")
}

/// What stands before a sign, and what after it.
fn cut(text: &str, sign: char) -> (&str, Option<&str>) {
    match text.split_once(sign) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The scheme in small letters, and what follows its colon.
pub(super) fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), rest))
}

fn with_scheme(scheme: &str, rest: &str, base: Option<&Address>) -> Option<Address> {
    let base = base.filter(|base| base.scheme == scheme && !base.is_opaque());
    let mut address = Address {
        scheme: scheme.to_owned(),
        ..Address::default()
    };
    if scheme == "file" {
        return file(rest, base);
    }
    if is_special(scheme) {
        return match base {
            Some(base) if !rest.starts_with("//") => relative(rest, base),
            _ => authority(address, rest.trim_start_matches(['/', '\\'])),
        };
    }
    if let Some(rest) = rest.strip_prefix("//") {
        return authority(address, rest);
    }
    let (path, query) = cut(rest, '?');
    if let Some(path) = path.strip_prefix('/') {
        address.read_path(path);
    } else {
        address.path = Path::Opaque(utf8_percent_encode(path, CONTROLS).to_string());
    }
    Some(with_query(address, query))
}

fn without_scheme(text: &str, has_fragment: bool, base: &Address) -> Option<Address> {
    if base.is_opaque() {
        return (text.is_empty() && has_fragment).then(|| base.clone());
    }
    if base.scheme == "file" {
        return file(text, Some(base));
    }
    relative(text, base)
}

fn with_query(mut address: Address, query: Option<&str>) -> Address {
    if let Some(query) = query {
        address.query = Some(address.encoded_query(query));
    }
    address
}

fn relative(text: &str, base: &Address) -> Option<Address> {
    let mut address = Address {
        fragment: None,
        ..base.clone()
    };
    let is_slash = |character| base.is_slash(character);
    if let Some(rest) = text.strip_prefix(is_slash) {
        if rest.starts_with(is_slash) {
            let scheme = base.scheme.clone();
            let rest = if base.is_special() {
                rest.trim_start_matches(is_slash)
            } else {
                &rest[1..]
            };
            let new = Address {
                scheme,
                ..Address::default()
            };
            return authority(new, rest);
        }
        (address.path, address.query) = (Path::default(), None);
        let (path, query) = cut(rest, '?');
        address.read_path(path);
        return Some(with_query(address, query));
    }
    Some(onto(address, text))
}

/// What is relative, and begins with no slash, put onto the base's path.
fn onto(mut address: Address, text: &str) -> Address {
    let (path, query) = cut(text, '?');
    if !path.is_empty() {
        address.query = None;
        address.shorten();
        address.read_path(path);
    }
    with_query(address, query)
}

/// Reads what follows `//`: user, host, port, and what comes after them.
fn authority(mut address: Address, text: &str) -> Option<Address> {
    let end = text
        .find(|it| it == '?' || address.is_slash(it))
        .unwrap_or(text.len());
    let (authority, rest) = text.split_at(end);
    let place = match authority.rsplit_once('@') {
        Some((user, place)) => {
            let (name, password) = cut(user, ':');
            address.username = encoded_user(name);
            address.password = password.map(encoded_user).unwrap_or_default();
            Some(place).filter(|place| !place.is_empty())?
        }
        None => authority,
    };
    let (host, port) = host_and_port(place);
    if host.is_empty() && (address.is_special() || port.is_some()) {
        return None;
    }
    address.host = Some(address.read_host(host)?);
    if let Some(port) = port.filter(|port| !port.is_empty()) {
        let is_number = port.bytes().all(|digit| digit.is_ascii_digit());
        let number = is_number.then(|| port.parse().ok()).flatten()?;
        address.port = address.kept_port(number);
    }
    Some(path_start(address, rest))
}

/// A user's name or password as it stands in a URL.
pub(super) fn encoded_user(text: &str) -> String {
    utf8_percent_encode(text, percent::USERINFO).to_string()
}

/// Parts at the colon that stands in no brackets.
pub(super) fn host_and_port(text: &str) -> (&str, Option<&str>) {
    let mut within = false;
    for (at, character) in text.char_indices() {
        match character {
            '[' => within = true,
            ']' => within = false,
            ':' if !within => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
    }
    (text, None)
}

/// Reads path and query after a host.
fn path_start(mut address: Address, text: &str) -> Address {
    let (path, query) = cut(text, '?');
    read_whole_path(&mut address, path);
    with_query(address, query)
}

/// Reads a path with the slash that it may begin with.
pub(super) fn read_whole_path(address: &mut Address, path: &str) {
    let rest = path.strip_prefix(|it| address.is_slash(it));
    if address.is_special() || !path.is_empty() {
        address.read_path(rest.unwrap_or(path));
    }
}

fn file(text: &str, base: Option<&Address>) -> Option<Address> {
    let mut address = Address {
        scheme: "file".to_owned(),
        host: Some(String::new()),
        ..Address::default()
    };
    let is_slash = |it| it == '/' || it == '\\';
    if let Some(rest) = text.strip_prefix(is_slash) {
        if let Some(rest) = rest.strip_prefix(is_slash) {
            return file_host(address, rest);
        }
        if let Some(base) = base {
            address.host.clone_from(&base.host);
            if let (false, Path::Segments(list)) = (begins_with_drive(rest), &base.path)
                && let Some(drive) = list.first().filter(|first| is_drive(first, ":"))
            {
                address.path = Path::Segments(vec![drive.clone()]);
            }
        }
        let (path, query) = cut(rest, '?');
        address.read_path(path);
        return Some(with_query(address, query));
    }
    let Some(base) = base else {
        let (path, query) = cut(text, '?');
        address.read_path(path);
        return Some(with_query(address, query));
    };
    address.host.clone_from(&base.host);
    if begins_with_drive(text) {
        return Some(path_start(address, text));
    }
    address.path.clone_from(&base.path);
    address.query.clone_from(&base.query);
    Some(onto(address, text))
}

fn file_host(mut address: Address, text: &str) -> Option<Address> {
    let end = text.find(['/', '\\', '?']).unwrap_or(text.len());
    let (host, rest) = text.split_at(end);
    if is_drive(host, ":|") {
        return Some(path_start(address, text));
    }
    if !host.is_empty() {
        let host = address.read_host(host)?;
        address.host = Some(host)
            .filter(|host| host != "localhost")
            .or(address.host);
    }
    Some(path_start(address, rest))
}

/// Whether a text begins with a drive that ends there.
fn begins_with_drive(text: &str) -> bool {
    let end = text.char_indices().nth(2).map_or(text.len(), |(at, _)| at);
    is_drive(&text[..end], ":|")
        && text[end..]
            .chars()
            .next()
            .is_none_or(|next| "/\\?#".contains(next))
}
