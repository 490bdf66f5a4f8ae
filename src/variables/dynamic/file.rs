//! Files: where they lie, what they are called and of which type they are.

use super::draw::Draw;
use super::text::random_word;

const DIRECTORIES: [&str; 34] = [
    "/Applications",
    "/bin",
    "/boot",
    "/boot/defaults",
    "/dev",
    "/etc",
    "/etc/defaults",
    "/etc/mail",
    "/etc/ppp",
    "/home",
    "/home/user",
    "/home/user/dir",
    "/lib",
    "/Library",
    "/media",
    "/mnt",
    "/net",
    "/Network",
    "/opt",
    "/opt/bin",
    "/private",
    "/private/tmp",
    "/proc",
    "/root",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/Users",
    "/usr/bin",
    "/usr/local/bin",
    "/usr/share",
    "/var/log",
    "/var/tmp",
];

/// Media types with an ending of theirs (the IANA registry).
const TYPES: [(&str, &str); 44] = [
    ("application/epub+zip", "epub"),
    ("application/gzip", "gz"),
    ("application/java-archive", "jar"),
    ("application/javascript", "js"),
    ("application/json", "json"),
    ("application/mathml+xml", "mathml"),
    ("application/msword", "doc"),
    ("application/ogg", "ogx"),
    ("application/pdf", "pdf"),
    ("application/pgp-encrypted", "pgp"),
    ("application/pkcs10", "p10"),
    ("application/postscript", "ps"),
    ("application/rtf", "rtf"),
    ("application/vnd.apple.installer+xml", "mpkg"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-powerpoint", "ppt"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.visio", "vsd"),
    ("application/wasm", "wasm"),
    ("application/xml", "xml"),
    ("application/zip", "zip"),
    ("audio/midi", "mid"),
    ("audio/mp4", "m4a"),
    ("audio/mpeg", "mp3"),
    ("audio/ogg", "ogg"),
    ("chemical/x-pdb", "pdb"),
    ("font/otf", "otf"),
    ("font/woff2", "woff2"),
    ("image/bmp", "bmp"),
    ("image/gif", "gif"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/svg+xml", "svg"),
    ("image/tiff", "tif"),
    ("image/webp", "webp"),
    ("message/rfc822", "eml"),
    ("model/vrml", "wrl"),
    ("text/calendar", "ics"),
    ("text/css", "css"),
    ("text/csv", "csv"),
    ("text/html", "html"),
    ("video/mp4", "mp4"),
    ("video/mpeg", "mpg"),
    ("x-conference/x-cooltalk", "ice"),
];

pub(super) fn directory(draw: &Draw<'_>) -> String {
    draw.one_of(&DIRECTORIES)
}

pub(super) fn file_name(draw: &Draw<'_>) -> String {
    format!("{}.{}", base_name(draw), file_ext(draw))
}

pub(super) fn common_file_name(draw: &Draw<'_>) -> String {
    format!("{}.{}", base_name(draw), common_file_ext(draw))
}

pub(super) fn mime_type(draw: &Draw<'_>) -> String {
    known_type(draw).0.to_owned()
}

pub(super) fn file_type(draw: &Draw<'_>) -> String {
    mime_type(draw)
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned()
}

pub(super) fn file_ext(draw: &Draw<'_>) -> String {
    known_type(draw).1.to_owned()
}

pub(super) fn common_file_type(draw: &Draw<'_>) -> String {
    draw.one_of(&["application", "audio", "image", "text", "video"])
}

pub(super) fn common_file_ext(draw: &Draw<'_>) -> String {
    draw.one_of(&[
        "gif", "htm", "html", "jpeg", "jpg", "mp3", "mp4", "mpeg", "mpg", "pdf", "png", "shtml",
        "wav",
    ])
}

/// One to three words in small letters, with underscores.
fn base_name(draw: &Draw<'_>) -> String {
    let words: Vec<String> = (0..draw.number(1, 3)).map(|_| random_word(draw)).collect();
    let plain = |char: char| {
        if char.is_ascii_alphanumeric() {
            char.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = words.join(" ").chars().map(plain).collect();
    name.split('_')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

fn known_type(draw: &Draw<'_>) -> (&'static str, &'static str) {
    TYPES[usize::try_from(draw.number(0, 43)).unwrap_or_default()]
}
