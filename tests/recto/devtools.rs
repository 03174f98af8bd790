//! A page in headless Chromium, driven as a person drives it. Takes the browser and an address; types, clicks, chooses files and looks, by the DevTools
//! protocol over two pipes (<https://chromedevtools.github.io/devtools-protocol/>). The page keeps its policy: what is asked here is not held to it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::folder::Folder;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page that is open.
pub struct Tab {
    child: Child,
    to: File,
    from: Receiver<Value>,
    last: u64,
    session: Option<String>,
    /// What the page said of faults: what its policy refused, and exceptions.
    pub faults: Vec<String>,
    _profile: Folder,
}

impl Tab {
    /// Opens a file in a browser.
    pub fn open(browser: &Path, page: &Path) -> Self {
        Self::visit(browser, &format!("file://{}", page.display()))
    }

    /// Opens an address in a browser.
    pub fn visit(browser: &Path, address: &str) -> Self {
        let profile = Folder::new();
        let pipes = ["to", "from"].map(|name| profile.path(name));
        assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success());
        // The browser reads from file 3 and writes to file 4.
        let child = Command::new("sh")
            .args(["-c", "to=$1 from=$2; shift 2; exec \"$@\" 3<\"$to\" 4>\"$from\"", "sh"])
            .args(&pipes)
            .arg(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--remote-debugging-pipe", "--window-size=1200,2400"])
            .arg(format!("--user-data-dir={}", profile.path("browser").display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(&pipes[0]).unwrap();
        let from = messages(&pipes[1]);
        let mut tab = Self { child, to, from, last: 0, session: None, faults: Vec::new(), _profile: profile };
        let target = tab.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = tab.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        tab.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "DOM", "Network"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        tab.call("Page.navigate", json!({ "url": address }));
        tab
    }

    /// Goes to another file, and waits for it.
    pub fn go(&mut self, page: &Path) {
        let address = format!("file://{}", page.display());
        self.call("Page.navigate", json!({ "url": address }));
        self.wait(&format!("document.readyState === 'complete' && decodeURI(location.href) === {address:?}"));
    }

    /// Makes the window as wide and high as this, in `light` or `dark`.
    pub fn resize(&mut self, width: u32, height: u32, scheme: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
        self.prefer(scheme);
    }

    /// Makes the page light or dark.
    fn prefer(&mut self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Calls a method and waits for what it gives.
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a method and waits for what it gives, or why it gives nothing.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, String> {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let heard = self.from.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method}: {error}"));
            if heard["id"] == self.last {
                let has_failed = !heard["error"].is_null();
                return if has_failed { Err(heard["error"].to_string()) } else { Ok(heard["result"].clone()) };
            }
            match heard["method"].as_str() {
                Some("Runtime.exceptionThrown") => self.faults.push(heard["params"].to_string()),
                Some("Log.entryAdded") if heard["params"]["entry"]["level"] == "error" => {
                    self.faults.push(heard["params"]["entry"]["text"].to_string());
                }
                // A request that has passed all policies and goes out.
                Some("Network.requestWillBeSentExtraInfo") => self.faults.push("something was loaded".to_owned()),
                _ => {}
            }
        }
    }

    /// The value of an expression.
    pub fn value(&mut self, expression: &str) -> Value {
        let wanted = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let given = self.call("Runtime.evaluate", wanted);
        assert!(given["exceptionDetails"].is_null(), "{expression}: {given}");
        given["result"]["value"].clone()
    }

    /// Waits until an expression is true; while a page is left for another one it is not.
    #[track_caller]
    pub fn wait(&mut self, expression: &str) {
        let start = Instant::now();
        let wanted = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        while !self.ask("Runtime.evaluate", wanted.clone()).is_ok_and(|given| given["result"]["value"] == true) {
            assert!(start.elapsed() < PATIENCE, "never true: {expression}; {:?}", self.faults);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Clicks in the middle of an element.
    pub fn click(&mut self, selector: &str) {
        let place = format!(
            "(() => {{ const one = document.querySelector({selector:?}); one.scrollIntoView({{ block: 'center' }}); \
             const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        );
        let place = self.value(&place);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Types a text where the focus is.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key that has no letter.
    pub fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": 9 }),
            );
        }
    }

    /// Whether text and ground of the page differ enough to be read, in `light` or `dark`.
    pub fn is_legible(&mut self, scheme: &str) -> bool {
        self.prefer(scheme);
        // What the page paints behind its text where it names no colour.
        let colours = self.value(
            "(() => { const one = document.createElement('p'); one.style.cssText = ''; document.body.append(one); \
             one.style.setProperty('background-color', 'Canvas'); const style = getComputedStyle(one); \
             const told = [style.color, style.backgroundColor]; one.remove(); return told; })()",
        );
        let sum = |at: usize| -> i32 {
            let numbers = colours[at].as_str().unwrap().split(|letter: char| !letter.is_ascii_digit());
            numbers.filter_map(|number| number.parse::<i32>().ok()).take(3).sum()
        };
        (sum(0) - sum(1)).abs() > 380
    }

    /// Chooses files for an input.
    pub fn choose(&mut self, selector: &str, files: &[PathBuf]) {
        let root = self.call("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", json!({ "nodeId": root, "selector": selector }))["nodeId"].clone();
        self.call("DOM.setFileInputFiles", json!({ "nodeId": node, "files": files }));
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a browser writes to a pipe.
fn messages(pipe: &Path) -> Receiver<Value> {
    let (send, receive) = channel();
    let mut file = File::open(pipe).unwrap();
    std::thread::spawn(move || {
        let (mut held, mut piece) = (Vec::new(), vec![0; 1 << 16]);
        while let Ok(length @ 1..) = file.read(&mut piece) {
            held.extend(&piece[..length]);
            while let Some(end) = held.iter().position(|byte| *byte == 0) {
                let message: Vec<u8> = held.drain(..=end).collect();
                if send.send(serde_json::from_slice(&message[..end]).unwrap()).is_err() {
                    return;
                }
            }
        }
    });
    receive
}
