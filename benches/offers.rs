//! The weekly file of open positions, as large as it was ever seen: time and
//! peak memory of the whole command, as a process.
//!
//! The file is made here, the same at each run: 84 MB, cells of several lines,
//! one row in four hundred for an employer that HR follows. The peers, in the
//! same run on the same file: the same reader of rows that keeps every row, and
//! Python's own reader with the same filter, when Python is there.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SIZE: u64 = 84_000_000;
const RUNS: usize = 5;

/// What a child process is asked to do instead of the benchmark.
const KEEP_ALL: &str = "--keep-all";

const TITLES: &str = "Référence;Intitulé du poste;Organisme de rattachement;Employeur;Versant;Catégorie;Métier;Spécialisation;\
    Nature de l'emploi;Nature de contrat;Durée du contrat;Durée du poste;Statut du poste;Temps Plein;Télétravail;Management;\
    Niveau d'études;Niveau d'expérience min. requis;Compétences attendues;Langues;Niveaux;Documents à transmettre;\
    Localisation du poste;Lieu d'affectation;Lieu d'affectation (sans géolocalisation);Date de première publication;\
    Date de début de publication par défaut;Date de fin de publication par défaut;Date de vacance de l'emploi;Avis de vacances au JO";

const PYTHON: &str = "\
import csv, resource, sys
csv.field_size_limit(1 << 30)
kept = {}
with open(sys.argv[1], encoding='utf-8-sig', newline='') as file:
    rows = csv.reader(file, delimiter=';')
    titles = next(rows)
    reference, employer, organisation = (titles.index(t) for t in ('Référence', 'Employeur', 'Organisme de rattachement'))
    for row in rows:
        if 'ville de clairmare' in row[employer].lower() or 'ville de clairmare' in row[organisation].lower():
            kept[row[reference]] = row
print(len(kept), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == KEEP_ALL) {
        return keep_all(Path::new(&arguments[at + 1]));
    }
    let folder = tempfile::tempdir()?;
    let responses = folder.path().join("responses");
    fs::create_dir_all(&responses)?;
    fs::write(responses.join("employeurs-suivis.md"), "- Ville de Clairmare\n")?;
    let (small, whole) = (folder.path().join("small.csv"), folder.path().join("offres-datagouv-20261116.csv"));
    let few = make(&small, SIZE / 10)?;
    let rows = make(&whole, SIZE)?;
    println!("{} rows, {:.1} MB; a tenth of it: {few} rows", rows, fs::metadata(&whole)?.len() as f64 / 1e6);

    let import = |file: &Path| import(folder.path(), file);
    tell("tchat offers import (preview)", RUNS, || import(&whole))?;
    tell("the same on a tenth of the file", RUNS, || import(&small))?;
    tell("peer: the same reader, every row kept", RUNS, || {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(KEEP_ALL).arg(&whole);
        own_peak(command)
    })?;
    let python = Command::new("python3").arg("--version").output();
    if python.is_ok_and(|python| python.status.success()) {
        tell("peer: Python's csv, the same filter", RUNS, || {
            let mut command = Command::new("python3");
            command.args(["-c", PYTHON]).arg(&whole);
            own_peak(command)
        })?;
    } else {
        println!("peer: Python's csv, the same filter              absent");
    }
    Ok(())
}

/// Prints the median time and the largest peak of some runs.
fn tell(what: &str, runs: usize, run: impl Fn() -> anyhow::Result<(Duration, u64)>) -> anyhow::Result<()> {
    let mut done = (0..runs).map(|_| run()).collect::<anyhow::Result<Vec<_>>>()?;
    done.sort_unstable();
    let peak = done.iter().map(|(_, peak)| *peak).max().unwrap_or_default();
    println!("{what:<42} {:>8.0} ms {:>8.1} MiB", done[runs / 2].0.as_secs_f64() * 1e3, peak as f64 / 1024.0);
    Ok(())
}

/// One import by the program; its peak is looked at every other millisecond, so
/// that what it holds for less than that may be missed.
fn import(folder: &Path, file: &Path) -> anyhow::Result<(Duration, u64)> {
    let start = Instant::now();
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_tchat")).args(["offers", "import"]).arg(file).current_dir(folder).stdout(Stdio::null()).spawn()?;
    let mut peak = 0;
    let status = loop {
        // The high-water mark only grows: the last look before the end is the peak.
        peak = peak_of(child.id()).max(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    anyhow::ensure!(status.success() && peak > 0, "the import failed: {status}");
    Ok((start.elapsed(), peak))
}

/// A process that prints its own peak in KiB as its last word.
fn own_peak(mut command: Command) -> anyhow::Result<(Duration, u64)> {
    let start = Instant::now();
    let done = command.stderr(Stdio::inherit()).output()?;
    anyhow::ensure!(done.status.success(), "{command:?}: {}", done.status);
    let printed = String::from_utf8(done.stdout)?;
    let peak = printed.split_whitespace().next_back().unwrap_or_default().parse()?;
    Ok((start.elapsed(), peak))
}

fn keep_all(file: &Path) -> anyhow::Result<()> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_path(file)?;
    let rows = reader.byte_records().collect::<Result<Vec<_>, _>>()?;
    println!("{} {}", rows.len(), peak_of(std::process::id()));
    Ok(())
}

/// The most memory a process ever held, in KiB; 0 when it is over.
fn peak_of(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

/// Writes a file of about this size; gives its rows.
fn make(path: &Path, size: u64) -> anyhow::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all("\u{feff}".as_bytes())?;
    writeln!(file, "{TITLES}\r")?;
    let (mut written, mut rows) = (0, 0);
    while written < size {
        let row = row(rows);
        written += row.len() as u64;
        file.write_all(row.as_bytes())?;
        rows += 1;
    }
    file.flush()?;
    Ok(rows)
}

/// A row of about 2,000 bytes; one in four hundred is of a followed employer.
fn row(number: u64) -> String {
    let is_followed = number % 400 == 7;
    let employer = if is_followed { "VILLE DE CLAIRMARE" } else { "Direction des services déconcentrés" };
    let skills: String = (0..24 + number % 12)
        .map(|line| format!("- Savoir rédiger, « organiser » et \"\"travailler en équipe\"\" ; compétence {line}\n"))
        .collect();
    format!(
        "O{number:012};Gestionnaire {number} (F/H);Organisme n° {group};\"{employer}\n{street} rue du Port\n76000 Clairmare\";\
         Fonction publique territoriale;Catégorie B;Gestionnaire administratif;;Emploi ouvert aux titulaires et aux contractuels;\
         CDD;3 ans;;Vacant;Oui;Oui;Non;Niveau 5;Confirmé;\"{skills}\";;;CV;Clairmare (76);\"{street} rue du Port\n76000 Clairmare\";;\
         02/11/2026;02/11/2026;31/12/2099;;\r\n",
        group = number % 97,
        street = 1 + number % 200,
    )
}
