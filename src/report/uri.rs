//! Names of files as URI references (RFC 3986). Takes a name with `/` between its parts; gives a reference, and whether it is
//! relative to the folder of the run.

/// A reference to a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Uri {
    /// The reference.
    pub text: String,
    /// Whether it is relative.
    pub is_relative: bool,
}

/// The reference to a file of this name. A name that is a URI already stays as it is.
pub fn of_file(name: &str) -> Uri {
    if ["http://", "https://", "file://"].iter().any(|scheme| name.starts_with(scheme)) {
        return Uri { text: name.to_owned(), is_relative: false };
    }
    if let Some(rest) = name.strip_prefix("//") {
        // A share of Windows: its host is that of the URI.
        return Uri { text: format!("file://{}", encoded(rest)), is_relative: false };
    }
    let mut parts = name.split('/').skip_while(|part| *part == ".");
    let first = parts.next().unwrap_or_default();
    let rest: String = parts.map(|part| format!("/{}", encoded(part))).collect();
    match first.as_bytes() {
        [] => Uri { text: format!("file://{rest}"), is_relative: false },
        [drive, b':'] if drive.is_ascii_alphabetic() => {
            Uri { text: format!("file:///{first}{rest}"), is_relative: false }
        }
        _ => Uri { text: encoded(first) + &rest, is_relative: true },
    }
}

/// Everything but unreserved characters and `/` as `%` and two digits: a colon in the first part would be read as a scheme.
fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_references() {
        let cases = [
            ("tei/a.xml", "tei/a.xml", true),
            ("./tei/a b.xml", "tei/a%20b.xml", true),
            ("../Köln:1.xml", "../K%C3%B6ln%3A1.xml", true),
            ("c:x.xml", "c%3Ax.xml", true),
            ("<stdin>", "%3Cstdin%3E", true),
            ("/tmp/100%.xml", "file:///tmp/100%25.xml", false),
            ("C:/letters/a#1.xml", "file:///C:/letters/a%231.xml", false),
            ("//host/share/a.xml", "file://host/share/a.xml", false),
            ("https://example.org/a%20b.rng", "https://example.org/a%20b.rng", false),
        ];
        for (name, text, is_relative) in cases {
            assert_eq!(of_file(name), Uri { text: text.to_owned(), is_relative }, "{name}");
        }
    }
}
