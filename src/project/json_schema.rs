//! The JSON Schemas of the TOML files that people write, for editors that complete and check them. Takes which file; gives the schema, made
//! from the types that the file is read into. Promises that what Recto takes without a finding fits. Leaves out what no single key can
//! say: conflicts, and names of files that are not there.

use enumset::EnumSet;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, schema_for};
use serde_json::json;

use super::recto_toml::Keys;
use crate::metadata::Metadata;
use crate::profile::{Evidence, Part, Profile};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsFile {
    /// `recto.toml`.
    Project,
    /// A house style.
    Profile,
    /// What is known of one text.
    Metadata,
}

/// The JSON Schema of files of a kind.
#[must_use]
pub fn json_schema(file: SettingsFile) -> Schema {
    match file {
        SettingsFile::Project => schema_for!(Keys),
        SettingsFile::Profile => profile(),
        SettingsFile::Metadata => described(
            schema_for!(Metadata),
            "Metadata of a text",
            "What is known of a text: letter.toml beside letter.txt.",
        ),
    }
}

/// A file holds only what differs from the profile that it extends: no key must be there.
fn profile() -> Schema {
    let mut schema =
        described(schema_for!(Profile), "House style", "What differs from the built-in profile that it extends.");
    RecursiveTransform(|part: &mut Schema| {
        part.remove("required");
    })
    .transform(&mut schema);
    let parts: Vec<String> = EnumSet::<Part>::all().iter().map(|part| part.to_string()).collect();
    let evidence: Vec<String> = Evidence::all().map(|evidence| evidence.to_string()).collect();
    for (table, names) in [
        ("/properties/weights", &parts),
        ("/properties/words", &parts),
        ("/properties/weights/additionalProperties", &evidence),
    ] {
        if let Some(table) = schema.pointer_mut(table).and_then(|table| table.as_object_mut()) {
            table.insert("propertyNames".to_owned(), json!({ "enum": names }));
        }
    }
    schema
}

fn described(mut schema: Schema, title: &str, description: &str) -> Schema {
    schema.insert("title".to_owned(), title.into());
    schema.insert("description".to_owned(), description.into());
    schema
}
