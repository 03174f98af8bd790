//! The report for a browser, and the page of a letter, opened and clicked in headless Chromium: that of the variable `CHROMIUM`, or else the first that is on the
//! path. Where there is none the test says so and is skipped.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::folder::Folder;

/// Loaded behind the page: does what a person does, and leaves in the title what is to be seen after each step.
const PERSON: &str = r##"<script>
window.addEventListener("error", (event) => { document.title = "error: " + event.message; });
const seen = [];
const form = document.getElementById("filter");
const look = (step) => seen.push({
  step,
  codes: [...document.querySelectorAll(".finding")].filter((one) => one.offsetParent).map((one) => one.dataset.code),
  files: new Set([...document.querySelectorAll(".file")].filter((one) => one.offsetParent).map((one) => one.dataset.file)).size,
  said: form.querySelector("output").value,
  hash: location.hash,
});
const type = (name, value) => {
  form.elements[name].value = value;
  form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
};
const steps = [
  ["opened", () => {}],
  ["bar clicked", () => document.querySelector('tr a[href="#code=R1301"]').click()],
  ["all", () => form.querySelector("button").click()],
  ["severity", () => type("severity", "warning")],
  ["file", () => { type("severity", ""); type("file", "MISTAKES"); }],
  ["text", () => { type("file", ""); type("text", "Salutation>Dear"); }],
  ["nothing", () => type("text", "no such text")],
  ["all again", () => form.querySelector("button").click()],
  ["one finding", () => document.querySelector("article a").click()],
];
(function next() {
  const step = steps.shift();
  if (!step) { document.title = JSON.stringify(seen); return; }
  step[1]();
  setTimeout(() => { look(step[0]); next(); }, 50);
})();
</script>
"##;

/// The browser, if there is one.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// The page as it stands when its scripts have run.
fn opened(folder: &Folder, browser: &PathBuf, address: &str) -> String {
    started(folder, browser, address, &["--virtual-time-budget=20000", "--dump-dom"]);
    folder.read("dom.html")
}

/// Starts the browser on a page, and waits for its end.
fn started(folder: &Folder, browser: &PathBuf, address: &str, arguments: &[&str]) {
    let mut child = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-extensions", "--disable-dev-shm-usage"])
        .args(arguments)
        .arg(format!("--user-data-dir={}", folder.path("browser").display()))
        .arg(format!("file://{}", folder.path(address).display()))
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(folder.path("dom.html")).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("the browser does not end");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The codes of the findings that a page shows.
fn shown(page: &str) -> Vec<&str> {
    let articles = page.split("<article ").skip(1).map(|article| article.split_once('>').unwrap().0);
    let shown = articles.filter(|tag| !tag.contains(" hidden"));
    shown.map(|tag| tag.split_once("data-code=\"").unwrap().1.split('"').next().unwrap()).collect()
}

#[test]
fn the_report_is_opened_and_clicked() {
    let Some(browser) = chromium() else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is here to open the report in");
        return;
    };
    let folder = Folder::new();
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples/tei");
    for name in ["letter-with-mistakes.xml", "letter-with-slips.xml"] {
        folder.write(&format!("tei/{name}"), &std::fs::read(samples.join(name)).unwrap());
    }
    folder.write("tei/script.xml", b"<a><script>document.title='read'</script><img src='x' onerror='alert(1)'/></a>");
    folder.run(&["validate", "tei", "--report", "html=report.html"]).exits(1);
    let page = folder.read("report.html");
    let all: Vec<String> = shown(&page).into_iter().map(str::to_owned).collect();
    assert!(all.len() > 10);

    // The address alone filters.
    let found = opened(&folder, &browser, "report.html#code=R1401");
    assert_eq!(shown(&found), ["R1401", "R1401"]);
    assert!(found.contains(&format!("2 of {}", all.len())) || !found.contains("id=\"filter\" hidden"));

    folder.write("person.html", with_script(&page, PERSON).as_bytes());
    let clicked = opened(&folder, &browser, "person.html");
    let title = clicked.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    let title = title.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let seen: Vec<Value> = serde_json::from_str(&title).unwrap_or_else(|error| panic!("{error}: {title}"));
    let step = |name: &str| seen.iter().find(|step| step["step"] == name).unwrap();
    let codes = |name: &str| -> Vec<&str> {
        step(name)["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect()
    };
    let of_all = |count: usize| format!("{count} of {}", all.len());

    assert_eq!(
        (codes("opened"), step("opened")["files"].as_u64()),
        (all.iter().map(String::as_str).collect(), Some(3))
    );
    assert!(!codes("bar clicked").is_empty() && codes("bar clicked").iter().all(|code| *code == "R1301"));
    assert_eq!(step("bar clicked")["hash"], "#code=R1301");
    assert_eq!(codes("all"), all);
    assert_eq!(step("all")["said"], of_all(all.len()));
    assert!(!codes("severity").is_empty() && codes("severity").len() < all.len());
    assert!(
        codes("severity").iter().all(|code| recto::internals::diag::code(code).unwrap().severity.name() == "warning")
    );
    assert_eq!((step("file")["files"].as_u64(), &step("file")["hash"]), (Some(1), &"#file=MISTAKES".into()));
    assert_eq!(codes("text"), ["R1301"]);
    assert_eq!((&step("nothing")["said"], step("nothing")["files"].as_u64()), (&of_all(0).into(), Some(0)));
    assert_eq!(codes("all again"), all);
    assert_eq!((codes("one finding"), &step("one finding")["hash"]), (codes("opened"), &"#f1".into()));
}

/// Loaded behind the page of a letter: points at parts and leaves in the title what is lit then. The policy of the page is taken out, which would not
/// let it run.
const READER: &str = r##"<script>
window.addEventListener("error", (event) => { document.title = "error: " + event.message; });
const lit = () => [...document.querySelectorAll(".on")].map((one) => one.id[0]).sort().join("");
const seen = [];
const part = document.querySelector("#edition p");
part.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
seen.push(lit());
document.querySelector("#transcript a[href]").focus();
seen.push(lit());
document.querySelector("#tei a").focus();
seen.push(lit());
seen.push(getComputedStyle(document.querySelector(".dateline")).textAlign);
document.title = seen.join(" ");
</script>
"##;

/// Loaded behind the page of a letter: presses keys when the images are there, and leaves in the title which marks have the focus then.
const PROOFREADER: &str = r##"<script>
window.addEventListener("error", (event) => { document.title = "error: " + event.message; });
window.addEventListener("load", () => {
  const seen = [];
  for (const key of ["n", "n", "p", "p", "x", "n"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    seen.push(document.activeElement.id + (document.activeElement.closest(".on") ? "+" : "-"));
  }
  seen.push(document.getElementById("keys").hidden, document.images[0].complete && document.images[0].naturalWidth);
  document.title = seen.join(" ");
});
</script>
"##;

/// A page with a script behind it, and without the policy that would not let it run.
fn with_script(page: &str, script: &str) -> String {
    let (before, after) = page.split_once("<meta http-equiv=").unwrap();
    let after = after.split_once('>').unwrap().1;
    format!("{before}{}", after.replace("</body>", &format!("{script}</body>")))
}

/// A page as it stands when a script that is put behind it has run.
fn driven(folder: &Folder, browser: &PathBuf, page: &str, script: &str) -> String {
    folder.write("proof/person.html", with_script(&folder.read(page), script).as_bytes());
    let seen = opened(folder, browser, "proof/person.html");
    seen.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned()
}

#[test]
fn keys_lead_from_finding_to_finding() {
    let Some(browser) = chromium() else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is here to press keys in");
        return;
    };
    let folder = Folder::with(&[
        ("a.txt", "Alles ist gut.\n\nUnd morgen auch noch.\n\nUnd immer wieder so.\n"),
        (
            "a.xml",
            "<text><body><pb facs='p.svg'/><p>Alles ist gut.</p><p>Und morgen nicht mehr.</p><p>Und immer wieder anders.</p></body></text>",
        ),
        ("p.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='7' height='5'/>"),
    ]);
    folder.run(&["view", "a.xml", "-o", "proof/"]).exits(0);
    let page = folder.read("proof/a.html");
    let marks: Vec<&str> = page.split("id=\"f").skip(1).map(|mark| mark.split('"').next().unwrap()).collect();
    let (first, second, last) = (marks[0], marks[1], marks[marks.len() - 1]);
    let title = driven(&folder, &browser, "proof/a.html", PROOFREADER);
    assert_eq!(title, format!("f{first}+ f{second}+ f{first}+ f{last}+ f{last}+ f{first}+ false 7"));
}

/// Prints a page as a PDF, and gives the file.
pub fn print(folder: &Folder, browser: &PathBuf, page: &str) -> PathBuf {
    let pdf = folder.path("out.pdf");
    started(folder, browser, page, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())]);
    pdf
}

/// How many pages a PDF has.
fn pages_of(folder: &Folder, browser: &PathBuf, page: &str) -> usize {
    let bytes = std::fs::read(print(folder, browser, page)).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    text.match_indices("/Type /Page").filter(|(at, found)| !text[at + found.len()..].starts_with('s')).count()
}

#[test]
fn a_letter_is_printed_without_its_columns() {
    let Some(browser) = chromium() else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is here to print pages in");
        return;
    };
    let short = "<text><body><p>Alles ist gut.<note>Eine Anmerkung.</note></p></body></text>";
    let long = format!("<text><body>{}</body></text>", "<p>Alles ist gut, und so geht es fort.</p>".repeat(120));
    let folder = Folder::with(&[("tei/short.xml", short), ("tei/long.xml", &long)]);
    // Its transcript alone would fill many pages.
    folder.write("tei/short.txt", format!("Alles ist gut.1\n{}\n1 Eine Anmerkung.\n", "\n".repeat(400)).as_bytes());
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    assert_eq!(pages_of(&folder, &browser, "proof/short.html"), 1);
    let pages = pages_of(&folder, &browser, "proof/long.html");
    assert!((3..12).contains(&pages), "{pages} pages");
}

/// Loaded behind the index: searches and sorts as a person does, and leaves in the title what is shown then.
const LIBRARIAN: &str = r##"<script>
window.addEventListener("error", (event) => { document.title = "error: " + event.message; });
const seen = [];
const shown = () => seen.push([...document.querySelectorAll("#letters tbody tr")].filter((row) => row.offsetParent).map((row) => row.cells[0].textContent).join(""));
const words = document.querySelector("#filter input");
const type = (text) => { words.value = text; words.dispatchEvent(new Event("input", { bubbles: true })); shown(); };
const sort = (at) => { document.querySelectorAll("#letters th button")[at].click(); shown(); };
shown();
type("ada"); type("zz"); type("");
sort(4); sort(4); sort(1);
seen.push(document.querySelectorAll("svg.network path").length);
seen.push(document.documentElement.scrollWidth <= innerWidth);
document.title = seen.join(" ");
</script>
"##;

#[test]
fn the_index_is_searched_and_sorted() {
    let Some(browser) = chromium() else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is here to open the index in");
        return;
    };
    let folder = Folder::new();
    for (name, from, to, date) in
        [("a", "Ada", "Bert", "1910"), ("b", "Cleo", "Ada", "1901"), ("c", "Bert", "Cleo", "")]
    {
        let date = if date.is_empty() { String::new() } else { format!("<date when='{date}'/>") };
        let tei = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><profileDesc><correspDesc><correspAction type='sent'><persName>{from}</persName>{date}\
             </correspAction><correspAction type='received'><persName>{to}</persName></correspAction></correspDesc></profileDesc></teiHeader>\
             <text><body><p>x</p></body></text></TEI>"
        );
        folder.write(&format!("tei/{name}.xml"), tei.as_bytes());
    }
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    assert_eq!(driven(&folder, &browser, "proof/index.html", LIBRARIAN), "abc ab  abc bac abc acb 3 true");
}

#[test]
fn the_page_of_a_letter_lights_what_belongs_together() {
    let Some(browser) = chromium() else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Chromium is here to open the page of a letter in");
        return;
    };
    let folder =
        Folder::with(&[("a.txt", "Berlin, den 3. Mai 1901.\n\nLieber Freund!\n\nAlles ist gut.\n\nDein\nKarl\n")]);
    folder.run(&["convert", "a.txt", "-o", "a.xml"]).exits(0);
    folder.run(&["view", "a.xml", "-o", "proof/"]).exits(0);
    assert!(opened(&folder, &browser, "proof/a.html").contains("Alles ist gut."));
    let title = driven(&folder, &browser, "proof/a.html", READER);
    // The first link of the TEI is the opener, which has three lines.
    assert_eq!(title, "pst pst psttt right");
}
