//! The groups of codes. Takes nothing; gives for each group what it is about, which command looks for it, and whether a project can
//! change the severity of its errors. A code says its group in the table of codes; digits of an id mean nothing to the program.

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Files, their encodings, and what a run may read, write and cost.
    Files,
    /// What of a file has no place in the text taken out of it.
    Source,
    /// Files that are replaced together.
    Sets,
    /// Profiles, metadata and settings.
    Settings,
    /// Heading, opener and closer of a letter.
    Opening,
    /// Notes and their marks.
    Notes,
    /// Pages, lists, tables and editors' signs.
    Pages,
    /// The `teiHeader`.
    Header,
    /// Texts with many letters.
    Volumes,
    /// What Recto promises of every conversion.
    Promises,
    /// XML and its namespaces.
    Xml,
    /// XInclude.
    XInclude,
    /// Files of RELAX NG.
    Grammar,
    /// Which schemas a document is checked against, and where they are.
    Association,
    /// Files of Schematron.
    Rules,
    /// NVDL.
    Nvdl,
    /// Documents against RELAX NG.
    RelaxNg,
    /// Rules of Recto's own for TEI.
    Tei,
    /// Documents against Schematron.
    Schematron,
    /// Rules that a project allows not to be run.
    Allowed,
    /// Pending changes.
    Review,
    /// Two versions of a document.
    Differences,
    /// Projects and what they allow.
    Project,
    /// Layout of documents.
    Layout,
    /// Ids and what points to them.
    Ids,
    /// Names from registers.
    Register,
    /// Letters that a house is learned from.
    Learning,
    /// The interchange file of letters.
    Interchange,
    /// TEI compared with its text.
    Verifying,
}

/// Which command looks for the findings of a group. What a project says about a code that its command did not find is of no use; what it
/// says about others may be for another command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// `recto convert` alone.
    Converting,
    /// `recto validate` alone.
    Validating,
    /// Several, or one that reads no settings of severity.
    Anywhere,
}

impl Group {
    /// Which command looks for its findings.
    #[must_use]
    pub fn sought(self) -> Sought {
        match self {
            Self::Source
            | Self::Settings
            | Self::Opening
            | Self::Notes
            | Self::Pages
            | Self::Header
            | Self::Register => Sought::Converting,
            Self::Association
            | Self::Rules
            | Self::Nvdl
            | Self::RelaxNg
            | Self::Tei
            | Self::Schematron
            | Self::Allowed => Sought::Validating,
            _ => Sought::Anywhere,
        }
    }

    /// Whether its errors stay errors whatever a project says: the file could not be read or written, or its text would have been lost.
    #[must_use]
    pub fn are_errors_final(self) -> bool {
        matches!(self, Self::Files | Self::Sets | Self::Promises | Self::Xml | Self::XInclude)
    }
}
