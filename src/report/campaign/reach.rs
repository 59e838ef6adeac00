//! What ambassadors, episodes and the game brought in the dates of a campaign.
//! What nothing came of has no line.

use serde_json::{Map, Value, json};

use super::super::computed::{Computed, count, percent, unsaid, value};
use super::super::few::is_few;
use super::super::measure::State;
use super::super::outreach::whole;
use super::super::{Origin, Unit};
use super::Figure;
use super::figures::figure;
use crate::store::GameCounts;

/// What was counted in the dates of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Ambassadors who were active and all of them, by levels that hide nobody;
    /// everybody last.
    pub ambassadors: Vec<(String, u64, u64)>,
    /// People whose first contact it was, by the level of the ambassador they came by.
    pub levels: Vec<(&'static str, u64)>,
    /// What each episode brought.
    pub episodes: Vec<EpisodeReach>,
    /// Plays of the game; none while it was never played.
    pub game: Option<GameCounts>,
}

/// What one episode brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpisodeReach {
    /// Its source.
    pub source: String,
    /// Visits of its page and of its link.
    pub visits: u64,
    /// People whose first contact it was.
    pub arrivals: u64,
    /// Questions of conversations that began with it.
    pub questions: u64,
    /// Those of them by theme.
    pub themes: Vec<(String, u64)>,
}

pub(super) fn of(reach: &Reach) -> Vec<Figure> {
    let figures = ambassadors(reach).into_iter().chain(episodes(&reach.episodes)).chain(reach.game.iter().flat_map(game));
    figures.filter(|figure| figure.measure.state != State::Unknown).collect()
}

fn counted(key: &'static str, label: &'static str, formula: &'static str, unit: Unit, measure: Computed) -> Figure {
    figure(key, label, formula, unit, Origin::Bot, measure)
}

fn ambassadors(reach: &Reach) -> Vec<Figure> {
    let share = |(levels, active, enrolled): &(String, u64, u64)| (levels.clone(), json!(percent(*active, *enrolled)));
    let active = match reach.ambassadors.last() {
        Some((.., enrolled)) => value(Value::Object(reach.ambassadors.iter().map(share).collect())).of(*enrolled),
        None => unsaid(State::Unknown),
    };
    vec![
        Figure {
            base: Some("ambassadeurs inscrits"),
            ..counted(
                "active_ambassadors",
                "Ambassadeurs actifs",
                "ambassadeurs inscrits ayant amené au moins une personne, ou déclaré une publication, aux dates de la campagne / ambassadeurs inscrits, par niveau",
                Unit::Percent,
                active,
            )
        },
        counted(
            "arrivals_by_personal_link",
            "Arrivées par lien personnel, par niveau",
            "premiers contacts venus par le lien personnel d'une ambassadrice ou d'un ambassadeur aux dates de la campagne, par niveau ; un niveau de moins de cinq personnes n'est pas montré",
            Unit::People,
            alone(reach.levels.iter().copied()),
        ),
    ]
}

/// The cells of five people or more, without their total: beside what the report of
/// a session of these dates shows, it would tell the others.
fn alone<'a>(cells: impl Iterator<Item = (&'a str, u64)>) -> Computed {
    let (shown, few): (Vec<_>, Vec<_>) = cells.filter(|(_, people)| *people > 0).partition(|(_, people)| !is_few(*people));
    let shown: Map<String, Value> = shown.into_iter().map(|(name, people)| (name.to_owned(), json!(people))).collect();
    match () {
        () if !shown.is_empty() => value(Value::Object(shown)),
        () if few.is_empty() => unsaid(State::Unknown),
        () => unsaid(State::Hidden),
    }
}

fn episodes(episodes: &[EpisodeReach]) -> Vec<Figure> {
    let asked = episodes.iter().map(|episode| episode.questions).sum();
    let themes = |episode: &EpisodeReach| {
        let themes: Map<String, Value> = episode.themes.iter().map(|(theme, asked)| (theme.clone(), json!(asked))).collect();
        (!themes.is_empty()).then(|| (episode.source.clone(), Value::Object(themes)))
    };
    let themes: Map<String, Value> = episodes.iter().filter_map(themes).collect();
    let themed: u64 = episodes.iter().flat_map(|episode| &episode.themes).map(|(_, asked)| asked).sum();
    vec![
        counted(
            "episode_visits",
            "Visites des épisodes",
            "visites de la page ou du lien de chaque épisode aux dates de la campagne, sans les robots",
            Unit::Visits,
            by_episode(episodes, |episode| episode.visits),
        ),
        counted(
            "arrivals_by_episode",
            "Arrivées par épisode",
            "premiers contacts venus par le lien d'un épisode aux dates de la campagne ; un épisode de moins de cinq personnes n'est pas montré",
            Unit::People,
            alone(episodes.iter().map(|episode| (episode.source.as_str(), episode.arrivals))),
        ),
        counted(
            "questions_by_episode",
            "Questions venues d'un épisode",
            "questions posées aux dates de la campagne dans des conversations commencées par le lien d'un épisode",
            Unit::Questions,
            by_episode(episodes, |episode| episode.questions),
        ),
        Figure {
            base: Some("questions venues d'un épisode"),
            ..counted(
                "themes_by_episode",
                "Thèmes des questions venues d'un épisode",
                "les mêmes questions, par épisode et par thème de la réponse",
                Unit::Questions,
                if themes.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(themes)) }
                    .of(asked)
                    .covering(percent(themed, asked)),
            )
        },
    ]
}

fn by_episode(episodes: &[EpisodeReach], counted: impl Fn(&EpisodeReach) -> u64) -> Computed {
    let counts = episodes.iter().map(|episode| (episode.source.clone(), counted(episode))).filter(|(_, count)| *count > 0);
    let counts: Map<String, Value> = counts.map(|(source, count)| (source, json!(count))).collect();
    if counts.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(counts)) }
}

fn game(counts: &GameCounts) -> [Figure; 3] {
    let (begun, done, asked) = (whole(counts.begun), whole(counts.done), whole(counts.asked));
    [
        counted(
            "game_plays",
            "Parties du jeu commencées",
            "parties du jeu des métiers commencées aux dates de la campagne ; on compte des parties, jamais des personnes",
            Unit::Plays,
            count(begun),
        ),
        Figure {
            base: Some("parties commencées"),
            ..counted(
                "game_completions",
                "Parties du jeu finies",
                "parties menées jusqu'à un métier aux mêmes dates",
                Unit::Plays,
                count(done).of(begun),
            )
        },
        Figure {
            base: Some("parties finies"),
            ..counted(
                "game_questions",
                "Parties du jeu suivies d'une question",
                "parties finies après lesquelles une question a été posée au t'chat, une fois par partie",
                Unit::Plays,
                count(asked).of(done),
            )
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_stand_together_and_counters_are_shown() {
        let episode = |source: &str, visits, arrivals, questions| EpisodeReach {
            source: source.to_owned(),
            visits,
            arrivals,
            questions,
            themes: if questions > 0 { vec![("paie".to_owned(), questions)] } else { Vec::new() },
        };
        let reach = Reach {
            ambassadors: vec![("Tous les niveaux".to_owned(), 6, 12)],
            levels: vec![("DGA", 1), ("Directrices et directeurs", 6), ("Agentes et agents", 20)],
            episodes: vec![episode("episode/a-1", 40, 9, 3), episode("episode/a-2", 2, 1, 0), episode("episode/a-3", 0, 5, 0)],
            game: Some(GameCounts { begun: 9, done: 4, asked: 1 }),
        };
        let figures = of(&reach);
        let value = |key: &str| figures.iter().find(|figure| figure.key == key).map(|figure| figure.measure.value.clone());
        for (key, expected) in [
            ("active_ambassadors", json!({ "Tous les niveaux": 50.0 })),
            ("arrivals_by_personal_link", json!({ "Directrices et directeurs": 6, "Agentes et agents": 20 })),
            ("episode_visits", json!({ "episode/a-1": 40, "episode/a-2": 2 })),
            ("arrivals_by_episode", json!({ "episode/a-1": 9, "episode/a-3": 5 })),
            ("questions_by_episode", json!({ "episode/a-1": 3 })),
            ("themes_by_episode", json!({ "episode/a-1": { "paie": 3 } })),
            ("game_plays", json!(9)),
            ("game_completions", json!(4)),
            ("game_questions", json!(1)),
        ] {
            assert_eq!(value(key), Some(expected), "{key}");
        }
        assert!(of(&Reach::default()).is_empty(), "what nothing came of has no line");
    }
}
