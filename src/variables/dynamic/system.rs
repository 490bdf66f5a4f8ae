//! Computers: files, databases, and how people talk of them.

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

const COLUMNS: [&str; 14] = [
    "id",
    "title",
    "name",
    "email",
    "phone",
    "token",
    "group",
    "category",
    "password",
    "comment",
    "avatar",
    "status",
    "createdAt",
    "updatedAt",
];
const COLUMN_TYPES: [&str; 24] = [
    "int",
    "varchar",
    "text",
    "date",
    "datetime",
    "tinyint",
    "time",
    "timestamp",
    "smallint",
    "mediumint",
    "bigint",
    "decimal",
    "float",
    "double",
    "real",
    "bit",
    "boolean",
    "serial",
    "blob",
    "binary",
    "enum",
    "set",
    "geometry",
    "point",
];
const COLLATIONS: [&str; 7] = [
    "utf8_unicode_ci",
    "utf8_general_ci",
    "utf8_bin",
    "ascii_bin",
    "ascii_general_ci",
    "cp1250_bin",
    "cp1250_general_ci",
];
const ENGINES: [&str; 6] = ["InnoDB", "MyISAM", "MEMORY", "CSV", "BLACKHOLE", "ARCHIVE"];

const ABBREVIATIONS: [&str; 29] = [
    "ADP", "AGP", "AI", "COM", "CSS", "EXE", "FTP", "GB", "HDD", "HTTP", "IB", "JBOD", "JSON",
    "PCI", "PNG", "RAM", "RSS", "SAS", "SCSI", "SDD", "SMS", "SMTP", "SQL", "SSL", "TCP", "THX",
    "USB", "XML", "XSS",
];
const ADJECTIVES: [&str; 18] = [
    "1080p",
    "auxiliary",
    "back-end",
    "bluetooth",
    "cross-platform",
    "digital",
    "haptic",
    "mobile",
    "multi-byte",
    "neural",
    "online",
    "open-source",
    "optical",
    "primary",
    "redundant",
    "solid state",
    "virtual",
    "wireless",
];
const NOUNS: [&str; 24] = [
    "alarm",
    "application",
    "array",
    "bandwidth",
    "bus",
    "capacitor",
    "card",
    "circuit",
    "driver",
    "feed",
    "firewall",
    "hard drive",
    "interface",
    "matrix",
    "microchip",
    "monitor",
    "panel",
    "pixel",
    "port",
    "program",
    "protocol",
    "sensor",
    "system",
    "transmitter",
];
const VERBS: [(&str, &str); 16] = [
    ("back up", "backing up"),
    ("bypass", "bypassing"),
    ("calculate", "calculating"),
    ("compress", "compressing"),
    ("connect", "connecting"),
    ("copy", "copying"),
    ("generate", "generating"),
    ("hack", "hacking"),
    ("index", "indexing"),
    ("navigate", "navigating"),
    ("override", "overriding"),
    ("parse", "parsing"),
    ("program", "programming"),
    ("quantify", "quantifying"),
    ("synthesize", "synthesizing"),
    ("transmit", "transmitting"),
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

pub(super) fn database_column(draw: &Draw<'_>) -> String {
    draw.one_of(&COLUMNS)
}

pub(super) fn database_type(draw: &Draw<'_>) -> String {
    draw.one_of(&COLUMN_TYPES)
}

pub(super) fn database_collation(draw: &Draw<'_>) -> String {
    draw.one_of(&COLLATIONS)
}

pub(super) fn database_engine(draw: &Draw<'_>) -> String {
    draw.one_of(&ENGINES)
}

pub(super) fn abbreviation(draw: &Draw<'_>) -> String {
    draw.one_of(&ABBREVIATIONS)
}

pub(super) fn adjective(draw: &Draw<'_>) -> String {
    draw.one_of(&ADJECTIVES)
}

pub(super) fn noun(draw: &Draw<'_>) -> String {
    draw.one_of(&NOUNS)
}

pub(super) fn verb(draw: &Draw<'_>) -> String {
    known_verb(draw).0.to_owned()
}

pub(super) fn ing_verb(draw: &Draw<'_>) -> String {
    known_verb(draw).1.to_owned()
}

fn known_verb(draw: &Draw<'_>) -> (&'static str, &'static str) {
    VERBS[usize::try_from(draw.number(0, 15)).unwrap_or_default()]
}

/// Something that sounds as if it were about computers.
pub(super) fn phrase(draw: &Draw<'_>) -> String {
    let (short, adjective, noun) = (abbreviation(draw), adjective(draw), noun(draw));
    let (verb, other, doing) = (verb(draw), self::noun(draw), ing_verb(draw));
    match draw.number(0, 3) {
        0 => format!("Let us {verb} the {adjective} {short} {noun} before the {other} does!"),
        1 => format!("No {noun} is safe from {doing} the {adjective} {short} {other}!"),
        2 => format!(
            "Somebody has to {verb} the {short} {noun}, so start {doing} the {adjective} {other}!"
        ),
        _ => format!("The {short} {noun} is slow, {verb} the {adjective} {other} instead!"),
    }
}
