//! Languages at the prompt. Takes a tag that was typed, or the locale of the process; gives a tag of BCP 47.

use clap::Args;

use crate::project;

/// How to choose the language of messages.
#[derive(Debug, Args)]
pub struct Speaking {
    /// Language of rules that say the same in several: `fr`, `de-AT`. Without it that of the locale, else English.
    #[arg(long, value_name = "TAG", value_parser = language)]
    lang: Option<String>,
}

impl Speaking {
    /// What was chosen, or the language of the locale.
    pub fn language(&self) -> String {
        self.lang.clone().unwrap_or_else(of_messages)
    }
}

/// The variables that name the locale of messages, the strongest first (POSIX, 8.2).
const VARIABLES: &[&str] = &["LC_ALL", "LC_MESSAGES", "LANG"];

/// What is spoken where the locale names no language, as `C` does.
const DEFAULT: &str = "en";

/// A language tag of BCP 47 that was typed.
pub fn language(tag: &str) -> Result<String, String> {
    if project::is_language(tag) {
        Ok(tag.to_owned())
    } else {
        Err("not a language tag like `en` or `de-AT`".to_owned())
    }
}

/// The language of the locale; the first variable that says something decides.
fn of_messages() -> String {
    let said = VARIABLES.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    said.and_then(|locale| of_locale(&locale)).unwrap_or_else(|| DEFAULT.to_owned())
}

/// `de_AT.UTF-8@euro` is `de-AT`; the locales `C` and `POSIX` have no language.
fn of_locale(locale: &str) -> Option<String> {
    let tag = locale.split(['.', '@']).next()?.replace('_', "-");
    Some(tag).filter(|tag| tag != "C" && tag != "POSIX" && project::is_language(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_languages() {
        for (locale, tag) in [
            ("fr", Some("fr")),
            ("de_AT.UTF-8@euro", Some("de-AT")),
            ("C", None),
            ("C.UTF-8", None),
            ("POSIX", None),
            ("/x", None),
        ] {
            assert_eq!(of_locale(locale).as_deref(), tag, "{locale}");
        }
    }
}
