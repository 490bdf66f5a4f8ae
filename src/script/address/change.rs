//! What the setters of `URL` do. What the standard refuses changes nothing.

use percent_encoding::utf8_percent_encode;

use super::parse::{encoded_user, host_and_port, read_whole_path, scheme, without_breaks};
use super::{Address, Path, is_special};
use crate::text::percent;

impl Address {
    /// Changes a part, by the name that the standard gives it.
    pub(crate) fn change(&mut self, part: &str, value: &str) {
        let plain = without_breaks(value);
        match part {
            "protocol" => self.change_scheme(&plain),
            "username" if !self.is_bare() => {
                self.username = encoded_user(value);
            }
            "password" if !self.is_bare() => {
                self.password = encoded_user(value);
            }
            "host" if !self.is_opaque() => _ = self.change_host(&plain, Ports::Taken),
            "hostname" if !self.is_opaque() => _ = self.change_host(&plain, Ports::Refused),
            "port" if !self.is_bare() => self.change_port(&plain, value),
            "pathname" if !self.is_opaque() => {
                self.path = Path::default();
                read_whole_path(self, &plain);
                if plain.is_empty() && self.host.is_none() {
                    self.path = Path::Segments(vec![String::new()]);
                }
            }
            "search" => {
                let text = plain.strip_prefix('?').unwrap_or(&plain);
                self.query = (!value.is_empty()).then(|| self.encoded_query(text));
                self.trim_opaque();
            }
            "hash" => {
                let text = plain.strip_prefix('#').unwrap_or(&plain);
                let encode = || utf8_percent_encode(text, percent::FRAGMENT).to_string();
                self.fragment = (!value.is_empty()).then(encode);
                self.trim_opaque();
            }
            _ => {}
        }
    }

    /// What an opaque path ends with would be lost when it is read again.
    fn trim_opaque(&mut self) {
        if let (Path::Opaque(text), None, None) = (&mut self.path, &self.query, &self.fragment) {
            text.truncate(text.trim_end_matches(' ').len());
        }
    }

    fn change_scheme(&mut self, text: &str) {
        let Some((name, _)) = scheme(&format!("{text}:")) else {
            return;
        };
        let is_other = is_special(&name) != self.is_special();
        let is_full = name == "file" && (self.has_credentials() || self.port.is_some());
        let is_empty = self.scheme == "file" && self.host.as_deref().is_none_or(str::is_empty);
        if is_other || is_full || is_empty {
            return;
        }
        self.scheme = name;
        self.port = self.port.and_then(|port| self.kept_port(port));
    }

    /// Changes the host, and the port if one is said; `None` where that is refused.
    fn change_host(&mut self, text: &str, ports: Ports) -> Option<()> {
        let end = text
            .find(|it| it == '?' || it == '#' || self.is_slash(it))
            .unwrap_or(text.len());
        let text = &text[..end];
        if self.scheme == "file" {
            let host = if text.is_empty() {
                String::new()
            } else {
                self.read_host(text)?
            };
            self.host = Some(host)
                .filter(|host| host != "localhost")
                .or(Some(String::new()));
            return Some(());
        }
        let (host, port) = host_and_port(text);
        let is_refused = match port {
            Some(_) => host.is_empty() || ports == Ports::Refused,
            None => {
                host.is_empty()
                    && (self.is_special() || self.has_credentials() || self.port.is_some())
            }
        };
        if is_refused {
            return None;
        }
        self.host = Some(self.read_host(host)?);
        if let Some(port) = port {
            self.take_port(port);
        }
        Some(())
    }

    fn change_port(&mut self, text: &str, given: &str) {
        if given.is_empty() {
            self.port = None;
        } else {
            self.take_port(text);
        }
    }

    /// Takes the digits that a text begins with.
    fn take_port(&mut self, text: &str) {
        let end = text
            .find(|digit: char| !digit.is_ascii_digit())
            .unwrap_or(text.len());
        if let Ok(port) = text[..end].parse() {
            self.port = self.kept_port(port);
        }
    }
}

/// Whether a host may be said with a port.
#[derive(Clone, Copy, PartialEq)]
enum Ports {
    Taken,
    Refused,
}
