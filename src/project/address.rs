//! Addresses of schemas: paths of files, and the URLs by which documents name them. Takes an address and the one it is relative
//! to; gives an address. A path is written as people write it, relative to the working directory where that is how it was given.
//!
//! `..` is resolved in the name, as URIs do it (RFC 3986, section 5.2.4), not in the file system. Touches no file.

use std::path::{Component, Path, PathBuf};

use crate::text::uri::{self, Reference};

/// The address of `href` as it stands in the file with address `base`. A fragment is taken off, and from the path of a file the query;
/// `file:` becomes a path. What names another machine without a scheme, as shares of Windows do, is an address of the network.
pub fn join(base: &str, href: &str) -> String {
    let (href, _) = uri::split_fragment(href);
    if href.is_empty() {
        return base.to_owned();
    }
    if let Some(path) = uri::local_path(href) {
        return tidy(Path::new(&path)).display().to_string();
    }
    if uri::is_url(href) || uri::is_url(base) && Reference::of(base).is_hierarchical() {
        return uri::resolve(base, href);
    }
    // A file has no query, and a name with `?` is written with `%3F`.
    let path = uri::decode(href.split('?').next().unwrap_or_default());
    if uri::is_share(&path) {
        return uri::of_file(&path);
    }
    let folder = if base.ends_with('/') { Some(Path::new(base)) } else { Path::new(base).parent() };
    let address = tidy(&folder.unwrap_or(Path::new("")).join(&path)).display().to_string();
    // What other addresses are relative to may be a folder.
    if path.ends_with('/') && !address.is_empty() && !address.ends_with('/') { address + "/" } else { address }
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
            ("in/a.xml", "s/", "in/s/"),
            ("in/a.xml", "../", ""),
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
            ("http://x.org/a/b/c.rng?q", "?y", "http://x.org/a/b/c.rng?y"),
            ("http://x.org/a/b/c.rng", "..", "http://x.org/a/"),
            ("http://x.org/a.rng", "http://y.org/b/../c.rng", "http://y.org/c.rng"),
            ("urn:x:y", "b.rng", "b.rng"),
            ("in/a.xml", "//host/s/b.rng", "file://host/s/b.rng"),
            ("in/a.xml", "\\\\host\\s\\b.rng", "file://host/s/b.rng"),
            ("in/a.xml", "file:////host/s/b.rng", "file:////host/s/b.rng"),
            ("in/a.xml", "file:///%2Fhost/s/b.rng", "file:///%2Fhost/s/b.rng"),
            ("C:/in/a.xml", "b.rng", "C:/in/b.rng"),
            ("in/a.xml", "file:///C:/s/b.rng", "C:/s/b.rng"),
        ];
        for (base, href, expected) in cases {
            assert_eq!(join(base, href), expected, "{base} {href}");
        }
    }
}
