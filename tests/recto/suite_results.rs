//! What became of each case of an outside suite, as it is committed in `suites/`: a change shows which case moved. The first line says for
//! which version of the suite; with another one nothing is compared, loudly. `RECTO_SUITES=accept` writes the files anew.

use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

/// Compares the results of a suite, a line a case, with the committed ones. `files` are those of the suite, in any order that stays the same.
#[track_caller]
pub fn compare<'f>(name: &str, files: impl IntoIterator<Item = &'f [u8]>, lines: &[String]) {
    let mut hash = Xxh3::new();
    files.into_iter().for_each(|file| hash.update(file));
    let version = format!("suite {:016x}", hash.digest());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/recto/suites/{name}.txt"));
    let found = format!("{version}\n{}\n", lines.join("\n"));
    if std::env::var_os("RECTO_SUITES").is_some_and(|wish| wish == "accept") {
        std::fs::write(&path, &found).unwrap();
    }
    let accepted = std::fs::read_to_string(&path).unwrap_or_default();
    if accepted.lines().next() != Some(&version) {
        eprintln!("SKIPPED: {name} is another version ({version}) than the one whose results are committed");
        return;
    }
    let moved = difference(&accepted, &found);
    assert!(moved.is_empty(), "{name}: results moved; `RECTO_SUITES=accept` takes them:\n{}", moved.join("\n"));
}

/// Lines of one that the other has not, marked as `diff` does.
fn difference(accepted: &str, found: &str) -> Vec<String> {
    let missing = |from: &str, sign: &str, other: &str| {
        let known: std::collections::BTreeSet<&str> = other.lines().collect();
        from.lines().filter(|line| !known.contains(line)).map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [missing(accepted, "-", found), missing(found, "+", accepted)].concat()
}

#[test]
fn a_case_that_moves_is_named() {
    assert_eq!(
        difference("suite 1\na: valid\nb: valid\n", "suite 1\na: valid\nb: invalid\n"),
        ["- b: valid", "+ b: invalid"]
    );
}
