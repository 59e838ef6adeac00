//! Environment, flags and one optional file to one `Settings`, once.
//!
//! A flag wins over the environment, which wins over the file. Everything that
//! is wrong is said in one French sentence before anything starts.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use secrecy::SecretString;

/// The flags every command takes.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Réglages")]
pub struct Flags {
    /// Adresse de la page web (par défaut 127.0.0.1:8080 ; variable TCHAT_LISTEN)
    #[arg(long, global = true, value_name = "ADRESSE", env = "TCHAT_LISTEN", hide_env = true)]
    listen: Option<String>,
    /// Dossier des réponses (par défaut « responses » ; variable TCHAT_RESPONSES)
    #[arg(long, global = true, value_name = "DOSSIER", env = "TCHAT_RESPONSES", hide_env = true)]
    responses: Option<PathBuf>,
    /// Base de données (par défaut sqlite:data/tchat.db ; variable DATABASE_URL)
    #[arg(long, global = true, value_name = "ADRESSE", env = "DATABASE_URL", hide_env = true, hide_env_values = true)]
    database: Option<String>,
    /// Fichier des clés de pseudonymes (par défaut data/tchat.key ; variable TCHAT_KEY_FILE)
    #[arg(long, global = true, value_name = "FICHIER", env = "TCHAT_KEY_FILE", hide_env = true)]
    key_file: Option<PathBuf>,
    /// Adresse des mesures au format Prometheus, par exemple 127.0.0.1:9090 (variable TCHAT_METRICS)
    #[arg(long, global = true, value_name = "ADRESSE", env = "TCHAT_METRICS", hide_env = true)]
    metrics: Option<String>,
    /// Adresse publique du site, par exemple https://tchat.exemple.fr (variable TCHAT_PUBLIC_URL)
    #[arg(long, global = true, value_name = "ADRESSE", env = "TCHAT_PUBLIC_URL", hide_env = true)]
    public_url: Option<String>,
    /// Permet de changer les réponses depuis les pages du personnel : on ou off (par défaut on ; variable TCHAT_EDITING)
    #[arg(long, global = true, value_name = "CHOIX", env = "TCHAT_EDITING", hide_env = true)]
    editing: Option<String>,
    /// Fichier de réglages au format TOML (variable TCHAT_CONFIG)
    #[arg(long, global = true, value_name = "FICHIER", env = "TCHAT_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
}

/// Everything the program is told before it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the web page listens.
    pub listen: SocketAddr,
    /// The folder HR owns.
    pub responses: PathBuf,
    /// The database's address; it may hold a password.
    pub database: SecretString,
    /// The file of the pseudonyms' keys.
    pub key_file: PathBuf,
    /// Where the metrics listen, when they do.
    pub metrics: Option<SocketAddr>,
    /// The site's address as visitors see it, without a final slash.
    pub public_url: Option<String>,
    /// What every page says above all else; for a trial.
    pub banner: Option<String>,
    /// Whether the staff may change the answers from their pages.
    pub editing: bool,
    /// Discord, when a token is given.
    pub discord: Option<DiscordSettings>,
}

/// What the Discord side needs.
#[derive(Clone, Debug)]
pub struct DiscordSettings {
    /// The bot's token.
    pub token: SecretString,
    /// Another REST origin than Discord's, on loopback only.
    pub api: Option<String>,
    /// Another gateway than Discord's, on loopback only.
    pub gateway: Option<String>,
    /// Channels where the bot reads every message, which needs message content.
    pub plain_channels: Vec<u64>,
    /// The channel where the team is told what matters.
    pub staff_channel: Option<u64>,
    /// The employer's own server, when the bot is in several.
    pub server: Option<u64>,
}

/// The settings a file may hold.
const FILE_SETTINGS: [&str; 10] = [
    "listen",
    "responses",
    "database",
    "key_file",
    "metrics",
    "public_url",
    "editing",
    "discord_channels",
    "discord_staff_channel",
    "discord_server",
];

impl Settings {
    /// Brings flags, environment and file together.
    ///
    /// # Errors
    /// One French sentence for the first thing that is wrong.
    pub fn read(flags: Flags) -> Result<Self> {
        let file = flags.config.as_deref().map(SettingsFile::read).transpose()?.unwrap_or_default();
        let listen = flags.listen.or(file.text("listen")?).unwrap_or_else(|| "127.0.0.1:8080".into());
        let metrics = flags.metrics.or(file.text("metrics")?);
        let database = flags.database.or(secret_file("DATABASE_URL_FILE")?).or(file.text("database")?);
        Ok(Self {
            listen: address(&listen, "--listen")?,
            responses: flags.responses.or(file.path("responses")?).unwrap_or_else(|| "responses".into()),
            database: database.unwrap_or_else(|| "sqlite:data/tchat.db".into()).into(),
            key_file: flags.key_file.or(file.path("key_file")?).unwrap_or_else(|| "data/tchat.key".into()),
            metrics: metrics.map(|text| address(&text, "--metrics")).transpose()?,
            public_url: flags.public_url.or(file.text("public_url")?).map(|url| public_url(&url)).transpose()?,
            editing: editing(flags.editing.or(file.text("editing")?).as_deref())?,
            banner: None,
            discord: discord(&file)?,
        })
    }
}

/// The settings of the file, as they were written.
#[derive(Default)]
struct SettingsFile {
    path: PathBuf,
    table: toml::Table,
}

impl SettingsFile {
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("impossible de lire le fichier de réglages {}", path.display()))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            anyhow::anyhow!("{}:{line}: ce réglage est mal écrit ; modèle : listen = \"127.0.0.1:8080\"", path.display())
        })?;
        if let Some(unknown) = table.keys().find(|key| !FILE_SETTINGS.contains(&key.as_str())) {
            let line = text
                .lines()
                .position(|line| line.trim_start().trim_start_matches('[').starts_with(unknown.as_str()))
                .map_or(1, |place| place + 1);
            bail!("{}:{line}: le réglage « {unknown} » n'existe pas{}", path.display(), hint(unknown));
        }
        Ok(Self { path: path.to_owned(), table })
    }

    fn text(&self, key: &str) -> Result<Option<String>> {
        match self.table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => bail!("{}: le réglage « {key} » doit être un texte entre guillemets", self.path.display()),
        }
    }

    fn path(&self, key: &str) -> Result<Option<PathBuf>> {
        Ok(self.text(key)?.map(PathBuf::from))
    }
}

fn hint(unknown: &str) -> String {
    let nearest =
        FILE_SETTINGS.iter().map(|known| (strsim::jaro_winkler(unknown, known), known)).max_by(|one, other| one.0.total_cmp(&other.0));
    match nearest {
        Some((likeness, known)) if likeness > 0.75 => format!(" ; voulez-vous dire « {known} » ?"),
        _ => format!(" ; les réglages sont {}", FILE_SETTINGS.join(", ")),
    }
}

/// Without a word the answers may be changed.
fn editing(word: Option<&str>) -> Result<bool> {
    match word.map(str::trim) {
        None | Some("" | "on") => Ok(true),
        Some("off") => Ok(false),
        Some(word) => bail!("« {word} » ne convient pas au réglage « editing » : écrivez « on » ou « off »"),
    }
}

fn address(text: &str, flag: &str) -> Result<SocketAddr> {
    text.parse().ok().with_context(|| format!("« {text} » n'est pas une adresse pour {flag} : écrivez par exemple « 127.0.0.1:8080 »"))
}

fn public_url(text: &str) -> Result<String> {
    let plain = text.trim_end_matches('/');
    let host = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && host.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter)) => {
            Ok(plain.to_owned())
        }
        _ => bail!("« {text} » n'est pas une adresse publique : écrivez par exemple « https://tchat.exemple.fr »"),
    }
}

/// A secret from the file a variable names; others must not be able to read it.
fn secret_file(variable: &str) -> Result<Option<String>> {
    let Some(path) = variable_value(variable) else { return Ok(None) };
    let path = PathBuf::from(path);
    let text = fs::read_to_string(&path).with_context(|| format!("impossible de lire {}, que nomme {variable}", path.display()))?;
    refuse_readable_by_others(&path, variable)?;
    Ok(Some(text.trim().to_owned()))
}

#[cfg(unix)]
fn refuse_readable_by_others(path: &Path, variable: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        bail!("d'autres peuvent lire {}, que nomme {variable} : lancez « chmod 600 » sur ce fichier", path.display());
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_: &Path, _: &str) -> Result<()> {
    Ok(())
}

/// A variable that is set and not empty.
fn variable_value(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

fn discord(file: &SettingsFile) -> Result<Option<DiscordSettings>> {
    let Some(token) = variable_value("DISCORD_TOKEN").or(secret_file("DISCORD_TOKEN_FILE")?) else { return Ok(None) };
    let channels = variable_value("TCHAT_DISCORD_CHANNELS").or(file.text("discord_channels")?);
    let server = variable_value("TCHAT_DISCORD_SERVER").or(file.text("discord_server")?);
    let staff_channel = variable_value("TCHAT_DISCORD_STAFF_CHANNEL").or(file.text("discord_staff_channel")?);
    Ok(Some(DiscordSettings {
        token: token.trim().to_owned().into(),
        api: other_discord("TCHAT_DISCORD_API", "http://")?,
        gateway: other_discord("TCHAT_DISCORD_GATEWAY", "ws://")?,
        plain_channels: channels.map(|text| channel_numbers(&text)).transpose()?.unwrap_or_default(),
        staff_channel: staff_channel.map(|text| channel_number(&text)).transpose()?,
        server: server.map(|text| server_number(&text)).transpose()?,
    }))
}

/// The trials' Discord, when a variable names one.
fn other_discord(variable: &str, scheme: &str) -> Result<Option<String>> {
    let Some(text) = variable_value(variable) else { return Ok(None) };
    let origin = loopback(&text, scheme);
    Ok(Some(origin.with_context(|| format!("{variable} doit être une adresse de cette machine, par exemple « {scheme}127.0.0.1:9000 »"))?))
}

/// An origin on this machine, without path or query.
fn loopback(text: &str, scheme: &str) -> Option<String> {
    let address: SocketAddr = text.strip_prefix(scheme)?.trim_end_matches('/').parse().ok()?;
    address.ip().is_loopback().then(|| format!("{scheme}{address}"))
}

fn channel_numbers(text: &str) -> Result<Vec<u64>> {
    let numbers = text.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok().filter(|number| *number > 0));
    let numbers: Option<Vec<u64>> = numbers.collect();
    numbers.with_context(|| format!("« {text} » : les salons de TCHAT_DISCORD_CHANNELS sont des nombres séparés par des virgules"))
}

fn channel_number(text: &str) -> Result<u64> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.with_context(|| format!("« {text} » : le salon de TCHAT_DISCORD_STAFF_CHANNEL est un seul nombre"))
}

fn server_number(text: &str) -> Result<u64> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.with_context(|| format!("« {text} » : le serveur de TCHAT_DISCORD_SERVER est un seul nombre"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_replace_discord() {
        assert_eq!(loopback("http://127.0.0.1:9000/", "http://").as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(loopback("ws://[::1]:9000", "ws://").as_deref(), Some("ws://[::1]:9000"));
        for text in [
            "http://192.0.2.1:9000",
            "https://127.0.0.1:9000",
            "http://127.0.0.1",
            "http://127.0.0.1:9000/api?v=10",
            "http://localhost.evil.example:80",
        ] {
            assert_eq!(loopback(text, "http://"), None, "{text}");
        }
    }

    #[test]
    fn editing_is_on_off_or_told() {
        assert_eq!(
            [None, Some(""), Some("on"), Some(" off ")].map(|word| editing(word).ok()),
            [Some(true), Some(true), Some(true), Some(false)]
        );
        let told = editing(Some("non")).unwrap_err().to_string();
        assert_eq!(told, "« non » ne convient pas au réglage « editing » : écrivez « on » ou « off »");
    }

    #[test]
    fn addresses_and_channels_are_read_or_refused() {
        for (text, good) in [
            ("https://tchat.exemple.fr/", Some("https://tchat.exemple.fr")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("tchat.exemple.fr", None),
            ("javascript:alert(1)", None),
            ("https://exemple.fr/chemin", None),
        ] {
            assert_eq!(public_url(text).ok().as_deref(), good, "{text}");
        }
        assert_eq!(channel_numbers("12, 34").unwrap(), [12, 34]);
        assert!(channel_numbers("général").unwrap_err().to_string().contains("nombres"));
        assert_eq!(channel_number(" 12 ").unwrap(), 12);
        for text in ["général", "12, 34", "0", "-1"] {
            let told = format!("« {text} » : le salon de TCHAT_DISCORD_STAFF_CHANNEL est un seul nombre");
            assert_eq!(channel_number(text).unwrap_err().to_string(), told);
        }
    }

    #[test]
    fn a_settings_file_says_where_it_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tchat.toml");
        for (text, told) in [
            ("listen = \"127.0.0.1:1\"\nresponse = \"r\"\n", ":2: le réglage « response » n'existe pas ; voulez-vous dire « responses » ?"),
            ("couleur = \"bleu\"\n", ":1: le réglage « couleur » n'existe pas ; les réglages sont listen,"),
            ("listen = \n", ":1: ce réglage est mal écrit"),
        ] {
            fs::write(&path, text).unwrap();
            let error = SettingsFile::read(&path).err().unwrap().to_string();
            assert!(error.contains(told), "{error}");
        }
        fs::write(&path, "listen = 8080\n").unwrap();
        let error = SettingsFile::read(&path).ok().unwrap().text("listen").unwrap_err().to_string();
        assert!(error.contains("doit être un texte entre guillemets"), "{error}");
    }
}
