//! What a file of a stranger can neither show nor change: every attempt is a few files in a project, links among them, and a command that is
//! run there. Beside the project lies a folder with secrets; nothing of it comes out, nothing in it changes, and it is said that something
//! was refused.

use super::folder::{Folder, Ran};

/// Files of the project, links with what they lead to, and arguments. `ABS` is the folder above the project.
struct Attempt {
    files: &'static [(&'static str, &'static str)],
    links: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
}

const fn attempt(
    files: &'static [(&'static str, &'static str)],
    links: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
) -> Attempt {
    Attempt { files, links, command }
}

/// What nobody may see or change.
const SECRETS: &[(&str, &str)] = &[
    ("secret/s.txt", "SECRET of a text\n"),
    ("secret/s.rnc", "SECRET = of a schema\n"),
    ("secret/s.xml", "<SECRET xml:id='a'><b/></SECRET>\n"),
    ("secret/s.toml", "SECRET of settings\n"),
    ("secret/s.sch", "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><SECRET/></schema>\n"),
    ("secret/in/a.txt", "SECRET of a letter\n"),
    ("victim.rnc", "start = element SECRET { empty }\n"),
];

const VALIDATE: &[&str] = &["validate", "a.xml"];
const ALL: &[&str] = &["validate", "."];
const A: (&str, &str) = ("a.xml", "<a/>");

/// Expressions of rules, with `s.txt` and `linked` in the project as links.
const EXPRESSIONS: &[&str] = &[
    "unparsed-text('../secret/s.txt')",
    "unparsed-text('ABS/secret/s.txt')",
    "unparsed-text('file://ABS/secret/s.txt')",
    "unparsed-text('FILE://localhostABS/secret/s.txt')",
    "unparsed-text('%2e%2e/secret/s.txt')",
    "unparsed-text('x/./../../secret/s.txt')",
    "unparsed-text('s.txt')",
    "unparsed-text('linked/s.txt')",
    "unparsed-text-lines('../secret/s.txt')",
    "string(unparsed-text-available('../secret/s.txt'))",
    "string(unparsed-text-available('../secret/none.txt'))",
    "name(doc('../secret/s.xml')/*)",
    "name(document('linked/s.xml')/*)",
    "string(doc-available('../secret/s.xml'))",
    "collection('../secret')/name(*)",
    "collection('linked')/name(*)",
    "unparsed-text('/etc/passwd')",
    "unparsed-text('/proc/self/environ')",
];

/// What asks for files of another machine.
const ON_THE_NETWORK: &[&str] = &[
    "unparsed-text('//secret/s.txt')",
    "unparsed-text('file:///ABS/secret/s.txt')",
    "unparsed-text('%2FABS/secret/s.txt')",
    r"unparsed-text('\\secret\s.txt')",
    "unparsed-text('http://secret/s.txt')",
];

const ATTEMPTS: &[Attempt] = &[
    // What a document names.
    attempt(&[("a.xml", "<?xml-model href='../secret/s.rnc'?><a/>")], &[], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='ABS/secret/s.rnc'?><a/>")], &[], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='file://ABS/secret/s.rnc'?><a/>")], &[], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='File:ABS/secret/s.rnc'?><a/>")], &[], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='%2E%2E%2Fsecret%2Fs.rnc'?><a/>")], &[], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='s.rnc'?><a/>")], &[("s.rnc", "../secret/s.rnc")], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='l/s.rnc'?><a/>")], &[("l", "../secret")], VALIDATE),
    attempt(&[("a.xml", "<?xml-model href='/etc/passwd'?><a/>")], &[], VALIDATE),
    attempt(
        &[(
            "a.xml",
            "<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='../secret/s.txt' parse='text'/></a>",
        )],
        &[],
        VALIDATE,
    ),
    attempt(
        &[(
            "a.xml",
            "<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='../secret/s.xml'><x:fallback/></x:include></a>",
        )],
        &[],
        VALIDATE,
    ),
    attempt(
        &[(
            "a.xml",
            "<a xml:base='../secret/' xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='s.xml'/></a>",
        )],
        &[],
        VALIDATE,
    ),
    // What a schema names.
    attempt(&[A, ("s.rnc", "include \"../secret/s.rnc\"")], &[], &["validate", "a.xml", "--schema", "s.rnc"]),
    attempt(
        &[A, ("s.rng", "<externalRef xmlns='http://relaxng.org/ns/structure/1.0' href='../secret/s.xml'/>")],
        &[],
        &["validate", "a.xml", "--schema", "s.rng"],
    ),
    attempt(
        &[A, ("s.rnc", "external \"t.rnc\"")],
        &[("t.rnc", "../secret/s.rnc")],
        &["validate", "a.xml", "--schema", "s.rnc"],
    ),
    attempt(
        &[
            A,
            (
                "s.sch",
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><include href='../secret/s.sch'/></schema>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--schema", "s.sch"],
    ),
    attempt(
        &[
            A,
            (
                "s.sch",
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><extends href='../secret/s.sch'/></schema>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--schema", "s.sch"],
    ),
    attempt(
        &[
            A,
            (
                "s.sch",
                "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xml:base='../secret/'><include href='s.sch'/></schema>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--schema", "s.sch"],
    ),
    // What settings and catalogs name.
    attempt(&[A, ("recto.toml", "profile = '../secret/s.toml'")], &[], VALIDATE),
    attempt(&[A, ("recto.toml", "[validate]\nschema = '../secret/s.rnc'")], &[], VALIDATE),
    attempt(&[A, ("recto.toml", "[[schema]]\nschema = 'ABS/secret/s.rnc'")], &[], VALIDATE),
    attempt(&[A, ("recto.toml", "[validate]\ncatalog = '../secret/s.xml'")], &[], VALIDATE),
    attempt(
        &[
            ("a.xml", "<?xml-model href='http://x.org/s.rnc'?><a/>"),
            ("recto.toml", "[schemas]\n'http://x.org/' = '../secret/'"),
        ],
        &[],
        VALIDATE,
    ),
    attempt(
        &[
            ("a.xml", "<?xml-model href='http://x.org/s.rnc'?><a/>"),
            (
                "c.xml",
                "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog' xml:base='../secret/'>\
                 <uri name='http://x.org/s.rnc' uri='s.rnc'/></catalog>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--catalog", "c.xml"],
    ),
    attempt(
        &[
            ("a.xml", "<?xml-model href='http://x.org/passwd'?><a/>"),
            (
                "c.xml",
                "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
                 <rewriteURI uriStartString='http://x.org/' rewritePrefix='/etc/'/></catalog>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--catalog", "c.xml"],
    ),
    attempt(
        &[
            A,
            (
                "c.xml",
                "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'><nextCatalog catalog='../secret/s.xml'/></catalog>",
            ),
        ],
        &[],
        &["validate", "a.xml", "--catalog", "c.xml"],
    ),
    attempt(&[A], &[("recto.toml", "../secret/s.toml")], VALIDATE),
    attempt(&[("a.txt", "Dear Bill:\n")], &[("a.toml", "../secret/s.toml")], &["convert", "a.txt"]),
    attempt(&[("recto.toml", "[convert]\nsource = '../secret/in'\ntarget = 'tei'")], &[], &["convert"]),
    attempt(
        &[("in/a.txt", "Dear Bill:\n"), ("recto.toml", "[convert]\nsource = 'in'\ntarget = '../secret/tei'")],
        &[],
        &["convert"],
    ),
    attempt(
        &[("in/a.txt", "Dear Bill:\n"), ("recto.toml", "[convert]\nsource = 'in'\ntarget = 'tei'")],
        &[("tei", "../secret")],
        &["convert"],
    ),
    attempt(
        &[("a.txt", "Dear Bill:\n"), ("recto.toml", "[convert]\nregisters = '../secret/s.txt'")],
        &[],
        &["convert", "a.txt"],
    ),
    // Links in folders.
    attempt(&[], &[("t/a.xml", "../../secret/s.txt")], ALL),
    attempt(&[], &[("t", "../secret")], ALL),
    attempt(&[A], &[("b.xml", "../secret/s.txt")], &["validate", "a.xml", "b.xml"]),
    attempt(&[], &[("t/a.xml", "../../secret/s.xml")], &["format", "t"]),
    attempt(&[], &[("t", "../secret")], &["format", "."]),
    attempt(&[], &[("t/a.xml", "../../secret/s.xml")], &["ids", "t", "--element", "b", "--pattern", "b{n}"]),
    attempt(&[], &[("t/a.xml", "../../secret/s.xml")], &["validate", "t", "--fix"]),
    attempt(&[("t/a.xml.new", "<a/>")], &[("t/a.xml", "../../secret/s.xml")], &["review", "t", "--accept"]),
    attempt(&[("a.txt", "Dear Bill:\n")], &[("o/a.xml", "../../secret/s.xml")], &["convert", "a.txt", "-o", "o/"]),
    attempt(
        &[("a.txt", "Dear Bill:\n"), ("t/a.xml", "<TEI/>")],
        &[("t/a.xml.new", "../../secret/s.txt")],
        &["convert", "a.txt", "-o", "t/", "--pending"],
    ),
    attempt(
        &[("a.txt", "Dear Bill:\n"), ("t/a.xml", "<TEI/>")],
        &[("t/a.xml.new.rules", "../../secret/s.txt")],
        &["convert", "a.txt", "-o", "t/", "--pending"],
    ),
];

/// What a schema includes from far above, in the working directory, is written below `-o` all the same.
#[test]
fn what_a_schema_includes_is_written_below_its_place() {
    let folder = Folder::with(&[
        ("p/a/b/c/s.rnc", "include \"../../../../victim.rnc\""),
        ("victim.rnc", "start = element a { empty }\n"),
    ]);
    let before = folder.files();
    folder.run(&["schema", "p/a/b/c/s.rnc", "-o", "p/out/s.rng"]).exits(0);
    let made: Vec<String> = folder.files().into_iter().filter(|name| !before.contains(name)).collect();
    assert!(made.len() >= 2 && made.iter().all(|name| name.starts_with("p/out/")), "{made:?}");
}

fn run(attempt: &Attempt) -> (Folder, Ran) {
    let folder = Folder::with(SECRETS);
    let above = folder.path("").canonicalize().unwrap().display().to_string();
    std::fs::create_dir(folder.path("p")).unwrap();
    for (name, text) in attempt.files {
        folder.write(&format!("p/{name}"), text.replace("ABS", &above).as_bytes());
    }
    for (name, target) in attempt.links {
        let path = folder.path(&format!("p/{name}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        link(target, &path);
    }
    let ran = folder.command(attempt.command).current_dir(folder.path("p")).output().unwrap().into();
    (folder, ran)
}

#[cfg(unix)]
fn link(target: &str, path: &std::path::Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(not(unix))]
fn link(_: &str, _: &std::path::Path) {}

/// What is wrong with what came out, or became of the secrets.
fn breach(folder: &Folder, ran: &Ran, refusal: &str) -> Option<String> {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    let outside: Vec<String> = folder.files().into_iter().filter(|name| !name.starts_with("p/")).collect();
    let mut known: Vec<&str> = SECRETS.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    let what = match () {
        () if all.contains("SECRET") || all.contains("root:") || all.contains("PATH=") => "it comes out",
        () if outside != known => "there are other files",
        () if SECRETS.iter().any(|(name, text)| folder.read(name) != *text) => "it is changed",
        () if ran.status == Some(0) => "all is well",
        () if !all.contains(refusal) => "it is not said",
        () => return None,
    };
    Some(format!("{what}\n{ran:?}"))
}

#[test]
fn rules_see_nothing_outside() {
    let outside = EXPRESSIONS.iter().map(|expression| (expression, "this run"));
    let away = ON_THE_NETWORK.iter().map(|expression| (expression, "nothing is read from the network"));
    for (expression, refusal) in outside.chain(away) {
        let folder = Folder::with(SECRETS);
        let above = folder.path("").canonicalize().unwrap().display().to_string();
        let rules = format!(
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt3'><pattern><rule context='/*'>\
             <report test=\"true()\"><value-of select=\"{expression}\"/></report></rule></pattern></schema>"
        );
        folder.write("p/a.xml", b"<a/>");
        folder.write("p/r.sch", rules.replace("ABS", &above).as_bytes());
        link("../secret/s.txt", &folder.path("p/s.txt"));
        link("../secret", &folder.path("p/linked"));
        let mut command = folder.command(&["validate", "a.xml", "--schema", "r.sch"]);
        let ran = command.current_dir(folder.path("p")).output().unwrap().into();
        assert_eq!(breach(&folder, &ran, refusal), None, "{expression}");
    }
}

#[test]
#[cfg(unix)]
fn nothing_of_a_stranger_shows_or_changes_what_lies_outside() {
    let breaches = ATTEMPTS.iter().enumerate().filter_map(|(at, attempt)| {
        let (folder, ran) = run(attempt);
        let breach = breach(&folder, &ran, "R0008")?;
        Some(format!("{at}: {:?} {:?} {:?}: {breach}", attempt.files, attempt.links, attempt.command))
    });
    let breaches: Vec<String> = breaches.collect();
    assert!(breaches.is_empty(), "{} breaches\n{}", breaches.len(), breaches.join("\n\n"));
}

#[test]
#[cfg(unix)]
fn the_command_line_can_allow_more() {
    let document = "<?xml-model href='../schema/s.rnc'?><a/>";
    let folder = Folder::with(&[("schema/s.rnc", "element a { empty }"), ("tei/a.xml", document)]);
    folder.run(&["validate", "tei"]).exits(2).prints("`--allow-read schema` allows its folder").prints("`recto init`");
    folder.run(&["validate", "tei", "--allow-read", "schema"]).exits(0);
    folder.run(&["validate", "tei", "--schema", "schema/s.rnc"]).exits(0);
    folder.write("recto.toml", b"");
    folder.run(&["validate", "tei"]).exits(0);
    link("../../other.xml", &folder.path("tei/deep.xml"));
    std::fs::remove_file(folder.path("recto.toml")).unwrap();
    std::fs::create_dir(folder.path("in")).unwrap();
    folder.write("other.xml", b"<a/>");
    link("../other.xml", &folder.path("in/l.xml"));
    folder.run(&["validate", "in"]).exits(2).prints("`--follow-links` follows such links");
    let ran = folder.run(&["validate", "in", "--follow-links", "--schema", "schema/s.rnc"]);
    ran.exits(0);
    folder.run(&["validate", "in/l.xml", "--schema", "schema/s.rnc"]).exits(0);
}

#[test]
#[cfg(unix)]
fn only_regular_files_are_opened() {
    let folder = Folder::with(&[("in/a.xml", "<a/>")]);
    let made = std::process::Command::new("mkfifo").arg(folder.path("in/b.xml")).status();
    if !made.is_ok_and(|made| made.success()) {
        println!("SKIPPED: there is no mkfifo");
        return;
    }
    folder.run(&["validate", "in"]).exits(2).prints("R0004").prints("no regular file");
    link("/dev/zero", &folder.path("in/c.xml"));
    folder.run(&["format", "in", "--check"]).exits(2).prints("R0008");
    folder.run_on(&["validate", "/dev/stdin", "--format", "concise"], "<a/>").prints("/dev/stdin");
}
