//! A text reads the same whatever its width, and page numbers and note marks read as such in every form people use.

use recto::internals::convert::convert;
use recto::internals::metadata::Metadata;
use recto::internals::profile::built_in;
use recto::internals::text::Source;

const LETTER: &str = "Corfe, March 9, 1931.

Dear Aunt,
The roof of the boathouse came down on Sunday in the gale, and we spent all of Monday pulling the two skiffs out from under it - neither of them is hurt beyond a scratch, I am glad to say, which is more than can be told of the gardener, who fell off the ladder on the way.

He asks whether the doctor may come by on Friday; his wife will not hear of it, and so the poor man must lie still. - As to the day of the fair [Page 2] we have agreed to stay away, and I wrote to the Reverend Hollis that he should not keep our places, nor those of the boys, who would rather row.

Ever yours,

Lettice";

const TYPED: &str = "Dear Aunt,
The roof of the boathouse came down on Sunday in the gale, and we
- 2 -
spent all of Monday pulling the two skiffs out from under it. Neither of
them is hurt beyond a scratch, which is more than can be said for the
- 3 -
gardener, who fell off the ladder.

* * *

Ever yours,

Lettice";

/// The body of the TEI, white space folded.
fn body(text: &str) -> String {
    let profile = built_in("letter").unwrap();
    let made = convert(&Source::new("x", text), &profile, &Metadata::default());
    let tei = made.tei.unwrap_or_default();
    let body = tei.split("<body>").nth(1).unwrap_or_default();
    body.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with no line wider than this.
fn wrapped(text: &str, width: usize) -> String {
    let mut found = String::new();
    let mut column = 0;
    for line in text.split('\n') {
        for word in line.split(' ') {
            let is_full = column > 0 && column + 1 + word.len() > width;
            found.push_str(if column == 0 {
                ""
            } else if is_full {
                "\n"
            } else {
                " "
            });
            column = if column == 0 || is_full { word.len() } else { column + 1 + word.len() };
            found.push_str(word);
        }
        found.push('\n');
        column = 0;
    }
    found
}

#[test]
fn the_width_of_a_text_changes_nothing_but_line_ends() {
    let expected = body(LETTER);
    assert!(expected.contains("<pb xml:id=\"pg_2\" n=\"2\"/>"), "{expected}");
    for width in 40..=120 {
        assert_eq!(body(&wrapped(LETTER, width)), expected, "{width}");
    }
}

#[test]
fn pages_of_a_typist_and_of_a_pdf_are_breaks() {
    let typed = body(TYPED);
    assert!(typed.contains("and we <pb xml:id=\"pg_2\" n=\"2\"/> spent all"), "{typed}");
    assert!(typed.contains("<p>* * *</p>") && !typed.contains("<list"), "{typed}");
    let printed = body("Dear Aunt,\n\nThe roof came down in the gale.\n\u{c}We spent the day on it.\n\u{c}\n");
    assert_eq!(printed.matches("<pb type=\"unnumbered\"/>").count(), 1, "{printed}");
}

#[test]
fn superscript_digits_are_note_marks() {
    let made =
        body("Dear Aunt,\n\nI found the pattern¹ and the buttons.²\n\nYours,\n\nTom\n\n¹ Of a dress.\n\n² Of horn.");
    assert!(made.contains("pattern<note xml:id=\"fn1\" n=\"1\">Of a dress.</note>"), "{made}");
    assert!(made.contains("<note xml:id=\"fn2\" n=\"2\">Of horn.</note>"), "{made}");
}

#[test]
fn notes_stand_behind_the_block_that_cites_them() {
    let made = body(
        "Dear Aunt,\n\nI found the pattern¹ and the buttons.²\n\n¹ Of a dress.\n\n² Of horn.\n\nThe thread³ is lost.\n\n³ Of silk.\n\n\
         Yours,\n\nTom",
    );
    assert!(made.contains("pattern<note xml:id=\"fn1\" n=\"1\">Of a dress.</note>"), "{made}");
    assert!(made.contains("thread<note xml:id=\"fn3\" n=\"3\">Of silk.</note> is lost.</p> <closer>"), "{made}");
}

#[test]
fn what_parentheses_count_is_no_note() {
    let made = body(
        "Dear Aunt,\n\nI want (1) the pattern and (2) the buttons.\n\n(1) The pattern.\n\n(2) Of horn.\n\nYours,\n\nTom",
    );
    assert!(!made.contains("<note"), "{made}");
}

#[test]
fn marks_that_a_parenthesis_closes_are_whole() {
    let made = body(
        "Dear Aunt,\n\nI found the pattern1) and the buttons2) too.\n\nYours,\n\nTom\n\n1) Of a dress.\n2) Of horn.",
    );
    assert!(made.contains("</note> and the buttons<note xml:id=\"fn2\" n=\"2\">Of horn.</note> too."), "{made}");
}

#[test]
fn further_paragraphs_of_a_note_are_indented() {
    let made = body(
        "Dear Aunt,\n\nI found it.[^1]\n\nYours,\n\nTom\n\n[^1]: The pattern.\n\n    It was of silk.\n\nNot of the note.",
    );
    assert!(made.contains("<note xml:id=\"fn1\" n=\"1\"><p>The pattern.</p><p>It was of silk.</p></note>"), "{made}");
}

#[test]
fn a_mark_without_note_is_reported_once() {
    let text = Source::new("x", "Dear Aunt,\n\nI found the pattern[4] and the thread.\n\nYours,\n\nTom");
    for house in ["", "[notes]\nmarks = ['[{n}]']\n"] {
        let profile = recto::internals::profile::read(&Source::new("house.toml", house)).0.unwrap();
        let made = convert(&text, &profile, &Metadata::default());
        let told = made.diagnostics.iter().filter(|finding| finding.code.id == "R0301");
        assert_eq!(told.count(), 1, "{house}: {:?}", made.diagnostics);
    }
}
