//! What a release consists of: the committed files follow from the table of targets, and this program is packed, summed and installed again from its own
//! archive. The generator is Python; without it the tests say so and are skipped. What takes minutes to build is `.ci/release`.

use std::process::Command;

use crate::book::{self, root};
use crate::folder::{Folder, Ran};

/// The generator, ready to run; nothing where there is no Python that knows TOML.
fn generator() -> Option<Command> {
    let has_toml = Command::new("python3").args(["-c", "import tomllib"]).output();
    if !has_toml.is_ok_and(|ran| ran.status.success()) {
        eprintln!("SKIPPED: no Python 3.11 is here to make the files of a release with");
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(root().join(".github/release/generate"));
    Some(command)
}

/// Runs the generator.
fn generate(arguments: &[&str]) -> Option<Ran> {
    Some(generator()?.args(arguments).output().unwrap().into())
}

#[test]
fn the_committed_files_follow_from_the_table() {
    if let Some(ran) = generate(&["--check"]) {
        ran.exits(0);
    }
}

/// `cargo binstall` finds the archives where the release puts them.
#[test]
fn binstall_knows_the_archives_of_every_target() {
    let read = |name: &str| -> toml::Table { book::page(name).text.parse().unwrap() };
    let (cargo, table) = (read("Cargo.toml"), read(".github/release/targets.toml"));
    let usual = &cargo["package"]["metadata"]["binstall"];
    for target in table["target"].as_array().unwrap() {
        let (triple, archive) = (target["triple"].as_str().unwrap(), target["archive"].as_str().unwrap());
        let own = usual["overrides"].get(triple).unwrap_or(usual);
        let url = own["pkg-url"].as_str().unwrap();
        assert!(url.ends_with(&format!("/{{ name }}-{{ version }}-{{ target }}.{archive}")), "{triple}: {url}");
        assert_eq!(own["pkg-fmt"].as_str().unwrap(), if archive == "zip" { "zip" } else { "tgz" }, "{triple}");
    }
}

/// As long as nothing is published no package manager is told of it.
#[test]
fn there_are_no_manifests_of_what_is_not_published() {
    if !recto::internals::project::REPOSITORY.is_empty() {
        return;
    }
    let folder = Folder::new();
    if let Some(ran) = generate(&["manifests", "nowhere", folder.path("to").to_str().unwrap()]) {
        ran.exits(1).says("is not set");
        assert!(folder.files().is_empty());
    }
}

/// A copy of what the generator reads, published at an invented address: what it would make.
#[test]
fn the_manifests_name_every_archive_with_its_checksum() {
    if generator().is_none() {
        return;
    }
    let folder = Folder::new();
    for name in [
        "targets.toml",
        "generate",
        "templates/install.sh",
        "templates/install.ps1",
        "templates/Dockerfile",
        "templates/recto.rb",
    ] {
        folder.write(
            &format!(".github/release/{name}"),
            &std::fs::read(root().join(".github/release").join(name)).unwrap(),
        );
    }
    let repository = "https://github.com/someone/recto";
    let cargo =
        book::page("Cargo.toml").text.replacen("# repository = \"\"\n", &format!("repository = \"{repository}\"\n"), 1);
    folder.write("Cargo.toml", cargo.as_bytes());
    let version = env!("CARGO_PKG_VERSION");
    let table: toml::Table = folder.read(".github/release/targets.toml").parse().unwrap();
    let mut sums = String::new();
    let mut archives = Vec::new();
    for (number, target) in table["target"].as_array().unwrap().iter().enumerate() {
        let name =
            format!("recto-{version}-{}.{}", target["triple"].as_str().unwrap(), target["archive"].as_str().unwrap());
        let sum = format!("{:064x}", number + 10);
        sums.push_str(&format!("{sum}  {name}\n"));
        archives.push((name, sum));
    }
    folder.write("dist/SHA256SUMS", sums.as_bytes());
    let run = |arguments: &[&str]| -> Ran {
        let script = folder.path(".github/release/generate");
        Command::new("python3").arg(script).args(arguments).current_dir(folder.path(".")).output().unwrap().into()
    };
    run(&[]).exits(0);
    assert!(folder.read(".github/release/install.sh").contains(&format!("repository={repository}\n")));
    run(&["manifests", "dist", "made"]).exits(0);
    let made: String =
        folder.files().iter().filter(|name| name.starts_with("made/")).map(|name| folder.read(name)).collect();
    for (name, sum) in archives {
        let address = format!("{repository}/releases/download/v{version}/{name}");
        assert!(
            made.contains(&address) && (made.contains(&sum) || made.contains(&sum.to_uppercase())),
            "{name}: {made}"
        );
    }
    let scoop: serde_json::Value = serde_json::from_str(&folder.read("made/recto.json")).unwrap();
    assert_eq!(scoop["architecture"].as_object().unwrap().len(), 2, "{scoop}");
    // A release that lacks an archive is told to nobody.
    folder
        .write("dist/SHA256SUMS", sums.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>().as_bytes());
    run(&["manifests", "dist", "made"]).exits(1).says("lists no ");
}

/// A program as the archive of a release, and as a Debian package: each holds it, and the installer installs it. The real one is packed by `.ci/release`.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn a_program_is_installed_from_its_own_archive() {
    let folder = Folder::new();
    let dist = folder.path("dist");
    let dist = dist.to_str().unwrap();
    folder.write("program", b"#!/bin/sh\necho recto 0\n");
    let program = folder.path("program");
    let pack = ["pack", "x86_64-unknown-linux-musl", program.to_str().unwrap(), dist];
    let Some(packed) = generate(&pack) else { return };
    packed.exits(0);
    generate(&["sums", dist]).unwrap().exits(0);
    let archive = format!("dist/recto-{}-x86_64-unknown-linux-musl.tar.gz", env!("CARGO_PKG_VERSION"));
    let bytes = std::fs::read(folder.path(&archive)).unwrap();
    generate(&pack).unwrap().exits(0);
    assert!(std::fs::read(folder.path(&archive)).unwrap() == bytes, "another archive of the same program");
    let installed: Ran = Command::new("sh")
        .arg(root().join(".github/release/install.sh"))
        .args(["--from", &format!("file://{dist}"), "--to"])
        .arg(folder.path("installed"))
        .output()
        .unwrap()
        .into();
    if installed.stderr.contains("curl") && installed.status == Some(127) {
        eprintln!("SKIPPED: no curl is here to install with");
        return;
    }
    installed.exits(0);
    let version = |path: std::path::PathBuf| {
        String::from_utf8(Command::new(path).arg("--version").output().unwrap().stdout).unwrap()
    };
    assert_eq!(version(folder.path("installed/recto")), "recto 0\n");
    let debian = folder.files().into_iter().find(|name| name.ends_with("_amd64.deb"));
    let Some(debian) = debian else {
        eprintln!("SKIPPED: no dpkg-deb is here to make the Debian package with");
        return;
    };
    let taken = Command::new("dpkg-deb").arg("--extract").arg(folder.path(&debian)).arg(folder.path("debian")).status();
    assert!(taken.unwrap().success());
    assert_eq!(version(folder.path("debian/usr/bin/recto")), "recto 0\n");
}
