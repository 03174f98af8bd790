//! Addresses of schemas: paths of files, and the URLs by which documents name them. Takes an address and the one it is relative
//! to; gives an address. A path is written as people write it, relative to the working directory where that is how it was given.
//!
//! `..` is resolved in the name, as URIs do it (RFC 3986, section 5.2.4), not in the file system. Touches no file.

use std::path::{Component, Path, PathBuf};

/// Whether an address is a URL or another absolute URI, and not the path of a file.
pub fn is_url(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        // One letter is a drive.
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// The address of `href` as it stands in the file with address `base`. A fragment is taken off, and from the path of a file the query;
/// `file:` becomes a path.
pub fn join(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    if href.is_empty() {
        return base.to_owned();
    }
    if let Some(path) = local_path(href) {
        return tidy(Path::new(&decoded(without_query(path)))).display().to_string();
    }
    if is_url(href) {
        return href.to_owned();
    }
    if is_url(base) {
        return join_url(base, href);
    }
    let folder = if base.ends_with('/') { Some(Path::new(base)) } else { Path::new(base).parent() };
    tidy(&folder.unwrap_or(Path::new("")).join(decoded(without_query(href)))).display().to_string()
}

/// A file has no query: `a.sch?x=1` is `a.sch`, and a name with `?` is written with `%3F`.
fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// The path in a `file:` URL of this machine (RFC 8089); one of another machine is an address of the network.
fn local_path(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let Some(after) = rest.strip_prefix("//") else { return Some(rest) };
    let (host, path) = after.split_at(after.find('/').unwrap_or(after.len()));
    (host.is_empty() || host.eq_ignore_ascii_case("localhost")).then_some(path)
}

fn join_url(base: &str, href: &str) -> String {
    let Some((scheme, rest)) = base.split_once("://") else {
        return href.to_owned();
    };
    if href.starts_with("//") {
        return format!("{scheme}:{href}");
    }
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if href.starts_with('/') { href.to_owned() } else { format!("{folder}/{href}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("{scheme}://{host}/{}", parts.join("/"))
}

/// The path without `.` and with every `..` taken from the name before it.
pub fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidied.components().next_back(), Some(Component::Normal(_))) => {
                tidied.pop();
            }
            other => tidied.push(other),
        }
    }
    tidied
}

/// The text with `%20` and the like replaced; as it stands when that gives no text.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, others)) = rest.split_first() {
        let code = match (first, others) {
            (b'%', [high, low, ..]) => hexadecimal(*high).zip(hexadecimal(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = others.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hexadecimal(digit: u8) -> Option<u8> {
    u8::try_from(char::from(digit).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_joined_as_uris_are() {
        let cases = [
            ("a.xml", "b.rng", "b.rng"),
            ("in/a.xml", "b.rng", "in/b.rng"),
            ("in/a.xml", "#x", "in/a.xml"),
            ("in/s/", "b.rng", "in/s/b.rng"),
            ("in/a.xml", "../s/./b.rng#x", "s/b.rng"),
            ("../a.xml", "../b.rng", "../../b.rng"),
            ("/x/in/a.xml", "../b.rng", "/x/b.rng"),
            ("in/a.xml", "/s/b.rng", "/s/b.rng"),
            ("in/a.xml", "my%20schema%C3%A9.rng", "in/my schemaé.rng"),
            ("in/a.xml", "100%.rng", "in/100%.rng"),
            ("in/a.xml", "b.rng?x=1#y", "in/b.rng"),
            ("in/a.xml", "b%3Fx.rng", "in/b?x.rng"),
            ("in/a.xml", "file:///s/b.rng?x", "/s/b.rng"),
            ("in/a.xml", "http://x.org/b.rng?x=1", "http://x.org/b.rng?x=1"),
            ("in/a.xml", "file:///s/b%20c.rng", "/s/b c.rng"),
            ("in/a.xml", "file:/s/b.rng", "/s/b.rng"),
            ("in/a.xml", "file://localhost/s/b.rng", "/s/b.rng"),
            ("in/a.xml", "FILE:///s/b.rng", "/s/b.rng"),
            ("in/a.xml", "file://host/s/b.rng", "file://host/s/b.rng"),
            ("in/a.xml", "http://x.org/b.rng", "http://x.org/b.rng"),
            ("http://x.org/s/a.rng", "b.rng", "http://x.org/s/b.rng"),
            ("http://x.org/s/a.rng", "../b/./c.rng", "http://x.org/b/c.rng"),
            ("http://x.org/s/a.rng", "/b.rng", "http://x.org/b.rng"),
            ("http://x.org/s/a.rng", "//y.org/b.rng", "http://y.org/b.rng"),
            ("http://x.org", "b.rng", "http://x.org/b.rng"),
            ("urn:x:y", "b.rng", "b.rng"),
        ];
        for (base, href, expected) in cases {
            assert_eq!(join(base, href), expected, "{base} {href}");
        }
    }

    #[test]
    fn urls_are_told_from_paths() {
        for url in ["http://x.org", "https:x", "urn:x:y", "file:///x"] {
            assert!(is_url(url), "{url}");
        }
        for path in ["x.rng", "/x.rng", "C:\\x.rng", "a/b:c", "", ":x"] {
            assert!(!is_url(path), "{path}");
        }
    }
}
