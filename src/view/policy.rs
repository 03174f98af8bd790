//! What a page may run and load: its own style sheet and script, and images beside it. Takes nothing; gives both, and the policy that names them by their
//! hashes (Content Security Policy Level 3, section 2.3.1). A test computes the hashes anew.

/// A style sheet or script with its hash: SHA-256 in Base64.
pub(super) struct Inline {
    pub(super) text: &'static str,
    pub(super) hash: &'static str,
}

/// Of the page of a letter.
pub(super) const LETTER: (Inline, Inline) = (
    Inline { text: include_str!("assets/letter.css"), hash: "ckbc2Pnet5q3PWRrKvondN1JVBBKkTjBzlQWpi8LIt4=" },
    Inline { text: include_str!("assets/letter.js"), hash: "AePpYOppJS5B9MvJqiq4JgwTbsXFW0ZQ/C67xXJRbz4=" },
);

/// Of the index.
pub(super) const INDEX: (Inline, Inline) = (
    Inline { text: include_str!("assets/index.css"), hash: "xoRGSAD86WTBbXMTOf4QUrQybL1BkNYz6iq/19lzMtY=" },
    Inline { text: include_str!("assets/index.js"), hash: "vtozSS15zH6H6FznPhc8lM30eowpSkkAs3v2n5WgmaM=" },
);

/// Of a page that is served, beside its own: it asks whether it is out of date.
pub(super) const SERVED: Inline =
    Inline { text: include_str!("assets/served.js"), hash: "eTUJfws9prxq6mzc1Rh/gUaeWGDIlNlHbQ8MhqbkK4M=" };

/// What a page may load that has images: those that lie beside it.
pub(super) const IMAGES: &str = "img-src 'self' file:; ";

/// The start of a page, with its body begun; `loaded` is what its policy allows beyond style and script, and `version` the state of one that is
/// served. `title` is HTML.
pub(super) fn head((style, script): &(Inline, Inline), loaded: &str, version: Option<u64>, title: &str) -> String {
    let (more, body) = match version {
        Some(version) => (
            format!(" 'sha256-{}'; connect-src 'self'; form-action 'self'", SERVED.hash),
            format!("<body data-version=\"{version}\">"),
        ),
        None => ("; form-action 'none'".to_owned(), "<body>".to_owned()),
    };
    // With the address of its origin a form says that it is one of this server.
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'{more}; {loaded}\
         base-uri 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"same-origin\">\n\
         <title>{title}</title>\n<style>{}</style>\n</head>\n{body}\n",
        style.hash, script.hash, style.text
    )
}

/// The end of a page, with its scripts.
pub(super) fn end((_, script): &(Inline, Inline), version: Option<u64>) -> String {
    let served = version.map_or_else(String::new, |_| format!("<script>{}</script>\n", SERVED.text));
    format!("<script>{}</script>\n{served}</body>\n</html>\n", script.text)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn hashes_are_those_of_the_files() {
        for inline in [&LETTER.0, &LETTER.1, &INDEX.0, &INDEX.1, &SERVED] {
            // A browser reads every line end as LF.
            let text = inline.text.replace("\r\n", "\n");
            assert_eq!(STANDARD.encode(Sha256::digest(&text)), inline.hash, "the hash of\n{text}");
            assert!(!inline.text.contains("</"), "nothing in it may end it");
        }
    }
}
