//! The JSON Schemas of what people write: those in `schema/` are those that `recto generate json-schema` gives, what Recto reads without a
//! finding fits them, and what it does not know is refused. `INSTA_UPDATE=always cargo test --test recto json_schemas` writes them anew.

use std::fs;

use super::book::{blocks, page, root};
use super::folder::Folder;
use serde_json::Value;

/// What stands behind `recto generate json-schema`, and its file in `schema/`.
const FILES: &[(&str, &str)] =
    &[("recto.toml", "recto-toml.json"), ("profile", "profile.json"), ("metadata", "metadata.json")];

fn made(of: &str) -> String {
    Folder::new().run(&["generate", "json-schema", of]).exits(0).stdout
}

/// Why a text in TOML does not fit the schema of a kind of file.
fn misfit(of: &str, toml: &str) -> Option<String> {
    let table: toml::Table = toml.parse().unwrap_or_else(|error| panic!("{error}: {toml}"));
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("of.json", serde_json::from_str(&made(of)).unwrap()).unwrap();
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("of.json", &mut schemas).unwrap();
    let instance: Value = serde_json::to_value(table).unwrap();
    schemas.validate(&instance, schema).err().map(|error| error.to_string())
}

fn assert_fits(of: &str, name: &str, toml: &str) {
    let misfit = misfit(of, toml);
    assert_eq!(misfit, None, "{name}: {toml}");
}

#[test]
fn the_schemas_are_those_of_the_repository() {
    assert_eq!(Folder::new().run(&["generate", "json-schema"]).stdout, made("recto.toml"));
    for (of, file) in FILES {
        let (made, path) = (made(of), root().join("schema").join(file));
        if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(made == kept, "`recto generate json-schema {of} > schema/{file}` writes it anew");
    }
}

#[test]
fn what_is_built_in_fits() {
    for name in recto::internals::profile::BUILT_IN {
        let text = Folder::new().run(&["generate", "profile", name]).exits(0).stdout;
        assert_fits("profile", name, &text);
        // All keys at once, those of the languages too.
        let whole = recto::internals::profile::built_in(name).unwrap();
        assert_fits("profile", name, &toml::to_string(&whole).unwrap());
    }
    let folder = Folder::new();
    folder.run(&["init", "--yes", "--language", "en", "--publisher", "Example"]).exits(0);
    for (of, path) in [("profile", "house.toml"), ("recto.toml", "recto.toml"), ("metadata", "transcripts/letter.toml")]
    {
        assert_fits(of, path, &folder.read(path));
    }
}

#[test]
fn the_metadata_of_the_samples_fit() {
    let mut count = 0;
    for folder in fs::read_dir(root().join("samples")).unwrap().map(|entry| entry.unwrap().path()) {
        for path in fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|extension| extension == "toml") && path.with_extension("txt").exists() {
                assert_fits("metadata", &path.display().to_string(), &fs::read_to_string(&path).unwrap());
                count += 1;
            }
        }
    }
    assert!(count > 0);
}

/// The examples of the book can be written as they stand there.
#[test]
fn the_examples_of_the_book_fit() {
    for (name, of) in [
        ("profiles", "profile"),
        ("sources", "profile"),
        ("verify", "profile"),
        ("volumes", "profile"),
        ("metadata", "metadata"),
        ("project", "recto.toml"),
        ("cmif", "recto.toml"),
    ] {
        let page = page(&format!("docs/{name}.md"));
        let examples = blocks(&page, "toml");
        assert!(!examples.is_empty(), "{name}");
        examples.iter().for_each(|example| assert_fits(of, name, example));
    }
}

#[test]
fn what_recto_does_not_know_is_refused() {
    for (of, toml) in [
        ("profile", "nmae = 'x'"),
        ("profile", "[page]\nmark = []"),
        ("profile", "[page]\nmarks = '[Bl. {n}]'"),
        ("profile", "[lines]\nbreaks = 'none'"),
        ("profile", "[weights.sing]\nany = 1.0"),
        ("profile", "[weights.signed]\nshrot = 1.0"),
        ("profile", "[weights.signed]\nshort = 'much'"),
        ("profile", "[words.sing]\n'any:x' = 1.0"),
        ("profile", "[[signs]]\nopen = '*'\nelement = 'b'"),
        ("profile", "[language.de]\nsalutations = ['x']"),
        ("metadata", "sendr = 'Ann'"),
        ("metadata", "sender = 3"),
        ("metadata", "sender = { nam = 'Ann' }"),
        ("metadata", "[notes]\nx = 1"),
        ("recto.toml", "profil = 'x'"),
    ] {
        assert!(misfit(of, toml).is_some(), "{of}: {toml}");
    }
}

/// A printed profile in a project of its own does what the built-in one does.
#[test]
fn a_printed_profile_is_the_built_in_one() {
    let folder = Folder::new();
    let sample = fs::read(root().join("samples/letter/german-postscript.txt")).unwrap();
    folder.write("a.txt", &sample);
    for name in recto::internals::profile::BUILT_IN {
        let text = folder.run(&["generate", "profile", name]).exits(0).stdout;
        folder.write("house.toml", text.as_bytes());
        let own = folder.run(&["convert", "a.txt", "--profile", "house.toml"]);
        let built_in = folder.run(&["convert", "a.txt", "--profile", name]);
        assert_eq!((own.status, own.stdout), (built_in.status, built_in.stdout), "{name}");
    }
    folder.run(&["generate", "profile", "leter"]).exits(2).prints_nothing().says("letter");
}
