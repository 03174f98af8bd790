//! What a finding is known by from one run to the next. Takes the findings of one file; gives a short text for each.
//!
//! It is made from the name of the file, however it was written (`tei/a.xml`, `./tei/a.xml`), the code, the line as it is shown and what is marked in it, and the number of findings alike
//! before it: lines may move, and what is found elsewhere may come and go. Of a finding about the whole file its message stands for the
//! line. The same on every system and with every version of Rust: FNV-1a with 64 bits
//! (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>).

use std::collections::HashMap;

use super::file::Found;

/// A fingerprint for each finding, in their order: sixteen hexadecimal digits, a colon, a number from one.
pub fn fingerprints(file: &str, findings: &[Found<'_>]) -> Vec<String> {
    let mut seen: HashMap<u64, usize> = HashMap::new();
    let file = &plain(file);
    let fingerprint = |found: &Found<'_>| {
        let code = found.finding.code.id;
        let hash = match found.excerpt() {
            Some(excerpt) => {
                let marked = excerpt.text.get(excerpt.mark.clone()).unwrap_or_default();
                hash(&[file, code, excerpt.text.trim(), marked])
            }
            None => hash(&[file, code, &found.finding.message]),
        };
        let number = seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    };
    findings.iter().map(fingerprint).collect()
}

/// A name without the parts that lead nowhere: `./tei//a.xml` is `tei/a.xml`.
fn plain(file: &str) -> String {
    let root = if file.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = file.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    format!("{root}{}", parts.join("/"))
}

/// The hash of texts, each of which is ended by a byte that is in none.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::super::file::File;
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::{Source, Span};

    fn of(name: &str, text: &str, marked: &str) -> Vec<String> {
        let source = Source::new(name, text);
        let places = text.match_indices(marked).map(|(at, _)| Span::new(at, at + marked.len()));
        let findings: Vec<_> = places.map(|span| Diagnostic::new(&diag::UNREAD_DATE, "odd").at(span)).collect();
        File::new(&source, &findings).fingerprinted().map(|(_, print)| print.to_owned()).collect()
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // "a" of the published vectors, with the byte that ends a text.
        let a = 0xaf63_dc4c_8601_ec8c_u64;
        assert_eq!(hash(&["a"]), (a ^ 0xff).wrapping_mul(0x0100_0000_01b3));
    }

    #[test]
    fn moved_lines_keep_their_fingerprints() {
        let before = of("a.txt", "den 31. Juni\nKöln\nden 31. Juni\n", "31.");
        assert_eq!(before.len(), 2);
        assert_eq!(before[0].split_once(':').unwrap().0, before[1].split_once(':').unwrap().0);
        assert!(before[0].ends_with(":1") && before[1].ends_with(":2"), "{before:?}");
        assert_eq!(before, of("a.txt", "Köln\r\n\r\n  den 31. Juni\r\n\r\nden 31. Juni", "31."));
    }

    #[test]
    fn a_file_is_the_same_however_it_was_named() {
        let print = of("tei/a.xml", "den 31. Juni", "31.");
        for name in ["./tei/a.xml", "tei//a.xml", "tei/./a.xml"] {
            assert_eq!(of(name, "den 31. Juni", "31."), print, "{name}");
        }
        assert_ne!(of("/tei/a.xml", "den 31. Juni", "31."), print);
    }

    #[test]
    fn what_differs_is_told_apart() {
        let first = of("a.txt", "den 31. Juni", "31.");
        for other in
            [of("b.txt", "den 31. Juni", "31."), of("a.txt", "den 31. Mai", "31."), of("a.txt", "den 31. Juni", "Juni")]
        {
            assert_ne!(first, other);
        }
    }
}
