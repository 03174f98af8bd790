//! `recto transplant`: the elements of TEI set onto a text. Every character is that of the text, elements stay at their words, and what changes is
//! reviewed by what it does.

use std::sync::Arc;

use recto::Source;
use recto::internals::budget::Meter;
use recto::internals::profile;
use recto::internals::verify;

use super::verify::{Random, characters, compared, document, samples};
use crate::folder::Folder;
use crate::shared::shared;

/// The TEI that setting the elements of a body onto a text gives, what stands in its body, and the codes of the findings.
fn transplanted(text: &str, body: &str) -> (String, Vec<&'static str>) {
    let profile = profile::built_in("letter").unwrap();
    let source = Arc::new(Source::new("text", text));
    let made = verify::transplant(&source, &document(body), &profile, &Meter::default()).unwrap();
    let codes = made.diagnostics.iter().map(|finding| finding.code.id).collect();
    let tei = made.tei.unwrap_or_else(|| panic!("{:?}", made.diagnostics));
    assert_eq!(compared(text, &tei, &profile), [], "{tei}");
    let inside = tei.split_once("<body>").unwrap().1.rsplit_once("</body>").unwrap().0;
    (inside.to_owned(), codes)
}

#[test]
fn elements_are_set_onto_the_text() {
    for (text, body, expected, codes) in [
        (
            "„Komm“, sagte er.",
            "<p>\"Komm\", sagte <persName>er</persName>.</p>",
            "<p>„Komm“, sagte <persName>er</persName>.</p>",
            &[][..],
        ),
        (
            "I met Jon Smyth there",
            "<p>I met <persName>John Smith</persName> there</p>",
            "<p>I met <persName>Jon Smyth</persName> there</p>",
            &[],
        ),
        (
            "I met Hans there",
            "<p>I met <persName n='1'>Peter</persName> there</p>",
            "<p>I met <persName n='1'>Hans</persName> there</p>",
            &[],
        ),
        ("my dear old friend", "<p>my <hi>dear</hi> friend</p>", "<p>my <hi>dear</hi> old friend</p>", &[]),
        (
            "my dear friend",
            "<p>my <hi>dear</hi> <del>old</del> friend</p>",
            "<p>my <hi>dear</hi> friend</p>",
            &["R2021"],
        ),
        ("my dear friend", "<p>my <hi>dear</hi>friend</p>", "<p>my <hi>dear</hi> friend</p>", &[]),
        ("R&D <x>", "<p>R+D <hi>&lt;y></hi></p>", "<p>R&amp;D <hi>&lt;x></hi></p>", &[]),
        ("Café", "<p>Cafe\u{301}</p>", "<p>Café</p>", &[]),
        ("He [Page 2] came", "<p>He <pb n='2'/> come</p>", "<p>He <pb n='2'/> came</p>", &[]),
        ("He [Page 2] came", "<p>He came</p>", "<p>He [Page 2] came</p>", &[]),
        (
            "So let me end. I remain yours ever\n\nAnn",
            "<p>So let me end. I remain yours ever</p><closer><salute>I remain yours ever</salute> <signed>Ann</signed></closer>",
            "<p>So let me end. I remain yours ever</p><closer> <signed>Ann</signed></closer>",
            &["R2021"],
        ),
        (
            "One and one are two.\n\nThree are here.\n\nFour and five go.",
            "<div><p>One and one are two.</p><p>Four and five go.</p></div>",
            "<div><p>One and one are two.</p><p>Three are here.</p><p>Four and five go.</p></div>",
            &["R2023"],
        ),
        (
            "We saw Mary Jane Hill at noon",
            "<p>We saw <persName>Maria Johanna</persName> <name>Hügel</name> at noon</p>",
            "<p>We saw <persName>Mary Jane</persName> <name>Hill</name> at noon</p>",
            &["R2022"],
        ),
        // What would cross others is parted where it stands in a line.
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw <hi>the old</hi> red boat today. He said so, <q xml:id='q'>the old red boat</q> and went home.</p>",
            "<p>I saw <hi><q xml:id='q'>the old</q></hi><q> red boat</q> today. He said so, and went home.</p>",
            &["R2025"],
        ),
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw the old <hi>red boat</hi> today. He said so, <seg n='1'>saw the <name>old red</name></seg> and went home.</p>",
            "<p>I <seg n='1' part=\"I\">saw the <name>old </name></seg><hi><seg n='1' part=\"F\"><name>red</name></seg> boat</hi> today. He said so, and went home.</p>",
            &["R2025", "R2025"],
        ),
        // Blocks part nothing.
        (
            "I saw the old\n\nred boat today. He said so, and went home.",
            "<p>I saw the old</p><p>red boat today. He said so, <q>the old red boat</q> and went home.</p>",
            "<p>I saw the old</p><p>red boat today. He said so, and went home.</p>",
            &["R2021"],
        ),
        (
            "I saw the old red boat today. He said so, and went home.",
            "<p>I saw <hi>the old</hi> red boat today. He said so, <formula>the old red boat</formula> and went home.</p>",
            "<p>I saw <hi>the old</hi> red boat today. He said so, and went home.</p>",
            &["R2021"],
        ),
    ] {
        let (made, told) = transplanted(text, body);
        assert_eq!((made.as_str(), told.as_slice()), (expected, codes), "{text} — {body}");
    }
}

#[test]
fn all_that_language_models_made_is_set_onto_its_text() {
    let Some(cases) = shared("cases/verify") else { return };
    let profile = profile::built_in("letter").unwrap();
    let mut made = 0;
    for run in std::fs::read_dir(cases.join("encoded")).unwrap() {
        for file in std::fs::read_dir(run.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            let tei = std::fs::read_to_string(&file).unwrap();
            let name = file.with_extension("txt").file_name().unwrap().to_owned();
            let text = std::fs::read_to_string(cases.join("text").join(name)).unwrap();
            let source = Arc::new(Source::new("text", &*text));
            let tei = verify::transplant(&source, &tei, &profile, &Meter::default()).unwrap().tei.unwrap();
            assert_eq!(
                characters(&tei),
                text.chars().filter(|c| !c.is_whitespace()).collect::<String>(),
                "{}",
                file.display()
            );
            made += 1;
        }
    }
    assert_eq!(made, 100);
}

/// A text with one word in fifty changed, and the numbers of those words.
fn corrected(text: &str, random: &mut Random) -> String {
    let word = |word: &str, random: &mut Random| match random.below(50) {
        0 if !word.is_empty() && word.chars().all(char::is_alphabetic) => "Qu".to_owned() + word,
        _ => word.to_owned(),
    };
    text.split_inclusive(char::is_whitespace)
        .map(|part| {
            let bare = part.trim_end();
            word(bare, random) + &part[bare.len()..]
        })
        .collect()
}

#[test]
fn elements_stay_at_their_words_on_a_corrected_text() {
    let mut random = Random(0x2026_1130);
    let (mut stayed, mut all) = (0, 0);
    for (text, tei, profile) in samples() {
        let corrected = corrected(&text, &mut random);
        let source = Arc::new(Source::new("text", &*corrected));
        let made = verify::transplant(&source, &tei, &profile, &Meter::default()).unwrap();
        let made = made.tei.unwrap_or_else(|| panic!("{:?}\n{corrected}", made.diagnostics));
        // Without the words that were put in, both are the same.
        let made = made.replace("Qu", "");
        let tags = |tei: &str| {
            tei.split('<').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let (before, after) = (tags(&tei.replace("Qu", "")), tags(&made));
        all += before.len();
        stayed += before.iter().zip(&after).filter(|(a, b)| a == b).count();
    }
    assert!(stayed * 1000 >= all * 995, "{stayed} of {all}");
}

#[test]
fn broken_tei_is_mended_and_what_was_wrong_is_told() {
    let folder = Folder::with(&[
        ("a.txt", "All is well & good.\n\nAnn\n"),
        ("a.xml", "<TEI><text><body><p>All is <hi>wel</hi> & good.</p><closer><signed>Ann</closer></body></text>"),
    ]);
    folder.run(&["verify", "a.txt", "a.xml", "--format", "concise"]).exits(1).prints("lost: “l”");
    let ran = folder.run(&["transplant", "a.txt", "a.xml", "-o", "out.xml"]).exits(0);
    assert!(ran.stderr.contains("warning R1"), "{ran:?}");
    assert!(folder.read("out.xml").contains("<hi>well</hi> &amp; good."), "{}", folder.read("out.xml"));
    folder.run(&["verify", "a.txt", "out.xml"]).exits(0);
    folder.write(
        "o.txt",
        "Für die freundliche Zusendung Ihrer Abhandlung sage ich Ihnen meinen aufrichtigsten Dank und Gruß.".as_bytes(),
    );
    folder.run(&["transplant", "o.txt", "a.xml", "-o", "o.xml"]);
}

/// A text, and TEI of a model that straightens quotation marks, changes a word and a number, says a sentence twice and adds a name.
fn spoiled() -> Folder {
    let text =
        "Dear Bill,\n\n“The hay is in,” she said on May 3. Of the boat we have heard nothing. “Yes,” he said.\n\nAnn\n";
    let tei = document(
        "<opener><salute>Dear Bill,</salute></opener>\n<p>\"The hay is in,\" she says on <date>May 5</date>. Of the boat we have heard nothing. \"Yes,\" he said. <q>Of the boat we have heard nothing.</q></p>\n<closer><signed>Ann</signed> <persName>Miller Esq</persName></closer>\n",
    );
    Folder::with(&[("in/a.txt", text), ("models/a.xml", &tei)])
}

/// The changes that are pending: how many of each group.
fn pending(folder: &Folder, at: &str) -> Vec<(String, u64)> {
    let ran = folder.run(&["review", at, "--json"]);
    let row = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let of = |row: serde_json::Value| (row["group"].as_str().unwrap().to_owned(), row["changes"].as_u64().unwrap());
    let mut groups: Vec<_> = ran.stdout.lines().map(row).map(of).collect();
    groups.sort();
    groups
}

#[test]
fn transplants_are_reviewed_by_what_they_do() {
    let folder = spoiled();
    folder.run(&["transplant", "in", "models", "-o", "tei", "--pending"]).exits(0);
    assert!(!folder.path("tei/a.xml").exists());
    let groups = [
        ("text: `persName` → nothing; text of `body`, rule text not there", 1),
        ("text: text of `date`, rule digits", 1),
        ("text: text of `p`, rule letters", 1),
        ("text: text of `p`, rule passage moved or doubled", 1),
        ("text: text of `p`, rule quotation marks", 3),
    ];
    let found = pending(&folder, "tei");
    assert_eq!(found, groups.map(|(group, count)| (group.to_owned(), count)));
    let group = "text: text of `date`, rule digits";
    folder.run(&["review", "tei", "--reject", "--group", group]).exits(0).says("1 change in 1 file rejected");
    folder.run(&["review", "tei", "--accept"]).exits(0).says("6 changes in 1 file accepted");
    let made = folder.read("tei/a.xml");
    assert!(
        made.contains(
            "“The hay is in,” she said on <date>May 5</date>. <q>Of the boat we have heard nothing.</q> “Yes,” he said."
        ),
        "{made}"
    );
    assert!(folder.files().iter().all(|name| !name.contains(".new")), "{:?}", folder.files());
    // What was rejected stays so, whether the next run asks or writes.
    folder.run(&["transplant", "in", "models", "-o", "tei", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "tei"), []);
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "tei/a.xml"]).exits(0).says("R1524");
    assert_eq!(folder.read("tei/a.xml"), made);
    folder.run(&["transplant", "in", "models", "-o", "tei", "--force"]).exits(0);
    folder.run(&["verify", "in", "tei"]).exits(0);
}

#[test]
fn a_transplant_is_pending_beside_what_was_accepted() {
    let folder = spoiled();
    let before = folder.read("models/a.xml");
    // Without `-o` the accepted file is the TEI itself.
    folder.run(&["transplant", "in", "models", "--pending"]).exits(0);
    assert_eq!(folder.read("models/a.xml"), before);
    assert!(pending(&folder, "models").contains(&("text: text of `p`, rule quotation marks".to_owned(), 3)));
    folder.run(&["review", "models", "--accept"]).exits(0);
    folder.run(&["verify", "in", "models"]).exits(0);
    folder.run(&["transplant", "in", "models", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "models"), []);
    // A result that changes nothing of its model is a new file as a whole.
    folder.run(&["transplant", "in", "models", "-o", "out", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "out"), [("element: new file".to_owned(), 1)]);
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "-", "--pending"]).exits(2);
    // A file that somebody keeps is left alone.
    folder.run(&["review", "out", "--accept"]).exits(0);
    folder.run(&["review", "out/a.xml", "--mine", "--reason", "collated"]).exits(0);
    folder.write("in/a.txt", folder.read("in/a.txt").replace("hay", "corn").as_bytes());
    let kept = folder.read("out/a.xml");
    folder.run(&["transplant", "in/a.txt", "models/a.xml", "-o", "out/a.xml"]).exits(0).says("R1525");
    assert_eq!(folder.read("out/a.xml"), kept);
}

#[test]
fn what_is_not_well_formed_is_reviewed_as_it_was_mended() {
    let folder = Folder::with(&[
        ("a.txt", "All is well & good.\n\nAnn\n"),
        ("a.xml", "<TEI><text><body><p>All is <hi>wel</hi> & good.</p><closer><signed>Ann</closer></body></text>"),
    ]);
    folder.run(&["transplant", "a.txt", "a.xml", "-o", "out.xml", "--pending"]).exits(0);
    assert_eq!(pending(&folder, "out.xml"), [("text: text of `hi`, rule letters".to_owned(), 1)]);
    folder.run(&["review", "out.xml", "--accept"]).exits(0);
    folder.run(&["verify", "a.txt", "out.xml"]).exits(0);
    folder.run(&["transplant", "a.txt", "a.xml", "--pending"]).exits(0);
    folder.run(&["review", "a.xml", "--accept"]).exits(0);
    folder.run(&["verify", "a.txt", "a.xml"]).exits(0);
}
