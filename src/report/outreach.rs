//! What ambassadors, episodes and the game brought.
//!
//! People are those of the report itself, so that nothing is found by taking one
//! figure from another: a level or an episode is shown only where its source is
//! shown by itself. Visits and plays are counters of days, of nobody.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::computed::{Computed, by_name, count, percent, unsaid, value};
use super::measure::State;
use super::sources::{Arrivals, cells};
use crate::episodes::SOURCE;
use crate::store::{AskedFact, Facts, GameCounts};
use crate::words::Level;

use super::few::is_few;

/// What is counted of episodes and of the game.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outreach {
    /// Visits of each episode, by its source.
    visits: BTreeMap<String, u64>,
    /// Questions of conversations that began with it.
    questions: BTreeMap<String, u64>,
    /// Those of them that an answer of a theme met.
    themes: BTreeMap<String, BTreeMap<String, u64>>,
    /// Plays; none while the game was never played.
    game: Option<GameCounts>,
}

impl Outreach {
    pub(super) fn count<'a>(facts: &Facts, questions: impl Iterator<Item = &'a AskedFact>) -> Self {
        let mut outreach = Self { visits: facts.episode_visits.iter().cloned().collect(), game: facts.game, ..Self::default() };
        for (question, source) in questions.filter_map(|question| Some((question, episode_of(question)?))) {
            *outreach.questions.entry(source.to_owned()).or_default() += 1;
            if let Some(theme) = &question.theme {
                *outreach.themes.entry(source.to_owned()).or_default().entry(theme.clone()).or_default() += 1;
            }
        }
        outreach
    }

    /// Visits, by episode.
    pub(super) fn visits(&self) -> Computed {
        by_name(&self.visits)
    }

    /// Questions by episode, of so many in all.
    pub(super) fn questions(&self, of: u64) -> Computed {
        by_name(&self.questions).of(of)
    }

    /// Questions by episode and theme.
    pub(super) fn themes(&self) -> Computed {
        let (asked, themed) = (self.questions.values().sum(), self.themes.values().flat_map(BTreeMap::values).sum());
        let themes: Map<String, Value> = self.themes.iter().map(|(episode, themes)| (episode.clone(), json!(themes))).collect();
        let value = if themes.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(themes)) };
        value.of(asked).covering(percent(themed, asked))
    }

    /// Plays begun.
    pub(super) fn plays(&self) -> Computed {
        self.game.map_or_else(|| unsaid(State::Unknown), |game| count(whole(game.begun)))
    }

    /// Plays that came to their end, of those begun.
    pub(super) fn completions(&self) -> Computed {
        self.game.map_or_else(|| unsaid(State::Unknown).of(0), |game| count(whole(game.done)).of(whole(game.begun)))
    }

    /// Plays that led to a question, of those that came to their end.
    pub(super) fn led_to_questions(&self) -> Computed {
        self.game.map_or_else(|| unsaid(State::Unknown).of(0), |game| count(whole(game.asked)).of(whole(game.done)))
    }
}

/// The episode whose link began the conversation of a question.
fn episode_of(question: &AskedFact) -> Option<&str> {
    question.source.as_deref().filter(|source| question.by_link && source.starts_with(SOURCE))
}

/// What is counted is never below nought.
pub(super) fn whole(counted: i64) -> u64 {
    counted.max(0).unsigned_abs()
}

/// People who came by an ambassador, by level.
pub(super) fn arrivals_by_level(arrivals: &Arrivals) -> Computed {
    let level = |source: &str| Level::ALL.into_iter().find(|level| level.source() == source).map(|level| level.name().to_owned());
    as_sources_tell(arrivals, level)
}

/// People who came by an episode, by its source.
pub(super) fn arrivals_by_episode(arrivals: &Arrivals) -> Computed {
    as_sources_tell(arrivals, |source| source.starts_with(SOURCE).then(|| source.to_owned()))
}

/// People of some sources, of all that arrived: those that the sources show by
/// themselves, and none of the others.
fn as_sources_tell(arrivals: &Arrivals, name: impl Fn(&str) -> Option<String>) -> Computed {
    let total = arrivals.values().sum();
    let cells = cells(arrivals);
    let named = arrivals.iter().filter_map(|(source, people)| Some((source.as_deref()?, *people)));
    let named: Vec<_> = named.filter_map(|(source, people)| Some((source, name(source)?, people))).collect();
    let shown: Map<String, Value> =
        named.iter().filter(|(source, ..)| cells.shows(source)).map(|(_, name, people)| (name.clone(), json!(people))).collect();
    let told = match () {
        () if is_few(total) => unsaid(State::Hidden),
        () if named.is_empty() => unsaid(State::Unknown),
        () if shown.is_empty() => unsaid(State::Hidden),
        () => value(Value::Object(shown)),
    };
    told.of(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[(&str, u64)], by: fn(&Arrivals) -> Computed) -> (State, Value) {
        let arrivals: Arrivals = cells.iter().map(|(source, people)| (Some((*source).to_owned()), *people)).collect();
        let told = by(&arrivals);
        assert_eq!(told.base, Some(arrivals.values().sum()));
        (told.state, told.value)
    }

    #[test]
    fn a_level_or_an_episode_is_shown_where_its_source_is_and_nowhere_else() {
        use State::{Hidden, Known, Unknown};
        let levels = |cells: &[(&str, u64)]| told(cells, arrivals_by_level);
        assert_eq!(levels(&[]), (Unknown, Value::Null));
        assert_eq!(levels(&[("salon", 9)]), (Unknown, Value::Null));
        assert_eq!(levels(&[("ambassadeur/agent", 4)]), (Hidden, Value::Null));
        assert_eq!(levels(&[("ambassadeur/agent", 5)]), (Known, json!({ "Agentes et agents": 5 })));
        // The fair stands with the school among the sources: six agents beside « autres 7 » would tell its one.
        assert_eq!(levels(&[("salon", 9), ("ambassadeur/agent", 6), ("ecole", 1)]), (Hidden, Value::Null));
        let some = [("ambassadeur/agent", 12), ("ambassadeur/dga", 2), ("ambassadeur/directeur", 6)];
        assert_eq!(levels(&some), (Known, json!({ "Agentes et agents": 12 })));
        let episodes = [("episode/a-1", 7), ("episode/a-2", 8), ("salon", 9)];
        assert_eq!(told(&episodes, arrivals_by_episode), (Known, json!({ "episode/a-1": 7, "episode/a-2": 8 })));
    }

    #[test]
    fn questions_of_an_episode_are_those_that_its_link_began() {
        let asked = |source: &str, by_link, theme: Option<&str>| AskedFact {
            source: Some(source.to_owned()),
            by_link,
            theme: theme.map(str::to_owned),
            ..AskedFact::default()
        };
        let questions = [
            asked("episode/a-1", true, Some("paie")),
            asked("episode/a-1", true, None),
            asked("episode/a-1", false, None),
            asked("salon", true, None),
        ];
        let game = GameCounts { begun: 9, done: 4, asked: 1 };
        let facts = Facts { episode_visits: vec![("episode/a-1".to_owned(), 30)], game: Some(game), ..Facts::default() };
        let outreach = Outreach::count(&facts, questions.iter());
        assert_eq!((outreach.visits().value, outreach.questions(4).value), (json!({ "episode/a-1": 30 }), json!({ "episode/a-1": 2 })));
        let themes = outreach.themes();
        assert_eq!((themes.value, themes.base, themes.coverage), (json!({ "episode/a-1": { "paie": 1 } }), Some(2), Some(50.0)));
        assert_eq!((outreach.plays().value, outreach.completions().base), (json!(9), Some(9)));
        assert_eq!((outreach.led_to_questions().value, outreach.led_to_questions().base), (json!(1), Some(4)));
        let nothing = Outreach::count(&Facts::default(), [].iter());
        assert!(nothing.plays().is_missing() && nothing.visits().is_missing(), "never played, never visited: unknown, not zero");
    }
}
