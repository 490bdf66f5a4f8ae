//! The native functions behind `crypto.subtle` and the quick paths of `CryptoJS`.
//!
//! They compute and nothing else: what a script may ask for, and in which words it is refused, is
//! JavaScript's business (`sandbox/src/crypto`). Bytes come as Base64 and go as `ArrayBuffer`; what
//! can't be done answers `undefined`. Keys are held by JavaScript: secret ones as their bytes, the
//! others as DER (`PKCS#8` or `SubjectPublicKeyInfo`).
//!
//! Invariant: nothing here runs for long without asking whether the script must stop.

mod aes;
mod arguments;
mod blocks;
mod digest;
mod ec;
mod edwards;
mod jwk;
mod kdf;
mod keys;
mod pair;
mod quick;
mod rsa;
mod signatures;

use std::rc::Rc;

use rquickjs::function::Func;
use rquickjs::{Ctx, Object, Value};

use self::aes::{Direction, FirstBlock, Gcm};
use self::arguments::{Bytes, Output};
use self::blocks::Blocks;
use self::digest::Hash;
use self::kdf::{Hkdf, Pbkdf2};
use self::keys::Described;
use self::pair::Kind;
use self::quick::{Derivation, Message};
use self::signatures::Scheme;
use crate::script::state::State;
use crate::script::value::Text;
use crate::world::WorldRandom;

/// One function, which makes the others when a script first needs them.
pub(super) fn install(
    _: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    functions.set("toBase64", arguments::encoder(functions.ctx())?)?;
    let state = state.clone();
    functions.set("crypto", Func::from(move |ctx| make(ctx, &state)))
}

fn make<'js>(ctx: Ctx<'js>, state: &Rc<State>) -> rquickjs::Result<Object<'js>> {
    let functions = Object::new(ctx)?;
    install_hashes(&functions, state)?;
    install_ciphers(&functions, state)?;
    install_keys(&functions, state)?;
    install_signatures(&functions, state)?;
    install_quick(&functions, state)?;
    Ok(functions)
}

fn install_hashes(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    functions.set(
        "digest",
        Func::from(|hash: Hash, data: Bytes| Output(Some(hash.digest(&data.0)))),
    )?;
    functions.set(
        "hmac",
        Func::from(|hash: Hash, key: Bytes, data: Bytes| {
            Output(Some(hash.hmac(&key.0, &[&data.0])))
        }),
    )?;
    functions.set("hkdf", Func::from(|request: Hkdf| Output(request.derive())))?;
    let shared = state.clone();
    functions.set(
        "pbkdf2",
        Func::from(move |request: Pbkdf2| Output(request.derive(&|| shared.must_stop()))),
    )
}

fn install_ciphers(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    functions.set(
        "aesCbc",
        Func::from(|direction: Direction, key: Bytes, iv: Bytes, data: Bytes| {
            Output(aes::cbc(direction, &key.0, &iv.0, &data.0))
        }),
    )?;
    functions.set(
        "aesCtr",
        Func::from(|key: Bytes, counter: Bytes, bits: u32, data: Bytes| {
            Output(aes::ctr(
                &key.0,
                &FirstBlock {
                    block: &counter.0,
                    bits,
                },
                &data.0,
            ))
        }),
    )?;
    functions.set(
        "aesGcm",
        Func::from(|direction: Direction, request: Gcm, data: Bytes| {
            Output(request.apply(direction, &data.0))
        }),
    )?;
    functions.set(
        "aesKw",
        Func::from(|direction: Direction, key: Bytes, data: Bytes| {
            Output(aes::key_wrap(direction, &key.0, &data.0))
        }),
    )?;
    let shared = state.clone();
    functions.set(
        "rsaOaep",
        Func::from(move |request: rsa::Oaep, key: Bytes, data: Bytes| {
            Output(request.apply(&key.0, &data.0, &mut WorldRandom(&shared.world)))
        }),
    )
}

fn install_keys(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "generateKey",
        Func::from(
            move |kind: Kind, bits: u32, exponent: u32| -> Option<Described> {
                let mut random = WorldRandom(&shared.world);
                match kind {
                    Kind::Rsa => rsa::generate(bits, exponent, &mut random, &|| shared.must_stop()),
                    kind => keys::generate(kind, &mut random),
                }
                .and_then(|key| Described::of_private(&key))
            },
        ),
    )?;
    functions.set(
        "importKey",
        Func::from(|format: Text, data: Bytes| keys::import(&format.0, &data.0)),
    )?;
    functions.set(
        "importRaw",
        Func::from(|kind: Kind, data: Bytes| keys::import_raw(kind, &data.0)),
    )?;
    functions.set(
        "importJwk",
        Func::from(|jwk: Text| keys::import_jwk(&jwk.0)),
    )?;
    functions.set(
        "publicKey",
        Func::from(|key: Bytes| keys::public_of(&key.0)),
    )?;
    functions.set(
        "exportRaw",
        Func::from(|key: Bytes| Output(keys::export_raw(&key.0))),
    )?;
    functions.set(
        "exportJwk",
        Func::from(|format: Text, key: Bytes| keys::export_jwk(&format.0, &key.0)),
    )?;
    functions.set(
        "toBase64Url",
        Func::from(|data: Bytes| jwk::to_base64url(&data.0)),
    )?;
    functions.set(
        "fromBase64Url",
        Func::from(|text: Text| Output(jwk::from_base64url(&text.0))),
    )
}

fn install_signatures(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    let shared = state.clone();
    functions.set(
        "sign",
        Func::from(move |scheme: Scheme, key: Bytes, data: Bytes| {
            Output(scheme.sign(&key.0, &data.0, &mut WorldRandom(&shared.world)))
        }),
    )?;
    functions.set(
        "verify",
        Func::from(
            |scheme: Scheme, key: Bytes, signature: Bytes, data: Bytes| {
                scheme.verify(&key.0, &signature.0, &data.0)
            },
        ),
    )?;
    functions.set(
        "agree",
        Func::from(|private: Bytes, public: Bytes| Output(keys::agree(&private.0, &public.0))),
    )
}

/// What `CryptoJS` and `node-forge` are helped with.
fn install_quick(functions: &Object<'_>, state: &Rc<State>) -> rquickjs::Result<()> {
    functions.set(
        "quickDigest",
        Func::from(|hash: Hash, message: Text| {
            let bytes = quick::from_bytes_text(&message.0)?;
            Some(quick::to_bytes_text(&hash.digest(&bytes)))
        }),
    )?;
    functions.set(
        "quickHash",
        Func::from(|hash: Hash, message: Message| quick::hash(hash, &message)),
    )?;
    functions.set(
        "quickHmac",
        Func::from(|hash: Hash, key: Message, message: Message| quick::hmac(hash, &key, &message)),
    )?;
    functions.set(
        "quickBlock",
        Func::from(
            |hash: Blocks, words: Value<'_>, message: Value<'_>, from: usize| {
                hash.take(&words, &message, from)
            },
        ),
    )?;
    let shared = state.clone();
    functions.set(
        "quickPbkdf2",
        Func::from(move |request: Derivation| request.derive(&|| shared.must_stop())),
    )?;
    functions.set(
        "quickAes",
        Func::from(
            |direction: Direction, key: Message, iv: Message, data: Message| {
                quick::blocks(direction, &key, &iv, &data)
            },
        ),
    )?;
    functions.set(
        "quickFromBase64",
        Func::from(|text: Text| quick::from_base64(&text.0)),
    )?;
    functions.set(
        "quickToBase64",
        Func::from(|message: Message| quick::to_base64(&message)),
    )?;
    functions.set("quickFromText", Func::from(quick::from_text))?;
    functions.set("quickToText", Func::from(quick::to_text))
}

#[cfg(test)]
mod testing {
    //! Bytes as the published vectors write them.

    pub(super) fn hex(bytes: &[u8]) -> String {
        bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    pub(super) fn unhex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }
}
