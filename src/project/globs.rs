//! Which files of a project an entry of `recto.toml` is about. Takes patterns; tells whether a path is among them.
//!
//! A path is relative to `recto.toml`, with `/` on every system; so is a pattern, in which `\` counts as `/`. `*` and `?` stand for
//! characters of one name, `**` for any folders, `{a,b}` for either. A pattern that ends in `/` is about all files below the folder. A
//! pattern without another `/` is about files of that name in any folder. Without a pattern an entry is about all files.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// The files that some patterns are about.
#[derive(Clone, Debug)]
pub struct Globs(Option<GlobSet>);

impl Globs {
    /// Reads patterns.
    ///
    /// # Errors
    /// Which of them cannot be read, and why.
    pub fn new(patterns: &[String]) -> Result<Self, (usize, String)> {
        if patterns.is_empty() {
            return Ok(Self(None));
        }
        let mut all = GlobSetBuilder::new();
        for (at, pattern) in patterns.iter().enumerate() {
            let glob = GlobBuilder::new(&whole(pattern)).literal_separator(true).backslash_escape(true).build();
            all.add(glob.map_err(|error| (at, error.kind().to_string()))?);
        }
        let all = all.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self(Some(all)))
    }

    /// All files.
    pub fn all() -> Self {
        Self(None)
    }

    /// Whether the entry is about the file with this path; standard input has none.
    pub fn fit(&self, path: Option<&str>) -> bool {
        match &self.0 {
            None => true,
            Some(all) => path.is_some_and(|path| all.is_match(path)),
        }
    }
}

/// The pattern of whole paths that a person means.
fn whole(pattern: &str) -> String {
    let pattern = pattern.replace('\\', "/");
    let anchored = pattern.strip_prefix("./").or_else(|| pattern.strip_prefix('/')).unwrap_or(&pattern);
    let below = if anchored.ends_with('/') { format!("{anchored}**") } else { anchored.to_owned() };
    if pattern.contains('/') { below } else { format!("**/{below}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_about_files() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("letters/**", &["letters/a.xml", "letters/b/c.xml"], &["a.xml", "x/letters/a.xml", "letters2/a.xml"]),
            ("letters/", &["letters/a.xml", "letters/b/c.xml"], &["a.xml", "x/letters/a.xml"]),
            ("letters/*.xml", &["letters/a.xml"], &["letters/b/c.xml", "letters/a.txt"]),
            ("*.xml", &["a.xml", "letters/b/c.xml"], &["a.txt"]),
            ("/*.xml", &["a.xml"], &["letters/b/c.xml"]),
            ("./a.xml", &["a.xml"], &["letters/a.xml"]),
            ("**/a?.xml", &["ab.xml", "x/y/ab.xml"], &["a.xml"]),
            ("letters\\**", &["letters/b/c.xml"], &["a.xml"]),
            ("{a,b}/*", &["a/x", "b/x"], &["c/x"]),
            ("**", &["a", "a/b"], &[]),
        ];
        for (pattern, fit, others) in cases {
            let globs = Globs::new(&[(*pattern).to_owned()]).unwrap();
            assert!(fit.iter().all(|path| globs.fit(Some(path))), "{pattern} {fit:?}");
            assert!(!others.iter().any(|path| globs.fit(Some(path))), "{pattern} {others:?}");
            assert!(!globs.fit(None));
        }
        assert!(Globs::new(&[]).unwrap().fit(None));
        assert_eq!(Globs::new(&["a".to_owned(), "{a".to_owned()]).err().map(|(at, _)| at), Some(1));
    }
}
