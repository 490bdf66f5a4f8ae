//! The three messages of NTLM ([MS-NLMP], section 2.2.1), byte for byte as Postman writes and reads
//! them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::ntlm_proof::{self, Account, Fresh, Responses, utf16};

const SIGNATURE: &[u8] = b"NTLMSSP\0";

/// Windows XP, revision 15 of the protocol: what Postman says it is.
const VERSION: [u8; 8] = [5, 1, 40, 10, 0, 0, 0, 15];

// [MS-NLMP], section 2.2.2.5.
const UNICODE: u32 = 0x0000_0001;
const OEM: u32 = 0x0000_0002;
const REQUEST_TARGET: u32 = 0x0000_0004;
const NTLM: u32 = 0x0000_0200;
const DOMAIN_SUPPLIED: u32 = 0x0000_1000;
const WORKSTATION_SUPPLIED: u32 = 0x0000_2000;
const ALWAYS_SIGN: u32 = 0x0000_8000;
const EXTENDED_SECURITY: u32 = 0x0008_0000;
const TARGET_INFO: u32 = 0x0080_0000;
const SENDS_VERSION: u32 = 0x0200_0000;
const BITS_128: u32 = 0x2000_0000;
const BITS_56: u32 = 0x8000_0000;

const COMMON: u32 = UNICODE
    | REQUEST_TARGET
    | NTLM
    | ALWAYS_SIGN
    | EXTENDED_SECURITY
    | SENDS_VERSION
    | BITS_128
    | BITS_56;

/// Who asks, and from where; in upper case on the wire.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) domain: &'a str,
    pub(super) workstation: &'a str,
}

/// What a server asks to be proven.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    flags: u32,
    nonce: [u8; 8],
    target: Option<Vec<u8>>,
}

/// The message that begins: it says who speaks.
pub(super) fn negotiate(place: Place<'_>) -> String {
    const HEAD: usize = 40;
    let (domain, workstation) = (written(place.domain), written(place.workstation));
    let supplied = if domain.is_empty() {
        0
    } else {
        DOMAIN_SUPPLIED
    };
    let flags = COMMON | OEM | WORKSTATION_SUPPLIED | supplied;
    let mut message = [SIGNATURE, &1_u32.to_le_bytes(), &flags.to_le_bytes()].concat();
    message.extend(field(domain.len(), HEAD + workstation.len()));
    message.extend(field(workstation.len(), HEAD));
    message.extend(VERSION);
    message.extend([workstation, domain].concat().into_bytes());
    BASE64_STANDARD.encode(message)
}

/// Reads the server's message; nothing if it is none.
pub(super) fn challenge(base64: &str) -> Option<Challenge> {
    let message = BASE64_STANDARD.decode(base64.trim()).ok()?;
    let number = |at: usize| {
        Some(u32::from_le_bytes(
            message.get(at..at + 4)?.try_into().ok()?,
        ))
    };
    let short = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            message.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    if !message.starts_with(SIGNATURE) || short(8)? != 2 {
        return None;
    }
    let flags = number(20)?;
    let nonce = message.get(24..32)?.try_into().ok()?;
    let target = if flags & TARGET_INFO == 0 {
        None
    } else {
        let (length, offset) = (short(40)?, usize::try_from(number(44)?).ok()?);
        Some(message.get(offset..offset.checked_add(length)?)?.to_vec())
    };
    Some(Challenge {
        flags,
        nonce,
        target,
    })
}

/// The message that proves the password.
pub(super) fn authenticate(
    challenge: &Challenge,
    account: Account<'_>,
    place: Place<'_>,
    fresh: Fresh,
) -> String {
    const HEAD: usize = 72;
    let (domain, workstation) = (written(place.domain), written(place.workstation));
    let Responses { lan_manager, nt } = responses(
        challenge,
        Account {
            domain: &domain,
            ..account
        },
        fresh,
    );
    let is_unicode = challenge.flags & UNICODE != 0;
    let text = |text: &str| if is_unicode { utf16(text) } else { ascii(text) };
    let (domain, user, workstation) = (text(&domain), text(account.user), text(&workstation));
    let names = domain.len() + user.len() + workstation.len();
    let flags = COMMON | TARGET_INFO;
    let flags = if is_unicode { flags } else { flags & !UNICODE };
    let mut message = [SIGNATURE, &3_u32.to_le_bytes()].concat();
    for (length, offset) in [
        (lan_manager.len(), HEAD + names),
        (nt.len(), HEAD + names + lan_manager.len()),
        (domain.len(), HEAD),
        (user.len(), HEAD + domain.len()),
        (workstation.len(), HEAD + domain.len() + user.len()),
        (0, HEAD + names + lan_manager.len() + nt.len()),
    ] {
        message.extend(field(length, offset));
    }
    message.extend(flags.to_le_bytes());
    message.extend(VERSION);
    message.extend([domain, user, workstation, lan_manager, nt].concat());
    BASE64_STANDARD.encode(message)
}

fn responses(challenge: &Challenge, account: Account<'_>, fresh: Fresh) -> Responses {
    if challenge.flags & EXTENDED_SECURITY == 0 {
        return ntlm_proof::version_1(account.password, challenge.nonce);
    }
    match &challenge.target {
        Some(target) => ntlm_proof::version_2(account, challenge.nonce, target, fresh),
        None => ntlm_proof::session(account.password, challenge.nonce, fresh),
    }
}

/// Length, length once more, and where it begins.
fn field(length: usize, offset: usize) -> Vec<u8> {
    let short = u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes();
    let long = u32::try_from(offset).unwrap_or(u32::MAX).to_le_bytes();
    [&short[..], &short, &long].concat()
}

/// A text in upper case, and as JavaScript's `escape` writes it.
fn written(text: &str) -> String {
    let unit = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() || b"@*_+-./".contains(&byte) => {
            char::from(byte).to_string()
        }
        Ok(byte) => format!("%{byte:02X}"),
        Err(_) => format!("%u{unit:04X}"),
    };
    text.to_uppercase().encode_utf16().map(unit).collect()
}

/// A text of which each character is cut to a byte.
fn ascii(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .map(|unit| unit.to_le_bytes()[0])
        .collect()
}
