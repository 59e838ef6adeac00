//! The command line: its words, one function per command, exit codes.
//!
//! Results go to standard output, everything else to standard error. What a
//! person typed wrong is told in one French sentence, and the code is 1.

mod answers;
mod campaigns;
mod carried;
mod check;
mod demo;
mod desk;
mod evaluate;
mod explain;
mod freshness;
mod game;
mod links;
mod offers;
mod pdf;
mod refusals;
mod reports;
mod sessions;
mod staff;
mod versions;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use secrecy::ExposeSecret;

use crate::settings::{Flags, Settings};
use crate::store::Store;
use crate::{app, telemetry};

const HELP: &str = "\
{about}

Usage : {usage}

{all-args}{after-help}";

/// Le t'chat de recrutement : des réponses validées et sourcées, sur le web et sur Discord.
#[derive(Debug, Parser)]
#[command(name = "tchat", version, help_template = HELP, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true, subcommand_help_heading = "Commandes", next_help_heading = "Options")]
#[command(after_help = "\
Discord s'allume avec la variable DISCORD_TOKEN (ou DISCORD_TOKEN_FILE) ;
TCHAT_DISCORD_CHANNELS nomme les salons où le robot lit tous les messages,
TCHAT_DISCORD_STAFF_CHANNEL celui où l'équipe apprend ce qui compte,
TCHAT_DISCORD_SERVER le serveur du recruteur, quand le bot est sur plusieurs.
Sans commande, « tchat » fait la même chose que « tchat run ».")]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
    /// Affiche cette aide
    #[arg(short = 'h', long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Démarre le t'chat : page web, pages du personnel, Discord si un jeton est donné
    Run,
    /// Démarre une démonstration : employeur fictif, dossier temporaire effacé à l'arrêt
    Demo(demo::Demo),
    /// Relit tous les fichiers de réponses et dit ce qui ne va pas
    Check(check::Check),
    /// Répond à une question, sans rien enregistrer
    Ask(answers::Ask),
    /// Explique pourquoi une question a la réponse qu'elle a
    Explain(explain::Explain),
    /// Prépare le fichier d'une nouvelle réponse, à remplir
    New(desk::New),
    /// Montre une réponse comme la page web et Discord la montreront
    Preview(desk::Preview),
    /// Liste les réponses à relire : date passée, jamais servies, mal notées
    Freshness,
    /// Mesure les réponses sur des questions dont on connaît la bonne réponse
    Evaluate(evaluate::Evaluate),
    /// Prépare, ouvre, ferme et liste les sessions du t'chat
    #[command(subcommand)]
    Session(sessions::SessionCommand),
    /// Affiche le rapport d'une session ou d'un mois (permanence-2026-11)
    Report(reports::ShowReport),
    /// Liste, compare et remet les vingt dernières versions des réponses
    Versions(versions::Versions),
    /// Montre les campagnes et importe leurs chiffres
    #[command(subcommand)]
    Campaign(campaigns::CampaignCommand),
    /// Écrit dans un fichier tout ce que l'équipe a saisi : sessions, campagnes, liens
    Export(carried::Export),
    /// Reprend un tel fichier ; ce qui est déjà là et dit autre chose arrête tout
    Import(carried::Import),
    /// Montre combien de fois le jeu des métiers est joué, mois par mois
    Game,
    /// Ajoute, retire et liste les liens suivis, /r/<lien>
    #[command(subcommand)]
    Link(links::LinkCommand),
    /// Invite, liste et désactive les comptes de l'équipe ; donne un nouveau mot de passe
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// Importe et liste les offres d'emploi
    #[command(subcommand)]
    Offers(offers::OffersCommand),
}

/// Reads the command line, runs one command, and turns an error into an exit code.
pub fn run() -> ExitCode {
    // A log exists before the settings are read, so that bad settings are told.
    telemetry::start_logging(std::env::var("TCHAT_LOG").ok().as_deref());
    let line = match read_line() {
        Ok(line) => line,
        Err(code) => return code,
    };
    match obey(line) {
        Ok(code) => code,
        Err(error) => {
            // The first sentence is for a person; what a driver said below it is not.
            tracing::debug!("{error:?}");
            eprintln!("erreur : {error}");
            ExitCode::FAILURE
        }
    }
}

/// The database of a command that only looks into it: none is made where there is none.
async fn open_existing(settings: &Settings) -> Result<Store> {
    let url = settings.database.expose_secret();
    let file = url.strip_prefix("sqlite:").unwrap_or_default();
    anyhow::ensure!(
        Store::is_there(url),
        "il n'y a pas de base de données « {file} » : donnez la bonne avec --database, ou lancez d'abord « tchat run »"
    );
    Store::open(url).await
}

/// Prints a result; a reader that went away, such as `head`, is no fault.
fn print(text: impl std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn read_line() -> Result<Line, ExitCode> {
    let read = in_french(Line::command()).try_get_matches().and_then(|matches| Line::from_arg_matches(&matches));
    read.map_err(|refused| refusals::tell(&refused))
}

/// The headings that clap writes in English, on every command.
fn in_french(command: clap::Command) -> clap::Command {
    let command = command.help_template(HELP).subcommand_value_name("COMMANDE").subcommand_help_heading("Commandes");
    command
        .mut_args(|argument| if argument.is_positional() { argument.help_heading("Arguments") } else { argument })
        .mut_subcommands(in_french)
}

fn obey(line: Line) -> Result<ExitCode> {
    let settings = Settings::read(line.flags)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match line.command.unwrap_or(Command::Run) {
            Command::Run => app::run(settings).await,
            Command::Demo(demo) => demo::run(settings, &demo).await,
            Command::Check(check) => return check::check(&settings, &check).await,
            Command::Ask(ask) => answers::ask(&settings, &ask),
            Command::Explain(asked) => explain::explain(&settings, &asked),
            Command::New(new) => desk::create(&settings, &new),
            Command::Preview(preview) => desk::preview(&settings, &preview),
            Command::Freshness => freshness::show(&settings).await,
            Command::Evaluate(asked) => evaluate::run(&settings, &asked),
            Command::Session(command) => sessions::obey(&settings, command).await,
            Command::Report(report) => reports::show(&settings, &report).await,
            Command::Versions(command) => versions::obey(&settings, command).await,
            Command::Campaign(command) => campaigns::obey(&settings, command).await,
            Command::Export(wanted) => carried::export(&settings, &wanted).await,
            Command::Import(wanted) => carried::import(&settings, &wanted).await,
            Command::Game => game::show(&settings).await,
            Command::Link(command) => links::obey(&settings, command).await,
            Command::Staff(command) => staff::obey(&settings, command).await,
            Command::Offers(command) => return offers::obey(&settings, command),
        }?;
        Ok(ExitCode::SUCCESS)
    })
}
