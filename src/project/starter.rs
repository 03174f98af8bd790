//! A new project: the files that `recto init` writes. Takes what is known of the edition, and of its letters; gives a working project in a folder. Promises that
//! no file that is there already is touched. The files are those in `starter/`.

use std::io;
use std::path::{Path, PathBuf};

use toml::Value;

use super::Refusal;
use super::border::{Border, PROJECT_FILE};
use super::draft::Draft;
use super::replace::{self, Seen, Unwritten};
use crate::profile;

/// What is known of an edition before it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starter {
    /// The built-in profile that the house style extends; `letter` where none is named.
    pub profile: Option<String>,
    /// Codes of the languages of the texts, the likeliest first.
    pub languages: Vec<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What the table of its letters says, where there is one: then no sample is written.
    pub draft: Option<Draft>,
    /// Where it is checked on every push.
    pub ci: Ci,
}

/// A service that checks every push.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ci {
    /// GitHub Actions.
    #[default]
    Github,
    /// GitLab CI.
    Gitlab,
    /// None.
    None,
}

/// What became of one file of a new project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It was written.
    Written(PathBuf),
    /// It was there, and is as it was.
    There(PathBuf),
}

/// Writes the files of a new project into a folder, which is made.
///
/// # Errors
/// The folder has a `recto.toml`, or a file cannot be written.
pub fn begin(folder: &Path, starter: &Starter) -> Result<Vec<Begun>, Refusal> {
    let settings = folder.join(PROJECT_FILE);
    if settings.exists() {
        let refusal = Refusal::new(format!("`{}` is there already", settings.display()));
        return Err(refusal.help("`recto config` prints what it says"));
    }
    let mut files = vec![(PROJECT_FILE, recto_toml(starter)), ("house.toml", house_toml(starter))];
    if starter.draft.is_none() {
        files.push(("transcripts/letter.txt", sample(starter).to_owned()));
        files.push(("transcripts/letter.toml", include_str!("starter/letter.toml").to_owned()));
    }
    files.push((".gitattributes", include_str!("starter/gitattributes").to_owned()));
    files.push((".pre-commit-config.yaml", include_str!("starter/pre-commit.yaml").to_owned()));
    match starter.ci {
        Ci::Github => files.push((".github/workflows/tei.yml", github(REPOSITORY))),
        Ci::Gitlab => files.push((".gitlab-ci.yml", gitlab(REPOSITORY))),
        Ci::None => {}
    }
    let border = Border::default().output(&folder.join(""));
    let write = |(name, text): (&str, String)| {
        let path = name.split('/').fold(folder.to_owned(), |path, part| path.join(part));
        if path.exists() {
            return Ok(Begun::There(path));
        }
        let failed = |error: io::Error| Refusal::new(format!("`{}` cannot be written: {error}", path.display()));
        border.may_write(&path).map_err(failed)?;
        match replace::replace(&path, &text, Seen::NOTHING) {
            Ok(_) => Ok(Begun::Written(path)),
            Err(Unwritten::Changed) => Ok(Begun::There(path)),
            Err(Unwritten::System(error)) => Err(failed(error)),
        }
    };
    files.into_iter().map(write).collect()
}

/// The repository that this program was published in, as its `Cargo.toml` says; empty as long as there is none.
pub const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Where a project holds Recto's source as long as none is published: nobody else can take a name for it.
pub const SUBMODULE: &str = ".recto";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The workflow for GitHub: Recto's action of this version, or that of the project's own copy of the source.
fn github(repository: &str) -> String {
    let (action, submodules) = match repository.strip_prefix("https://github.com/") {
        Some(name) => (format!("{name}@v{VERSION}"), ""),
        None => (format!("./{SUBMODULE}"), "\n        with:\n          submodules: true"),
    };
    include_str!("starter/github.yml").replace("{action}", &action).replace("{submodules}", submodules)
}

/// The job for GitLab: the released program of this version, or the project's own copy of the source.
fn gitlab(repository: &str) -> String {
    let install = if repository.is_empty() {
        format!(
            "  image: rust:latest\n  variables:\n    GIT_SUBMODULE_STRATEGY: recursive\n  \
             before_script:\n    - cargo install --locked --path {SUBMODULE}"
        )
    } else {
        format!(
            "  image: buildpack-deps:curl\n  before_script:\n    - \
             curl -fsSLO {repository}/releases/download/v{VERSION}/install.sh\n    - \
             sh install.sh --to /usr/local/bin"
        )
    };
    include_str!("starter/gitlab.yml").replace("{install}", &install)
}

/// A letter in the likeliest language of the texts that there is one in.
fn sample(starter: &Starter) -> &'static str {
    const SAMPLES: [(&str, &str); 3] = [
        ("en", include_str!("starter/letter.en.txt")),
        ("de", include_str!("starter/letter.de.txt")),
        ("fr", include_str!("starter/letter.fr.txt")),
    ];
    let find = |code: &String| SAMPLES.iter().find(|(known, _)| known == code).map(|(_, text)| *text);
    let [(_, usual), ..] = SAMPLES;
    starter.languages.iter().find_map(find).unwrap_or(usual)
}

fn recto_toml(starter: &Starter) -> String {
    let publisher =
        starter.publisher.iter().map(|publisher| format!("\n[metadata]\npublisher = {}\n", quoted(publisher)));
    let template = include_str!("starter/recto.toml");
    let settings = starter.draft.as_ref().map_or_else(|| template.to_owned(), |draft| drafted(template, draft));
    format!("{settings}{}", publisher.collect::<String>())
}

/// The settings with a table of all letters.
fn drafted(template: &str, draft: &Draft) -> String {
    let comment = |begin: &str, heads: &[String]| match heads {
        [] => String::new(),
        // A comment ends with its line.
        heads => format!("# {begin}: {}.\n", heads.join(", ").split_whitespace().collect::<Vec<_>>().join(" ")),
    };
    let known = comment("What is known of all letters. Columns that are understood", &draft.known);
    let unknown = comment("Columns that are left out, for no key is called so", &draft.unknown);
    let settings = template.replace("\"transcripts\"", &quoted(&draft.source));
    format!("{settings}{known}{unknown}metadata = {}\n", quoted(&draft.table))
}

fn house_toml(starter: &Starter) -> String {
    let extends = quoted(starter.profile.as_deref().unwrap_or(profile::DEFAULT));
    let mut text = format!("{}extends = {extends}\n", include_str!("starter/house.toml"));
    if !starter.languages.is_empty() {
        let codes: Vec<String> = starter.languages.iter().map(|code| quoted(code)).collect();
        text.push_str(&format!("languages = [{}]\n", codes.join(", ")));
    }
    text
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{VERSION, github, gitlab};

    const PUBLISHED: &str = "https://github.com/someone/recto";

    #[test]
    fn a_workflow_takes_recto_from_where_it_is_published() {
        let workflow = github(PUBLISHED);
        assert_eq!(workflow.matches(&format!("uses: someone/recto@v{VERSION}\n")).count(), 2, "{workflow}");
        assert!(!workflow.contains("submodules"), "{workflow}");
        let job = gitlab(PUBLISHED);
        assert!(job.contains(&format!("{PUBLISHED}/releases/download/v{VERSION}/install.sh\n")), "{job}");
    }

    #[test]
    fn a_workflow_names_nothing_that_is_not_published() {
        let workflow = github("");
        assert_eq!(workflow.matches("uses: ./.recto\n").count(), 2, "{workflow}");
        assert!(workflow.contains("with:\n          submodules: true\n"), "{workflow}");
        assert!(gitlab("").contains("- cargo install --locked --path .recto\n"));
        for text in [workflow, gitlab("")] {
            assert!(!text.contains('{') && !text.contains("http"), "{text}");
        }
    }
}
