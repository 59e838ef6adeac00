//! A position from its file to what a candidate reads, on the web and in
//! Discord: what is true on the day, and nothing else.

use std::fs;
use std::path::Path;

use jiff::SignedDuration;

use crate::fake_discord::FakeDiscord;
use crate::world::{Base, Visitor, World, discord_settings, on_both};

on_both!(a_position_is_open_until_its_last_day_at_every_door);

const OFFER: &str = "\
---
statut: publie
responsable: DRH
etat: ouverte
employeur: \"Ville de Rouen\"
lieu: \"Rouen (76)\"
publie_le: 2026-11-02
date_limite: 2026-12-15
remuneration: \"Entre 2 600 € et 3 200 € bruts par mois\"
lien: \"https://www.emploi-territorial.fr/offre/1\"
---

# Archiviste
";

const ENTRY: &str = "\
---
statut: publie
responsable: DRH
sources: [{texte: \"Annonce\", lu_le: 2026-11-22}]
valable_du: 2026-11-22
a_revoir_le: 2027-11-22
offre: archiviste
---

# Le poste d'archiviste est-il ouvert ?

{offre.etat} {offre.date_limite} {offre.lien}

{offre.remuneration} {offre.teletravail}

## Autres formulations

- archiviste, encore libre
- le poste aux archives
- vous cherchez un archiviste
- postuler comme archiviste
- une place aux archives
- archives, c'est pris
- emploi archiviste
- recrutement archiviste
- archiviste à Rouen
- offre archiviste
";

const ASKED: &str = "le poste d'archiviste est-il ouvert ?";

fn write(responses: &Path) {
    for (path, text) in [("offres/archiviste.md", OFFER), ("faq/offres/offre-archiviste.md", ENTRY)] {
        let place = responses.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
}

/// The answer alone, with the spaces of a keyboard.
fn answer(text: &str) -> String {
    let text = text.replace('\u{a0}', " ");
    text.split_once("\n\nSources").map_or(text.clone(), |(answer, _)| answer.to_owned())
}

const PAY: &str = "Rémunération, d'après l'annonce : « Entre 2 600 € et 3 200 € bruts par mois ».";

async fn a_position_is_open_until_its_last_day_at_every_door(base: Base) {
    let discord = FakeDiscord::start().await;
    let fake = discord_settings(&discord);
    let world = World::start_with(base, |settings, folder| {
        settings.discord = Some(fake);
        write(&folder.join("responses"));
    })
    .await;
    discord.bot_is_ready().await;
    let channel = discord.text_channel("accueil");
    let bilal = discord.user("bilal");

    let open = format!(
        "Ce poste est ouvert : vous pouvez postuler. Vous pouvez postuler jusqu'au 15/12/2026 inclus. \
         Pour lire l'annonce et postuler : <https://www.emploi-territorial.fr/offre/1>\n\n{PAY} \
         Le télétravail possible sur ce poste est à confirmer avec la DRH."
    );
    let mut anne = Visitor::default();
    assert_eq!(answer(world.asks(&mut anne, ASKED).await["text"].as_str().unwrap()), open);
    let told = bilal.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    assert!(answer(&told.content).ends_with(&open), "{}", told.content);
    let page = world.page("/offres/archiviste").await;
    assert!(page.contains("\"@type\":\"JobPosting\"") && page.contains("Lire l'annonce et postuler"), "{page}");

    // The evening of the last day in Rouen, then just after midnight there.
    world.clock.turn_to("2026-12-15T22:59:00Z".parse().unwrap());
    assert_eq!(answer(world.asks(&mut anne, ASKED).await["text"].as_str().unwrap()), open);
    world.after(SignedDuration::from_mins(2));
    let closed = format!(
        "Ce recrutement est clos : il n'est plus possible d'y postuler. La date limite pour postuler était le 15/12/2026. \
         Il n'y a plus de candidature à déposer pour cette annonce.\n\n{PAY}"
    );
    assert_eq!(answer(world.asks(&mut anne, ASKED).await["text"].as_str().unwrap()), closed);
    assert!(!world.page("/offres/archiviste").await.contains("JobPosting"));
    world.app.stop().await;
}
