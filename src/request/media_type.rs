//! The media type of a file, told by its name's ending as Node's libraries tell it.

use std::path::Path;

/// Endings of which Node's table says something else than `mime_guess`, sorted. Types that Node
/// does not know are bytes.
const AS_NODE_SAYS: [(&str, &str); 39] = [
    ("c", "text/x-c"),
    ("cer", "application/pkix-cert"),
    ("cfg", "application/octet-stream"),
    ("class", "application/java-vm"),
    ("cpp", "text/x-c"),
    ("dmg", "application/x-apple-diskimage"),
    ("dwg", "image/vnd.dwg"),
    ("dxf", "image/vnd.dxf"),
    ("etl", "application/octet-stream"),
    ("exe", "application/x-msdos-program"),
    ("feature", "application/octet-stream"),
    ("h", "text/x-c"),
    ("ico", "image/vnd.microsoft.icon"),
    ("iso", "application/x-iso9660-image"),
    ("java", "text/x-java-source"),
    ("js", "application/javascript"),
    ("key", "application/vnd.apple.keynote"),
    ("m4a", "audio/mp4"),
    ("map", "application/json"),
    ("obj", "model/obj"),
    ("otf", "font/otf"),
    ("parquet", "application/octet-stream"),
    ("psd", "image/vnd.adobe.photoshop"),
    ("py", "application/octet-stream"),
    ("rar", "application/vnd.rar"),
    ("rs", "application/rls-services+xml"),
    ("step", "application/octet-stream"),
    ("stl", "model/stl"),
    ("toml", "application/toml"),
    ("ts", "video/mp2t"),
    ("wav", "audio/wave"),
    ("woff", "font/woff"),
    ("wsdl", "application/wsdl+xml"),
    ("xml", "application/xml"),
    ("xsd", "application/xml"),
    ("xsl", "application/xml"),
    ("xslt", "application/xslt+xml"),
    ("yaml", "text/yaml"),
    ("yml", "text/yaml"),
];

/// The media type of a file by its name's ending; `application/octet-stream` where there is none.
pub(super) fn media_type(file_name: &str) -> &'static str {
    let ending = Path::new(file_name)
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    match AS_NODE_SAYS.binary_search_by_key(&ending.as_str(), |(known, _)| known) {
        Ok(at) => AS_NODE_SAYS[at].1,
        Err(_) => mime_guess::from_ext(&ending)
            .first_raw()
            .unwrap_or("application/octet-stream"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_told_as_node_tells_them() {
        assert!(AS_NODE_SAYS.is_sorted());
        for (name, expected) in [
            ("a.XML", "application/xml"),
            ("a.b.json", "application/json"),
            ("a.wav", "audio/wave"),
            ("a.feature", "application/octet-stream"),
            ("a.png", "image/png"),
            ("a", "application/octet-stream"),
        ] {
            assert_eq!(media_type(name), expected, "{name}");
        }
    }
}
