//! What a page may run and load: its own style sheet and script, and images beside it. Takes nothing; gives both, and the policy that names them by their
//! hashes (Content Security Policy Level 3, section 2.3.1). A test computes the hashes anew.

/// A style sheet or script with its hash: SHA-256 in Base64.
pub(super) struct Inline {
    pub(super) text: &'static str,
    pub(super) hash: &'static str,
}

/// Of the page of a letter.
pub(super) const LETTER: (Inline, Inline) = (
    Inline { text: include_str!("assets/letter.css"), hash: "DPuslzwe4WYpTQ75zRJDS0kZBQDxqFeKKJa94H9G924=" },
    Inline { text: include_str!("assets/letter.js"), hash: "sV6DUCvB2CAzHPqscx6pPG4AUV10p82t1hhkpi+kX2c=" },
);

/// Of the index.
pub(super) const INDEX: (Inline, Inline) = (
    Inline { text: include_str!("assets/index.css"), hash: "xoRGSAD86WTBbXMTOf4QUrQybL1BkNYz6iq/19lzMtY=" },
    Inline { text: include_str!("assets/index.js"), hash: "vtozSS15zH6H6FznPhc8lM30eowpSkkAs3v2n5WgmaM=" },
);

/// What a page may load that has images: those that lie beside it.
pub(super) const IMAGES: &str = "img-src 'self' file:; ";

/// The start of a page, up to its body; `loaded` is what its policy allows beyond style and script. `title` is HTML.
pub(super) fn head((style, script): &(Inline, Inline), loaded: &str, title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; {loaded}\
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{}</style>\n</head>\n",
        style.hash, script.hash, style.text
    )
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn hashes_are_those_of_the_files() {
        for inline in [&LETTER.0, &LETTER.1, &INDEX.0, &INDEX.1] {
            // A browser reads every line end as LF.
            let text = inline.text.replace("\r\n", "\n");
            assert_eq!(STANDARD.encode(Sha256::digest(&text)), inline.hash, "the hash of\n{text}");
            assert!(!inline.text.contains("</"), "nothing in it may end it");
        }
    }
}
