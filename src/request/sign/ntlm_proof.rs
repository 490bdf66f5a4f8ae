//! What NTLM proves a password with ([MS-NLMP], sections 3.3 and 4.2).

use des::Des;
use des::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use hmac::{Hmac, Mac as _};
use md4::{Digest as _, Md4};
use md5::Md5;

/// Who proves, with the domain as it is sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account<'a> {
    pub(super) user: &'a str,
    pub(super) domain: &'a str,
    pub(super) password: &'a str,
}

/// The two answers to a server's challenge.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Responses {
    pub(super) lan_manager: Vec<u8>,
    pub(super) nt: Vec<u8>,
}

/// What a client adds to a challenge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fresh {
    /// Eight random bytes.
    pub(super) nonce: [u8; 8],
    /// Tenths of a microsecond since the year 1601.
    pub(super) time: u64,
}

/// The answers of the first version: the challenge, encrypted with hashes of the password.
pub(super) fn version_1(password: &str, challenge: [u8; 8]) -> Responses {
    Responses {
        lan_manager: encrypt(&lan_manager_hash(password), challenge),
        nt: encrypt(&nt_hash(password), challenge),
    }
}

/// The answers of the first version with extended session security.
pub(super) fn session(password: &str, challenge: [u8; 8], fresh: Fresh) -> Responses {
    let both = Md5::digest([challenge, fresh.nonce].concat());
    let mut short = [0; 8];
    short.copy_from_slice(&both[..8]);
    let mut lan_manager = fresh.nonce.to_vec();
    lan_manager.resize(24, 0);
    Responses {
        lan_manager,
        nt: encrypt(&nt_hash(password), short),
    }
}

/// The answers of the second version; `target` is what the server tells of itself.
pub(super) fn version_2(
    account: Account<'_>,
    challenge: [u8; 8],
    target: &[u8],
    fresh: Fresh,
) -> Responses {
    let key = response_key(account);
    let mut lan_manager = keyed(&key, &[&challenge, &fresh.nonce]);
    lan_manager.extend(fresh.nonce);
    let content = [
        &[1, 1, 0, 0, 0, 0, 0, 0][..],
        &fresh.time.to_le_bytes(),
        &fresh.nonce,
        &[0; 4],
        target,
        &[0; 4],
    ]
    .concat();
    let mut nt = keyed(&key, &[&challenge, &content]);
    nt.extend(content);
    Responses { lan_manager, nt }
}

/// A text as UTF-16, least significant byte first.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn response_key(account: Account<'_>) -> Vec<u8> {
    let name = format!("{}{}", account.user.to_uppercase(), account.domain);
    keyed(&nt_hash(account.password), &[&utf16(&name)])
}

fn nt_hash(password: &str) -> Vec<u8> {
    Md4::digest(utf16(password)).to_vec()
}

fn lan_manager_hash(password: &str) -> Vec<u8> {
    let mut letters: Vec<u8> = password
        .to_uppercase()
        .encode_utf16()
        .map(|unit| unit.to_le_bytes()[0])
        .collect();
    letters.resize(14, 0);
    letters
        .chunks(7)
        .flat_map(|half| block(half, *b"KGS!@#$%"))
        .collect()
}

/// A challenge, encrypted with each third of a hash.
fn encrypt(hash: &[u8], challenge: [u8; 8]) -> Vec<u8> {
    let mut key = hash.to_vec();
    key.resize(21, 0);
    key.chunks(7)
        .flat_map(|third| block(third, challenge))
        .collect()
}

/// One block of DES; every seven bits of the key are followed by one that doesn't count.
fn block(key: &[u8], data: [u8; 8]) -> [u8; 8] {
    let bits = key
        .iter()
        .fold(0_u64, |bits, &byte| (bits << 8) | u64::from(byte));
    let spread: [u8; 8] = std::array::from_fn(|at| ((bits >> (49 - 7 * at)) << 1).to_le_bytes()[0]);
    let mut block = data.into();
    Des::new(&spread.into()).encrypt_block(&mut block);
    block.into()
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Md5>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::hash::hex;
    use super::*;

    const CHALLENGE: [u8; 8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
    const FRESH: Fresh = Fresh {
        nonce: [0xaa; 8],
        time: 0,
    };

    fn both(responses: &Responses) -> [String; 2] {
        [hex(&responses.lan_manager), hex(&responses.nt)]
    }

    #[test]
    fn the_first_version_is_that_of_section_4_2_2() {
        assert_eq!(
            hex(&lan_manager_hash("Password")),
            "e52cac67419a9a224a3b108f3fa6cb6d"
        );
        assert_eq!(
            hex(&nt_hash("Password")),
            "a4f49c406510bdcab6824ee7c30fd852"
        );
        assert_eq!(
            both(&version_1("Password", CHALLENGE)),
            [
                "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13",
                "67c43011f30298a2ad35ece64f16331c44bdbed927841f94"
            ]
        );
    }

    #[test]
    fn the_session_response_is_that_of_section_4_2_3() {
        assert_eq!(
            both(&session("Password", CHALLENGE, FRESH)),
            [
                "aaaaaaaaaaaaaaaa00000000000000000000000000000000",
                "7537f803ae367128ca458204bde7caf81e97ed2683267232"
            ]
        );
    }

    #[test]
    fn the_second_version_is_that_of_section_4_2_4() {
        let account = Account {
            user: "User",
            domain: "Domain",
            password: "Password",
        };
        assert_eq!(
            hex(&response_key(account)),
            "0c868a403bfd7a93a3001ef22ef02e3f"
        );
        let pair = |id: u8, text: &str| [&[id, 0, 12, 0][..], &utf16(text)].concat();
        let target = [pair(2, "Domain"), pair(1, "Server"), vec![0; 4]].concat();
        let responses = version_2(account, CHALLENGE, &target, FRESH);
        assert_eq!(
            hex(&responses.lan_manager),
            "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"
        );
        assert!(hex(&responses.nt).starts_with("68cd0ab851e51c96aabc927bebef6a1c0101000000000000"));
    }
}
