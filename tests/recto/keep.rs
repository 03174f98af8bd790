//! Nothing that a person wrote is lost: what stands in the place of a result and is not Recto's own stays, whatever the command.

use std::path::Path;
use std::process::Command;

use super::folder::Folder;

const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nSincerely yours,\n\nEd Reischauer\n";

const HOUSE: &str = "extends = \"letter\"\n[salute]\nelement = \"p\"\n";

/// Two letters, converted, and a house style that writes salutations as paragraphs.
fn converted() -> Folder {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b/c.txt", LETTER), ("house.toml", HOUSE)]);
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    folder
}

/// Corrects a letter by hand.
fn edit(folder: &Folder, name: &str) -> String {
    let text = folder.read(name).replace("Reischauer", "O. Reischauer");
    folder.write(name, text.as_bytes());
    text
}

fn with_house(folder: &Folder) -> super::folder::Ran {
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml"])
}

#[test]
fn untouched_results_are_replaced_without_a_question() {
    let folder = converted();
    assert!(folder.read("tei/a.xml").contains("<salute>Dear Bill:</salute>"));
    with_house(&folder).exits(0);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Bill:</p>"));
    folder.write("in/a.txt", LETTER.replace("Bill", "Jack").as_bytes());
    with_house(&folder).exits(0);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Jack:</p>"));
    // Each run leaves one line a file, in the order of the names.
    let lines = folder.read("tei/.recto-written");
    assert_eq!((lines.lines().count(), folder.read("tei/b/.recto-written").lines().count()), (1, 1), "{lines}");
}

#[test]
fn what_was_edited_stays_and_the_others_are_written() {
    let folder = converted();
    let edited = edit(&folder, "tei/a.xml");
    let ran = with_house(&folder).exits(1).says("R0010").says("tei/a.xml").says("1 converted, 1 failed");
    for way in ["--pending", "--force", "-o"] {
        assert!(ran.stderr.contains(way), "{way}: {ran:?}");
    }
    assert_eq!(folder.read("tei/a.xml"), edited);
    assert!(folder.read("tei/b/c.xml").contains("<p>Dear Bill:</p>"));
    // It is no matter of severities.
    folder.write("recto.toml", b"[[severity]]\ncode = \"R0010\"\nseverity = \"off\"\n");
    with_house(&folder).exits(2).says("R1604");
    folder.write("recto.toml", b"");
    // The three ways.
    folder.run(&["convert", "in", "-o", "other", "--profile", "house.toml"]).exits(0);
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    assert_eq!(folder.read("tei/a.xml"), edited);
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--force"]).exits(0);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Bill:</p>"));
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
}

#[test]
fn what_was_there_before_stays_unless_it_is_the_same_or_empty() {
    let folder = converted();
    let same = folder.read("tei/a.xml");
    let other =
        Folder::with(&[("in/a.txt", LETTER), ("in/b.txt", LETTER), ("in/c.txt", LETTER), ("house.toml", HOUSE)]);
    other.write("tei/a.xml", same.replace('\n', "\r\n").as_bytes());
    other.write("tei/b.xml", b"");
    other.write("tei/c.xml", b"<TEI>mine</TEI>");
    other.run(&["convert", "in", "-o", "tei"]).exits(1).says("tei/c.xml").says("2 converted, 1 failed");
    assert_eq!(other.read("tei/c.xml"), "<TEI>mine</TEI>");
    // What was the same is known from now on.
    with_house(&other).exits(1).says("2 converted, 1 failed");
    assert!(other.read("tei/a.xml").contains("<p>Dear Bill:</p>"));
    // One file by its name.
    other.write("letter.xml", b"\xff\xfenot even text");
    other.run(&["convert", "in/a.txt", "-o", "letter.xml"]).exits(1).says("R0010");
    assert_eq!(std::fs::read(other.path("letter.xml")).unwrap(), b"\xff\xfenot even text");
}

#[test]
fn a_transcript_is_not_replaced_by_the_text_of_its_tei() {
    let folder = Folder::with(&[("in/a.txt", &LETTER.replace("go on", "go  on"))]);
    let before = folder.read("in/a.txt");
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    let ran = folder.run(&["text", "tei", "-o", "in", "--profile", "frus"]).exits(1).says("R0010").says("--force");
    assert!(!ran.stderr.contains("--pending"), "{ran:?}");
    assert_eq!(folder.read("in/a.txt"), before);
    // One that happens to be the same is a person's, too.
    folder.write("in/a.txt", LETTER.as_bytes());
    folder.run(&["text", "tei", "-o", "in"]).exits(0);
    folder.run(&["text", "tei", "-o", "plain"]).exits(0);
    folder.write("tei/a.xml", folder.read("tei/a.xml").replace("Bill", "Jack").as_bytes());
    folder.run(&["text", "tei", "-o", "in"]).exits(1).says("R0010");
    folder.run(&["text", "tei", "-o", "plain"]).exits(0);
    assert!(folder.read("plain/a.txt").contains("Jack"));
    folder.write("plain/a.txt", b"mine");
    folder.run(&["text", "tei", "-o", "plain"]).exits(1);
    folder.run(&["text", "tei/a.xml", "-o", "plain/a.txt"]).exits(1);
    folder.run(&["text", "tei", "-o", "plain", "--force"]).exits(0);
}

#[test]
fn layouts_schemas_and_reports_replace_nothing_of_others() {
    let folder = converted();
    folder.write("out/a.xml", b"<mine/>");
    folder.run(&["format", "tei", "-o", "out"]).exits(1).says("R0010").says("out/a.xml");
    folder.run(&["format", "tei", "-o", "out", "--force"]).exits(0);
    folder.run(&["format", "tei", "-o", "out"]).exits(0);
    folder.write("letter.rnc", b"# mine\n");
    folder.run(&["schema", "recto-letter", "-o", "letter.rnc"]).exits(1).says("R0010").says("letter.rnc");
    assert_eq!(folder.read("letter.rnc"), "# mine\n");
    folder.run(&["schema", "recto-letter", "-o", "letter.rnc", "--force"]).exits(0);
    folder.run(&["schema", "recto-letter", "-o", "letter.rnc"]).exits(0);
    // Schemas that belong together are written together.
    folder.write("parts/main.rnc", b"include \"part.rnc\"\nstart = a\n");
    folder.write("parts/part.rnc", b"a = element a { empty }\n");
    folder.write("rng/part.rng", b"<mine/>");
    folder.run(&["schema", "parts/main.rnc", "-o", "rng/main.rng"]).exits(1).says("rng/part.rng");
    assert!(!folder.path("rng/main.rng").exists());
    folder.write("notes.json", b"{\"mine\": 1}");
    folder.run(&["validate", "tei", "--report", "json=notes.json"]).exits(2).says("R0010").says("notes.json");
    assert_eq!(folder.read("notes.json"), "{\"mine\": 1}");
    let before = folder.read("tei/a.xml");
    folder.run(&["validate", "tei", "--report", "json=tei/a.xml"]).exits(2).says("R0010");
    assert_eq!(folder.read("tei/a.xml"), before);
    for _ in 0..2 {
        folder.run(&["validate", "tei", "--report", "sarif=new.sarif", "--report", "html=new.html"]).exits(0);
    }
}

#[test]
fn a_file_that_was_laid_out_in_place_is_a_persons() {
    let folder = converted();
    let text = folder.read("tei/a.xml").replace("        <", "<");
    folder.write("tei/a.xml", text.as_bytes());
    folder.run(&["ids", "tei/a.xml", "--element", "p", "--pattern", "p{n}"]).exits(0);
    let before = folder.read("tei/a.xml");
    with_house(&folder).exits(1);
    assert_eq!(folder.read("tei/a.xml"), before);
}

#[test]
fn it_holds_in_a_copy_and_a_single_copy_is_a_strangers() {
    let folder = converted();
    let copy = Folder::new();
    for name in folder.files() {
        copy.write(&format!("below/{name}"), folder.read(&name).as_bytes());
    }
    copy.run(&["convert", "below/in", "-o", "below/tei", "--profile", "below/house.toml"]).exits(0);
    let stray = Folder::with(&[("in/a.txt", LETTER), ("house.toml", HOUSE), ("tei/a.xml", &folder.read("tei/a.xml"))]);
    with_house(&stray).exits(1).says("R0010");
    // The place of one file is not that of another.
    folder.write("tei/b/c.xml", folder.read("tei/a.xml").replace("Bill", "Jack").as_bytes());
    with_house(&folder).exits(1).says("tei/b/c.xml");
}

/// Converts with the house style, rejects what it does to closings, accepts the rest.
fn half_rejected() -> Folder {
    let folder = converted();
    house(&folder, "--pending").exits(0);
    let rows = folder.run(&["review", "tei", "--json"]).exits(1).stdout;
    let rows: Vec<serde_json::Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let closing = rows.iter().find(|row| row["group"].as_str().unwrap().contains("closer/salute")).unwrap();
    let closing = closing["group"].as_str().unwrap();
    folder.run(&["review", "tei", "--reject", "--group", closing]).exits(0).says("2 changes in 2 files rejected");
    folder.run(&["review", "tei", "--accept"]).exits(0);
    folder
}

fn house(folder: &Folder, how: &str) -> super::folder::Ran {
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", how])
}

fn is_half(tei: &str) -> bool {
    tei.contains("<p>Dear Bill:</p>") && tei.contains("<salute>Sincerely yours,</salute>")
}

#[test]
fn what_was_rejected_stays_rejected() {
    let folder = half_rejected();
    assert!(is_half(&folder.read("tei/a.xml")));
    let before = folder.files();
    house(&folder, "--check").exits(0);
    house(&folder, "--pending").exits(0);
    folder.run(&["review", "tei"]).exits(0).says("nothing is pending");
    with_house(&folder).exits(0);
    assert!(is_half(&folder.read("tei/a.xml")));
    assert_eq!(folder.files(), before);
    folder
        .run(&["convert", "in/a.txt", "-o", "tei/", "--profile", "house.toml"])
        .exits(0)
        .says("R1524")
        .says("tei/a.xml");
    // The text is another elsewhere: the rest follows.
    folder.write("in/a.txt", LETTER.replace("The", "Our").as_bytes());
    with_house(&folder).exits(0);
    assert!(is_half(&folder.read("tei/a.xml")) && folder.read("tei/a.xml").contains("Our negotiations"));
    // It is another there: that is a new question.
    folder.write("in/b/c.txt", LETTER.replace("Sincerely yours", "Yours sincerely").as_bytes());
    with_house(&folder).exits(0);
    assert!(!folder.read("tei/b/c.xml").contains("<salute>"));
    // In another place, in a copy without the TEI, the decision holds.
    let copy = Folder::new();
    for name in folder.files().iter().filter(|name| !name.ends_with(".xml")) {
        copy.write(name, folder.read(name).as_bytes());
    }
    with_house(&copy).exits(0);
    assert_eq!(copy.read("tei/a.xml"), folder.read("tei/a.xml"));
    // Until somebody wants it otherwise.
    house(&folder, "--force").exits(0);
    assert!(!folder.read("tei/a.xml").contains("<salute>"));
    with_house(&folder).exits(0);
    assert!(!folder.read("tei/a.xml").contains("<salute>"));
    assert!(!folder.read("tei/.recto-written").contains("rejected"));
}

#[test]
fn an_edit_that_was_defended_in_a_review_stays() {
    let folder = converted();
    let edited = edit(&folder, "tei/a.xml");
    folder.run(&["convert", "in", "-o", "tei", "--check"]).exits(1);
    folder.run(&["convert", "in", "-o", "tei", "--pending"]).exits(0);
    folder.run(&["review", "tei", "--reject"]).exits(0);
    for how in ["--check", "--pending", "--verbose"] {
        folder.run(&["convert", "in", "-o", "tei", how]).exits(0);
        assert_eq!(folder.read("tei/a.xml"), edited);
    }
    // It is still a person's: another rule asks first.
    with_house(&folder).exits(1).says("R0010");
    assert_eq!(folder.read("tei/a.xml"), edited);
    house(&folder, "--pending").exits(0);
    let ran = folder.run(&["review", "tei/a.xml"]).exits(1);
    assert!(!ran.stdout.contains("persName"), "{ran:?}");
    folder.run(&["review", "tei", "--accept"]).exits(0);
    house(&folder, "--check").exits(0);
    let both = folder.read("tei/a.xml");
    assert!(both.contains("<p>Dear Bill:</p>") && both.contains("O. Reischauer"));
    // What holds an edit is not Recto's own, whatever of it was accepted.
    folder.run(&["convert", "in", "-o", "tei"]).exits(1).says("R0010");
    assert_eq!(folder.read("tei/a.xml"), both);
}

#[test]
fn a_file_is_kept_for_a_reason_and_released() {
    let folder = converted();
    let edited = edit(&folder, "tei/a.xml");
    folder.run(&["review", "tei/a.xml", "--mine"]).exits(2).says("--reason");
    folder.run(&["review", "--mine", "tei/a.xml", "--reason", " "]).exits(2).says("reason");
    folder.run(&["review", "--mine", "--reason", "all"]).exits(2).says("no file");
    folder.run(&["review", "tei/gone.xml", "--mine", "--reason", "all"]).exits(2);
    folder.run(&["review", "tei/a.xml", "--not-mine"]).exits(2).says("not kept");
    house(&folder, "--pending").exits(0);
    folder.run(&["review", "--mine", "tei/a.xml", "--reason", "collated"]).exits(0).says("1 file kept");
    folder.run(&["review", "tei", "--reject"]).exits(0).says("2 changes in 1 file");
    for how in ["--check", "--pending", "--force", "--verbose"] {
        house(&folder, how).exits(0);
        assert_eq!(folder.read("tei/a.xml"), edited);
    }
    let ran = folder.run(&["convert", "in/a.txt", "-o", "tei/", "--profile", "house.toml"]).exits(0);
    ran.says("R1525").says("collated").says("--not-mine");
    assert!(!folder.path("tei/a.xml.new").exists());
    // Transcripts, too.
    folder.run(&["text", "tei", "-o", "plain"]).exits(0);
    folder.run(&["review", "--mine", "plain/a.txt", "--reason", "proof-read"]).exits(0);
    let before = folder.read("plain/a.txt");
    edit(&folder, "tei/a.xml");
    folder.run(&["text", "tei", "-o", "plain", "--verbose"]).exits(0).says("R1525").says("proof-read");
    assert_eq!(folder.read("plain/a.txt"), before);
    folder.run(&["review", "tei/a.xml", "--not-mine"]).exits(0);
    with_house(&folder).exits(1).says("R0010");
}

#[test]
fn a_pending_file_that_is_a_persons_is_not_replaced_or_removed() {
    let folder = converted();
    house(&folder, "--pending").exits(0);
    house(&folder, "--pending").exits(0);
    let edited = folder.read("tei/a.xml.new").replace("go on", "go on well");
    folder.write("tei/a.xml.new", edited.as_bytes());
    folder.write("tei/b/c.xml.new.rules", b"mine");
    folder
        .run(&["convert", "in", "-o", "tei", "--pending", "--profile", "frus"])
        .exits(1)
        .says("tei/a.xml.new")
        .says("c.xml.new.rules");
    folder.run(&["convert", "in", "-o", "tei", "--pending"]).exits(0);
    assert_eq!(folder.read("tei/a.xml.new"), edited);
    assert_eq!(folder.read("tei/b/c.xml.new.rules"), "mine");
    folder.run(&["review", "tei", "--reject"]).exits(0);
    assert_eq!((folder.read("tei/a.xml.new"), folder.read("tei/b/c.xml.new.rules")), (edited, "mine".to_owned()));
    folder.run(&["review", "tei"]).exits(0).says("nothing is pending");
}

#[test]
fn an_edit_is_not_accepted_away_where_it_is_not_known_what_changes_were_found_for() {
    let folder = converted();
    house(&folder, "--pending").exits(0);
    let edited = edit(&folder, "tei/a.xml");
    for rules in [None, Some("{"), Some("{}")] {
        match rules {
            None => std::fs::remove_file(folder.path("tei/a.xml.new.rules")).unwrap(),
            Some(text) => folder.write("tei/a.xml.new.rules", text.as_bytes()),
        }
        for how in [&["--accept"][..], &["--accept", "--group", "x"], &["--reject"], &["--list"]] {
            folder.run(&[&["review", "tei/a.xml"], how].concat()).exits(1).says("R1522");
            assert_eq!(folder.read("tei/a.xml"), edited);
        }
    }
}

#[test]
fn results_are_not_mixed_with_inputs() {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b/c.txt", LETTER)]);
    for _ in 0..2 {
        folder.run(&["convert", "in", "-o", "in/out"]).exits(0).says("2 files: ");
    }
    folder.run(&["convert", ".", "-o", "tei"]).exits(0).says("2 files: ");
    for _ in 0..2 {
        folder.run(&["format", "in", "-o", "in/laid"]).exits(0).says("2 files: ");
    }
    assert!(!folder.path("in/laid/laid").exists() && !folder.path("in/out/out").exists());
    // A text of somebody where the results go is no result.
    folder.write("in/out/mine.txt", LETTER.as_bytes());
    folder.run(&["convert", "in", "-o", "in/out"]).exits(2).says("in/out/mine.txt");
    folder.write("in/laid/mine.xml", b"<a/>");
    folder.run(&["format", "in", "-o", "in/laid"]).exits(2).says("in/laid/mine.xml");
    // Nor does a result come to lie among the inputs.
    let folder = Folder::with(&[("out/src/a.xml", "<a/>"), ("out/src/src/b.xml", "<a/>")]);
    folder.run(&["format", "out/src", "-o", "out"]).exits(2).says("out/src/b.xml");
    assert_eq!(folder.files().len(), 2);
}

#[test]
fn names_that_are_one_on_some_systems_are_refused() {
    for names in [["A.txt", "a.txt"], ["b/x.txt", "B/X.txt"], ["ä.txt", "a\u{308}.txt"], ["a.txt", "a.TXT"]] {
        let folder = Folder::with(&[("in/z.txt", LETTER)]);
        names.iter().for_each(|name| folder.write(&format!("in/{name}"), LETTER.as_bytes()));
        let files = folder.files();
        if files.len() < 3 {
            println!("skipped: {names:?} are one file here");
            continue;
        }
        folder.run(&["convert", "in", "-o", "tei"]).exits(2).says("both become");
        assert_eq!(folder.files(), files);
    }
    let folder = Folder::with(&[("a.txt", LETTER)]);
    folder.run(&["convert", "a.txt", "./a.txt", "--pending"]).exits(2).says("both become");
}

/// Runs git in a folder; nothing where there is none.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let ran = Command::new("git").args(who).args(arguments).current_dir(folder).output().ok()?;
    assert!(ran.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn it_holds_in_a_checkout_with_other_line_ends() {
    let folder = converted();
    let elsewhere = Folder::new();
    let root = folder.path("");
    if git(&root, &["init"]).is_none() {
        println!("skipped: there is no git");
        return;
    }
    git(&root, &["add", "."]);
    git(&root, &["commit", "-m", "all"]);
    let (from, to) = (root.display().to_string(), elsewhere.path("clone"));
    git(&elsewhere.path(""), &["clone", "-c", "core.autocrlf=true", &from, &to.display().to_string()]);
    assert!(elsewhere.read("clone/tei/a.xml").contains("\r\n"));
    let run = |profile: &str, more: &[&str]| {
        let arguments = ["convert", "clone/in", "-o", "clone/tei", "--profile", profile];
        elsewhere.run(&[arguments.as_slice(), more].concat())
    };
    run("letter", &["--check"]).exits(0);
    run("letter", &[]).exits(0);
    assert_eq!(git(&to, &["status", "--short"]).unwrap(), "");
    run("clone/house.toml", &[]).exits(0);
    assert!(elsewhere.read("clone/tei/a.xml").contains("<p>Dear Bill:</p>"));
    edit(&elsewhere, "clone/tei/a.xml");
    run("letter", &[]).exits(1).says("R0010");
}

#[test]
fn what_is_known_is_read_whatever_happened_to_it() {
    let folder = converted();
    // A run that was stopped in the middle of a line; a merge that was left as git wrote it.
    let lines = folder.read("tei/.recto-written");
    for (text, status) in [
        (format!("<<<<<<< ours\n{lines}=======\n{{\"file\":\"a.xml\",\"written\":\"00\"}}\n>>>>>>> theirs\n"), 0),
        (format!("{lines}{{\"file\":\"a.x"), 0),
        (format!("{{\"file\":\"a.x\0\n\u{1}{lines}"), 1),
        (String::new(), 1),
        (lines.replace("a.xml", "A.xml"), 1),
    ] {
        folder.write("tei/.recto-written", text.as_bytes());
        let ran = folder.run(&["convert", "in/a.txt", "-o", "tei/", "--profile", "house.toml"]);
        assert_eq!(ran.status, Some(status), "{text}\n{ran:?}");
        folder.run(&["convert", "in", "-o", "tei", "--force"]).exits(0);
        assert_eq!(folder.read("tei/.recto-written").matches("\"a.xml\"").count(), 1);
    }
    // Where it cannot be read nothing is written.
    std::fs::remove_file(folder.path("tei/.recto-written")).unwrap();
    std::fs::create_dir(folder.path("tei/.recto-written")).unwrap();
    let before = folder.read("tei/a.xml");
    with_house(&folder).exits(2).says("R0005").says("1 converted, 1 failed");
    assert_eq!(folder.read("tei/a.xml"), before);
}

/// Runs that write single files share their folder; what each of them wrote is known.
#[test]
fn many_runs_in_one_folder_lose_no_line() {
    let folder = converted();
    let names: Vec<String> = (0..12).map(|number| format!("{number:02}")).collect();
    names.iter().for_each(|name| folder.write(&format!("in/{name}.txt"), LETTER.as_bytes()));
    for profile in ["letter", "house.toml", "letter"] {
        let start = |name: &String| {
            let (from, to) = (format!("in/{name}.txt"), format!("tei/{name}.xml"));
            folder.command(&["convert", &from, "-o", &to, "--profile", profile]).spawn().unwrap()
        };
        let children: Vec<_> = names.iter().map(start).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{output:?}");
        }
        let lines = folder.read("tei/.recto-written");
        assert!(names.iter().all(|name| lines.contains(&format!("\"{name}.xml\""))), "{lines}");
    }
    with_house(&folder).exits(0);
}

/// The names of a folder that was carried to a system which takes letters apart from their signs.
#[test]
fn it_holds_where_names_are_spelled_in_another_form() {
    let folder = Folder::with(&[("in/d\u{fc}rer.txt", LETTER), ("in/a.txt", LETTER), ("house.toml", HOUSE)]);
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    for (from, to) in [("in/d\u{fc}rer.txt", "in/du\u{308}rer.txt"), ("tei/d\u{fc}rer.xml", "tei/du\u{308}rer.xml")] {
        std::fs::rename(folder.path(from), folder.path(to)).unwrap();
    }
    with_house(&folder).exits(0);
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    assert_eq!(folder.read("tei/.recto-written").lines().count(), 2);
}

#[test]
fn no_result_takes_the_name_of_notes_of_recto() {
    let folder = converted();
    let files = folder.files();
    for name in ["tei/.recto-written", "tei/.recto-journal", "new/.recto-lock"] {
        folder.run(&["convert", "in/a.txt", "-o", name, "--force"]).exits(2).says("R0005").says("its own notes");
        folder.run(&["validate", "tei", "--report", &format!("json={name}")]).exits(2).says("its own notes");
    }
    assert_eq!(folder.files(), files);
    with_house(&folder).exits(0);
}

#[cfg(unix)]
#[test]
fn other_names_of_a_result_keep_what_they_are() {
    let folder = converted();
    std::fs::hard_link(folder.path("tei/a.xml"), folder.path("copy.xml")).unwrap();
    let before = folder.read("copy.xml");
    let one = ["convert", "in/a.txt", "-o", "tei/a.xml", "--profile", "house.toml"];
    folder.run(&one).exits(0).says("R0023");
    assert_eq!(folder.read("copy.xml"), before);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Bill:</p>"));
}

#[test]
fn a_kept_file_that_was_removed_is_converted_again() {
    let folder = converted();
    folder.run(&["review", "--mine", "tei/a.xml", "--reason", "collated"]).exits(0);
    std::fs::remove_file(folder.path("tei/a.xml")).unwrap();
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    with_house(&folder).exits(0);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Bill:</p>"));
    assert!(!folder.read("tei/.recto-written").contains("mine"));
}

/// What is written and then cannot be put in its place does not make a stranger of the file that lies there.
#[cfg(unix)]
#[test]
fn what_could_not_be_noted_or_replaced_is_still_known() {
    use std::os::unix::fs::PermissionsExt;
    let folder = converted();
    let rights = |name: &str, mode| {
        std::fs::set_permissions(folder.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    rights("tei/b", 0o555);
    if std::fs::write(folder.path("tei/b/probe"), "").is_ok() {
        std::fs::remove_file(folder.path("tei/b/probe")).unwrap();
        println!("partly skipped: this user writes wherever it wants");
    } else {
        with_house(&folder).exits(2).says("R0005");
    }
    rights("tei/b", 0o755);
    with_house(&folder).exits(0);
}

#[cfg(unix)]
#[test]
fn a_decision_about_what_a_link_leads_to_is_refused() {
    let folder = converted();
    folder.write("outside/x.xml", b"<mine/>");
    std::os::unix::fs::symlink("../outside/x.xml", folder.path("tei/x.xml")).unwrap();
    let files = folder.files();
    let ran = folder.run(&["review", "tei/a.xml", "tei/x.xml", "--mine", "--reason", "collated"]);
    ran.exits(2).says("R0008").says("tei/x.xml").says("--follow-links");
    assert_eq!(folder.files(), files);
    assert!(!folder.read("tei/.recto-written").contains("mine"));
    // One file by its name is what a person means.
    folder.run(&["review", "tei/x.xml", "--mine", "--reason", "collated"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_what_is_known_is_not_followed() {
    let folder = converted();
    std::fs::remove_file(folder.path("tei/.recto-written")).unwrap();
    folder.write("profile", b"mine\n");
    std::os::unix::fs::symlink("../profile", folder.path("tei/.recto-written")).unwrap();
    with_house(&folder).exits(2).says("R0005");
    assert_eq!(folder.read("profile"), "mine\n");
}
