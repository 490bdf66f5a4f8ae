//! Computers: databases, and how people talk of them.

use super::draw::Draw;

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
