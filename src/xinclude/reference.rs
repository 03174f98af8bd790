//! References to files (RFC 3986, 4.1 and 5.2), as far as they are written: what `xml:base` is computed with. Takes references; gives references.
//! Touches no file, and knows no catalog.

/// The reference `href` as it stands in the file that `base` refers to, relative to where `base` is relative to.
pub(super) fn join(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    if href.is_empty() {
        return base.to_owned();
    }
    if has_scheme(href) || href.starts_with("//") {
        return href.to_owned();
    }
    let (root, path) = split(base);
    match href.starts_with('/') {
        true => format!("{root}{}", tidy(href)),
        false => {
            let folder = path.rfind('/').map_or("", |end| path.get(..=end).unwrap_or_default());
            format!("{root}{}", tidy(&format!("{folder}{href}")))
        }
    }
}

/// The reference that leads from the file `from` to the file `to`, both relative to the same place.
pub(super) fn between(from: &str, to: &str) -> String {
    let ((from_root, from_path), (to_root, to_path)) = (split(from), split(to));
    if from_root != to_root || from_path.starts_with('/') != to_path.starts_with('/') {
        return to.to_owned();
    }
    let folders = |path| -> Vec<&str> { str::split(path, '/').collect() };
    let (mut from, mut to) = (folders(from_path), folders(to_path));
    from.pop();
    let last = to.pop().unwrap_or_default();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b && **a != "..").count();
    let up = from.len() - shared;
    if from.iter().skip(shared).any(|folder| *folder == "..") {
        // What lies above has no name to come back by.
        return to_path.to_owned();
    }
    let down = to.iter().skip(shared).copied().chain([last]);
    let parts: Vec<&str> = std::iter::repeat_n("..", up).chain(down).collect();
    match parts.join("/") {
        here if here.is_empty() => "./".to_owned(),
        // A colon in the first part would begin a scheme (4.2).
        path if has_scheme(&path) => format!("./{path}"),
        path => path,
    }
}

/// Scheme and authority of a reference, and its path.
fn split(reference: &str) -> (&str, &str) {
    if !has_scheme(reference) {
        return ("", reference);
    }
    let scheme = reference.find(':').map_or(0, |colon| colon + 1);
    let after = reference.get(scheme..).unwrap_or_default();
    let authority = after.strip_prefix("//").map_or(0, |rest| 2 + rest.find('/').unwrap_or(rest.len()));
    reference.split_at_checked(scheme + authority).unwrap_or((reference, ""))
}

/// Whether a reference begins with a scheme; one letter is a drive.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// A path without `.`, and without `..` where a name stands before it.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let count = path.split('/').count();
    for (at, part) in path.split('/').enumerate() {
        let is_last = at + 1 == count;
        match part {
            "." if is_last => parts.push(""),
            "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
                if is_last {
                    parts.push("");
                }
            }
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    // The empty reference is the file itself, not its folder.
    if path.is_empty() && count > 1 { "./".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined() {
        for (base, href, expected) in [
            ("a.xml", "b.xml", "b.xml"),
            ("a.xml", "", "a.xml"),
            ("s/a.xml", "./b.xml", "s/b.xml"),
            ("s/a.xml", "../t/b.xml", "t/b.xml"),
            ("a.xml", "../b.xml", "../b.xml"),
            ("../a.xml", "../b.xml", "../../b.xml"),
            ("s/", "b.xml", "s/b.xml"),
            ("s/a.xml", "t/", "s/t/"),
            ("s/a.xml", "..", "./"),
            ("s/t/a.xml", "..", "s/"),
            ("s/a.xml", "/r/b.xml", "/r/b.xml"),
            ("s/a.xml", "http://x.org/b.xml", "http://x.org/b.xml"),
            ("http://x.org/s/a.xml", "b.xml#i", "http://x.org/s/b.xml"),
            ("http://x.org/s/a.xml", "../b.xml", "http://x.org/b.xml"),
            ("http://x.org/s/a.xml", "/b.xml", "http://x.org/b.xml"),
        ] {
            assert_eq!(join(base, href), expected, "{base} {href}");
        }
    }

    #[test]
    fn the_way_between_two_files_is_found() {
        for (from, to, expected) in [
            ("a.xml", "b.xml", "b.xml"),
            ("a.xml", "s/b.xml", "s/b.xml"),
            ("s/a.xml", "b.xml", "../b.xml"),
            ("s/a.xml", "s/b.xml", "b.xml"),
            ("s/t/a.xml", "s/u/b.xml", "../u/b.xml"),
            ("../a.xml", "b.xml", "b.xml"),
            ("../a.xml", "../b.xml", "../b.xml"),
            ("a.xml", "../b.xml", "../b.xml"),
            ("s/a.xml", "s/", "./"),
            ("a.xml", "x:y.xml", "x:y.xml"),
            ("s/a.xml", "/r/b.xml", "/r/b.xml"),
            ("a.xml", "http://x.org/b.xml", "http://x.org/b.xml"),
            ("http://x.org/s/a.xml", "http://x.org/b.xml", "../b.xml"),
        ] {
            assert_eq!(between(from, to), expected, "{from} {to}");
        }
    }
}
