//! `tchat game`: how often the game is played, month by month.

use anyhow::Result;

use crate::clock::Clock;
use crate::faq::Library;
use crate::settings::Settings;
use crate::words::Door;

/// Prints what is in service of the game, then the months, the latest first.
pub(super) async fn show(settings: &Settings) -> Result<()> {
    let (library, _) = Library::load(&settings.responses, None, Clock::System.today());
    super::print(match library.game() {
        Some(game) => format!("{}\u{a0}: {} scènes, {} métiers", game.title, game.scenes().len(), game.trades().len()),
        None => "Le jeu n'est pas proposé\u{a0}: « tchat check » dit pourquoi s'il a une erreur.".to_owned(),
    });
    let store = super::open_existing(settings).await?;
    let months = store.game_months().await;
    store.close().await;
    let months = months?;
    if months.is_empty() {
        super::print("Personne n'a encore joué.");
        return Ok(());
    }
    super::print("mois\toù\tcommencées\tfinies\tsuivies d'une question");
    for line in months {
        let counts = line.counts;
        super::print(format_args!("{}\t{}\t{}\t{}\t{}", line.month, Door::french_of(&line.door), counts.begun, counts.done, counts.asked));
    }
    Ok(())
}
