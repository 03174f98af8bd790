//! URI references (RFC 3986, other characters than ASCII as in RFC 3987): their parts, resolution, percent-encoding, and `file:`
//! addresses (RFC 8089). Takes strings as people write them; gives strings.
//!
//! Total: a string that is no reference, such as one with blanks, has the parts that its first `:`, `/`, `?` and `#` give it. A base
//! may be relative too, as documents and schemas are named from the working directory; then `..` stays where nothing is before it.
//! Libraries for URIs refuse both, so resolution is here; a test compares it with one. A backslash separates only behind a drive of
//! Windows. Touches no file, and knows no catalog.

use percent_encoding::{percent_decode_str, percent_encode_byte};

/// Namespaces, and addresses that others are relative to, are refused where they are longer than this, in bytes: what is written once
/// may be meant by every name of a file.
pub const LONGEST: usize = 4096;

/// The parts of a reference (section 3), each as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reference<'t> {
    /// What is before the first colon, if it is a scheme.
    pub scheme: Option<&'t str>,
    /// What is between `//` and the next `/`.
    pub authority: Option<&'t str>,
    /// The path; it may be empty.
    pub path: &'t str,
    /// What follows `?`.
    pub query: Option<&'t str>,
    /// What follows `#`.
    pub fragment: Option<&'t str>,
}

impl<'t> Reference<'t> {
    /// The parts of a string (appendix B).
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let (rest, fragment) = split_fragment(text);
        let (rest, query) = parted(rest, '?');
        let scheme = scheme(rest);
        let rest = scheme.and_then(|scheme| rest.get(scheme.len() + 1..)).unwrap_or(rest);
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query, fragment }
    }

    /// The host in the authority, in lower case (section 3.2.2).
    #[must_use]
    pub fn host(&self) -> Option<String> {
        let host = self.authority?.rsplit('@').next()?;
        let without_port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        Some(without_port.map_or(host, |(host, _)| host).to_ascii_lowercase())
    }

    /// Whether other references can be relative to this one: not to a URN.
    #[must_use]
    pub fn is_hierarchical(&self) -> bool {
        self.authority.is_some() || self.path.starts_with('/')
    }

    /// The reference with another path (section 5.3). A path that would be read as an authority or a scheme begins with a dot.
    fn with_path(&self, path: &str) -> String {
        let is_bare = self.authority.is_none();
        let guard = match path {
            path if is_bare && path.starts_with("//") => "/.",
            path if is_bare && self.scheme.is_none() && claimed_scheme(path).is_some() => "./",
            _ => "",
        };
        let scheme = self.scheme.map(|scheme| format!("{scheme}:"));
        let authority = self.authority.map(|authority| format!("//{authority}"));
        let query = self.query.map(|query| format!("?{query}"));
        let fragment = self.fragment.map(|fragment| format!("#{fragment}"));
        let part = Option::unwrap_or_default;
        [part(scheme), part(authority), guard.to_owned(), path.to_owned(), part(query), part(fragment)].concat()
    }
}

/// The scheme that a reference begins with (section 3.1).
#[must_use]
pub fn scheme(text: &str) -> Option<&str> {
    claimed_scheme(text).filter(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_scheme_character)
    })
}

/// What is before a colon in the first part of the path: a reference that has it there must begin with a scheme (section 4.2).
#[must_use]
pub fn claimed_scheme(text: &str) -> Option<&str> {
    text.split_once(':').map(|(before, _)| before).filter(|before| !before.contains(['/', '?', '#']))
}

/// Whether a character may follow the first one of a scheme.
#[must_use]
pub fn is_scheme_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

/// Whether an address is a URL or another absolute URI, and not the path of a file: one letter before the colon is a drive of Windows.
#[must_use]
pub fn is_url(address: &str) -> bool {
    scheme(address).is_some_and(|scheme| scheme.len() > 1)
}

/// Whether an address is that of a page or file on the web.
#[must_use]
pub fn is_web_address(address: &str) -> bool {
    let Reference { scheme, authority, .. } = Reference::of(address);
    let is_web = |scheme: &str| ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    authority.is_some() && scheme.is_some_and(is_web)
}

/// A reference, and the fragment behind its first `#`.
#[must_use]
pub fn split_fragment(text: &str) -> (&str, Option<&str>) {
    parted(text, '#')
}

fn parted(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// What a reference means where the base is `base` (section 5.2.2, strict), relative to where the base is relative to.
#[must_use]
pub fn resolve(base: &str, href: &str) -> String {
    let slashed = if is_windows_path(base) { base.replace('\\', "/") } else { base.to_owned() };
    let (base, href) = (Reference::of(&slashed), Reference::of(href));
    if href.scheme.is_some() {
        return href.with_path(&without_dots(href.path, true));
    }
    let target = Reference { scheme: base.scheme, ..href };
    let is_rooted = base.is_hierarchical() || base.scheme.is_some();
    if href.authority.is_some() {
        return target.with_path(&without_dots(href.path, true));
    }
    let target = Reference { authority: base.authority, ..target };
    match href.path {
        "" => Reference { query: href.query.or(base.query), ..target }.with_path(base.path),
        path if path.starts_with('/') => target.with_path(&without_dots(path, true)),
        path => target.with_path(&without_dots(&merged(&base, path), is_rooted)),
    }
}

/// The path `path` in the folder of the base (section 5.2.3).
fn merged(base: &Reference<'_>, path: &str) -> String {
    let folder = base.path.rfind('/').and_then(|slash| base.path.get(..=slash));
    let folder = folder.unwrap_or(if base.authority.is_some() { "/" } else { "" });
    format!("{folder}{path}")
}

/// A path without `.`, and without `..` where a name is before it (section 5.2.4); none stays at a root.
fn without_dots(path: &str, is_rooted: bool) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut segments = path.get(root.len()..).unwrap_or_default().split('/').peekable();
    let mut kept: Vec<&str> = Vec::new();
    while let Some(segment) = segments.next() {
        match segment {
            ".." if kept.last().is_some_and(|last| *last != "..") => drop(kept.pop()),
            ".." if is_rooted => {}
            "." => {}
            segment => {
                kept.push(segment);
                continue;
            }
        }
        if segments.peek().is_none() {
            // It was a folder.
            kept.push("");
        }
    }
    let rest = kept.join("/");
    // What had no root gets none: the empty reference is the file itself, not its folder.
    let dot = if root.is_empty() && !path.is_empty() && (rest.is_empty() || rest.starts_with('/')) { "./" } else { "" };
    [root, dot, &rest].concat()
}

/// The reference that leads from `from` to `to`, both relative to the same place; `to` itself where there is none.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let (from, target) = (Reference::of(from), Reference::of(to));
    let is_rooted = |reference: &Reference<'_>| reference.path.starts_with('/');
    let root =
        |reference: &Reference<'_>| (reference.scheme.map(str::to_owned), reference.authority.map(str::to_owned));
    if root(&from) != root(&target) || is_rooted(&from) != is_rooted(&target) {
        return to.to_owned();
    }
    let target = Reference { scheme: None, authority: None, ..target };
    let (mut from, mut to): (Vec<&str>, Vec<&str>) = (from.path.split('/').collect(), target.path.split('/').collect());
    from.pop();
    let last = to.pop().unwrap_or_default();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b && **a != "..").count();
    if from.iter().skip(shared).any(|folder| *folder == "..") {
        // What is above has no name to come back by.
        return target.with_path(target.path);
    }
    let up = std::iter::repeat_n("..", from.len() - shared);
    let path = up.chain(to.into_iter().skip(shared)).chain([last]).collect::<Vec<_>>().join("/");
    target.with_path(if path.is_empty() { "./" } else { &path })
}

/// A string with its escapes replaced (section 2.1); as it is where they do not give UTF-8. A `%` without two digits stays.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |decoded| decoded.into_owned())
}

/// A string with all but some characters escaped.
#[must_use]
pub fn encode(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_kept(c) {
            out.push(c);
        } else {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(percent_encode_byte));
        }
    }
    out
}

/// Whether a character means nothing but itself in every part of a reference (section 2.3).
#[must_use]
pub fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')
}

/// Whether two hexadecimal digits follow every `%`.
#[must_use]
pub fn has_whole_escapes(text: &str) -> bool {
    let is_whole = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).all(is_whole)
}

/// The path in a `file:` URI of this machine (RFC 8089), also one with a drive (appendix E.2). One of another machine, which a share
/// of Windows is (E.3), is an address of the network.
#[must_use]
pub fn local_path(uri: &str) -> Option<String> {
    let Reference { scheme, authority, path, .. } = Reference::of(uri);
    let is_here = authority.is_none_or(|host| host.is_empty() || host.eq_ignore_ascii_case("localhost"));
    if !is_here || !scheme?.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = decode(path);
    match path.strip_prefix('/') {
        Some(drive) if is_windows_path(drive) => Some(drive.to_owned()),
        _ => (!is_share(&path)).then_some(path),
    }
}

/// Whether a path names a file on another machine, as Windows does it: `\\host\share\a.xml`, also with `/`.
#[must_use]
pub fn is_share(path: &str) -> bool {
    path.bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count() > 1
}

/// Whether a path begins with a drive of Windows and a separator, or with the host of a share.
fn is_windows_path(path: &str) -> bool {
    match path.as_bytes() {
        [drive, b':', b'/' | b'\\', ..] => drive.is_ascii_alphabetic(),
        start => start.starts_with(br"\\"),
    }
}

/// The reference to a file of this name; it is relative where the name is. A name that is a URL already stays as it is.
#[must_use]
pub fn of_file(name: &str) -> String {
    if is_web_address(name) || name.starts_with("file://") {
        return name.to_owned();
    }
    let name = if is_windows_path(name) { name.replace('\\', "/") } else { name.to_owned() };
    let is_kept = |c| is_unreserved(c) || c == '/';
    match name.as_bytes() {
        // The host of a share is that of the URI.
        [b'/', b'/', ..] => format!("file:{}", encode(&name, is_kept)),
        [b'/', ..] => format!("file://{}", encode(&name, is_kept)),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
            let (drive, path) = name.split_at_checked(2).unwrap_or_default();
            format!("file:///{drive}{}", encode(path, is_kept))
        }
        _ => {
            let mut name = name.as_str();
            while let Some(rest) = name.strip_prefix("./") {
                name = rest;
            }
            encode(name, is_kept)
        }
    }
}
