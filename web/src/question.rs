//! What a page asks. Takes the bytes of a question: a line of JSON that says what is wanted, and how long each file is, then the files one after the other.

use serde::Deserialize;

/// What is wanted.
#[derive(Debug, Deserialize)]
#[serde(tag = "wanted", rename_all = "lowercase")]
pub enum Wanted {
    /// The version, and the names of the profiles.
    About,
    /// The first file, which is a text, as TEI.
    Convert {
        /// The name of a built-in profile.
        profile: String,
    },
    /// The first file, which is TEI, checked against the schemas and rules among the others.
    Check,
}

#[derive(Deserialize)]
struct Head {
    #[serde(flatten)]
    wanted: Wanted,
    #[serde(default)]
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    /// In bytes.
    length: usize,
}

/// A file that a person gave.
#[derive(Debug)]
pub struct InputFile<'q> {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes.
    pub bytes: &'q [u8],
}

/// A question.
#[derive(Debug)]
pub struct Question<'q> {
    /// What is wanted.
    pub wanted: Wanted,
    /// The files it is about.
    pub files: Vec<InputFile<'q>>,
}

impl<'q> Question<'q> {
    /// Reads a question.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(bytes: &'q [u8]) -> Result<Self, String> {
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("a question begins with a line")?;
        let (head, mut rest) = bytes.split_at_checked(end + 1).ok_or("a question begins with a line")?;
        let head: Head = serde_json::from_slice(head).map_err(|error| error.to_string())?;
        let mut files = Vec::new();
        for Listed { name, length } in head.files {
            let (bytes, after) = rest.split_at_checked(length).ok_or("the files are shorter than their lengths")?;
            files.push(InputFile { name, bytes });
            rest = after;
        }
        Ok(Self { wanted: head.wanted, files })
    }
}
