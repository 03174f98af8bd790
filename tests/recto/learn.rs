//! `recto learn`: what letters teach holds for others of the house; bad letters are set aside and named; nothing of a person is replaced.

use super::folder::Folder;

/// A letter of a house that heads each with "CIEP" and a number.
fn letter(number: usize) -> (String, String) {
    let day = number % 28 + 1;
    let body = "The barges came up on the tide this morning, and nobody had thought to send word to the miller that they were on \
        their way, so that all of us were at the quay until noon. The flour is dry, and so are the seeds that came with it.";
    let text = format!(
        "CIEP {number}\n\nWhitby, May {day}, 1831\n\nDear Ann,\n\n{body} No. {number} is paid.\n\nthine\n\nold Robin\n"
    );
    let tei = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"l{number}\"><teiHeader/><text><body><div><head>CIEP {number}</head>\
         <opener><dateline>Whitby, May {day}, 1831</dateline><salute>Dear Ann,</salute></opener><p>{body} No. {number} is paid.</p>\
         <closer><salute>thine</salute><signed>old Robin</signed></closer></div></body></text></TEI>\n"
    );
    (text, tei)
}

/// A folder with so many letters, text beside TEI.
fn house(letters: usize) -> Folder {
    let folder = Folder::new();
    for number in 1..=letters {
        let (text, tei) = letter(number * 7);
        folder.write(&format!("gold/{number:02}.txt"), text.as_bytes());
        folder.write(&format!("gold/{number:02}.xml"), tei.as_bytes());
    }
    folder
}

#[test]
fn what_letters_teach_holds_for_others_of_the_house() {
    let folder = house(12);
    folder.write("new.txt", letter(99).0.as_bytes());
    let head = "<head>CIEP 99</head>";
    let before = folder.run(&["convert", "new.txt", "--profile", "base"]).exits(0).stdout;
    assert!(!before.contains(head), "the test shows nothing: {before}");
    let report = folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0).stdout;
    assert!(report.starts_with("12 letters learned from, 0 set aside\n"), "{report}");
    assert!(report.contains("wholly right        12        0       12"), "{report}");
    let after = folder.run(&["convert", "new.txt", "--profile", "house.toml"]).exits(0).stdout;
    assert!(after.contains(head), "{after}");
}

/// A letter whose paragraph goes on behind the address at the foot of its first page.
fn parted(number: usize) -> (String, String) {
    let (begin, end) = (
        format!(
            "The barges came up on the tide this morning, and nobody had thought to send word number {number} to the miller, who was"
        ),
        "at the quay until noon all the same. The flour is dry, and so are the seeds that came with it from the other side.",
    );
    let text = format!(
        "Dear Ann,\n\nThe roof holds.\n\n{begin}\n\nto Mrs. Ann Holt, Whitby.\n\n[Page 2]\n\n{end}\n\nThe cows are well.\n\nYours,\n\nOld Robin\n"
    );
    let tei = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body><div><opener><salute>Dear Ann,</salute></opener>\
         <p>The roof holds.</p><p>{begin} <address><addrLine>to Mrs. Ann Holt, Whitby.</addrLine></address><pb n=\"2\"/> {end}</p>\
         <p>The cows are well.</p><closer><salute>Yours,</salute><signed>Old Robin</signed></closer></div></body></text></TEI>\n"
    );
    (text, tei)
}

#[test]
fn a_paragraph_goes_on_behind_a_page_where_letters_teach_it() {
    let folder = Folder::new();
    for number in 1..=12 {
        let (text, tei) = parted(number);
        folder.write(&format!("gold/{number:02}.txt"), text.as_bytes());
        folder.write(&format!("gold/{number:02}.xml"), tei.as_bytes());
    }
    folder.write("new.txt", parted(99).0.as_bytes());
    let before = folder.run(&["convert", "new.txt", "--profile", "base"]).exits(0).stdout;
    let paragraphs = |tei: &str| tei.split("<body>").nth(1).unwrap_or_default().matches("<p>").count();
    assert!(paragraphs(&before) > 3, "the test shows nothing: {before}");
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0);
    let after = folder.run(&["convert", "new.txt", "--profile", "house.toml"]).exits(0).stdout;
    assert_eq!(paragraphs(&after), 3, "{after}");
    let page = after.lines().find(|line| line.contains("<pb")).unwrap_or_default();
    assert!(page.trim_start().starts_with("<p>The barges") && page.ends_with("other side.</p>"), "{after}");
    // The paragraphs around it stay what they are.
    assert!(after.contains("<p>The roof holds.</p>") && after.contains("<p>The cows are well.</p>"), "{after}");
}

/// A letter with a list that a paragraph introduces, inside of it or beside, and one that runs on in its line.
fn with_list(number: usize, is_inside: bool) -> (String, String) {
    let begin = format!(
        "The barges came up on the tide this morning, and what they brought to the miller by letter {number} is this:"
    );
    let text = format!(
        "Dear Ann,\n\n{begin}\n\n  • twelve sacks of flour\n  • four sacks of oats\n\nWe need 1) rope, 2) nails, 3) salt.\n\nYours,\n\nOld Robin\n"
    );
    let list = "<list><item>twelve sacks of flour</item><item>four sacks of oats</item></list>";
    let paragraph = if is_inside { format!("<p>{begin} {list}</p>") } else { format!("<p>{begin}</p>{list}") };
    let items = [("1)", "rope,"), ("2)", "nails,"), ("3)", "salt.")];
    let items = items.map(|(label, item)| format!("<label>{label}</label> <item>{item}</item>")).join(" ");
    let tei = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><body><div><opener><salute>Dear Ann,</salute></opener>\
         {paragraph}<p>We need <list>{items}</list></p><closer><salute>Yours,</salute><signed>Old Robin</signed></closer></div></body></text></TEI>\n"
    );
    (text, tei)
}

#[test]
fn a_setting_that_letters_hold_is_written() {
    let learned = |others: usize| {
        let folder = Folder::new();
        for number in 1..=15 {
            let (text, tei) = with_list(number, number > others);
            folder.write(&format!("gold/{number:02}.txt"), text.as_bytes());
            folder.write(&format!("gold/{number:02}.xml"), tei.as_bytes());
        }
        let report = folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0).stdout;
        (report, folder.read("house.toml"))
    };
    let written = "\n[lists]\nintroduced = \"inside\"\nrun-in = \"list\"\n";
    let (report, house) = learned(3);
    assert!(report.contains("12 better    3 worse"), "{report}");
    assert!(house.contains(written), "{house}");
    let (report, house) = learned(5);
    assert!(report.contains("10 better    5 worse") && report.contains("15 better    0 worse"), "{report}");
    assert!(house.contains("\n[lists]\nrun-in = \"list\"\n"), "{house}");
}

#[test]
fn the_same_letters_give_the_same_bytes() {
    let folder = house(12);
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0);
    let first = folder.read("house.toml");
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0);
    assert_eq!(folder.read("house.toml"), first);
    let head = "# What 12 letters teach: recto learn gold --base base\n# A row that is struck is forgotten.\nname = \"house\"\nextends = \"base\"\n";
    assert!(first.starts_with(head), "{first}");
    assert!(first.contains("\n[weights.head]\n"), "{first}");
    folder.run(&["learn", "gold", "-o", "plain.toml", "--no-words", "--base", "frus"]).exits(0);
    let plain = folder.read("plain.toml");
    assert!(!plain.contains("[words") && plain.contains("extends = \"frus\""), "{plain}");
}

#[test]
fn a_file_of_ones_own_is_learned_over() {
    let folder = house(12);
    let own =
        "name = \"ours\"\nextends = \"base\"\n\n[page]\nmarks = [\"[Leaf {n}]\"]\n\n[weights.head]\nshort = -1.0\n";
    folder.write("own.toml", own.as_bytes());
    folder.run(&["learn", "gold", "--base", "own.toml", "-o", "house.toml"]).exits(0);
    let house = folder.read("house.toml");
    let head = "# What 12 letters teach: recto learn gold --base own.toml\n# A row that is struck is forgotten.\nextends = \"base\"\nname = \"house\"\n";
    assert!(house.starts_with(head), "{house}");
    let profile: toml::Table = house.parse().unwrap();
    assert_eq!(profile["page"]["marks"][0].as_str(), Some("[Leaf {n}]"));
    assert!(profile["weights"]["head"]["short"].as_float().is_some_and(|short| short != -1.0), "{house}");
    assert!(profile["doubts"]["margin"].is_float() && profile["weights"].get("signed").is_some(), "{house}");
    let text = format!("[Leaf 7]\n\n{}", letter(99).0);
    folder.write("new.txt", text.as_bytes());
    let tei = folder.run(&["convert", "new.txt", "--profile", "house.toml"]).exits(0).stdout;
    assert!(tei.contains("<head>CIEP 99</head>") && tei.contains("<pb xml:id=\"pg_7\" n=\"7\"/>"), "{tei}");
    // What is no profile is named, and nothing is written.
    folder.run(&["learn", "gold", "--base", "none.toml", "-o", "other.toml"]).exits(2).says("none.toml");
    folder
        .run(&["learn", "gold", "--base", "nobody", "-o", "other.toml"])
        .exits(2)
        .says("no profile is named `nobody`");
    assert!(!folder.path("other.toml").exists());
}

#[test]
fn folders_are_editions_of_their_own() {
    let folder = house(24);
    for number in 1..=12 {
        for name in [format!("{number:02}.txt"), format!("{number:02}.xml")] {
            // An id that a letter of the other edition has, too.
            let text = folder.read(&format!("gold/{name}")).replace("CIEP", "Registre").replace("\"l7\"", "\"l91\"");
            folder.write(&format!("other/{name}"), text.as_bytes());
            std::fs::remove_file(folder.path(&format!("gold/{name}"))).unwrap();
        }
    }
    let report = folder.run(&["learn", "gold", "other", "-o", "house.toml"]).exits(0).stdout;
    assert!(report.starts_with("24 letters learned from, 0 set aside\n"), "{report}");
    // Of an edition that is left out, the other does not know the headings.
    assert!(report.contains("wholly right        24        0       12"), "{report}");
    let many = folder.read("house.toml");
    assert!(many.starts_with("# What 24 letters teach: recto learn gold other\n"), "{many}");
    // Few letters begin with what other editions taught.
    assert!(many.contains("\nextends = \"base\"\n"), "{many}");
    folder.run(&["learn", "gold", "-o", "few.toml"]).exits(0);
    assert!(folder.read("few.toml").contains("\nextends = \"letter\"\n"));
}

#[test]
fn texts_to_keep_are_read_as_before() {
    let folder = house(12);
    let text = "CIEP 3\n\nWhitby, May 3, 1831\n\nDear Ann,\n\nAll is well here, and the mill is dry.\n\nYours truly,\n\nRobin\n";
    folder.write("right/a.txt", text.as_bytes());
    let body = |profile: &str| {
        let tei = folder.run(&["convert", "right/a.txt", "--profile", profile]).exits(0).stdout;
        tei[tei.find("<body>").unwrap()..].to_owned()
    };
    let before = body("base");
    let taught = ["learn", "gold", "--base", "base", "-o", "house.toml"];
    folder.run(&taught).exits(0);
    assert_ne!(body("house.toml"), before, "the test shows nothing");
    let report = folder.run(&[&taught[..], &["--keep", "right"]].concat()).exits(0).stdout;
    assert!(report.contains("\nread otherwise: 0 of 1 that were to stay\n"), "{report}");
    assert!(
        folder.read("house.toml").starts_with("# What 12 letters teach: recto learn gold --base base --keep right\n")
    );
    assert_eq!(body("house.toml"), before);
}

#[test]
fn a_sample_teaches_the_same_bytes_everywhere() {
    let folder = Folder::new();
    let samples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/letter")).unwrap();
    for path in samples.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "txt")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        folder.write(&format!("texts/{name}"), &std::fs::read(&path).unwrap());
    }
    folder.run(&["convert", "texts", "-o", "tei"]).exits(0);
    folder.run(&["learn", "tei", "--texts", "texts", "--base", "frus", "-o", "letter.toml"]).exits(0);
    insta::assert_snapshot!(folder.read("letter.toml"));
}

#[test]
fn a_text_that_is_not_there_is_rendered() {
    let folder = house(12);
    for number in 1..=12 {
        let text = folder.read(&format!("gold/{number:02}.txt"));
        folder.write(&format!("texts/{number:02}.txt"), text.as_bytes());
        std::fs::remove_file(folder.path(&format!("gold/{number:02}.txt"))).unwrap();
    }
    for arguments in [&["learn", "gold", "-o", "a.toml"][..], &["learn", "gold", "--texts", "texts", "-o", "b.toml"]] {
        folder.run(arguments).exits(0).prints("12 letters learned from, 0 set aside");
    }
}

#[test]
fn bad_letters_are_set_aside_and_named() {
    let folder = house(12);
    let bad = [
        ("a", "<TEI>", "R1002"),
        ("b", "<p xmlns='http://example.org'/>", "R1901"),
        (
            "c",
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><list><item>x</item></list></body></text></TEI>",
            "R1901",
        ),
        (
            "d",
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p xml:id='x'>a</p><p xml:id='x'/></body></text></TEI>",
            "R1903",
        ),
        ("e", &letter(7).1, "R1903"),
        ("f", "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p> </p></body></text></TEI>", "R1901"),
    ];
    for (name, tei, _) in bad {
        folder.write(&format!("gold/{name}.xml"), tei.as_bytes());
    }
    folder.write("gold/12.txt", b"Another letter\n\nof somebody else.\n");
    let ran = folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml", "--format", "concise"]);
    for (name, _, code) in bad {
        assert!(
            ran.stderr.lines().any(|line| line.starts_with(&format!("gold/{name}.xml")) && line.contains(code)),
            "{name}: {ran:?}"
        );
    }
    assert!(ran.stderr.contains("gold/12.txt:1:1: warning R1902"), "{ran:?}");
    assert!(ran.stdout.starts_with("11 letters learned from, 7 set aside\n"), "{ran:?}");
}

#[test]
fn too_few_letters_teach_nothing() {
    let folder = house(9);
    folder
        .run(&["learn", "gold", "--base", "base", "-o", "house.toml"])
        .exits(2)
        .says("too few letters to learn from: 9");
    assert!(!folder.path("house.toml").exists());
}

#[test]
fn a_profile_made_by_hand_stays() {
    let folder = house(10);
    folder.write("house.toml", b"name = \"mine\"\n");
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(1).says("R0010");
    assert_eq!(folder.read("house.toml"), "name = \"mine\"\n");
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml", "--force"]).exits(0);
}

#[test]
fn a_profile_that_somebody_keeps_stays_whatever_force_says() {
    let folder = house(10);
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml"]).exits(0);
    let kept = folder.read("house.toml").replace("name = \"house\"", "name = \"ours\"");
    folder.write("house.toml", kept.as_bytes());
    folder.run(&["review", "--mine", "house.toml", "--reason", "weights set by hand"]).exits(0);
    for force in [&[][..], &["--force"]] {
        let ran = folder
            .run(&[&["learn", "gold", "--base", "base", "-o", "house.toml", "--format", "concise"], force].concat())
            .exits(0);
        assert!(ran.stderr.contains("house.toml") && ran.stderr.contains("R1525"), "{force:?}: {ran:?}");
        assert!(ran.stderr.contains("weights set by hand"), "{force:?}: {ran:?}");
        assert_eq!(folder.read("house.toml"), kept, "{force:?}");
    }
    folder.run(&["review", "--not-mine", "house.toml"]).exits(0);
    folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml", "--force"]).exits(0);
    assert!(folder.read("house.toml").contains("name = \"house\""));
}

#[test]
fn programs_read_the_report() {
    let folder = house(10);
    let printed =
        folder.run(&["learn", "gold", "--base", "base", "-o", "house.toml", "--format", "json"]).exits(0).stdout;
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&report["letters"], &report["set_aside"]), (&10.into(), &0.into()));
    assert_eq!(report["elements"]["signed"]["gold"], 10);
    assert_eq!(report["written"], true);
    assert!(report["moved"][0]["part"].is_string(), "{printed}");
}

#[test]
fn what_remains_wrong_is_named_with_its_lines() {
    let folder = house(12);
    // In two letters the signature is a paragraph.
    for number in ["03", "09"] {
        let tei = folder.read(&format!("gold/{number}.xml"));
        let other = tei.replace("<signed>old Robin</signed>", "").replace("</closer>", "</closer><p>old Robin</p>");
        folder.write(&format!("gold/{number}.xml"), other.as_bytes());
    }
    let learn = ["learn", "gold", "--base", "base", "-o", "house.toml"];
    let report = folder.run(&learn).exits(0).stdout;
    let expected = "\nmistakes that remain\n         in TEI       by Recto\n      2  p            signed\n         \
        gold/03.txt:11: oldRobin\n         gold/09.txt:11: oldRobin\n";
    assert!(report.contains(expected), "{report}");
    let printed = folder.run(&[&learn[..], &["--format", "json"]].concat()).exits(0).stdout;
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let expected = serde_json::json!([{ "published": "p", "made": "signed", "number": 2, "places": [
        { "text": "gold/03.txt", "line": 11, "begins": "oldRobin" },
        { "text": "gold/09.txt", "line": 11, "begins": "oldRobin" },
    ] }]);
    assert_eq!(report["mistakes"], expected, "{printed}");
}
