//! Opening a database: where it is, how safe it has to be, and its migrations.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::bell::Bell;
use super::link::{Pool, row};
use super::writer::Writer;
use super::{Inner, Store};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Two connections that wrote a WAL at once could corrupt it before this release.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// A database that does not answer within this time is said to be away.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens the database at `url` (`sqlite:` or `postgres:`) beside a program
    /// that may be running, and brings its tables up to date.
    ///
    /// # Errors
    /// In French, one sentence for the operator: an unknown kind of address, a
    /// database out of reach, or one made by a newer program.
    pub async fn open(url: &str) -> Result<Self> {
        Self::connect(url, None).await
    }

    /// Opens the database for the one program that serves from it.
    ///
    /// # Errors
    /// As [`Store::open`], and when another one already runs on this SQLite file.
    pub async fn open_to_serve(url: &str) -> Result<Self> {
        let lock = sqlite_file(url).map(|file| lock(&file)).transpose()?;
        Self::connect(url, lock).await
    }

    /// Opens a database only to read what is there: nothing is created, nothing
    /// is brought up to date. None when there is no such SQLite file.
    ///
    /// # Errors
    /// When there is a database and it does not open.
    pub async fn open_to_read(url: &str) -> Result<Option<Self>> {
        let pool = match sqlite_file(url) {
            Some(file) if !file.is_file() => return Ok(None),
            Some(file) => {
                let options = SqliteConnectOptions::new().filename(&file).read_only(true).busy_timeout(PATIENCE);
                let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await;
                Pool::Sqlite(pool.with_context(|| format!("impossible d'ouvrir la base SQLite {}", file.display()))?)
            }
            None => pools(url).await?.0,
        };
        let writer = Writer::start(pool.clone());
        Ok(Some(Self { inner: Arc::new(Inner { readers: pool, writer, bell: Bell::default(), _lock: None }) }))
    }

    /// Whether a database is there, as far as can be told without opening it: a
    /// SQLite file may be missing.
    pub fn is_there(url: &str) -> bool {
        sqlite_file(url).is_none_or(|file| file.is_file())
    }

    async fn connect(url: &str, lock: Option<File>) -> Result<Self> {
        let (readers, writers) = pools(url).await?;
        migrate(&writers).await?;
        let writer = Writer::start(writers);
        Ok(Self { inner: Arc::new(Inner { readers, writer, bell: Bell::default(), _lock: lock }) })
    }
}

/// The pool to read from and the pool to write with.
async fn pools(url: &str) -> Result<(Pool, Pool)> {
    match url.split_once(':').map(|(kind, _)| kind) {
        Some("sqlite") => sqlite(url).await,
        Some("postgres" | "postgresql") => postgres(url).await,
        _ => bail!("l'adresse de la base doit commencer par « sqlite: » ou « postgres: »"),
    }
}

async fn sqlite(url: &str) -> Result<(Pool, Pool)> {
    let file = sqlite_file(url).context("l'adresse SQLite doit nommer un fichier, par exemple « sqlite:data/tchat.db »")?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("impossible de créer le dossier {}", folder.display()))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("secure_delete", "on")
        .pragma("trusted_schema", "off");
    let writers = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options.clone()).await;
    let writers = writers.with_context(|| format!("impossible d'ouvrir la base SQLite {}", file.display()))?;
    let readers = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE).connect_lazy_with(options);
    let writers = Pool::Sqlite(writers);
    refuse_old_sqlite(&writers).await?;
    Ok((Pool::Sqlite(readers), writers))
}

async fn postgres(url: &str) -> Result<(Pool, Pool)> {
    // The address may hold a password: neither it nor the driver's words about it are shown.
    let Ok(options) = PgConnectOptions::from_str(url) else {
        bail!("l'adresse PostgreSQL est mal écrite ; modèle : « postgres://utilisateur@hote/base »");
    };
    let options =
        options.options([("statement_timeout", "30s"), ("idle_in_transaction_session_timeout", "30s"), ("synchronous_commit", "on")]);
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).connect_with(options).await;
    let pool = pool.context("la base PostgreSQL ne répond pas : vérifiez DATABASE_URL et que le serveur est démarré")?;
    let pool = Pool::Postgres(pool, Arc::default());
    Ok((pool.clone(), pool))
}

async fn refuse_old_sqlite(pool: &Pool) -> Result<()> {
    let mut link = pool.acquire().await?;
    let found = row!(&mut link, (String,), "select sqlite_version()")?.map(|(version,)| version).unwrap_or_default();
    let numbers: Vec<u32> = found.split('.').filter_map(|part| part.parse().ok()).collect();
    if numbers.as_slice() < OLDEST_SQLITE.as_slice() {
        bail!("SQLite {found} est trop ancien : il faut la version 3.51.3 ou plus récente");
    }
    Ok(())
}

async fn migrate(pool: &Pool) -> Result<()> {
    let done = match pool {
        Pool::Sqlite(pool) => MIGRATIONS.run(pool).await,
        Pool::Postgres(pool, _) => MIGRATIONS.run(pool).await,
    };
    match done {
        Ok(()) => Ok(()),
        Err(MigrateError::VersionMissing(version)) => {
            bail!("la base vient d'un programme plus récent (migration {version} inconnue) : installez la dernière version de tchat")
        }
        Err(error) => Err(error).context("la mise à jour des tables a échoué ; rien n'a été perdu"),
    }
}

/// The file of a `sqlite:` address, without its prefix and options.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let file = rest.split('?').next().unwrap_or_default();
    (!file.is_empty() && file != ":memory:").then(|| PathBuf::from(file))
}

/// One program serves from a SQLite file: the lock falls by itself with the process.
fn lock(database: &Path) -> Result<File> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("impossible de créer le dossier {}", folder.display()))?;
    }
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("impossible d'ouvrir le verrou {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("un autre tchat utilise déjà la base {} : arrêtez-le d'abord", database.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("impossible de verrouiller {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_address_is_found_in_its_usual_forms() {
        for (url, file) in [
            ("sqlite:data/tchat.db", Some("data/tchat.db")),
            ("sqlite:///var/lib/tchat.db", Some("/var/lib/tchat.db")),
            ("sqlite://tchat.db?mode=rwc", Some("tchat.db")),
            ("sqlite::memory:", None),
            ("sqlite:", None),
            ("postgres://host/base", None),
        ] {
            assert_eq!(sqlite_file(url), file.map(PathBuf::from), "{url}");
        }
    }
}
