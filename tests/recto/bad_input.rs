//! Files that no one should have to convert: each is reported at its place, none stops the others, none leaves half a result.

use super::folder::Folder;

const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nSincerely,\n\nEd Reischauer\n";

/// Converts one broken file; asserts status and code, that nothing was printed, and that an older result still stands.
#[track_caller]
fn refuses(bytes: &[u8], status: i32, message: &str) {
    let folder = Folder::with(&[("bad.xml", "older result")]);
    folder.write("bad.txt", bytes);
    folder.run(&["convert", "bad.txt"]).exits(status).prints_nothing().says(message);
    folder.run(&["convert", "bad.txt", "-o", "bad.xml"]).exits(status).prints_nothing().says(message);
    assert_eq!(folder.read("bad.xml"), "older result");
    assert_eq!(folder.files(), ["bad.txt", "bad.xml"]);
}

/// Converts one odd file; gives the TEI.
#[track_caller]
fn converts(bytes: &[u8], arguments: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("odd.txt", bytes);
    folder.run(&[&["convert", "odd.txt"], arguments].concat()).exits(0).stdout
}

#[test]
fn empty_files() {
    refuses(b"", 1, "R0001");
    refuses(b" \r\n\t\n", 1, "R0001");
    refuses(b"\xEF\xBB\xBF", 1, "R0001");
}

#[test]
fn characters_that_xml_cannot_hold() {
    refuses(b"Dear Bill:\n\nThe\0 end.\n", 1, "bad.txt:3:4");
    refuses(b"Dear Bill:\n\nThe\x0b end.\n", 1, "R0002");
    refuses("Dear Bill:\n\nThe\u{ffff} end.\n".as_bytes(), 1, "R0002");
}

#[test]
fn bytes_that_do_not_decode() {
    refuses(b"Dear Bill:\n\nUniversit\xE9 de Paris\n", 1, "line 3, column 10 (offset 21)");
    refuses(b"\xFF\xFEa", 1, "R0003");
    let text = converts(b"Dear Bill:\n\nUniversit\xE9 de Paris\n", &["--encoding", "windows-1252"]);
    assert!(text.contains("Université de Paris"));
}

#[test]
fn formats_that_are_no_plain_text() {
    refuses(b"<TEI><text/></TEI>", 1, "this is TEI, not plain text");
    refuses(b"PK\x03\x04\xff\xfe", 1, "unpack it");
    refuses(b"%PDF-1.4\n\xe2\xe3\n", 1, "pdftotext");
    refuses(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1Dear Tom", 1, "save it as `.docx`");
    refuses(b"\\documentclass{letter}\nDear Tom,\n", 1, "this is LaTeX");
}

#[test]
fn no_encoding_makes_a_letter_of_data() {
    let picture = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec();
    let data: Vec<u8> = (0..=255).cycle().take(2000).collect();
    for (bytes, is) in [(picture, "this is an image"), (data, "data of a program")] {
        let folder = Folder::new();
        folder.write("a.txt", &bytes);
        for label in ["utf-8", "windows-1252", "latin1", "macintosh", "ibm866"] {
            folder.run(&["convert", "a.txt", "--encoding", label]).exits(1).prints_nothing().says("R0012").says(is);
        }
    }
    let wide: Vec<u8> = LETTER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refuses(&wide, 1, "--encoding utf-16le");
    assert_eq!(converts(&wide, &["--encoding", "utf-16le"]), converts(LETTER.as_bytes(), &[]));
}

#[test]
fn an_encoding_nobody_knows() {
    let folder = Folder::with(&[("a.txt", LETTER)]);
    folder.run(&["convert", "a.txt", "--encoding", "ansi-1"]).exits(2).prints_nothing().says("R0006");
}

#[test]
fn a_byte_order_mark_and_line_ends_change_nothing() {
    let plain = converts(LETTER.as_bytes(), &[]);
    assert_eq!(converts(format!("\u{feff}{LETTER}").as_bytes(), &[]), plain);
    assert_eq!(converts(LETTER.replace('\n', "\r\n").as_bytes(), &[]), plain);
    assert_eq!(converts(LETTER.replace('\n', "\r").as_bytes(), &[]), plain);
    let utf16: Vec<u8> = "\u{feff}".chars().chain(LETTER.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    assert_eq!(converts(&utf16, &[]), plain);
}

#[test]
fn one_line_of_ten_megabytes() {
    let line = "All work and no play. ".repeat(10 * 1024 * 1024 / 22);
    let folder = Folder::new();
    folder.write("long.txt", line.as_bytes());
    let ran = folder.run(&["convert", "long.txt"]).exits(0);
    assert!(ran.stdout.len() > line.len());
    assert!(ran.stderr.len() < 10_000, "a finding printed the line");
}

#[test]
fn a_hundred_thousand_note_marks() {
    let mut text = "Dear Bill:\n\n".to_owned();
    text.extend((1..=100_000).map(|n| format!("word,{n} ")));
    text += "end.\n\n";
    text.extend((1..=100_000).map(|n| format!("  {n}. Note.\n")));
    let tei = converts(text.as_bytes(), &[]);
    assert!(tei.contains("</TEI>"));
}

#[test]
fn lists_nested_ten_thousand_deep() {
    let mut text = "Dear Bill:\n\nThese points:\n\n".to_owned();
    for level in 0..10_000 {
        text.extend(std::iter::repeat_n(' ', level));
        text += "• item\n";
    }
    let folder = Folder::new();
    folder.write("deep.txt", text.as_bytes());
    let ran = folder.run(&["convert", "deep.txt"]).exits(0).says("R0403");
    assert_eq!(
        ran.stdout.matches("item").count() - ran.stdout.matches("<item").count() - ran.stdout.matches("</item").count(),
        10_000
    );
}

#[test]
fn a_file_that_is_gone_does_not_stop_the_others() {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/c.txt", LETTER)]);
    let ran = folder.run(&["convert", "in/a.txt", "in/b.txt", "in/c.txt", "-o", "out"]).exits(2);
    ran.says("in/b.txt").says("R0004").says("3 files: 2 converted, 1 failed; 1 error, ");
    assert_eq!(folder.files(), ["in/a.txt", "in/c.txt", "out/.recto-written", "out/a.xml", "out/c.xml"]);
    folder.run(&["convert", "gone.txt"]).exits(2).prints_nothing().says("R0004");
}

#[cfg(unix)]
#[test]
fn links_to_nowhere_and_in_circles_do_not_stop_the_others() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/z/c.txt", LETTER)]);
    symlink("nowhere.txt", folder.path("in/b.txt")).unwrap();
    symlink("..", folder.path("in/z/up")).unwrap();
    folder.run(&["convert", "in", "-o", "out"]).exits(2).says("in/b.txt").says("in/z/up").says("2 converted, 2 failed");
    assert!(folder.path("out/a.xml").exists() && folder.path("out/z/c.xml").exists());
}

#[test]
fn a_place_that_cannot_be_written() {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b.txt", LETTER), ("out/a.xml/keep", "")]);
    folder.run(&["convert", "in/a.txt", "-o", "in/b.txt/x.xml"]).exits(2).prints_nothing().says("R0005");
    let ran = folder.run(&["convert", "in", "-o", "out"]).exits(2);
    ran.says("R0005").says("2 files: 1 converted, 1 failed");
    assert_eq!(folder.files(), ["in/a.txt", "in/b.txt", "out/.recto-written", "out/a.xml/keep", "out/b.xml"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_written_to_and_not_replaced() {
    let folder = Folder::with(&[("a.txt", LETTER)]);
    folder.run(&["convert", "a.txt", "-o", "/dev/null"]).exits(0).prints_nothing();
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    let ran = folder.run(&["convert", "a.txt", "-o", "/dev/stdout"]).exits(0);
    assert!(ran.stdout.contains("<TEI "));
}

#[cfg(unix)]
#[test]
fn rights_and_links_of_an_older_result_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::with(&[("a.txt", LETTER), ("old.xml", "")]);
    std::fs::set_permissions(folder.path("old.xml"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("old.xml", folder.path("link.xml")).unwrap();
    folder.run(&["convert", "a.txt", "-o", "link.xml"]).exits(0);
    folder.run(&["convert", "a.txt", "-o", "new.xml"]).exits(0);
    let mode = |name: &str| std::fs::symlink_metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    assert!(folder.path("link.xml").is_symlink());
    assert_eq!(mode("old.xml"), 0o640);
    // A new file has the rights that any new file gets, less the process's mask.
    folder.write("plain.xml", b"");
    assert_eq!(mode("new.xml"), mode("plain.xml"));
}

#[test]
fn tei_that_is_broken_is_not_read_back() {
    let folder = Folder::with(&[("a.xml", "<TEI><p>Dear</TEI>"), ("b.xml", "")]);
    folder.run(&["text", "a.xml"]).exits(1).prints_nothing().says("R1002");
    folder.run(&["text", "b.xml"]).exits(1).prints_nothing();
}
