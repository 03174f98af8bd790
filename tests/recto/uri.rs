//! URI references. The tables of RFC 3986, section 5.4, and what people write that is no reference; a library that takes references
//! alone must agree wherever it takes them.

use iri_string::format::ToDedicatedString;
use iri_string::types::{UriAbsoluteStr, UriReferenceStr};
use proptest::prelude::*;
use recto::internals::text::uri::{self, Reference};

/// References and what they mean, against `http://a/b/c/d;p?q`: sections 5.4.1 and 5.4.2, the last of them strict.
const RFC_3986: &[(&str, &str)] = &[
    ("g:h", "g:h"),
    ("g", "http://a/b/c/g"),
    ("./g", "http://a/b/c/g"),
    ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"),
    ("//g", "http://g"),
    ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"),
    ("#s", "http://a/b/c/d;p?q#s"),
    ("g#s", "http://a/b/c/g#s"),
    ("g?y#s", "http://a/b/c/g?y#s"),
    (";x", "http://a/b/c/;x"),
    ("g;x", "http://a/b/c/g;x"),
    ("g;x?y#s", "http://a/b/c/g;x?y#s"),
    ("", "http://a/b/c/d;p?q"),
    (".", "http://a/b/c/"),
    ("./", "http://a/b/c/"),
    ("..", "http://a/b/"),
    ("../", "http://a/b/"),
    ("../g", "http://a/b/g"),
    ("../..", "http://a/"),
    ("../../", "http://a/"),
    ("../../g", "http://a/g"),
    ("../../../g", "http://a/g"),
    ("../../../../g", "http://a/g"),
    ("/./g", "http://a/g"),
    ("/../g", "http://a/g"),
    ("g.", "http://a/b/c/g."),
    (".g", "http://a/b/c/.g"),
    ("g..", "http://a/b/c/g.."),
    ("..g", "http://a/b/c/..g"),
    ("./../g", "http://a/b/g"),
    ("./g/.", "http://a/b/c/g/"),
    ("g/./h", "http://a/b/c/g/h"),
    ("g/../h", "http://a/b/c/h"),
    ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
    ("g;x=1/../y", "http://a/b/c/y"),
    ("g?y/./x", "http://a/b/c/g?y/./x"),
    ("g?y/../x", "http://a/b/c/g?y/../x"),
    ("g#s/./x", "http://a/b/c/g#s/./x"),
    ("g#s/../x", "http://a/b/c/g#s/../x"),
    ("http:g", "http:g"),
];

#[test]
fn the_tables_of_the_rfc_hold() {
    for (href, meant) in RFC_3986 {
        assert_eq!(uri::resolve("http://a/b/c/d;p?q", href), *meant, "{href}");
    }
}

#[test]
fn any_string_resolves_against_any_other() {
    for (base, href, meant) in [
        ("http://a", "g", "http://a/g"),
        ("http://a?q#f", "", "http://a?q"),
        ("http://a/b", "a//b", "http://a/a//b"),
        ("http://a/b/", "a//../b", "http://a/b/a/b"),
        ("http://a/b", "my schema.rng", "http://a/my schema.rng"),
        ("http://a/b", "x://y/../z", "x://y/z"),
        ("http://a/b", "é%zz", "http://a/é%zz"),
        ("x:/a/b", "..//c", "x:/.//c"),
        ("x:/a/b", "/.//c", "x:/.//c"),
        ("urn:a:b", "c", "urn:c"),
        ("a.xml", "b.xml", "b.xml"),
        ("a.xml", "../b.xml", "../b.xml"),
        ("../a.xml", "../b.xml", "../../b.xml"),
        ("a/b/c.xml", "../../..", ".."),
        ("s/a.xml", "..", "./"),
        ("s/t/a.xml", ".", "s/t/"),
        ("s/a.xml", "..//b", ".//b"),
        ("s/a.xml", "../x:y", "./x:y"),
        ("s/", "b.xml", "s/b.xml"),
        ("s/a.xml", "/r/../../b.xml", "/b.xml"),
        ("s/a.xml", "//h/b.xml", "//h/b.xml"),
        ("s/a.xml", "#x", "s/a.xml#x"),
        ("", "./b.xml", "b.xml"),
        ("", "", ""),
        ("C:/s/a.xml", "../b.xml", "C:/b.xml"),
        (r"C:\s\a.xml", "b.xml", "C:/s/b.xml"),
        (r"\\h\s\a.xml", "b.xml", "//h/s/b.xml"),
        ("s/a.xml", "C:/b.xml", "C:/b.xml"),
    ] {
        assert_eq!(uri::resolve(base, href), meant, "{base} {href}");
    }
}

#[test]
fn the_way_between_two_references_is_found() {
    for (from, to, way) in [
        ("a.xml", "b.xml", "b.xml"),
        ("a.xml", "a.xml", "a.xml"),
        ("a.xml", "s/b.xml", "s/b.xml"),
        ("s/a.xml", "b.xml", "../b.xml"),
        ("s/a.xml", "s/b.xml", "b.xml"),
        ("s/t/a.xml", "s/u/b.xml?q/r", "../u/b.xml?q/r"),
        ("../a.xml", "b.xml", "b.xml"),
        ("../a.xml", "../b.xml", "../b.xml"),
        ("a.xml", "../b.xml", "../b.xml"),
        ("s/a.xml", "s/", "./"),
        ("s/a.xml", "s/x:y", "./x:y"),
        ("a.xml", "x:y.xml", "x:y.xml"),
        ("s/a.xml", "/r/b.xml", "/r/b.xml"),
        ("a.xml", "http://x.org/b.xml", "http://x.org/b.xml"),
        ("http://x.org/s/a.xml", "http://x.org/b.xml", "../b.xml"),
        ("http://x.org/s/a.xml", "http://y.org/b.xml", "http://y.org/b.xml"),
    ] {
        assert_eq!(uri::relative(from, to), way, "{from} {to}");
    }
}

#[test]
fn schemes_are_no_drives_and_no_parts_of_paths() {
    for (address, scheme, is_url) in [
        ("http://x.org", Some("http"), true),
        ("https:x", Some("https"), true),
        ("urn:x:y", Some("urn"), true),
        ("a+b-c.1:x", Some("a+b-c.1"), true),
        ("psn:a", Some("psn"), true),
        ("p:a", Some("p"), false),
        (r"C:\x.rng", Some("C"), false),
        ("x.rng", None, false),
        ("/x.rng", None, false),
        ("a/b:c", None, false),
        ("a?b:c", None, false),
        ("a.xml#b:c", None, false),
        ("1a:b", None, false),
        ("a b:c", None, false),
        ("é:x", None, false),
        (":x", None, false),
        ("", None, false),
    ] {
        assert_eq!((uri::scheme(address), uri::is_url(address)), (scheme, is_url), "{address}");
    }
}

#[test]
fn file_addresses_are_paths_of_this_machine_only() {
    for (address, path) in [
        ("file:///s/b.rng", Some("/s/b.rng")),
        ("file:/s/b.rng", Some("/s/b.rng")),
        ("FILE://localhost/s/b%20%C3%A9.rng?q#f", Some("/s/b é.rng")),
        ("file:///C:/s/b.rng", Some("C:/s/b.rng")),
        ("file:c:/s/b.rng", Some("c:/s/b.rng")),
        ("file:///100%.rng", Some("/100%.rng")),
        ("file:///%FF.rng", Some("/%FF.rng")),
        ("file://host/s/b.rng", None),
        ("file:////host/s/b.rng", None),
        ("file:///%2Fhost/s/b.rng", None),
        (r"file:\\host\s\b.rng", None),
        ("http://x.org/b.rng", None),
        ("/s/b.rng", None),
    ] {
        assert_eq!(uri::local_path(address).as_deref(), path, "{address}");
    }
}

#[test]
fn names_of_files_become_references() {
    for (name, reference) in [
        ("tei/a.xml", "tei/a.xml"),
        ("./tei/a b.xml", "tei/a%20b.xml"),
        ("../Köln:1.xml", "../K%C3%B6ln%3A1.xml"),
        ("c:x.xml", "c%3Ax.xml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("/tmp/100%.xml", "file:///tmp/100%25.xml"),
        ("C:/letters/a#1.xml", "file:///C:/letters/a%231.xml"),
        (r"C:\letters\a.xml", "file:///C:/letters/a.xml"),
        ("//host/share/a.xml", "file://host/share/a.xml"),
        (r"\\host\share\a.xml", "file://host/share/a.xml"),
        ("https://example.org/a%20b.rng", "https://example.org/a%20b.rng"),
    ] {
        assert_eq!(uri::of_file(name), reference, "{name}");
    }
}

#[test]
fn escapes_are_read_where_they_are_whole() {
    for (text, decoded) in
        [("a%20b", "a b"), ("%C3%A9", "é"), ("%", "%"), ("%zz%41", "%zzA"), ("%+f", "%+f"), ("%FF%41", "%FF%41")]
    {
        assert_eq!(uri::decode(text), decoded);
        assert_eq!(uri::decode(&uri::encode(decoded, uri::is_unreserved)), decoded);
    }
}

#[test]
fn hosts_are_in_lower_case_without_user_and_port() {
    for (url, host) in [
        ("https://User@Example.ORG:80/a", Some("example.org")),
        ("http://[::1]/", Some("[::1]")),
        ("http://[::1]:80/", Some("[::1]")),
        ("http:x", None),
        ("a/b", None),
    ] {
        assert_eq!(Reference::of(url).host().as_deref(), host, "{url}");
    }
}

proptest! {
    /// What RFC 3986 leaves open is not compared: bases without a root.
    #[test]
    fn a_library_for_uris_agrees(
        base in "[a-c]{2}:(//[ab]{0,2})?(/(\\.{1,2}|[ab:]{0,2})){1,4}(\\?[ab/]{0,2})?",
        href in "([a-c]{2}:)?(//[ab]{0,2})?/?((\\.{1,2}|[ab:]{0,2})/){0,4}[ab.]{0,2}(\\?[ab/]{0,2})?(#[ab?]{0,2})?",
    ) {
        let (Ok(absolute), Ok(reference)) = (UriAbsoluteStr::new(&base), UriReferenceStr::new(&href)) else {
            return Ok(());
        };
        let has_open_path = reference.scheme_str().is_some() && !Reference::of(&href).is_hierarchical();
        prop_assume!(!has_open_path);
        let expected = reference.resolve_against(absolute).to_dedicated_string();
        prop_assert_eq!(uri::resolve(&base, &href), expected.as_str());
    }

    #[test]
    fn a_way_leads_where_it_should(
        from in "/?([a-c]{1,2}/){0,3}[a-c.]{1,3}",
        to in "/?([a-c]{1,2}/){0,3}[a-c]{0,2}",
    ) {
        let to = uri::resolve(&to, "");
        prop_assume!(!to.is_empty() && from.starts_with('/') == to.starts_with('/'));
        prop_assert_eq!(uri::resolve(&from, &uri::relative(&from, &to)), to);
    }

    #[test]
    fn nothing_fails(one in ".*", other in ".*") {
        let _ = (uri::resolve(&one, &other), uri::relative(&one, &other), uri::local_path(&one), uri::of_file(&one));
    }
}
