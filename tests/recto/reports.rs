//! Reports for other programs: each format on the same findings, and reports to files.

use std::path::Path;

use serde_json::Value;

use super::folder::{Folder, Ran};

/// The samples with mistakes; each names a schema that is not run, which is a note.
fn samples() -> Folder {
    let folder = Folder::new();
    for name in ["letter-with-mistakes.xml", "letter-with-slips.xml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/tei").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.replacen("?>", "?><?xml-model href=\"letter.xsd\"?>", 1);
        folder.write(&format!("tei/{name}"), text.as_bytes());
    }
    folder
}

fn reported(format: &str) -> String {
    samples().run(&["validate", "tei/letter-with-mistakes.xml", "--format", format]).exits(1).stdout
}

#[test]
fn github() {
    insta::assert_snapshot!(reported("github"));
}

#[test]
fn gitlab() {
    let report = reported("gitlab");
    for row in list(&json(&report)) {
        assert!(["info", "minor", "major"].contains(&row["severity"].as_str().unwrap()));
        assert!(row["location"]["lines"]["begin"].as_u64() > Some(0) && row["fingerprint"].is_string());
    }
    insta::assert_snapshot!(report);
}

#[test]
fn junit() {
    insta::assert_snapshot!(reported("junit"));
}

#[test]
fn checkstyle() {
    insta::assert_snapshot!(reported("checkstyle"));
}

#[test]
fn markdown() {
    insta::assert_snapshot!(reported("markdown"));
}

/// XML reports are XML whatever a text holds, and name every file.
#[test]
fn xml_is_well_formed() {
    let folder = Folder::with(&[("ok.txt", ""), ("a&b.xml", "<a x='<&\u{1}'>]]>\u{85}</b>"), ("c.xml", "<a/>")]);
    folder.write("a.rnc", b"element a { empty }");
    for format in ["junit", "checkstyle"] {
        let ran = folder.run(&["validate", ".", "--schema", "a.rnc", "--format", format]).exits(1);
        let (_, faults) = recto::internals::xml::Document::parse(&ran.stdout, recto::internals::xml::External::Refused);
        assert!(faults.is_empty(), "{faults:?} {}", ran.stdout);
        assert!(ran.stdout.contains("a&amp;b.xml"), "{}", ran.stdout);
    }
    let ran = folder.run(&["validate", ".", "--schema", "a.rnc", "--format", "junit"]).exits(1);
    ran.prints("<testsuites name=\"recto\" tests=\"2\" failures=\"1\" errors=\"0\">");
}

/// A file fails in a report of tests where it fails the run.
#[test]
fn warnings_that_are_denied_fail_a_test_case() {
    let folder = Folder::with(&[("a.txt", "Dear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n")]);
    let run = |arguments: &[&str]| {
        let ran = folder.run(&[&["convert", "a.txt", "-o", "a.xml", "--format", "junit"], arguments].concat());
        (ran.status, ran.stderr.contains("failures=\"1\""))
    };
    assert_eq!(run(&[]), (Some(0), false));
    assert_eq!(run(&["--deny-warnings"]), (Some(1), true));
}

#[test]
fn a_step_of_github_is_summed_up() {
    let folder = samples();
    folder.write("summary.md", b"before\n");
    let run = |format: &str| {
        let mut command = folder.command(&["validate", "tei", "--format", format]);
        let ran = Ran::from(command.env("GITHUB_STEP_SUMMARY", "summary.md").output().unwrap());
        assert_eq!(ran.status, Some(1), "{ran:?}");
    };
    run("human");
    assert_eq!(folder.read("summary.md"), "before\n");
    run("github");
    let printed = folder.run(&["validate", "tei", "--format", "markdown"]).exits(1).stdout;
    assert_eq!(folder.read("summary.md"), format!("before\n{printed}"));
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn sarif() {
    let mut report = json(&reported("sarif"));
    // The texts of `recto explain` have tests of their own.
    for rule in report["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        let help = rule["help"].take();
        let id = rule["id"].as_str().unwrap();
        assert!(help["text"].as_str().unwrap().starts_with(&format!("# {id}: ")), "{help}");
        assert_eq!(help["text"], help["markdown"]);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

/// What the schema of SARIF 2.1.0 and the text of the standard ask for, as far as Recto uses it.
#[test]
fn sarif_is_well_made() {
    let folder = samples();
    folder.write("tei/Köln 1.xml", b"<?xml-model href='x.xsd' schematypens='http://www.w3.org/2001/XMLSchema'?>\n<a/>");
    folder.write("tei/broken.xml", b"<a><b></a>\n<!-- \xff -->");
    let ran = folder.run(&["validate", "tei", "tei/gone.xml", "--format", "sarif"]).exits(2);
    let report = json(&ran.stdout);
    assert_eq!(report["version"], "2.1.0");
    assert!(report["$schema"].as_str().unwrap().ends_with("/sarif-schema-2.1.0.json"));
    let run = &report["runs"][0];
    let (driver, invocation) = (&run["tool"]["driver"], &run["invocations"][0]);
    assert_eq!((&driver["name"], &run["columnKind"]), (&"Recto".into(), &"unicodeCodePoints".into()));
    assert_eq!(invocation["executionSuccessful"], false);
    let mut prints = std::collections::BTreeSet::new();
    let results = list(&run["results"]);
    for result in results {
        let rule = &driver["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(prints.insert(result["partialFingerprints"]["rectoFinding/v1"].as_str().unwrap()), "{result}");
    }
    let notifications = list(&invocation["toolExecutionNotifications"]);
    let ids: Vec<&str> = notifications.iter().map(|one| one["descriptor"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["R1206", "R1206", "R1206", "R0004"], "{notifications:?}");
    for found in results.iter().chain(notifications) {
        assert!(["error", "warning", "note"].contains(&found["level"].as_str().unwrap()));
        assert!(!found["message"]["text"].as_str().unwrap().is_empty());
        for location in list(&found["locations"]).iter().chain(list(&found["relatedLocations"])) {
            let place = &location["physicalLocation"];
            let (uri, base) = (&place["artifactLocation"]["uri"], &place["artifactLocation"]["uriBaseId"]);
            assert!(run["originalUriBaseIds"][base.as_str().unwrap()].is_object());
            assert!(uri.as_str().unwrap().starts_with("tei/") && !uri.as_str().unwrap().contains([' ', 'ö', '\\']));
            if let Some(region) = place.get("region") {
                let number = |key: &str| region[key].as_u64().unwrap();
                let (start, end) = (["startLine", "startColumn"].map(number), ["endLine", "endColumn"].map(number));
                assert!(start <= end && start.iter().chain(&end).all(|number| *number > 0), "{region}");
            }
        }
    }
    assert!(ran.stdout.contains("tei/K%C3%B6ln%201.xml"));
    for rule in list(&driver["rules"]).iter().chain(list(&driver["notifications"])) {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty(), "{rule}");
        }
        assert!(rule["defaultConfiguration"]["level"].is_string());
    }
}

#[test]
fn sarif_holds_fixes() {
    let report = json(&samples().run(&["validate", "tei/letter-with-slips.xml", "--format", "sarif"]).exits(1).stdout);
    let fixes = list(&report["runs"][0]["results"]).iter().flat_map(|result| list(&result["fixes"]));
    let fixes: Vec<&Value> = fixes.collect();
    assert!(!fixes.is_empty());
    for fix in fixes {
        let change = &fix["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "tei/letter-with-slips.xml");
        assert!(change["replacements"][0]["deletedRegion"]["startLine"].is_u64(), "{fix}");
    }
}

/// A line that moves, or white space around it, does not make a finding a new one.
#[test]
fn fingerprints_stay_when_lines_move() {
    let prints = |folder: &Folder| {
        let ran = folder.run(&["validate", "tei/letter-with-mistakes.xml", "--format", "sarif"]).exits(1);
        let report = json(&ran.stdout);
        let prints = list(&report["runs"][0]["results"]).iter().map(|one| one["partialFingerprints"].to_string());
        prints.collect::<Vec<_>>()
    };
    let folder = samples();
    let before = prints(&folder);
    let moved = folder.read("tei/letter-with-mistakes.xml").replace("<teiHeader>", "\r\n\r\n<teiHeader>");
    folder.write("tei/letter-with-mistakes.xml", moved.replace('\n', "\n ").as_bytes());
    assert_eq!(before, prints(&folder));
}

#[test]
fn a_report_to_a_file_changes_nothing_else() {
    let folder = samples();
    let alone = folder.run(&["validate", "tei"]).exits(1);
    let arguments = ["validate", "tei", "--report", "sarif=out/recto.sarif", "--report", "json=out/all.json"];
    let both = folder.run(&arguments).exits(1);
    assert_eq!((alone.stdout, alone.stderr), (both.stdout, both.stderr));
    let printed = folder.run(&["validate", "tei", "--format", "sarif"]).exits(1);
    assert_eq!((folder.read("out/recto.sarif"), ""), (printed.stdout, printed.stderr.as_str()));
    let printed = folder.run(&["validate", "tei", "--format", "json"]).exits(1);
    assert_eq!(folder.read("out/all.json"), printed.stdout);
    assert!(printed.stdout.contains("R1206"), "programs get notes too");
    assert!(folder.files().iter().all(|name| !name.contains(".part")));
}

#[test]
fn a_report_without_findings_is_one_too() {
    let folder = Folder::with(&[("a.txt", "")]);
    folder.write("a.xml", b"<a/>");
    folder.write("a.rnc", b"element a { empty }");
    folder.run(&["validate", "a.xml", "--schema", "a.rnc", "--report", "sarif=a.sarif"]).exits(0);
    let report = json(&folder.read("a.sarif"));
    assert_eq!(report["runs"][0]["results"], Value::Array(Vec::new()));
    assert_eq!(report["runs"][0]["invocations"][0]["executionSuccessful"], true);
    folder.run(&["convert", "a.txt", "--report", "sarif=b.sarif"]).exits(1);
    assert_eq!(json(&folder.read("b.sarif"))["runs"][0]["results"][0]["ruleId"], "R0001");
}

#[test]
fn what_cannot_be_reported_is_refused() {
    let folder = samples();
    let refused = |arguments: &[&str], text: &str| -> Ran {
        folder.run(&[&["validate", "tei"], arguments].concat()).exits(2).prints_nothing().says(text)
    };
    refused(&["--report", "sarif"], "FORMAT=FILE");
    refused(&["--report", "sarf=x"], "no format is named `sarf`");
    refused(&["--report", "sarif="], "the name of a file is missing");
    refused(&["--report", "sarif=-"], "`--format sarif` prints it");
    refused(&["--report", "svrl=x"], "`--format svrl`");
    refused(&["--report", "sarif=x", "--report", "json=x"], "would both become `x`");
    refused(&["--report", "sarif=tei/letter-with-slips.xml/x"], "R0005");
    refused(&["--schema", "gone.rng", "--report", "sarif=x"], "gone.rng");
    folder.run(&["explain", "--format", "sarif"]).exits(2).prints_nothing().says("no findings");
    folder.run(&["explain", "--report", "sarif=x"]).exits(2).prints_nothing().says("no findings");
    assert_eq!(folder.files(), ["tei/letter-with-mistakes.xml", "tei/letter-with-slips.xml"]);
}
