//! Web pages and Markdown: what of them is text, and what front matter says.

use recto::internals::source::{Format, read_text};

use super::folder::Folder;
use super::source::{messages, notation};

#[track_caller]
fn web(page: &str, text: &str, findings: &[&str]) {
    let taken = read_text(Format::Html, page, &notation("letter")).unwrap();
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[test]
fn pages_are_read_as_a_browser_shows_them() {
    web(
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><p>Ash,\n   <b>June</b>\t1<p>Dear&nbsp;Tom &amp; Ann,<br>I <s>did </s>go\
         <script>if (a<b) {}</script> <span style='display: none'>or not</span><p hidden>not this</p><pre>a\n  b</pre><a href='http://x'>there</a> <img src=x>",
        "Ash, June 1\n\nDear\u{a0}Tom & Ann,\nI ~~did~~ go\n\na\nb\n\nthere\n",
        &[
            "R0014 left out of the text: 2 hidden passages (12 characters), 1 picture or object",
            "R0015 not carried over: 1 address of a link",
        ],
    );
    web(
        "<div>He sold:<ul><li>two<li>one<ol start=3 type=a><li><p>x</p><p>y</p></li></ol></ul>and <ol><li value=7>z</ol></div>",
        "He sold:\n\n• two\n• one\n\n  c. x\n\ny\n\nand\n\n7. z\n",
        &[],
    );
    web(
        "<ol start=14 type=I><li></ol><p>To Ann</p><ul><li></ul><p>x</p><ol><li><ol><li>y</ol></ol>",
        "XIV.\n\nTo Ann\n\nx\n\n1.\n\n  1. y\n",
        &[],
    );
    web(
        "<table><tr><th>a<th>b<tr><td>c<td><table></table></table><table><tr><td>Day<td>Nets<tbody><tr><td><p>Monday</p><td>4<br>5</table>\
         <table><tr><td><p>Dear Tom,</p><p>I go.</p></td><td>x</td></tr></table>",
        "a\n\nb\n\nc\n\nDay\tNets\nMonday\t4 5\n\nDear Tom,\n\nI go.\n\nx\n",
        &[],
    );
}

#[test]
fn links_to_signs_below_are_notes() {
    web(
        "<p>The boat<sup><a href='#n1' id='r1'>[1]</a></sup> came<a href='#n2'>*</a>. See <a href='#n1'>the first</a> or <a href='#r1'>7</a>.</p>\
         <ol><li id='n1'><a href='#r1'>^</a> The <i>Hope</i>. <a href='#r1'>\u{21a9}</a></li></ol><p><a name='n2' href='#r2'>*</a> In <a href='#r1'>June</a>.</p>",
        "The boat/1/ came/2/. See the first or 7.\n\n/1/The Hope.\n/2/In June.\n",
        &[],
    );
}

#[test]
fn pages_of_text_recognition_are_read_line_by_line() {
    web(
        "<html><div class='ocr_page'><p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Dear</span> <span class='ocrx_word'>Tom,</span></span>\n\
         <span class='ocr_line'>I go on.</span></p></div><div class='ocr_page'><span class='ocr_line'>Yours</span></div></html>",
        "Dear Tom,\nI go on.\n\n\u{c}Yours\n",
        &[],
    );
}

#[test]
fn markdown_is_read_with_its_front_matter() {
    let text = "---\nsender: Ann Holt\ntags: [a]\n---\n\n# Holt to Bell\n\nAsh\nJune 1\n\nI **do** ~~did~~ <unleserlich> go[^b] on<br>x<sup>2</sup> \\*now\\*.\n\n\
        1. one\n2. two\n\n| a | b |\n|---|---|\n| c | *d* |\n\n[^b]: To *Ash*.\n\n[^c]: Nobody cites it.\n\n![scan](x.png)\n";
    let taken = read_text(Format::Markdown, text, &notation("letter")).unwrap();
    assert_eq!(
        taken.text,
        "Holt to Bell\n\nAsh\nJune 1\n\nI do ~~did~~ <unleserlich> go/1/ on\nx2 *now*.\n\n1. one\n\n2. two\n\na\tb\nc\td\n\n/1/To Ash.\n/2/Nobody cites it.\n"
    );
    let front = taken.front.unwrap();
    assert_eq!(
        (front.toml.as_str(), front.unread.as_slice()),
        ("\"sender\" = \"Ann Holt\"\n", &["tags: [a]".to_owned()][..])
    );
    assert_eq!(messages(&taken.findings), ["R0014 left out of the text: 1 picture or object (4 characters)"]);
}

#[track_caller]
fn markdown(file: &str, text: &str) {
    assert_eq!(read_text(Format::Markdown, file, &notation("letter")).unwrap().text, text);
}

#[test]
fn tags_in_markdown_are_those_of_web_pages() {
    markdown(
        "I <strike>did</strike> <S>do</S> <del>go</del> <kbd>on</kbd>.\n",
        "I ~~did~~ ~~do~~ ~~go~~ <kbd>on</kbd>.\n",
    );
    markdown("14.\n\nTo Ann\n\n- \n\nx\n", "14.\n\nTo Ann\n\nx\n");
}

#[test]
fn signs_of_print_are_read_where_others_are_escaped() {
    markdown("\"Tom's\" --- or so...\n", "\"Tom's\" --- or so...\n");
    markdown("\"Tom's\" -- or Ann\\'s, so...\n", "\u{201c}Tom\u{2019}s\u{201d} – or Ann's, so…\n");
    markdown("\u{201c}Tom's\u{201d} -- or Ann\\'s\n", "\u{201c}Tom's\u{201d} -- or Ann's\n");
}

#[test]
fn front_matter_is_metadata_below_the_file_beside() {
    let folder = Folder::with(&[
        (
            "a.md",
            "---\nsender: Ann Holt\naddressee: Tom Bell\nlayout: post\n---\n\nAsh, June 1, 1823.\n\nDear Tom,\n\nI go on.\n\nYours,\n\nAnn\n",
        ),
        ("a.toml", "addressee = 'Thomas Bell'\n"),
        ("b.md", "Dear Tom,\n\nI go *on*.\n"),
    ]);
    let run =
        folder.run(&["convert", "a.md", "--format", "concise"]).exits(0).says("a.md (front matter):3:1: warning R0102");
    assert!(
        run.stdout.contains("<persName>Ann Holt</persName>") && run.stdout.contains("<persName>Thomas Bell</persName>")
    );
    assert!(folder.run(&["convert", "b.md"]).exits(0).stdout.contains("<p>I go <hi rend=\"italic\">on</hi>.</p>"));
}

#[test]
fn a_page_says_its_encoding() {
    let folder = Folder::new();
    folder.write(
        "a.html",
        b"<html><head><meta charset=\"windows-1252\"></head><body><p>Ch\xE8re Ann,</p><p>Je viens.</p></body></html>",
    );
    assert!(folder.run(&["convert", "a.html"]).exits(0).stdout.contains("Ch\u{e8}re Ann,"));
    folder.write("b.txt", b"<html><body><p>Ch\xE8re Ann,</p></body></html>");
    folder.run(&["convert", "b.txt"]).exits(1).says("R0003");
}
