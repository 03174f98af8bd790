//! Numbers that should rise: pages, notes. Takes the numbers of one sequence with their places; gives those that do not fit between
//! their neighbours. A number is reported only where the one before and the one after rise without it: where a count begins again,
//! nothing is wrong.

use crate::text::Span;

/// A number of a sequence and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The number, or what ranks it.
    pub rank: u32,
    /// Where it is given.
    pub span: Span,
}

/// A number that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// Which one.
    pub member: Member,
    /// The one before it.
    pub before: Member,
    /// How it does not fit.
    pub kind: MisfitKind,
}

/// How a number does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MisfitKind {
    /// It is not between its neighbours.
    OutOfOrder,
    /// It is the number before it once more.
    Twice,
}

/// The numbers that do not fit. `None` is a number that cannot be read: it is no neighbour, and nothing is said across it.
pub(super) fn misfits(members: &[Option<Member>]) -> Vec<Misfit> {
    let mut found = Vec::new();
    let mut before: Option<Member> = None;
    for (index, member) in members.iter().enumerate() {
        let after = members.get(index + 1).copied().flatten();
        let misfit = member.zip(before).zip(after).and_then(|((member, before), after)| misfit(before, member, after));
        match misfit {
            Some(misfit) => found.push(misfit),
            None => before = *member,
        }
    }
    found
}

fn misfit(before: Member, member: Member, after: Member) -> Option<Misfit> {
    let fits = before.rank < member.rank && member.rank <= after.rank;
    let kind = if member.rank == before.rank { MisfitKind::Twice } else { MisfitKind::OutOfOrder };
    (before.rank < after.rank && !fits).then_some(Misfit { member, before, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_rising_neighbours_is_told() {
        for (ranks, reported) in [
            ("1 2 3", ""),
            ("1 3 7", ""),
            ("1 2 2 3", "2=2"),
            ("1 2 2 2 3", "2=2"),
            ("1 2 31 4 5", "31"),
            ("1 2 4 3 5", "4"),
            ("1 5 2 3", "5"),
            ("8 9 1 2", ""),
            ("1 1 1 1", ""),
            ("1 2 1 2 3", ""),
            ("3 4 1 5 6", "1"),
            ("1 ? 1 2", ""),
            ("4 ? 3 ? 5", ""),
            ("2 1", ""),
        ] {
            let member = |(at, rank): (usize, &str)| Some(Member { rank: rank.parse().ok()?, span: Span::at(at) });
            let members: Vec<_> = ranks.split(' ').enumerate().map(member).collect();
            let found: Vec<String> = misfits(&members)
                .iter()
                .map(|misfit| match misfit.kind {
                    MisfitKind::OutOfOrder => misfit.member.rank.to_string(),
                    MisfitKind::Twice => format!("{}={}", misfit.before.rank, misfit.member.rank),
                })
                .collect();
            assert_eq!(found.join(" "), reported, "{ranks}");
        }
    }
}
