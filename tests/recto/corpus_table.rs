//! `convert.metadata` and `recto convert --metadata`: a table of all letters, what its rows say of the texts, and what is wrong with it.

use std::path::Path;

use super::folder::Folder;

const LETTER: &str = "Weimar, 1. Juni 1823.\n\nLieber Freund!\n\nAlles ist gut.\n\nDein\n\nGoethe\n";

/// The project in `samples/table`.
fn sample() -> Folder {
    let folder = Folder::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/table");
    for name in ["", "transcripts"] {
        for entry in std::fs::read_dir(from.join(name)).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_type().unwrap().is_file() {
                let name = format!("{name}/{}", entry.file_name().to_str().unwrap());
                folder.write(name.trim_start_matches('/'), &std::fs::read(entry.path()).unwrap());
            }
        }
    }
    folder
}

/// What is between two tags of a text, with them.
fn part<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = &text[text.find(from).unwrap()..];
    &rest[..rest.find(to).unwrap() + to.len()]
}

/// The headers of all TEI files of a folder.
fn headers(folder: &Folder) -> String {
    let names = folder.files().into_iter().filter(|name| name.ends_with(".xml"));
    let header = |name: String| format!("== {name}\n{}\n", part(&folder.read(&name), "<teiHeader>", "</teiHeader>"));
    names.map(header).collect()
}

/// The descriptions of the correspondence in all TEI files of a folder.
fn descriptions(folder: &Folder) -> String {
    let names = folder.files().into_iter().filter(|name| name.ends_with(".xml"));
    let description = |name: String| format!("{}\n", part(&folder.read(&name), "<correspDesc>", "</correspDesc>"));
    names.map(description).collect()
}

/// The findings of a run over texts with this table: code, and what the span shows where there is one.
fn findings(table: &[u8], texts: &[&str]) -> Vec<String> {
    let folder = Folder::new();
    folder.write("letters.csv", table);
    for text in texts {
        folder.write(&format!("in/{text}"), LETTER.as_bytes());
    }
    let ran = folder.run(&["convert", "in", "-o", "out/", "--metadata", "letters.csv", "--format", "concise"]);
    let said = ran.stdout + &ran.stderr;
    said.lines().filter(|line| line.contains("letters.csv")).map(str::to_owned).collect()
}

#[test]
fn a_table_tells_of_all_letters() {
    let folder = sample();
    let ran = folder.run(&["convert"]).exits(1);
    insta::assert_snapshot!("table_findings", ran.stderr);
    insta::assert_snapshot!("table_headers", headers(&folder));
}

#[test]
fn spreadsheets_of_excel_and_of_libreoffice_say_the_same() {
    let run = |table: &str| {
        let folder = sample();
        let arguments = ["convert", "transcripts", "-o", "tei/", "--metadata", table, "--verbose"];
        let ran = folder.run(&arguments).exits(1);
        (ran.stderr.replace(table, "TABLE"), headers(&folder))
    };
    let (said, made) = run("letters.xlsx");
    assert_eq!((&said, &made), (&run("letters.ods").0, &run("letters.ods").1));
    for part in [
        "note R0114: TABLE: formulas, whose last value is taken: F2",
        "error R0109: TABLE: errors of formulas: F3 (#DIV/0!)",
        "warning R0115: TABLE: merged cells, of which only the first has a value: E2:E3",
        "warning R0014: TABLE: sheets that are not read, for only the first one is: `Old`",
        "`Ashby, John` in `TABLE`, C3",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let (first, last) = (part(&made, "== tei/1871-05", "</teiHeader>"), part(&made, "== tei/unlisted", "</teiHeader>"));
    for part in ["<persName>Ashby, John</persName>", "<idno>MS 4</idno>", "<note type=\"hand\">2</note>"] {
        assert!(first.contains(part), "no {part} in {first}");
    }
    assert!(last.contains("<date when=\"1971-07-02\"/>"), "{last}");
}

#[test]
fn what_is_no_table_is_refused() {
    let folder =
        Folder::with(&[("in/a.txt", LETTER), ("a.xlsx", "PK\u{3}\u{4} xl/workbook.xml"), ("b.csv", "%PDF-1.4")]);
    for (table, code) in [("a.xlsx", "R0013"), ("b.csv", "R0012"), ("c.ods", "R0004")] {
        folder.run(&["convert", "in", "-o", "out/", "--metadata", table]).exits(2).says(code);
    }
}

#[test]
fn a_text_is_named_by_the_end_of_its_path() {
    let table = "file,title\nb,The b\n1824\\a.txt,Old a\na.docx,New a\nc\u{308}.txt,C\n".as_bytes();
    assert_eq!(findings(table, &["a.txt", "1824/a.txt", "b.txt", "\u{107}.txt", "\u{63}\u{308}.txt"]).len(), 1);
    let said = findings(b"file\na.txt\n", &["1823/a.txt", "1824/a.txt"]);
    assert!(said[0].contains("R0111") && said[0].contains("1824"), "{said:?}");
}

#[test]
fn what_is_wrong_with_a_table_is_said_with_its_cell() {
    let rows: &[(&str, &[&str])] = &[
        ("", &["R0107"]),
        ("sender\nGoethe\n", &["R0107"]),
        ("file,sender\na.txt,\"Goethe\n", &["R0107"]),
        ("file,sendr\na.txt,x\n", &["R0108: B1"]),
        ("file,,sender\na.txt,x,y\n", &["R0108: B2"]),
        ("file,sender,Absender\na.txt,x,y\n", &["R0104: C1"]),
        ("file,date\na.txt,1823-13\n", &["R0109: B2"]),
        ("file,title\na.txt,x\u{1}\n", &["R0109: B2: XML cannot hold the character U+0001"]),
        ("file,sender gnd\na.txt,https://d-nb.info/gnd/118540238\n", &["R0109: B2"]),
        ("file,sender,sender gnd\na.txt,A,Goethe in Weimar\n", &["R0109: C2"]),
        ("file,sender,sender gnd\na.txt,A,ht[s://d-nb.info/gnd/1\n", &["R0109: C2"]),
        ("file,sender,sender organisation\na.txt,A,perhaps\n", &["R0109: C2"]),
        ("file,sender\na.txt,A,B\n", &["R0109: C2"]),
        ("file,sender\n\na.txt,A\n\na,B\n", &["R0110: A5"]),
        ("file,sender\na.txt,A\nb.txt,B\n", &["R0111: A3"]),
        ("file,sender\na.txt,A\n,B\n", &["R0111: A3"]),
        ("file\nb.txt\na.txt\n", &["R0111: A2"]),
        ("sep=;\nDatei;Sender (Name);Ort;place-sent\na.txt;A;B;C\n", &["R0104: D2"]),
    ];
    for (table, expected) in rows {
        let said = findings(table.as_bytes(), &["a.txt"]);
        assert_eq!(said.len(), expected.len(), "{table}: {said:?}");
        assert!(said.iter().zip(*expected).all(|(said, expected)| said.contains(expected)), "{table}: {said:?}");
    }
}

#[test]
fn a_table_in_another_encoding_is_read_where_that_is_named() {
    let folder = Folder::with(&[("in/a.txt", LETTER)]);
    folder.write("l.csv", b"file,Empf\xE4nger\na.txt,M\xFCller\n");
    let arguments = ["convert", "in", "-o", "out/", "--metadata", "l.csv"];
    folder.run(&arguments).exits(2).says("R0003");
    assert!(!folder.files().contains(&"out/a.xml".to_owned()));
    folder.run(&[&arguments[..], &["--encoding", "windows-1252"]].concat()).exits(0);
    assert!(folder.read("out/a.xml").contains("<persName>Müller</persName>"));
    let utf_16: Vec<u8> = "\u{feff}file\tto\na.txt\tSchiller\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("l.csv", &utf_16);
    folder.run(&arguments).exits(0);
    assert!(folder.read("out/a.xml").contains("<persName>Schiller</persName>"));
}

#[test]
fn a_text_without_row_is_said_and_a_part_of_the_texts_is_no_fault() {
    let settings = "[convert]\nsource = \"in\"\nmetadata = \"l.csv\"\n[[severity]]\ncode = \"R0112\"\nfiles = \"in/c.txt\"\nseverity = \"off\"\n";
    let files = [
        ("recto.toml", settings),
        ("l.csv", "file,from\na.txt,Goethe\ngone.txt,Goethe\n"),
        ("in/a.txt", LETTER),
        ("in/b.txt", LETTER),
        ("in/c.txt", LETTER),
    ];
    let folder = Folder::with(&files);
    let ran = folder.run(&["convert", "in", "-o", "out/"]).exits(0).says("R0111").says("R0112: in/b.txt");
    assert!(!ran.stderr.contains("c.txt"), "{}", ran.stderr);
    // A bad cell is reported with the text that it is about.
    folder.write("l.csv", b"file,from,date\na.txt,Goethe,1823\nb.txt,Goethe,never\n,Goethe,\n");
    let ran = folder.run(&["convert", "in/a.txt"]).exits(0);
    assert!(!ran.stderr.contains("R0109") && !ran.stderr.contains("names no text"), "{}", ran.stderr);
    folder.run(&["convert", "in/b.txt"]).exits(1).says("R0109");
    folder.write("l.csv", b"file,from\na.txt,Goethe\ngone.txt,Goethe\n");
    let ran = folder.run(&["convert", "in/a.txt"]).exits(0);
    assert!(!ran.stderr.contains("R0111") && ran.stdout.contains("<persName>Goethe</persName>"), "{}", ran.stderr);
    folder.run(&["config", "in/a.txt"]).exits(0).prints("convert.metadata");
}

#[test]
fn names_that_tell_correspondents_alone_find_their_rows() {
    let folder = Folder::with(&[
        (
            "recto.toml",
            "[convert]\nsource = \"in\"\ntarget = \"out\"\nmetadata = \"l.csv\"\nnames = \"{sender}_an_{addressee}.txt\"\n",
        ),
        ("in/Goethe_an_Stein.txt", LETTER),
        ("in/Goethe_an_Schiller.txt", LETTER),
        ("in/Schiller_an_Goethe.txt", LETTER),
        ("l.csv", "from,to,signatur\n\"Goethe, J. W.\",Charlotte von Stein,MS 1\nSchiller,Goethe,MS 2\nGoethe,,MS 3\n"),
    ]);
    let ran = folder.run(&["convert", "--format", "concise"]).exits(0);
    assert!(ran.stderr.contains("A4: the text of this row may be `in/Goethe_an_Schiller.txt` or"), "{}", ran.stderr);
    assert!(folder.read("out/Goethe_an_Stein.xml").contains("MS 1"));
    assert!(folder.read("out/Schiller_an_Goethe.xml").contains("MS 2"));
}

#[test]
fn the_names_of_texts_tell_of_them_and_of_their_rows() {
    let settings = "[convert]\nsource = \"in\"\ntarget = \"out\"\nnames = \"{date}_{sender}_an_{addressee}.txt\"\n";
    let folder = Folder::with(&[
        ("recto.toml", settings),
        ("in/1823-06-01_Goethe_an_Charlotte_von_Stein.txt", LETTER),
        ("in/1823-06-02_Goethe_an_Schiller.txt", LETTER),
        ("in/1823-06-31_Goethe_an_Schiller.txt", LETTER),
        ("in/draft.txt", LETTER),
    ]);
    let ran = folder.run(&["convert"]).exits(0).says("R0116: in/draft.txt").says("R0116: in/1823-06-31");
    assert!(!ran.stderr.contains("R0111"), "{}", ran.stderr);
    let stein = folder.read("out/1823-06-01_Goethe_an_Charlotte_von_Stein.xml");
    assert!(
        stein.contains("<persName>Charlotte von Stein</persName>") && stein.contains("<date when=\"1823-06-01\"/>")
    );
    folder.write("recto.toml", format!("{settings}metadata = \"l.csv\"\n").as_bytes());
    let rows = [
        "date,from,to,signatur",
        "1823-06-01,\"Goethe, Johann Wolfgang\",\"Stein, Charlotte von\",MS 1",
        "1823-06-02,Goethe,Schiller,MS 2",
        "1823-06-03,Goethe,Schiller,MS 3",
        "1823-06-02,Schiller,Goethe,MS 4",
        "1823-06-02,Goethe,Friedrich Schiller,MS 5",
    ];
    folder.write("l.csv", rows.join("\n").as_bytes());
    let ran = folder.run(&["convert", "--format", "concise"]).exits(1);
    let said: Vec<&str> =
        ran.stdout.lines().chain(ran.stderr.lines()).filter(|line| line.starts_with("l.csv")).collect();
    let expected = ["R0111: A4", "R0111: A5", "R0110: A6"];
    assert!(said.len() == 3 && said.iter().zip(expected).all(|(said, part)| said.contains(part)), "{said:?}");
    let stein = folder.read("out/1823-06-01_Goethe_an_Charlotte_von_Stein.xml");
    assert!(stein.contains("Goethe, Johann Wolfgang</persName>") && stein.contains("<idno>MS 1</idno>"), "{stein}");
    // A row that names its text counts, and what the name says otherwise is a finding.
    folder.write("l.csv", b"file,date\n1823-06-02_Goethe_an_Schiller,1823-06-05\n");
    folder
        .run(&["convert", "in/1823-06-02_Goethe_an_Schiller.txt"])
        .exits(0)
        .says("R0113")
        .prints("when=\"1823-06-05\"");
    folder.write("recto.toml", b"[convert]\nnames = \"{sendr}.txt\"\n");
    folder.run(&["convert", "in", "-o", "out/"]).exits(2).says("R0103").says("`sendr` is no key");
}

#[test]
fn dates_persons_and_places_are_written_as_tei_has_them() {
    let rows = [
        "file;from;from gnd;to;date;place;place ref",
        "a;Goethe | Schiller;gnd:1 | gnd:2;Cotta;1823-06?;Weimar;geonames:3",
        "b;Goethe|Schiller;|gnd:2;;[1823-06..1823-07];;",
        "c;Goethe;;;ca. 1823;;",
        "d;Goethe;;;1823-06-01/1823-06-04;;",
        "e;Goethe;;;before 1823-06;;",
        "f;Goethe;;;[1823];;",
    ];
    let folder = Folder::with(&[("l.csv", &rows.join("\n"))]);
    for name in ["a", "b", "c", "d", "e", "f"] {
        folder.write(&format!("in/{name}.txt"), b"Lieber Freund!\n\nAlles ist gut.\n\nDein\n\nGoethe\n");
    }
    folder.run(&["convert", "in", "-o", "out/", "--metadata", "l.csv"]).exits(0);
    insta::assert_snapshot!("table_correspondence", descriptions(&folder));
}

#[test]
fn every_key_of_the_header_may_be_a_column() {
    let rows = [
        "file,Herausgeber,editor gnd,resp.transcription,funder,Reihe,Projekt,Verfügbarkeit,lizenz,Seiten,Hände,Änderungen",
        "a,Ann Holt | Tom Ashby,gnd:1,Tom Ashby | Ann Holt,The Fund,Letters,By the house.,Free for study.,https://example.org/by,2 leaves,Ink. | Pencil.,2026-05-01 read | begun",
        "b,,,,,,,,,1,,",
    ];
    let folder = Folder::with(&[("l.csv", &rows.join("\n")), ("in/a.txt", LETTER), ("in/b.txt", LETTER)]);
    folder.run(&["convert", "in", "-o", "out/", "--metadata", "l.csv"]).exits(0);
    insta::assert_snapshot!("table_header_of_all_keys", headers(&folder));
}

#[test]
fn a_project_is_drafted_from_its_table() {
    let table = "Datei;Absender;Datum;Zustand\na;Goethe;1823-06-01;good\nb.txt;Goethe;1823;bad\ngone;Goethe;;\n";
    let folder = Folder::with(&[("data/l.csv", table), ("letters/1823/a.txt", LETTER), ("letters/1824/b.txt", LETTER)]);
    let ran =
        folder.run(&["init", "--from", "data/l.csv", "--yes", "--ci", "none"]).exits(0).says("R0108").says("R0111");
    assert!(ran.stdout.contains("recto.toml written"), "{ran:?}");
    insta::assert_snapshot!("drafted", folder.read("recto.toml"));
    assert!(!folder.files().iter().any(|name| name.starts_with("transcripts")));
    folder.run(&["convert"]).exits(0);
    assert!(folder.read("tei/1823/a.xml").contains("<persName>Goethe</persName>"));
    let before = folder.read("recto.toml");
    folder.run(&["init", "--from", "data/l.csv", "--yes"]).exits(2).says("there already");
    assert_eq!(folder.read("recto.toml"), before);
    let other = Folder::with(&[("l.csv", "sender\nGoethe\n"), ("e/x.txt", LETTER), ("ok.csv", "file\nx\n")]);
    other.run(&["init", "--from", "l.csv", "--yes"]).exits(2).says("R0107");
    other.run(&["init", "e", "--from", "ok.csv", "--yes"]).exits(2).says("does not lie");
    other.run(&["init", "--from", "none.csv", "--yes"]).exits(2).says("R0004");
    assert_eq!(other.files(), ["e/x.txt", "l.csv", "ok.csv"]);
}
