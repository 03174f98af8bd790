//! The interchange file of letters: what becomes of each `correspDesc`, what the project must say, what is missing or stands there twice.

use super::folder::Folder;

const SETTINGS: &str = "[cmif]\ntitle = 'Letters of Holt'\neditor = 'Jane Roe'\nemail = 'roe@example.org'\npublisher = 'The House'\n\
    publisher-url = 'https://example.org'\nurl = 'https://example.org/cmif.xml'\ndate = '2026-11-30'\nedition = 'Letters, ed. by Jane Roe.'\n\
    id = 'e4c10c66-9b0b-4f2e-810c-669b0b2f2e20'\nletter-url = 'https://example.org/{name}.html'\n";

/// A letter with this in its `correspDesc` and this in its text.
fn letter(description: &str, text: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><profileDesc>{description}</profileDesc></teiHeader>\
         <text><body><div xml:id='d1'>{text}</div></body></text></TEI>"
    )
}

fn described(sent: &str, received: &str) -> String {
    format!(
        "<correspDesc><correspAction type='sent'>{sent}</correspAction><correspAction type='received'>{received}</correspAction></correspDesc>"
    )
}

const SENT: &str = "<persName ref='#h https://d-nb.info/gnd/118540238'>Holt,\n Ann</persName><placeName ref='https://www.geonames.org/2634191'>Whitby</placeName>\
    <date when='1831-04-02T10:00:00'/>";

#[test]
fn letters_are_indexed() {
    let folder = Folder::with(&[("recto.toml", SETTINGS)]);
    let text = "<p>To <persName ref='https://viaf.org/viaf/1'>Tom</persName>, <rs type='place' ref='https://www.geonames.org/2'>Ash</rs> and \
        <persName ref='https://viaf.org/viaf/1'>him</persName>.</p>";
    let languages = "<langUsage><language ident='en'/></langUsage>";
    folder
        .write("tei/a.xml", letter(&(described(SENT, "<persName>unbekannt</persName>") + languages), text).as_bytes());
    let uncertain = "<orgName>The House</orgName><date notBefore='1831' notAfter-iso='1832-06' cert='low'>?</date>";
    folder.write(
        "tei/b.xml",
        letter(
            &described(uncertain, "<persName>Bell</persName><persName>Bell's <roleName>wife</roleName></persName>"),
            "",
        )
        .as_bytes(),
    );
    folder.run(&["cmif", "tei", "-o", "tei/cmif.xml", "--deny-warnings"]).exits(0).says("2 files: 2 indexed");
    let written = folder.read("tei/cmif.xml");
    for expected in [
        "<bibl xml:id=\"e4c10c66-9b0b-4f2e-810c-669b0b2f2e20\" type=\"online\">Letters, ed. by Jane Roe.</bibl>",
        "<idno type=\"url\">https://example.org/cmif.xml</idno>",
        "<correspDesc ref=\"https://example.org/a.html\" source=\"#e4c10c66-9b0b-4f2e-810c-669b0b2f2e20\">",
        "<persName ref=\"https://d-nb.info/gnd/118540238\">Holt, Ann</persName>",
        "<placeName ref=\"https://www.geonames.org/2634191\">Whitby</placeName>",
        "<date when=\"1831-04-02\"/>",
        "<persName>Unknown</persName>",
        "<ref type=\"cmif:mentionsPerson\" target=\"https://viaf.org/viaf/1\">Tom</ref>",
        "<ref type=\"cmif:mentionsPlace\" target=\"https://www.geonames.org/2\">Ash</ref>",
        "<ref type=\"cmif:hasLanguage\" target=\"en\"/>",
        "<orgName>The House</orgName>",
        "<date cert=\"low\" notAfter=\"1832-06\" notBefore=\"1831\"/>",
        "<persName>Bell's wife</persName>",
    ] {
        assert_eq!(written.matches(expected).count(), 1, "{expected}\n{written}");
    }
    // The file of the last run is no letter, and stays as it is.
    folder.run(&["cmif", "tei", "-o", "tei/cmif.xml"]).exits(0).says("2 files: 2 indexed");
    assert_eq!(folder.read("tei/cmif.xml"), written);
    folder.run(&["validate", "tei/cmif.xml"]).exits(0);
    assert_eq!(folder.run(&["cmif", "tei/a.xml", "tei/b.xml"]).exits(0).stdout, written);
}

#[test]
fn what_is_missing_doubled_or_cannot_be_is_reported() {
    let folder = Folder::with(&[("recto.toml", SETTINGS)]);
    folder.write("tei/a.xml", letter(&described(SENT, "<persName>Bell</persName>"), "").as_bytes());
    folder.write("tei/b.xml", letter(&described(SENT, "<persName>Bell</persName>"), "").as_bytes());
    folder.write("tei/c.xml", letter("", "").as_bytes());
    folder.write(
        "tei/d.xml",
        letter(&described("<persName ref='persons.xml#b'>Bell</persName><date when='1831-13'/>", ""), "").as_bytes(),
    );
    folder.write("tei/e.xml", b"<TEI");
    let run = folder
        .run(&["cmif", "tei", "-o", "cmif.xml", "--format", "concise"])
        .exits(1)
        .says("5 files: 4 indexed, 1 failed");
    for expected in [
        "tei/b.xml:1:66: warning R1913: this letter is that of `tei/a.xml`",
        "tei/c.xml: warning R1911",
        "tei/d.xml:1:121: warning R1914: `persons.xml#b` leads to no authority file",
        "R1914: `1831-13` is no date",
        "tei/d.xml:1:66: warning R1912",
    ] {
        assert!(run.stderr.contains(expected), "{expected}\n{}", run.stderr);
    }
    assert_eq!(folder.read("cmif.xml").matches("<correspDesc").count(), 3);
}

#[test]
fn records_of_the_same_file_are_followed() {
    let folder = Folder::with(&[("recto.toml", SETTINGS)]);
    let record = "<person xml:id='b'><idno type='GND'>118540238</idno><idno type='URI'>https://d-nb.info/gnd/118540238</idno></person>";
    folder.write(
        "a.xml",
        letter(&(described("<persName ref='#b'>Bell</persName><date when='1831'/>", "") + record), "").as_bytes(),
    );
    let run = folder.run(&["cmif", "a.xml", "--deny-warnings"]).exits(0);
    assert!(run.stdout.contains("<persName ref=\"https://d-nb.info/gnd/118540238\">Bell</persName>"), "{}", run.stdout);
}

#[test]
fn the_project_says_what_the_format_demands() {
    let folder = Folder::new();
    folder.write("a.xml", letter(&described(SENT, ""), "").as_bytes());
    folder.run(&["cmif", "a.xml"]).exits(2).prints_nothing().says("`cmif.title` in recto.toml is missing");
    for (from, to, message) in [
        ("https://example.org/cmif.xml", "cmif.xml", "`cmif.url` in recto.toml is no URL"),
        ("e4c10c66", "4 c", "`cmif.id` in recto.toml cannot be an xml:id"),
        ("2026-11-30", "yesterday", "`cmif.date` in recto.toml is not a date"),
    ] {
        folder.write("recto.toml", SETTINGS.replace(from, to).as_bytes());
        folder.run(&["cmif", "a.xml"]).exits(2).prints_nothing().says(message);
    }
    folder.write("recto.toml", SETTINGS.as_bytes());
    folder.write("cmif.xml", b"mine");
    folder.run(&["cmif", "a.xml", "-o", "cmif.xml"]).exits(1).says("R0010");
    assert_eq!(folder.read("cmif.xml"), "mine");
}

#[test]
fn one_person_has_one_number() {
    let person = |name: &str, record: &str| format!("<persName ref='{record}'>{name}</persName>");
    let file = |sent: &str, received: &str, day: u8| {
        letter(&described(&format!("{sent}<date when='1831-04-0{day}'/>"), received), "")
    };
    let [holt, other] = ["https://d-nb.info/gnd/118540238", "http://d-nb.info/gnd/118607626"];
    let bell = person("Bell", "https://viaf.org/viaf/1");
    let folder = Folder::with(&[
        ("recto.toml", SETTINGS),
        ("tei/a.xml", &file(&person("Holt, Ann", holt), &bell, 1)),
        (
            "tei/b.xml",
            &file(&person("Ann Holt", &format!("{holt}/")), &person("T. Bell", "https://viaf.org/viaf/1"), 2),
        ),
        ("tei/c.xml", &file(&person("Ann Holt", other), &bell, 3)),
        ("tei/d.xml", &file(&person("Martha Lee", holt), &person("Ann Holt", "https://viaf.org/viaf/2"), 4)),
    ]);
    let run = folder.run(&["cmif", "tei", "-o", "cmif.xml", "--format", "concise"]).exits(0);
    let said: Vec<&str> = run.stderr.lines().filter(|line| line.contains("R1915")).collect();
    assert_eq!(said.len(), 2, "{}", run.stderr);
    assert!(
        said[0].starts_with("tei/c.xml") && said[0].contains("118540238") && said[0].contains("118607626"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("tei/d.xml") && said[1].contains("`Holt, Ann`") && said[1].contains("`Martha Lee`"),
        "{said:?}"
    );
}

#[test]
fn a_letter_of_somebody_who_did_not_live_then_is_reported() {
    let file = |sent: &str, date: &str| {
        letter(&described(&format!("<persName>{sent}</persName><date {date}/>"), "<persName>Bell</persName>"), "")
    };
    let by_record = |record: &str, date: &str| {
        let sent = format!("<persName ref='{record}'>A. H.</persName><date {date}/>");
        letter(&described(&sent, "<persName>Bell</persName>"), "")
    };
    let persons = "<listPerson><person xml:id='h'><persName><surname>Holt</surname><forename>Ann</forename></persName>\
        <idno type='GND'>https://d-nb.info/gnd/118540238</idno><birth when='1790-06'/><death notBefore='1831' notAfter='1832-03-22'/></person>\
        <person xml:id='l'><persName>Martha Lee</persName><death>about 1800</death></person>\
        <person xml:id='s1'><persName>John Smith</persName><death when='1800'/></person>\
        <person xml:id='s2'><persName>Smith, John</persName><death when='1900'/></person></listPerson>";
    let folder = Folder::with(&[
        ("recto.toml", &format!("{SETTINGS}[convert]\nregisters = 'persons.xml'\n")),
        ("persons.xml", persons),
        ("more.csv", "name,ref,birth,death\n\"Bell, Tom\",https://viaf.org/viaf/1,,1850\nBad,,then,\n"),
        ("tei/dead.xml", &file("Ann Holt", "when='1832-03-23'")),
        ("tei/dying.xml", &file("Holt, Ann", "when='1832'")),
        ("tei/perhaps.xml", &file("Holt, Ann", "notBefore='1830' notAfter='1840'")),
        ("tei/unborn.xml", &file("Ann Holt", "from='1789' to='1790-05-31'")),
        ("tei/record.xml", &by_record("http://d-nb.info/gnd/118540238/", "when='1840-01-01T10:00:00'")),
        ("tei/unknown.xml", &file("Martha Lee", "when='1900'")),
        ("tei/several.xml", &file("John Smith", "when='1850'")),
        ("tei/table.xml", &by_record("https://viaf.org/viaf/1", "when='1851'")),
    ]);
    let said = |arguments: &[&str]| {
        let run =
            folder.run(&[&["cmif", "tei", "-o", "cmif.xml", "--force", "--format", "concise"], arguments].concat());
        run.stderr.lines().filter(|line| line.contains("R1916")).map(str::to_owned).collect::<Vec<_>>()
    };
    let found = said(&[]);
    for (file, words) in [
        ("dead", "`Ann Holt` died on 1832-03-22, and the letter is of 1832-03-23"),
        ("record", "`A. H.` died on 1832-03-22, and the letter is of 1840-01-01"),
        ("unborn", "`Ann Holt` was born on 1790-06, and the letter is of 1790-05-31"),
    ] {
        let is_it = |line: &&String| line.starts_with(&format!("tei/{file}.xml")) && line.contains(words);
        assert_eq!(found.iter().filter(is_it).count(), 1, "{file}: {found:?}");
    }
    assert_eq!(found.len(), 3, "{found:?}");
    let found = said(&["--register", "more.csv"]);
    assert!(found.len() == 1 && found[0].contains("died on 1850"), "{found:?}");
    folder.run(&["cmif", "tei", "-o", "cmif.xml", "--register", "more.csv"]).says("`then` is no date");
}

#[test]
fn a_letter_of_several_days_is_of_all_of_them() {
    let days =
        |days: &str| letter(&described(&format!("<persName>Holt</persName>{days}"), "<persName>Bell</persName>"), "");
    let folder = Folder::with(&[
        ("recto.toml", SETTINGS),
        ("tei/a.xml", &days("<date when='1831-04-05'/><date when-iso='1831-04-02'/>")),
        (
            "tei/b.xml",
            &days("<date from='1832-01' to='1832-03'/><date when='1832-05-01' cert='low'/><date>spring</date>"),
        ),
        ("tei/c.xml", &days("<date when='1833'/><date when='1833'>1833</date>")),
    ]);
    let run = folder.run(&["cmif", "tei", "-o", "cmif.xml", "--format", "concise"]).exits(0);
    let written = folder.read("cmif.xml");
    for date in [
        "<date from=\"1831-04-02\" to=\"1831-04-05\"/>",
        "<date cert=\"low\" from=\"1832-01\" to=\"1832-05-01\"/>",
        "<date when=\"1833\"/>",
    ] {
        assert!(written.contains(date), "{date}: {written}");
    }
    assert_eq!(run.stderr.matches("several dates of one letter").count(), 2, "{}", run.stderr);
}

#[test]
fn letters_of_a_group_have_their_own_texts() {
    let description = |id: &str, day: u8| {
        described(&format!("<persName>Holt</persName><date when='1831-04-0{day}'/>"), "<persName>Bell</persName>")
            .replace("<correspDesc>", &format!("<correspDesc corresp='#{id}'>"))
    };
    let text = |id: &str, record: u8| {
        format!(
            "<text xml:id='{id}'><body><p>To <persName ref='https://viaf.org/viaf/{record}'>Tom</persName>.</p></body></text>"
        )
    };
    let tei = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><profileDesc>{}{}</profileDesc></teiHeader><text><group>{}{}</group></text></TEI>",
        description("l1", 1),
        description("l2", 2),
        text("l1", 1),
        text("l2", 2)
    );
    let folder = Folder::with(&[("recto.toml", &SETTINGS.replace("{name}", "{id}")), ("v.xml", &tei)]);
    folder.run(&["cmif", "v.xml", "-o", "cmif.xml", "--deny-warnings"]).exits(0);
    let written = folder.read("cmif.xml");
    for once in ["example.org/l1.html", "example.org/l2.html", "viaf.org/viaf/1\"", "viaf.org/viaf/2\""] {
        assert_eq!(written.matches(once).count(), 1, "{once}: {written}");
    }
}

#[test]
fn which_of_several_letters_of_one_text_mentions_whom_is_not_guessed() {
    let sent = |day: u8| {
        described(&format!("<persName>Holt</persName><date when='1831-04-0{day}'/>"), "<persName>Bell</persName>")
    };
    let tei = |descriptions: &str| {
        format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0' xml:id='t'><teiHeader><profileDesc>{descriptions}<langUsage><language \
             ident='en'/></langUsage></profileDesc></teiHeader><text><body><p>To <persName \
             ref='https://viaf.org/viaf/1'>Tom</persName>.</p></body></text></TEI>"
        )
    };
    let folder = Folder::with(&[
        ("recto.toml", SETTINGS),
        ("one.xml", &tei(&sent(1))),
        ("two.xml", &tei(&(sent(2) + &sent(3)))),
    ]);
    let run = folder.run(&["cmif", "one.xml", "two.xml", "-o", "cmif.xml", "--format", "concise"]).exits(0);
    assert_eq!(run.stderr.matches("2 letters have one text: which of them mentions whom is not said").count(), 1);
    let written = folder.read("cmif.xml");
    assert_eq!(written.matches("viaf.org/viaf/1\"").count(), 1, "{written}");
    assert_eq!(written.matches("cmif:hasLanguage").count(), 3, "{written}");
}
