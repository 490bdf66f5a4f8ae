//! What a digest authentication proves, and how it is written.

use super::SignError;
use super::hash;
use crate::collection::Auth;
use crate::exchange::Body;

/// A hash function and the name that stands for it in the header.
pub(super) struct Hashing {
    pub(super) name: &'static str,
    /// The hash of bytes, in hexadecimal digits.
    pub(super) hash: fn(&[u8]) -> String,
    /// That of what is sent as a body; `None` where a file can't be read.
    pub(super) body: fn(&Body) -> Option<String>,
}

impl Hashing {
    /// The one that an author has chosen: MD5 where none is.
    ///
    /// # Errors
    /// There is none of that name.
    pub(super) fn of(auth: &Auth) -> Result<Self, SignError> {
        let name = Some(auth.text("algorithm"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "MD5".into());
        Self::named(&name).ok_or(SignError::Algorithm { name })
    }

    /// That of a name, whatever its case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let names = [
            "MD5",
            "MD5-sess",
            "SHA-256",
            "SHA-256-sess",
            "SHA-512-256",
            "SHA-512-256-sess",
        ];
        let name = names
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name))?;
        Some(match name.strip_suffix("-sess").unwrap_or(name) {
            "MD5" => Self::with::<md5::Md5>(name),
            "SHA-256" => Self::with::<sha2::Sha256>(name),
            _ => Self::with::<sha2::Sha512_256>(name),
        })
    }

    fn with<D: sha2::Digest>(name: &'static str) -> Self {
        Self {
            name,
            hash: |data| hash::hex(&D::digest(data)),
            body: hash::of_body::<D>,
        }
    }
}

/// What a proof is made of.
pub(super) struct Proof<'a> {
    pub(super) auth: &'a Auth,
    pub(super) algorithm: Hashing,
    /// What is protected; `None` as in RFC 2069.
    pub(super) qop: Option<&'static str>,
    /// How often the nonce was used.
    pub(super) count: String,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    /// The hash of the body, where it is protected and known.
    pub(super) body: Option<String>,
}

impl Proof<'_> {
    fn hash(&self, parts: &[&str]) -> String {
        (self.algorithm.hash)(parts.join(":").as_bytes())
    }

    /// The client's nonce where it stands alone: Postman writes JavaScript's word where there is
    /// none, and servers take it.
    fn client_nonce(&self) -> String {
        self.auth
            .get("clientNonce")
            .map_or_else(|| "undefined".into(), |_| self.auth.text("clientNonce"))
    }

    fn response(&self) -> String {
        let [user, realm, password, nonce] =
            ["username", "realm", "password", "nonce"].map(|key| self.auth.text(key));
        let mut secret = self.hash(&[&user, &realm, &password]);
        if self.algorithm.name.ends_with("-sess") {
            secret = self.hash(&[&secret, &nonce, &self.client_nonce()]);
        }
        let request = if self.qop == Some("auth-int") {
            // Postman hashes JavaScript's word for a file that it can't read.
            let body = self.body.as_deref().unwrap_or("undefined");
            self.hash(&[self.method, self.uri, body])
        } else {
            self.hash(&[self.method, self.uri])
        };
        let count = &self.count;
        let client_nonce = self.auth.text("clientNonce");
        match self.qop {
            Some(qop) => self.hash(&[&secret, &nonce, count, &client_nonce, qop, &request]),
            None => self.hash(&[&secret, &nonce, &request]),
        }
    }

    /// The value of the header.
    pub(super) fn header(&self) -> String {
        let quoted = |name: &str, value: &str| format!("{name}=\"{value}\"");
        let escaped = |key: &str| {
            let value = self.auth.text(key).replace('\\', "\\\\");
            quoted(key, &value.replace('"', "\\\""))
        };
        // A backslash parts a user from a domain, and servers take it as it is.
        let user = self.auth.text("username").replace('"', "\\\"");
        let mut members = vec![
            quoted("username", &user),
            escaped("realm"),
            escaped("nonce"),
        ];
        members.push(quoted("uri", self.uri));
        members.push(quoted("algorithm", self.algorithm.name));
        members.extend(self.qop.as_ref().map(|qop| format!("qop={qop}")));
        if self.qop.is_some() || self.algorithm.name == "MD5-sess" {
            let count = &self.count;
            members.extend((!count.is_empty()).then(|| format!("nc={count}")));
            members.push(quoted("cnonce", &self.client_nonce()));
        }
        members.push(quoted("response", &self.response()));
        let opaque = self.auth.text("opaque");
        members.extend((!opaque.is_empty()).then(|| escaped("opaque")));
        format!("Digest {}", members.join(", "))
    }
}
