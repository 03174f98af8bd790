//! What differs between two documents: each pair with what is found, and that every choice of changes is well-formed.

use proptest::prelude::*;
use recto::diff::{Kind, Version, apply, compare};
use recto::review::{accepting, changes, rejecting};
use recto::xml::{Document, External};

use super::folder::Folder;

fn found(before: &str, after: &str) -> Vec<String> {
    let (old, new) = (Document::parse(before, External::Noted).0, Document::parse(after, External::Noted).0);
    let hunks = compare(Version { document: &old, text: before }, Version { document: &new, text: after });
    let edits = hunks.iter().flat_map(|hunk| hunk.edits.iter().copied());
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|edit| (edit.before, edit.after));
    assert_eq!(apply(before, after, edits), after, "the edits lead there");
    let show = |difference: &recto::diff::Difference| {
        let (a, b) = (&difference.before, &difference.after);
        let texts = match difference.kind {
            Kind::Text | Kind::Attribute => format!(": {} | {}", a.span.of(before), b.span.of(after)),
            _ => String::new(),
        };
        format!("{} {} > {}{texts}", difference.kind.name(), a.name, b.name)
    };
    hunks.iter().flat_map(|hunk| &hunk.differences).map(show).collect()
}

#[test]
fn kinds_are_told_apart() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("<p>Dear Bill</p>", "<p>Dear Jack</p>", &["text p > p: Bill | Jack"]),
        ("<p n='1'>a</p>", "<p n='2'>a</p>", &["attribute p/@n > p/@n: 1 | 2"]),
        ("<p>a</p>", "<p n='2'>a</p>", &["attribute  > p/@n:  | 2"]),
        ("<p>a  b</p>", "<p>a b</p>", &["white-space p > p"]),
        ("<d><p>a</p><p>b</p></d>", "<d>\n<p>a</p>\n<p>b</p></d>", &["white-space d > d"]),
        ("<p>a<!--x--></p>", "<p>a<!--y--></p>", &["comment p > p"]),
        ("<d><p>a b</p></d>", "<d><q>a b</q></d>", &["element p > q"]),
        ("<d><p>a b</p></d>", "<d><c><s>a b</s></c></d>", &["element p > c/s"]),
        (
            "<d><p>Yours,</p><p>Ed</p></d>",
            "<d><c><s>Yours,</s><g>Ed</g></c></d>",
            &["element p > c/s", "element p > c/g"],
        ),
        ("<p>a b c</p>", "<p>a <hi>b</hi> c</p>", &["element  > hi"]),
        ("<p>a <pb n='1'/>b</p>", "<p>a b</p>", &["element pb > "]),
        ("<p>a <pb/>b</p>", "<p>a <lb/>b</p>", &["element pb > lb"]),
        ("<d><p>a b</p><p>c d</p></d>", "<d><p>c d</p></d>", &["element p > ", "text p > d: a b | "]),
        ("<d><p>one two three</p><p>x</p><p>y</p></d>", "<d><p>x</p><p>y</p><p>one two three</p></d>", &["move p > p"]),
    ];
    for (before, after, expected) in cases {
        let mut found = found(before, after);
        found.dedup();
        assert_eq!(found.join("\n"), expected.join("\n"), "{before} {after}");
    }
}

#[test]
fn what_no_reader_sees_is_no_difference() {
    let (before, after) = ("<p a='1' b='2'>&amp;</p>", "<p b=\"2\" a='1'>&#38;</p>");
    let (old, new) = (Document::parse(before, External::Noted).0, Document::parse(after, External::Noted).0);
    let hunks = compare(Version { document: &old, text: before }, Version { document: &new, text: after });
    assert!(hunks.is_empty(), "{hunks:?}");
}

#[test]
fn folders_are_compared_file_by_file() {
    let folder = Folder::with(&[
        ("a/x.xml", "<p>Dear Bill</p>"),
        ("a/only.xml", "<p/>"),
        ("b/x.xml", "<p>Dear Jack</p>"),
        ("b/y/new.xml", "<p/>"),
    ]);
    let ran = folder.run(&["diff", "a", "b"]).exits(1);
    assert!(ran.stdout.contains("only.xml: only before\nx.xml:1:9: text p\n  - Bill\n  + Jack\n"), "{ran:?}");
    assert!(ran.stdout.contains("3 files: 1 different, 2 missing; 1 text, 0 move, "), "{ran:?}");
    folder.run(&["diff", "a/x.xml", "a/x.xml"]).exits(0);
    folder.run(&["diff", "a", "b/x.xml"]).exits(2).prints_nothing();
    folder.write("broken.xml", b"<p>");
    folder.run(&["diff", "a/x.xml", "broken.xml"]).exits(2).says("R1002");
    let ran = folder.run(&["diff", "a/x.xml", "b/x.xml", "--format", "json"]).exits(1);
    let row: serde_json::Value = serde_json::from_str(ran.stdout.trim()).unwrap();
    assert_eq!(
        (&row["kind"], &row["before"]["text"], &row["after"]["start"]),
        (&"text".into(), &"Bill".into(), &8.into())
    );
}

fn element(depth: u32) -> BoxedStrategy<String> {
    let word = prop::sample::select(vec!["a", "b b", "\n", "<pb/>", "&amp;", "c"]).prop_map(str::to_owned);
    if depth == 0 {
        return word.boxed();
    }
    let inner = prop::collection::vec(element(depth - 1), 0..4);
    let name = prop::sample::select(vec!["p", "q", "d n=\"1\"", "d", "x:e xmlns:x=\"u\""]);
    let whole = (name, inner).prop_map(|(name, inner)| {
        let end = name.split(' ').next().unwrap();
        format!("<{name}>{}</{end}>", inner.concat())
    });
    prop_oneof![1 => word, 3 => whole].boxed()
}

proptest! {
    #[test]
    fn every_choice_of_changes_is_well_formed(
        before in prop::collection::vec(element(3), 0..4),
        after in prop::collection::vec(element(3), 0..4),
        chosen in any::<u64>(),
    ) {
        let (before, after) = (format!("<r>{}</r>", before.concat()), format!("<r>{}</r>", after.concat()));
        let all = changes(&before, &after, &[]).unwrap();
        let (chosen, others): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(at, _)| chosen >> (at % 64) & 1 == 1);
        let accepted = accepting(chosen.iter().map(|(_, change)| *change), &after).apply(&before);
        let rejected = rejecting(others.iter().map(|(_, change)| *change), &before).apply(&after);
        prop_assert_eq!(&accepted, &rejected);
        let findings = Document::parse(&accepted, External::Noted).1;
        prop_assert!(findings.is_empty(), "{} {} {} {:?}", before, after, accepted, findings);
        prop_assert_eq!(accepting(&all, &after).apply(&before), after);
    }
}
