//! The header key `statut`, the same in every file that candidates read.

/// Whether candidates see what a file says (header `statut`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// `publie`: served.
    Published,
    /// `brouillon`: being written, not served.
    Draft,
    /// `retire`: kept for its history, not served.
    Retired,
}

/// How each status is written.
pub(crate) const STATUSES: &[(&str, Status)] = &[("publie", Status::Published), ("brouillon", Status::Draft), ("retire", Status::Retired)];
