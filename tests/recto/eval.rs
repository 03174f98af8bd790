//! `recto eval`: figures as the script beside the project counts them, what differs in one document, and what is refused.

use super::folder::Folder;

const GOLD: &str = "<div xmlns='http://www.tei-c.org/ns/1.0'><head>1. To Bill</head><opener><dateline>Tokyo, <date \
    when='1964-10-28'>October 28, 1964</date></dateline></opener><p>Dear Bill:</p>\n<p>Thank you<note n='1'>Not <hi>printed</hi>.\
    </note> for <persName>Ed</persName>’s <pb n='7'/>letter.</p><p>Sincerely,</p><closer><signed>Tom</signed></closer></div>";
const OUTPUT: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><title>x</title></teiHeader><text><body><div>\
    <head>1. To Bill</head><opener><dateline>Tokyo, <date when='1964-10-28'>October 28, 1964</date></dateline>\
    <salute>Dear Bill:</salute></opener><p>Thank you<note>Not printed.</note> for Ed’s <pb n='8'/>letter.</p><closer>\
    <salute>Sincerely,</salute><signed>T<hi>om</hi></signed></closer></div></body></text></TEI>";
const TEXT: &str = "1. To Bill\nTokyo, October 28, 1964\nDear Bill:\nThank you1 for Ed’s [Page 7] letter.\nSincerely,\nTom\n1. Not printed.\n";

#[test]
fn two_folders_are_compared() {
    let files = [
        ("gold/a.gold.xml", GOLD),
        ("gold/a.txt", TEXT),
        ("gold/sub/b.gold.xml", GOLD),
        ("gold/c.gold.xml", "<div/>"),
        ("out/a.xml", OUTPUT),
    ];
    let ran = Folder::with(&files).run(&["eval", "--gold", "gold", "out", "--worst", "2", "--diff", "a"]).exits(0);
    insta::assert_snapshot!("figures", ran.stdout);
}

#[test]
fn a_gold_as_it_is_agrees_with_itself() {
    let folder = Folder::with(&[("a.xml", GOLD)]);
    let run =
        |style: &str| folder.run(&["eval", "a.xml", "a.xml", "--style", style, "--format", "json"]).exits(0).stdout;
    let figures = |style: &str| serde_json::from_str::<serde_json::Value>(&run(style)).unwrap();
    assert_eq!(figures("as-is")["all"]["f1"], 1.0);
    assert_eq!(figures("as-is")["perfect"], 1.0);
    // Today's encoding has salutes where the old one has paragraphs.
    assert_eq!(figures("full")["elements"]["salute"]["gold"], 2);
    let web = figures("web");
    assert_eq!((&web["elements"]["dateline"]["gold"], &web["elements"]["salute"]["gold"]), (&0.into(), &1.into()));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = Folder::with(&[("a.xml", GOLD), ("out/b.xml", OUTPUT), ("empty/x.txt", ""), ("ill.xml", "<a>")]);
    for (arguments, message) in [
        (&["a.xml", "gone.xml"][..], "`gone.xml` is not there"),
        (&["a.xml", "out"], "a folder is compared with a folder"),
        (&["--gold", "empty", "out"], "there is no .xml file in `empty`"),
        (&["--gold", "out", "out", "--diff", "c"], "no document is named `c`"),
        (&["a.xml"], "two things are compared"),
        (&["ill.xml", "a.xml"], "R1002"),
    ] {
        folder.run(&[&["eval"], arguments].concat()).exits(2).says(message);
    }
}

#[test]
fn nesting_of_any_depth_is_read() {
    let deep = |name: &str| {
        format!("<div>{}x{}</div>", format!("<{name}>").repeat(100_000), format!("</{name}>").repeat(100_000))
    };
    for name in ["note", "choice", "q", "p"] {
        let folder = Folder::with(&[("a.xml", &deep(name))]);
        folder.run(&["eval", "a.xml", "a.xml", "--format", "json"]).exits(0);
    }
}
