//! Pages to look at. The text of the edition is that of `recto text`, for letters written here and elsewhere; nothing of a letter runs; parts are linked;
//! what others wrote is not replaced.

use std::path::{Path, PathBuf};

use recto::internals::profile::{self, Template};
use recto::internals::tei;
use recto::internals::view::{self, Letter, Remark};
use recto::internals::xml::{Document, Entity, External};
use regex::Regex;

use super::folder::Folder;
use super::shared::shared;

/// Bytes of the page of an ordinary letter.
const ORDINARY: usize = 60_000;

/// How many files of a corpus are looked at.
const LOOKED_AT: usize = 60;

/// The page of TEI without a transcript.
fn page(tei: &str) -> String {
    page_with(tei, &[])
}

fn page_with(tei: &str, findings: &[Remark]) -> String {
    let (document, _) = Document::parse(tei, External::Refused);
    let entity = Entity { text: tei, external: External::Refused };
    let letter = Letter {
        name: "letter",
        href: "letter.html",
        tei: &entity,
        document: &document,
        transcript: None,
        agreements: &[],
        findings,
        origins: &[],
        images: &[],
        served: None,
        unknown: "not known",
    };
    view::page(&letter).html
}

/// The characters that a page shows as the letter, without white space and what reorders text.
fn shown(page: &str) -> String {
    let edition = page.split_once("<article id=\"edition\"").unwrap().1.split_once("</article>").unwrap().0;
    let edition = edition.split_once('>').unwrap().1;
    let text = Regex::new("<[^>]*>").unwrap().replace_all(edition, "").into_owned();
    bare(&text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

pub fn bare(text: &str) -> String {
    let reorders = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !reorders(*c)).collect()
}

/// The text of TEI in a house that writes no marks; `None` where it is not well-formed.
pub fn read(tei: &str) -> Option<String> {
    let mut house = profile::built_in("letter").unwrap();
    let nothing = Template::from(String::new());
    house.page.marks.clear();
    (house.notes.marks, house.notes.labels) = (vec![nothing.clone()], vec![nothing]);
    house.notes.agreeing_marks.clear();
    house.lists.bullets.clear();
    house.signs.clear();
    // Numbers that are signs would be written whatever the house says.
    let numbered = Regex::new(r#"\sn\s*=\s*("[^"]*"|'[^']*')"#).unwrap().replace_all(tei, " n='1'").into_owned();
    let (text, _) = tei::reading_text(&Entity { text: &numbered, external: External::Refused }, &house);
    text.map(|text| bare(&text))
}

/// All characters of a letter are on its page, and no others.
#[track_caller]
fn holds_its_text(name: &str, tei: &str) {
    let Some(expected) = read(tei) else { return };
    let found = shown(&page(tei));
    if found != expected {
        let at = found.chars().zip(expected.chars()).take_while(|(one, other)| one == other).count();
        let around = |text: &str| text.chars().skip(at.saturating_sub(30)).take(90).collect::<String>();
        panic!("{name}, character {at}\nthe page: {}\nrecto text: {}", around(&found), around(&expected));
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, found),
            false => found.extend(Some(path).filter(|path| path.extension().is_some_and(|end| end == "xml"))),
        }
    }
}

/// The samples as TEI, beside the texts they were made from.
pub fn samples() -> Folder {
    let folder = Folder::new();
    for kind in ["letter", "frus", "transcript"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(kind);
        for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_some_and(|end| end == "txt") {
                let name = entry.file_name().unwrap().to_string_lossy().into_owned();
                folder.write(&format!("text/{kind}/{name}"), &std::fs::read(&entry).unwrap());
            }
        }
        let (text, tei) = (format!("text/{kind}"), format!("tei/{kind}"));
        folder.run(&["convert", &text, "-o", &tei, "--profile", kind]);
    }
    folder
}

#[test]
fn samples_have_pages_beside_their_texts() {
    let folder = samples();
    folder.run(&["view", "tei", "--text", "text", "-o", "proof"]).exits(0);
    let written: Vec<String> = folder.files().into_iter().filter(|name| name.starts_with("proof/")).collect();
    let index = folder.read("proof/index.html");
    for name in folder.files().iter().filter(|name| name.starts_with("tei/") && name.ends_with(".xml")) {
        let below = name.strip_prefix("tei/").unwrap().replace(".xml", ".html");
        let page = folder.read(&format!("proof/{below}"));
        assert_eq!(Some(shown(&page)), read(&folder.read(name)), "{name}");
        assert!(page.len() < ORDINARY || folder.read(name).len() > 12_000, "{name}: {} bytes", page.len());
        assert!(page.contains("<section id=\"transcript\""), "{name}");
        assert!(index.contains(&format!("<a href=\"{below}\">")), "{below}");
        let lines = page.matches("data-t=\"").count();
        assert!(lines > 0, "{name}: no part leads to the transcript");
        leads_somewhere(name, &page);
    }
    let before: Vec<String> = written.iter().map(|name| folder.read(name)).collect();
    folder.run(&["view", "tei", "--text", "text", "-o", "proof"]).exits(0);
    let after: Vec<String> = written.iter().map(|name| folder.read(name)).collect();
    assert!(before == after, "the same input gives the same bytes");
}

/// Every link inside a page has its end, and every id is there once.
fn leads_somewhere(name: &str, page: &str) {
    let mut ids: Vec<&str> =
        Regex::new(" id=\"([^\"]*)\"").unwrap().captures_iter(page).map(|id| id.get(1).unwrap().as_str()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(all, ids.len(), "{name}: an id stands twice");
    for link in Regex::new("href=\"#([^\"]*)\"").unwrap().captures_iter(page) {
        assert!(ids.binary_search(&link.get(1).unwrap().as_str()).is_ok(), "{name}: {}", &link[0]);
    }
}

#[test]
fn parts_lead_to_their_lines_and_their_source() {
    let folder = Folder::with(&[
        ("a.txt", "Berlin, den 3. Mai 1901.\n\nLieber Freund!\n\nAlles ist gut.\n\nDein\nKarl\n"),
        (
            "a.xml",
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><opener><dateline>Berlin, den 3. Mai 1901.</dateline>\
             <salute>Lieber Freund!</salute></opener><p>Alles ist gut.</p><closer>Dein <signed>Karl</signed></closer></body></text></TEI>",
        ),
    ]);
    folder.run(&["view", "a.xml", "-o", "proof/"]).exits(0);
    let page = folder.read("proof/a.html");
    let paragraph = Regex::new("<p id=\"p([0-9]+)\" data-t=\"5\">").unwrap().captures(&page).unwrap()[1].to_owned();
    assert!(page.contains(&format!("<li id=\"t5\"><a href=\"#p{paragraph}\">5</a>Alles")));
    assert!(page.contains(&format!("<span id=\"s{paragraph}\">&lt;<a href=\"#p{paragraph}\">p</a>>Alles ist gut.")));
    assert!(page.contains("class=\"closer\" id=") && page.contains("data-t=\"7-8\""), "{page}");
}

#[test]
fn what_differs_is_said_at_its_place() {
    let folder = Folder::with(&[
        ("a.txt", "Alles ist gut.\n\nUnd morgen auch noch.\n"),
        ("a.xml", "<text><body><p>Alles ist gut.</p><p>Und morgen nicht mehr.</p></body></text>"),
    ]);
    folder.run(&["view", "a.xml", "-o", "proof/"]).exits(0);
    let page = folder.read("proof/a.html");
    // Each finding of the list leads to its mark inside the paragraph, and the mark back; the line of the text has one, too.
    let list = page.split("<ol class=\"findings\">").nth(1).unwrap().split("</ol>").next().unwrap();
    let found = Regex::new("<li id=\"d([0-9]+)\" class=\"error\">error <a href=\"#f([0-9]+)\">R").unwrap();
    let numbers: Vec<(String, String)> =
        found.captures_iter(list).map(|one| (one[1].to_owned(), one[2].to_owned())).collect();
    assert!(!numbers.is_empty(), "{list}");
    let paragraph = Regex::new("<p id=\"p[0-9]+\" data-t=\"3\">.*</p>").unwrap().find(&page).unwrap().as_str();
    let line = Regex::new("<li id=\"t3\">.*").unwrap().find(&page).unwrap().as_str();
    for (number, mark) in numbers {
        assert_eq!(number, mark);
        assert!(paragraph.contains(&format!("id=\"f{mark}\" href=\"#d{number}\"")), "{paragraph}");
        assert!(line.contains(&format!("id=\"g{mark}\" href=\"#d{number}\"")), "{line}");
    }
    assert!(page.contains("<kbd>n</kbd>"));
    assert_eq!(shown(&page), "Allesistgut.Undmorgennichtmehr.");
    leads_somewhere("a.xml", &page);
}

#[test]
fn what_validation_finds_is_said_at_its_place() {
    let folder = Folder::with(&[
        (
            "a.xml",
            "<?xml-model href='a.rnc' type='application/relax-ng-compact-syntax'?>\n\
             <?xml-model href='a.sch' type='application/xml' schematypens='http://purl.oclc.org/dsdl/schematron'?>\n\
             <text><p>Alles</p><q>ist gut.</q></text>",
        ),
        ("a.rnc", "start = element text { element p { text }+ }"),
        (
            "a.sch",
            "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='p'><assert test='@n' xml:lang='en'>wanted</assert>\
             <assert test='@n' xml:lang='fr'>voulu</assert></rule></pattern></schema>",
        ),
    ]);
    let unknown = Regex::new("<li id=\"d([0-9]+)\"[^>]*>error <a href=\"#f[0-9]+\">R1301").unwrap();
    for (language, said, unsaid) in [("de", "wanted", "voulu"), ("fr", "voulu", "wanted")] {
        folder.run(&["view", "a.xml", "-o", "proof/", "--lang", language]).exits(0);
        let page = folder.read("proof/a.html");
        let list = page.split("<ol class=\"findings\">").nth(1).unwrap().split("</ol>").next().unwrap();
        assert!(list.contains(said) && !list.contains(unsaid), "{list}");
        let number = &unknown.captures(list).unwrap_or_else(|| panic!("{list}"))[1];
        let mark = format!("id=\"f{number}\" href=\"#d{number}\"");
        let behind = page.split("Alles").nth(1).unwrap();
        assert!(behind.split("ist gut.").next().unwrap().contains(&mark), "{mark} in {behind}");
        assert_eq!(shown(&page), "Allesistgut.");
        leads_somewhere("a.xml", &page);
    }
}

#[test]
fn marks_stand_where_text_may_and_never_in_links() {
    let tei = "<text><body><table><row><cell>a</cell></row> <row><cell><ref target='https://a.b'>linked</ref></cell></row></table><p/></body></text>";
    let finding = |at: usize| Remark {
        severity: "warning",
        code: "R0001",
        message: "<b>\"quoted\"</b>".to_owned(),
        help: String::new(),
        tei: Some(at),
        text: None,
    };
    let findings: Vec<Remark> = (0..tei.len() + 9).step_by(5).map(finding).collect();
    let page = page_with(tei, &findings);
    assert_eq!(page.matches("class=\"f warning\"").count(), findings.len());
    assert!(!Regex::new("(<table[^>]*>|</tr>|<tr[^>]*>)\\s*<a class=\"f").unwrap().is_match(&page), "{page}");
    assert!(!Regex::new("<a [^>]*href=\"https[^>]*>[^<]*<a").unwrap().is_match(&page), "{page}");
    assert_eq!(shown(&page), "alinked");
    leads_somewhere("marks", &page);
}

#[test]
fn images_at_hand_are_shown_and_others_named() {
    let folder = Folder::with(&[(
        "tei/a.xml",
        "<TEI><facsimile><surface xml:id='s1'><graphic url='../scans/p%201.png'/><zone xml:id='z1'/></surface>\
         <surface xml:id='s2'><graphic url='https://iiif.example/2.jpg'/></surface><surface><graphic url='loose.png'/></surface></facsimile>\
         <text><body><pb n='1' facs='#s1'/><p facs='#z1'>a</p><pb n='2' facs='#s2'/><p>b</p><pb facs='javascript:alert(1)'/>\
         <pb facs='/etc/hostname'/><pb facs='#nowhere'/><pb facs='\">&lt;script>'/></body></text></TEI>",
    )]);
    folder.write("scans/p 1.png", b"");
    folder.write("tei/loose.png", b"");
    folder.run(&["view", "tei", "-o", "proof/"]).exits(0);
    let page = folder.read("proof/a.html");
    let images = page.split("<section id=\"images\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(images.matches("<img src=\"../scans/p%201.png\" alt=\"page 1\"").count(), 1, "{images}");
    assert_eq!(images.matches("<img src=\"../scans/p%201.png\" alt=\"p\"").count(), 1, "{images}");
    assert_eq!(images.matches("<img src=\"../tei/loose.png\"").count(), 1, "{images}");
    assert!(images.contains("<a href=\"https://iiif.example/2.jpg\" rel=\"noreferrer\">"), "{images}");
    for missing in ["javascript:alert(1)", "/etc/hostname", "#nowhere", "\"&gt;&lt;script&gt;"] {
        assert!(images.contains(&format!("not at hand: {missing}")), "{missing} in {images}");
    }
    assert!(page.contains("img-src 'self' file:; base-uri 'none'"));
    assert_eq!((shown(&page), page.matches("<img").count()), ("ab".to_owned(), 3));
    leads_somewhere("images", &page);
    folder.write("tei/a.xml", b"<text>without</text>");
    folder.run(&["view", "tei", "-o", "proof/"]).exits(0);
    assert!(!folder.read("proof/a.html").contains("img-src"));
}

#[test]
fn the_index_shows_who_wrote_to_whom() {
    let folder = Folder::new();
    for (name, from, to) in [
        ("a", "Ada", "Bert &amp; Co"),
        ("b", "Ada", "Bert &amp; Co"),
        ("c", "Bert &amp; Co", "Cleo"),
        ("d", "", "Cleo"),
    ] {
        let tei = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><profileDesc><correspDesc><correspAction type='sent'><persName>{from}</persName></correspAction>\
             <correspAction type='received'><persName>{to}</persName></correspAction></correspDesc></profileDesc></teiHeader><text><body><p>x</p></body></text></TEI>"
        );
        folder.write(&format!("tei/{name}.xml"), tei.as_bytes());
    }
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    let index = folder.read("proof/index.html");
    let picture = index.split("<svg class=\"network\"").nth(1).unwrap().split("</svg>").next().unwrap();
    assert!(picture.contains("aria-labelledby=\"network-title network-desc\""), "{picture}");
    assert!(
        picture.contains("<title>Ada → Bert &amp; Co: 2</title>")
            && picture.contains("<title>Bert &amp; Co → Cleo: 1</title>")
    );
    assert_eq!(picture.matches("<path").count(), 2);
    assert!(index.contains("<tr><td>Ada</td><td>Bert &amp; Co</td><td class=\"n\">2</td></tr>"));
}

const BERLIN: &str = "Berlin, den 3. Mai 1901.\n\nLieber Freund!\n\nAlles ist gut.\n\nDein\nKarl\n";

#[test]
fn a_conversion_shows_its_letters_with_rules_and_doubts() {
    let folder =
        Folder::with(&[("in/a.txt", BERLIN), ("in/b/index.txt", BERLIN), ("in/index.txt", "Hallo.\n\nAlles gut.\n")]);
    folder
        .run(&["convert", "in", "-o", "tei", "--report", "proof=look/proof", "--report", "html=look/report.html"])
        .exits(0);
    let index = folder.read("look/proof/index.html");
    for page in ["a.html", "b/index.html", "_index.html"] {
        assert!(index.contains(&format!("<a href=\"{page}\">")), "{page} in {index}");
    }
    let page = folder.read("look/proof/a.html");
    assert_eq!(Some(shown(&page)), read(&folder.read("tei/a.xml")));
    assert!(
        page.contains("title=\"p, rule paragraph\"") && page.contains("title=\"salute, rule salutation\""),
        "{page}"
    );
    assert!(page.contains("data-t=\"7-8\""));
    leads_somewhere("a.html", &page);
    // Doubts about the text stand in its line and in the letter.
    let doubtful = folder.read("look/proof/_index.html");
    let line = Regex::new("<li id=\"t3\">.*").unwrap().find(&doubtful).unwrap().as_str().to_owned();
    assert!(line.contains("class=\"f warning\"") && line.contains("R0204"), "{line}");
    let edition = doubtful.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
    assert!(edition.contains("class=\"f warning\"") && edition.contains("R0205"), "{edition}");
    // The report leads to the pages, and says what was run.
    let report = folder.read("look/report.html");
    assert!(report.contains("<a href=\"proof/_index.html\">in/index.txt</a>"), "{report}");
    assert!(report.contains("<a href=\"proof/_index.html#t3\">3:1</a>"), "{report}");
    assert!(
        report.contains("<dd>recto convert in -o tei --report proof=look/proof --report html=look/report.html</dd>")
    );
    assert!(report.contains("<dt>Profile</dt><dd>letter</dd>") && !report.contains("<dt>Date"));
    folder.run(&["convert", "in", "-o", "tei", "--report", "html=dated.html", "--report-date", "2026-11-30"]).exits(0);
    assert!(folder.read("dated.html").contains("<dt>Date</dt><dd>2026-11-30</dd>"));
}

#[test]
fn pages_of_a_conversion_need_something_to_show() {
    let folder = Folder::with(&[("a.txt", BERLIN), ("proof/a.html", "mine")]);
    folder.run(&["validate", "a.txt", "--report", "proof=proof"]).exits(2).says("recto view");
    folder.run(&["convert", "a.txt", "-o", "a.xml", "--check", "--report", "proof=proof"]).exits(2);
    folder.run(&["convert", "a.txt", "-o", "a.xml", "--report", "proof=x", "--report", "proof=y"]).exits(2);
    // What somebody else wrote stays.
    folder.run(&["convert", "a.txt", "-o", "a.xml", "--report", "proof=proof"]).exits(1);
    assert_eq!(folder.read("proof/a.html"), "mine");
    let ran = folder.run(&["convert", "a.txt", "--report", "proof=other"]).exits(0);
    assert!(ran.stdout.contains("<TEI") && folder.read("other/a.html").contains("Alles ist gut."));
}

#[test]
fn a_letter_without_title_is_called_as_its_file() {
    let folder = Folder::with(&[("Brief 7.txt", "Hallo.\n\nAlles gut.\n")]);
    folder.run(&["convert", "Brief 7.txt", "-o", "tei/"]);
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    assert!(folder.read("proof/index.html").contains(">Brief 7</a>"));
    assert!(folder.read("proof/Brief 7.html").contains("<h1 lang=\"\">Brief 7</h1>"));
}

#[test]
fn what_has_no_rule_is_shown() {
    for body in [
        "<p>a <unknown>b</unknown><list>c<item>d</item><pb n='2'/><label>e</label></list></p>",
        "<table>x<row>y<cell>z</cell></row><cell>w</cell></table><item>lone</item><cell>lone</cell>",
        "<table><head>h</head><row><cell>1</cell><cell><table><row><cell>in</cell></row></table></cell></row></table>",
        "<list><item>a<list><item>b</item></list></item></list><list><item>1</item><fw>x</fw><item>2</item></list>",
        "<p>p <p>in <head>h <head>h</head></head></p></p><ref target='#x'>r <ref target='https://a.b'>s</ref></ref>",
        "<p>x<note>n <p>m <note>deep</note> on</p></note> y<note sameAs='#q'/><note sameAs='#q'>again</note></p>",
        "<p><choice><sic>teh</sic><corr>the</corr></choice> <gap reason='lost'/> <note rend='inline'>in</note> <subst><del>a</del><add>b</add></subst></p>",
        "<lg><l>v</l><lg><l>w</l></lg></lg><quote>q</quote><p>a <quote>b</quote> <quote><p>c</p></quote></p><hi/><p/>",
    ] {
        let tei = format!("<TEI><text><body>{body}</body></text></TEI>");
        holds_its_text(body, &tei);
        leads_somewhere(body, &page(&tei));
    }
}

#[test]
fn nothing_of_a_letter_runs() {
    let evil = "&lt;/article&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot;&apos;&gt;&#x202e;";
    let tei = format!(
        "<TEI><teiHeader><fileDesc><titleStmt><title>{evil}</title></titleStmt></fileDesc></teiHeader><?php {0}?><!-- {0} -->\
         <text xml:lang='\"onload=\"x'><body><p rend='\"&gt;&lt;b' n='{evil}'>{evil}<persName ref='javascript:alert(1)' key=\"{evil}\">N</persName>\
         <ref target='javascript:alert(1)'>a</ref><ref target=' JavaScript:x'>b</ref><ref target='data:text/html,x'>c</ref>\
         <graphic url='https://evil.example/x.png'/><pb n='{evil}' facs='https://evil.example/y.png'/><note n='{evil}'>{evil}</note>\
         <script>alert(2)</script><img src='x' onerror='alert(3)'/><style>*{{}}</style><corr>x</corr><fw>{evil}</fw></p></body></text></TEI>",
        "</section><script>alert(4)</script>"
    );
    let page = page(&tei);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert_eq!(page.matches("</article").count(), 1);
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    let (tags, values) = (Regex::new("<[a-z][^>]*>").unwrap(), Regex::new("=\"[^\"]*\"").unwrap());
    let handlers = Regex::new(r"\son[a-z]+").unwrap();
    for tag in tags.find_iter(&page).map(|tag| tag.as_str()) {
        assert!(!handlers.is_match(&values.replace_all(tag, "")), "{tag}");
        if let Some((_, target)) = tag.split_once("href=\"") {
            assert!(target.starts_with('#') || target.starts_with("index.html"), "{tag}");
        }
        assert!(!tag.contains(" src="), "{tag}");
    }
    assert!(page.contains("default-src 'none'"));
    holds_its_text("hostile", &tei);
}

#[test]
fn depth_and_names_are_no_matter() {
    let deep =
        format!("<text><body>{}a{}</body></text>", "<list><item>".repeat(20_000), "</item></list>".repeat(20_000));
    holds_its_text("deep", &deep);
    let folder =
        Folder::with(&[("tei/a b#c%.xml", "<text>x</text>"), ("tei/bad.xml", "<a>"), ("proof/other.html", "mine")]);
    folder.write("tei/other.xml", b"<text>y</text>");
    let ran = folder.run(&["view", "tei", "-o", "proof"]).exits(1);
    assert!(ran.stderr.contains("R0010"), "{ran:?}");
    assert_eq!(folder.read("proof/other.html"), "mine");
    let index = folder.read("proof/index.html");
    assert!(index.contains("href=\"a%20b%23c%25.html\"") && index.contains("tei/bad.xml"), "{index}");
}

#[test]
fn a_letter_may_be_called_as_the_index() {
    let folder = Folder::with(&[("tei/index.xml", "<text>mine</text>"), ("tei/_index.xml", "<text>other</text>")]);
    folder.write("tei/sub/index.xml", b"<text>below</text>");
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    let index = folder.read("proof/index.html");
    for (page, text) in [("__index.html", "mine"), ("_index.html", "other"), ("sub/index.html", "below")] {
        assert!(index.contains(&format!("<a href=\"{page}\">")), "{index}");
        assert_eq!(shown(&folder.read(&format!("proof/{page}"))), text);
    }
}

#[test]
fn letters_of_other_editions_have_their_text() {
    for corpus in ["letters", "corpus"] {
        let Some(folder) = shared(corpus) else { continue };
        let mut all = Vec::new();
        files(&folder, &mut all);
        for path in all.iter().step_by((all.len() / LOOKED_AT).max(1)) {
            if let Ok(tei) = std::fs::read_to_string(path) {
                holds_its_text(&path.display().to_string(), &tei);
            }
        }
    }
}
