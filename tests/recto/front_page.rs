//! A crate of its own that uses the library as its front page shows it: it builds without the command line, and does what it says.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_program_written_from_the_front_page_converts_and_validates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("front_page");
    let target = folder.join("target");
    // With the versions that this crate is locked to: all of them are on this machine.
    let manifest = fs::read_to_string(root.join("tests/front_page/Cargo.toml")).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest.replace("../..", &root.display().to_string().replace('\\', "/")))
        .unwrap();
    fs::copy(root.join("tests/front_page/src/main.rs"), folder.join("src/main.rs")).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--config", "profile.dev.debug=false", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()
        .unwrap();
    assert!(built.success());
    let run = |text: &str| {
        let mut child = Command::new(target.join("debug/front-page"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, tei, findings) = run("Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
    assert_eq!((status, findings.as_str()), (Some(0), ""));
    assert!(tei.contains("<salute>Dear Bill:</salute>"), "{tei}");
    let (status, _, findings) = run("Dear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
    assert_eq!((status, findings.as_str()), (Some(1), "R1501: A letter has a date.\n"));
    let (status, tei, findings) = run("");
    assert_eq!((status, tei.as_str(), findings.as_str()), (Some(1), "", "R0001: the file is empty\n"));
}
