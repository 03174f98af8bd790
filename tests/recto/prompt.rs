//! What people are told at the prompt: rules in one language, a line at the end, options where they apply, and nothing of it with `--quiet`.

use super::folder::{Folder, Ran};

/// A document that breaks every rule below.
const XML: &str = "<a><b/></a>";

/// A schema of these patterns.
fn rules(patterns: &str) -> String {
    format!("<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>{patterns}</schema>")
}

/// A language and the messages in it, sorted.
type Messages = (&'static str, &'static [&'static str]);

/// What rules in several languages say to whom: the schema, then the messages.
const SAID: &[(&str, &[Messages])] = &[
    // Twins in patterns of their own, as a language each has them.
    (
        "<pattern xml:lang='en'><rule context='b'><assert test='@n'>wanted</assert></rule></pattern>\
         <pattern xml:lang='fr'><rule context='b'><assert test=' @n '>voulu</assert></rule></pattern>",
        &[("en", &["wanted"]), ("fr", &["voulu"]), ("fr-CA", &["voulu"]), ("FR", &["voulu"]), ("de", &["wanted"])],
    ),
    // In one rule; one says no language.
    (
        "<pattern><rule context='b'><report test='true()' xml:lang='it'>sempre</report><report test='true()'>always</report>\
         </rule></pattern>",
        &[("en", &["always"]), ("it", &["sempre"]), ("de", &["always"])],
    ),
    // No English: the first.
    (
        "<pattern><rule context='b' xml:lang='de'><assert test='@n'>fehlt</assert></rule></pattern>\
         <pattern><rule context='b' xml:lang='fr'><assert test='@n'>manque</assert></rule></pattern>",
        &[("en", &["fehlt"]), ("fr", &["manque"]), ("cs", &["fehlt"])],
    ),
    // The languages of a schema made from an ODD are in ids alone.
    (
        "<pattern id='t-a-needed-constraint-rule-1'><rule context='b'><assert test='@n'>wanted</assert></rule></pattern>\
         <pattern id='t-a-needed-fr-constraint-rule-2'><rule context='b'><assert test='@n'>voulu</assert></rule></pattern>",
        &[("en", &["wanted"]), ("fr", &["voulu"]), ("de", &["wanted"])],
    ),
    (
        "<pattern id='needed-de'><rule context='b'><assert test='@n'>fehlt</assert></rule></pattern>\
         <pattern id='needed-fr'><rule context='b'><assert test='@n'>manque</assert></rule></pattern>",
        &[("fr", &["manque"]), ("en", &["fehlt"])],
    ),
    // An empty `xml:lang` says that the language is not known.
    (
        "<pattern xml:lang='fr'><rule context='b'><assert test='@n' xml:lang=''>wanted</assert><assert test='@n'>voulu</assert>\
         </rule></pattern>",
        &[("en", &["wanted"]), ("fr", &["voulu"]), ("de", &["wanted"])],
    ),
    // No twins: two messages of one language, other tests, other contexts, another role, ids that differ in a word.
    (
        "<pattern xml:lang='en'><rule context='b'><assert test='@n'>one</assert><assert test='@n'>two</assert></rule></pattern>",
        &[("en", &["one", "two"]), ("fr", &["one", "two"])],
    ),
    (
        "<pattern><rule context='b'><assert test='@n' xml:lang='en'>n</assert><assert test='@k' xml:lang='fr'>k</assert></rule></pattern>",
        &[("en", &["k", "n"]), ("fr", &["k", "n"])],
    ),
    (
        "<pattern><rule context='b'><assert test='@n' xml:lang='en'>n</assert><assert test='@n' role='warning' xml:lang='fr'>k</assert>\
         </rule></pattern>",
        &[("en", &["k", "n"])],
    ),
    (
        "<pattern><rule context='b'><assert test='false()' xml:lang='en'>n</assert><report test='false() = false()' xml:lang='fr'>k</report>\
         </rule></pattern>",
        &[("en", &["k", "n"])],
    ),
    (
        "<pattern id='of-one'><rule context='b'><assert test='@n'>one</assert></rule></pattern>\
         <pattern id='of-two'><rule context='b'><assert test='@n'>two</assert></rule></pattern>",
        &[("en", &["one", "two"]), ("of", &["one", "two"])],
    ),
];

fn messages(ran: &Ran) -> Vec<String> {
    let row =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["message"].as_str().unwrap().to_owned();
    let mut messages: Vec<String> = ran.stdout.lines().map(row).collect();
    messages.sort();
    messages
}

#[test]
fn what_rules_say_in_several_languages_is_reported_once() {
    for (patterns, wanted) in SAID {
        let folder = Folder::with(&[("a.xml", XML), ("s.sch", &rules(patterns))]);
        for (language, expected) in *wanted {
            let ran = folder.run(&["validate", "a.xml", "--schema", "s.sch", "--format", "json", "--lang", language]);
            assert_eq!(messages(&ran), *expected, "{language}: {patterns}");
        }
    }
}

#[test]
fn schemas_of_a_language_each_are_twins() {
    let of = |language: &str, text: &str| {
        rules(&format!("<pattern><rule context='b'><assert test='@n'>{text}</assert></rule></pattern>")).replacen(
            "<schema",
            &format!("<schema xml:lang='{language}'"),
            1,
        )
    };
    let folder = Folder::with(&[("a.xml", XML), ("en.sch", &of("en", "wanted")), ("fr.sch", &of("fr", "voulu"))]);
    for (language, expected) in [("en", "wanted"), ("fr", "voulu")] {
        let schemas = ["--schema", "fr.sch", "--schema", "en.sch", "--format", "json", "--lang", language];
        let ran = folder.run(&[&["check", "a.xml"], &schemas[..]].concat()).exits(1);
        assert_eq!(messages(&ran), [expected]);
    }
}

#[test]
fn diagnostics_are_said_in_one_language_too() {
    let schema = rules(
        "<pattern><rule context='b'><assert test='@n' diagnostics='e f g'>wanted</assert></rule></pattern><diagnostics>\
         <diagnostic id='e' xml:lang='en'>say it</diagnostic><diagnostic id='f' xml:lang='fr'>dis-le</diagnostic>\
         <diagnostic id='g'>n</diagnostic></diagnostics>",
    );
    let folder = Folder::with(&[("a.xml", XML), ("s.sch", &schema)]);
    for (language, help) in [("en", "say it; n"), ("fr", "dis-le; n"), ("de", "say it; n")] {
        let ran = folder.run(&["validate", "a.xml", "--schema", "s.sch", "--lang", language]).exits(1);
        ran.prints(&format!("help: {help}\n"));
    }
    // A section may have a language as well.
    let sections = schema
        .replace("<diagnostics><diagnostic id='e' xml:lang='en'>", "<diagnostics xml:lang='en'><diagnostic id='e'>")
        .replace("<diagnostic id='f'", "</diagnostics><diagnostics><diagnostic id='f'");
    folder.write("two.sch", sections.as_bytes());
    for (language, help) in [("en", "say it"), ("fr", "dis-le")] {
        let ran = folder.run(&["validate", "a.xml", "--schema", "two.sch", "--lang", language]).exits(1);
        ran.prints(&format!("help: {help}"));
    }
    // The report of rules has all of it.
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.sch", "--lang", "fr", "--format", "svrl"]).exits(1);
    ran.prints("say it").prints("dis-le");
}

#[test]
fn the_locale_says_which_language() {
    let folder = Folder::with(&[("a.xml", XML), ("s.sch", &rules(SAID[0].0))]);
    for (variables, expected) in [
        (&[("LANG", "fr_FR.UTF-8")][..], "voulu"),
        (&[("LANG", "fr_FR.UTF-8"), ("LC_MESSAGES", "en_GB.UTF-8")], "wanted"),
        (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", ""), ("LC_ALL", "fr")], "voulu"),
        (&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "C")], "wanted"),
        (&[], "wanted"),
    ] {
        let mut command = folder.command(&["validate", "a.xml", "--schema", "s.sch", "--format", "json"]);
        let ran = Ran::from(command.envs(variables.iter().copied()).output().unwrap());
        assert_eq!(messages(&ran), [expected], "{variables:?}");
    }
    folder.run(&["validate", "a.xml", "--lang", "fr_FR"]).exits(2).says("not a language tag");
}

/// A letter without dateline: a warning.
const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nSincerely,\n\nEd Reischauer\n";

/// The last line for people, with `/` between the parts of paths.
fn last(ran: &Ran) -> String {
    ran.stderr.lines().last().unwrap_or_default().replace('\\', "/")
}

#[test]
fn a_run_ends_with_what_was_done_and_where() {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b/c.txt", LETTER)]);
    let one = "1 file: 1 converted, 0 failed; 1 warning, ";
    let ran = folder.run(&["convert", "in/a.txt"]).exits(0);
    assert!(last(&ran).starts_with(one) && !last(&ran).contains('→'), "{ran:?}");
    let ran = folder.run(&["convert", "in/a.txt", "-o", "x.xml"]).exits(0);
    assert!(last(&ran).starts_with(one) && last(&ran).contains(" → x.xml; `recto view x.xml -o proof/`"), "{ran:?}");
    let ran = folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    assert!(last(&ran).contains("2 files: 2 converted") && last(&ran).contains(" → tei/; `recto view tei/"), "{ran:?}");
    let ran = folder.run(&["convert", "in", "-o", "tei", "--profile", "frus", "--pending"]).exits(0);
    assert!(last(&ran).contains(" → tei/; `recto review tei/`"), "{ran:?}");
    let ran = folder.run(&["convert", "in", "-o", "tei", "--profile", "frus", "--check"]).exits(1);
    assert!(last(&ran).starts_with("2 files: ") && !last(&ran).contains('→'), "{ran:?}");
    // What can be typed as it stands, and nothing where nothing was written.
    let ran = folder.run(&["convert", "in", "-o", "new letters"]).exits(0);
    assert!(last(&ran).contains(" → 'new letters/'; `recto view 'new letters/' -o"), "{ran:?}");
    folder.write("x.xml", b"mine");
    let ran = folder.run(&["convert", "in/a.txt", "-o", "x.xml"]).exits(1);
    assert!(last(&ran).starts_with("1 file: 0 converted, 1 failed") && !last(&ran).contains('→'), "{ran:?}");
    folder.run(&["convert", "in/a.txt", "-o", "x.xml", "--force"]).exits(0);
    let ran = folder.run(&["check", "x.xml"]).exits(0);
    assert!(last(&ran).starts_with("1 file: 1 valid, 0 with errors; 0 warnings, "), "{ran:?}");
}

#[test]
fn a_quiet_run_says_what_counts_for_its_status() {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b/c.txt", LETTER), ("bad.xml", "<a>")]);
    let said = |arguments: &[&str], status| {
        let ran = folder.run(arguments).exits(status);
        (ran.stdout.lines().count(), ran.stderr.lines().count())
    };
    assert_eq!(said(&["convert", "in", "-o", "tei", "--quiet"], 0), (0, 0));
    assert_eq!(said(&["convert", "in", "-o", "tei", "-q", "--deny-warnings", "--format", "concise"], 1), (0, 2));
    assert_eq!(said(&["check", "tei", "-q"], 0), (0, 0));
    assert_eq!(said(&["check", "bad.xml", "-q", "--format", "concise"], 1), (1, 0));
    assert_eq!(said(&["verify", "in", "tei", "-q"], 0), (0, 0));
    assert_eq!(said(&["view", "tei", "-o", "proof", "-q"], 0), (0, 0));
    assert_eq!(said(&["format", "tei", "-q"], 0), (0, 0));
    assert_eq!(said(&["convert", "in", "-q"], 2).0, 0);
    // Programs get all.
    let loud = folder.run(&["convert", "in", "-o", "tei", "--format", "json"]).stderr;
    assert_eq!(folder.run(&["convert", "in", "-o", "tei", "--format", "json", "-q"]).stderr, loud);
    assert!(loud.lines().count() > 2);
}

/// Help shows the formats that a command takes; those it has no findings for are refused with the reason.
#[test]
fn formats_are_shown_where_they_apply() {
    let folder = Folder::new();
    for command in
        ["convert", "validate", "verify", "transplant", "diff", "text", "view", "split", "format", "ids", "cmif"]
    {
        let help = folder.run(&[command, "--help"]).exits(0).prints("- sarif: ").prints("--report");
        assert_eq!(help.stdout.contains("- svrl: "), command == "validate", "{command}");
        assert_eq!(help.stdout.contains("- unified: "), command == "diff", "{command}");
    }
    for command in [
        &["review"][..],
        &["schema", "recto-letter"],
        &["eval", "a", "b"],
        &["learn", "a", "-o", "b"],
        &["init"],
        &["config"],
        &["explain"],
        &["generate", "man"],
    ] {
        let help = folder.run(&[command[0], "--help"]).exits(0).stdout;
        assert!(!help.contains("sarif") && !help.contains("--report"), "{command:?}: {help}");
        folder.run(&[command, &["--format", "sarif"]].concat()).exits(2).says("no findings for `--format`");
        folder.run(&[command, &["--report", "sarif=x"]].concat()).exits(2).says("no findings for `--report`");
    }
    folder.run(&["explain", "--format", "sarf"]).exits(2).says("possible values: human, concise, json]");
    folder.run(&["--format", "json", "explain", "R0202"]).exits(0).prints("{\"code\":\"R0202\"");
}
