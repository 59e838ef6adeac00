//! How far the invitation has come, level by level, without telling of few people.
//!
//! - How many were **invited** is what was typed with each invitation: it never hides.
//! - **Enrolled** are people: levels that hold one to four stand together with
//!   the next ones, until none does; the total is always shown.
//! - **Active** are people of a group: where it would tell one to four of them,
//!   who are or who are not, or give it away by subtraction, only the total of
//!   all levels stays, or nothing.

use crate::words::{Level, LevelCount};

/// Fewer people than this are not shown by themselves.
const FEWEST: u64 = 5;

/// Levels that are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The levels.
    pub levels: Vec<Level>,
    /// Places given.
    pub invited: u64,
    /// People; none when even together they are few.
    pub enrolled: Option<u64>,
    /// Active ones; none when it would tell of few people.
    pub active: Option<u64>,
}

/// What is shown of all levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cascade {
    /// The levels, small ones together.
    pub groups: Vec<Group>,
    /// Everybody.
    pub total: Group,
}

impl Group {
    /// The levels as people read them.
    pub fn name(&self) -> String {
        self.levels.iter().map(|level| level.name()).collect::<Vec<_>>().join(" + ")
    }

    /// Active people and all of them; none for nobody, or when it would tell of few.
    fn active_of(&self) -> Option<(u64, u64)> {
        Some((self.active?, self.enrolled.filter(|people| *people > 0)?))
    }
}

impl Cascade {
    /// Active people and all of them, for each group of levels and for everybody,
    /// as far as it may be shown: what a report says of ambassadors.
    pub fn active(&self) -> Vec<(String, u64, u64)> {
        let total = (self.groups.len() > 1).then_some(("Tous les niveaux".to_owned(), &self.total));
        let groups = self.groups.iter().map(|group| (group.name(), group)).chain(total);
        groups.filter_map(|(name, group)| group.active_of().map(|(active, enrolled)| (name, active, enrolled))).collect()
    }
}

/// What may be shown of these levels.
pub fn cascade(counted: &[LevelCount]) -> Cascade {
    let mut groups: Vec<Vec<LevelCount>> = counted.iter().map(|level| vec![*level]).collect();
    while groups.len() > 1 {
        let Some(few) = groups.iter().position(|group| is_few(enrolled(group))) else { break };
        // With the next level down, the last one with the one above it.
        let (one, other) = if few + 1 < groups.len() { (few, few + 1) } else { (few - 1, few) };
        let merged = groups.remove(other);
        groups[one].extend(merged);
    }
    let total = shown(counted);
    let mut groups: Vec<Group> = groups.iter().map(|group| shown(group)).collect();
    if groups.iter().any(|group| group.active.is_none()) {
        groups.iter_mut().for_each(|group| group.active = None);
    }
    Cascade { groups, total }
}

fn shown(group: &[LevelCount]) -> Group {
    let people = enrolled(group);
    let active = group.iter().map(|level| level.active.min(level.enrolled)).sum();
    let tells_few = is_few(people) || is_few(active) || is_few(people - active);
    Group {
        levels: group.iter().map(|level| level.level).collect(),
        invited: group.iter().map(|level| level.invited).sum(),
        enrolled: (!is_few(people)).then_some(people),
        active: (!tells_few).then_some(active),
    }
}

fn enrolled(group: &[LevelCount]) -> u64 {
    group.iter().map(|level| level.enrolled).sum()
}

fn is_few(people: u64) -> bool {
    (1..FEWEST).contains(&people)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(levels: [(u64, u64); 3]) -> Vec<LevelCount> {
        let each = Level::ALL.into_iter().zip(levels);
        each.map(|(level, (enrolled, active))| LevelCount { level, invited: 10, enrolled, active, arrivals: 0 }).collect()
    }

    fn told(levels: [(u64, u64); 3]) -> Vec<(usize, Option<u64>, Option<u64>)> {
        let Cascade { mut groups, total } = cascade(&counted(levels));
        groups.push(total);
        groups.iter().map(|group| (group.levels.len(), group.enrolled, group.active)).collect()
    }

    #[test]
    fn a_report_says_what_tells_of_nobody() {
        let told = |levels| cascade(&counted(levels)).active();
        assert_eq!(
            told([(0, 0), (20, 10), (90, 45)]),
            [("Directrices et directeurs", 10, 20), ("Agentes et agents", 45, 90), ("Tous les niveaux", 55, 110)]
                .map(|(name, active, enrolled)| (name.to_owned(), active, enrolled))
        );
        assert_eq!(told([(6, 6), (20, 18), (74, 32)]), [("Tous les niveaux".to_owned(), 56, 100)]);
        assert_eq!(told([(1, 1), (1, 0), (1, 0)]), []);
        assert_eq!(told([(0, 0), (0, 0), (0, 0)]), []);
    }

    #[test]
    fn few_people_are_told_with_others_and_never_by_subtraction() {
        for (levels, expected) in [
            ([(0, 0), (0, 0), (0, 0)], vec![(1, Some(0), Some(0)); 3].into_iter().chain([(3, Some(0), Some(0))]).collect()),
            (
                [(6, 6), (20, 10), (90, 40)],
                vec![(1, Some(6), Some(6)), (1, Some(20), Some(10)), (1, Some(90), Some(40)), (3, Some(116), Some(56))],
            ),
            // Three DGA stand with the directors, and cannot be found as what is left.
            ([(3, 3), (20, 10), (90, 40)], vec![(2, Some(23), Some(13)), (1, Some(90), Some(40)), (3, Some(113), Some(53))]),
            ([(6, 6), (20, 10), (2, 0)], vec![(1, Some(6), Some(6)), (2, Some(22), Some(10)), (3, Some(28), Some(16))]),
            ([(1, 1), (1, 0), (1, 0)], vec![(3, None, None), (3, None, None)]),
            // Two directors who did nothing yet are told in none of the groups.
            ([(6, 6), (20, 18), (90, 40)], vec![(1, Some(6), None), (1, Some(20), None), (1, Some(90), None), (3, Some(116), Some(64))]),
            ([(0, 0), (0, 0), (7, 3)], vec![(1, Some(0), None), (1, Some(0), None), (1, Some(7), None), (3, Some(7), None)]),
        ] {
            assert_eq!(told(levels), expected, "{levels:?}");
        }
    }
}
