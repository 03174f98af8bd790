//! Addresses in schemas: what sections 4.3 and 4.5 want of them (RFC 2396, other characters counted as escaped). Takes them as
//! written; gives what is wrong as a phrase, or a joined address.

use crate::text::uri::{LONGEST, claimed_scheme, has_whole_escapes, resolve, scheme};

/// What is wrong with the name of a datatype library: it is absolute, or empty.
pub(super) fn library_fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return None;
    }
    match scheme(text) {
        None => Some("it is not an absolute address"),
        Some(scheme) if text.len() == scheme.len() + 1 => Some("nothing follows the colon"),
        Some(_) => reference_fault(text),
    }
}

/// What is wrong with a namespace.
pub(super) fn namespace_fault(text: &str) -> Option<&'static str> {
    (text.len() > LONGEST).then_some("it is too long")
}

/// What is wrong with a reference to a file.
pub(super) fn reference_fault(text: &str) -> Option<&'static str> {
    if let Some(fault) = namespace_fault(text) {
        return Some(fault);
    }
    if text.contains('#') {
        return Some("it has a fragment, `#`");
    }
    if !has_whole_escapes(text) {
        return Some("two hexadecimal digits must follow `%`");
    }
    if claimed_scheme(text).is_some() && scheme(text).is_none() {
        return Some("what stands before its colon is no scheme");
    }
    None
}

/// Whether an address means the same in every file.
pub(super) fn is_absolute(href: &str) -> bool {
    href.starts_with('/') || scheme(href).is_some()
}

/// `href` as it stands where the base is `base`; as it is written where there is none.
pub(super) fn join(base: &str, href: &str) -> String {
    if base.is_empty() { href.to_owned() } else { resolve(base, href) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_absolute() {
        for text in ["", "http://www.w3.org/2001/XMLSchema-datatypes", "foo:bar", "a+b:/%7e"] {
            assert_eq!(library_fault(text), None, "{text}");
        }
        for text in ["foo", "foo/bar", "//x", ":x", "1a:b", "foo:", "foo:bar#x", "http://x/%", "http://x/%gg"] {
            assert!(library_fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn references_name_whole_files() {
        for text in ["", "x", "../x.rng?a=b", "http://x/y", "a/b:c"] {
            assert_eq!(reference_fault(text), None, "{text}");
        }
        for text in ["x#y", "#", "x%4", "1:x", &"x".repeat(LONGEST + 1)] {
            assert!(reference_fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn bases_join_one_after_the_other() {
        let base = ["sub1/", "sub2", "sub3/y"].iter().fold(String::new(), |base, next| join(&base, next));
        assert_eq!(join(&base, "x"), "sub1/sub3/x");
        assert_eq!(join("http://x", "y"), "http://x/y");
        assert_eq!(join("", "./x"), "./x");
        assert_eq!(join("a/b", "/c"), "/c");
        assert_eq!(join("a/b", "http://c"), "http://c");
    }
}
