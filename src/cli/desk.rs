//! `tchat new` and `tchat preview`: HR's gestures on one answer, without any
//! database.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::civil::Date;

use crate::clock::Clock;
use crate::conversation;
use crate::desk::Desk;
use crate::faq::{Entry, Faq};
use crate::files::Saved;
use crate::settings::Settings;
use crate::{discord, web};

/// A new answer.
#[derive(Args, Debug)]
pub(super) struct New {
    /// La question, comme la DRH la poserait
    question: String,
    /// Thème, c'est-à-dire le dossier, qui peut être nouveau ; sans lui, celui de la réponse la plus proche
    #[arg(long, value_name = "THÈME")]
    theme: Option<String>,
}

/// An answer to look at.
#[derive(Args, Debug)]
pub(super) struct Preview {
    /// Nom de la réponse, par exemple teletravail-jours
    id: String,
    /// Écrit aussi l'aperçu dans ce fichier, comme une page web
    #[arg(long, value_name = "FICHIER")]
    html: Option<PathBuf>,
}

/// Tells which entries are near, then writes a draft to fill.
pub(super) fn create(settings: &Settings, new: &New) -> Result<()> {
    let today = Clock::System.today();
    let (faq, _) = Faq::load(&settings.responses, None, today);
    let desk = Desk::new(&settings.responses);
    for near in desk.near(&faq, &new.question) {
        super::print(format_args!("une réponse proche existe déjà : « {} » (faq/{}/{}.md)", near.question, near.theme, near.id));
    }
    let file = desk.draft(&faq, &new.question, new.theme.as_deref(), today).map_err(anyhow::Error::msg)?;
    let shown = settings.responses.join(&file.path).display().to_string();
    match desk.save(&file.path, &file.text, None).with_context(|| format!("impossible d'écrire {shown}"))? {
        Saved::Written(_) => {
            if let Some(theme) = &file.new_theme {
                let names = settings.responses.join("themes.md").display().to_string();
                super::print(format_args!(
                    "nouveau thème : le dossier faq/{theme} est créé ; donnez-lui un nom dans {names} : « - {theme} : le nom que les candidats lisent »"
                ));
            }
            super::print(format_args!(
                "brouillon créé : {shown}\nremplissez-le, vérifiez-le avec « tchat check », regardez-le avec « tchat preview {} »",
                file.id
            ));
            Ok(())
        }
        Saved::Changed => bail!("{shown} existe déjà : rien n'est écrit"),
        Saved::Refused(sentence) => bail!("{sentence}"),
    }
}

/// Shows an answer as each door will.
pub(super) fn preview(settings: &Settings, preview: &Preview) -> Result<()> {
    let today = Clock::System.today();
    let (faq, _) = Faq::load(&settings.responses, None, today);
    let entry = find(&faq, settings, &preview.id, today)?;
    let reply = conversation::preview(&faq, &entry, today);
    let messages = discord::preview(&reply);
    super::print(format_args!("# {}\n{}", entry.question, crate::desk::status_words(entry.status)));
    let count = messages.len();
    for (number, message) in messages.iter().enumerate() {
        let chars = message.text.chars().count();
        super::print(format_args!("\n── Discord, message {} sur {count} ({chars} caractères) ──\n{}", number + 1, message.text));
        for row in &message.taps {
            super::print(row.iter().map(|tap| format!("[{tap}]")).collect::<Vec<_>>().join(" "));
        }
    }
    super::print(format_args!("\n── Page web ──\n{}", web::preview_text(&reply)));
    if let Some(path) = &preview.html {
        write_page(path, &web::preview_page(&entry.question, &reply, messages)?)?;
    }
    Ok(())
}

fn write_page(path: &Path, page: &str) -> Result<()> {
    std::fs::write(path, page).with_context(|| format!("impossible d'écrire {}", path.display()))?;
    eprintln!("aperçu écrit dans {}", path.display());
    Ok(())
}

/// An entry of any status; one sentence when there is none.
fn find(faq: &Faq, settings: &Settings, id: &str, today: Date) -> Result<Entry> {
    let library = faq.library();
    if let Some(entry) = library.entries().iter().chain(library.set_aside()).find(|entry| entry.id.as_str() == id) {
        return Ok(entry.clone());
    }
    let desk = Desk::new(&settings.responses);
    if let Some(open) = desk.open(id)? {
        let errors = desk.try_text(&open.path, &open.text, today).map(|trial| trial.here.len()).unwrap_or_default();
        let problems = if errors > 1 { format!("{errors} erreurs") } else { "une erreur".to_owned() };
        bail!("« {id} » ne peut pas être montrée : son fichier a {problems}, que « tchat check » montre");
    }
    let near = desk.nearest_ids(id).iter().map(|id| format!("« {id} »")).collect::<Vec<_>>().join(", ");
    match near.as_str() {
        "" => bail!("aucune réponse ne s'appelle « {id} »"),
        near if !near.contains(", ") => bail!("aucune réponse ne s'appelle « {id} » ; le nom le plus proche est {near}"),
        near => bail!("aucune réponse ne s'appelle « {id} » ; les noms les plus proches sont {near}"),
    }
}
