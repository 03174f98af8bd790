//! Pages that are served: nobody but the person who has the address is heard, a page follows its files, a decision is that of a review, and nothing
//! else is written.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::{Duration, Instant};

use regex::Regex;

use super::folder::Folder;

/// A server that ends with its test.
pub struct Serving {
    child: Child,
    host: String,
    token: String,
}

impl Serving {
    /// The address of a page.
    #[cfg(unix)]
    pub fn address(&self, path: &str) -> String {
        format!("http://{}/{}/{path}", self.host, self.token)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: its status, its head and its body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Serving {
    pub fn of(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command(&[&["view"], arguments, &["--serve"]].concat());
        let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = Regex::new("^http://(127\\.0\\.0\\.1:[0-9]+)/([0-9a-f]{32})/\n$").unwrap();
        let found = address.captures(&line).unwrap_or_else(|| panic!("{line}"));
        Self { child, host: found[1].to_owned(), token: found[2].to_owned() }
    }

    /// Sends bytes as they are.
    fn raw(&self, message: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(message.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.raw(&format!("GET /{}/{path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.token, self.host))
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let (token, host, length) = (&self.token, &self.host, body.len());
        self.raw(&format!(
            "POST /{token}/{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// Asks until a page has something.
    fn wait_for(&self, path: &str, text: &str) -> String {
        let start = Instant::now();
        loop {
            let body = self.get(path).body;
            if body.contains(text) {
                return body;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "no {text} in {body}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The values of hidden fields of the first form.
fn field(page: &str, name: &str) -> String {
    let field = Regex::new(&format!("name=\"{name}\" value=\"([^\"]*)\"")).unwrap();
    field.captures(page).unwrap_or_else(|| panic!("no {name} in {page}"))[1].to_owned()
}

#[test]
fn only_whoever_has_the_address_is_heard() {
    let folder = Folder::with(&[("tei/a.xml", "<text>Hello</text>")]);
    let serving = Serving::of(&folder, &["tei"]);
    let Serving { host, token, .. } = &serving;
    let page = serving.get("a.html");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Hello") && page.body.contains("connect-src 'self'; form-action 'self'"));
    for header in ["X-Frame-Options: DENY", "X-Content-Type-Options: nosniff", "Cache-Control: no-store"] {
        assert!(page.head.contains(header), "{}", page.head);
    }
    assert!(serving.get("").body.contains("<a href=\"a.html\">") && serving.get("index.html").status == 200);
    assert_eq!(serving.get("other.html").status, 404);
    assert_eq!(serving.get("../../etc/passwd").status, 404);
    let port = host.split(':').nth(1).unwrap();
    let get = |path: &str, headers: &str| serving.raw(&format!("GET {path} HTTP/1.1\r\n{headers}\r\n\r\n")).status;
    let path = format!("/{token}/a.html");
    assert_eq!(get(&path, &format!("Host: localhost:{port}")), 200);
    for headers in [
        format!("Host: evil.example:{port}"),
        "Host: 127.0.0.1".to_owned(),
        format!("Host: {host}\r\nHost: {host}"),
        "Accept: */*".to_owned(),
        format!("Host: {host}\r\nOrigin: https://evil.example"),
        format!("Host: {host}\r\nOrigin: null"),
        format!("Host: {host}\r\nSec-Fetch-Site: cross-site"),
    ] {
        assert!(matches!(get(&path, &headers), 400 | 403), "{headers}");
    }
    for path in
        ["/", "/a.html", "/0123/a.html", &format!("/{}/a.html", &token[..31]), &format!("/{token}"), "*", "http://x/"]
    {
        assert!(matches!(get(path, &format!("Host: {host}")), 400 | 403), "{path}");
    }
    for other in ["PUT", "DELETE", "OPTIONS"] {
        assert_eq!(serving.raw(&format!("{other} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).status, 400);
    }
    assert_eq!(folder.files(), ["tei/a.xml"]);
}

#[test]
fn a_page_follows_its_text_its_tei_and_its_profile() {
    let folder = Folder::with(&[
        ("tei/a.xml", "<text><body><p>Alles ist gut.</p></body></text>"),
        ("tei/b.xml", "<text><body><p>Anders.</p></body></text>"),
        ("text/a.txt", "Alles ist gut.\n"),
        ("house.toml", "name = \"house\"\nextends = \"letter\"\n"),
    ]);
    let serving = Serving::of(&folder, &["tei", "--text", "text", "--profile", "house.toml"]);
    let version = |page: &str| Regex::new("data-version=\"([0-9]+)\"").unwrap().captures(page).unwrap()[1].to_owned();
    let first = serving.get("a.html").body;
    assert!(first.contains("<li id=\"t1\">"));
    folder.write("text/a.txt", b"Alles ist gut.\nUnd mehr.\n");
    assert_ne!(serving.get(&format!("a.html?after={}", version(&first))).body, version(&first));
    let second = serving.wait_for("a.html", "Und mehr.");
    folder.write("tei/a.xml", b"<text><body><p>Alles ist neu.</p></body></text>");
    serving.wait_for("a.html", "neu");
    serving.get(&format!("a.html?after={}", version(&second)));
    let third = serving.get("a.html").body;
    assert_eq!(version(&serving.get("b.html").body), version(&first), "another letter stays as it is");
    folder.write("house.toml", b"name = \"house two\"\nextends = \"letter\"\n");
    assert_ne!(serving.get(&format!("a.html?after={}", version(&third))).body, version(&third));
    // A letter that breaks says so, and is there again when it is mended.
    folder.write("tei/a.xml", b"<text><p>");
    let broken = serving.wait_for("a.html", "R1");
    assert!(broken.contains("Not readable"), "{broken}");
    folder.write("tei/a.xml", b"<text><body><p>Mended.</p></body></text>");
    serving.wait_for("a.html", "Mended.");
    folder.write("tei/c.xml", b"<text><body><p>New.</p></body></text>");
    serving.wait_for("c.html", "New.");
    serving.wait_for("index.html", "c.html");
}

#[test]
fn a_page_follows_what_its_tei_includes() {
    let folder = Folder::with(&[
        ("project/recto.toml", ""),
        (
            "project/tei/a.xml",
            "<text><body xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='../parts/p.xml'/></body></text>",
        ),
        ("project/parts/p.xml", "<p>Alles ist gut.</p>"),
    ]);
    let serving = Serving::of(&folder, &["project/tei"]);
    let version = |page: &str| Regex::new("data-version=\"([0-9]+)\"").unwrap().captures(page).unwrap()[1].to_owned();
    let first = serving.get("a.html").body;
    assert!(first.contains("Alles ist gut."), "{first}");
    folder.write("project/parts/p.xml", b"<p>Alles ist neu.</p>");
    // The answer comes when the page is another one, or after a long time.
    assert_ne!(serving.get(&format!("a.html?after={}", version(&first))).body, version(&first));
    serving.wait_for("a.html", "Alles ist neu.");
}

/// A folder with one letter, of which three changes are pending.
pub fn pending() -> Folder {
    let folder =
        Folder::with(&[("a.txt", "Berlin, den 3. Mai 1901.\n\nLieber Freund!\n\nAlles ist gut.\n\nDein\nKarl\n")]);
    folder.run(&["convert", "a.txt", "-o", "a.xml"]).exits(0);
    let accepted = folder.read("a.xml");
    let edited = accepted
        .replace("<p>Alles ist gut.</p>", "<ab>Alles ist gut.</ab>")
        .replace("<salute>", "<salute rend=\"left\">");
    assert_ne!(accepted, edited);
    folder.write("a.xml", edited.as_bytes());
    folder.run(&["convert", "a.txt", "-o", "a.xml", "--pending"]).exits(0);
    folder
}

#[test]
fn a_change_is_decided_in_its_page_as_in_a_review() {
    let folder = pending();
    let before = folder.read("a.xml");
    let serving = Serving::of(&folder, &["a.xml"]);
    let page = serving.get("a.html").body;
    assert!(page.contains("Pending changes: 2") && page.contains("note <a href=\"#f"), "{page}");
    let state = field(&page, "state");
    let form = |state: &str, change: &str, decision: &str| format!("state={state}&change={change}&decision={decision}");

    // What a page of a stranger could send changes nothing.
    let body = form(&state, "0", "accept");
    let Serving { host, token, .. } = &serving;
    for headers in [
        "Origin: https://evil.example\r\nContent-Type: application/x-www-form-urlencoded".to_owned(),
        "Content-Type: application/x-www-form-urlencoded".to_owned(),
        "Origin: null\r\nContent-Type: application/x-www-form-urlencoded".to_owned(),
        format!("Origin: http://{host}\r\nContent-Type: text/plain"),
        format!(
            "Origin: http://{host}\r\nSec-Fetch-Site: same-site\r\nContent-Type: application/x-www-form-urlencoded"
        ),
    ] {
        let length = body.len();
        let message = format!(
            "POST /{token}/a.html HTTP/1.1\r\nHost: {host}\r\n{headers}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        assert_eq!(serving.raw(&message).status, 403, "{headers}");
    }
    for body in ["", "state=x", &form(&state, "x", "accept"), &form(&state, "0", "burn")] {
        assert_eq!(serving.post("a.html", body).status, 400, "{body}");
    }
    assert_eq!(serving.post("a.html", &form("0", "0", "accept")).status, 409);
    assert_eq!(serving.post("a.html", &form(&state, "9", "accept")).status, 404);
    assert_eq!(serving.post("b.html", &form(&state, "0", "accept")).status, 404);
    assert_eq!(folder.read("a.xml"), before);

    let done = serving.post("a.html", &form(&state, "0", "accept"));
    assert!(done.status == 303 && done.head.contains("Location: ?"), "{}", done.head);
    let after = folder.read("a.xml");
    assert_ne!(after, before);
    let page = serving.wait_for("a.html", "Pending changes: 1");
    assert_eq!(serving.post("a.html", &form(&state, "0", "accept")).status, 409, "the form is out of date");
    assert_eq!(serving.post("a.html", &form(&field(&page, "state"), "all", "reject")).status, 303);
    assert_eq!(folder.read("a.xml"), after);
    assert!(!serving.get("a.html").body.contains("id=\"pending\""));
    // The same that a review would have left.
    let ran = folder.run(&["review", "a.xml"]).exits(0);
    assert!(ran.stderr.contains("nothing is pending"), "{ran:?}");
    // What was rejected stays so; that the schema does not know it is another matter.
    folder.run(&["convert", "a.txt", "-o", "a.xml", "--pending"]);
    folder.run(&["review", "a.xml"]).exits(0);
}

#[test]
fn an_edit_is_never_undone_by_a_decision() {
    let folder = pending();
    let serving = Serving::of(&folder, &["a.xml"]);
    let state = field(&serving.get("a.html").body, "state");
    let edited = folder.read("a.xml").replace("Alles", "Vieles");
    folder.write("a.xml", edited.as_bytes());
    let refused = serving.post("a.html", &format!("state={state}&change=all&decision=accept"));
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!(folder.read("a.xml"), edited);
    assert!(serving.get("a.html").body.contains("class=\"fault\""));
}

#[test]
fn images_that_letters_name_are_sent_and_no_other_file() {
    let folder = Folder::with(&[
        (
            "project/tei/a.xml",
            "<text><body><pb facs='../p.svg'/><pb facs='../secret.txt'/><pb facs='../../other.svg'/><p>x</p></body></text>",
        ),
        ("project/recto.toml", ""),
        ("project/p.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("project/secret.txt", "secret"),
        ("other.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ]);
    let serving = Serving::of(&folder, &["project/tei"]);
    assert!(serving.get("a.html").body.contains("<img src=\"?image=0\""));
    let image = serving.get("a.html?image=0");
    assert!(
        image.status == 200 && image.head.contains("image/svg+xml") && image.head.contains("sandbox"),
        "{}",
        image.head
    );
    // No image, one outside of the project, no number.
    for other in ["1", "2", "3", "x", "-1"] {
        assert_eq!(serving.get(&format!("a.html?image={other}")).status, 404, "{other}");
    }
}

#[test]
fn slow_and_many_readers_do_not_keep_others_away() {
    let folder = Folder::with(&[("a.xml", "<text>Hello</text>")]);
    let serving = Serving::of(&folder, &["a.xml"]);
    let slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(&serving.host).unwrap();
            stream.write_all(b"GET /").unwrap();
            stream
        })
        .collect();
    assert_eq!(serving.get("a.html").status, 200);
    assert_eq!(serving.raw(&format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(100_000))).status, 400);
    drop(slow);
}
