//! Recto in CI: the action, its scripts and the installer run as a runner runs them, and what `recto init` writes names nothing that somebody else could
//! publish. The scripts need bash, curl and tar; without them the tests say so and are skipped.

use std::path::PathBuf;
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::book::{self, root};
use crate::folder::{Folder, Ran};

/// Words that a shell would split, expand or run.
const AWKWARD: [&str; 6] =
    ["two words.xml", "it's \"quoted\".xml", "*.xml", "$(touch ran).xml", "`touch ran`.xml", "; touch ran"];

#[test]
fn nothing_that_a_new_project_runs_has_an_unpublished_name() {
    for (service, file) in [("github", ".github/workflows/tei.yml"), ("gitlab", ".gitlab-ci.yml")] {
        let folder = Folder::new();
        let ran = folder.run(&["init", "--ci", service, "--yes"]).exits(0);
        let workflow = folder.read(file);
        if recto::internals::project::REPOSITORY.is_empty() {
            ran.says(".recto");
            assert!(workflow.contains("./.recto") || workflow.contains("--path .recto"), "{workflow}");
        }
        let own = ["README.md", "action.yml", ".pre-commit-hooks.yaml", ".github/action/install.sh"];
        let own = own.map(|name| book::page(name).text);
        for text in folder.files().iter().map(|name| folder.read(name)).chain(own) {
            let installs = text.lines().filter(|line| line.contains("cargo install"));
            installs.for_each(|line| assert!(line.contains("--path "), "{line}"));
            assert!(!text.contains("additional_dependencies"), "{text}");
        }
    }
}

/// What a caller writes reaches a script by the environment: an expression inside a script would be run.
#[test]
fn no_script_of_the_action_holds_an_expression() {
    let action = book::page("action.yml").text;
    let expressions: Vec<&str> = action.lines().filter(|line| line.contains("${{")).collect();
    assert!(expressions.len() > 8, "{action}");
    for line in expressions {
        let key = line.trim().split(": ").next().unwrap();
        let is_variable = key.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
        assert!(is_variable || ["path", "key", "working-directory"].contains(&key), "{line}");
    }
    assert!(!action.contains("run: |"), "the scripts of the action stand in files");
}

/// The example of the book takes the action from where `recto init` takes it, and gives it inputs that it has.
#[test]
fn the_example_with_uses_names_inputs_of_the_action() {
    let folder = Folder::new();
    folder.run(&["init", "--ci", "github", "--yes"]).exits(0);
    let workflow = folder.read(".github/workflows/tei.yml");
    let uses = workflow.lines().find(|line| line.trim().starts_with("uses: ")).unwrap().trim();
    let action = book::page("action.yml").text;
    let inputs = action.split("inputs:\n").nth(1).unwrap().split("runs:\n").next().unwrap();
    let reports = book::page("docs/reports.md");
    let blocks = book::blocks(&reports, "yaml");
    let example = blocks.iter().find_map(|block| block.split_once(uses)).unwrap_or_else(|| panic!("no `{uses}`")).1;
    let names = example.lines().filter_map(|line| line.strip_prefix("    ")?.split_once(':'));
    let names: Vec<&str> = names.map(|(name, _)| name).filter(|name| !name.starts_with(' ')).collect();
    let is_input = |name: &&str| inputs.lines().any(|line| line == format!("  {name}:"));
    assert!(names.len() > 2 && names.iter().all(is_input), "{names:?}");
}

/// Whether the scripts can run here.
fn has_shell() -> bool {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|ran| ran.status.success());
    let has_all = cfg!(unix) && ["bash", "curl", "tar"].into_iter().all(has);
    if !has_all {
        eprintln!("SKIPPED: no bash, curl and tar are here to run the action with");
    }
    has_all
}

/// Runs a script of the action in a folder, with `RUNNER_TEMP` and `GITHUB_OUTPUT` in it.
fn script(folder: &Folder, name: &str, variables: &[(&str, &str)]) -> Ran {
    let path = format!("{}:{}", folder.path("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("bash");
    command.arg(root().join(".github/action").join(name)).current_dir(folder.path("."));
    command.env("ACTION", root()).env("PATH", path).env("RUNNER_TEMP", folder.path("temp dir"));
    command.env("GITHUB_OUTPUT", folder.path("output")).env_remove("GITHUB_STEP_SUMMARY");
    command.envs(variables.iter().copied()).output().unwrap().into()
}

/// A file that is run.
fn program(folder: &Folder, name: &str, text: &str) {
    folder.write(name, text.as_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.path(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn paths_and_options_reach_the_program_as_they_are() {
    if !has_shell() {
        return;
    }
    let folder = Folder::new();
    program(&folder, "temp dir/recto/recto", "#!/bin/sh\nprintf '<%s>\\n' \"$@\"\n");
    let lines = AWKWARD.join("\n");
    let variables = |format| {
        [("COMMAND", "validate"), ("PATHS", &lines), ("OPTIONS", "--schema\nmy house.rng"), ("FORMAT", format)]
    };
    let ran = script(&folder, "run.sh", &variables("github")).exits(0);
    let given = ["--untrusted", "validate", "--format", "github", "--schema", "my house.rng", "--"];
    let wanted: String = given.iter().chain(&AWKWARD).map(|word| format!("<{word}>\n")).collect();
    assert_eq!(ran.stdout, wanted);
    assert!(!folder.path("ran").exists());
    // Windows' line ends and an empty line are no part of a path; without a format there is no option.
    let ran =
        script(&folder, "run.sh", &[("COMMAND", "check"), ("PATHS", "a b\r\n\r\n"), ("OPTIONS", ""), ("FORMAT", "")]);
    assert_eq!(ran.exits(0).stdout, "<--untrusted>\n<check>\n<-->\n<a b>\n");
}

#[cfg(unix)]
#[test]
fn findings_are_annotations_of_files_with_awkward_names() {
    if !has_shell() {
        return;
    }
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("temp dir/recto")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_recto"), folder.path("temp dir/recto/recto")).unwrap();
    let names: Vec<String> = AWKWARD.iter().map(|name| format!("tei/{name}.xml")).collect();
    names.iter().for_each(|name| folder.write(name, b"<p>not closed"));
    let paths = names.join("\n");
    let ran =
        script(&folder, "run.sh", &[("COMMAND", "check"), ("PATHS", &paths), ("OPTIONS", ""), ("FORMAT", "github")]);
    let printed = ran.exits(1).stdout;
    assert_eq!(printed.lines().filter(|line| line.starts_with("::error file=tei/")).count(), names.len(), "{printed}");
    assert!(printed.contains("::error file=tei/two words.xml.xml,line=1,"), "{printed}");
    assert!(!folder.path("ran").exists());
}

#[test]
fn a_version_is_one_and_the_key_changes_with_what_is_wanted() {
    if !has_shell() {
        return;
    }
    let own = env!("CARGO_PKG_VERSION");
    let wanted = |version: &str, sum: &str| {
        let folder = Folder::new();
        script(&folder, "wanted.sh", &[("VERSION", version), ("SHA256", sum)]).exits(0);
        folder.read("output")
    };
    let usual = wanted("", "");
    assert!(usual.starts_with(&format!("version={own}\nkey={own}-")), "{usual}");
    assert_eq!(usual, wanted(&format!("v{own}"), ""));
    assert_ne!(usual, wanted("", "00"));
    assert!(wanted("9.8.7-rc.1", "").starts_with("version=9.8.7-rc.1\n"));
    for bad in ["latest", "1.2", "1.2.3; touch ran", "1.2.3\nkey=x", "../1.2.3"] {
        let folder = Folder::new();
        script(&folder, "wanted.sh", &[("VERSION", bad), ("SHA256", "")]).exits(2);
        assert!(folder.files().is_empty(), "{bad}");
    }
}

/// The platform of this machine, as the installer names it; `None` where nothing is released for it.
fn target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("x86_64-unknown-linux-musl"),
        ("linux", "aarch64") => Some("aarch64-unknown-linux-musl"),
        ("macos", "x86_64") => Some("x86_64-apple-darwin"),
        ("macos", "aarch64") => Some("aarch64-apple-darwin"),
        _ => None,
    }
}

/// A release of one program in the folder `release files`; gives the name of its archive and its checksum.
fn release(folder: &Folder, version: &str) -> Option<(String, String)> {
    let name = format!("recto-{version}-{}", target()?);
    program(folder, &format!("{name}/recto"), "#!/bin/sh\necho released\n");
    std::fs::create_dir_all(folder.path("release files")).unwrap();
    let archive = folder.path("release files").join(format!("{name}.tar.gz"));
    let packed = Command::new("tar").arg("-czf").arg(&archive).arg("-C").arg(folder.path(".")).arg(&name).status();
    assert!(packed.unwrap().success());
    let sum: String =
        Sha256::digest(std::fs::read(&archive).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
    folder.write("release files/SHA256SUMS", format!("{sum}  {name}.tar.gz\n").as_bytes());
    Some((format!("release files/{name}.tar.gz"), sum))
}

/// Runs the installer on the files of a folder.
fn install(folder: &Folder, options: &[&str]) -> Ran {
    let files = format!("file://{}", folder.path("release files").display().to_string().replace(' ', "%20"));
    let mut command = Command::new("sh");
    command.arg(root().join(".github/release/install.sh")).args(["--from", &files, "--to"]);
    command.arg(folder.path("to here")).args(options).output().unwrap().into()
}

#[test]
fn a_released_program_is_installed_when_its_checksum_is_right() {
    let folder = Folder::new();
    let Some((archive, sum)) = has_shell().then(|| release(&folder, "9.8.7")).flatten() else { return };
    let installed = || -> Option<PathBuf> { Some(folder.path("to here/recto")).filter(|path| path.exists()) };

    install(&folder, &["--version", "9.8.6"]).exits(3).says("there is no ");
    install(&folder, &["--version", "9.8.7", "--sha256", &"0".repeat(64)]).exits(1).says("nothing is installed");
    let bytes = std::fs::read(folder.path(&archive)).unwrap();
    folder.write(&archive, b"another");
    install(&folder, &["--version", "9.8.7"]).exits(1).says("nothing is installed");
    folder.write(&archive, &bytes);
    let sums = folder.read("release files/SHA256SUMS");
    folder.write("release files/SHA256SUMS", b"");
    install(&folder, &["--version", "9.8.7"]).exits(1).says("not one in SHA256SUMS");
    assert_eq!(installed(), None);

    folder.write("release files/SHA256SUMS", sums.as_bytes());
    install(&folder, &["--version", "v9.8.7", "--sha256", &sum]).exits(0);
    let ran = Command::new(installed().unwrap()).output().unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "released\n");
}

/// Where no program is released, the action builds its own source, and nothing else.
#[test]
fn the_action_builds_its_own_source_where_nothing_is_released() {
    if !has_shell() || !recto::internals::project::REPOSITORY.is_empty() {
        return;
    }
    let folder = Folder::new();
    let cargo = "#!/bin/sh\nprintf '%s\\n' \"$@\" >cargo-arguments\nmkdir -p \"$6/bin\"\necho built >\"$6/bin/recto\"\nchmod 755 \"$6/bin/recto\"\n";
    program(&folder, "bin/cargo", cargo);
    let own = env!("CARGO_PKG_VERSION");
    script(&folder, "install.sh", &[("VERSION", "9.8.7"), ("SHA256", "")]).exits(2);
    script(&folder, "install.sh", &[("VERSION", own), ("SHA256", "00")]).exits(2);
    assert!(!folder.path("cargo-arguments").exists());
    script(&folder, "install.sh", &[("VERSION", own), ("SHA256", "")]).exits(0);
    let arguments = folder.read("cargo-arguments");
    assert!(arguments.starts_with(&format!("install\n--locked\n--path\n{}\n", root().display())), "{arguments}");
    assert_eq!(folder.read("temp dir/recto/recto"), "built\n");
    // What is there from the cache stays.
    std::fs::remove_file(folder.path("cargo-arguments")).unwrap();
    script(&folder, "install.sh", &[("VERSION", own), ("SHA256", "")]).exits(0);
    assert!(!folder.path("cargo-arguments").exists());
}
